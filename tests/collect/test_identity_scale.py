"""Feeds that renew everything: how many doubles they bring, and how many articles are lost by believing too much."""

from __future__ import annotations

import json
import lzma
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import pytest

from yaowen.base.clock import real_now
from yaowen.base.text.likeness import fold_words, text_likeness
from yaowen.base.words import FoundLink
from yaowen.collect.links import save_links
from yaowen.collect.models import Feed, Outlet, Page
from yaowen.collect.rules.address_key import fold_address, is_telling
from yaowen.collect.rules.canonical import canonical_address

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "stream_waimei"
NOW = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
READING = 100
REFED = 5_000
MOST_DOUBLES = 0.01


def invented_items(count: int) -> list[FoundLink]:
    """Articles of an invented outlet whose headlines share words and whose addresses are near each other."""
    places = ["城北渡口", "旧港仓库", "北岭图书馆", "青桐桥", "南湾盐田", "白塔中学", "西郊苗圃", "东门集市"]
    events = ["停航两天后恢复", "举行年度检修", "迎来首批读者", "因大雨临时关闭", "公布新的收费办法"]
    return [
        FoundLink(
            url=f"https://www.lamp.test/news/2031/05/{number % 28 + 1:02}/{100_000 + number}.html",
            headline=f"{places[number % 8]}{events[number % 5]} 第{number}次通报",
            guid=f"tag:lamp.test,2031:{100_000 + number}",
            published_raw=f"2031-05-{number % 28 + 1:02}T09:{number % 60:02}:00+08:00",
            summary=f"{places[number % 8]}{events[number % 5]}，管理处第{number}次向市民说明安排，明天还有说明会。",
        )
        for number in range(count)
    ]


def _on(change: Callable[[str], str]) -> Callable[[FoundLink], FoundLink]:
    return lambda item: replace(item, url=canonical_address(change(item.url)))


def _path(change: Callable[[str], str]) -> Callable[[str], str]:
    def changed(url: str) -> str:
        parts = urlsplit(url)
        return urlunsplit(parts._replace(path=change(parts.path)))

    return changed


def _host(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda url: urlunsplit(urlsplit(url)._replace(netloc=change(urlsplit(url).netloc)))


def _query(more: str) -> Callable[[str], str]:
    return lambda url: url + ("&" if "?" in url else "?") + more


def _scheme(url: str) -> str:
    return url.replace("http://", "https://") if url.startswith("http://") else url.replace("https://", "http://")


def _www(host: str) -> str:
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _wide(headline: str) -> str:
    """Full-width signs, other punctuation, other spacing."""
    table: dict[int, str | int] = {
        ord("，"): ", ",
        ord("："): ":",
        ord(" "): "\u3000",
        **{ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789"},
    }
    return f" {headline.translate(table)} ！"


VARIANTS: dict[str, Callable[[FoundLink], FoundLink]] = {
    "scheme": _on(_scheme),
    "www": _on(_host(_www)),
    "slash at the end": _on(_path(lambda path: path.rstrip("/") if path.endswith("/") else f"{path}/")),
    "doubled slash": _on(_path(lambda path: path.replace("/", "//", 1))),
    "escapes": _on(_path(lambda path: quote(unquote(path), safe="/:@") if "%" not in path else unquote(path))),
    "host case, port, fragment": _on(
        lambda url: _host(lambda host: f"{host.upper()}:443" if url.startswith("https") else f"{host}:80")(url) + "#top"
    ),
    "utm": _on(_query("utm_source=rss&utm_medium=feed&utm_campaign=x")),
    "fbclid and spm": _on(_query("fbclid=IwAR0abc&spm=a2c4.7")),
    "from": _on(_query("from=groupmessage&isappinstalled=0")),
    "session": _on(_query("PHPSESSID=8a7f6e5d4c3b2a190f8e7d6c5b4a3928")),
    "session in the path": _on(_path(lambda path: f"{path};jsessionid=0A1B2C3D4E5F")),
}


def make_feed(slug: str) -> Feed:
    outlet = Outlet.objects.create(slug=slug, name_hans=slug, name_hant=slug, name_en=slug)
    return Feed.objects.create(
        outlet=outlet, url=f"https://{slug}.test/feed", host="x:443", state="due", due_at=real_now()
    )


def read_all(feed: Feed, items: list[FoundLink], now: datetime = NOW) -> int:
    return sum(save_links(feed, items[at : at + READING], now) for at in range(0, len(items), READING))


@pytest.mark.parametrize("variant", [*VARIANTS, "mobile", "amp", "headline"])
def test_a_feed_that_renews_all_guids_and_spells_addresses_otherwise_brings_nothing_new(variant: str) -> None:
    change = VARIANTS | {
        "mobile": _on(_host(lambda host: f"m.{host.removeprefix('www.')}")),
        "amp": _on(_path(lambda path: f"/amp{path}")),
        "headline": lambda item: replace(item, headline=_wide(item.headline)),
    }
    feed, items = make_feed("lamp"), invented_items(400)
    assert read_all(feed, items) == 400
    renewed = [replace(change[variant](item), guid=f"urn:uuid:{number:032x}") for number, item in enumerate(items)]
    assert read_all(feed, renewed) == 0
    assert Page.objects.count() == 400


def test_a_feed_that_renews_guids_and_every_address_brings_nothing_new_where_headlines_stay() -> None:
    feed, items = make_feed("lamp"), invented_items(400)
    read_all(feed, items)
    moved = [
        replace(item, url=f"https://news.lamp.test/a/{number}", guid=f"urn:uuid:{number:032x}")
        for number, item in enumerate(items)
    ]
    assert read_all(feed, moved) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://lamp.test/story?sid=65096", "https://lamp.test/story?sid=65097"),
        ("https://lamp.test/a?from=2031-05-06", "https://lamp.test/a?from=2031-05-07"),
        ("https://lamp.test/a?id=7&page=2", "https://lamp.test/a?id=7&page=3"),
        ("https://lamp.test/A/100000", "https://lamp.test/a/100000"),
        ("https://m.lamp.test/1.html", "https://www.lamp.test/1.html"),
        ("https://blog.lamp.test/100000", "https://lamp.test/100000"),
        ("https://lamp.test/a%2Fb/100000", "https://lamp.test/a/b/100000"),
        ("https://lamp.test/#!/news/7", "https://lamp.test/#!/news/8"),
        ("https://lamp.test/champ", "https://lamp.test/ch"),
        ("https://lamp.test/100000.amplifier", "https://lamp.test/100000lifier"),
        ("https://lamp.test/view/100000?view=list", "https://lamp.test/view/100000?view=map"),
    ],
)
def test_addresses_that_may_name_two_articles_stay_two(one: str, other: str) -> None:
    assert fold_address(canonical_address(one)) != fold_address(canonical_address(other))


