"""A parsed feed in the words of feedparser, so that its own assertions can be asked of ours."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from typing import Any

import feedparser

from yaowen.base.dates import parse_printed_date
from yaowen.base.text.charset import decode_bytes
from yaowen.base.text.charset_labels import codec_for, parse_label
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.byline import parse_byline
from yaowen.collect.rules.feeds.parse import clean_feed, clean_item, parse_raw
from yaowen.collect.rules.feeds.parsed import FeedProblem, RawItem
from yaowen.collect.rules.feeds.plain_text import one_line, plain_text

NOW = datetime(2026, 8, 1, tzinfo=UTC)
SERVER = "http://127.0.0.1:8097/tests/"
_DATES = ("published", "updated", "created", "date")


class Words(dict[str, Any]):
    """A dictionary whose keys are attributes too, as feedparser's are."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def has_key(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self


class Said(str):
    """A plain text that equals an HTML one of the same words, or a plain one of the same characters."""

    markup = True

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return False
        # feedparser calls base64 plain, whatever is in it: what closes a tag is HTML.
        return str(self) == (plain_text(other) if self.markup or "</" in other else one_line(other))

    __hash__ = str.__hash__


class Address(str):
    """An address that equals every other spelling of it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) in {canonical_address(html.unescape(other)), other}

    __hash__ = str.__hash__


class Byline(str):
    """A name that equals the same name with a mail address beside it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) == parse_byline(other)

    __hash__ = str.__hash__


class Language(str):
    """A language tag, whose case says nothing (BCP 47, 2.1.1)."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.lower() == other.lower()

    __hash__ = str.__hash__


class Kind(str):
    """`rss`, `atom` or `json`, which equals each of its versions."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and bool(self) and other.startswith(self)

    __hash__ = str.__hash__


class Encoding(str):
    """An encoding that equals another one by which the body reads the same."""

    body = b""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return False
        named = parse_label(other) or other
        read = self.body.decode(codec_for(named), "replace")
        return named == str(self) or read.removeprefix("\ufeff") == decode_bytes(self.body, None).text

    __hash__ = str.__hash__


def words_of(file: str, body: bytes, headers: dict[str, str]) -> Words:
    """Our reading of a file under feedparser's names; its own reading says only which texts are HTML."""
    lower = {name.lower(): value for name, value in headers.items()}
    theirs = feedparser.parse(body, response_headers=lower)
    charset = _charset(lower.get("content-type", ""))
    url = canonical_address(lower.get("content-location", ""), SERVER + file) or SERVER + file
    decoded = decode_bytes(body, charset)
    raw = parse_raw(decoded.text)
    encoding = Encoding(decoded.encoding)
    encoding.body = body
    if isinstance(raw, FeedProblem):
        return Words(feed=Words(), entries=[], version="", encoding=encoding, problem=raw)
    parsed = clean_feed(raw, url, raw.items)
    feed = Words(title=_said(parsed.title, theirs.feed.get("title_detail")))
    feed["title_detail"] = Words(value=feed["title"])
    feed["ttl"] = str(raw.rhythm.every_seconds // 60)
    if language := parsed.language or lower.get("content-language"):
        feed["language"] = Language(language)
    feed["links"] = [Words(href=Address(link)) for link in (parsed.home_url, parsed.self_url) if link]
    if parsed.home_url:
        feed["link"] = Address(parsed.home_url)
    entries = [_entry_words(item, url, their) for item, their in zip(raw.items, _padded(theirs.entries), strict=False)]
    return Words(feed=feed, entries=entries, version=Kind(raw.kind), encoding=encoding)


def _entry_words(item: RawItem, url: str, their: Any) -> Words:
    link = clean_item(item, url)
    title = _said(plain_text(item.headline), their.get("title_detail"))
    summary = _said(link.summary, their.get("summary_detail") or _first(their.get("content")))
    content = _said(plain_text(item.content) or link.summary, _first(their.get("content")))
    made = Words(title=title, summary=summary, description=summary, content=[Words(value=content)])
    made |= {"title_detail": Words(value=title), "summary_detail": Words(value=summary)}
    made |= {"id": link.guid, "guid": Address(link.guid), "source": _source(link.source)}
    made |= {"author": Byline(", ".join(link.authors)), "authors": [Words(name=name) for name in link.authors]}
    made["author_detail"] = Words(name=link.authors[0] if link.authors else "")
    at = parse_printed_date(link.published_raw, zone="UTC", now=NOW).at
    for name in _DATES:
        made |= {name: link.published_raw, f"{name}_parsed": at and tuple(at.utctimetuple())}
    if link.url:
        made |= {"link": Address(link.url)}
    made["links"] = [Words(href=Address(canonical_address(one, url))) for one in item.links]
    if link.image:
        shown = [Words(href=Address(link.image), url=Address(link.image))]
        made |= {"image": shown[0], "media_thumbnail": shown, "enclosures": shown}
    return made


def _said(text: str, detail: Any) -> Said:
    made = Said(text)
    made.markup = detail is None or detail.get("type") != "text/plain"
    return made


def _source(name: str) -> Words:
    said = _said(name, None)
    return Words(title=said, title_detail=Words(value=said))


def _first(found: Any) -> Any:
    return found[0] if found else None


def _padded(entries: list[Any]) -> list[Any]:
    return [*entries, *([Words()] * 100)]


def _charset(content_type: str) -> str | None:
    name, _, value = content_type.lower().partition("charset")
    return value.lstrip(" =").strip(" \"';") if name else None
