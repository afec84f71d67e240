"""What stands around every page: language, canonical address, its other forms, weight, links."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

from render.invented import carrier, event, report
from render.pages import SITE, html_pages, invented_site, joined, parsed, readable, render_site
from yaowen.base.addresses import BCP47, PATH_LANGUAGES, is_embedded
from yaowen.render.editions import StoredPage
from yaowen.render.rules.assets import load_assets

BUDGET_BYTES = 60 * 1024


def framed_pages(pages: dict[str, StoredPage]) -> dict[str, str]:
    """The pages that stand in the site's own frame: all but the widget for other sites."""
    return {path: page for path, page in html_pages(pages).items() if not is_embedded(path)}


def test_a_page_says_its_language_and_its_forms() -> None:
    for path, page in framed_pages(invented_site()).items():
        language = path.split("/")[1] or "zh-hans"
        document = parsed(page)
        assert document.get("lang") == BCP47[language], path  # type: ignore[index]
        tail = path.removeprefix(f"/{language}/") if path != "/" else ""
        forms = {link.get("hreflang"): link.get("href") for link in document.xpath("//link[@hreflang]")}
        if not forms and path.split("/")[2] in {"article", "story"}:
            assert document.xpath("//h1[@lang]") or language == "en", path  # the same foreign text on all three
            continue
        assert forms == {
            "zh-Hans": f"{SITE.url}/zh-hans/{tail}",
            "zh-Hant": f"{SITE.url}/zh-hant/{tail}",
            "x-default": f"{SITE.url}/zh-hans/{tail}",
        }, path


def test_each_script_of_a_chinese_text_is_canonical_and_the_english_frame_around_it_is_not() -> None:
    pages = html_pages(render_site([
        event(1, [report(1, "简体的报道")]),
        event(2, [report(2, "繁體的報導", language="zh-Hant")]),
        event(3, [report(3, "An English report", language="en")]),
        event(4, [report(4, "Un rapport", language="fr")]),
    ]))  # fmt: skip
    scripts: dict[str, str] = {"zh-hans": "zh-hans", "zh-hant": "zh-hant"}
    wanted: dict[int, dict[str, str]] = {
        1: {**scripts, "en": "zh-hans"},
        2: {**scripts, "en": "zh-hant"},
        3: {**dict.fromkeys(scripts, "en"), "en": "en"},
        4: {**dict.fromkeys(scripts, SITE.default_language), "en": SITE.default_language},
    }
    for number, canonical_of in wanted.items():
        for kind in ("article", "story"):
            found = {one: canonical_address(pages[f"/{one}/{kind}/{number}/"]) for one in PATH_LANGUAGES}
            assert found == {one: f"{SITE.url}/{own}/{kind}/{number}/" for one, own in canonical_of.items()}


def test_a_page_that_hreflang_names_is_its_own_canonical_one_and_names_the_same_forms() -> None:
    pages = framed_pages(invented_site())
    for path, page in pages.items():
        named = parsed(page).xpath("//link[@hreflang]/@href")
        for address in named:
            other = pages[str(address).removeprefix(SITE.url)]
            assert canonical_address(other) == address, path
            assert parsed(other).xpath("//link[@hreflang]/@href") == named, path


def canonical_address(page: str) -> str:
    """The one address that a page gives as its own."""
    (found,) = parsed(page).xpath("//link[@rel='canonical']/@href")
    return str(found)


def test_a_text_is_shown_in_the_script_of_the_page_and_marked_where_it_differs() -> None:
    pages = render_site(
        [event(1, [report(1, "風力發電機組併網", ("風力發電機組昨天併網發電。",), language="zh-Hant")])]
    )
    simplified, traditional, english = (readable(pages[f"/{one}/article/1/"].body.decode()) for one in PATH_LANGUAGES)
    assert "<h1>风力发电机组并网</h1>" in simplified
    assert "<h1>風力發電機組併網</h1>" in traditional
    assert '<h1 lang="zh-Hant">風力發電機組併網</h1>' in english
    assert 'href="/zh-hant/article/1/"' in simplified
    assert "看原文字形" in simplified
    assert "看原文字形" not in traditional


def test_an_english_text_is_marked_on_chinese_pages() -> None:
    pages = render_site([event(1, [report(1, "Harbour tunnel reopens", ("It reopened at dawn.",), language="en")])])
    for language in ("zh-hans", "zh-hant"):
        assert '<h1 lang="en">Harbour tunnel reopens</h1>' in pages[f"/{language}/article/1/"].body.decode()
    assert "<h1>Harbour tunnel reopens</h1>" in pages["/en/article/1/"].body.decode()


