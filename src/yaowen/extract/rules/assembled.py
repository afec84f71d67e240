"""All that was found on a page → one article: nothing is decided here but what no other rule asks for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from yaowen.base.opt_out import forbids_text, reserves_mining
from yaowen.base.words import Block, ExtractedArticle, Origin, Published
from yaowen.extract.rules.access import is_cut, is_paid
from yaowen.extract.rules.body import Body
from yaowen.extract.rules.chosen import Chosen
from yaowen.extract.rules.credited import Credits
from yaowen.extract.rules.furniture import MOST_LINES, gather_furniture
from yaowen.extract.rules.headline_parts import part_headline
from yaowen.extract.rules.parts import PartAsked, PartPage, find_next_part
from yaowen.extract.rules.picture import withholds_pictures
from yaowen.extract.rules.picture_address import LeadPicture
from yaowen.extract.rules.settled_body import Page
from yaowen.extract.rules.structured import Structured
from yaowen.extract.rules.told import Told


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a page, and the lead picture whose words are no part of it."""

    body: Body
    told: Told[tuple[Block, ...]]
    blocks: tuple[Block, ...]
    picture: LeadPicture
    language: str


@dataclass(frozen=True, slots=True)
class Times:
    """When it came out, and when it was changed since."""

    published: Published
    modified: Published


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found, before it is one article."""

    headline: Told[str]
    text: Text
    named: Credits
    times: Times
    chosen: Chosen

    def origins(self) -> tuple[Origin, ...]:
        """Where the fields were read from."""
        times = self.times
        return (
            *self.headline.origin("headline"), *self.named.source.origin("source"),
            *self.named.authors.origin("authors"),
            *_origin_of("published", times.published), *_origin_of("modified", times.modified),
            *self.text.told.origin("text"), *self.chosen.notes,
        )  # fmt: skip


def assemble(page: Page, asked: PartAsked | None, found: Found) -> ExtractedArticle:
    """The article: one field a line.

    Args:
        page: as read.
        asked: which part of an article it is; None: the first.
        found: on it.
    """
    text, named, said, lines = found.text, found.named, page.said, found.text.body.lines
    parted = part_headline(page.headline, is_chinese=text.language.startswith("zh"))
    paid = is_paid(said)
    return ExtractedArticle(
        headline=parted.headline,
        column=parted.column,
        part=parted.part,
        printed_headline=page.headline,
        site=named.site,
        source=named.source.value,
        authors=named.authors.value,
        editors=named.editors,
        published=found.times.published,
        modified=found.times.modified.at,
        language=text.language,
        image=text.picture.url,
        blocks=text.blocks,
        canonical_url=_canonical(page.tree, said, page.url),
        confidence=text.told.confidence,
        teaser=paid or is_cut(page.layout, lines),
        paid=paid,
        opted_out=paid or _opts_out(said),
        image_caption=text.picture.caption,
        image_credit=text.picture.credit,
        image_withheld=withholds_pictures(said),
        furniture=(*found.chosen.dropped, *gather_furniture(page.layout, lines, page.url))[:MOST_LINES],
        origins=found.origins(),
        next_part=found.chosen.next_page or _next_part(page, asked),
    )


def _next_part(page: Page, asked: PartAsked | None) -> str:
    return find_next_part(PartPage(page.layout, page.tree, page.html, page.url), asked or PartAsked(page.url))


def _origin_of(field: str, time: Published) -> tuple[Origin, ...]:
    return () if time.at is None else (Origin(field, time.where, round(time.confidence, 3)),)


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
