"""Pictures over loopback: wanted only where the rights allow, fetched politely, refused in every way hosts refuse."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from collect.drawn import as_bytes, drawn, png_claiming
from collect.loopback import Asked, Held, Loopback, Reply
from collect.scene import Belt, outlet_on, page_of, rss_of
from yaowen.base.clock import Clock, real_now
from yaowen.base.rights import Grant
from yaowen.base.settings import load_settings
from yaowen.base.words import Block, ExtractedArticle
from yaowen.belt.conveyor import Context
from yaowen.collect.hosts import set_delay
from yaowen.collect.models import Host, Outlet, Page, Picture, PictureFile
from yaowen.collect.picture_stage import CollectPictures
from yaowen.collect.pictures import link_picture
from yaowen.collect.rules.pictures import SAME_PICTURE_PAGES
from yaowen.collect.store import hash_address
from yaowen.extract.pictures import want_picture

pytestmark = pytest.mark.django_db(transaction=True)

ALLOWED = Grant("full", pictures=True)


class Scene:
    """An outlet on the loopback server, and the stage stepped by the test."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.outlet = Outlet.objects.create(
            slug="lamp", name_hans="灯下周刊", name_hant="燈下週刊", name_en="Lamp", rights="full", pictures=True,
            private_origin=server.origin,
        )  # fmt: skip
        set_delay(server.origin, 0.0)
        given = {"YAOWEN_FETCH_TIMEOUT_SECONDS": "60", "YAOWEN_PICTURE_MAX_BYTES": "400000"}
        self.context = Context(load_settings(given), Clock(), "tester", threading.Event())
        self.stage = CollectPictures()
        self.pages = 0

    def page(self, outlet: Outlet | None = None) -> Page:
        """An article's page."""
        self.pages += 1
        url = self.server.url(f"/story-{self.pages}.html")
        return Page.objects.create(
            outlet=outlet or self.outlet, url=url, host=self.server.origin, url_hash=hash_address(url),
            state="extracted", due_at=real_now(), found_at=real_now(),
        )  # fmt: skip

    def want(self, path: str) -> Picture:
        """A picture that a new article wants."""
        page = self.page()
        link_picture(page.pk, self.server.url(path), page.url)
        found = Page.objects.get(pk=page.pk).picture
        assert found is not None
        return found

    def run(self) -> None:
        """Until no picture is wanted but for a later time."""
        until = time.monotonic() + 120
        while (
            Picture.objects.filter(state="wanted", due_at__lte=real_now()).exists()
            or Picture.objects.exclude(holder="").exists()
        ):
            assert time.monotonic() < until, "the stage did not come to it in time"
            if not self.stage.step(self.context):
                time.sleep(0.01)


@pytest.fixture
def scene(server: Loopback) -> Iterator[Scene]:
    made = Scene(server)
    yield made
    made.stage.wind_down(made.context)


def now_of(picture: Picture) -> Picture:
    return Picture.objects.get(pk=picture.pk)


def image(seed: int = 0) -> Reply:
    return Reply(as_bytes(drawn(seed=seed)), kind="image/jpeg")


def article(url: str = "", **fields: object) -> ExtractedArticle:
    made = {"headline": "渡口恢复通行", "image": url, "blocks": (Block("paragraph", "渡口今天恢复通行。"),), **fields}
    return ExtractedArticle(**made)  # type: ignore[arg-type]


def test_a_wanted_picture_is_fetched_once_and_kept_as_our_own_files(scene: Scene) -> None:
    scene.server.routes["/p.jpg"] = image()
    first, second = scene.want("/p.jpg"), scene.want("/p.jpg")
    assert first.pk == second.pk
    scene.run()
    kept = now_of(first)
    assert (kept.state, kept.width, kept.height, kept.http_status) == ("kept", 900, 600, 200)
    assert [width for width, _, _ in kept.files] == [320, 640, 900, 640]
    assert PictureFile.objects.filter(picture=kept).count() == 4
    (asked,) = [one for one in scene.server.asked if one.path == "/p.jpg"]
    assert asked.headers["accept"].startswith("image/avif")
    assert "referer" not in asked.headers


