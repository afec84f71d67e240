"""When the article came out: the time it shows, and the times it tells machines, made to agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser

from yaowen.base.dates.printed import find_printed, parse_printed_date, resolve_printed
from yaowen.base.dates.reading import PrintedTime
from yaowen.base.dates.zones import load_zone
from yaowen.base.words import Published
from yaowen.extract.rules.structured import Structured

_TOLD = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "publishdate", "pubdate", "publish-date", "publish_date", "publication_date", "publicationdate", "date", "dc.date",
    "dc.date.issued", "dcterms.created", "dcterms.date", "article.published", "published_time", "published_at",
    "cxenseparse:recs:publishtime", "article:create_date", "weibo: article:create_at", "firstpublished", "og:pubdate",
    "rnews:datepublished",
    "_pubtime", "article_date_original", "og:release_date", "date.created", "datecreated", "article:post_time",
)  # fmt: skip
SURE = 0.85
_LOOSE, _LOOSE_CHARS = 0.8, 40
"""A relative or incomplete date in a longer line is part of a sentence."""
_UPDATED = re.compile(
    r"updat|modif|更新|修改|編集|最終|aktualis|bearbeitet|mis à jour|actualiz|aggiorn|oppdater|uppdater|opdater",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"发布|發布|發佈|发表|發表|时间|時間|日期|publish|posted|date|来源|來源|記者|记者|稿源", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[-/_]?([01]\d)[-/_]?([0-3]\d)(?=[/_\-.]|\d)")
_MARKED = (
    'time[datetime], [itemprop="datePublished"], .pubdate, .date, .time, .pub_time, #pubtime_baidu, '
    ".post-date, .entry-date"
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Short lines of a page.

    Attributes:
        near: around the headline, nearest first.
        tail: at the body's end.
        far: all others.
    """

    near: Sequence[str]
    tail: Sequence[str]
    far: Sequence[str]


def find_published(
    tree: LexborHTMLParser, said: Structured, lines: Lines, *, url: str, zone: str, now: datetime
) -> Published:
    """Decide when the article came out.

    A time told with its zone is believed. One told without a zone gives way to a shown time that names another
    minute. Where nothing is told, the time shown nearest the headline counts, then a date in the address.

    Args:
        tree: the page.
        said: what it says for machines.
        lines: short lines where times are printed.
        url: the page's address.
        zone: zone of times printed without one.
        now: when the page was fetched.
    """
    told = _told(said, zone, now)
    if told is not None and told.zone != zone and told.precision != "day":
        return told
    shown = _shown(lines.near, zone, now)
    marked = _marked(tree, zone, now)
    if shown is None or (marked is not None and marked.precision != "day" and _same_day(shown, marked)):
        shown = marked or shown or _shown(lines.far, zone, now, least=SURE)
    if shown is not None and (told is None or told.precision == "day" or shown.precision != "day"):
        return shown if told is None or _same_day(told, shown) or shown.confidence >= told.confidence else told
    if told is not None:
        return told
    return shown or _in_address(url, zone, now)


def _told(said: Structured, zone: str, now: datetime) -> Published | None:
    texts = [
        said.text("datePublished"),
        said.text("uploadDate"),
        *(said.meta(name) for name in _TOLD),
        said.text("dateCreated"),
    ]
    best: Published | None = None
    for text in texts:
        if not text:
            continue
        read = parse_printed_date(text, zone=zone, now=now)
        if read.at is None:
            continue
        if read.precision != "day":
            return read
        best = best or read
    return best


def _shown(lines: Sequence[str], zone: str, now: datetime, least: float = 0.0) -> Published | None:
    """The date in the lines around the headline: labelled ones before bare ones, first ones before later ones."""
    local_now = now.astimezone(load_zone(zone))
    best: tuple[float, Published] | None = None
    for place, line in enumerate(lines):
        for found in find_printed(line, local_now):
            if found.confidence < least or (found.confidence < _LOOSE and len(line) > _LOOSE_CHARS):
                continue
            score = _trust(line, found) - 0.03 * place
            if best is None or score > best[0]:
                best = score, resolve_printed(found, line[:200], zone=zone, now=now)
            break
    return best[1] if best else None


def _trust(line: str, found: PrintedTime) -> float:
    score = found.confidence + (0.3 if found.time else 0.0)
    before = line[max(0, found.start - 25) : found.start]
    if _UPDATED.search(before):
        score -= 0.35
    elif _NAMED.search(line):
        score += 0.2
    share = (found.end - found.start) / max(1, len(line))
    return score + 0.3 * share


def _marked(tree: LexborHTMLParser, zone: str, now: datetime) -> Published | None:
    for node in tree.css(_MARKED)[:8]:
        attributes = node.attributes
        raw = attributes.get("datetime") or attributes.get("content") or node.text(deep=True)[:120]
        read = parse_printed_date(raw or "", zone=zone, now=now)
        if read.at is not None:
            return replace(read, confidence=read.confidence * 0.8)
    return None


def _same_day(one: Published, other: Published) -> bool:
    return one.at is not None and other.at is not None and abs((one.at - other.at).total_seconds()) < 36 * 3600


def _in_address(url: str, zone: str, now: datetime) -> Published:
    found = _IN_ADDRESS.search(url)
    if not found:
        return Published(zone=zone)
    read = parse_printed_date(f"{found[1]}-{found[2]}-{found[3]}", zone=zone, now=now.astimezone(UTC))
    return replace(read, confidence=read.confidence * 0.6)
