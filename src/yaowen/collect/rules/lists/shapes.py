"""What an article's address looks like: its shape with numbers and slugs left out, and how much it is like one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

_DIGITS = re.compile(r"\d+")
_EXTENSION = re.compile(r"\.[A-Za-z]{2,5}$")
_PIECES = re.compile(r"[-_.]")
_HEX = re.compile(r"[0-9a-f]{12,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CODE_CHARS = 8
_SLUG_WORDS = 4

_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|pdf|docx?|xlsx?|zip|rar|apk|exe|dmg|mp[34]|m3u8|xml|rss|json|opml|gz)$"
)
_PAGINATION = re.compile(
    r"(?:^|/)(?:(?:index|list|default|home|page|p|more)[-_]?\d{1,4}(?:\.\w{2,5})?|pages?/\d{1,5})/?$"
)
_SECTIONS = re.compile(
    r"(?:^|/)(?:tags?|authors?|category|categories|columns?|columnists?|topics?|search|login|register|users?|about|"
    r"rss|feeds?|sitemaps?|archives?|help|contact|privacy|terms|subscribe|podcasts?|live)/[^/]*/?$"
    r"|(?:^|/)(?:node|channel|column|class|catalog|special|col)[-_]?\d*(?:/?index)?(?:\.\w{2,5})?$"
)
_PAGE_KEYS = frozenset(["page", "paged", "pn", "start", "offset", "pageno", "pageindex", "currentpage", "lang", "sort"])
_DATE = re.compile(
    r"(?:19|20)\d{2}[-/_]?(?:0[1-9]|1[0-2])[-/_]?(?:0[1-9]|[12]\d|3[01])(?!\d)|/(?:19|20)\d{2}/\d{1,2}(?:/|$)"
    r"|/(?:19|20)?\d{2}-\d{2}/\d{2}/"
)
_COUNTRY_SECOND = frozenset(["com", "net", "org", "gov", "edu", "co", "ac", "mil", "idv", "gob", "or", "ne", "go"])


def shape_of(url: str) -> str:
    """The part of an address that articles share: from the first segment that varies on.

    `https://news.example.cn/china/2031-05/06/content_123.htm` → `…/#-#/#/content_#.htm`. An address in which nothing
    varies is its own shape.
    """
    parts = urlsplit(url)
    segments = parts.path.split("/")[1:]
    last = len(segments) - 1
    general = [_generalise(segment, last=place == last) for place, segment in enumerate(segments)]
    first = next((place for place, segment in enumerate(general) if "#" in segment or "*" in segment), None)
    query = "&".join(f"{key}={_generalise(value)}" for key, value in parse_qsl(parts.query))
    tail = "…/" + "/".join(general[first:]) if first is not None else parts.path or "/"
    return f"{tail}?{query}" if query else tail


def score_address(url: str) -> float:
    """How much an address is like an article's, 0–1: a number or a slug at its end, a date, `.html`."""
    parts = urlsplit(url)
    path = parts.path.lower()
    if _FILES.search(path) or _PAGINATION.search(path) or _SECTIONS.search(path):
        return 0.0
    end = path.rstrip("/").rpartition("/")[2]
    score = max(_score_end(_EXTENSION.sub("", end)), _score_query(parts.query))
    if score and _DATE.search(path):
        score += 0.4
    if score and end.endswith((".html", ".htm", ".shtml")):
        score += 0.15
    return min(1.0, score)


def address_date(url: str) -> str:
    """The day that an address names, as written in it (`2031/05/06`, `20310506`); empty where it names none."""
    found = _DATE.search(urlsplit(url).path)
    return found[0].strip("/") if found and len(_DIGITS.sub("", found[0])) <= 4 else ""


def site_of(url: str) -> str:
    """The site an address belongs to: its host without the names before the registered one; with port for numbers."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit() or len(labels) < 3:
        return parts.netloc if host != parts.netloc and (":" in host or labels[-1].isdigit()) else host
    kept = 3 if len(labels[-1]) == 2 and labels[-2] in _COUNTRY_SECOND else 2
    return ".".join(labels[-kept:])


def _generalise(segment: str, *, last: bool = False) -> str:
    """One segment with what varies left out: numbers `#`, slugs and codes `*`."""
    found = _EXTENSION.search(segment) if last else None
    end = found[0] if found else ""
    stem = segment.removesuffix(end)
    if _HEX.fullmatch(stem) or "%" in stem or (last and _slug_words(stem) >= 2):
        return "*" + end
    pieces = [piece if not _is_code(piece) else "*" for piece in _PIECES.split(stem)]
    marks = _PIECES.findall(stem)
    joined = "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))
    return _DIGITS.sub("#", joined) + end


def _slug_words(stem: str) -> int:
    return sum(piece.isalpha() and len(piece) > 1 for piece in _PIECES.split(stem)) if "-" in stem else 0


def _is_code(piece: str) -> bool:
    """An identifier that is neither number nor word: `ihaichqz3456789`, `ARTIx7Kq2310`."""
    if len(piece) < _CODE_CHARS or piece.isdigit():
        return False
    digits = any(sign.isdigit() for sign in piece)
    both = piece.lower() != piece != piece.upper() and not piece.istitle()
    return piece.isalnum() and piece.isascii() and (digits or (both and not piece[1:].islower()))


def _score_end(stem: str) -> float:
    if _slug_words(stem) >= _SLUG_WORDS or "%" in stem:
        return 0.7
    numbers = [len(number) for number in _DIGITS.findall(stem)]
    if numbers and max(numbers) >= 5:
        return 0.7
    if any(_is_code(piece) for piece in _PIECES.split(stem)) or _HEX.fullmatch(stem):
        return 0.6
    return 0.4 if numbers else 0.0


def _score_query(query: str) -> float:
    numbers = [len(value) for key, value in parse_qsl(query) if value.isdigit() and key.lower() not in _PAGE_KEYS]
    return (0.6 if max(numbers) >= 4 else 0.4) if numbers else 0.0
