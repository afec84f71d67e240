"""Sections at the desk: a story is put where it belongs, with a reason; the log is kept and never changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from yaowen.collect.models import Feed, Outlet
from yaowen.extract.models import Article
from yaowen.group.models import Membership, Story
from yaowen.render.models import SectionDecision, StoryPlace

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    return client


@pytest.fixture(autouse=True)
def filed() -> None:
    outlet = Outlet.objects.create(slug="haibao", name_hans="海报时讯", name_hant="海報時訊", name_en="The Sea Post")
    Feed.objects.create(outlet=outlet, url="https://haibao.example/feed", host="haibao.example:443", state="due",
                        due_at=NOON)  # fmt: skip
    article = Article.objects.create(outlet=outlet, headline="渡轮停航", published=NOON, first_seen=NOON,
                                     state="indexed", due_at=NOON)  # fmt: skip
    story = Story.objects.create(language="zh", state="rendered", due_at=NOON, first_at=NOON, last_at=NOON,
                                 headline_article_id=article.pk)  # fmt: skip
    Membership.objects.create(article_id=article.pk, story=story, rule="alone", filed_at=NOON, outlet_id=outlet.pk,
                              published=NOON, serial=1, window_at=NOON)  # fmt: skip
    StoryPlace.objects.create(story_id=story.pk, section="sport", told_by="words", day=date(2025, 1, 17), last_at=NOON)


def put(desk: Client, section: str, reason: str = "a ferry, no match") -> str:
    answer = desk.post(
        reverse("admin:render_storyplace_changelist"),
        {"action": "file_under", "_selected_action": [StoryPlace.objects.get().pk], "confirmed": "yes",
         "choice": section, "reason": reason},
        follow=True,
    )  # fmt: skip
    return answer.content.decode()


def test_a_story_is_put_into_a_section_with_a_reason_and_rendered_again(desk: Client) -> None:
    assert "渡轮停航" in desk.get(reverse("admin:render_storyplace_changelist")).content.decode()
    put(desk, "society")
    row = SectionDecision.objects.get()
    assert (row.kind, row.target, row.section, row.by) == ("article", Article.objects.get().pk, "society", "mei")
    assert Story.objects.get().state == "changed"


@pytest.mark.parametrize(("section", "reason"), [("weather", "x"), ("society", "")])
def test_without_a_known_section_and_a_reason_the_desk_asks_again(desk: Client, section: str, reason: str) -> None:
    assert "Choose:" in put(desk, section, reason)
    assert not SectionDecision.objects.exists()


@pytest.mark.parametrize("kind", ["feed", "outlet"])
def test_a_word_on_a_feed_or_outlet_files_its_stories_anew(desk: Client, kind: str) -> None:
    target = Feed.objects.get().pk if kind == "feed" else Outlet.objects.get().pk
    given = {"kind": kind, "target": target, "section": "society", "reason": "harbour news only"}
    desk.post(reverse("admin:render_sectiondecision_add"), given)
    assert SectionDecision.objects.get().by == "mei"
    assert Story.objects.get().state == "changed"


def test_what_was_decided_cannot_be_changed_or_deleted(desk: Client) -> None:
    put(desk, "society")
    row = SectionDecision.objects.get()
    desk.post(reverse("admin:render_sectiondecision_change", args=[row.pk]), {"section": "sport"})
    desk.post(reverse("admin:render_sectiondecision_delete", args=[row.pk]), {"post": "yes"})
    assert SectionDecision.objects.get().section == "society"


def test_who_may_only_look_cannot_put_a_story_elsewhere(client: Client) -> None:
    client.force_login(User.objects.create(username="guest", is_staff=True))
    put(client, "society")
    assert not SectionDecision.objects.exists()