def shared_items() -> dict[str, list[FoundLink]]:
    """The archive's articles by outlet, in the order in which they came out."""
    found: dict[str, list[FoundLink]] = defaultdict(list)
    for path in sorted(SHARED.glob("*.jsonl.xz")):
        with lzma.open(path, "rt") as lines:
            for row in map(json.loads, lines):
                link = FoundLink(
                    url=canonical_address(row["url"]), headline=row["title"], published_raw=row["published"],
                    guid=row["url"], summary=row["text"][:2000],
                )  # fmt: skip
                found[row["outlet"]].append(link)
    return found


def read_outlets(feeds: dict[str, Feed], items: dict[str, list[FoundLink]]) -> int:
    return sum(read_all(feeds[outlet], links) for outlet, links in items.items())


def by_url(items: dict[str, list[FoundLink]]) -> dict[tuple[str, str], FoundLink]:
    return {(outlet, item.url): item for outlet, links in items.items() for item in links}


@pytest.mark.shared
def test_of_the_archives_articles_none_is_lost_but_true_doubles() -> None:
    items = shared_items()
    feeds = {outlet: make_feed(outlet) for outlet in items}
    assert read_outlets(feeds, items) >= 0.999 * sum(map(len, items.values()))
    said = by_url(items)
    kept = set(Page.objects.exclude(state="alias").values_list("outlet__slug", "url"))
    namesakes: dict[tuple[str, str], list[FoundLink]] = defaultdict(list)
    for outlet, url in kept:
        namesakes[outlet, fold_words(said[outlet, url].headline)].append(said[outlet, url])
    lost = [(outlet, item) for (outlet, url), item in said.items() if (outlet, url) not in kept]
    assert len(lost) <= 0.001 * len(said)
    for outlet, item in lost:
        twins = namesakes[outlet, fold_words(item.headline)]
        likeness = max(text_likeness(fold_words(twin.summary), fold_words(item.summary)) for twin in twins)
        assert likeness >= 0.5, (likeness, item)


@pytest.mark.shared
def test_five_thousand_real_addresses_renewed_in_any_way_bring_at_most_one_double_in_a_hundred() -> None:
    everything = list(by_url(shared_items()).items())
    chosen: dict[str, list[FoundLink]] = defaultdict(list)
    for (outlet, _), item in random.Random(7).sample(everything, REFED):
        chosen[outlet].append(item)
    feeds = {outlet: make_feed(outlet) for outlet in chosen}
    articles = read_outlets(feeds, chosen)
    doubles = {
        variant: read_outlets(feeds, {outlet: _renewed(outlet, links, change) for outlet, links in chosen.items()})
        for variant, change in REAL_VARIANTS.items()
    }
    assert {variant: count for variant, count in doubles.items() if count > MOST_DOUBLES * articles} == {}
    assert sum(doubles.values()) <= MOST_DOUBLES * articles, doubles


def _renewed(outlet: str, links: list[FoundLink], change: Callable[[FoundLink], FoundLink]) -> list[FoundLink]:
    return [replace(change(item), guid=f"urn:uuid:{outlet}-{number:012}") for number, item in enumerate(links)]


def _where_telling(change: Callable[[FoundLink], FoundLink]) -> Callable[[FoundLink], FoundLink]:
    """Only addresses that name an article have mobile and AMP forms that are folded."""
    return lambda item: change(item) if is_telling(item.url) else item


REAL_VARIANTS = VARIANTS | {
    "all guids": lambda item: item,
    "mobile": _where_telling(_on(_host(lambda host: f"m.{host.removeprefix('www.')}"))),
    "amp": _where_telling(_on(_path(lambda path: f"{path.rstrip('/')}/amp"))),
    "headline": lambda item: replace(item, headline=_wide(item.headline)),
}
