"""Where things stand on the site (DESIGN.md, Addresses). Addresses are part of the public interface."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

PathLanguage = Literal["zh-hans", "zh-hant", "en"]
PATH_LANGUAGES: tuple[PathLanguage, ...] = get_args(PathLanguage)
BCP47: dict[PathLanguage, str] = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
FEED_FILES = {
    "feed.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
    "feed.json": "application/feed+json",
}
BEACON = "/_/read"
OEMBED = "/api/oembed"
SITEMAP = "/sitemap.xml"
WORKER = "/sw.js"
"""The service worker: it may answer for what stands below its own address, so it stands at the top."""
NEWS_SITEMAP = "/sitemap-news.xml"
PICTURES = "/picture/"
HUB_CALLBACK = "/_/websub/"
"""Where WebSub hubs verify and push; the token of a subscription follows."""


def front(language: PathLanguage) -> str:
    """The front page."""
    return f"/{language}/"


def article(language: PathLanguage, article_id: int) -> str:
    """An article's page."""
    return f"/{language}/article/{article_id}/"


def story(language: PathLanguage, story_id: int) -> str:
    """A story's page."""
    return f"/{language}/story/{story_id}/"


def ranking(language: PathLanguage) -> str:
    """The 24-hour ranking."""
    return f"/{language}/ranking/"


def outlet(language: PathLanguage, slug: str) -> str:
    """An outlet's page."""
    return f"/{language}/outlet/{slug}/"


def name(language: PathLanguage, name_id: int) -> str:
    """The page of a person, place or organisation."""
    return f"/{language}/name/{name_id}/"


def search(language: PathLanguage) -> str:
    """The search page."""
    return f"/{language}/search/"


def method(language: PathLanguage) -> str:
    """How the ranking is made."""
    return f"/{language}/method/"


def opml(language: PathLanguage) -> str:
    """All that can be subscribed to, for readers of feeds."""
    return f"/{language}/subscriptions.opml"


def about(language: PathLanguage) -> str:
    """About the site, and how to reach it."""
    return f"/{language}/about/"


def picture(name: str, width: int, kind: str) -> str:
    """A file of a picture, `webp` or `jpeg`; the name is a hash, so that no address ever changes its bytes."""
    return f"{PICTURES}{name}-{width}.{kind}"


def digests(language: PathLanguage) -> str:
    """The daily digests."""
    return f"/{language}/digest/"


def digest(language: PathLanguage, day: date) -> str:
    """The digest of a day."""
    return f"/{language}/digest/{day.isoformat()}/"


def embed(language: PathLanguage) -> str:
    """How to put the ranking on another site."""
    return f"/{language}/embed/"


def embedded_ranking(language: PathLanguage) -> str:
    """The ranking as a frame for other sites."""
    return f"/{language}/embed/ranking/"


def is_embedded(path: str) -> bool:
    """Whether other sites may show a path in a frame."""
    return path in _EMBEDDED


def is_sitemap(path: str) -> bool:
    """Whether a path is that of the sitemaps' index or of one of them."""
    return path == SITEMAP or (path.startswith("/sitemap-") and path.endswith(".xml"))


def ranking_fragment(language: PathLanguage) -> str:
    """The stored ranking of the minute that serving joins into pages; not an address for readers."""
    return f"/_/ranking/{language}"


_EMBEDDED = frozenset(map(embedded_ranking, PATH_LANGUAGES))
