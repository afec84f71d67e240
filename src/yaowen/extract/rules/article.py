"""A page → an article: the one function that the stage and the command call, and the steps it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from yaowen.base.words import Block, ExtractedArticle, text_of
from yaowen.extract.rules.assembled import Found, Text, Times, assemble
from yaowen.extract.rules.body import Body
from yaowen.extract.rules.chosen import Chosen, Place, choose
from yaowen.extract.rules.chosen_body import read_chosen
from yaowen.extract.rules.credited import find_credits
from yaowen.extract.rules.headline import find_headline
from yaowen.extract.rules.language import detect_language
from yaowen.extract.rules.layout import lay_out
from yaowen.extract.rules.page import parse_page
from yaowen.extract.rules.page_rule import NO_RULE, PageRule
from yaowen.extract.rules.parts import PartAsked
from yaowen.extract.rules.picture import find_picture, withholds_pictures
from yaowen.extract.rules.picture_address import LeadPicture
from yaowen.extract.rules.picture_caption import is_caption
from yaowen.extract.rules.settled_body import Page, read_blocks, read_body
from yaowen.extract.rules.shown_time import Lines, Setting, find_modified, find_published
from yaowen.extract.rules.site import find_site
from yaowen.extract.rules.structured import read_structured
from yaowen.extract.rules.surroundings import lines_around

EXTRACT_VERSION = 7
"""Raised whenever a rule of this folder changes what is read off a page."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a page beside its text.

    Attributes:
        url: its address, for relative addresses and the site's name; may be empty.
        zone: IANA name or offset that times printed without a zone are in.
        fetched_at: when it was fetched; relative times count from it, and no article is later.
        asked: which part of an article the page is; None: the first.
        rule: the operator's for the pages of its outlet.
    """

    url: str
    zone: str
    fetched_at: datetime
    asked: PartAsked | None = None
    rule: PageRule = NO_RULE


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with what was read off it: the article, its lines, and what the operator's rule found."""

    article: ExtractedArticle
    page: Page
    body: Body
    chosen: Chosen


def extract_page(
    html: str, *, url: str, zone: str, fetched_at: datetime, asked: PartAsked | None = None
) -> ExtractedArticle:
    """Read the article on a page. Never raises on any text; what is not found stays empty.

    Args:
        html: the page's text, decoded.
        url: its address. `zone`, `fetched_at` and `asked`: as `Given` has them.
    """
    return read_page(html, Given(url, zone, fetched_at, asked)).article


def read_page(html: str, given: Given) -> ReadPage:
    """Read the article on a page, and show how. Never raises on any text, whatever the rule.

    Args:
        html: the page's text, decoded.
        given: what is known of the page.
    """
    tree = parse_page(html)
    chosen = choose(tree, given.rule, Place(given.url, given.zone, given.fetched_at))
    layout = lay_out(tree)
    said = read_structured(tree, layout.machine)
    site, site_names = find_site(said, given.url)
    headline = chosen.headline if chosen.headline.value else find_headline(tree, said, site_names, layout.lines)
    page = Page(tree, html, given.url, layout, said, headline.value)
    text = _read_text(page, chosen)
    lines = lines_around(layout, text.body, headline.value)
    named = find_credits(page, lines, (site, site_names), chosen, is_chinese=text.language.startswith("zh"))
    times = _read_times(page, lines, given, chosen)
    article = assemble(page, given.asked, Found(headline, text, named, times, chosen))
    return ReadPage(article, page, text.body, chosen)


def _read_text(page: Page, chosen: Chosen) -> Text:
    """The article's blocks: where the operator's rule says, else where they are found."""
    by_rule = read_chosen(page, chosen) if chosen.body else None
    if by_rule is None:
        body = read_body(page)
        told = read_blocks(page, body)
    else:
        body, told = by_rule
    picture = _read_picture(page, chosen)
    blocks = tuple(block for block in told.value if _is_kept(block, picture.caption)) or told.value
    language = detect_language("\n".join(text_of(blocks)) or page.headline, _declared_language(page.tree))
    return Text(body, told, blocks, picture, language)


def _read_picture(page: Page, chosen: Chosen) -> LeadPicture:
    if chosen.picture.url and not withholds_pictures(page.said):
        return chosen.picture
    return find_picture(page.tree, page.said, page.url, page.headline, [image.node for image in page.layout.images])


def _read_times(page: Page, lines: Lines, given: Given, chosen: Chosen) -> Times:
    by = Setting(given.zone, given.fetched_at, given.url, page.html)
    published = chosen.published
    if published.at is None:
        published = find_published(page.tree, page.said, lines, by)
    return Times(published, find_modified(page.said, lines, published, by))


def _is_kept(block: Block, caption: str) -> bool:
    return block.kind == "picture" or not is_caption(block.text, caption)


def _declared_language(tree: LexborHTMLParser) -> str:
    node = tree.css_first("html")
    return (node.attributes.get("lang") or "") if node else ""
