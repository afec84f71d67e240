"""The daily digest 每日要闻: the weightiest stories of a finished day, as a page, in a feed and in a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from yaowen.base import addresses
from yaowen.base.addresses import BCP47, PathLanguage
from yaowen.render.rules.days import apart, show_date
from yaowen.render.rules.feeds.channel import Item, xml_text
from yaowen.render.rules.lines import StoryLine, story_line
from yaowen.render.rules.material import Event
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.site import Page, Site

STORIES, ABROAD = 12, 3
LEAD_CHARS = 80
DAYS_LISTED = 14


@dataclass(frozen=True, slots=True)
class Digest:
    """A day in one language. `title`: its date; `lines`: the weightiest first, then some in other languages."""

    day: date
    title: str
    lines: tuple[StoryLine, ...]


def make_digest(site: Site, language: PathLanguage, day: date, events: Sequence[Event]) -> Digest:
    """The digest of a day.

    Args:
        events: of the day, the weightiest first.
    """
    home, abroad = apart(events)
    chosen = [*home[:STORIES], *abroad[:ABROAD]]
    return Digest(
        day, show_date(language, day),
        tuple(story_line(language, site.zone, event, LEAD_CHARS) for event in chosen),
    )  # fmt: skip


def digest_page(site: Site, language: PathLanguage, digest: Digest) -> Page:
    """A day's digest."""
    title = f"{phrase(language, 'Daily digest')} · {digest.title}"
    values = {"digest": digest, "letters": site.letters}
    return Page("digest.html", f"digest/{digest.day.isoformat()}/", title, values, slot=True, section="days")


def digests_page(site: Site, language: PathLanguage, days: Sequence[date]) -> Page:
    """The latest digests, and how to get them by mail.

    Args:
        days: finished ones with news, the newest first.
    """
    shown = [(day.isoformat(), show_date(language, day)) for day in days[:DAYS_LISTED]]
    values = {"days": shown, "letters": site.letters}
    title = phrase(language, "Daily digest")
    return Page("digests.html", "digest/", title, values, slot=True, feeds=True, section="days")


def digest_items(site: Site, language: PathLanguage, days: Sequence[date]) -> list[Item]:
    """The digests as items of a feed, each of the moment at which its day was over."""
    title = phrase(language, "Daily digest")
    return [
        Item(
            f"{site.url}{addresses.digest(language, day)}", f"{title} · {show_date(language, day)}", "",
            BCP47[language], xml_text(site.name), end_of(day, site.zone),
        )
        for day in days[:DAYS_LISTED]
    ]  # fmt: skip


def end_of(day: date, zone: str) -> datetime:
    """The instant at which a day of a zone is over, UTC."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)


def finished_days(days: Sequence[str], now: datetime, zone: str) -> list[date]:
    """Those of some days that are over."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return [day for one in days if (day := date.fromisoformat(one)) < today]


def letter_day(now: datetime, zone: str, hour: int) -> date | None:
    """The day whose digest is sent now: yesterday, once the hour has struck; None before it."""
    local = now.astimezone(ZoneInfo(zone))
    return local.date() - timedelta(days=1) if local.hour >= hour else None
