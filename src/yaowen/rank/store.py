"""What rank gives: the running ranking, rankings as they stood, the recording of reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from yaowen.base.store import read_fact
from yaowen.base.words import Ranking, Standing
from yaowen.rank.log import append_reads, prune_log, tail
from yaowen.rank.models import FrozenRanking
from yaowen.rank.recount import replayed_ranking
from yaowen.rank.rules.identity import decide_agent_class, identify, parse_address
from yaowen.rank.rules.movement import MOVEMENT_MINUTES
from yaowen.rank.rules.packing import Read
from yaowen.rank.rules.spans import Span, last_minute_of
from yaowen.rank.rules.window import WINDOW_MINUTES, salt_day
from yaowen.rank.salts import SaltFile, Salts, open_salts
from yaowen.rank.writer import ReadWriter

__all__ = [
    "Read", "ReadWriter", "SaltFile", "Salts", "append_reads", "current_ranking", "decide_agent_class", "display_zone",
    "earlier_ranking", "frozen_minutes", "identify", "last_frozen_minute", "open_salts",
    "parse_address", "prune_log",
    "ranking_at", "ranking_of_day", "readers_24h", "salt_day", "save_current", "save_frozen", "tail",
]  # fmt: skip

_NOW = "now"
_KEEP_NOW_MINUTES = 2 * MOVEMENT_MINUTES


def current_ranking() -> Ranking:
    """The running ranking; minute 0 and no lines where none was made yet."""
    row = FrozenRanking.objects.filter(span=_NOW).order_by("-minute").first()
    return _ranking_of(row) if row else Ranking(0, ())


def readers_24h() -> int:
    """Distinct readers of all stories in the 24 hours of the running ranking."""
    found = FrozenRanking.objects.filter(span=_NOW).order_by("-minute").values_list("readers", flat=True).first()
    return found or 0


def ranking_at(minute: int) -> Ranking | None:
    """The ranking at a minute: as it was kept, or counted again from the log where that still reaches so far.

    Returns:
        None for a minute to come, and for one that was neither kept nor lies in the last 24 hours.
    """
    row = FrozenRanking.objects.filter(minute=minute).order_by("span").first()
    if row is not None:
        return _ranking_of(row)
    running = current_ranking().minute
    if not running - WINDOW_MINUTES <= minute <= running:
        return None
    return replayed_ranking(minute, settings.YAOWEN)


def ranking_of_day(day: date) -> Ranking | None:
    """The ranking that a day of the display zone ended with."""
    row = FrozenRanking.objects.filter(span="day", minute=last_minute_of(day, display_zone())).first()
    return _ranking_of(row) if row else None


def frozen_minutes(span: Span, after_minute: int = 0) -> list[int]:
    """The minutes after `after_minute` whose hour or day ranking was kept, ascending."""
    kept = FrozenRanking.objects.filter(span=span, minute__gt=after_minute).order_by("minute")
    return list(kept.values_list("minute", flat=True))


def last_frozen_minute(until_minute: int) -> int:
    """The last hour kept, not after `until_minute`; 0 where there is none."""
    kept = FrozenRanking.objects.filter(span="hour", minute__lte=until_minute).order_by("-minute")
    return kept.values_list("minute", flat=True).first() or 0


def earlier_ranking(minute: int) -> Ranking | None:
    """The ranking of an hour before `minute`, or the last one of the hour before that."""
    until = minute - MOVEMENT_MINUTES
    kept = FrozenRanking.objects.filter(minute__lte=until, minute__gt=until - MOVEMENT_MINUTES)
    row = kept.order_by("-minute").first()
    return _ranking_of(row) if row else None


def save_current(ranking: Ranking, readers: int) -> None:
    """Make a ranking the running one; running ones older than two hours, or from a clock since set back, go."""
    _save(_NOW, ranking, readers)
    past = Q(minute__gt=ranking.minute) | Q(minute__lt=ranking.minute - _KEEP_NOW_MINUTES)
    FrozenRanking.objects.filter(past, span=_NOW).delete()


def save_frozen(spans: Sequence[Span], ranking: Ranking, readers: int) -> None:
    """Keep a ranking for ever, as that of an hour and perhaps of a day."""
    for span in spans:
        _save(span, ranking, readers)


def display_zone() -> ZoneInfo:
    """The zone that decides hours and days in addresses and archives."""
    return ZoneInfo(read_fact("time_zone", settings.YAOWEN.text("TIME_ZONE")))


def _save(span: str, ranking: Ranking, readers: int) -> None:
    rows = [[each.story_id, each.readers, each.outlets, each.reason, each.rank_before] for each in ranking.standings]
    FrozenRanking.objects.bulk_create(
        [FrozenRanking(span=span, minute=ranking.minute, standings=rows, readers=readers)],
        update_conflicts=True, unique_fields=["span", "minute"], update_fields=["standings", "readers"],
    )  # fmt: skip


def _ranking_of(row: FrozenRanking) -> Ranking:
    standings = (
        Standing(story, readers, outlets, rank, before, reason)
        for rank, (story, readers, outlets, reason, before) in enumerate(row.standings, 1)
    )
    return Ranking(row.minute, tuple(standings))
