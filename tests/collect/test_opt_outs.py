"""Opt-outs of pages, feeds and hosts: kept with their reason, as wide as they are meant, and lifted again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.loopback import Loopback, Reply
from collect.scene import Belt, make_due, outlet_on, page_of, rss_of
from yaowen.collect.models import Feed, Host, Outlet, Page
from yaowen.collect.opt_outs import keep_reservations, reserved_by_host, take_rights_changes
from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchReason
from yaowen.collect.rules.reservations import PATH, read_reservations, reserves, reserves_site

LAMP = "https://lamp.test"


def said(found: Any, status: int = 200) -> str | None:
    body = found if isinstance(found, bytes) else json.dumps(found).encode()
    return read_reservations(Fetched(LAMP, LAMP, status, {}, body))


def rule(location: object, reserved: object) -> dict[str, object]:
    return {"location": location, "tdm-reservation": reserved, "tdm-policy": "https://lamp.test/policy"}


SOME = [rule("/news/", 1), rule("/news/open/", 0), rule("*.pdf$", "1"), rule("/图/", 1)]


@pytest.mark.parametrize(
    ("path", "reserved"),
    [("/news/a", True), ("/news/open/a", False), ("/", False), ("/x/a.pdf", True), ("/x/a.pdf?b", False),
     ("/%E5%9B%BE/a", True)],
)  # fmt: skip
def test_the_longest_matching_location_decides(path: str, reserved: bool) -> None:
    kept = said(SOME)
    assert kept
    assert reserves(kept, LAMP + path) is reserved
    assert not reserves_site(kept)


def test_a_host_that_reserves_everything_is_told_from_one_with_exceptions() -> None:
    assert reserves_site(said([rule("/", 1)]) or "")
    assert reserves_site(said(rule("/*", "1")) or "")
    assert not reserves_site(said([rule("/", 1), rule("/open", 0)]) or "")
    assert not reserves_site("")


@pytest.mark.parametrize(
    "found", [b"", b"<html>", b"[" * 100_000, [], {}, [1, None, "x"], [rule(5, 1)], [rule("", 1)], [rule("/", "maybe")]]
)
def test_a_file_that_cannot_be_read_reserves_nothing(found: Any) -> None:
    assert said(found) == ""


def test_without_a_proper_answer_what_was_known_holds_on() -> None:
    assert said([rule("/", 1)], 503) is None
    assert said([rule("/", 1)], 429) is None
    assert read_reservations(FetchFailure(LAMP, FetchReason.DEADLINE, "")) is None
    assert said([rule("/", 1)], 404) == ""


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)
       | st.dictionaries(st.sampled_from(["location", "tdm-reservation", "x"]), inner, max_size=3), max_leaves=9),
       st.text(alphabet="/a*$%é", max_size=9))  # fmt: skip
def test_no_file_raises(found: Any, path: str) -> None:
    reserves(said(found) or "", f"{LAMP}/{path}")


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def serve(server: Loopback, *places: object, reserved: Any = None) -> None:
    server.routes |= {"/robots.txt": Reply(b"", 404), "/feed": rss_of(server, *places)}
    server.routes |= {f"/p{place}": page_of(f"第{place}次") for place in places}
    if reserved is None:
        server.routes.pop(PATH, None)
    else:
        server.routes[PATH] = Reply(json.dumps(reserved).encode(), kind="application/json")


def opt_outs() -> dict[str, str | None]:
    return {"/" + page.url.split("/", 3)[3]: page.opt_out for page in Page.objects.all()}


def read_again(server: Loopback, belt: Belt) -> None:
    Host.objects.update(tdm_until=None)
    Page.objects.filter(state="fetched").update(state="extracted")
    make_due(Feed.objects.get())
    belt.collect()


@pytest.mark.django_db
def test_a_host_that_reserves_some_paths_lowers_the_pages_there_alone(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2, reserved=[rule("/p1", 1)])
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    assert opt_outs() == {"/p1": reserved_by_host(server.origin), "/p2": None}
    assert [page.opted_out for page in Page.objects.order_by("url")] == [True, False]
    assert server.times_asked(PATH) == 1
    assert not Outlet.objects.get().lowered


@pytest.mark.django_db
def test_the_file_is_asked_for_once_a_day_and_not_where_robots_forbid_all(server: Loopback, belt: Belt) -> None:
    serve(server, 1)
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    serve(server, 2)
    make_due(Feed.objects.get())
    belt.collect()
    assert server.times_asked(PATH) == 1


@pytest.mark.django_db
def test_a_pages_own_word_goes_before_its_hosts(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2, reserved=[rule("/p", 1)])
    server.routes["/p1"] = replace(page_of("一"), headers={"TDM-Reservation": "0"})
    server.routes["/p2"] = replace(page_of("二"), headers={"X-Robots-Tag": "yaowen: nosnippet"})
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    assert opt_outs() == {"/p1": None, "/p2": "X-Robots-Tag: yaowen: nosnippet"}


@pytest.mark.django_db
def test_a_host_that_reserves_everything_lowers_the_outlet_until_it_no_longer_does(
    server: Loopback, belt: Belt
) -> None:
    serve(server, 1, reserved=[rule("/", 1)])
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    outlet = Outlet.objects.get()
    assert outlet.lowered
    assert outlet.lowered_reason == f"{reserved_by_host(server.origin)} reserves the whole site"
    assert take_rights_changes() == [outlet.pk]
    assert take_rights_changes() == []
    serve(server, 1, 2)
    read_again(server, belt)
    outlet.refresh_from_db()
    assert (outlet.lowered, outlet.lowered_reason) == (False, "")
    assert take_rights_changes() == [outlet.pk]
    assert set(opt_outs().values()) == {None}
    assert Page.objects.filter(opted_out=True).count() == 0


@pytest.mark.django_db
def test_a_file_that_changes_lowers_and_lifts_the_pages_that_were_read_before(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2)
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    Page.objects.update(state="extracted")
    keep_reservations(server.origin, said([rule("/p1", 1)]))
    assert opt_outs() == {"/p1": reserved_by_host(server.origin), "/p2": None}
    assert {page.url: page.state for page in Page.objects.all()} == {
        server.url("/p1"): "fetched",
        server.url("/p2"): "extracted",
    }
    Page.objects.update(state="extracted")
    keep_reservations(server.origin, None)
    assert opt_outs()["/p1"]
    keep_reservations(server.origin, "")
    assert opt_outs() == {"/p1": None, "/p2": None}
    assert Page.objects.get(url=server.url("/p1")).state == "fetched"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "reason"),
    [({"TDM-Reservation": "1"}, "tdm-reservation: 1"), ({"X-Robots-Tag": "noarchive"}, "X-Robots-Tag: noarchive")],
)
def test_a_feed_that_opts_out_lowers_its_outlet_until_it_no_longer_does(
    server: Loopback, belt: Belt, headers: dict[str, str], reason: str
) -> None:
    serve(server, 1)
    plain = rss_of(server, 1)
    server.routes["/feed"] = replace(plain, headers=headers)
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    outlet = Outlet.objects.get()
    assert (outlet.lowered, outlet.lowered_reason) == (True, f"{server.url('/feed')} says {reason}")
    server.routes["/feed"] = Reply(status=304)
    make_due(Feed.objects.get())
    belt.collect()
    assert Outlet.objects.get().lowered
    server.routes["/feed"] = plain
    make_due(Feed.objects.get())
    belt.collect()
    assert not Outlet.objects.get().lowered
