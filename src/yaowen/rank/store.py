"""What rank gives: the running ranking, rankings as they stood, the recording of reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from yaowen.base.store import read_fact
from yaowen.base.words import Ranking, Standing
from yaowen.rank.damping import row_of_rings
from yaowen.rank.hiding import hidden_stories, hide_story, show_story
from yaowen.rank.log import append_reads, prune_log, tail
from yaowen.rank.models import FrozenRanking, ImportedLog, RankDamping
from yaowen.rank.recount import replayed_ranking
from yaowen.rank.rules.identity import NOBODY, Address, decide_agent_class, identify, parse_address
from yaowen.rank.rules.movement import MOVEMENT_MINUTES
from yaowen.rank.rules.packing import Read
from yaowen.rank.rules.rings import RULE
from yaowen.rank.rules.spans import Span, last_minute_of, time_of
from yaowen.rank.rules.window import WINDOW_MINUTES, counted_day, salt_day
from yaowen.rank.salts import SaltFile, Salts, open_salts
from yaowen.rank.stories import known_pages
from yaowen.rank.writer import ReadWriter, new_writer_name

__all__ = [
    "NOBODY", "VERIFIED_FACT", "Address", "KeptRanking", "LiveFigures", "Read", "ReadWriter", "SaltFile", "Salts",
    "append_reads", "current_ranking", "decide_agent_class", "display_zone", "earlier_ranking", "frozen_minutes",
    "hidden_stories", "hide_story", "identify", "kept_rankings", "known_pages", "last_frozen_minute", "live_figures",
    "minutes_with", "new_writer_name", "open_salts", "parse_address", "prune_log", "ranking_at", "ranking_of_day",
    "read_position", "readers_24h", "rings_since", "salt_day", "save_current", "save_frozen", "save_position",
    "save_rings", "show_story", "tail",
]  # fmt: skip

VERIFIED_FACT = "ranking_verified"
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


@dataclass(frozen=True, slots=True)
class KeptRanking:
    """A ranking kept for ever, as that of an hour or of a day."""

    span: Span
    ranking: Ranking


def kept_rankings(minutes: Collection[int]) -> list[KeptRanking]:
    """The hours and days kept at these minutes, ascending."""
    rows = FrozenRanking.objects.filter(minute__in=minutes, span__in=("hour", "day")).order_by("minute", "span")
    return [KeptRanking("day" if row.span == "day" else "hour", _ranking_of(row)) for row in rows]


def minutes_with(stories: Collection[int]) -> list[int]:
    """The minutes of hours and days whose ranking lists any of these stories. Reads the whole archive."""
    kept = FrozenRanking.objects.filter(span__in=("hour", "day")).values_list("minute", "standings")
    return sorted({minute for minute, rows in kept.iterator() if any(row[0] in stories for row in rows)})


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
    save_rings(ranking)
    past = Q(minute__gt=ranking.minute) | Q(minute__lt=ranking.minute - _KEEP_NOW_MINUTES)
    FrozenRanking.objects.filter(past, span=_NOW).delete()


def save_frozen(spans: Sequence[Span], ranking: Ranking, readers: int) -> None:
    """Keep a ranking for ever, as that of an hour and perhaps of a day."""
    for span in spans:
        _save(span, ranking, readers)


def save_rings(ranking: Ranking) -> None:
    """Note what was damped at a minute: a row for each ring and hour, with what it was at its largest."""
    hour = -(-ranking.minute // 60) * 60
    for ring in ranking.rings:
        removed = sum(ring.removed)
        row, made = RankDamping.objects.get_or_create(
            hour_minute=hour, stories=",".join(map(str, ring.stories)),
            defaults={
                "networks": ring.networks, "kept": ring.kept, "removed": removed, "first_minute": ranking.minute,
                "last_minute": ranking.minute,
            },
        )  # fmt: skip
        if not made:
            row.last_minute = max(row.last_minute, ranking.minute)
            if removed > row.removed:
                row.networks, row.kept, row.removed = ring.networks, ring.kept, removed
            row.save()


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """What the ranking counts now, for readers.

    Attributes:
        readers, networks: distinct ones in the 24 hours.
        rings, removed: groups damped in the last 24 hours, and votes that they lost at their largest.
        salt_made: midnight (UTC) at which the salt was made that the window counts under; None before any ranking.
        verified: the last recount, an ISO time and whether it was equal; None where there was none.
    """

    readers: int = 0
    networks: int = 0
    rings: int = 0
    removed: int = 0
    salt_made: datetime | None = None
    verified: tuple[str, bool] | None = None


def live_figures() -> LiveFigures:
    """The figures of the running ranking."""
    row = FrozenRanking.objects.filter(span=_NOW).order_by("-minute").first()
    if row is None:
        return LiveFigures()
    largest: dict[str, int] = {}
    for damped in rings_since(row.minute - WINDOW_MINUTES):
        largest[damped.stories] = max(damped.removed, largest.get(damped.stories, 0))
    at, _, verdict = read_fact(VERIFIED_FACT).partition(" ")
    return LiveFigures(
        row.readers, row.networks, len(largest), sum(largest.values()), time_of(counted_day(row.minute) * 1440),
        (at, verdict == "equal") if at else None,
    )  # fmt: skip


def rings_since(minute: int) -> list[RankDamping]:
    """What was damped in hours that end after a minute, the largest first."""
    return list(RankDamping.objects.filter(hour_minute__gt=minute).order_by("-removed", "stories"))


def read_position(head: bytes) -> int:
    """How many bytes of an access log were taken in; 0 where it is not known."""
    return ImportedLog.objects.filter(pk=head.hex()).values_list("offset_bytes", flat=True).first() or 0


def save_position(head: bytes, offset_bytes: int, at: datetime) -> None:
    """Note how far an access log was taken in."""
    ImportedLog.objects.update_or_create(pk=head.hex(), defaults={"offset_bytes": offset_bytes, "at": at})


def display_zone() -> ZoneInfo:
    """The zone that decides hours and days in addresses and archives."""
    return ZoneInfo(read_fact("time_zone", settings.YAOWEN.text("TIME_ZONE")))


def _save(span: str, ranking: Ranking, readers: int) -> None:
    row = FrozenRanking(
        span=span, minute=ranking.minute, standings=[_row_of(each) for each in ranking.standings], readers=readers,
        networks=ranking.networks, ring_rule=RULE, rings=row_of_rings(ranking.rings),
    )  # fmt: skip
    FrozenRanking.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["span", "minute"],
        update_fields=["standings", "readers", "networks", "ring_rule", "rings"],
    )  # fmt: skip


def _row_of(each: Standing) -> list[int | str | None]:
    marks = [each.removed, each.hidden] if each.removed or each.hidden else []
    return [each.story_id, each.readers, each.outlets, each.reason, each.rank_before, *marks]


def _ranking_of(row: FrozenRanking) -> Ranking:
    standings = (
        Standing(story, readers, outlets, rank, before, reason, *marks)
        for rank, (story, readers, outlets, reason, before, *marks) in enumerate(row.standings, 1)
    )
    return Ranking(row.minute, tuple(standings))
