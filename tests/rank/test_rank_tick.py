"""The tick: from the log to the saved ranking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings

from rank_reads import read_of
from yaowen.belt.conveyor import Context
from yaowen.rank.log import append_reads
from yaowen.rank.stage import RankTick
from yaowen.rank.store import current_ranking

pytestmark = pytest.mark.django_db


def test_two_readers_rank_before_one(make_context: Callable[..., Context], make_story: Callable[..., int]) -> None:
    make_story(1, [11])
    make_story(2, [21, 22])
    context = make_context()
    minute = context.clock.minute()
    append_reads(
        "w", 0, [read_of(11, minute, 1), read_of(21, minute, 1), read_of(22, minute, 1), read_of(22, minute, 2)]
    )
    assert RankTick().step(context) > 0
    assert [(each.story_id, each.readers) for each in current_ranking().standings] == [(2, 2), (1, 1)]
