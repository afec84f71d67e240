"""When the article came out: the time it shows, and the times it tells machines, made to agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

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
    r"updat|modif|更新|修改|編集|最終|aktualis|bearbeitet|mis à jour|actualiz|aggiorn|oppdater|uppdater|opdater"
)
"""Asked of text in lower case, as the next ones are: ignoring case costs twenty times more."""
_AT_THE_END = re.compile(
    r"发[布表][于於时時日]|發[布佈表][于於时時日]|张贴|張貼|日期|publish|posted|\bdat(?:e|um)\b|stand:|veröffentlicht"
)
"""What a line behind the text says that gives the article's time, and not that of a comment."""
_CHANGED = ("article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "last-modified",
            "lastmod", "dc.date.modified", "dcterms.modified", "article.updated", "updated_time")  # fmt: skip
_LEAST_LATER, _MOST_LATER = timedelta(minutes=1), timedelta(hours=12)
_NAMED = re.compile(r"发布|發布|發佈|发表|發表|时间|時間|日期|publish|posted|date|来源|來源|記者|记者|稿源")
_LABEL = re.compile(
    r"(?:发布|發布|發佈|发表|發表|publish|posted)[^\W\d]{0,4}\s?[:：]\s?$|(?:时间|時間|日期)\s?[:：]\s?$", re.IGNORECASE
)
_LABEL_CHARS = 16
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[-/_]?([01]\d)[-/_]?([0-3]\d)(?=[/_\-.]|\d)")
_IN_STATE = re.compile(
    r"\\?[\"'](?:date_?)?(?:first_?)?(?:publish(?:ed)?|pub|release|deploy|display|post(?:ed)?)_?"
    r"(?:at|on|date|time|dt|ts|datetime|timestamp)\\?[\"']\s{0,3}:\s{0,3}\\?[\"']?([^\"'\\,}\]]{8,40})",
    re.IGNORECASE,
)
_MOST_STATES = 5
_LEAST_SHARE = 0.5
_MARKED = 'time[datetime], [itemprop="datePublished"]'
_CALLED = ".pubdate, .date, .time, .pub_time, #pubtime_baidu, .post-date, .entry-date"


