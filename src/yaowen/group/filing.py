"""Saving a batch of filings: memberships, new stories and events, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yaowen.group.ledger import Event, log_events, move_head, move_members, open_stories, recount_stories
from yaowen.group.models import LiveText, Membership
from yaowen.group.rules.arrival import Arrival, Placement, Rule, Union
from yaowen.group.rules.choice import rate_headline
from yaowen.group.rules.filer import Decision
from yaowen.group.rules.packed import find_stamp, pack_terms
from yaowen.group.rules.refiling import Refiled
from yaowen.group.rules.window import LIVE

GROUP_VERSION = 3
"""Of the rules and weights together: raise it with either, and tell operators of `yaowen regroup`."""
ASIDE: Rule = "aside"
_DROPPED = 500


@dataclass(frozen=True, slots=True)
class Filing:
    """An article with its place; the place's story may be a provisional key.

    Attributes:
        home: the story that the article has had to itself since the grouper failed on it; None for a new article.
        origin_key: who tells it (rules/origins.py).
        decision: what the placement rested on and brought about; None where the grouper was not asked.
    """

    arrival: Arrival
    article_id: int
    outlet_id: int
    placement: Placement
    window_at: datetime
    home: int | None = None
    origin_key: str | None = None
    decision: Decision | None = None

    @property
    def refiled(self) -> tuple[Refiled, ...]:
        """Stories that were filed again with it and joined others, in order."""
        return self.decision.refiled if self.decision else ()

    @property
    def unions(self) -> tuple[Union, ...]:
        """Stories that become one by this filing, in order: its home joins the story it is now placed in."""
        place = self.placement
        if self.home is None or place.opened:
            return place.unions
        return (Union(self.home, place.story, place.score), *place.unions)


def make_lone_filing(arrival: Arrival, article_id: int, outlet_id: int, window_at: datetime | None) -> Filing:
    """An article on which the grouper failed, in a story of its own, unscored, so that it can be read all the same.

    Args:
        window_at: the window's time, which the article does not move; None where the window is empty.
    """
    placement = Placement(article_id, -1, opened=True, copy_of=None, rule=ASIDE, score=0.0, shared=())
    return Filing(arrival, article_id, outlet_id, placement, window_at or arrival.published)


def count_events(filings: Sequence[Filing]) -> int:
    """How many versions the filings take: one each, and one for every two stories that became one."""
    return sum(1 + len(filing.unions) + len(filing.refiled) for filing in filings)


def save_filings(family: str, version: int, filings: Sequence[Filing], now: datetime) -> dict[int, int]:
    """Save filings behind a version of the family's stories, and the unions that they brought about.

    Returns:
        Provisional key → id, of the stories opened.

    Raises:
        Fenced: another writer has moved on from that version.
    """
    if not filings:
        return {}
    move_head(family, version, count_events(filings))
    keys = _open_stories(family, filings)
    rows = [_membership(filing, keys, version + place, now) for place, filing in enumerate(filings, 1)]
    _save_rows(filings, rows)
    _keep_texts(filings)
    events: list[Event] = []
    for filing, row in zip(filings, rows, strict=True):
        events.append(_event(row, filing, keys))
        events += [_unite(union, keys, {"rule": "union"}) for union in filing.unions]
        events += [_unite(one.union, keys, _why_refiled(one)) for one in filing.refiled]
    log_events(family, version, events, now)
    unions = {event.story_id: event.other_story_id for event in events if event.other_story_id}
    recount_stories({*(row.story_id for row in rows), *unions.values()} - unions.keys())
    return keys


def _open_stories(family: str, filings: Sequence[Filing]) -> dict[int, int]:
    """Make the new stories; returns provisional key → id. An article that has a home keeps it."""
    opened = [filing for filing in filings if filing.placement.opened]
    fresh = [filing for filing in opened if filing.home is None]
    ids = open_stories(family, [filing.arrival.published for filing in fresh])
    keys = {filing.placement.story: made for filing, made in zip(fresh, ids, strict=True)}
    return keys | {filing.placement.story: filing.home for filing in opened if filing.home is not None}


def _save_rows(filings: Sequence[Filing], rows: Sequence[Membership]) -> None:
    Membership.objects.bulk_create(row for filing, row in zip(filings, rows, strict=True) if filing.home is None)
    for filing, row in zip(filings, rows, strict=True):
        if filing.home is not None:
            row.save(force_update=True)


def _keep_texts(filings: Sequence[Filing]) -> None:
    """Keep what was read of live articles, and drop some of what has left the window."""
    kept = [
        LiveText(
            article_id=one.article_id, made_by=find_stamp(), window_at=one.window_at,
            packed=pack_terms(one.decision.terms, one.decision.signature),
        )
        for one in filings if one.decision and one.decision.terms
    ]  # fmt: skip
    LiveText.objects.filter(pk__in=[one.article_id for one in kept]).delete()
    LiveText.objects.bulk_create(kept)
    old = LiveText.objects.filter(window_at__lt=max(one.window_at for one in filings) - LIVE)
    LiveText.objects.filter(pk__in=list(old.order_by("window_at").values_list("pk", flat=True)[:_DROPPED])).delete()


def _unite(union: Union, keys: dict[int, int], why: dict[str, object]) -> Event:
    merged, survivor = keys.get(union.merged, union.merged), keys.get(union.survivor, union.survivor)
    return move_members(merged, survivor, {**why, "score": round(union.score, 4)})


def _why_refiled(one: Refiled) -> dict[str, object]:
    return {"rule": "refiled", "hours": one.hours, "article": one.article, "nearest": one.nearest}


def _membership(filing: Filing, keys: dict[int, int], serial: int, now: datetime) -> Membership:
    placement, arrival = filing.placement, filing.arrival
    fitness = rate_headline(arrival.headline, len(arrival.text), is_copy=placement.copy_of is not None)
    return Membership(
        article_id=filing.article_id,
        story_id=keys.get(placement.story, placement.story) if filing.home is None else filing.home,
        copy_of=placement.copy_of,
        rule=placement.rule,
        score=round(placement.score, 4),
        shared=list(placement.shared),
        group_version=GROUP_VERSION,
        filed_at=now,
        outlet_id=filing.outlet_id,
        published=arrival.published,
        fitness=fitness,
        serial=serial,
        window_at=filing.window_at,
        origin_key=filing.origin_key,
    )


def _event(row: Membership, filing: Filing, keys: dict[int, int]) -> Event:
    reason = {"rule": row.rule, "score": row.score, "shared": row.shared, "copy_of": row.copy_of}
    if filing.decision:
        considered = [(keys.get(one.story, one.story), one.score, one.over) for one in filing.decision.considered]
        reason |= {"nearest": filing.decision.nearest, "considered": considered}
    return Event("filed", row.story_id, article_id=row.article_id, reason=reason)
