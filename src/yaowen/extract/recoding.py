"""What decoding kept bytes again would change, page by page, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from yaowen.base.guard import Guard, GuardError
from yaowen.base.words import text_of
from yaowen.collect.store import peek_pages
from yaowen.extract.block_rows import unpack_blocks
from yaowen.extract.models import Article
from yaowen.extract.rules.compose import read_request
from yaowen.extract.stage import PAGE_SECONDS, request_of

CHUNK = 50


@dataclass(frozen=True, slots=True)
class Recoded:
    """A page decoded again: its headline before and after, and whether its text reads otherwise."""

    page_id: int
    before: str
    after: str
    text_changes: bool

    @property
    def changes(self) -> bool:
        """Whether anything does."""
        return self.text_changes or self.before != self.after


def read_again(page_ids: Iterable[int], charset: str) -> Iterator[Recoded | None]:
    """Decode and extract pages again, without writing anything.

    Args:
        charset: what to decode by, whatever the bytes look like; empty: by rules.

    Yields:
        One for each page; None where it has no article, or cannot be read.
    """
    reader = Guard(read_request)
    ids = list(page_ids)
    try:
        for start in range(0, len(ids), CHUNK):
            for page in peek_pages(ids[start : start + CHUNK]):
                row = Article.objects.filter(page_id=page.id).exclude(state="withdrawn").first()
                try:
                    request = replace(request_of(page), forced=charset)
                    read = reader.call(PAGE_SECONDS, request).article if row else None
                except GuardError:
                    read = None
                if row is None or read is None:
                    yield None
                    continue
                kept = text_of(unpack_blocks(row.blocks))
                yield Recoded(page.id, row.headline, read.headline or row.headline, kept != read.paragraphs)
    finally:
        reader.close()