@pytest.mark.parametrize(
    ("grant", "read"),
    [
        (Grant("full", pictures=False), article("http://x.example/p.jpg")),
        (Grant("headline", pictures=True), article("http://x.example/p.jpg")),
        (Grant("full", pictures=True, lowered=True), article("http://x.example/p.jpg")),
        (ALLOWED, article("http://x.example/p.jpg", opted_out=True)),
        (ALLOWED, article("http://x.example/p.jpg", image_withheld=True)),
        (ALLOWED, article("")),
        (ALLOWED, article("javascript:alert(1)")),
        (ALLOWED, article("data:image/png;base64,AAAA")),
        (ALLOWED, article("ftp://x.example/p.jpg")),
    ],
)
def test_without_the_right_nothing_is_wanted_and_no_host_is_asked(
    scene: Scene, grant: Grant, read: ExtractedArticle
) -> None:
    page = scene.page()
    want_picture(page.pk, grant, read, page.url)
    scene.run()
    assert not Picture.objects.exists()
    assert Host.objects.filter(name__contains="x.example").count() == 0
    assert scene.server.asked == []


def test_a_right_taken_back_before_the_fetch_leaves_the_host_unasked(scene: Scene) -> None:
    scene.server.routes["/p.jpg"] = image()
    scene.want("/p.jpg")
    Outlet.objects.update(pictures=False)
    scene.run()
    assert not Picture.objects.exists()
    assert scene.server.asked == []


def test_robots_keep_a_picture_where_it_is(scene: Scene) -> None:
    scene.server.routes |= {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /img/", kind="text/plain"),
        "/img/p.jpg": image(),
    }
    picture = scene.want("/img/p.jpg")
    scene.run()
    assert now_of(picture).state == "failed"
    assert scene.server.times_asked("/img/p.jpg") == 0


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_host_that_refuses_strangers_is_asked_once_more_with_the_articles_page(scene: Scene, status: int) -> None:
    def reply(asked: Asked) -> Reply:
        return image() if asked.headers.get("referer", "").endswith("/story-1.html") else Reply(b"no", status)

    scene.server.routes["/p.jpg"] = reply
    picture = scene.want("/p.jpg")
    scene.run()
    assert now_of(picture).state == "kept"
    assert scene.server.times_asked("/p.jpg") == 2


def test_a_host_that_redirects_strangers_to_a_page_is_asked_once_more_with_the_articles_page(scene: Scene) -> None:
    def reply(asked: Asked) -> Reply:
        return image() if "referer" in asked.headers else Reply(status=302, headers={"Location": "/notice.html"})

    scene.server.routes |= {"/p.jpg": reply, "/notice.html": Reply(b"<!doctype html><p>not here")}
    picture = scene.want("/p.jpg")
    scene.run()
    assert now_of(picture).state == "kept"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"no", 403),
        Reply(b"<!doctype html><title>login</title>" * 40),
        Reply(b"<!doctype html><title>login</title>" * 40, kind="image/jpeg"),
        Reply(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>' * 20, kind="image/jpeg"),
        Reply(b"GIF89a\x01\0\x01\0\x80\0\0", kind="image/gif"),
    ],
    ids=["403", "html", "html called jpeg", "svg called jpeg", "pixel"],
)
def test_what_is_refused_twice_is_refused_for_good(scene: Scene, reply: Reply) -> None:
    scene.server.routes["/p.jpg"] = reply
    picture = scene.want("/p.jpg")
    scene.run()
    left = now_of(picture)
    assert (left.state, left.named_page) == ("refused", True)
    assert left.last_error
    assert scene.server.times_asked("/p.jpg") == 2
    assert not PictureFile.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        as_bytes()[:9000],
        png_claiming(60_000, 60_000),
        as_bytes(drawn((150, 100)), "PNG"),
        b"GIF89a/*" + b"<script>alert(1)</script>" * 40 + b"*/=1;",
    ],
    ids=["truncated", "bomb", "icon", "polyglot"],
)
def test_hostile_and_useless_pictures_leave_the_article_without_one(scene: Scene, body: bytes) -> None:
    scene.server.routes["/p.jpg"] = Reply(body, kind="image/jpeg")
    picture = scene.want("/p.jpg")
    scene.run()
    assert now_of(picture).state == "refused"
    assert "stands without a picture" in now_of(picture).last_error
    assert not PictureFile.objects.exists()


def test_the_same_bytes_for_many_addresses_of_a_host_are_a_notice(scene: Scene) -> None:
    notice = image(7)
    scene.server.routes |= {f"/{name}.jpg": notice for name in "abcd"} | {"/true.jpg": image(1)}
    pictures = [scene.want(f"/{name}.jpg") for name in "abcd"]
    other = scene.want("/true.jpg")
    for _ in range(2):
        scene.run()
    assert {now_of(picture).state for picture in pictures} <= {"refused", "refusing"}
    assert now_of(other).state == "kept"
    assert PictureFile.objects.values("picture").distinct().count() == 1


