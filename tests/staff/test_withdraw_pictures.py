"""A withdrawn article's picture: its bytes leave the database's file, and it is never kept again."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from collect.drawn import as_bytes, drawn
from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.collect.hashes import hash_bytes
from yaowen.collect.models import Outlet, Page, Picture, PictureFile
from yaowen.collect.picture_stage import PictureWork
from yaowen.collect.pictures import link_picture
from yaowen.collect.rules.fetching import Fetched
from yaowen.collect.store import hash_address
from yaowen.extract.models import Article
from yaowen.group.stage import Group
from yaowen.render.editions import current_edition, find_entry
from yaowen.render.models import Blob
from yaowen.render.pictures import PublishPictures
from yaowen.render.stage import RenderStories
from yaowen.staff.withdraw import withdraw_article

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
PHOTO = as_bytes(drawn((1400, 900)))
TEXT = "渡口今天早上恢复通行，头班渡轮载了四十名乘客，船长说风浪已经过去，下午加开两班。"


@pytest.fixture
def context() -> Context:
    settings = load_settings({"YAOWEN_EDITION_SECONDS": "0"})
    return Context(settings, Clock(offset=AT - real_now()), "tester", threading.Event())


def add_article(number: int, picture_url: str) -> Article:
    outlet, _ = Outlet.objects.get_or_create(
        slug=f"outlet-{number}", name_hans=f"第{number}晚报", name_hant=f"第{number}晚報", name_en=f"Evening {number}",
        rights="full", pictures=True,
    )  # fmt: skip
    url = f"https://news{number}.example/ferry.html"
    page = Page.objects.create(
        outlet=outlet, url=url, host=f"news{number}.example:443", url_hash=hash_address(url), state="extracted",
        due_at=real_now(), found_at=AT,
    )  # fmt: skip
    link_picture(page.pk, picture_url, url)
    return Article.objects.create(
        outlet=outlet, page=page, url=url, headline=f"渡口恢复通行之{number}", published=AT - timedelta(hours=number),
        first_seen=AT, state="new", due_at=real_now() - timedelta(seconds=5), language="zh-Hans", image=picture_url,
        image_caption="头班渡轮", image_credit="许青", blocks=[["paragraph", f"第{number}报道：{TEXT}"]],
    )  # fmt: skip


def fetch(body: bytes = PHOTO) -> None:
    """All wanted pictures answer with these bytes."""
    work = PictureWork()
    context = Context(load_settings({}), Clock(), "tester", threading.Event())
    try:
        rows = list(Picture.objects.filter(state="wanted").select_related("outlet"))
        work.conclude(context, [(row, Fetched(row.url, row.url, 200, {}, body)) for row in rows])
    finally:
        work.maker.close()


def publish(context: Context) -> None:
    Group().step(context)
    for stage in (PublishPictures(), RenderStories()):
        stage._looked_seconds = float("-inf")
        stage.step(context)


def status(path: str) -> int:
    found = find_entry(path, current_edition())
    return found.status if found else 0


def lies_in_the_file(marks: list[bytes]) -> bool:
    """Whether any of the marks stands in the database's file or its log; on PostgreSQL, in any row of bytes."""
    if connection.vendor != "sqlite":
        rows = [bytes(row) for row in Blob.objects.values_list("bytes", flat=True)]
        rows += [bytes(row) for row in PictureFile.objects.values_list("body", flat=True)]
        return any(mark in row for row in rows for mark in marks)
    name = Path(str(connection.settings_dict["NAME"]))
    files = [name, name.with_name(name.name + "-wal")]
    return any(mark in file.read_bytes() for file in files if file.exists() for mark in marks)


def marks_of(picture: Picture) -> list[bytes]:
    """Pieces out of the middle of each of a picture's files."""
    bodies = [bytes(file.body) for file in PictureFile.objects.filter(picture=picture)]
    return [body[start : start + 24] for body in bodies for start in (60, len(body) // 2, len(body) - 80)]


def test_the_bytes_of_a_withdrawn_picture_leave_the_file(context: Context) -> None:
    article = add_article(1, "https://cdn.example/p.jpg")
    fetch()
    picture = Picture.objects.get()
    marks = marks_of(picture)
    publish(context)
    paths = [f"/picture/{picture.name}-{width}.{kind}" for width, _, kind in picture.files]
    assert [status(path) for path in paths] == [200] * 4
    assert lies_in_the_file(marks)
    withdraw_article(str(article.pk), "asked for by the outlet", AT)
    publish(context)
    assert [status(path) for path in paths] == [410] * 4
    assert not lies_in_the_file(marks)
    left = Picture.objects.get()
    assert (left.state, left.url, left.referer, left.withdrawn) == ("gone", "", "", True)
    assert Article.objects.get(pk=article.pk).image_credit == ""


def test_a_picture_withdrawn_before_it_was_published_goes_too(context: Context) -> None:
    article = add_article(1, "https://cdn.example/p.jpg")
    fetch()
    marks = marks_of(Picture.objects.get())
    assert lies_in_the_file(marks)
    withdraw_article(str(article.pk), "asked for", AT)
    publish(context)
    assert not lies_in_the_file(marks)


def test_the_same_bytes_elsewhere_go_with_it_and_never_come_back(context: Context) -> None:
    article = add_article(1, "https://cdn.example/p.jpg")
    other = add_article(2, "https://mirror.example/same.jpg")
    fetch()
    publish(context)
    assert Picture.objects.filter(state="shown").count() == 2
    withdraw_article(str(article.pk), "asked for", AT)
    publish(context)
    assert set(Picture.objects.values_list("state", flat=True)) == {"gone"}
    assert status(f"/zh-hans/article/{other.pk}/") == 200
    add_article(3, "https://third.example/again.jpg")
    fetch()
    assert (
        Picture.objects.get(body_hash=hash_bytes(PHOTO), url_hash=hash_address("https://third.example/again.jpg")).state
        == "gone"
    )
    add_article(4, "https://fourth.example/trailing.jpg")
    fetch(PHOTO + b"other bytes, the same pixels")
    assert set(Picture.objects.values_list("state", flat=True)) == {"gone"}
    assert not PictureFile.objects.exists()


def test_the_address_of_a_withdrawn_picture_is_never_asked_again(context: Context) -> None:
    article = add_article(1, "https://cdn.example/p.jpg")
    fetch()
    withdraw_article(str(article.pk), "asked for", AT)
    add_article(2, "https://cdn.example/p.jpg")
    assert not Picture.objects.filter(state="wanted").exists()
    publish(context)
    assert Picture.objects.get().state == "gone"


def test_an_article_without_a_picture_is_withdrawn_as_ever(context: Context) -> None:
    article = add_article(1, "")
    publish(context)
    withdraw_article(str(article.pk), "asked for", AT)
    publish(context)
    assert status(f"/zh-hans/article/{article.pk}/") == 410
