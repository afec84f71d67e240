"""Names at the desk: hidden, shown, joined and parted, each with a reason that is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from yaowen.names.models import KnownName, NameDecision
from yaowen.names.store import SeenArticle, note_articles

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    return client


@pytest.fixture(autouse=True)
def noted() -> None:
    note_articles([SeenArticle(1, 7, 1, True, NOON, "川普与蒲亭通话")])


def act(desk: Client, action: str, *names: KnownName, choice: str = "", reason: str = "one man") -> str:
    answer = desk.post(
        reverse("admin:names_knownname_changelist"),
        {"action": action, "_selected_action": [name.pk for name in names], "confirmed": "yes", "choice": choice,
         "reason": reason},
        follow=True,
    )  # fmt: skip
    return answer.content.decode()


def test_a_name_is_hidden_and_shown_again_and_the_log_has_both(desk: Client) -> None:
    name = KnownName.objects.get(zh="特朗普")
    assert "特朗普" in desk.get(reverse("admin:names_knownname_changelist")).content.decode()
    act(desk, "hide_pages", name)
    assert not KnownName.objects.get(pk=name.pk).opened
    act(desk, "show_pages", name)
    assert KnownName.objects.get(pk=name.pk).opened
    assert list(NameDecision.objects.order_by("pk").values_list("kind", "by")) == [("hide", "mei"), ("show", "mei")]
    assert "mei" in desk.get(reverse("admin:names_namedecision_changelist")).content.decode()


def test_two_names_are_joined_into_the_chosen_one_and_parted_again(desk: Client) -> None:
    one, two = KnownName.objects.get(zh="特朗普"), KnownName.objects.get(zh="普京")
    act(desk, "join_names", one, two, choice=str(one.pk))
    assert KnownName.objects.get(pk=two.pk).joined_to == one.pk
    act(desk, "part_names", KnownName.objects.get(pk=two.pk))
    assert KnownName.objects.get(pk=two.pk).joined_to is None


@pytest.mark.parametrize("action", ["hide_pages", "show_pages", "join_names", "part_names"])
def test_without_a_reason_the_desk_asks_and_changes_nothing(desk: Client, action: str) -> None:
    page = act(desk, action, *KnownName.objects.all(), reason="")
    assert 'name="reason"' in page
    assert not NameDecision.objects.exists()


def test_a_visitor_without_the_right_to_change_sees_no_actions(client: Client) -> None:
    client.force_login(User.objects.create(username="wen", is_staff=True))
    assert client.get(reverse("admin:names_knownname_changelist")).status_code == 403