def test_a_page_with_its_style_and_scripts_weighs_less_than_sixty_kilobytes_compressed() -> None:
    pages = invented_site()
    shared = sum(len(gzip.compress(asset.body)) for asset in load_assets().values())
    for path in html_pages(pages):
        assert len(gzip.compress(joined(pages, path))) + shared < BUDGET_BYTES, path


_STORY_FEED = re.compile(r"/story/\d+/(feed\.xml|atom\.xml|feed\.json)$")
"""Made on the spot (tests/serve/test_feeds_and_maps.py)."""


def test_every_inner_link_leads_to_a_page() -> None:
    pages = invented_site()
    live = {f"/{language}/search/" for language in PATH_LANGUAGES}
    for path in html_pages(pages):
        document = parsed(joined(pages, path))
        for address in document.xpath("//a/@href | //link/@href | //script/@src | //form/@action"):
            target = address.partition("#")[0].partition("?")[0]
            if target.startswith("/"):
                assert target in pages or target in live or _STORY_FEED.search(target), f"{path} → {address}"
        anchors = {element.get("id") for element in document.xpath("//*[@id]")}
        inner = [address[1:] for address in document.xpath("//a/@href") if address.startswith("#")]
        assert set(inner) <= anchors, path


def test_ids_are_unique_and_headings_do_not_skip_to_a_first_level_twice() -> None:
    pages = invented_site()
    for path in html_pages(pages):
        document = parsed(joined(pages, path))
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert len(list(document.iter("h1"))) == 1, path


def test_the_beacon_is_told_which_page_was_read_and_only_articles_and_stories_count() -> None:
    for path, page in framed_pages(invented_site()).items():
        found = re.search(r'data-page="([^"]*)"', page)
        assert found is not None, path
        kind = re.search(r"/(article|story)/(\d+)/$", path)
        assert found.group(1) == (f"{kind.group(1)[0]}{kind.group(2)}" if kind else ""), path


def test_a_contact_link_stands_on_every_page_also_without_an_address() -> None:
    for path, page in framed_pages(invented_site()).items():
        assert 'href="mailto:desk@news.example"' in page, path
    for path, page in framed_pages(render_site([event(1)], replace(SITE, contact=""))).items():
        assert "about/#contact" in page, path


def test_the_root_is_the_front_page_of_the_default_language() -> None:
    pages = invented_site()
    assert pages["/"].body == pages["/zh-hans/"].body
    assert pages["/"].slot == pages["/zh-hans/"].slot


def test_carrier_and_credited_source_are_told_apart() -> None:
    pages = render_site([event(1, [report(1, of=carrier(0), source="东岸通讯社")])])
    page = pages["/zh-hans/article/1/"].body.decode()
    line = parsed(page.encode()).xpath("string(//p[@class='dateline'])")
    assert re.search(r"2026-11-23 06:25:00 UTC\+8.*云港晚报.*来源：.*东岸通讯社", line, re.DOTALL)


def test_an_article_of_a_known_day_shows_no_hour_and_one_without_a_date_says_when_it_was_seen() -> None:
    pages = render_site([
        event(1, [report(1, precision="day")]),
        event(2, [report(2, precision="none")]),
    ])  # fmt: skip
    assert '<time datetime="2026-11-23">2026-11-23</time>' in pages["/zh-hans/article/1/"].body.decode()
    assert "收录于 <time" in pages["/zh-hans/article/2/"].body.decode()


def test_assets_are_named_by_what_they_hold() -> None:
    for asset in load_assets().values():
        assert re.fullmatch(r"/_/assets/[a-z0-9-]+-[0-9a-f]{10}\.(css|js|svg|png)", asset.path)
        assert asset.path in invented_site()


def test_names_in_another_language_are_marked_as_such() -> None:
    pages = invented_site()
    page = pages["/en/outlet/nanyu-times/"].body.decode()
    assert '<span lang="zh-Hans">南屿时报</span>' in page
    assert '<span lang="zh-Hant">南嶼時報</span>' in page
    assert 'rel="home" lang="zh-Hans">要' in page
    assert 'rel="home">要<i>聞' in pages["/zh-hant/about/"].body.decode()
