"""Withdrawal, from the command's function to the last table and the reader's page."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import zstandard
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from yaowen.base.clock import Clock, real_now
from yaowen.base.errors import BadInput
from yaowen.base.settings import load_settings
from yaowen.base.words import FoundLink, Ranking, Standing
from yaowen.belt.conveyor import Context
from yaowen.collect.links import save_links
from yaowen.collect.models import Feed, Host, Outlet, Page, Tombstone
from yaowen.collect.packing import pack
from yaowen.collect.store import claim_fetched, hash_address
from yaowen.extract.models import Article
from yaowen.extract.rules.compose import read_request
from yaowen.extract.saving import save_article
from yaowen.extract.stage import request_of
from yaowen.group.models import GroupEvent, Membership, Story
from yaowen.group.stage import Group
from yaowen.group.store import merge_stories, story_of
from yaowen.rank.store import current_ranking, save_current
from yaowen.render.editions import current_edition, find_entry, load_blob
from yaowen.render.models import SearchEntry
from yaowen.render.rules.search_queries import parse_query
from yaowen.render.search.stage import IndexArticles
from yaowen.render.search.store import search
from yaowen.render.stage import RankingFragments, RenderStories
from yaowen.staff.withdraw import withdraw_article

pytestmark = pytest.mark.django_db

AT = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
SECRET = "鹳雀汀"
TEXT = (
    f"{SECRET}渡口5月5日停航，未来三天当地将有中到大雨，市民出行要注意安全。",
    f"台长汪怀舟表示，“{SECRET}渡口已经停航，学校和医院照常开放。”公共汽车的时间没有变化。",
    f"市水务局在去年九月完成了{SECRET}河堤的加固，今年没有发生过险情，记者在现场看到了值守的人员。",
)
OTHER_TEXT = (
    "北岭市图书馆新馆5月5日开放，首日有两千名读者前来，馆员说借阅的手续比从前简单得多。",
    "馆长方其正介绍，新馆收藏了四十万册图书，其中地方志占了很大的一部分，周末延长到晚上九点。",
    "附近的居民在门口排队，有人带来了自己收藏的旧书，准备捐给新馆的乡土文献室。",
)


@pytest.fixture
def context() -> Context:
    settings = load_settings({"YAOWEN_EDITION_SECONDS": "0"})
    return Context(settings, Clock(offset=AT - real_now()), "tester", threading.Event())


def add_article(number: int, text: tuple[str, ...] = TEXT, headline: str = f"{SECRET}渡口停航", **more: Any) -> int:
    """An article that went the whole way from the fetched page of its own outlet."""
    outlet, _ = Outlet.objects.get_or_create(
        slug=f"outlet-{number}", name_hans=f"第{number}晚报", name_hant=f"第{number}晚報", name_en=f"Evening {number}",
        rights="full",
    )  # fmt: skip
    url = f"https://news{number}.example/{number}-guanqueting.html"
    body = (
        f"<html lang=zh-CN><meta charset=utf-8><title>{headline}</title><div class=main><h1>{headline}</h1>"
        f"<div>2031-05-06 09:{number:02} 来源：{SECRET}通讯社 作者：汪怀舟</div><div class=content>"
        + "".join(f"<p>{line}</p>" for line in text)
    ).encode()
    Host.objects.get_or_create(name=f"https://news{number}.example", defaults={"next_at": real_now()})
    feed = Feed.objects.create(
        outlet=outlet, url=f"https://news{number}.example/feed", host=f"https://news{number}.example", state="due",
        due_at=real_now(), body=pack(body), failed_body=pack(body),
    )  # fmt: skip
    Page.objects.create(
        outlet=outlet, feed=feed, url=url, host=feed.host, url_hash=hash_address(url), guid_hash=bytes([number] * 16),
        item={"url": url, "headline": headline, "guid": "", "published_raw": "", "summary": text[0], "authors": []},
        found_at=AT, fetched_at=AT, state="fetched", due_at=real_now() - timedelta(seconds=5), final_url=url,
        content_type="text/html; charset=utf-8", body=pack(body), **more,
    )  # fmt: skip
    return Article.objects.get(pk=_extracted(url)).pk


def _extracted(url: str) -> int:
    context = Context(load_settings({}), Clock(), "tester", threading.Event())
    (page,) = claim_fetched(context, 1)
    made = save_article(page, read_request(request_of(page)))
    assert made is not None
    return made


def publish(context: Context) -> None:
    """Group, index, render, and put every story into the ranking."""
    Group().step(context)
    IndexArticles().step(context)
    stories = Story.objects.filter(state__in=("changed", "rendered")).values_list("pk", flat=True)
    save_current(Ranking(1, tuple(Standing(one, 9, 1, rank, None) for rank, one in enumerate(stories, 1))), 9)


class Press:
    """The two stages that publish, running on as in a worker."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.stages = (RenderStories(), RankingFragments())

    def run(self) -> None:
        for stage in self.stages:
            stage._looked_seconds = float("-inf")
            stage.step(self.context)


