"""Pages as a real browser lays them out and runs them."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from render.pages import invented_site, joined
from render.shifts import WATCH_SHIFTS, sum_shifts
from yaowen.render.editions import StoredPage
from yaowen.serve.headers import PAGE_HEADERS

pytestmark = pytest.mark.browser
PATHS = ["/zh-hans/", "/en/", "/zh-hant/article/501/", "/en/story/5/", "/zh-hans/ranking/", "/en/method/", "/en/404/"]


@dataclass
class Served:
    """A loopback site, and the beacons it was sent."""

    address: str
    beacons: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    pages: dict[str, StoredPage] = invented_site()
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            self.send_response(200 if page else 404)
            for name, value in PAGE_HEADERS:
                self.send_header(name, value)
            self.send_header("Content-Type", page.content_type if page else "text/plain")
            self.end_headers()
            self.wfile.write(joined(pages, page.path) if page else b"")

        def do_POST(self) -> None:
            served.beacons.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Keep the test's output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def wait_until(what: Callable[[], bool]) -> None:
    """Look again and again, for a minute."""
    for _ in range(6000):
        if what():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="light")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways_complains_or_shifts(browser: Browser, site: Served, path: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda problem: told.append(str(problem)))
    page.add_init_script(WATCH_SHIFTS)
    page.goto(site.address + path)
    page.wait_for_timeout(150)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert sum_shifts(page) < 0.02
    assert told == []
    context.close()


def test_a_read_counts_once_the_page_was_visible_for_a_second(phone: Page, site: Served) -> None:
    site.beacons.clear()
    phone.clock.install(time=0)
    phone.clock.pause_at(1000)
    phone.goto(f"{site.address}/zh-hans/article/501/")
    phone.clock.run_for(900)
    assert site.beacons == []
    phone.clock.run_for(101)
    wait_until(lambda: site.beacons == ["a501"])
    phone.goto(f"{site.address}/zh-hans/")
    phone.clock.run_for(10_000)
    phone.goto(f"{site.address}/zh-hans/article/502/")
    phone.clock.run_for(1001)
    wait_until(lambda: site.beacons == ["a501", "a502"])


def test_the_chosen_theme_stays_and_the_system_decides_until_then(phone: Page, site: Served) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    phone.goto(f"{site.address}/zh-hans/")
    light = phone.evaluate(ground)
    phone.get_by_role("button", name="深色").click()
    dark = phone.evaluate(ground)
    assert dark != light
    phone.goto(f"{site.address}/zh-hans/story/5/")
    assert phone.evaluate(ground) == dark
    phone.get_by_role("button", name="浅色").click()
    assert phone.evaluate(ground) == light


def test_a_tap_on_an_attribution_shows_who_says_it(phone: Page, site: Served) -> None:
    phone.goto(f"{site.address}/zh-hans/article/501/")
    note = phone.locator("#says-0")
    assert not note.is_visible()
    phone.locator("a.says").first.click()
    assert note.is_visible()
    assert "梁若水" in note.inner_text()
    assert "#" not in phone.url
    phone.keyboard.press("Enter")
    assert not note.is_visible()


def test_without_javascript_the_note_opens_and_times_are_absolute(browser: Browser, site: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/zh-hans/article/501/")
    page.locator("a.says").first.click()
    assert page.locator("#says-0").is_visible()
    assert page.locator(".ranking li").count() == 24
    page.goto(f"{site.address}/zh-hans/")
    assert re.fullmatch(r"\d\d-\d\d \d\d:\d\d", page.locator(".lead time").inner_text())
    assert not page.get_by_role("button", name="深色").is_visible()
    context.close()


def test_every_text_has_contrast_enough_in_light_and_dark(browser: Browser, site: Served) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{site.address}/zh-hans/")
        page.evaluate(
            "document.body.prepend(Object.assign(document.createElement('p'), {className: 'sample', innerText: '例'}))"
        )
        weakest = page.evaluate(_CONTRAST)
        assert weakest["ratio"] >= 4.5, (scheme, weakest)
        context.close()


def test_the_keyboard_reaches_the_news_first(phone: Page, site: Served) -> None:
    phone.goto(f"{site.address}/zh-hans/")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.className") == "skip"
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "main"


_CONTRAST = """() => {
  const part = v => (v /= 255, v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  const light = color => {
    const [r, g, b] = color.match(/[0-9.]+/g).map(Number);
    return .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const color = getComputedStyle(element).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  let weakest = {ratio: 99};
  for (const e of document.body.querySelectorAll('*')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(getComputedStyle(e).color), b = light(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < weakest.ratio) weakest = {ratio, text: e.textContent.slice(0, 40), name: e.className};
  }
  return weakest;
}"""
