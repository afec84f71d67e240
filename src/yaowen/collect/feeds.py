"""What becomes of a feed after it was asked: links saved, the next reading set, trouble noted."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yaowen.base.clock import real_now
from yaowen.base.guard import Guard, GuardError
from yaowen.base.text.charset_labels import decode_as
from yaowen.belt.conveyor import Context, finish, pause_after, retry
from yaowen.collect.links import names_withdrawn, save_links
from yaowen.collect.models import Feed, Outlet
from yaowen.collect.moving import follow_move
from yaowen.collect.opt_outs import note_feed
from yaowen.collect.pacing import bounds_of, plan_reading
from yaowen.collect.packing import pack
from yaowen.collect.rhythm_notes import note_rhythm
from yaowen.collect.rules.feeds.parsed import FeedProblem, ParsedFeed
from yaowen.collect.rules.fetching import (
    FAILED_BODY_BYTES,
    Fetched,
    FetchFailure,
    FetchReason,
    FetchResult,
)
from yaowen.collect.rules.health import FeedStatus, Trouble, find_trouble, judge_body, say_changed, say_hostile
from yaowen.collect.rules.interval import spread
from yaowen.collect.rules.lists.read import ChangedList
from yaowen.collect.rules.naming import guess_language
from yaowen.collect.rules.sitemaps import SitemapIndex
from yaowen.collect.rules.sources import parse_source
from yaowen.collect.sitemap_maps import follow_maps
from yaowen.collect.websub import follow_offer

PARSE_SECONDS = 10.0
"""Processor time of one feed: the largest that is fetched (8 MB) takes under two."""
RETIRED_AFTER = 3
"""Readings in a row that must answer 410 before a feed is retired: one may be a slip."""
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"
)
_VALIDATOR_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Read:
    """A feed's answer, judged and parsed; `trouble` and `parsed` are both set for a feed that broke off."""

    result: FetchResult
    trouble: Trouble | None
    parsed: ParsedFeed | None

    @property
    def unchanged(self) -> bool:
        """Whether all is well and there is nothing new."""
        return self.trouble is None and self.parsed is None


class FeedReader:
    """Judges answers and parses bodies in a killable child."""

    def __init__(self) -> None:
        self._parser = Guard(parse_source)

    def read(self, name: str, result: FetchResult, now: datetime, rule: Mapping[str, Any] | None = None) -> Read:
        """Judge an answer of a feed of the outlet called `name`; `now` is real time, `rule` that of its row."""
        trouble = find_trouble(name, result, now)
        if isinstance(result, FetchFailure):
            broken = result.reason is FetchReason.TRUNCATED and result.body
            parsed = self._parse(result.url, result.body, None, truncated=True, rule=rule) if broken else None
            return Read(result, trouble, parsed if isinstance(parsed, ParsedFeed) else None)
        if trouble or result.status == 304:
            return Read(result, trouble, None)
        try:
            found = self._parse(result.final_url, result.body, result.charset, rule=rule)
        except GuardError as problem:
            return Read(result, say_hostile(name, result.url, str(problem)), None)
        if isinstance(found, ChangedList):
            return Read(result, say_changed(name, result, found.links), None)
        if isinstance(found, FeedProblem):
            return Read(result, judge_body(name, result, found), None)
        return Read(result, None, found)

    def stop(self) -> None:
        """Break off what another thread is having read."""
        self._parser.stop()

    def close(self) -> None:
        """End the child."""
        self._parser.close()

    def _parse(
        self, url: str, body: bytes, charset: str | None, *, truncated: bool = False, rule: Mapping[str, Any] | None
    ) -> ParsedFeed | FeedProblem | ChangedList:
        return self._parser.call(PARSE_SECONDS, body, charset, url, truncated=truncated, rule=rule)


