"""Articles and their facts as later stages see them, and how rows become them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yaowen.base.words import Block, Span
from yaowen.extract.block_rows import unpack_blocks
from yaowen.extract.models import Article, ClaimRow, MomentRow, NameRow, Revision


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it is kept.

    Attributes:
        source: the credited source 来源, as printed; empty where none is credited.
        published: UTC, never after the fetch; its precision is `second`, `minute`, `day` or `none` (first seen).
        first_seen: news time of the fetch, UTC.
        lowered: the page itself lowers the outlet's rights.
        state: `new`, `grouped`, `indexed`, `withdrawn`.
        column: the tag 【…】 at the headline's beginning, `part` the number at its end, both without marks.
        modified: when the outlet says that it last changed it, UTC; None where it does not say.
        access: `teaser` (only its beginning is shown), `paid`, or empty.
    """

    id: int
    outlet_id: int
    url: str
    headline: str
    site: str
    source: str
    authors: tuple[str, ...]
    published: datetime
    precision: str
    published_raw: str
    first_seen: datetime
    image: str
    language: str
    blocks: tuple[Block, ...]
    lowered: bool
    state: str
    published_zone: str = ""
    published_confidence: float = 0.0
    page_id: int | None = None
    image_caption: str = ""
    image_credit: str = ""
    column: str = ""
    part: str = ""
    modified: datetime | None = None
    access: str = ""
    editors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimedArticle(StoredArticle):
    """An article claimed for work. `epoch` fences the result."""

    epoch: int = 0


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim of an article; `speaker`, `cue` and `content` are copies of the spans' texts."""

    article_id: int
    place: int
    paragraph: int
    speaker_span: Span | None
    cue_span: Span | None
    content_spans: tuple[Span, ...]
    speaker: str
    resolved: str
    cue: str
    content: str
    stance: str
    mode: str
    speaker_kind: str
    within: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class StoredMoment:
    """A time expression of an article, with the sentence it stands in."""

    article_id: int
    paragraph: int
    span: Span
    text: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class StoredName:
    """A glossed name of an article."""

    article_id: int
    paragraph: int
    span: Span
    zh: str
    latin: str
    kind: str


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """A former version of an article.

    Attributes:
        until: news time, UTC, at which we saw that the outlet had changed it.
        headline: as it was then.
        changed: what the outlet changed: `headline`, `text`, or both.
    """

    article_id: int
    until: datetime
    headline: str
    published: datetime
    changed: tuple[str, ...]


def article_of(row: Article) -> StoredArticle:
    """A row as an article."""
    return StoredArticle(**_values(row))


def claimed_of(row: Article) -> ClaimedArticle:
    """A claimed row as an article."""
    return ClaimedArticle(**_values(row), epoch=row.epoch)


def claim_of(row: ClaimRow) -> StoredClaim:
    """A row as a claim."""
    return StoredClaim(
        row.article_id, row.place, row.paragraph, _span(row.speaker_span), _span(row.cue_span),
        tuple((start, end) for start, end in row.content_spans), row.speaker, row.resolved, row.cue, row.content,
        row.stance, row.mode, row.speaker_kind, row.within, row.confidence,
    )  # fmt: skip


def moment_of(row: MomentRow) -> StoredMoment:
    """A row as a moment."""
    return StoredMoment(row.article_id, row.paragraph, (row.start, row.end), row.text, row.value, row.sentence)


def name_of(row: NameRow) -> StoredName:
    """A row as a name."""
    return StoredName(row.article_id, row.paragraph, (row.start, row.end), row.zh, row.latin, row.kind)


def revision_of(row: Revision) -> StoredRevision:
    """A row as a former version."""
    return StoredRevision(row.article_id, row.at, row.headline, row.published, tuple(row.changed.split()))


def _values(row: Article) -> dict[str, Any]:
    return {
        "id": row.pk,
        "outlet_id": row.outlet_id,
        "url": row.url,
        "headline": row.headline,
        "site": row.site,
        "source": row.source,
        "authors": tuple(row.authors),
        "published": row.published,
        "precision": row.published_precision,
        "published_raw": row.published_raw,
        "first_seen": row.first_seen,
        "image": row.image,
        "language": row.language,
        "blocks": unpack_blocks(row.blocks),
        "lowered": row.lowered,
        "state": row.state,
        "published_zone": row.published_zone,
        "published_confidence": row.published_confidence,
        "page_id": row.page_id,
        "image_caption": row.image_caption,
        "image_credit": row.image_credit,
        "column": row.column,
        "part": row.part,
        "modified": row.modified,
        "access": row.access,
        "editors": tuple(row.editors or ()),
    }


def _span(value: list[int] | None) -> Span | None:
    return (value[0], value[1]) if value else None