def together(*articles: int) -> int:
    """One story of all of them."""
    places = story_of(articles)
    survivor = places[articles[0]]
    for story in {*places.values()} - {survivor}:
        merge_stories(story, survivor, "one event")
    return survivor


def status(path: str) -> int:
    entry = find_entry(path, current_edition())
    return entry.status if entry else 0


def page(path: str) -> str:
    entry = find_entry(path, current_edition())
    assert entry is not None
    assert entry.status == 200, path
    return load_blob(entry.hash).decode()


def places_of(*words: str) -> set[str]:
    """The tables and columns in which any of the words stands; compressed bytes are opened."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("search_index"):
                continue  # FTS5's own shadow of search_entry
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {
                    f"{table}.{name}" for name, value in zip(names, row, strict=True)
                    if any(word in text for text in _texts(value) for word in words)
                }  # fmt: skip
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        with contextlib.suppress(zstandard.ZstdError):
            raw = zstandard.ZstdDecompressor().decompress(raw, max_output_size=10**7)
        yield raw.decode("utf-8", "ignore")
    elif isinstance(value, dict | list):
        yield json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)
        yield text
        if "\\u" in text:
            yield text.encode("ascii", "backslashreplace").decode("unicode_escape", "replace")


SEARCHED = ("鹳雀", "鸛雀", "guanqueting", "汪怀舟", "汪懷舟")


def test_an_article_alone_in_its_story_leaves_nothing_behind(context: Context) -> None:
    article, other = add_article(1), add_article(2, OTHER_TEXT, "北岭市图书馆新馆开放")
    publish(context)
    story, press = story_of([article])[article], Press(context)
    press.run()
    assert SECRET in page(f"/zh-hans/article/{article}/")
    assert {"article.headline", "blob.bytes", "claim.content", "page.body", "feed.body"} <= places_of(*SEARCHED)
    assert withdraw_article(str(article), "asked for by the outlet", AT) == article
    press.run()
    for language in ("zh-hans", "zh-hant", "en"):
        assert status(f"/{language}/article/{article}/") == 410
        assert status(f"/{language}/story/{story}/") == 410
        assert status(f"/{language}/article/{other}/") == 200
    assert Story.objects.get(pk=story).state == "withdrawn"
    left = places_of("鹳雀汀渡口", "鸛雀汀渡口", "1-guanqueting", "学校和医院照常", "值守")
    assert left == set()
    assert not SearchEntry.objects.filter(pk=article).exists()
    assert search(parse_query(f"{SECRET}渡口")).total == 0
    assert [one.story_id for one in current_ranking().standings], "a kept ranking stays as it was"


def test_one_article_of_several_goes_and_its_story_stays(context: Context) -> None:
    article, other = add_article(1), add_article(2, OTHER_TEXT, "北岭市图书馆新馆开放")
    publish(context)
    story, press = together(article, other), Press(context)
    press.run()
    assert f"/article/{article}/" in page(f"/zh-hans/story/{story}/")
    withdraw_article(str(article), "asked for", AT)
    press.run()
    assert status(f"/zh-hans/article/{article}/") == 410
    text = page(f"/zh-hans/story/{story}/")
    assert f"/article/{article}/" not in text
    assert f"/article/{other}/" in text
    assert "鹳雀汀渡口" not in text


def test_where_the_headline_article_goes_another_stands_for_the_story(context: Context) -> None:
    first, second = add_article(1), add_article(2, OTHER_TEXT, "北岭市图书馆新馆开放")
    publish(context)
    story, press = together(first, second), Press(context)
    press.run()
    lead = Story.objects.get(pk=story).headline_article_id
    withdraw_article(str(lead), "asked for", AT)
    left = Story.objects.get(pk=story)
    assert left.headline_article_id == (second if lead == first else first)
    assert (left.articles, left.outlets) == (1, 1)
    press.run()
    assert status(f"/zh-hans/story/{story}/") == 200


def test_where_an_origin_goes_the_first_copy_takes_its_place(context: Context) -> None:
    origin, copy, later = add_article(1), add_article(2), add_article(3)
    publish(context)
    assert set(Membership.objects.exclude(pk=origin).values_list("copy_of", flat=True)) == {origin}
    press = Press(context)
    press.run()
    withdraw_article(str(origin), "asked for", AT)
    assert dict(Membership.objects.values_list("pk", "copy_of")) == {copy: None, later: copy}
    reasons = dict(GroupEvent.objects.filter(kind="filed").values_list("article_id", "reason"))
    assert reasons[origin] == {}, "the reason of a filing may hold words of the text"
    assert reasons[copy]["rule"]
    press.run()
    assert status(f"/zh-hans/article/{origin}/") == 410
    assert f"/article/{origin}/" not in page(f"/zh-hans/article/{copy}/")


def test_an_article_can_be_named_by_its_address_and_only_once(context: Context) -> None:
    article = add_article(1)
    url = Article.objects.get(pk=article).url
    assert withdraw_article(url, "asked for", AT) == article
    for which in (url, str(article), f" {article} "):
        with pytest.raises(BadInput, match="withdrawn already"):
            withdraw_article(which, "again", AT)
    assert Tombstone.objects.get().reason == "asked for"


@pytest.mark.parametrize("which", ["0", "99999999999999999999999", "https://news.example/unknown", "nonsense", "", "²"])
def test_what_is_no_article_is_refused_in_one_sentence(which: str) -> None:
    with pytest.raises(BadInput, match="no such article"):
        withdraw_article(which, "asked for", AT)


def test_a_withdrawal_without_a_reason_is_refused(context: Context) -> None:
    article = add_article(1)
    with pytest.raises(BadInput, match="say why"):
        withdraw_article(str(article), "  ", AT)
    assert Article.objects.get(pk=article).state == "new"


def test_it_is_never_collected_again_under_any_mark_it_was_known_by(context: Context) -> None:
    article = add_article(1, headline_hash=b"h" * 16)
    feed = Feed.objects.get()
    Page.objects.update(final_url="https://news1.example/after-redirect")
    url = Article.objects.get(pk=article).url
    withdraw_article(str(article), "asked for", AT)
    again = [
        FoundLink(url=url, headline="再来"),
        FoundLink(url="https://news1.example/after-redirect", headline="再来二"),
    ]
    assert save_links(feed, again, AT) == 0
    page = Page.objects.get()
    assert (page.state, bytes(page.guid_hash or b""), bytes(page.headline_hash or b"")) == (
        "gone", bytes([1] * 16), b"h" * 16,
    )  # fmt: skip


def test_an_address_that_many_pages_lead_to_is_not_buried_with_one_of_them(context: Context) -> None:
    first, _ = add_article(1), add_article(2, OTHER_TEXT, "北岭市图书馆新馆开放")
    Page.objects.update(final_url="https://notice.example/consent")
    withdraw_article(str(first), "asked for", AT)
    assert Tombstone.objects.count() == 1


def test_an_article_not_yet_grouped_goes_too(context: Context) -> None:
    article = add_article(1)
    withdraw_article(str(article), "asked for", AT)
    publish(context)
    assert not Membership.objects.exists()
    assert not SearchEntry.objects.exists()


def test_the_desks_log_keeps_no_headline(context: Context, client: Client) -> None:
    article = add_article(1)
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    fields = {"action": "withdraw", "_selected_action": [article], "reason": "asked for", "confirmed": "1"}
    client.post(reverse("admin:extract_article_changelist"), fields)
    assert Article.objects.get(pk=article).state == "withdrawn"
    assert places_of(*SEARCHED) == set()