def read_as(result: FetchResult, charset: str) -> FetchResult:
    """An answer in UTF-8 where the operator has said what its outlet's bytes are; else as it came."""
    text = decode_as(result.body, charset) if isinstance(result, Fetched) and charset else ""
    if not isinstance(result, Fetched) or not text:
        return result
    kind = f"{result.media_type or 'application/xml'}; charset=utf-8"
    return replace(result, body=text.encode(), headers={**result.headers, "content-type": kind})


def save_reading(row: Feed, read: Read, context: Context) -> None:
    """Write a reading: the new pages, and when the feed is read again."""
    new = save_links(row, read.parsed.items, context.clock.now()) if read.parsed else 0
    new += follow_maps(row, read.parsed) if isinstance(read.parsed, SitemapIndex) else 0
    if new and read.parsed and row.outlet.language_guessed:
        _learn_language(row, read.parsed)
    bounds = bounds_of(context.settings, context.clock.speed)
    fields = _common_fields(row, read, new)
    fields |= note_rhythm(row, read.parsed, new, context.clock.now()) if read.parsed else {}
    if read.trouble is None:
        plan = plan_reading(row, read.result, read.parsed, new, context.clock, bounds)
        finish(row, **{"state": "due", "due_at": plan.due_at, **fields, **plan.fields, **follow_move(row, read.result)})
        if isinstance(read.result, Fetched) and read.parsed:
            follow_offer(row, read.result, read.parsed, context.settings)
            note_feed(row, read.result)
        return
    retired = read.trouble.status is FeedStatus.GONE and row.attempts + 1 >= RETIRED_AFTER
    fields |= {"state": "retired"} if retired else {}
    pause = max(bounds.clamp(pause_after(row.attempts + 1)), read.trouble.wait_seconds or 0.0)
    retry(row, read.trouble.message, pause_seconds=spread(pause, random.random()), **fields)  # noqa: S311


def unchanged_fields(row: Feed, read: Read, context: Context) -> dict[str, Any]:
    """What is written of a feed that is well, has nothing new and no hub that pushes."""
    bounds = bounds_of(context.settings, context.clock.speed)
    plan = plan_reading(row, read.result, None, 0, context.clock, bounds, pushed=False)
    fields = {"state": "due", "due_at": plan.due_at, **_common_fields(row, read, 0), **plan.fields}
    if isinstance(read.result, Fetched) and read.result.status != 304:
        fields |= _validators(read.result)
    return {**fields, **follow_move(row, read.result)}


def _learn_language(row: Feed, parsed: ParsedFeed) -> None:
    """The headlines tell an imported outlet's language better than its name."""
    headlines = " ".join(item.headline for item in parsed.items)
    Outlet.objects.filter(pk=row.outlet_id).update(language=guess_language(headlines), language_guessed=False)


def _common_fields(row: Feed, read: Read, new: int) -> dict[str, Any]:
    now = real_now()
    withheld = read.parsed is not None and names_withdrawn(read.parsed.items)
    status = read.trouble.status if read.trouble else FeedStatus.FINE
    fields: dict[str, Any] = {"status": status.value, "last_seconds": read.result.seconds}
    if row.status != status.value:
        fields["status_since"] = now
    if new:
        fields["last_new_at"] = now
    if read.trouble:
        return fields | {"failed_body": None if withheld else pack(read.result.body[:FAILED_BODY_BYTES])}
    fields["last_ok_at"] = now
    if isinstance(read.result, Fetched) and read.parsed:
        body = None if withheld else pack(read.result.body)
        fields |= {"body": body, "kind": read.parsed.kind, "title": read.parsed.title, **_validators(read.result)}
    return fields


def _validators(result: Fetched) -> dict[str, str]:
    names = {"etag": "etag", "last_modified": "last-modified"}
    return {field: _validator(result.headers.get(name, "")) for field, name in names.items()}


def _validator(value: str) -> str:
    """A validator that can be kept and sent back unchanged; empty for one that cannot."""
    usable = len(value) <= _VALIDATOR_CHARS and value.isprintable() and "\x00" not in value
    return value if usable and value.encode("utf-8", "replace").decode() == value else ""
