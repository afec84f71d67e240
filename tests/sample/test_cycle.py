"""When the sample press's articles come out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.sample.content import load_paper
from yaowen.sample.cycle import Cycle, of_house, offset_of

PAPER = load_paper()
CYCLE = Cycle(PAPER)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds the zone)
DAY = timedelta(days=1)


@given(MOMENTS)
@settings(max_examples=40)
def test_at_any_moment_a_full_day_of_news_is_out(now: datetime) -> None:
    out = CYCLE.visible(now)
    assert len(out) >= 72
    assert len({item.piece.event for item in out}) >= 48
    assert all(now - DAY < item.published <= now for item in out)
    assert [item.published for item in out] == sorted((item.published for item in out), reverse=True)
    assert {item.house.slug for item in out} == set(PAPER.houses)


@given(MOMENTS)
@settings(max_examples=40)
def test_news_is_spread_over_the_day(now: datetime) -> None:
    ages = [(now - item.published) // timedelta(hours=6) for item in CYCLE.visible(now)]
    assert {0, 1, 2, 3} == set(ages)
    assert max(ages.count(quarter) for quarter in range(4)) < len(ages) / 2


@given(MOMENTS)
@settings(max_examples=40)
def test_no_copy_and_no_follow_up_is_older_than_what_it_rests_on(now: datetime) -> None:
    out = {f"{item.house.slug}/{item.piece.slug}": item for item in CYCLE.visible(now)}
    for item in out.values():
        if item.piece.copy_of:
            assert out[item.piece.copy_of].published < item.published


def test_every_article_comes_out_exactly_once_a_cycle() -> None:
    seen: dict[str, set[datetime]] = {}
    for minutes in range(0, 24 * 60, 5):
        for item in CYCLE.visible(NOON + timedelta(minutes=minutes)):
            if item.published > NOON:
                seen.setdefault(f"{item.house.slug}/{item.piece.slug}", set()).add(item.published)
    assert {key for key, found in seen.items() if len(found) > 1} == set()
    assert seen.keys() == PAPER.pieces.keys()


def test_an_article_is_dated_where_its_outlet_is() -> None:
    item = next(item for item in CYCLE.visible(NOON) if item.piece.slug == "vask-survives-vote")
    assert item.published.tzinfo == ZoneInfo("Europe/Lisbon")
    assert item.published.isoformat()[:16] == "2026-11-22T20:10"
    assert item.path == "/valmere-courier/20261122/vask-survives-vote.html"
    assert "late on Sunday" in item.paragraphs[0]


def test_dates_in_the_text_are_those_of_its_own_day() -> None:
    item = next(item for item in CYCLE.visible(NOON) if item.piece.slug == "shen-bai-manuscripts")
    assert f"{item.published:%Y-%m-%d}" == "2026-11-22"
    assert "上周五（11月13日）" in item.paragraphs[0]
    assert "去年十月" in item.paragraphs[1]


@given(MOMENTS, st.sampled_from(sorted(PAPER.pieces)))
@settings(max_examples=60)
def test_an_address_keeps_giving_what_it_gave(now: datetime, key: str) -> None:
    item = next((item for item in CYCLE.visible(now) if f"{item.house.slug}/{item.piece.slug}" == key), None)
    if item is not None:
        for later in (timedelta(0), timedelta(hours=30), timedelta(days=400)):
            assert CYCLE.printed_on(item.piece, item.published.date(), now + later) == item


def test_tomorrows_paper_is_not_out() -> None:
    piece = PAPER.pieces["yungang-evening/bridge-tower-dawn"]
    assert CYCLE.printed_on(piece, (NOON + DAY).date(), NOON) is None
    assert CYCLE.printed_on(piece, (NOON + DAY).date(), NOON + DAY) is not None


def test_of_house_keeps_to_one_outlet() -> None:
    items = of_house(CYCLE.visible(NOON), "nanyu-times")
    assert items
    assert {item.house.slug for item in items} == {"nanyu-times"}


def test_no_two_articles_of_an_outlet_come_out_in_the_same_second() -> None:
    times = [(piece.outlet, offset_of(piece) % DAY) for piece in PAPER.pieces.values()]
    assert len(times) == len(set(times))
