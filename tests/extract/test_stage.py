"""The stage on real rows: pages in, articles with facts out."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yaowen.base.clock import Clock, real_now
from yaowen.base.guard import GuardTimeout
from yaowen.base.settings import load_settings
from yaowen.base.words import Claim, ExtractedArticle, Facts, text_of
from yaowen.belt.conveyor import Context
from yaowen.collect.models import Host, Outlet, Page
from yaowen.collect.packing import pack
from yaowen.collect.store import bury, claim_fetched, hash_address
from yaowen.extract.models import Article, Aside, Evidence
from yaowen.extract.outdated import drop_old_evidence
from yaowen.extract.rules.article import EXTRACT_VERSION
from yaowen.extract.rules.compose import ReadArticle, Request, read_request
from yaowen.extract.saving import save_article
from yaowen.extract.stage import Extract, request_of
from yaowen.extract.store import claim_new, erase_article, finish_article, load_articles, load_claims, load_moments

FETCHED = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
TEXT = (
    "青桐市气象台5月5日说，受山地云团影响，未来三天当地将有中到大雨，市民出行要注意安全。",
    "台长林知远表示，“城北渡口已经停航，学校和医院照常开放。”公共汽车的时间没有变化。",
    "市水务局在去年九月完成了河堤的加固，今年没有发生过险情，记者在现场看到了值守的人员。",
)
PAGE = (
    '<html lang="zh-CN"><head><meta charset="utf-8"><title>渡口停航 学校照常_青桐晚报</title></head><body>'
    "<nav><a href=/>首页</a><a href=/world>国际</a></nav><div class=main><h1>渡口停航 学校照常</h1>"
    "<div class=info>2031-05-06 09:30 来源：青桐通讯社</div><div class=content>"
    + "".join(f"<p>{line}</p>" for line in TEXT)
    + "</div></div><div class=side><h3>24小时排行</h3><ul><li><a href=/2>旧城改造开工</a></li></ul></div>"
    "<footer>版权所有 青桐晚报</footer></body></html>"
)
ITEM = {"url": "", "headline": "渡口停航（快讯）", "guid": "", "published_raw": "Tue, 06 May 2031 09:00:00 +0800",
        "summary": "青桐市城北渡口停航。", "authors": []}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def context() -> Context:
    return Context(load_settings({}), Clock(), "tester", threading.Event())


@pytest.fixture
def outlet() -> Outlet:
    return Outlet.objects.create(
        slug="qingtong", name_hans="青桐晚报", name_hant="青桐晚報", name_en="Qingtong Evening"
    )


def save_page(outlet: Outlet, number: int, body: bytes | None, **more: object) -> Page:
    url = f"https://news.example/{number}.html"
    Host.objects.get_or_create(name="https://news.example", defaults={"next_at": real_now()})
    values = {
        "outlet": outlet, "url": url, "host": "https://news.example", "url_hash": hash_address(url),
        "item": {**ITEM, "url": url}, "found_at": FETCHED, "fetched_at": FETCHED,
        "state": "fetched", "due_at": real_now() - timedelta(seconds=5),
        "content_type": "text/html; charset=utf-8", "body": None if body is None else pack(body), **more,
    }  # fmt: skip
    return Page.objects.create(**values)


def read_all(context: Context) -> None:
    for page in claim_fetched(context, 50):
        save_article(page, read_request(request_of(page)))


def test_a_page_becomes_an_article_with_its_facts(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, 1, PAGE.encode())
    stage = Extract()
    try:
        assert stage.step(context) == 1
    finally:
        stage.wind_down()
    row = Article.objects.get()
    article = load_articles([row.pk])[row.pk]
    assert article.headline == "渡口停航 学校照常"
    assert article.source == "青桐通讯社"
    assert article.published == datetime(2031, 5, 6, 1, 30, tzinfo=UTC)
    assert article.precision == "minute"
    assert text_of(article.blocks) == TEXT
    assert article.language == "zh-Hans"
    assert article.state == "new"
    page.refresh_from_db()
    assert page.state == "extracted"
    assert [moment.value for moment in load_moments([row.pk])[row.pk]][:1] == ["2031-05-05"]
    assert any("渡口已经停航" in claim.content for claim in load_claims([row.pk])[row.pk])


def test_what_stands_beside_the_text_is_kept_and_shown_at_the_desk(
    context: Context, outlet: Outlet, admin_client: Client
) -> None:
    save_page(outlet, 1, PAGE.replace("渡口停航 学校", "【快讯】渡口停航 学校").encode())
    read_all(context)
    article = Article.objects.get()
    assert (article.headline, article.column) == ("【快讯】渡口停航 学校照常", "快讯")
    assert ["published", "a line of the page", 0.95] in Evidence.objects.get().origins
    shown = admin_client.get(reverse("admin:extract_article_change", args=[article.pk])).content.decode()
    assert "<b>published</b>: a line of the page" in shown
    assert "旧城改造开工" in shown, "the line of the ranking, as furniture"
    assert "旧城改造开工" not in "".join(text_of(load_articles([article.pk])[article.pk].blocks))


def test_evidence_goes_with_the_bytes_of_its_page(context: Context, outlet: Outlet) -> None:
    for number in (1, 2):
        save_page(outlet, number, PAGE.replace("渡口", f"{number}号渡口").encode())
    read_all(context)
    days = context.settings.number("KEEP_PAGES_DAYS")
    old, young = Article.objects.order_by("pk")
    now = context.clock.now()
    Article.objects.filter(pk=old.pk).update(first_seen=now - timedelta(days=days + 1))
    Article.objects.filter(pk=young.pk).update(first_seen=now)
    assert drop_old_evidence(context) == 1
    assert list(Evidence.objects.values_list("article_id", flat=True)) == [young.pk]
    assert drop_old_evidence(context) == 0


def test_a_page_without_bytes_gives_an_article_of_the_feeds_words(context: Context, outlet: Outlet) -> None:
    save_page(outlet, 1, None)
    read_all(context)
    row = Article.objects.get()
    assert row.headline == "渡口停航（快讯）"
    assert row.blocks == [["paragraph", "青桐市城北渡口停航。"]]
    assert row.published == datetime(2031, 5, 6, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 \x00\x01\x02 stream", b"\x00" * 500, b"<html></html>"])
def test_a_page_that_is_none_loses_no_article(context: Context, outlet: Outlet, body: bytes) -> None:
    save_page(outlet, 1, body)
    read_all(context)
    assert Article.objects.get().headline == "渡口停航（快讯）"


class Stumbling:
    """A reader of pages that fails at some of them, or reads what no database can hold."""

    def __init__(self, at: str, given: ReadArticle | None = None) -> None:
        self._at, self._given = at, given

    def call(self, _seconds: float, request: Request) -> ReadArticle:
        if self._at not in request.url:
            return read_request(request)
        if self._given is None:
            raise GuardTimeout(about="the reader")
        return self._given

    def close(self) -> None:
        """Nothing runs."""


def stumble(context: Context, reader: Stumbling) -> None:
    stage = Extract()
    stage._reader = reader  # type: ignore[assignment]
    stage.step(context)


def test_a_page_that_cannot_be_read_any_more_keeps_the_article_it_gave(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, 1, PAGE.encode())
    read_all(context)
    Article.objects.update(state="indexed", extract_version=EXTRACT_VERSION - 1)
    Page.objects.update(state="fetched", due_at=real_now())
    stumble(context, Stumbling("1.html"))
    article = Article.objects.get()
    assert text_of(load_articles([article.pk])[article.pk].blocks) == TEXT
    assert (article.state, article.extract_version) == ("indexed", EXTRACT_VERSION)
    page.refresh_from_db()
    assert page.state == "extracted"
    assert "cannot be read" in page.last_error


@pytest.mark.parametrize("given", [None, ReadArticle(ExtractedArticle(headline="\ud800"), Facts())])
def test_one_bad_page_does_not_keep_its_batch_from_being_read(
    context: Context, outlet: Outlet, given: ReadArticle | None
) -> None:
    for number in (1, 2, 3):
        save_page(outlet, number, PAGE.encode())
    stumble(context, Stumbling("2.html", given))
    headlines = dict(Article.objects.values_list("url", "headline"))
    assert headlines["https://news.example/2.html"] == "渡口停航（快讯）"
    assert [headlines[f"https://news.example/{number}.html"] for number in (1, 3)] == ["渡口停航 学校照常"] * 2
    assert set(Page.objects.values_list("state", flat=True)) == {"extracted"}


def test_a_fault_beside_the_child_costs_only_its_page(context: Context, outlet: Outlet) -> None:
    """A claim of a paragraph that is not there: what a fault of our own rules would look like."""
    for number in (1, 2, 3):
        save_page(outlet, number, PAGE.encode())
    nowhere = Facts(claims=(Claim(99, None, (0, 1), ((0, 1),), "say", "q"),))
    stumble(context, Stumbling("2.html", ReadArticle(ExtractedArticle(headline="渡口"), nowhere)))
    assert Article.objects.count() == 3
    assert set(Page.objects.values_list("state", flat=True)) == {"extracted"}


@pytest.mark.parametrize("damage", [{"body": b"not what was packed"}, {"item": {"unheard of": 1}}])
def test_a_page_whose_row_is_damaged_is_kept_aside_and_the_others_are_read(
    context: Context, outlet: Outlet, damage: dict[str, Any]
) -> None:
    for number in (1, 2, 3):
        save_page(outlet, number, PAGE.encode())
    Page.objects.filter(url__endswith="2.html").update(**damage)
    stumble(context, Stumbling("nowhere"))
    assert Article.objects.count() == 2
    damaged = Page.objects.get(state="failed")
    assert damaged.url.endswith("2.html")
    assert "try it again at the desk" in damaged.last_error


def test_an_article_whose_row_is_damaged_is_set_aside_and_the_others_are_claimed(
    context: Context, outlet: Outlet
) -> None:
    for number in (1, 2):
        save_page(outlet, number, PAGE.encode())
    read_all(context)
    bad, good = Article.objects.order_by("pk")
    Article.objects.filter(pk=bad.pk).update(blocks=[["paragraph"]])
    assert [one.id for one in claim_new(context, 10)] == [good.pk]
    assert list(load_articles([bad.pk, good.pk])) == [good.pk]
    bad.refresh_from_db()
    assert bad.state == "aside"
    assert Aside.objects.get().article_id == bad.pk


def test_a_bad_page_without_words_of_a_feed_is_tried_again_and_then_kept_aside(
    context: Context, outlet: Outlet
) -> None:
    save_page(outlet, 1, PAGE.encode(), item={**ITEM, "url": "https://news.example/1.html", "headline": ""})
    for _ in range(5):
        Page.objects.update(due_at=real_now() - timedelta(seconds=1))
        stumble(context, Stumbling("1.html"))
    page = Page.objects.get()
    assert (page.state, page.attempts) == ("failed", 5)
    assert "cannot be read" in page.last_error


@pytest.mark.parametrize("body", [PAGE.encode(), None])
def test_headers_that_ask_not_to_be_quoted_lower_the_article(
    context: Context, outlet: Outlet, body: bytes | None
) -> None:
    save_page(outlet, 1, body, opted_out=True)
    read_all(context)
    assert Article.objects.get().lowered


def test_a_time_after_the_fetch_is_set_to_the_fetch(context: Context, outlet: Outlet) -> None:
    save_page(outlet, 1, PAGE.replace("2031-05-06 09:30", "2031-12-24 09:30").encode())
    read_all(context)
    assert Article.objects.get().published <= FETCHED


def test_a_page_read_again_keeps_its_article_id_and_replaces_its_facts(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, 1, PAGE.encode())
    read_all(context)
    first = Article.objects.get()
    (claimed,) = claim_new(context, 10)
    Page.objects.filter(pk=page.pk).update(
        state="fetched", due_at=real_now(), body=pack(PAGE.replace("停航", "复航").encode())
    )
    read_all(context)
    again = Article.objects.get()
    assert again.pk == first.pk
    assert again.headline == "渡口复航 学校照常"
    assert again.state == "new"
    assert not finish_article(claimed, "grouped"), "who worked on the former text is fenced"
    assert len(load_claims([first.pk])[first.pk]) == len({claim.place for claim in load_claims([first.pk])[first.pk]})


def test_a_page_claimed_by_another_worker_since_is_not_saved(context: Context, outlet: Outlet) -> None:
    page = save_page(outlet, 1, PAGE.encode())
    (late,) = claim_fetched(context, 1)
    Page.objects.filter(pk=page.pk).update(epoch=late.epoch + 1)
    assert save_article(late, read_request(request_of(late))) is None
    assert not Article.objects.exists()


def test_a_withdrawn_address_never_comes_back(context: Context, outlet: Outlet) -> None:
    save_page(outlet, 1, PAGE.encode())
    (page,) = claim_fetched(context, 1)
    bury(page.url, None, "asked by the outlet", FETCHED)
    assert save_article(page, read_request(request_of(page))) is None
    assert not Article.objects.exists()


def test_an_erased_article_keeps_its_number_and_loses_its_words(context: Context, outlet: Outlet) -> None:
    save_page(outlet, 1, PAGE.encode())
    read_all(context)
    row = Article.objects.get()
    assert erase_article(row.pk)
    article = load_articles([row.pk])[row.pk]
    assert (article.state, article.headline, article.blocks) == ("withdrawn", "", ())
    assert not load_claims([row.pk])
    assert not claim_new(context, 10)
    assert not erase_article(row.pk + 1)


def test_articles_of_an_older_rule_are_read_again_when_nothing_else_is_due(context: Context, outlet: Outlet) -> None:
    save_page(outlet, 1, PAGE.encode())
    bare = save_page(outlet, 2, PAGE.encode())
    read_all(context)
    Article.objects.update(state="indexed", extract_version=EXTRACT_VERSION - 1)
    Page.objects.filter(pk=bare.pk).update(body=None)
    stage = Extract()
    try:
        assert stage.step(context) == 2
        assert stage.step(context) == 1
        assert stage.step(context) == 0
    finally:
        stage.wind_down()
    assert set(Article.objects.values_list("extract_version", "state")) == {(EXTRACT_VERSION, "new")}


def test_articles_are_claimed_in_the_order_in_which_they_came_out(context: Context, outlet: Outlet) -> None:
    for number, minute in enumerate(("09:40", "09:20", "09:30")):
        save_page(outlet, number, PAGE.replace("09:30", minute).encode())
    read_all(context)
    claimed = claim_new(context, 10)
    assert [article.published.minute for article in claimed] == [20, 30, 40]
    assert all(finish_article(article, "grouped") for article in claimed)
    assert not claim_new(context, 10)
