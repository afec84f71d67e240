"""The read beacon."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from yaowen.base.clock import Clock
from yaowen.base.settings import Settings
from yaowen.group.models import Membership, Story
from yaowen.rank.models import ReadLog
from yaowen.serve.beacon import Beacon

AT = datetime(2025, 3, 14, 9, 30, 20, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1"
SITE = "https://news.example"

pytestmark = pytest.mark.django_db(transaction=True)
Send = Callable[..., int]


class StandingClock(Clock):
    """A clock that stands."""

    def now(self) -> datetime:
        return AT


@pytest.fixture
def page() -> None:
    """Story 5 with article 12."""
    Story.objects.create(
        pk=5, language="zh", state="rendered", due_at=AT, headline_article_id=12, first_at=AT, last_at=AT, articles=1
    )
    Membership.objects.create(
        article_id=12, story_id=5, rule="alone", filed_at=AT, outlet_id=1, published=AT, serial=1, window_at=AT
    )


@pytest.fixture
def send(tmp_path: Path, page: None) -> Iterator[Send]:
    """Sends a beacon as a browser does; returns the status."""
    changed = {
        "DATA": str(tmp_path),
        "SITE_URL": SITE,
        "READ_ORIGINS": "https://mirror.example",
        "TRUSTED_PROXIES": "10.0.0.0/8",
    }
    beacon = Beacon(Settings({**settings.YAOWEN.values, **changed}), StandingClock())

    def send(body: bytes = b"a12", method: str = "POST", **headers: Any) -> int:
        environ = {
            "REQUEST_METHOD": method, "REMOTE_ADDR": "203.0.113.7", "HTTP_HOST": "news.example", "HTTP_ORIGIN": SITE,
            "HTTP_USER_AGENT": PHONE, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
        }  # fmt: skip
        return beacon.answer({name: value for name, value in {**environ, **headers}.items() if value is not None})

    yield send
    beacon.close()


def rows() -> int:
    return sum(ReadLog.objects.values_list("n", flat=True))


def test_a_read_is_in_the_log_when_the_answer_comes(send: Send) -> None:
    assert send() == 204
    assert rows() == 1
