"""Claims and conclusions in batches: cheap, fair to quick outlets, and nothing lost when one answer is poison."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from collect.loopback import Asked, Held, Loopback, Reply, running
from collect.scene import Belt, make_due, outlet_on, page_of, rss_of, urls
from yaowen.base.clock import real_now
from yaowen.belt.conveyor import Context
from yaowen.collect.claiming import BATCH_ROWS, Claimant, claim_of_hosts
from yaowen.collect.errands import Errands
from yaowen.collect.feed_work import FeedWork
from yaowen.collect.feeds import FeedReader
from yaowen.collect.hosts import FreeHost, find_free_hosts
from yaowen.collect.models import Feed, Host, Page
from yaowen.collect.rules.fetching import FetchResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def feeds_on(server: Loopback, count: int, *, etag: bool) -> list[Feed]:
    """Outlets whose feeds never change, with validators or without."""
    feeds = []
    for number in range(count):
        body = rss_of(server, f"{number}-1", f"{number}-2")

        def answer(asked: Asked, body: Reply = body) -> Reply:
            if etag and asked.headers.get("if-none-match"):
                return Reply(status=304)
            return replace(body, headers={"ETag": '"one"'} if etag else {})

        server.routes[f"/feed{number}"] = answer
        server.routes |= {f"/p{number}-{n}": page_of(f"第{n}次") for n in (1, 2)}
        feeds.append(outlet_on(server, f"青桐第{number}报", f"/feed{number}"))
    return feeds


@pytest.mark.parametrize("etag", [True, False])
def test_a_feed_that_brings_what_it_brought_before_costs_few_statements(
    server: Loopback, belt: Belt, etag: bool
) -> None:
    feeds = feeds_on(server, 24, etag=etag)
    belt.collect()
    before = {feed.pk: feed.interval_seconds for feed in Feed.objects.all()}
    Feed.objects.update(due_at=real_now() - timedelta(seconds=1))
    spent = 0

    def count(execute: Any, *given: Any) -> Any:
        nonlocal spent
        spent += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        belt.run(
            lambda: all(server.times_asked(f"/feed{n}") == 2 for n in range(24)) and not Feed.objects.exclude(holder="")
        )
    assert len(urls("fetched")) == 48
    assert spent < 6 * len(feeds), "nine statements a feed, and the test's own looks, when they are written one by one"
    for feed in Feed.objects.all():
        assert (feed.status, feed.attempts, feed.etag) == ("fine", 0, '"one"' if etag else "")
        assert feed.interval_seconds >= before[feed.pk] > 0
        assert feed.due_at > real_now() + timedelta(seconds=200)


def test_a_feed_of_the_same_bytes_but_a_new_validator_is_asked_with_the_new_one(server: Loopback, belt: Belt) -> None:
    body = rss_of(server, 1)
    server.routes["/p1"] = page_of("第1次")
    asked_with = []

    def answer(asked: Asked) -> Reply:
        asked_with.append(asked.headers.get("if-none-match"))
        return replace(body, headers={"ETag": f'"{len(asked_with)}"'})

    server.routes["/feed"] = answer
    feed = outlet_on(server, "青桐晚报", "/feed")
    for _ in range(3):
        make_due(feed)
        belt.collect()
    assert asked_with == [None, '"1"', '"2"']


def test_slow_outlets_cannot_fill_all_places() -> None:
    belt, held = Belt({"FETCH_CONCURRENCY": "2", "FETCH_TIMEOUT_SECONDS": "600"}), Held(Reply(b"<rss/>"))
    with ExitStack() as stack:
        slow = [stack.enter_context(running()) for _ in range(5)]
        for number, server in enumerate(slow):
            server.routes["/feed"] = held
            outlet_on(server, f"渡口第{number}报", "/feed")
        quick = stack.enter_context(running())
        quick.routes["/feed"] = rss_of(quick, 1)
        feed = outlet_on(quick, "青桐晚报", "/feed")
        belt.feeds.step(belt.context)
        belt.run(lambda: Feed.objects.get(pk=feed.pk).status == "fine")
        assert set(Feed.objects.exclude(pk=feed.pk).values_list("status", flat=True)) == {"new"}
        belt.close()
        held.release()


class Poisoned(FeedWork):
    """Cannot write what one feed answers."""

    def conclude(self, context: Context, answers: Sequence[tuple[Feed, FetchResult]]) -> None:
        if any(row.url.endswith("/feed1") for row, _ in answers):
            message = "poison"
            raise ValueError(message)
        super().conclude(context, answers)


@pytest.mark.filterwarnings("ignore")
def test_an_answer_that_cannot_be_written_is_set_aside_and_the_others_are_written(server: Loopback, belt: Belt) -> None:
    feeds_on(server, 4, etag=True)
    work = Poisoned()
    belt.feeds._work = work
    belt.feeds._errands = Errands(work)
    belt.collect()
    bad = Feed.objects.get(url=server.url("/feed1"))
    assert (bad.status, bad.attempts, bad.holder) == ("new", 1, "")
    assert "poison" in bad.last_error
    assert bad.due_at > real_now()
    assert Feed.objects.filter(status="fine").count() == 3


class Waiting(FeedReader):
    """A reader whose child takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = threading.Event()
        self.begun = threading.Event()

    def _parse(self, *given: Any, **named: Any) -> Any:
        self.begun.set()
        assert self.goes_on.wait(60)
        return super()._parse(*given, **named)

    def stop(self) -> None:
        self.goes_on.set()
        super().stop()


