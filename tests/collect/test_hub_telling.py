"""The site's own hub is told of feeds that have changed, by real requests on loopback; again where it was away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qsl

import pytest
from django.conf import settings as django_settings

from render.rows import context_of
from yaowen.base.addresses import FEED_FILES
from yaowen.base.store import FEEDS_TO_TELL, read_fact, swap_fact
from yaowen.belt.conveyor import Context
from yaowen.collect import hub_telling
from yaowen.collect.hub_telling import TellHub, give_back, take_feeds
from yaowen.render.editions import Gone, StoredPage, publish

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
TURNS = 1_200
"""A step polls without waiting; with a pause of 0.05 s between them a minute's patience."""


class OwnHub(HTTPServer):
    """Notes what it is told and answers as it should."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 204
        self.told: list[list[tuple[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hub"


class _Handler(BaseHTTPRequestHandler):
    server: OwnHub

    def do_POST(self) -> None:
        fields = parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.told.append(fields)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep the test's output quiet."""


@pytest.fixture
def hub() -> Iterator[OwnHub]:
    made = OwnHub()
    thread = Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def context(hub: OwnHub, monkeypatch: pytest.MonkeyPatch) -> Context:
    monkeypatch.setattr(hub_telling, "PAUSE_SECONDS", 0.0)
    made = context_of({"YAOWEN_HUB_URL": hub.url, "YAOWEN_SITE_URL": "https://news.example"})
    monkeypatch.setattr(django_settings, "YAOWEN", made.settings)
    return made


@pytest.fixture
def stages(context: Context) -> Iterator[list[TellHub]]:
    """Two workers' stages; what a test leaves under way is given up after it, with its socket."""
    made = [TellHub(), TellHub()]
    yield made
    for stage in made:
        stage.wind_down(context)


@pytest.fixture
def stage(stages: list[TellHub]) -> TellHub:
    return stages[0]


def put(*paths: str, body: bytes = b"new") -> None:
    publish([StoredPage(path, body, f"{FEED_FILES[path.rpartition('/')[2]]}; charset=utf-8") for path in paths], NOON)


def run(stage: TellHub, context: Context, done: Callable[[], bool]) -> None:
    for _ in range(TURNS):
        stage.step(context)
        if done():
            return
        context.stopping.wait(0.05)
    raise AssertionError("it did not come about")


def test_the_hub_is_told_which_feeds_have_changed_and_only_those(context: Context, hub: OwnHub, stage: TellHub) -> None:
    put("/zh-hans/feed.xml", "/zh-hans/atom.xml")
    publish([StoredPage("/zh-hans/", b"page"), Gone("/en/feed.xml")], NOON)
    put("/zh-hans/atom.xml")
    run(stage, context, lambda: bool(hub.told))
    assert hub.told == [
        [("hub.mode", "publish"), ("hub.url", "https://news.example/zh-hans/feed.xml"),
         ("hub.url", "https://news.example/zh-hans/atom.xml")]
    ]  # fmt: skip
    run(stage, context, lambda: stage.step(context) == 0 and not read_fact(FEEDS_TO_TELL))
    put("/zh-hans/feed.xml", body=b"newer")
    run(stage, context, lambda: len(hub.told) == 2)
    assert hub.told[1][1:] == [("hub.url", "https://news.example/zh-hans/feed.xml")]


def test_a_hub_that_is_away_is_told_again_and_nothing_is_lost(
    context: Context, hub: OwnHub, stage: TellHub, caplog: pytest.LogCaptureFixture
) -> None:
    hub.status = 500
    put("/zh-hans/feed.xml")
    run(stage, context, lambda: "answers 500" in caplog.text)
    assert read_fact(FEEDS_TO_TELL) == "/zh-hans/feed.xml"
    hub.status = 204
    before = len(hub.told)
    run(stage, context, lambda: len(hub.told) > before and not read_fact(FEEDS_TO_TELL))


def test_many_feeds_are_told_in_several_requests(
    context: Context, hub: OwnHub, stage: TellHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_telling, "AT_ONCE", 2)
    put(*(f"/en/outlet/o{number}/feed.xml" for number in range(5)))
    run(stage, context, lambda: sum(len(one) - 1 for one in hub.told) == 5)
    assert [len(one) - 1 for one in hub.told] == [2, 2, 1]


def test_what_was_under_way_when_a_worker_ends_is_told_by_the_next(
    context: Context, hub: OwnHub, stages: list[TellHub]
) -> None:
    first, second = stages
    put("/en/feed.xml")
    first.step(context)
    assert read_fact(FEEDS_TO_TELL) == ""
    first.wind_down(context)
    assert read_fact(FEEDS_TO_TELL) == "/en/feed.xml"
    hub.told.clear()
    run(second, context, lambda: bool(hub.told))


def test_without_a_hub_nothing_is_noted_or_told(hub: OwnHub, monkeypatch: pytest.MonkeyPatch) -> None:
    context = context_of()
    monkeypatch.setattr(django_settings, "YAOWEN", context.settings)
    put("/en/feed.xml")
    assert read_fact(FEEDS_TO_TELL) == ""
    assert TellHub().step(context) == 0
    assert hub.told == []


def test_feeds_are_taken_once_and_a_long_list_forgets_its_oldest(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("/en/feed.xml", "/en/atom.xml")
    assert take_feeds(1) == ["/en/feed.xml"]
    assert take_feeds(9) == ["/en/atom.xml"]
    assert take_feeds(9) == []
    monkeypatch.setattr(hub_telling, "MOST_TOLD", 2)
    give_back(["/a", "/b", "/c"])
    assert read_fact(FEEDS_TO_TELL) == "/b /c"
    assert not swap_fact(FEEDS_TO_TELL, "/other", "")
