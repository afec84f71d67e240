"""`yaowen recode`: an outlet that lied about its charset is put right from the bytes that were kept."""

from __future__ import annotations

import threading
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from yaowen.base.clock import Clock, real_now
from yaowen.base.errors import BadInput
from yaowen.base.settings import load_settings
from yaowen.base.words import FoundLink
from yaowen.belt.conveyor import Context
from yaowen.cli import recode as command
from yaowen.collect.feeds import read_as
from yaowen.collect.hashes import hash_bytes
from yaowen.collect.models import Feed, Outlet, Page
from yaowen.collect.packing import pack
from yaowen.collect.recoding import PAGES_A_SECOND
from yaowen.collect.rules.fetching import Fetched
from yaowen.collect.store import claim_fetched, hash_address
from yaowen.extract.models import Article, Revision
from yaowen.extract.rules.compose import read_request
from yaowen.extract.saving import save_article
from yaowen.extract.stage import request_of

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
LIE = "koi8-r"
PAGES = 6
TEXT = "鹳雀汀渡口管理处说，受上游来水影响，今天上午的第{0}次班次需要重新安排，请市民留意公告，学校和医院照常开放。"


@pytest.fixture(autouse=True)
def _no_second_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "open_site", lambda _data: None)


@pytest.fixture
def context() -> Context:
    return Context(load_settings({}), Clock(offset=AT - real_now()), "tester", threading.Event())


def headline(number: int) -> str:
    return f"渡口第{number}次班次重新安排"


def feed_body() -> bytes:
    items = "".join(
        f"<item><title>{headline(n)}</title><link>https://lamp.test/news/{n}.html</link></item>" for n in range(PAGES)
    )
    return f"<rss version='2.0'><channel><title>灯塔报</title>{items}</channel></rss>".encode("gb18030")


def save_outlet(context: Context) -> Outlet:
    """An outlet whose pages and feed were read by the charset it claimed; two pages have no bytes any more."""
    outlet = Outlet.objects.create(slug="lamp", name_hans="灯塔报", name_hant="燈塔報", name_en="The Lamp", charset=LIE)
    feed = Feed.objects.create(
        outlet=outlet, url="https://lamp.test/feed", host="lamp.test:443", state="due", due_at=real_now(),
        body=pack(feed_body()),
    )  # fmt: skip
    for number in range(PAGES):
        url = f"https://lamp.test/news/{number}.html"
        body = (
            f"<html><title>{headline(number)}</title><body><h1>{headline(number)}</h1>"
            f"<p>{TEXT.format(number)}</p><p>{TEXT.format(number)}记者在现场看到了值守的人员。</p></body></html>"
        ).encode("gb18030")
        link = FoundLink(url, headline(number).encode("gb18030").decode(LIE, "replace"))
        Page.objects.create(
            outlet=outlet, feed=feed, url=url, host="lamp.test:443", url_hash=hash_address(url), item=asdict(link),
            found_at=AT + timedelta(minutes=number), fetched_at=AT, state="fetched", due_at=real_now(),
            content_type=f"text/html; charset={LIE}", body=pack(body), body_hash=hash_bytes(body), final_url=url,
        )  # fmt: skip
    read_all(context)
    Page.objects.filter(url__endswith="/0.html").update(body=None)
    return outlet


def read_all(context: Context) -> None:
    for page in claim_fetched(context, 50):
        save_article(page, read_request(request_of(page)))


def run(*args: str) -> str:
    result = CliRunner().invoke(command.app, args)
    assert result.exit_code == 0, result.output
    return result.output


def wrong() -> int:
    right = {headline(number) for number in range(PAGES)}
    return Article.objects.exclude(headline__in=right).count()


def test_a_dry_run_shows_what_would_change_and_writes_nothing(context: Context) -> None:
    save_outlet(context)
    assert wrong() == PAGES
    before = list(Page.objects.order_by("pk").values("state", "item", "due_at"))
    said = run("lamp", "--charset", "gbk", "--dry-run")
    assert f"{PAGES - 1} pages decoded again by gb18030: {PAGES - 1} headlines" in said
    assert f"+ {headline(5)}" in said
    assert "1 pages stay as they are: their bytes are gone" in said
    assert "Nothing was written" in said
    assert list(Page.objects.order_by("pk").values("state", "item", "due_at")) == before
    assert Outlet.objects.get().charset == LIE


@pytest.mark.parametrize("charset", ["gb18030", "auto"])
def test_pages_are_read_anew_newest_first_without_becoming_revisions(context: Context, charset: str) -> None:
    save_outlet(context)
    run("lamp", "--charset", charset)
    assert Outlet.objects.get().charset == ("" if charset == "auto" else charset)
    due = list(Page.objects.filter(state="fetched").order_by("due_at").values_list("url", flat=True))
    assert due == [f"https://lamp.test/news/{number}.html" for number in range(PAGES - 1, 0, -1)]
    times = sorted(Page.objects.filter(state="fetched").values_list("due_at", flat=True))
    assert times[-1] - times[0] == timedelta(seconds=(PAGES - 2) / PAGES_A_SECOND)
    Page.objects.update(due_at=real_now())
    read_all(context)
    assert wrong() == 1, "the one whose bytes are gone"
    assert Revision.objects.count() == 0
    assert Article.objects.count() == PAGES
    items = {page.item["headline"] for page in Page.objects.all()}
    assert items == {headline(number) for number in range(PAGES)}, "what the feed said is put right from its last body"


def test_what_reads_as_it_did_is_left_alone(context: Context) -> None:
    save_outlet(context)
    run("lamp", "--charset", "gb18030")
    Page.objects.update(due_at=real_now())
    read_all(context)
    assert "0 headlines and 0 texts change; 0 items" in run("lamp")
    assert not Page.objects.filter(state="fetched").exists()


def test_only_pages_found_since_a_day_are_looked_at(context: Context) -> None:
    save_outlet(context)
    assert "0 pages decoded again" in run("lamp", "--charset", "gb18030", "--since", "2031-05-07", "--dry-run")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("nobody",), "no such outlet"),
        (("lamp", "--charset", "klingon"), "no encoding has this name"),
        (("lamp", "--since", "yesterday"), "it is no day"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(context: Context, args: tuple[str, ...], message: str) -> None:
    Outlet.objects.create(slug="lamp", name_hans="灯", name_hant="燈", name_en="Lamp")
    result = CliRunner().invoke(command.app, args)
    assert isinstance(result.exception, BadInput)
    assert message in str(result.exception)


def test_a_forced_charset_is_for_feeds_too_and_the_bytes_stay_as_they_came() -> None:
    result = Fetched("u", "u", 200, {"content-type": "text/xml; charset=utf-8"}, feed_body())
    readable = read_as(result, "gb18030")
    assert isinstance(readable, Fetched)
    assert (headline(1) in readable.body.decode(), readable.charset, readable.media_type) == (True, "utf-8", "text/xml")
    assert read_as(result, "") is result
