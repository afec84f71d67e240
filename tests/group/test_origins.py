from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from group.stories import MORNING
from yaowen.group.rules.choice import COPY_COST, rate_as, rate_headline
from yaowen.group.rules.life import find_peak
from yaowen.group.rules.origins import Told, choose_origins, count_origins, fold_name, name_origin

OUTLETS = {fold_name(name): key for key, name in {7: "澜水通讯社", 8: "青禾晨报", 9: "Lan River Herald"}.items()}


def told(key: int, outlet: int, hours: float, copy_of: int | None = None, origin: str | None = None) -> Told:
    return Told(key, outlet, MORNING + timedelta(hours=hours), copy_of, origin)


def test_a_credited_outlet_is_known_by_any_of_its_names_in_either_script() -> None:
    assert name_origin("瀾水通訊社", 8, OUTLETS) == "o7"
    assert name_origin("lan river herald", 8, OUTLETS) == "o9"
    assert name_origin("澜水通讯社、青禾晚报", 8, OUTLETS) == "o7"


def test_a_source_that_is_no_outlet_here_is_a_source_of_its_own_and_nobody_is_the_carrier() -> None:
    assert name_origin("远山社", 8, OUTLETS) == name_origin("遠山社", 9, OUTLETS) == "s远山社"
    assert {name_origin(source, 8, OUTLETS) for source in ("", "综合", "綜合報導", "网友", "青禾晨报")} == {"o8"}
    assert len(name_origin("长" * 200, 8, OUTLETS)) <= 80


def test_of_near_copies_the_credited_outlets_article_is_the_origin_though_it_came_later() -> None:
    family = [told(1, 8, 0.0, origin="o7"), told(2, 9, 1.0, 1, "o7"), told(3, 7, 2.0, 1, "o7")]
    assert choose_origins(family) == {1: 3, 2: 3, 3: None}


def test_without_a_credit_the_earliest_is_the_origin_whatever_order_they_were_filed_in() -> None:
    family = [told(1, 8, 3.0), told(2, 9, 1.0, 1), told(3, 7, 2.0, 1)]
    assert choose_origins(family) == {1: 2, 2: None, 3: 2}


def test_reports_that_credit_one_source_in_other_words_are_one_origin_and_copies_count_for_nothing() -> None:
    reports = [told(1, 8, 0, origin="s远山社"), told(2, 9, 1, origin="s远山社"), told(3, 7, 2), told(4, 8, 3, 3, "o8")]
    assert count_origins(reports, choose_origins(reports)) == 2


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9), st.integers(0, 30)), min_size=1, max_size=30))
def test_every_copy_points_to_an_origin_and_no_family_is_without_one(drawn: list[tuple[int, int, int]]) -> None:
    members = [
        told(key, outlet, hours, copied if copied and copied != key else None)
        for key, (outlet, copied, hours) in enumerate(drawn, 1)
    ]
    origins = choose_origins(members)
    assert set(origins) == {one.article_id for one in members}
    assert all(origins[origin] is None for origin in origins.values() if origin is not None)
    assert 1 <= count_origins(members, origins) <= len(members)


def test_an_article_that_turns_out_to_be_the_origin_is_as_fit_as_any() -> None:
    headline = "青禾市柳湾大桥发现裂缝 已全面封闭"
    copied, own = (rate_headline(headline, 900, is_copy=is_copy) for is_copy in (True, False))
    assert rate_as(copied, was_copy=True, is_copy=False) == own
    assert rate_as(own, was_copy=False, is_copy=True) == copied == round(own - COPY_COST, 4)


def test_the_peak_is_the_hour_with_most_reports_and_the_earliest_of_equals() -> None:
    at = [MORNING + timedelta(minutes=minutes) for minutes in (0, 65, 70, 118, 185, 190, 200)]
    assert find_peak(at) == MORNING + timedelta(hours=1)
    assert find_peak(at[:2]) is None
    assert find_peak([MORNING, MORNING + timedelta(hours=1), MORNING + timedelta(hours=2)]) is None
