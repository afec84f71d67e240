"""How often a feed says that it changes: ttl, skipHours, skipDays (RSS 2.0) and the Syndication module of RSS 1.0."""

from __future__ import annotations

from yaowen.collect.rules.feeds.document import Children, children_of, inner_text, pick, text_in
from yaowen.collect.rules.feeds.parsed import Rhythm

_PERIOD_SECONDS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_SECONDS = 31 * 86_400
_MAX_LISTED = 40


def find_rhythm(channel: Children) -> Rhythm:
    """What a channel says of its rhythm; where both forms are there, the longer pause."""
    every = max(_whole(text_in(channel, "ttl")) * 60, _update_period(channel))
    hours = {_whole(text) % 24 for text in _listed(channel, "skiphours", "hour") if text.isdecimal()}
    days = {_DAYS.index(text) for text in map(str.lower, _listed(channel, "skipdays", "day")) if text in _DAYS}
    # A feed that rests always does not know what it says.
    return Rhythm(
        min(every, _LONGEST_SECONDS),
        frozenset(hours) if len(hours) < 24 else frozenset(),
        frozenset(days) if len(days) < 7 else frozenset(),
    )


def _update_period(channel: Children) -> int:
    period = _PERIOD_SECONDS.get(text_in(channel, "updateperiod").lower(), 0)
    return period // max(1, _whole(text_in(channel, "updatefrequency")))


def _listed(channel: Children, list_name: str, name: str) -> list[str]:
    return [
        inner_text(element) for listed in pick(channel, list_name)[:1] for element in pick(children_of(listed), name)
    ][:_MAX_LISTED]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0
