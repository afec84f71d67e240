"""Pictures that stand in texts: asked for as far as rights go, shown once the edition holds them, let go with them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.collect.models import Host, Outlet, Page, Picture
from yaowen.collect.packing import pack
from yaowen.collect.store import claim_fetched, hash_address, load_outlets
from yaowen.extract.models import Article, TextPicture
from yaowen.extract.pictures import HOUSE_TEXTS, MOST_IN_TEXT
from yaowen.extract.rules.compose import read_request
from yaowen.extract.saving import save_article
from yaowen.extract.stage import request_of
from yaowen.extract.store import load_articles, text_pictures_of
from yaowen.render.gather import _load_text_pictures, carrier_of
from yaowen.render.pictures import sweep_pictures
from yaowen.staff.withdraw import withdraw_article

pytestmark = pytest.mark.django_db
NOON = datetime(2031, 5, 7, 4, 0, tzinfo=UTC)
TEXT = (
    "南岸渡口七日清晨贴出告示，两条渡船自八日起停航检修，预计十二日恢复。",
    "渡口管理站说，检修的是轮机和船底，费用由县里承担，票价不变。",
    "往来两岸的居民改走上游的石桥，公交公司加开了六个班次。",
)


@pytest.fixture
def context() -> Context:
    return Context(load_settings({}), Clock(), "tester", threading.Event())


@pytest.fixture
def outlet() -> Outlet:
    return Outlet.objects.create(
        slug="dengbao", name_hans="灯报", name_hant="燈報", name_en="The Lamp", rights="full", pictures=True
    )


def make_page(pictures: list[str]) -> str:
    images = [f'<img src="/p/{name}.jpg" width="800" height="500">' for name in pictures]
    body = "".join(f"<p>{text}</p>{''.join(images[place::3])}" for place, text in enumerate(TEXT))
    return (
        '<html lang=zh><head><title>渡口停航</title><meta property="og:image" content="https://lamp.test/p/lead.jpg"></head>'
        f"<body><h1>渡口停航</h1><div class=article-content>{body}<p>完。</p></div></body></html>"
    )


def read(context: Context, outlet: Outlet, pictures: list[str], number: int = 1) -> Article:
    url = f"https://lamp.test/{number}.html"
    Host.objects.get_or_create(name="https://lamp.test", defaults={"next_at": real_now()})
    Page.objects.create(
        outlet=outlet, url=url, host="https://lamp.test", url_hash=hash_address(url), found_at=NOON, fetched_at=NOON,
        item={"url": url, "headline": "渡口停航", "guid": "", "published_raw": ""}, state="fetched",
        due_at=real_now() - timedelta(seconds=5), content_type="text/html; charset=utf-8",
        body=pack(make_page(pictures).encode()),
    )  # fmt: skip
    [page] = claim_fetched(context, 5)
    saved = save_article(page, read_request(request_of(page)))
    assert saved is not None
    return Article.objects.get(pk=saved)


def addresses(article: Article) -> set[str]:
    return set(TextPicture.objects.filter(article=article).values_list("picture__url", flat=True))


def shown(article: Article) -> list[str]:
    carriers = {view.id: carrier_of(view) for view in load_outlets().values()}
    found = _load_text_pictures(load_articles([article.pk]), carriers).get(article.pk, ())
    return [address for address, _ in found]


def hold_all() -> None:
    for row in Picture.objects.all():
        Picture.objects.filter(pk=row.pk).update(
            state="shown", name=f"{row.pk:024d}", width=800, height=500, files=[[640, 400, "jpeg"]],
            wanted_at=real_now() - timedelta(hours=1),
        )  # fmt: skip


def test_pictures_of_a_text_are_asked_for_and_shown_once_the_edition_holds_them(
    context: Context, outlet: Outlet
) -> None:
    article = read(context, outlet, ["ferry", "bridge", "lead"])
    assert addresses(article) == {"https://lamp.test/p/ferry.jpg", "https://lamp.test/p/bridge.jpg"}
    assert set(Picture.objects.values_list("state", flat=True)) == {"wanted"}
    assert shown(article) == []
    hold_all()
    assert shown(article) == ["https://lamp.test/p/bridge.jpg", "https://lamp.test/p/ferry.jpg"]


@pytest.mark.parametrize(("rights", "pictures"), [("full", False), ("excerpt", True), ("headline", True)])
def test_below_the_full_right_no_picture_of_a_text_is_asked_for(
    context: Context, outlet: Outlet, rights: str, pictures: bool
) -> None:
    Outlet.objects.update(rights=rights, pictures=pictures)
    article = read(context, outlet, ["ferry"])
    assert addresses(article) == set()


def test_rights_that_fall_hide_what_is_held_and_the_sweep_lets_it_go(context: Context, outlet: Outlet) -> None:
    article = read(context, outlet, ["ferry"])
    hold_all()
    assert sweep_pictures() == 0
    Outlet.objects.update(rights="excerpt")
    assert shown(article) == []
    assert sweep_pictures() == 1
    assert set(Picture.objects.values_list("url", "state")) == {
        ("https://lamp.test/p/ferry.jpg", "unused"), ("https://lamp.test/p/lead.jpg", "shown"),
    }  # fmt: skip


def test_of_a_gallery_only_the_first_are_asked_for(context: Context, outlet: Outlet) -> None:
    article = read(context, outlet, [f"view-{number}" for number in range(MOST_IN_TEXT + 5)])
    assert len(addresses(article)) == MOST_IN_TEXT


def test_a_picture_in_many_texts_is_the_houses_and_in_none(context: Context, outlet: Outlet) -> None:
    for number in range(HOUSE_TEXTS):
        read(context, outlet, ["banner", f"own-{number}"], number)
    found = set(TextPicture.objects.values_list("picture__url", flat=True))
    assert found == {f"https://lamp.test/p/own-{number}.jpg" for number in range(HOUSE_TEXTS)}


def test_withdrawing_an_article_takes_the_pictures_of_its_text_along(context: Context, outlet: Outlet) -> None:
    article = read(context, outlet, ["ferry"])
    hold_all()
    withdraw_article(str(article.pk), "asked to", NOON)
    assert text_pictures_of([article.pk]) == {}
    assert set(Picture.objects.values_list("state", "url", "withdrawn")) == {("erased", "", True)}
