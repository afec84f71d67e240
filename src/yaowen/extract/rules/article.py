"""A page → an article: the one function that the stage and the command call."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from yaowen.base.opt_out import forbids_text, reserves_mining
from yaowen.base.words import Block, ExtractedArticle, Origin, Published, text_of
from yaowen.extract.rules.access import is_cut, is_paid
from yaowen.extract.rules.accounts import find_account
from yaowen.extract.rules.authors import find_authors
from yaowen.extract.rules.body import Body
from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.editors import find_editors
from yaowen.extract.rules.furniture import gather_furniture
from yaowen.extract.rules.headline import find_headline, site_in_window, window_title
from yaowen.extract.rules.headline_parts import part_headline
from yaowen.extract.rules.language import detect_language
from yaowen.extract.rules.layout import Layout, lay_out
from yaowen.extract.rules.page import parse_page
from yaowen.extract.rules.parts import PartAsked, PartPage, find_next_part
from yaowen.extract.rules.picture import find_picture, withholds_pictures
from yaowen.extract.rules.picture_caption import is_caption
from yaowen.extract.rules.settled_body import Page, read_blocks, read_body
from yaowen.extract.rules.shown_time import Lines, Setting, find_modified, find_published
from yaowen.extract.rules.site import find_site, host_of
from yaowen.extract.rules.source_line import find_source
from yaowen.extract.rules.structured import Structured, read_structured
from yaowen.extract.rules.told import Told

EXTRACT_VERSION = 4
"""Raised whenever a rule of this folder changes what is read off a page."""
_META_LINE_CHARS = 200
_BRACKET_CHARS = 40
_LAST_BRACKET = re.compile(r"[（(][^（()）]{2,}[）)]$")
_CAPTIONS = frozenset(("figcaption", "figure"))


def extract_page(
    html: str, *, url: str, zone: str, fetched_at: datetime, asked: PartAsked | None = None
) -> ExtractedArticle:
    """Read the article on a page. Never raises on any text; what is not found stays empty.

    Args:
        html: the page's text, decoded.
        url: its address, for relative addresses and the site's name; may be empty.
        zone: IANA name or offset that times printed without a zone are in.
        fetched_at: when it was fetched; relative times count from it, and no article is later.
        asked: which part of an article the page is; None: the first.
    """
    tree = parse_page(html)
    layout = lay_out(tree)
    said = read_structured(tree, layout.machine)
    site, site_names = find_site(said, url)
    told = find_headline(tree, said, site_names, layout.lines)
    headline = told.value
    page = Page(tree, html, url, layout, said, headline)
    body = read_body(page)
    lines = lines_around(layout, body, headline)
    text = read_blocks(page, body)
    picture = find_picture(tree, said, url, headline, [image.node for image in layout.images])
    blocks = tuple(block for block in text.value if _is_kept(block, picture.caption)) or text.value
    by = Setting(zone, fetched_at, url, html)
    published = find_published(tree, said, lines, by)
    modified = find_modified(said, lines, published, by)
    language = detect_language("\n".join(text_of(blocks)) or headline, _declared_language(tree))
    chinese = language.startswith("zh")
    shown_headline = part_headline(headline, is_chinese=chinese)
    editors = find_editors([*lines.near, *lines.tail])
    source, authors = _find_credits(page, lines, (*site_names, *editors), is_chinese=chinese)
    if not authors.value and editors:  # told to machines as the author: nobody else is
        authors = find_authors(tree, said, (), site_names, is_chinese=chinese)
    paid = is_paid(said)
    asked = asked or PartAsked(url)
    return ExtractedArticle(
        headline=shown_headline.headline,
        column=shown_headline.column,
        part=shown_headline.part,
        printed_headline=headline,
        site=site or site_in_window(window_title(tree), headline) or host_of(url),
        source=source.value,
        authors=authors.value,
        editors=editors,
        published=published,
        modified=modified.at,
        language=language,
        image=picture.url,
        blocks=blocks,
        canonical_url=_canonical(tree, said, url),
        confidence=text.confidence,
        teaser=paid or is_cut(layout, body.lines),
        paid=paid,
        opted_out=paid or _opts_out(said),
        image_caption=picture.caption,
        image_credit=picture.credit,
        image_withheld=withholds_pictures(said),
        furniture=gather_furniture(layout, body.lines, url),
        origins=(
            *told.origin("headline"), *source.origin("source"), *authors.origin("authors"),
            *_origin_of("published", published), *_origin_of("modified", modified), *text.origin("text"),
        ),
        next_part=find_next_part(PartPage(layout, tree, html, url), asked),
    )  # fmt: skip


def _find_credits(
    page: Page, lines: Lines, no_authors: tuple[str, ...], *, is_chinese: bool
) -> tuple[Told[str], Told[tuple[str, ...]]]:
    """The credited source, and the authors, who are neither the site nor the editors."""
    shown = [*lines.near, *lines.tail]
    source = find_source(shown, page.said)
    if not source.value and is_chinese:
        source = Told(find_account(page.tree, lines.near), "account that publishes on a platform", 0.8)
    authors = find_authors(page.tree, page.said, shown, no_authors, tail=lines.tail, is_chinese=is_chinese)
    return source, authors


def _is_kept(block: Block, caption: str) -> bool:
    return block.kind == "picture" or not is_caption(block.text, caption)


def _origin_of(field: str, time: Published) -> tuple[Origin, ...]:
    return () if time.at is None else (Origin(field, time.where, round(time.confidence, 3)),)


def lines_around(layout: Layout, body: Body, headline: str) -> Lines:
    """Short lines where outlets print time, source and authors.

    Near are those between headline and body and at the body's beginning, nearest to the headline first; where the
    page does not show the headline, nearest to the body first.
    """
    texts = [_short(line.text) for line in layout.lines]
    for element in layout.elements:
        if element.tag in _CAPTIONS:  # a picture's own date and maker
            texts[element.start : element.end] = [""] * (element.end - element.start)
    if not body.lines:
        return Lines([text for text in texts[:60] if text], [], [])
    folded = fold_line(headline)
    first, last = body.lines[0], body.lines[-1]
    heads = [place for place in range(first + 1) if folded and fold_line(texts[place]) == folded]
    start = max(heads[-1] if heads else first - 12, first - 40, 0)
    between, opening = range(start, first), range(first, min(first + 2, last + 1))
    before = range(max(0, start - 6), start)
    near = [*between, *before, *opening] if heads else [*opening, *reversed(between), *reversed(before)]
    tail = range(max(first, last - 3), min(last + 8, len(texts)))
    far = [*range(max(0, first - 100), max(0, start - 6)), *range(last + 1, min(last + 30, len(texts)))]
    return Lines(*([texts[place] for place in places if texts[place]] for places in (near, tail, far)))


def _short(text: str) -> str:
    """A line short enough to be about the article; of a paragraph the bracket at its end: （记者 许青）."""
    if len(text) <= _META_LINE_CHARS:
        return text
    found = _LAST_BRACKET.search(text[-_BRACKET_CHARS:])
    return found[0] if found else ""


def _declared_language(tree: LexborHTMLParser) -> str:
    node = tree.css_first("html")
    return (node.attributes.get("lang") or "") if node else ""


def _canonical(tree: LexborHTMLParser, said: Structured, url: str) -> str:
    node = tree.head.css_first('link[rel~="canonical"]') if tree.head else None
    node = node or tree.css_first('link[rel~="canonical"]')
    return _absolute(url, (node.attributes.get("href") if node else "") or said.meta("og:url")) or url


def _absolute(url: str, address: str | None) -> str:
    if not address:
        return ""
    try:
        absolute = urljoin(url, address.strip())
    except ValueError:
        return ""
    return absolute if absolute.startswith(("http://", "https://")) and len(absolute) <= 2000 else ""


def _opts_out(said: Structured) -> bool:
    return any(map(forbids_text, said.metas_of("robots"))) or reserves_mining(said.meta("tdm-reservation"))
