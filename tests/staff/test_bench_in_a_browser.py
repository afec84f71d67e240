"""Bench and desk in a real browser, through the whole application with its headers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from collect.loopback import Loopback, Reply, running
from extract.ruled_pages import RULE, make_page
from staff.bench_desk import HTML, make_outlet, store_article
from yaowen.base.clock import Clock
from yaowen.collect.models import OutletHealth
from yaowen.extract.models import OutletRule, Rereading
from yaowen.serve.application import Application
from yaowen.serve.beacon import Beacon
from yaowen.serve.websub import HubCallback
from yaowen.staff.accounts import save_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "青屿渡轮 stops at noon"
TRAP = "<script>document.title='owned'</script><img src='/trap.gif' onerror=\"document.title='owned'\">"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        """Stay quiet."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def finish_request(self, request: Any, client_address: Any) -> None:
        """One request a thread: its connection to the database goes with it."""
        try:
            super().finish_request(request, client_address)
        finally:
            connection.close()


@pytest.fixture
def site() -> Iterator[str]:
    """The whole application on loopback."""
    parts = Beacon(settings.YAOWEN, Clock()), HubCallback(settings.YAOWEN)
    application = Application(get_wsgi_application(), *parts, "zh-hans")
    server = make_server("127.0.0.1", 0, application, server_class=_Threads, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def paper() -> Iterator[Loopback]:
    """The outlet's own server."""
    with running() as started:
        yield started


def play(site: str, steps: Callable[[Page], None], width: int = 1280) -> list[str]:
    """Log in and take steps in a browser of its own, in a thread of its own: Django refuses to work beside its loop.

    Returns:
        What the page asked of others than the site, and its errors.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_play, site, steps, width).result()


def _play(site: str, steps: Callable[[Page], None], width: int) -> list[str]:
    troubles: list[str] = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM) if CHROMIUM.exists() else None)
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.set_default_timeout(60_000)
        page.on("request", lambda request: troubles.append(request.url) if is_foreign(request.url, site) else None)
        page.on("console", lambda message: troubles.append(message.text) if is_trouble(message) else None)
        page.on("pageerror", lambda problem: troubles.append(str(problem)))
        page.goto(f"{site}/desk/login/?next=/desk/bench/")
        page.fill("#id_username", "mei")
        page.fill("#id_password", PASSWORD)
        page.click("input[type=submit]")
        page.wait_for_selector("#bench")
        steps(page)
        browser.close()
    return troubles


def is_trouble(message: ConsoleMessage) -> bool:
    """Whether a message is an error of the page: the browser's own question for an icon is none."""
    return message.type == "error" and not message.location.get("url", "").endswith("/favicon.ico")


def is_foreign(url: str, site: str) -> bool:
    return not url.startswith((site, "data:"))


def test_an_operator_pastes_a_page_tries_a_rule_and_saves_it(site: str, paper: Loopback) -> None:
    save_account("mei", PASSWORD)
    store_article(make_outlet(paper), 2)
    paper.routes["/1.html"] = Reply(make_page().replace("<body>", f"<body>{TRAP}").encode(), kind=HTML)

    def try_it(page: Page) -> None:
        page.fill("#address", paper.url("/1.html"))
        page.click("input[type=submit]")
        page.wait_for_selector("#bench .lines")
        assert "每日要闻汇总" in page.inner_text(".fields")
        page.fill("#rule", RULE)
        page.click("button[value=try]")
        page.wait_for_selector("#bench .preview")
        assert "the rule: div.t strong, 100%" in page.inner_text(".fields")
        assert "渡口停航第2日" in page.inner_text(".preview ins >> nth=0")
        assert "owned" not in page.title()

    def save_it(page: Page) -> None:
        page.goto(f"{site}/desk/bench/page/")
        page.fill("#rule", RULE)
        page.click("button[value='save and reread']")
        page.wait_for_selector(".messagelist .success")

    assert play(site, try_it) == []
    assert not OutletRule.objects.exists()
    assert play(site, save_it) == []
    assert OutletRule.objects.get().saved_by == "mei"
    assert Rereading.objects.get().articles == 1
    assert [paper.times_asked(path) for path in ("/1.html", "/trap.gif")] == [1, 0]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_bench_is_no_wider_than_the_window(site: str, paper: Loopback, width: int) -> None:
    save_account("mei", PASSWORD)
    article = store_article(make_outlet(paper), 2, make_page(2).replace("第2日", "第2日" + "长" * 300))
    over: list[int] = []

    def look(page: Page) -> None:
        page.goto(f"{site}/desk/bench/article/{article.pk}/")
        page.wait_for_selector("#bench .lines")
        over.append(page.evaluate("(b => b.scrollWidth - b.clientWidth)(document.querySelector('#bench'))"))
        if folder := os.environ.get("BENCH_PICTURES"):
            page.screenshot(path=f"{folder}/bench-{width}.png", full_page=True)

    assert play(site, look, width) == []
    assert over == [0]


LEAST_CONTRAST = 4.0
UNREADABLE = """(least) => {
  const light = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((one) => one / 255)
    .map((one) => one <= .03928 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [.2126, .7152, .0722][place], 0);
  return [...document.querySelectorAll('h1, h2, th, caption, caption a, td, li a')].filter((one) => {
    if (!one.textContent.trim() || !one.getBoundingClientRect().width) return false;
    let under = one;
    while (getComputedStyle(under).backgroundColor === 'rgba(0, 0, 0, 0)') under = under.parentElement;
    const [a, b] = [getComputedStyle(one).color, getComputedStyle(under).backgroundColor].map(light);
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < least;
  }).map((one) => one.textContent.trim());
}"""
"""Texts whose colour is too near to what lies under it (WCAG 2.2, contrast ratio)."""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_overview_of_the_desk_can_be_read_on_a_phone_too(site: str, width: int) -> None:
    save_account("mei", PASSWORD)

    def look(page: Page) -> None:
        page.goto(f"{site}/desk/")
        name = page.locator("#overview th", has_text="database").bounding_box()
        assert name
        assert name["width"] > name["height"]  # in one line, not a letter a line
        look_at(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{site}/desk/bench/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{site}/desk/collect/outlet/")
        look_at(page)

    assert play(site, look, width) == []


def test_the_health_of_outlets_is_seen_whole_on_a_laptop(site: str, paper: Loopback) -> None:
    save_account("mei", PASSWORD)
    outlet = make_outlet(paper, "dengbao")
    told = "The feed answers 503 since this morning; the last whole answer is kept and shown. Ask the outlet, or wait."
    moment = datetime(2026, 11, 24, 12, 49, tzinfo=UTC)
    OutletHealth.objects.create(outlet=outlet, state="failing", message=told, since=moment, last_ok_at=moment)

    def look(page: Page) -> None:
        page.goto(f"{site}/desk/collect/outlethealth/")
        assert page.locator(".field-what").count() == 1
        assert page.evaluate("(one => one.scrollWidth <= one.clientWidth)(document.querySelector('.results'))")
        head = page.locator("th.column-said .text").bounding_box()
        assert head
        assert head["width"] > head["height"]  # the word is not broken

    assert play(site, look, 1280) == []


def look_at(page: Page) -> None:
    """In light and dark every text stands out from its ground, once the colours have faded over."""
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        assert page.evaluate(UNREADABLE, LEAST_CONTRAST) == []
