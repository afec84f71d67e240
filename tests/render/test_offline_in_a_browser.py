"""The front page without a network, as a real browser keeps it; the widget in a page of another site."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from render.pages import invented_site, joined
from yaowen.base.addresses import is_embedded
from yaowen.render.editions import StoredPage
from yaowen.serve.headers import EMBED_HEADERS, PAGE_HEADERS

pytestmark = pytest.mark.browser
PATIENCE_SECONDS = 60.0


class Site:
    """A loopback site that can be switched off."""

    def __init__(self) -> None:
        pages: dict[str, StoredPage] = invented_site()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                page = pages.get(path)
                foreign = path == "/elsewhere.html"
                self.send_response(200 if page or foreign else 404)
                for name, value in () if foreign else EMBED_HEADERS if is_embedded(path) else PAGE_HEADERS:
                    self.send_header(name, value)
                self.send_header("Content-Type", page.content_type if page else "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(ELSEWHERE if foreign else joined(pages, path) if page else b"")

            def log_message(self, *args: object) -> None:
                """Keep the test's output quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()


ELSEWHERE = b'<iframe id="a" src="/en/embed/ranking/"></iframe><iframe id="b" src="/en/ranking/"></iframe>'


def until(page: Page, state: str) -> None:
    """Wait for a state of the page; the policy forbids Playwright's own way, which writes code in the page."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(state):
        assert time.monotonic() < deadline, state
        page.wait_for_timeout(50)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844})
    yield made
    made.close()


def test_the_front_page_stays_readable_when_the_network_goes(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{site.address}/zh-hant/")
    until(page, "caches.match('/zh-hant/').then(Boolean)")
    until(page, "navigator.serviceWorker.controller !== null")
    headline = page.locator(".lead h2").inner_text()
    assert told == []
    site.close()
    page.goto(f"{site.address}/zh-hant/")
    assert page.locator(".lead h2").inner_text() == headline
    assert page.evaluate("getComputedStyle(document.querySelector('.nameplate')).fontSize") == "36px"
    page.goto(f"{site.address}/zh-hant/ranking/")
    assert page.locator("h1").inner_text() == "目前沒有網路"
    page.goto(f"{site.address}/en/story/5/")
    assert page.locator("h1").inner_text() == "You are offline"


def test_a_front_page_seen_later_replaces_the_one_kept(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(f"{site.address}/en/method/")
    until(page, "navigator.serviceWorker.controller !== null")
    page.goto(f"{site.address}/")
    until(page, "caches.match('/').then(Boolean)")
    site.close()
    page.goto(f"{site.address}/")
    assert page.locator(".lead h2").count() == 1


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<img>'",
        "document.createElement('script').src = '/x.js'",
        "trustedTypes.createPolicy('other', {})",
        "trustedTypes.createPolicy('yaowen', {})",
        "await navigator.serviceWorker.register('/x.js')",
    ],
)
def test_no_script_can_name_another_worker_or_write_markup(context: BrowserContext, site: Site, attempt: str) -> None:
    page = context.new_page()
    page.goto(f"{site.address}/zh-hans/")
    tried = f"async () => {{ try {{ {attempt}; return 'done' }} catch (refused) {{ return refused.name }} }}"
    outcome = page.evaluate(tried)
    assert outcome == "TypeError"


def test_only_the_widget_may_be_framed_and_it_runs_no_script(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site.address)))
    page.goto(f"{site.address}/elsewhere.html")
    widget = page.frame_locator("#a")
    assert widget.locator("li").count() == 10
    assert widget.locator("li a").first.get_attribute("target") == "_blank"
    assert page.frame_locator("#b").locator("li").count() == 0
    own = [one for one in asked if "embed" in one]
    assert len(own) == 2
    assert not [one for one in asked if one.endswith(".js")]
