"""The nouns of the house, as plain frozen dataclasses: what travels between the stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Span = tuple[int, int]
"""[start, end) in characters (code points) of one paragraph."""

Precision = Literal["second", "minute", "day", "none"]
BlockKind = Literal["paragraph", "heading", "quote", "list", "table", "picture"]
FurnitureKind = Literal[
    "navigation", "ranking", "related", "share", "comments", "subscription", "imprint", "credit", "caption", "other",
]  # fmt: skip
Stance = Literal[
    "say", "believe", "condemn", "praise", "call", "announce", "deny", "admit", "confirm", "refuse", "warn", "ask",
    "promise",
]  # fmt: skip
Mode = Literal["q", "p", "m"]
"""q: a direct quote 原话, p: a paraphrase 转述, m: both in one claim."""
SpeakerKind = Literal["agency", "official", "organisation", "government", "person", "unknown"]
NameKind = Literal["person", "place", "organisation", "work", "other"]


@dataclass(frozen=True, slots=True)
class FoundLink:
    """One item of a feed or list page, before its page is fetched.

    Attributes:
        url: canonical, absolute http(s) address.
        guid: the feed's own identity of the item; empty where it gives none.
        published_raw: the date exactly as printed; empty where it gives none.
        summary: plain text, no markup, at most 2,000 characters.
        source: name of the outlet that the feed credits 来源; empty where it credits none.
        image: absolute address of the item's lead picture; empty where there is none.
        updated_raw: when the outlet says that it changed it, exactly as printed; empty where it does not.
        backlog: undated, and found among so many others that it need not be new.
        categories: what the feed files it under, as printed, at most 8; the outermost first where it says so.
    """

    url: str
    headline: str
    guid: str = ""
    published_raw: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    image: str = ""
    updated_raw: str = ""
    backlog: bool = False
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """When an article says it came out.

    Attributes:
        at: timezone-aware UTC; None where nothing was found. A `day` stands at that day's midnight in `zone`.
        raw: the expression as printed.
        zone: IANA name or fixed offset (`+08:00`) the raw string was read in.
        confidence: 0–1.
        where: what of the page, or of the feed, it was read from.
    """

    at: datetime | None = None
    precision: Precision = "none"
    raw: str = ""
    zone: str = ""
    confidence: float = 0.0
    where: str = ""


Link = tuple[int, int, str]
"""[start, end) in characters of a block's text, and the absolute http(s) address that they lead to."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article's body; `text` is plain text without line breaks inside a paragraph.

    Attributes:
        text: of a picture: the words under it, or nothing.
        links: in the order of the text, none inside another.
        address: of a picture: its absolute http(s) address; empty for all other kinds.
    """

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line of the page that is no part of its article, kept as data.

    Attributes:
        address: where it leads, if all of it is one link.
    """

    kind: FurnitureKind
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field of an article was read from.

    Attributes:
        field: `headline`, `source`, `authors`, `published`, `modified`, `text`, `image`.
        where: what of the page, or of the feed, gave it.
        confidence: 0–1.
    """

    field: str
    where: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """What the extractor read on one page.

    Attributes:
        site: name of the carrier outlet as the page prints it.
        source: the credited source 来源, as printed, without its label; empty where none is credited.
        language: BCP 47: `zh-Hans`, `zh-Hant`, `en`, or another primary tag; empty when unknown.
        image: absolute address of the lead picture; empty where there is none.
        confidence: 0–1, that the body is the article's body.
        teaser: the page shows only the beginning (paywall, 阅读全文).
        opted_out: the page asks not to be quoted or kept (nosnippet, noarchive, TDM reservation), or is paid for.
        image_caption: the words under the lead picture, as printed. `image_credit`: who is credited for it there.
        image_withheld: the page asks that its pictures are not shown elsewhere (noimageindex, noimageai).
        column: the tag 【…】 that stood before the headline. `part`: the number of the part at its end: 上, 2/5, 第2页.
        printed_headline: the headline with these, as the outlet prints it; empty where the page has none.
        modified: when the outlet says that it last changed the article, UTC; None where it does not say, or the same
            minute as it came out.
        paid: the page says that its text is for those who pay.
        editors: who edited it 责编 编辑, as printed; no authors.
        furniture: what else stands on the page, in page order.
        origins: where its fields were read from.
        next_part: address of the page on which the article goes on 下一页; empty where it ends here.
    """

    headline: str
    site: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: Published = field(default_factory=Published)
    language: str = ""
    image: str = ""
    blocks: tuple[Block, ...] = ()
    canonical_url: str = ""
    confidence: float = 0.0
    teaser: bool = False
    opted_out: bool = False
    image_caption: str = ""
    image_credit: str = ""
    image_withheld: bool = False
    column: str = ""
    part: str = ""
    printed_headline: str = ""
    modified: datetime | None = None
    paid: bool = False
    editors: tuple[str, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    origins: tuple[Origin, ...] = ()
    next_part: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The texts of all blocks but pictures: what claims, moments and names count their paragraphs in."""
        return text_of(self.blocks)


def text_of(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """The texts of all blocks but pictures, in order."""
    return tuple(block.text for block in blocks if block.kind != "picture")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says what (attribution): one cue with its speaker and content. Offsets count in the paragraph.

    Attributes:
        resolved: the speaker's name where the text has a pronoun or no subject.
        within: place in the same list of the claim that reports this one (克里姆林宫 ← 美联社).
        confidence: 0–1.
    """

    paragraph: int
    speaker: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    stance: Stance
    mode: Mode
    resolved: str | None = None
    speaker_kind: SpeakerKind = "unknown"
    within: int | None = None
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Moment:
    """A time expression resolved against the dateline; `value` as in measure/date_values.py (2024-07, P20Y, A/B)."""

    paragraph: int
    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A glossed name: 佩泽什基安(Masoud Pezeshkian). `span` covers the Chinese form."""

    paragraph: int
    span: Span
    zh: str
    latin: str
    kind: NameKind = "other"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was read out of one article's text."""

    claims: tuple[Claim, ...] = ()
    moments: tuple[Moment, ...] = ()
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of a ranking.

    Attributes:
        readers: distinct readers in the last 24 hours, capped per network.
        outlets: independent origins that report the story.
        rank: from 1.
        rank_before: rank an hour earlier; None where the story was not ranked then.
        reason: `readers` or `coverage` (too few readers yet: filled by coverage and freshness).
        removed: votes of rings 成组刷票 that `readers` leaves out.
        hidden: an operator has hidden the story; its place stays.
    """

    story_id: int
    readers: int
    outlets: int
    rank: int
    rank_before: int | None = None
    reason: Literal["readers", "coverage"] = "readers"
    removed: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """A group of networks that read the same few stories in step, whose votes are damped.

    Attributes:
        stories: what they read, ascending; nothing else.
        networks: how many they are.
        kept: for how many of them they count.
        removed: votes that do not count, of each of the stories.
    """

    stories: tuple[int, ...]
    networks: int
    kept: int
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The list of stories at a minute; `minute` is unix seconds ÷ 60, rounded up.

    `rings`: whose votes were damped, `networks`: how many read any story; both only where it was counted just now.
    """

    minute: int
    standings: tuple[Standing, ...]
    rings: tuple[Ring, ...] = field(default=(), compare=False)
    networks: int = field(default=0, compare=False)