def test_a_notice_for_strangers_gives_way_to_the_picture_for_readers(scene: Scene) -> None:
    notice = image(7)

    def reply_of(seed: int) -> object:
        return lambda asked: image(seed) if "referer" in asked.headers else notice

    for place, name in enumerate("abcd"):
        scene.server.routes[f"/{name}.jpg"] = reply_of(place + 20)  # type: ignore[assignment]
    for name in "abcd":
        scene.want(f"/{name}.jpg")
        scene.run()
    states = dict(Picture.objects.values_list("url", "state"))
    assert states[scene.server.url("/c.jpg")] == states[scene.server.url("/d.jpg")] == "kept"


def test_one_picture_at_many_articles_is_the_houses_filler(scene: Scene) -> None:
    scene.server.routes["/house.jpg"] = image()
    picture = scene.want("/house.jpg")
    scene.run()
    assert now_of(picture).state == "kept"
    for _ in range(SAME_PICTURE_PAGES - 1):
        scene.want("/house.jpg")
    assert now_of(picture).state == "refused"
    assert not PictureFile.objects.exists()


def test_a_picture_that_asks_not_to_be_shown_is_not_kept(scene: Scene) -> None:
    reply = Reply(as_bytes(), kind="image/jpeg", headers={"X-Robots-Tag": "noimageindex"})
    scene.server.routes["/p.jpg"] = reply
    picture = scene.want("/p.jpg")
    scene.run()
    assert now_of(picture).state == "refused"
    assert scene.server.times_asked("/p.jpg") == 1


def test_a_page_that_withholds_its_pictures_in_a_header_is_noted(server: Loopback) -> None:
    belt = Belt()
    outlet_on(server, "青桐晚报", "/feed")
    server.routes |= {"/feed": rss_of(server, 1, 2), "/p1": page_of("渡口恢复通行"), "/p2": page_of("渡口再度停航")}
    server.routes["/p2"] = replace(page_of("渡口再度停航"), headers={"X-Robots-Tag": "noimageindex, nofollow"})
    belt.collect()
    belt.close()
    noted = dict(Page.objects.values_list("url", "withholds_pictures"))
    assert noted == {server.url("/p1"): False, server.url("/p2"): True}
    assert not Page.objects.filter(opted_out=True).exists()


def test_a_picture_larger_than_the_limit_is_broken_off(scene: Scene) -> None:
    scene.server.routes["/p.jpg"] = Reply(as_bytes()[:2000] + bytes(100_000), kind="image/jpeg", forever=True)
    picture = scene.want("/p.jpg")
    scene.run()
    assert now_of(picture).state == "failed"


def test_a_private_address_that_is_not_the_outlets_own_is_never_asked(scene: Scene) -> None:
    Outlet.objects.update(private_origin="")
    scene.server.routes["/p.jpg"] = image()
    picture = scene.want("/p.jpg")
    scene.run()
    assert now_of(picture).state == "failed"
    assert scene.server.asked == []


def test_a_busy_host_is_asked_again_later(scene: Scene) -> None:
    scene.server.routes["/p.jpg"] = Reply(b"", 503, headers={"Retry-After": "600"})
    picture = scene.want("/p.jpg")
    scene.run()
    waiting = now_of(picture)
    assert waiting.state == "wanted"
    assert waiting.due_at > real_now() + timedelta(minutes=9)


def test_a_host_with_a_pause_is_asked_one_picture_at_a_time(scene: Scene) -> None:
    set_delay(scene.server.origin, 0.3)
    for seed in range(3):
        scene.server.routes[f"/{seed}.jpg"] = image(seed)
        scene.want(f"/{seed}.jpg")
    started = time.monotonic()
    scene.run()
    assert Picture.objects.filter(state="kept").count() == 3
    assert time.monotonic() - started >= 0.9  # robots.txt and three pictures: three pauses between them
    assert scene.server.most_at_once == 1


def test_a_stopping_worker_gives_its_pictures_back(scene: Scene) -> None:
    held = Held(Reply(as_bytes(), kind="image/jpeg"))
    scene.server.routes["/p.jpg"] = held
    picture = scene.want("/p.jpg")
    while not scene.server.times_asked("/p.jpg"):
        scene.stage.step(scene.context)
        time.sleep(0.01)
    scene.context.stopping.set()
    scene.stage.wind_down(scene.context)
    held.release()
    left = now_of(picture)
    assert (left.state, left.holder) == ("wanted", "")
    assert left.due_at <= real_now()
