"""API keys at the desk: shown once, kept as a hash, closed for good."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from yaowen.staff.keys import find_key, hash_key
from yaowen.staff.models import ApiKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    return client


def make(desk: Client) -> str:
    answer = desk.post(reverse("admin:staff_apikey_add"), {"name": "a reader's <app>", "a_minute": 30})
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r'value="(yaowen_[\w-]+)"', answer.content.decode())
    assert found
    return found[1]


def test_a_key_is_shown_once_and_opens_the_api(desk: Client) -> None:
    key = make(desk)
    row = ApiKey.objects.get()
    assert (bytes(row.hash), row.made_by) == (hash_key(key), "mei")
    found = find_key(key)
    assert found is not None
    assert found.a_minute == 30
    for page in (reverse("admin:staff_apikey_changelist"), reverse("admin:staff_apikey_change", args=[row.pk])):
        shown = desk.get(page).content.decode()
        assert key not in shown
        assert hash_key(key).hex() not in shown
        assert "a reader&#x27;s &lt;app&gt;" in shown
    assert key not in "".join(LogEntry.objects.values_list("object_repr", flat=True))


def test_a_closed_key_opens_nothing_and_is_not_opened_again(desk: Client) -> None:
    key = make(desk)
    row = ApiKey.objects.get()
    desk.post(reverse("admin:staff_apikey_changelist"), {"action": "close", "_selected_action": [row.pk]})
    assert find_key(key) is None
    closed_at = ApiKey.objects.get().closed_at
    desk.post(reverse("admin:staff_apikey_change", args=[row.pk]), {"name": "x", "a_minute": 9, "closed_at": ""})
    desk.post(reverse("admin:staff_apikey_delete", args=[row.pk]), {"post": "yes"})
    assert ApiKey.objects.get().closed_at == closed_at


def test_who_may_only_look_makes_and_closes_none(client: Client) -> None:
    user = User.objects.create(username="lin", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    assert client.post(reverse("admin:staff_apikey_add"), {"name": "x", "a_minute": 9}).status_code == 403
    assert not ApiKey.objects.exists()