@dataclass(frozen=True, slots=True)
class Lines:
    """Short lines of a page.

    Attributes:
        near: around the headline, nearest first.
        tail: at the body's end.
        far: all others.
        inside: within the body, those with a time of day: of a thread in a forum the first post is the article.
    """

    near: Sequence[str]
    tail: Sequence[str]
    far: Sequence[str]
    inside: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What times are read by.

    Attributes:
        zone: of times printed without one.
        now: when the page was fetched.
        url: the page's address. `html`: its text, for the state that it embeds for scripts.
    """

    zone: str
    now: datetime
    url: str = ""
    html: str = ""


def find_published(tree: LexborHTMLParser, said: Structured, lines: Lines, by: Setting) -> Published:
    """Decide when the article came out.

    A time told with its zone is believed, unless the page shows that it is the time of a change, by an earlier
    time of that day printed with its own zone. One told without a zone gives way to a shown time that names another
    minute. Where nothing is told, the time shown nearest the headline counts, then a labelled one behind the text,
    then a date inside a sentence, then one that scripts or the address hold.

    Args:
        tree: the page.
        said: what it says for machines.
        lines: short lines where times are printed.
        by: what times are read by.
    """
    told = _told(said, by)
    if told is not None and told.zone != by.zone and told.precision != "day":
        return _shown_before(told, lines.near, by) or told
    shown = _shown(lines.near, by)
    marked = _marked(tree, _MARKED, by)
    if shown is None:
        posts = [line for line in lines.inside if _AT_THE_END.search(line.lower())]
        tail = [*posts, *(line for line in lines.tail if _AT_THE_END.search(line.lower()))]
        shown = marked or _shown(tail, by) or _marked(tree, _CALLED, by)
        shown = shown or _shown(lines.near, by, alone=False) or _shown(lines.far, by, least=SURE)
    else:
        marked = marked or _marked(tree, _CALLED, by)
        shown = marked if marked is not None and marked.precision != "day" and _same_day(shown, marked) else shown
    if shown is not None and (told is None or told.precision == "day" or shown.precision != "day"):
        return shown if told is None or _same_day(told, shown) or shown.confidence >= told.confidence else told
    if told is not None:
        return told
    return shown or _in_state(by) or _in_address(by)


def _shown_before(told: Published, lines: Sequence[str], by: Setting) -> Published | None:
    """The time shown with its zone, where the told one is some minutes or hours later: it is that of a change."""
    local_now = by.now.astimezone(load_zone(by.zone))
    for line in lines:
        for found in find_printed(line, local_now):
            if not found.time or found.confidence < SURE:
                continue
            label = line[max(0, found.start - 25) : found.start].lower()
            if not found.zone or found.time.second or _UPDATED.search(label):
                break  # seconds are printed for machines, by readers' comments and in strings of posts
            read = resolve_printed(found, line[:200], zone=by.zone, now=by.now)
            if _is_shortly_before(read, told):
                return replace(read, where="a line of the page")
            break
    return None


def _is_shortly_before(shown: Published, told: Published) -> bool:
    if shown.at is None or told.at is None:
        return False
    return _LEAST_LATER <= told.at - shown.at <= _MOST_LATER


def find_modified(said: Structured, lines: Lines, published: Published, by: Setting) -> Published:
    """When the outlet says that it last changed the article: told to machines, else the time in a line that says so.

    Args:
        said: what the page says for machines.
        lines: short lines where times are printed.
        published: when the article came out.
        by: what times are read by.

    Returns:
        Nothing where the page does not say, and where it is no later than the minute in which the article came out.
    """
    for read in _changes(said, lines, by):
        later = read.at is not None and (published.at is None or read.at - published.at >= _LEAST_LATER)
        if later and read.precision != "day":
            return read
    return Published()


def _changes(said: Structured, lines: Lines, by: Setting) -> Iterator[Published]:
    """Every time that a page gives as that of a change, the surest first."""
    told = {"linked data": said.text("dateModified"), **{f"meta {name}": said.meta(name) for name in _CHANGED}}
    yield from (_read(text, where, by) for where, text in told.items() if text)
    for line in (*lines.near, *lines.tail):
        if not _UPDATED.search(line.lower()):
            continue
        for one in find_printed(line, by.now.astimezone(load_zone(by.zone))):
            if _UPDATED.search(line[max(0, one.start - 25) : one.start].lower()):
                yield replace(resolve_printed(one, line, zone=by.zone, now=by.now), where="a line of the page")


def _read(text: str, where: str, by: Setting) -> Published:
    return replace(parse_printed_date(text, zone=by.zone, now=by.now), where=where)


def _told(said: Structured, by: Setting) -> Published | None:
    texts = {
        "linked data": said.text("datePublished"),
        "linked data, upload": said.text("uploadDate"),
        **{f"meta {name}": said.meta(name) for name in _TOLD},
        "linked data, creation": said.text("dateCreated"),
    }
    best: Published | None = None
    for where, text in texts.items():
        if not text:
            continue
        read = _read(text, where, by)
        if read.at is None:
            continue
        if read.precision != "day":
            return read
        best = best or read
    return best


def _shown(lines: Sequence[str], by: Setting, *, least: float = 0.0, alone: bool = True) -> Published | None:
    """The date in some lines: labelled ones before bare ones, first ones before later ones.

    Args:
        least: confidence that a date must have.
        alone: a day without a time counts only where it is labelled, or most of its line.
    """
    local_now = by.now.astimezone(load_zone(by.zone))
    best: tuple[float, Published] | None = None
    for place, line in enumerate(lines):
        for found in find_printed(line, local_now):
            if found.confidence < least or (found.confidence < _LOOSE and _is_loose(line, found)):
                continue
            if alone and not found.time and _is_in_sentence(line, found):
                break
            score = _trust(line, found) - 0.03 * place
            if best is None or score > best[0]:
                read = resolve_printed(found, line[:200], zone=by.zone, now=by.now)
                best = score, replace(read, where="a line of the page")
            break
    return best[1] if best else None


def _is_loose(line: str, found: PrintedTime) -> bool:
    """Whether a date that may mean another day, or only counts from today, stands in a sentence; not behind a label."""
    return len(line) > _LOOSE_CHARS and not _LABEL.search(line[max(0, found.start - _LABEL_CHARS) : found.start])


def _is_in_sentence(line: str, found: PrintedTime) -> bool:
    """Whether a date stands among words that do not say what it is the date of: under a picture, in a sentence."""
    share = (found.end - found.start) / max(1, len(line))
    return share < _LEAST_SHARE and len(line) > _LOOSE_CHARS and not _NAMED.search(line.lower())


def _trust(line: str, found: PrintedTime) -> float:
    score = found.confidence + (0.3 if found.time else 0.0)
    before = line[max(0, found.start - 25) : found.start]
    if _UPDATED.search(before.lower()):
        score -= 0.35
    elif _NAMED.search(line.lower()):
        score += 0.2
    share = (found.end - found.start) / max(1, len(line))
    return score + 0.3 * share


def _marked(tree: LexborHTMLParser, selectors: str, by: Setting) -> Published | None:
    for node in tree.css(selectors)[:8]:
        attributes = node.attributes
        raw = attributes.get("datetime") or attributes.get("content") or node.text(deep=True)[:120]
        read = parse_printed_date(raw or "", zone=by.zone, now=by.now)
        if read.at is not None:
            return replace(read, confidence=read.confidence * 0.8, where="an element made for the time")
    return None


def _same_day(one: Published, other: Published) -> bool:
    return one.at is not None and other.at is not None and abs((one.at - other.at).total_seconds()) < 36 * 3600


def _in_state(by: Setting) -> Published | None:
    """The time under a telling name in what a page embeds for its scripts."""
    for found in islice(_IN_STATE.finditer(by.html), _MOST_STATES):
        read = _read(found[1].strip(), "state embedded for scripts", by)
        if read.at is not None:
            return replace(read, confidence=read.confidence * 0.7)
    return None


def _in_address(by: Setting) -> Published:
    found = _IN_ADDRESS.search(by.url)
    if not found:
        return Published(zone=by.zone)
    read = parse_printed_date(f"{found[1]}-{found[2]}-{found[3]}", zone=by.zone, now=by.now.astimezone(UTC))
    return replace(read, confidence=read.confidence * 0.6, where="the page's address")
