"""Stories to read, and a clock that the test sets."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from yaowen.base.clock import Clock, Reading
from yaowen.base.settings import Settings
from yaowen.belt.conveyor import Context
from yaowen.group.models import Membership, Story

START = datetime(2025, 3, 14, 9, 30, 20, tzinfo=UTC)


class SetClock(Clock):
    """A clock that stands where the test puts it."""

    def __init__(self, at: datetime = START) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def make_context(tmp_path: Path, clock: SetClock) -> Callable[..., Context]:
    def make(**changed: str) -> Context:
        values = {**settings.YAOWEN.values, "DATA": str(tmp_path), **changed}
        return Context(Settings(values), clock, "tests", threading.Event())

    return make


@pytest.fixture
def make_story() -> Callable[..., int]:
    """Files a story with articles of its own; returns its id."""

    def make(story_id: int, articles: list[int], *, origins: int = 1, at: datetime = START) -> int:
        Story.objects.create(
            pk=story_id, language="zh", state="rendered", due_at=at, headline_article_id=articles[0], first_at=at,
            last_at=at, articles=len(articles), outlets=origins, origins=origins,
        )  # fmt: skip
        for article in articles:
            Membership.objects.create(
                article_id=article,
                story_id=story_id,
                rule="alone",
                filed_at=at,
                outlet_id=1,
                published=at,
                serial=1,
                window_at=at,
            )
        return story_id

    return make


__all__ = ["START", "Reading", "SetClock"]
