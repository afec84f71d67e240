"""Slugs and languages of outlets that an operator adds by address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from itertools import count
from urllib.parse import urlsplit

from yaowen.base.text.script import detect_script, han_share

MAX_CHARS = 60
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_FEED_WORDS = frozenset(
    [
        "rss", "rss2", "feed", "feeds", "atom", "xml", "index", "json", "rdf", "all", "news", "newsfeed", "default",
        "php", "aspx", "html", "www", "en", "zh", "latest", "articles", "category",
    ]
)  # fmt: skip
_HOST_WORDS = frozenset(["www", "rss", "feed", "feeds", "m", "com", "org", "net", "co", "gov", "edu", "feedburner"])
_MIN_CHARS = 3


def make_slug(name: str, url: str, taken: Container[str]) -> str:
    """A slug for an outlet: of its name where that is Latin, else of its feed's address; unique, never the host alone.

    Args:
        taken: slugs in use.
    """
    host = (urlsplit(url).hostname or "").lower()
    latin = _sluggish(unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
    enough = len(latin) >= _MIN_CHARS and han_share(name) < 0.5 and latin not in {_sluggish(host), host}
    base = (latin if enough else _of_address(url))[:MAX_CHARS].strip("-")
    return next(slug for slug in _numbered(base) if slug not in taken)


def guess_language(text: str) -> str:
    """BCP 47 of a title: `zh-Hans`, `zh-Hant`, or `en` where it has no Chinese characters."""
    return detect_script(text) or "en"


def _of_address(url: str) -> str:
    """The telling parts of a feed's address: `https://rss.example.com/rss/china.xml` → `example-china`."""
    parts = urlsplit(url)
    segments = [_sluggish(segment.rpartition(".")[0] or segment) for segment in parts.path.split("/")]
    telling = [segment for segment in segments if segment and segment not in _FEED_WORDS]
    host = parts.hostname or ""
    numeric = host.replace(".", "").isdigit() or ":" in host or host == "localhost"
    labels = [] if numeric else [label for label in host.split(".")[:-1] if label not in _HOST_WORDS]
    made = "-".join([*labels[-1:], *telling[:2]])
    return made if telling and made else f"{made or 'outlet'}-news"


def _sluggish(text: str) -> str:
    return _NOT_SLUG.sub("-", text.lower()).strip("-")


def _numbered(base: str) -> Iterator[str]:
    return (base if number == 1 else f"{base}-{number}" for number in count(1))
