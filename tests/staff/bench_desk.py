"""An outlet whose pages lie on a loopback server, for tests of the bench."""

from __future__ import annotations

from datetime import timedelta

from collect.loopback import Loopback, Reply
from extract.ruled_pages import NOON, make_page
from yaowen.base.clock import real_now
from yaowen.collect.models import Feed, Host, Outlet, Page
from yaowen.collect.packing import pack
from yaowen.collect.store import hash_address, peek_pages
from yaowen.extract.models import Article
from yaowen.extract.rules.compose import read_request
from yaowen.extract.saving import save_article
from yaowen.extract.stage import request_of

HTML = "text/html; charset=utf-8"


def make_outlet(server: Loopback | None = None, slug: str = "dengbao") -> Outlet:
    """The outlet, with a feed on the server, which is its own private one."""
    outlet = Outlet.objects.create(
        slug=slug, name_hans="灯报", name_hant="燈報", name_en="The Lamp",
        private_origin=server.origin if server else "",
    )  # fmt: skip
    if server is not None:
        Feed.objects.create(outlet=outlet, url=server.url("/feed"), host=server.origin, state="due", due_at=real_now())
        server.routes["/1.html"] = Reply(make_page(1).encode(), kind=HTML)
    return outlet


def store_article(outlet: Outlet, number: int, html: str = "") -> Article:
    """An article of the outlet as the stage keeps it, its page's bytes beside it."""
    url = f"https://lamp.test/2031/05/07/ferry-{number}.html"
    Host.objects.get_or_create(name="https://lamp.test", defaults={"next_at": real_now()})
    page = Page.objects.create(
        outlet=outlet, url=url, host="https://lamp.test", url_hash=hash_address(url), found_at=NOON, fetched_at=NOON,
        item={"url": url, "headline": f"渡口停航第{number}日", "guid": "", "published_raw": ""}, content_type=HTML,
        state="fetched", due_at=real_now() - timedelta(seconds=5), body=pack((html or make_page(number)).encode()),
    )  # fmt: skip
    [fetched] = peek_pages([page.pk])
    article_id = save_article(fetched, read_request(request_of(fetched)))
    assert article_id is not None
    return Article.objects.get(pk=article_id)
