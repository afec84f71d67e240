"""What becomes of an article when its page is read again: nothing, newer values, or a revision with history."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yaowen.base.words import ExtractedArticle, text_of
from yaowen.collect.store import FetchedPage
from yaowen.extract.block_rows import unpack_blocks
from yaowen.extract.models import Article, Revision
from yaowen.extract.rules.article import EXTRACT_VERSION
from yaowen.extract.rules.revision import Version, compare_versions, fold_text

MOST_REVISIONS = 50
"""Former versions kept of one article: a page that differs at every look is noise after that."""
_HASH_BYTES = 16


@dataclass(frozen=True, slots=True)
class Decision:
    """`write`: the newer reading replaces the kept one. `changed`: what the outlet changed (headline, text)."""

    write: bool
    changed: str = ""


def decide_revision(page: FetchedPage, read: ExtractedArticle, known: Article) -> Decision:
    """Decide about a newer reading of an article.

    A reading by newer rules, or of the same bytes decoded otherwise, replaces the kept one and is no revision: the
    outlet changed nothing. So does one of other bytes by newer rules, unless the feed itself said what changed.
    """
    folded = known.page_id != page.id
    found = compare_versions(_version_of(known), Version(read.headline, read.paragraphs))
    if not (page.visit or folded):
        return Decision(write=True)
    if found.shrunk or not read.headline:
        return Decision(write=False)
    if folded and (page.id < (known.page_id or 0) or not found.headline):
        return Decision(write=False)
    same_bytes = page.body_hash != b"" and page.body_hash == bytes(known.page_hash or b"")
    if same_bytes or (known.extract_version != EXTRACT_VERSION and page.visit != "retitled" and not folded):
        return Decision(write=True)
    return Decision(bool(found.names), found.names)


def save_revision(known: Article, changed: str, at: datetime) -> None:
    """Keep the former version of an article; `at` is news time: when we saw that it had changed."""
    if known.revisions.count() < MOST_REVISIONS:
        Revision.objects.create(
            article=known, at=at, headline=known.headline, published=known.published, changed=changed,
            text_hash=hash_text(_version_of(known).paragraphs), extract_version=known.extract_version,
        )  # fmt: skip


def earlier_time(known: Article, read: ExtractedArticle) -> dict[str, Any]:
    """The columns of the kept time where the newer reading would move the article up: it came out when it came out."""
    at, undated = read.published.at, known.published_precision == "none"
    better = at is not None and read.published.precision != "none" and (undated or at <= known.published)
    names = ("published", "published_precision", "published_raw", "published_zone", "published_confidence")
    return {} if better else {name: getattr(known, name) for name in names}


def hash_text(paragraphs: tuple[str, ...]) -> bytes:
    """16 bytes that stand for a text, whatever its punctuation and spacing."""
    return hashlib.blake2b(fold_text(paragraphs).encode("utf-8", "replace"), digest_size=_HASH_BYTES).digest()


def _version_of(row: Article) -> Version:
    return Version(row.headline, text_of(unpack_blocks(row.blocks)))
