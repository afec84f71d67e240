"""What the page gave and what the feed said → the article that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from yaowen.base.dates import parse_printed_date
from yaowen.base.text.charset import decode_bytes
from yaowen.base.text.charset_labels import decode_as
from yaowen.base.words import Block, ExtractedArticle, Facts, FoundLink, Published
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.clean import clean_text, fold_line, weigh
from yaowen.extract.rules.facts import find_facts
from yaowen.extract.rules.headline import is_garbage
from yaowen.extract.rules.language import detect_language
from yaowen.extract.rules.picture_address import is_picture_address

SURE_TIME = 0.5
"""A time read off the page with less confidence gives way to the feed's."""


BACKLOG_AGE = timedelta(days=1)
"""How old an undated item of a backlog is taken to be: it fills no list of what is new, and is not lost either."""


@dataclass(frozen=True, slots=True)
class Request:
    """A fetched page and what is known of it.

    Attributes:
        body: its bytes; None where only the feed's words are there.
        charset: the charset parameter of its Content-Type; empty where none was sent.
        forced: the operator's word for the outlet's charset, which decides; empty where there is none.
        zone: the outlet's zone.
        language: the outlet's language, for texts too short to tell.
        fetched_at: news time, UTC.
        opted_out: the answer's headers ask not to show the text. `withholds_pictures`: nor its pictures.
    """

    body: bytes | None
    charset: str
    url: str
    item: FoundLink
    zone: str
    language: str
    fetched_at: datetime
    opted_out: bool = False
    forced: str = ""
    withholds_pictures: bool = False


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article ready to be kept, and what its text says. `published.at` is always set.

    Attributes:
        found_text: text was found in the page itself, not only in the feed.
    """

    article: ExtractedArticle
    facts: Facts
    found_text: bool = True


def read_request(request: Request) -> ReadArticle:
    """Read a page, complete it with the feed's words, and find what its text says. Pure; runs in the guarded child."""
    if request.body is None:
        article = ExtractedArticle(headline="")
    else:
        html = decode_as(request.body, request.forced) or decode_bytes(request.body, request.charset).text
        article = extract_page(html, url=request.url, zone=request.zone, fetched_at=request.fetched_at)
    found_text = bool(article.blocks)
    article = complete_article(article, request)
    facts = find_facts(article.headline, article.paragraphs, article.published.at)
    return ReadArticle(article, facts, found_text)


def complete_article(article: ExtractedArticle, request: Request) -> ExtractedArticle:
    """Fill what the page did not give from the feed's item: headline, source, text, time, authors, language."""
    item = request.item
    withheld = article.image_withheld or request.withholds_pictures
    # With its column's tag: our pages have no other place for it yet.
    headline = clean_text(article.printed_headline or article.headline)
    if is_garbage(headline) or fold_line(headline) in {fold_line(article.site), fold_line(article.source)}:
        headline = clean_text(item.headline) or headline
    blocks = article.blocks
    summary = _summary_blocks(item.summary)
    if not blocks or _weight(blocks) < 0.3 * _weight(summary):
        blocks = summary
    text = "\n".join(block.text for block in blocks) or headline
    return replace(
        article,
        headline=headline,
        source=article.source or clean_text(item.source),
        blocks=blocks,
        published=_decide_published(article.published, request),
        authors=article.authors or tuple(filter(None, map(clean_text, item.authors))),
        language=detect_language(text, request.language) if not article.language else article.language,
        opted_out=article.opted_out or request.opted_out,
        image="" if withheld else article.image or (item.image if is_picture_address(item.image) else ""),
        image_withheld=withheld,
    )


def _decide_published(page: Published, request: Request) -> Published:
    """The time of the article; an undated one out of a backlog counts as a day old, below what is new."""
    found = decide_published(page, request.item.published_raw, request.zone, request.fetched_at)
    if found.precision != "none" or not request.item.backlog:
        return found
    return replace(found, at=request.fetched_at - BACKLOG_AGE, confidence=0.05)


def decide_published(page: Published, feed_raw: str, zone: str, fetched_at: datetime) -> Published:
    """The page's time where it is sure, else the feed's, else the moment of the fetch. Never later than the fetch.

    Args:
        page: as the page gave it.
        feed_raw: the feed's date as printed; may be empty.
        zone: the outlet's zone.
        fetched_at: when the page was fetched.
    """
    feed = parse_printed_date(feed_raw, zone=zone, now=fetched_at) if feed_raw else Published()
    if page.at is not None and page.confidence >= SURE_TIME:
        same_day = feed.at is not None and abs((feed.at - page.at).total_seconds()) < 36 * 3600
        chosen = feed if page.precision == "day" and feed.precision not in {"day", "none"} and same_day else page
    else:
        chosen = feed if feed.at is not None else page
    if chosen.at is None:
        return Published(fetched_at, "none", chosen.raw, zone, 0.1)
    return replace(chosen, at=min(chosen.at, fetched_at))


def _summary_blocks(summary: str) -> tuple[Block, ...]:
    texts: Sequence[str] = [clean_text(part) for part in summary.split("\n")]
    return tuple(Block("paragraph", text) for text in texts if text)


def _weight(blocks: Sequence[Block]) -> float:
    return sum(weigh(block.text) for block in blocks)
