"""Every kind of page in a real browser: no fault that axe-core finds, and a layout that holds at the extremes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Route

from render.invented import event, many_events, report
from render.pages import invented_site, joined, render_site
from yaowen.render.editions import StoredPage

pytestmark = pytest.mark.browser
ORIGIN = "http://news.test"
AXE = Path(str(axe_playwright_python.__file__)).with_name("axe.min.js").read_text("utf-8")
DAY = "2026-11-23"
KINDS = [
    "", "article/501/", "article/900/", "story/5/", "story/900/", "ranking/", f"ranking/{DAY}T09/",
    "section/world/", f"section/world/{DAY}/", "day/", f"day/{DAY}/", "digest/", f"digest/{DAY}/", "outlets/",
    "outlet/yungang-evening/", "method/", "about/", "embed/", "embed/ranking/", "offline/", "404/", "410/", "500/",
]  # fmt: skip
LONG = "云港跨海大桥主塔合龙的消息在清晨传来以后" * 10
UNBROKEN = "Donaudampfschifffahrtsgesellschaft" * 6


@cache
def extreme_site() -> Mapping[str, StoredPage]:
    """A site whose headlines are as long as headlines get."""
    made = [
        event(1, [report(1, LONG)]),
        event(2, [report(2, UNBROKEN[:200], language="en")]),
        event(3, [report(3, "")]),
    ]
    return render_site([*made, *many_events()])


@cache
def empty_site() -> Mapping[str, StoredPage]:
    """A site that has nothing yet."""
    return render_site([])


@contextmanager
def shown(browser: Browser, pages: Mapping[str, StoredPage], path: str, **view: object) -> Iterator[Page]:
    """A page of a site that is asked of no network."""

    def answer(route: Route) -> None:
        found = pages.get(route.request.url.removeprefix(ORIGIN).partition("?")[0])
        if found is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(body=joined(dict(pages), found.path), content_type=found.content_type)

    context = browser.new_context(service_workers="block", **view)  # type: ignore[arg-type]
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(ORIGIN + path)
    yield page
    context.close()


IN_THE_DARK = ["", "article/501/", "story/5/", "ranking/", "embed/ranking/", "404/"]


@pytest.mark.parametrize(
    ("kind", "scheme"), [*((kind, "light") for kind in KINDS), *((kind, "dark") for kind in IN_THE_DARK)]
)
def test_axe_finds_no_fault(browser: Browser, kind: str, scheme: str) -> None:
    language = ("zh-hans", "zh-hant", "en")[len(kind) % 3]
    with shown(browser, invented_site(), f"/{language}/{kind}", color_scheme=scheme) as page:
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        told = [(one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3]) for one in found]
        assert told == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("site", [extreme_site, empty_site])
def test_the_layout_holds_with_the_longest_headlines_and_with_nothing(
    browser: Browser, site: Callable[[], Mapping[str, StoredPage]], width: int
) -> None:
    kinds = ["", "ranking/", "day/", "outlets/", "section/world/", "story/1/", "story/2/", "story/3/", "article/2/"]
    for kind in kinds:
        path = f"/zh-hans/{kind}"
        if path in site():
            with shown(browser, site(), path, viewport={"width": width, "height": 844}) as page:
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
