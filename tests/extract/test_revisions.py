"""Retitled and corrected articles keep their history; pages of one article fold; nothing else is ever merged."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.base.words import FoundLink
from yaowen.belt.conveyor import Context
from yaowen.collect.hashes import hash_bytes, hash_text
from yaowen.collect.known import marks_of
from yaowen.collect.models import Host, Outlet, Page
from yaowen.collect.packing import pack
from yaowen.collect.rules.identity import identify_items
from yaowen.collect.store import FetchedPage, claim_fetched, hash_address
from yaowen.extract.models import Article, Fold, Revision
from yaowen.extract.rules.compose import read_request
from yaowen.extract.rules.revision import Version, compare_versions
from yaowen.extract.rules.sameness import decide_same
from yaowen.extract.saving import save_article
from yaowen.extract.stage import request_of
from yaowen.extract.store import load_revisions
from yaowen.group.models import Membership
from yaowen.group.stage import Group
from yaowen.render.editions import current_edition, find_entry, load_blob
from yaowen.render.rules.search_queries import parse_query
from yaowen.render.search.stage import IndexArticles
from yaowen.render.search.store import search
from yaowen.render.stage import RenderStories
from yaowen.staff.withdraw import withdraw_article

pytestmark = pytest.mark.django_db

AT = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
OLD, NEW = "鹳雀汀渡口今天恢复通行", "鹳雀汀渡口推迟到明天恢复"
TEXT = (
    "鹳雀汀渡口管理处5月6日说，受上游来水影响，原定今天上午恢复的班次需要重新安排，请市民留意公告。",
    "值班主任汪怀舟表示，“两条渡船都已经检修完毕，只等水位回落。”学校和医院照常开放，公共汽车没有变化。",
    "去年九月完成加固的河堤没有发生险情，记者在现场看到了值守的人员，附近的商铺照常营业到晚上九点。",
)
OTHER = (
    "北岭市图书馆新馆5月6日开放，首日有两千名读者前来，馆员说借阅的手续比从前简单得多。",
    "馆长方其正介绍，新馆收藏了四十万册图书，其中地方志占了很大的一部分，周末延长到晚上九点。",
    "附近的居民在门口排队，有人带来了自己收藏的旧书，准备捐给新馆的乡土文献室，当天就编了目录。",
)


@pytest.fixture
def context() -> Context:
    settings = load_settings({"YAOWEN_EDITION_SECONDS": "0"})
    return Context(settings, Clock(offset=AT + timedelta(hours=3) - real_now()), "tester", threading.Event())


@pytest.fixture
def outlet() -> Outlet:
    return Outlet.objects.create(
        slug="lamp", name_hans="灯塔报", name_hant="燈塔報", name_en="The Lamp", rights="full", zone="Asia/Shanghai"
    )


def html(headline: str, text: tuple[str, ...] = TEXT, more: str = "", time: str = "2031-05-06 09:30") -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text)
    return (
        f"<html lang=zh-CN><head><meta charset=utf-8><title>{headline}_灯塔报</title>{more}</head><body>"
        f"<div class=main><h1>{headline}</h1><div class=info>{time} 来源：灯塔报</div><div class=content>{body}</div>"
        "</div></body></html>"
    ).encode()


def save_page(outlet: Outlet, url: str, body: bytes | None, headline: str = OLD, **item: Any) -> Page:
    """A page as collect leaves it, with all its marks."""
    link = FoundLink(url, headline, published_raw=item.pop("published_raw", "2031-05-06T09:30:00+08:00"), **item)
    marks = marks_of(identify_items([link], AT)[0])
    Host.objects.get_or_create(name="lamp.test:443", defaults={"next_at": real_now()})
    return Page.objects.create(
        outlet=outlet, url=url, host="lamp.test:443", url_hash=marks.url, key_hash=marks.key, guid_hash=marks.guid,
        headline_hash=marks.headline, number_hash=marks.number, item=asdict(link), found_at=AT, fetched_at=AT,
        state="fetched", due_at=real_now() - timedelta(seconds=5), content_type="text/html; charset=utf-8",
        body=None if body is None else pack(body), body_hash=hash_bytes(body) if body else None, final_url=url,
    )  # fmt: skip


def revisit(page: Page, body: bytes | None, why: str = "retitled", hours: int = 2, **fields: Any) -> None:
    """What collect writes when it has fetched a page again."""
    kept = {} if body is None else {"body": pack(body), "body_hash": hash_bytes(body)}
    Page.objects.filter(pk=page.pk).update(
        state="fetched", visit=why, fetched_at=AT + timedelta(hours=hours), due_at=real_now(), **kept, **fields
    )


def read_all(context: Context) -> list[int | None]:
    found = []
    while pages := claim_fetched(context, 1):
        found.append(save_article(pages[0], read_request(request_of(pages[0]))))
    return found


def history() -> list[tuple[str, str]]:
    return list(Revision.objects.order_by("pk").values_list("headline", "changed"))


def test_a_retitled_article_is_a_revision_and_no_new_article(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    (article,) = read_all(context)
    revisit(page, html(NEW))
    assert read_all(context) == [article]
    row = Article.objects.get()
    assert (row.headline, row.published) == (NEW, datetime(2031, 5, 6, 1, 30, tzinfo=UTC))
    (former,) = load_revisions([row.pk])[row.pk]
    assert (former.headline, former.changed, former.until) == (OLD, ("headline",), AT + timedelta(hours=2))
    assert former.published == row.published


def test_a_changed_text_under_the_same_headline_is_a_revision_of_the_text(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    read_all(context)
    revisit(page, html(OLD, (*TEXT[:2], TEXT[2].replace("九点", "八点"))), "recheck")
    read_all(context)
    assert history() == [(OLD, "text")]
    assert "八点" in str(Article.objects.get().blocks)


@pytest.mark.parametrize("why", ["retitled", "updated", "recheck"])
def test_other_bytes_with_the_same_words_are_no_revision_and_leave_the_article_alone(
    context: Context, outlet: Outlet, why: str
) -> None:
    page = save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    read_all(context)
    before: dict[str, Any] = dict(Article.objects.values().get())
    revisit(page, html(OLD, more="<script>var token=8123</script>"), why)
    read_all(context)
    after: dict[str, Any] = dict(Article.objects.values().get())
    assert history() == []
    assert {name for name in before if before[name] != after[name]} == {"page_hash"}


def test_a_newer_rule_is_no_revision(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    (article,) = read_all(context)
    Article.objects.update(headline="旧规则读错的标题", extract_version=0)
    Page.objects.filter(pk=page.pk).update(state="fetched", due_at=real_now())
    assert read_all(context) == [article]
    assert (Article.objects.get().headline, history()) == (OLD, [])


@pytest.mark.parametrize(
    "body",
    [html("请验证您不是机器人", ("正在检查浏览器，请稍候。",)), html("本文仅供会员阅读", (TEXT[0][:30],)),
     html("页面不存在", ())],
    ids=["challenge", "paywall", "empty"],
)  # fmt: skip
def test_a_notice_in_place_of_the_article_does_not_replace_it(context: Context, outlet: Outlet, body: bytes) -> None:
    page = save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    read_all(context)
    revisit(page, body, "recheck")
    read_all(context)
    row = Article.objects.get()
    assert (row.headline, len(row.blocks), history()) == (OLD, 3, [])


def test_a_revision_never_makes_an_article_newer(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    opening = "北岭图书馆新馆开放两千人到场"
    undated = save_page(
        outlet, "https://lamp.test/news/100002.html", html(opening, OTHER, time=""), opening, published_raw=""
    )
    read_all(context)
    first = dict(Article.objects.values_list("page_id", "published"))
    revisit(page, html(NEW, time="2031-05-06 12:55"))
    revisit(undated, html("北岭图书馆新馆推迟开放两天", OTHER, time=""), hours=9)
    read_all(context)
    assert dict(Article.objects.values_list("page_id", "published")) == first
    assert len(history()) == 2


def test_an_article_of_the_feeds_words_is_revised_by_the_feed(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, "https://lamp.test/news/100001.pdf", None, summary=TEXT[0])
    read_all(context)
    revisit(page, None, item={**page.item, "headline": NEW})
    read_all(context)
    assert (Article.objects.get().headline, history()) == (NEW, [(OLD, "headline")])


@pytest.mark.parametrize(
    ("second", "more", "guid"),
    [
        ("https://lamp.test/a/tui-chi/100001.html", "", ""),
        ("https://lamp.test/world/abc", "<link rel=canonical href=/news/100001.html>", ""),
        ("https://lamp.test/world/abc",
         "<meta property=og:url content='http://www.lamp.test/news/100001.html?utm_source=x'>", ""),
        ("https://lamp.test/world/abc", "", "tag:lamp.test,2031:000777"),
    ],
    ids=["number", "canonical", "og:url", "guid"],
)  # fmt: skip
def test_a_retitled_article_at_a_new_address_is_a_revision_too(
    context: Context, outlet: Outlet, second: str, more: str, guid: str
) -> None:
    save_page(outlet, "https://lamp.test/news/100001.html", html(OLD), guid=guid)
    (article,) = read_all(context)
    save_page(outlet, second, html(NEW, more=more), NEW, guid=guid)
    assert read_all(context) == [article]
    row = Article.objects.get()
    assert (row.headline, row.url, history()) == (NEW, second, [(OLD, "headline")])
    assert Fold.objects.get().article_id == article
    old = Page.objects.order_by("pk")[0]
    revisit(old, html(OLD, more="<!-- still here -->"), "recheck")
    read_all(context)
    assert Article.objects.get().headline == NEW, "the former page does not put the former headline back"


def test_two_pages_that_redirect_to_one_address_are_one_article(context: Context, outlet: Outlet) -> None:
    for number in (1, 2):
        page = save_page(outlet, f"https://lamp.test/r/{number}", html(OLD), guid=f"urn:uuid:{number:036}")
        Page.objects.filter(pk=page.pk).update(final_url="https://lamp.test/news/100001.html", headline_hash=None)
    read_all(context)
    assert (Article.objects.count(), Fold.objects.count(), history()) == (1, 1, [])


@pytest.mark.parametrize(
    "canonical", ["/", "https://lamp.test/", "/news/", "https://elsewhere.test/news/100001.html", "javascript:0",
                  "https://lamp.test/news/100009.html", "http://["],
)  # fmt: skip
def test_a_wrong_canonical_on_every_page_loses_no_article(context: Context, outlet: Outlet, canonical: str) -> None:
    more = f"<link rel=canonical href='{canonical}'><meta property=og:url content='{canonical}'>"
    save_page(outlet, "https://lamp.test/news/100001.html", html(OLD, more=more))
    save_page(outlet, "https://lamp.test/news/100002.html", html("北岭图书馆新馆开放两千人到场", OTHER, more),
              "北岭图书馆新馆开放两千人到场")  # fmt: skip
    read_all(context)
    assert (Article.objects.count(), Fold.objects.count()) == (2, 0)


def test_pages_of_another_outlet_are_never_folded(context: Context, outlet: Outlet) -> None:
    other = Outlet.objects.create(slug="other", name_hans="他报", name_hant="他報", name_en="Other")
    more = "<link rel=canonical href='https://lamp.test/news/100001.html'>"
    save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    save_page(other, "https://other.test/news/100001.html", html(OLD, more=more))
    read_all(context)
    assert Article.objects.count() == 2


BULLETIN = (
    "青桐县今天{0}发生{1}级地震，震源深度{2}千米，震中位于县城以北，暂时没有人员伤亡的报告，救援队已经出发前往查看。"
)


@pytest.mark.parametrize(
    ("marks", "headlines", "texts", "apart", "same"),
    [
        ({"headline"}, (OLD, OLD), ("".join(TEXT), "图说 " + "".join(TEXT)), 0.0, True),
        ({"headline"}, ("青桐县发生地震", "青桐县发生地震"),
         (BULLETIN.format("9时14分", "3.1", "10"), BULLETIN.format("15时40分", "2.8", "22")), 0.0, False),
        ({"number"}, (OLD, NEW), ("".join(TEXT), "".join((*TEXT[:2], OTHER[0]))), 0.2, True),
        ({"number"}, (OLD, "图书馆开放"), ("".join(TEXT), "".join(OTHER)), 0.0, False),
        ({"guid"}, ("每日简报", "每日简报"), ("".join(TEXT), "".join(OTHER)), 1.0, False),
        ({"place"}, (OLD, OLD), ("", ""), 0.0, True),
        ({"place"}, (OLD, "图书馆开放"), ("", ""), 0.0, False),
        ({"place"}, (OLD, OLD), ("短讯一则", "另一则短讯"), 0.0, False),
        (set(), (OLD, OLD), ("".join(TEXT), "".join(TEXT)), 0.0, False),
    ],
)  # fmt: skip
def test_a_mark_alone_makes_no_two_pages_one(
    marks: set[str], headlines: tuple[str, str], texts: tuple[str, str], apart: float, same: bool
) -> None:
    assert decide_same(marks, headlines, texts, apart) is same


def test_spacing_width_and_script_are_no_difference() -> None:
    found = compare_versions(
        Version("渡口：今天恢复", ("值班主任说，一切照常。",)), Version("渡口 今天恢復！", ("值班主任說:一切照常",))
    )
    assert (found.names, found.shrunk) == ("", False)


def page_at(path: str) -> str:
    entry = find_entry(path, current_edition())
    assert entry is not None
    return (
        load_blob(entry.hash).decode().replace("<wbr>", "").replace('<span class="clause">', "").replace("</span>", "")
    )


def publish(context: Context) -> None:
    Group().step(context)
    IndexArticles().step(context)
    stage = RenderStories()
    stage._looked_seconds = float("-inf")
    stage.step(context)


def test_readers_see_the_new_headline_and_the_former_one_as_history(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    (article,) = read_all(context)
    publish(context)
    story = Membership.objects.get().story_id
    revisit(page, html(NEW))
    read_all(context)
    publish(context)
    assert Membership.objects.get().story_id == story
    text = page_at(f"/zh-hans/article/{article}/")
    assert f"<h1>{NEW}" in text
    assert "更新记录" in text
    assert text.index(OLD) > text.index(NEW)
    assert "標題曾改" in page_at(f"/zh-hant/article/{article}/")
    assert "the headline was" in page_at(f"/en/article/{article}/")
    for path in ("/zh-hans/", f"/zh-hans/story/{story}/"):
        assert NEW in page_at(path)
        assert OLD not in page_at(path)
    assert search(parse_query("推迟到明天")).total == 1
    assert search(parse_query("今天恢复通行")).total == 0


def test_an_article_shown_by_headline_only_shows_its_former_headlines(context: Context, outlet: Outlet) -> None:
    Outlet.objects.update(rights="headline")
    page = save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    (article,) = read_all(context)
    revisit(page, html(NEW, (*TEXT[:2], OTHER[0])))
    read_all(context)
    publish(context)
    text = page_at(f"/zh-hans/article/{article}/")
    assert OLD in text
    assert not any(line[:20] in text for line in (*TEXT, *OTHER))


def test_withdrawal_erases_history_and_every_address(context: Context, outlet: Outlet) -> None:
    save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    (article,) = read_all(context)
    save_page(outlet, "https://lamp.test/world/100001.html", html(NEW), NEW)
    alias = save_page(outlet, "https://lamp.test/alias/abc", None, OLD)
    Page.objects.filter(pk=alias.pk).update(state="alias", place_hash=Page.objects.earliest("pk").key_hash)
    read_all(context)
    publish(context)
    assert Revision.objects.count() == 1
    withdraw_article("http://www.lamp.test/news/100001.html", "asked for", AT)
    publish(context)
    assert Revision.objects.count() == 0
    assert Article.objects.get().state == "withdrawn"
    assert set(Page.objects.values_list("state", "url")) == {("gone", "")}
    assert not any(OLD in str(item) or NEW in str(item) for item in Page.objects.values_list("item", flat=True))
    entry = find_entry(f"/zh-hans/article/{article}/", current_edition())
    assert entry is not None
    assert entry.status == 410


def test_an_archive_that_comes_late_stands_by_its_own_dates_below_the_news(context: Context, outlet: Outlet) -> None:
    save_page(outlet, "https://lamp.test/news/100001.html", html(OLD))
    read_all(context)
    publish(context)
    for number in range(30):
        headline = f"北岭图书馆旧闻第{number}则整理完毕"
        text = tuple(f"{line}（第{number}则）" for line in OTHER)
        year = "" if number % 2 else "2029-03-04 08:00"
        raw = "" if number % 2 else "2029-03-04T08:00:00+08:00"
        page = save_page(outlet, f"https://lamp.test/archive/{200_000 + number}.html", html(headline, text, time=year),
                         headline, published_raw=raw)  # fmt: skip
        Page.objects.filter(pk=page.pk).update(item={**page.item, "backlog": not raw})
    read_all(context)
    publish(context)
    publish(context)
    late = Article.objects.exclude(headline=OLD)
    assert late.filter(published__year=2029).count() == 15
    assert late.filter(published_precision="none", published=AT - timedelta(days=1)).count() == 15
    front = page_at("/zh-hans/")
    assert front.index(OLD) < front.index("北岭图书馆旧闻")
    feed = page_at("/zh-hans/feed.xml")
    assert feed.index(OLD) < feed.index("北岭图书馆旧闻")
    assert search(parse_query("北岭图书馆"), order="newest").hits[0].published == AT - timedelta(days=1)


def test_the_marks_of_pages_are_those_of_collect(outlet: Outlet) -> None:
    page = save_page(outlet, "https://www.lamp.test/news/100001.html?utm_source=x", None)
    assert bytes(page.url_hash) == hash_address(page.url)
    assert bytes(page.number_hash or b"") == hash_text("lamp.test 100001")
    mobile = marks_of(identify_items([FoundLink("https://m.lamp.test/news/100001.html", OLD)], AT)[0])
    assert mobile.key == bytes(page.key_hash or b"")


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_read_one_article_at_two_addresses_at_once_keep_one(context: Context, outlet: Outlet) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    for section in ("world", "city", "front", "sport"):
        save_page(outlet, f"https://lamp.test/{section}/100001.html", html(OLD))
    claimed = claim_fetched(context, 10)
    start = threading.Barrier(len(claimed))

    def read(page: FetchedPage) -> int | None:
        article = read_request(request_of(page))
        start.wait()
        try:
            return save_article(page, article)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(claimed)) as pool:
        ids = set(pool.map(read, claimed))
    assert len(ids) == 1
    assert (Article.objects.count(), Fold.objects.count()) == (1, 3)
