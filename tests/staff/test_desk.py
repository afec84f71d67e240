"""The operator's desk, through Django's own client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yaowen.base.desk import bytes_fields
from yaowen.collect.models import Feed, Host, Outlet, Page, Tombstone
from yaowen.extract.models import Article, ClaimRow
from yaowen.group.models import Membership, Story
from yaowen.staff.accounts import save_account

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)
PASSWORD = "青屿渡轮 stops at noon"
LISTS = [
    "outlet", "feed", "host", "page", "tombstone", "article", "story", "groupevent", "storylink", "outlethealth",
    "aside",
]  # fmt: skip
OUR_APPS = {"collect", "extract", "group", "rank", "render", "base", "belt"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    return client


def fill(articles: int = 1, hostile: str = "") -> None:
    """So many articles on pages of one outlet, all in one story."""
    outlet = Outlet.objects.create(
        slug="haibao", name_hans="海报时讯" + hostile, name_hant="海報時訊", name_en="The Sea Post"
    )
    feed = Feed.objects.create(
        outlet=outlet, url="https://haibao.example/feed", host="haibao.example:443", state="due", due_at=NOON,
        body=b"secret-bytes", status="blocked", last_error="海报时讯: keeps us out; ask the outlet",
    )  # fmt: skip
    Host.objects.create(name="haibao.example:443", next_at=NOON)
    Tombstone.objects.create(url_hash=b"0" * 16, reason="asked to", at=NOON)
    story = Story.objects.create(
        language="zh", state="rendered", due_at=NOON, first_at=NOON, last_at=NOON, articles=articles
    )
    for number in range(1, articles + 1):
        page = Page.objects.create(
            outlet=outlet, feed=feed, url=f"https://haibao.example/{number}", host="haibao.example:443",
            url_hash=number.to_bytes(16, "big"), found_at=NOON, state="failed", due_at=NOON, body=b"secret-bytes",
        )  # fmt: skip
        article = Article.objects.create(
            outlet=outlet, page=page, url=page.url, headline=f"渡轮停航第{number}日{hostile}", published=NOON,
            first_seen=NOON, state="indexed", due_at=NOON, language="zh-Hans",
            blocks=[["paragraph", f"岛民改乘气垫船。{hostile}"]],
        )  # fmt: skip
        ClaimRow.objects.create(article=article, place=0, paragraph=0, stance="say", mode="q", speaker="港务局")
        Membership.objects.create(
            article_id=article.pk, story=story, rule="event", score=0.8, shared=["渡轮"], filed_at=NOON,
            outlet_id=outlet.pk, published=NOON, serial=number, window_at=NOON,
        )  # fmt: skip
    Story.objects.update(headline_article_id=Article.objects.first().pk)  # type: ignore[union-attr]


def list_address(name: str) -> str:
    app = next(model._meta.app_label for model in admin.site._registry if model._meta.model_name == name)
    return reverse(f"admin:{app}_{name}_changelist")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_nobody_gets_in_without_an_account(client: Client) -> None:
    answer = client.get("/desk/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login/")
    assert client.get(list_address("article")).status_code == 302


def test_an_operator_logs_in_by_name_and_password(client: Client) -> None:
    save_account("mei", PASSWORD)
    wrong = client.post("/desk/login/?next=/desk/", {"username": "mei", "password": "no"})
    assert wrong.status_code == 200
    right = client.post("/desk/login/?next=/desk/", {"username": "mei", "password": PASSWORD})
    assert (right.status_code, right["Location"]) == (302, "/desk/")
    assert all(cookie["path"] == "/desk/" for cookie in client.cookies.values())


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_finds(desk: Client, name: str) -> None:
    fill()
    assert desk.get(list_address(name)).status_code == 200
    assert desk.get(list_address(name), {"q": "1"}).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_no_more_with_more_rows(desk: Client, name: str) -> None:
    fill(2)
    few = queries(desk, list_address(name))
    for model in (Story, Page, Feed, Outlet, Host, Tombstone):
        model.objects.all().delete()
    fill(12)
    many = queries(desk, list_address(name))
    assert many == few
    assert many <= 12


def test_every_form_opens_without_raw_bytes_and_without_growing(desk: Client) -> None:
    fill(9)
    for model in (Outlet, Feed, Page, Article, Story):
        row = model.objects.first()
        assert row is not None
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        with CaptureQueriesContext(connection) as seen:
            answer = desk.get(address)
        assert answer.status_code == 200
        assert "secret-bytes" not in answer.content.decode()
        assert len(seen) <= 16, [query["sql"] for query in seen]
        assert not any('."body",' in query["sql"] for query in seen)


def test_no_form_has_a_field_of_raw_bytes() -> None:
    for model, desk_admin in admin.site._registry.items():
        if model._meta.app_label not in OUR_APPS:
            continue
        named = str(desk_admin.fields) + str(desk_admin.fieldsets) + str(desk_admin.list_display)
        assert not any(f"'{name}'" in named for name in bytes_fields(model))


def test_what_the_belt_writes_cannot_be_edited(desk: Client) -> None:
    fill()
    for model in (Feed, Page, Tombstone, Article, Story):
        row: models.Model | None = model.objects.first()
        assert row is not None
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        assert desk.post(reverse(f"admin:{name}_change", args=[row.pk]), {"state": "x"}).status_code == 403
        assert desk.get(reverse(f"admin:{name}_add")).status_code == 403
        assert desk.get(reverse(f"admin:{name}_delete", args=[row.pk])).status_code == 403


def outlet_form(outlet: Outlet, **changed: Any) -> dict[str, Any]:
    names = ("name_hans", "name_hant", "name_en", "home_url", "kind", "country", "language", "zone", "folder", "rights")
    fields = {name: getattr(outlet, name) for name in names}
    fields |= {"active": "on", "feeds-TOTAL_FORMS": "0", "feeds-INITIAL_FORMS": "0"}
    return fields | changed


def test_rights_changed_at_the_desk_render_the_stories_again(desk: Client) -> None:
    fill(3)
    outlet = Outlet.objects.get()
    address = reverse("admin:collect_outlet_change", args=[outlet.pk])
    assert desk.post(address, outlet_form(outlet, folder="亚洲")).status_code == 302
    assert Story.objects.get().state == "rendered"
    assert desk.post(address, outlet_form(outlet, rights="headline")).status_code == 302
    assert Outlet.objects.get().rights == "headline"
    assert Story.objects.get().state == "changed"


def test_an_outlets_slug_cannot_be_changed(desk: Client) -> None:
    fill()
    outlet = Outlet.objects.get()
    desk.post(reverse("admin:collect_outlet_change", args=[outlet.pk]), outlet_form(outlet, slug="other"))
    assert Outlet.objects.get().slug == "haibao"


def test_failed_pages_are_tried_again_and_feeds_asked_now(desk: Client) -> None:
    fill(2)
    Feed.objects.update(due_at=NOON + timedelta(days=4000))
    page = Page.objects.first()
    assert page is not None
    desk.post(list_address("page"), {"action": "try_again", "_selected_action": [page.pk]})
    assert Page.objects.get(pk=page.pk).state == "found"
    assert Page.objects.filter(state="failed").count() == 1
    desk.post(list_address("feed"), {"action": "ask_now", "_selected_action": [Feed.objects.get().pk]})
    assert Feed.objects.get().due_at < NOON + timedelta(days=4000)


def test_an_account_that_may_only_look_has_no_actions(client: Client) -> None:
    save_account("lan", PASSWORD, read_only=True)
    client.login(username="lan", password=PASSWORD)
    fill()
    for name in LISTS:
        assert client.get(list_address(name)).status_code == 200
    page = Page.objects.get()
    client.post(list_address("page"), {"action": "try_again", "_selected_action": [page.pk]})
    assert Page.objects.get().state == "failed"
    assert client.post(reverse("admin:collect_outlet_change", args=[Outlet.objects.get().pk]), {}).status_code == 403


def test_withdrawing_asks_for_a_reason_first(desk: Client) -> None:
    fill(2)
    article = Article.objects.order_by("pk")[0]
    chosen = {"action": "withdraw", "_selected_action": [article.pk]}
    asked = desk.post(list_address("article"), chosen)
    assert "Reason" in asked.content.decode()
    desk.post(list_address("article"), chosen | {"confirmed": "yes", "reason": " "})
    assert Tombstone.objects.count() == 1
    desk.post(list_address("article"), chosen | {"confirmed": "yes", "reason": "the outlet asked"})
    assert Tombstone.objects.filter(article_id=article.pk, reason="the outlet asked").exists()
    assert not Membership.objects.filter(article_id=article.pk).exists()


def test_strangers_words_are_escaped(desk: Client) -> None:
    fill(1, hostile="<script>alert(1)</script>")
    article = Article.objects.get()
    for address in (
        list_address("article"), list_address("story"), list_address("outlet"),
        reverse("admin:extract_article_change", args=[article.pk]),
        reverse("admin:group_story_change", args=[Story.objects.get().pk]),
    ):  # fmt: skip
        text = desk.get(address).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_the_desk_brings_its_own_styles(client: Client) -> None:
    answer = client.get("/desk/static/admin/css/base.css")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css")
    assert b"".join(answer.streaming_content).startswith(b"/*")  # type: ignore[attr-defined]
    assert client.get("/desk/static/nothing.css").status_code == 404
    assert client.get("/desk/static/../../settings.py").status_code in {400, 404}


def test_an_account_is_made_once_and_changed_after() -> None:
    assert save_account("mei", PASSWORD)
    assert not save_account("mei", PASSWORD + "!", read_only=True)
    user = User.objects.get()
    assert user.check_password(PASSWORD + "!")
    assert (user.is_staff, user.is_superuser) == (True, False)
