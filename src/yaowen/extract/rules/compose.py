"""What the page gave and what the feed said → the article that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from yaowen.base.dates import parse_printed_date
from yaowen.base.text.charset import decode_bytes
from yaowen.base.text.charset_labels import decode_as
from yaowen.base.words import Block, ExtractedArticle, Facts, FoundLink, Origin, Published, text_of
from yaowen.extract.rules.article import Given, read_page
from yaowen.extract.rules.clean import clean_text, fold_line, weigh
from yaowen.extract.rules.facts import find_facts
from yaowen.extract.rules.headline import is_garbage
from yaowen.extract.rules.language import detect_language
from yaowen.extract.rules.page_rule import NO_RULE, PageRule
from yaowen.extract.rules.parts import PartAsked, join_parts
from yaowen.extract.rules.picture_address import is_picture_address

SURE_TIME = 0.5
"""A time read off the page with less confidence gives way to the feed's."""


FEED, FED = "the feed's words", 0.8
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
        asked: which part of which article the page is, and the other parts; None: all of one, as far as is known.
        rule: the operator's for the pages of its outlet.
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
    asked: PartAsked | None = None
    rule: PageRule = NO_RULE


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article ready to be kept, and what its text says. `published.at` is always set.

    Attributes:
        found_text: text was found in the page itself, not only in the feed.
        own: the blocks of this page alone, where `article` has those of all parts.
        adds: the page has a text that the parts before it have not.
        asked: as it was asked.
    """

    article: ExtractedArticle
    facts: Facts
    found_text: bool = True
    own: tuple[Block, ...] = ()
    adds: bool = True
    asked: PartAsked | None = None


def decode_request(request: Request) -> str:
    """A page's text: by the operator's word for its charset, else by what it and its server say."""
    body = request.body or b""
    return decode_as(body, request.forced) or decode_bytes(body, request.charset).text


def given_by(request: Request) -> Given:
    """What a request tells of a page beside its text."""
    return Given(request.url, request.zone, request.fetched_at, request.asked, request.rule)


def read_request(request: Request) -> ReadArticle:
    """Read a page, complete it with the feed's words, and find what its text says. Pure; runs in the guarded child."""
    if request.body is None:
        article = ExtractedArticle(headline="")
    else:
        article = read_page(decode_request(request), given_by(request)).article
    found_text = bool(article.blocks)
    own = complete_article(article, request)
    whole, asked = own, request.asked
    if asked is not None:
        after = asked.after if own.next_part else ()
        whole = replace(own, blocks=join_parts([*asked.before, own.blocks, *after]))
    headline = asked.headline if asked and asked.number > 1 else whole.headline
    published = asked.published if asked and asked.number > 1 else whole.published.at
    facts = find_facts(headline, whole.paragraphs, published)
    return ReadArticle(whole, facts, found_text, own.blocks, _adds(own.blocks, asked), asked)


def _adds(own: tuple[Block, ...], asked: PartAsked | None) -> bool:
    if asked is None or asked.number == 1:
        return True
    return len(join_parts([*asked.before, own])) > len(join_parts(asked.before))


def complete_article(article: ExtractedArticle, request: Request) -> ExtractedArticle:
    """Fill what the page did not give from the feed's item: headline, source, text, time, authors, language."""
    item = request.item
    withheld = article.image_withheld or request.withholds_pictures
    # As the outlet prints it; column and part stand in columns of their own beside it.
    headline = clean_text(article.printed_headline or article.headline)
    if is_garbage(headline) or fold_line(headline) in {fold_line(article.site), fold_line(article.source)}:
        headline = clean_text(item.headline) or headline
    blocks = article.blocks
    summary = _summary_blocks(item.summary)
    if not blocks or _weight(blocks) < 0.3 * _weight(summary):
        blocks = summary
    text = "\n".join(text_of(blocks)) or headline
    published = _decide_published(article.published, request)
    source, authors = clean_text(item.source), tuple(filter(None, map(clean_text, item.authors)))
    fed = {
        "headline": headline != clean_text(article.printed_headline or article.headline),
        "source": bool(source) and not article.source,
        "authors": bool(authors) and not article.authors,
        "published": article.published.at is None or published.where != article.published.where,
        "text": blocks is not article.blocks,
    }
    return replace(
        article,
        headline=headline,
        source=article.source or source,
        blocks=blocks,
        published=published,
        authors=article.authors or authors,
        origins=_origins(article, published, fed),
        language=detect_language(text, request.language) if not article.language else article.language,
        opted_out=article.opted_out or request.opted_out,
        image="" if withheld else article.image or (item.image if is_picture_address(item.image) else ""),
        image_withheld=withheld,
    )


def _origins(article: ExtractedArticle, published: Published, fed: Mapping[str, bool]) -> tuple[Origin, ...]:
    """Where the fields were read from, once the feed has filled in what the page did not give."""
    kept = [origin for origin in article.origins if not fed.get(origin.field)]
    sure = {"published": published.confidence}
    where = {"published": published.where or "the moment of the fetch"}
    also = [Origin(name, where.get(name, FEED), round(sure.get(name, FED), 3)) for name, is_so in fed.items() if is_so]
    return (*kept, *also)


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
    feed = replace(feed, where=FEED) if feed.at is not None else feed
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