def test_while_a_body_is_read_other_outlets_are_asked(server: Loopback, belt: Belt) -> None:
    reader = Waiting()
    belt.feeds._work._reader = reader
    server.routes["/feed"] = rss_of(server, 1)
    server.routes["/p1"] = page_of("第1次")
    read = outlet_on(server, "青桐晚报", "/feed")
    missing = outlet_on(server, "渡口时报", "/nothing")
    belt.run(lambda: reader.begun.is_set() and Feed.objects.get(pk=missing.pk).status == "not_found")
    assert Feed.objects.get(pk=read.pk).status == "new"
    reader.goes_on.set()
    belt.collect()
    assert Feed.objects.get(pk=read.pk).status == "fine"


def test_a_feed_whose_body_is_being_read_at_the_end_is_given_back(server: Loopback, belt: Belt) -> None:
    reader = Waiting()
    belt.feeds._work._reader = reader
    server.routes["/feed"] = rss_of(server, 1)
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.run(reader.begun.is_set)
    belt.close()
    feed.refresh_from_db()
    assert (feed.holder, feed.status, Page.objects.count()) == ("", "new", 0)
    assert feed.due_at <= real_now()


def test_a_polite_host_is_left_to_its_feed_before_its_pages(server: Loopback) -> None:
    feed = outlet_on(server, "青桐晚报", "/feed", delay_seconds=2.0)
    make_due(feed)
    make_pages(feed, 3)
    Host.objects.update(next_at=real_now() - timedelta(seconds=1))
    assert free(Page) == []
    assert [host.name for host in free(Feed)] == [server.origin]
    Feed.objects.update(due_at=real_now() + timedelta(seconds=60))
    assert [host.name for host in free(Page)] == [server.origin]


@pytest.mark.parametrize(("delay_seconds", "claimed"), [(2.0, 1), (0.0, BATCH_ROWS)])
def test_a_polite_host_gives_one_row_and_any_other_a_batch_and_none_twice(
    server: Loopback, delay_seconds: float, claimed: int
) -> None:
    feed = outlet_on(server, "青桐晚报", "/feed", delay_seconds=delay_seconds)
    make_pages(feed, 2 * BATCH_ROWS)
    hosts = [FreeHost(server.origin, delay_seconds, "")]
    got = []
    for holder in ("one", "two"):
        with transaction.atomic():
            got.append(claim_of_hosts(Page, "found", "-found_at", hosts, Claimant(holder, 20.0)))
    first, second = ({row.pk for row, _ in rows} for rows in got)
    assert len(first) == claimed
    assert len(second) == (0 if delay_seconds else claimed)
    assert not first & second
    newest = Page.objects.order_by("-found_at").values_list("pk", flat=True)
    assert first == set(newest[:claimed])
    for row, _ in got[0]:
        kept = Page.objects.get(pk=row.pk)
        assert (kept.holder, kept.epoch, kept.due_at) == ("one", row.epoch, row.due_at)


def make_pages(feed: Feed, count: int) -> None:
    now = real_now()
    Page.objects.bulk_create(
        Page(
            state="found", due_at=now, outlet_id=feed.outlet_id, feed=feed, host=feed.host, url_hash=bytes([n] * 16),
            url=f"http://{feed.host}/{n}", found_at=now + timedelta(seconds=n),
        )
        for n in range(count)
    )  # fmt: skip


def free(model: type[Feed] | type[Page]) -> list[FreeHost]:
    state = "due" if model is Feed else "found"
    return find_free_hosts(model, state, limit=5, without=(), default_delay_seconds=2.0)
