"""Pages that the outlet changes are fetched again: politely, boundedly, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.loopback import Asked, Loopback, Reply
from collect.scene import NEWS_TIME, Belt, make_due, make_pages_due, outlet_on, page_of, rss_of
from yaowen.base.clock import real_now
from yaowen.base.words import FoundLink
from yaowen.collect.models import Feed, Page
from yaowen.collect.packing import unpack
from yaowen.collect.revisits import schedule_rechecks
from yaowen.collect.rules.changes import Change, decide_changes
from yaowen.collect.rules.lateness import FEW, mark_backlog
from yaowen.collect.rules.revisiting import MOST_VISITS, next_recheck, pause_before
from yaowen.collect.store import bury, claim_fetched, finish_page

pytestmark = pytest.mark.django_db
OLD, NEW = "青桐渡口第1次航班恢复通行", "青桐渡口第1次航班推迟到明天"


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def extract_all(belt: Belt) -> list[str]:
    """Close what has been fetched, as extract does; returns why each page had been visited."""
    pages = claim_fetched(belt.context, 50)
    assert all(finish_page(page) for page in pages)
    return [page.visit for page in pages]


def start(server: Loopback, belt: Belt, *places: int) -> Feed:
    """An outlet whose pages have been read once."""
    server.routes["/feed"] = rss_of(server, *(places or (1,)))
    server.routes |= {f"/p{place}": page_of(f"第{place}次") for place in places or (1,)}
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    extract_all(belt)
    return feed


def say(server: Loopback, belt: Belt, feed: Feed, before: str, after: str) -> None:
    """Let the feed say something else, and read it."""
    reply = server.routes["/feed"]
    assert isinstance(reply, Reply)
    server.routes["/feed"] = Reply(reply.body.replace(before.encode(), after.encode()), kind=reply.kind)
    make_due(feed)
    make_pages_due()
    belt.collect()


def test_a_page_with_another_headline_in_its_feed_is_fetched_again(server: Loopback, belt: Belt) -> None:
    feed = start(server, belt, 1, 2, 3)
    server.routes["/p1"] = page_of(NEW)
    say(server, belt, feed, OLD, NEW)
    assert extract_all(belt) == ["retitled"]
    assert [server.times_asked(f"/p{place}") for place in (1, 2, 3)] == [2, 1, 1]
    page = Page.objects.get(url=server.url("/p1"))
    assert NEW in unpack(page.body or b"").decode()
    assert (page.state, page.visits, page.visit, page.item["headline"]) == ("extracted", 1, "", NEW)
    say(server, belt, feed, "nothing", "nothing")
    assert server.times_asked("/p1") == 2


def test_other_punctuation_and_width_are_no_new_headline(server: Loopback, belt: Belt) -> None:
    feed = start(server, belt)
    say(server, belt, feed, OLD, "青桐渡口：第１次航班，恢复通行！")
    assert server.times_asked("/p1") == 1


def test_bytes_that_have_not_changed_are_not_read_again(server: Loopback, belt: Belt) -> None:
    feed = start(server, belt)
    say(server, belt, feed, OLD, NEW)
    assert server.times_asked("/p1") == 2
    assert Page.objects.get().state == "extracted"
    assert extract_all(belt) == []


@pytest.mark.parametrize(
    "answer", [Reply(b"", 404), Reply(b"", 410), Reply(b"%PDF-1.7", kind="application/pdf"),
               Reply(status=302, headers={"Location": "/"})],
    ids=["404", "410", "no page", "front page"],
)  # fmt: skip
def test_where_the_outlet_takes_an_article_away_ours_is_kept_and_it_is_noted(
    server: Loopback, belt: Belt, answer: Reply
) -> None:
    feed = start(server, belt)
    kept = Page.objects.get().body
    server.routes |= {"/p1": answer, "/": page_of("首页")}
    say(server, belt, feed, OLD, NEW)
    for _ in range(3):
        make_pages_due()
        belt.collect()
    page = Page.objects.get()
    assert (page.state, page.visit, bytes(page.body or b"")) == ("extracted", "", bytes(kept or b""))
    assert page.last_error.endswith("ours is kept")


def test_an_article_of_the_feeds_words_follows_the_feed(server: Loopback, belt: Belt) -> None:
    server.routes["/p1"] = Reply(b"%PDF-1.7", kind="application/pdf")
    server.routes["/feed"] = rss_of(server, 1)
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    extract_all(belt)
    say(server, belt, feed, OLD, NEW)
    (page,) = claim_fetched(belt.context, 5)
    assert (page.body, page.item.headline, page.visit) == (None, NEW, "retitled")


def test_the_number_of_visits_is_bounded_and_the_pauses_grow(server: Loopback, belt: Belt) -> None:
    feed = start(server, belt)
    title = OLD
    for turn in range(MOST_VISITS + 4):
        say(server, belt, feed, title, f"渡口消息第{turn}回更正后再次公布")
        title = f"渡口消息第{turn}回更正后再次公布"
        waiting = Page.objects.filter(state="found").first()
        if waiting is not None:
            assert waiting.visited_at is not None
            assert waiting.due_at >= waiting.visited_at + timedelta(seconds=pause_before(waiting.visits - 1))
            make_pages_due()
            belt.collect()
    page = Page.objects.get()
    assert (page.visits, page.item["headline"], page.state) == (MOST_VISITS, title, "extracted")
    assert server.times_asked("/p1") == 1 + MOST_VISITS
    assert [pause_before(turn) for turn in range(20)] == sorted(pause_before(turn) for turn in range(20))


def test_another_feeds_wording_is_no_change(server: Loopback, belt: Belt) -> None:
    start(server, belt)
    reply = rss_of(server, 1)
    server.routes["/other"] = Reply(reply.body.replace(OLD.encode(), NEW.encode()), kind=reply.kind)
    outlet = Feed.objects.get().outlet
    Feed.objects.create(outlet=outlet, url=server.url("/other"), host=server.origin, state="due", due_at=real_now())
    belt.collect()
    assert server.times_asked("/other") == 1
    assert server.times_asked("/p1") == 1


def test_a_withdrawn_page_is_not_visited_again(server: Loopback, belt: Belt) -> None:
    feed = start(server, belt)
    bury(server.url("/p1"), None, "asked for", NEWS_TIME)
    say(server, belt, feed, OLD, NEW)
    assert server.times_asked("/p1") == 1
    page = Page.objects.get()
    assert (page.state, page.item) == ("gone", {})


def test_young_pages_are_asked_again_only_where_that_is_conditional(server: Loopback, belt: Belt) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"one"':
            return Reply(status=304)
        return Reply(page_of("第1次").body, headers={"ETag": '"one"'})

    server.routes["/p1"] = answer
    server.routes["/feed"] = rss_of(server, 1, 2)
    server.routes["/p2"] = page_of("第2次")
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    extract_all(belt)
    assert schedule_rechecks(10) == 0
    Page.objects.filter(recheck_at__isnull=False).update(recheck_at=real_now() - timedelta(seconds=1))
    assert schedule_rechecks(10) == 1
    belt.collect()
    assert [server.times_asked(f"/p{place}") for place in (1, 2)] == [2, 1]
    page = Page.objects.get(url=server.url("/p1"))
    assert (page.state, page.visit, page.visits, page.etag) == ("extracted", "", 0, '"one"')
    assert page.recheck_at is not None
    assert page.recheck_at > real_now() + timedelta(minutes=50)
    assert extract_all(belt) == []


def test_rechecks_come_after_an_hour_then_rarer_and_end() -> None:
    gaps, gap = [], 0.0
    while (after := next_recheck(gap)) is not None:
        gaps.append(after / 3600)
        gap = after
    assert gaps == [1.0, 5.0, 25.0]


def _said(number: int, headline: str, updated: str = "") -> FoundLink:
    return FoundLink(f"https://lamp.test/{number}", headline, updated_raw=updated)


def test_a_feed_that_words_everything_anew_was_rebuilt_and_causes_no_visits() -> None:
    found = [(f"旧的标题第{n}号", "", _said(n, f"青桐晚报旧的标题第{n}号")) for n in range(10)]
    assert decide_changes(found) == [Change()] * 10
    assert decide_changes([found[0], *((f"第{n}号", "", _said(n, f"第{n}号")) for n in range(9))])[0] == Change(
        "retitled"
    )


def test_a_later_update_is_a_reason_to_look_and_the_first_one_seen_is_not() -> None:
    found = [
        ("标题一二三", "2031-05-06", _said(1, "标题一二三", "2031-05-07")),
        ("标题一二三", "", _said(2, "标题一二三", "2031-05-07")),
        ("标题一二三", None, _said(3, "标题一二三", "2031-05-07")),
        ("标题一二三", "2031-05-07", _said(4, "标题一二三", "2031-05-07")),
        ("标题一二三", "2031-05-07", _said(5, "标题一二三", "")),
    ]
    assert decide_changes(found) == [Change("updated"), Change(), Change(), None, None]


@given(st.lists(st.tuples(st.text(max_size=9), st.none() | st.text(max_size=9), st.text(max_size=9)), max_size=9))
def test_what_a_feed_says_never_raises(said: list[tuple[str, str | None, str]]) -> None:
    found = [(before, updated, _said(n, after, after)) for n, (before, updated, after) in enumerate(said)]
    assert len(decide_changes(found)) == len(said)


@pytest.mark.parametrize(("count", "first", "late"), [(3, True, 3), (FEW, False, 0), (FEW + 1, False, FEW + 1)])
def test_undated_items_of_a_backlog_are_marked(count: int, first: bool, late: int) -> None:
    items = [FoundLink(f"https://lamp.test/{n}", "标题", published_raw=("", "日期不详")[n % 2]) for n in range(count)]
    dated = FoundLink("https://lamp.test/dated", "标题", published_raw="2031年5月6日")
    marked = mark_backlog([*items, dated], NEWS_TIME, first=first)
    assert (sum(item.backlog for item in marked), marked[-1].backlog) == (late, False)
