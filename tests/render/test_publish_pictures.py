"""Kept pictures enter the edition and the pages; what may not be shown leaves both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from render.invented import NOW, carrier, event, report
from render.rows import context_of, save_event
from yaowen.base.clock import real_now
from yaowen.collect.models import Outlet, Page, Picture, PictureFile
from yaowen.collect.pictures import load_pictures
from yaowen.collect.store import hash_address
from yaowen.extract.models import Article
from yaowen.extract.store import want_pictures_of
from yaowen.group.models import Story
from yaowen.render.editions import current_edition, find_entry, load_blob
from yaowen.render.pictures import PublishPictures, sweep_pictures
from yaowen.render.stage import RenderStories

pytestmark = pytest.mark.django_db

FILES = ((320, 213, "webp"), (640, 427, "jpeg"))


def save_pictured(article_id: int, story_id: int = 1, of: int = 0, picture: Picture | None = None) -> Page:
    """A grouped article whose page links a picture."""
    one = report(article_id, of=carrier(of))
    save_event(event(story_id, [one]))
    Outlet.objects.filter(pk=one.carrier.id).update(pictures=True)
    page = Page.objects.create(
        outlet_id=one.carrier.id, url=one.url, host="x:443", url_hash=hash_address(one.url), state="extracted",
        due_at=real_now(), found_at=NOW, picture=picture,
    )  # fmt: skip
    Article.objects.filter(pk=article_id).update(page=page, image="https://x.example/p.jpg", image_credit="许青")
    return page


def kept(outlet_id: int = 1, name: str = "a" * 24, **fields: Any) -> Picture:
    """A picture whose files are made."""
    values = {
        "url": f"https://x.example/{name}.jpg", "name": name, "state": "kept", "width": 900, "height": 600,
        "tone": "#808080", "files": [list(file) for file in FILES], "body_hash": name[:16].encode(), **fields,
    }  # fmt: skip
    made = Picture.objects.create(
        outlet_id=outlet_id, url_hash=hash_address(values["url"]), host="x:443", due_at=real_now(),
        wanted_at=real_now() - timedelta(hours=1), **values,
    )  # fmt: skip
    PictureFile.objects.bulk_create(
        PictureFile(picture=made, width=width, kind=kind, body=f"{name}-{width}-{kind}".encode() * 9)
        for width, _, kind in FILES
    )
    return made


def outlet() -> None:
    save_event(event(99, [report(990)]))


def status(path: str) -> int:
    found = find_entry(path, current_edition())
    return found.status if found else 0


def body(path: str) -> bytes:
    found = find_entry(path, current_edition())
    assert found is not None
    return load_blob(found.hash)


def publish(stages: Sequence[Any] = ()) -> None:
    context = context_of()
    for stage in stages or (PublishPictures(), RenderStories()):
        stage._looked_seconds = float("-inf")
        stage.step(context)


def test_a_kept_picture_enters_the_edition_and_its_story_is_rendered_with_it() -> None:
    outlet()
    save_pictured(1, picture=kept())
    publish([RenderStories()])
    assert b"/picture/" not in body("/zh-hans/article/1/")
    publish()
    name = "a" * 24
    assert body(f"/picture/{name}-320.webp") == f"{name}-320-webp".encode() * 9
    entry = find_entry(f"/picture/{name}-640.jpeg", current_edition())
    assert entry is not None
    assert entry.content_type == "image/jpeg"
    assert f"/picture/{name}-640.jpeg".encode() in body("/zh-hans/article/1/")
    assert "许青".encode() in body("/zh-hans/article/1/")
    assert Picture.objects.get().state == "shown"
    assert not PictureFile.objects.exists(), "the edition holds the bytes now; they lie there once"


def test_a_second_step_has_nothing_to_do() -> None:
    outlet()
    save_pictured(1, picture=kept())
    publish()
    number = current_edition()
    publish([PublishPictures()])
    assert current_edition() == number


def test_an_outlet_that_takes_its_right_back_takes_its_pictures_out_of_the_edition() -> None:
    outlet()
    page = save_pictured(1, picture=kept())
    publish()
    assert sweep_pictures() == 0
    Outlet.objects.update(pictures=False)
    assert sweep_pictures() == 1
    assert load_pictures([page.pk]) == {}
    publish()
    assert status(f"/picture/{'a' * 24}-320.webp") == 410
    assert b"/picture/" not in body("/zh-hans/article/1/")
    assert not Picture.objects.exists(), "it may be wanted again one day"


def test_a_right_given_later_brings_the_pictures_of_the_latest_articles() -> None:
    outlet()
    save_pictured(1)
    assert want_pictures_of(1) == 1
    assert Picture.objects.get().state == "wanted"
    assert want_pictures_of(1) == 0
    Outlet.objects.update(pictures=False)
    assert want_pictures_of(1) == 0


def test_a_picture_that_no_page_links_any_more_goes() -> None:
    outlet()
    page = save_pictured(1, picture=kept())
    publish()
    Page.objects.filter(pk=page.pk).update(picture=None)
    assert sweep_pictures() == 1
    publish()
    assert status(f"/picture/{'a' * 24}-640.jpeg") == 410


def test_files_that_another_address_shares_stay_while_that_one_is_shown() -> None:
    outlet()
    save_pictured(1, story_id=1, picture=kept())
    save_pictured(2, story_id=2, of=1, picture=kept(outlet_id=1, url="https://x.example/same.jpg", body_hash=b"other"))
    publish()
    Outlet.objects.filter(pk=2).update(pictures=False)
    assert sweep_pictures() == 1
    publish()
    assert status(f"/picture/{'a' * 24}-320.webp") == 200
    assert b"/picture/" in body("/zh-hans/article/1/")
    assert b"/picture/" not in body("/zh-hans/article/2/")


def test_a_picture_found_to_be_a_filler_leaves_its_pages() -> None:
    outlet()
    save_pictured(1, picture=kept())
    publish()
    Picture.objects.update(state="refusing", due_at=real_now(), last_error="the house's own filler")
    publish()
    left = Picture.objects.get()
    assert (left.state, left.last_error) == ("refused", "the house's own filler")
    assert status(f"/picture/{'a' * 24}-320.webp") == 410
    assert b"/picture/" not in body("/zh-hans/article/1/")


def test_a_picture_whose_files_are_lost_is_refused_and_holds_up_nothing() -> None:
    outlet()
    save_pictured(1, story_id=1, picture=kept())
    save_pictured(2, story_id=2, picture=kept(name="b" * 24))
    PictureFile.objects.filter(picture__name="a" * 24, width=320).delete()
    publish()
    assert dict(Picture.objects.values_list("name", "state")) == {"a" * 24: "refused", "b" * 24: "shown"}
    assert status(f"/picture/{'b' * 24}-320.webp") == 200
    assert Story.objects.filter(state="changed").count() == 0
