"""Pages with pictures as a real browser lays them out: nothing moves, nothing is asked of anyone else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from collect.drawn import as_bytes, drawn
from render.invented import many_events
from render.pages import joined, render_site
from render.shifts import WATCH_SHIFTS, sum_shifts
from yaowen.base.rights import Grant
from yaowen.collect.rules.picture_codec import remake
from yaowen.collect.rules.pictures import MadePicture
from yaowen.render.rules.material import Picture
from yaowen.serve.headers import PAGE_HEADERS, PICTURE_HEADERS

pytestmark = pytest.mark.browser
PICTURE_SECONDS = 0.25
_ALL_CAME = """() => Promise.all([...document.images].map(image => image.complete
    || new Promise(done => { image.onload = image.onerror = done; })))"""
PATHS = ["/zh-hans/", "/zh-hans/article/501/", "/zh-hant/story/5/", "/en/"]


def made_pictures() -> list[MadePicture]:
    """A landscape, a panorama and a tall picture."""
    made = [remake(as_bytes(drawn(size))) for size in ((1500, 1000), (1500, 420), (700, 1400))]
    return [one for one in made if isinstance(one, MadePicture)]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    pictures = made_pictures()
    files = {
        f"/picture/{one.name}-{file.width}.{file.kind}": (f"image/{file.kind}", file.body)
        for one in pictures
        for file in one.files
    }
    shown = [
        Picture(one.name, one.width, one.height, one.tone,
                tuple((file.width, file.height, file.kind) for file in one.files), "主塔合龙时的云港", "许青")
        for one in pictures
    ]  # fmt: skip
    lost = replace(shown[0], name="f" * 24)
    choices = [*shown, lost, None]
    events = [
        replace(one, reports=tuple(
            replace(report, picture=choices[(place + number) % len(choices)],
                    carrier=replace(report.carrier, grant=Grant("full", pictures=True)))
            for number, report in enumerate(one.reports)
        ))
        for place, one in enumerate(many_events())
    ]  # fmt: skip
    pages = render_site(events)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/picture/"):
                time.sleep(PICTURE_SECONDS)
                self.answer(200 if path in files else 404, PICTURE_HEADERS, *files.get(path, ("text/plain", b"")))
                return
            page = pages.get(path)
            body = joined(pages, path) if page else b""
            self.answer(200 if page else 404, PAGE_HEADERS, page.content_type if page else "text/plain", body)

        def do_POST(self) -> None:
            self.answer(204, (), "text/plain", b"")

        def answer(self, status: int, headers: tuple[tuple[str, str], ...], kind: str, body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep the test's output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_that_come_late_or_never_move_nothing(
    browser: Browser, site: str, path: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.add_init_script(WATCH_SHIFTS)
    page.goto(site + path)
    page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager'; })")
    page.evaluate(_ALL_CAME)
    page.wait_for_timeout(100)
    assert sum_shifts(page) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert any("/picture/" in url for url in asked)
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    assert [text for text in told if "404" not in text] == [], "but for the lost picture nothing is complained of"
    context.close()


def test_what_moves_after_a_page_was_read_is_counted(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 844})
    page = context.new_page()
    page.add_init_script(WATCH_SHIFTS)
    page.goto(site + "/zh-hans/")
    page.wait_for_timeout(100)
    page.evaluate("document.body.prepend(Object.assign(document.createElement('h1'), {textContent: '号外'}))")
    page.wait_for_timeout(200)
    assert sum_shifts(page) > 0
    context.close()


def test_a_phone_loads_small_files_and_a_large_screen_large_ones(browser: Browser, site: str) -> None:
    for width, scale, least, most in ((390, 1, 640, 640), (1280, 2, 1280, 1500)):
        context = browser.new_context(viewport={"width": width, "height": 844}, device_scale_factor=scale)
        page = context.new_page()
        page.goto(f"{site}/zh-hans/article/501/")
        page.evaluate(_ALL_CAME)
        chosen = page.locator(".reading .shot img").evaluate("image => image.currentSrc")
        assert least <= int(chosen.rpartition("-")[2].partition(".")[0]) <= most
        assert chosen.endswith(".webp")
        context.close()


def test_the_keyboard_passes_by_a_picture_whose_headline_leads_to_the_same_page(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/zh-hans/")
    for _ in range(30):
        page.keyboard.press("Tab")
        assert not page.evaluate(
            "document.activeElement.querySelector('picture') !== null && document.activeElement !== document.body"
        )
    page.close()
