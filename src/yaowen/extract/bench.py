"""The operator's bench: a page read by a rule that is not kept yet, and what that rule would change of stored articles.

Nothing is written here. All reading is done in a killable child.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from types import TracebackType

from yaowen.base.errors import ROW_FAULTS
from yaowen.base.guard import Guard, GuardError
from yaowen.base.words import ExtractedArticle
from yaowen.collect.store import DAMAGED, FetchedPage, peek_pages
from yaowen.extract.models import Article
from yaowen.extract.rules.bench import BenchReading, read_on_bench
from yaowen.extract.rules.compose import Request
from yaowen.extract.rules.page_rule import PageRule
from yaowen.extract.stage import request_of

STORED = 10
"""Stored articles of an outlet that a rule is tried on."""
PAGE_SECONDS = 10.0
PREVIEW_SECONDS = 30.0
"""Real seconds after which no further stored page is begun: an operator waits for the answer."""
_COMPARED_BLOCKS = 400
MOST_LINES = 12
"""Lines of a text that are shown as going or coming."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of an article as it is read by the rule in use, and by the one that is tried."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A stored article, read by both rules.

    Attributes:
        fields: those that would change, the text not among them.
        goes: lines of the text that would go; at most twelve. `comes`: those that would come.
        problem: why it could not be read; empty where it was.
    """

    article_id: int
    headline: str
    fields: tuple[FieldChange, ...] = ()
    goes: tuple[str, ...] = ()
    comes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def changes(self) -> bool:
        """Whether anything would."""
        return bool(self.fields or self.goes or self.comes)


class Bench:
    """A child that reads pages for an operator; to be used in a `with`."""

    def __init__(self) -> None:
        self._reader = Guard(read_on_bench)

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()

    def read(self, request: Request) -> BenchReading:
        """Read a page.

        Raises:
            GuardError: it cannot be read within the limits.
        """
        return self._reader.call(PAGE_SECONDS, request)

    def try_on_stored(self, outlet_id: int, rule: PageRule) -> Iterator[Tried]:
        """Read an outlet's latest articles whose pages are kept, by the rule in use and by another.

        Gives at most ten, fewer where they take long.
        """
        rows = Article.objects.filter(outlet_id=outlet_id, page__state="extracted", page__body__isnull=False)
        until = time.monotonic() + PREVIEW_SECONDS
        for row in rows.exclude(state="withdrawn").order_by("-published", "-pk")[:STORED]:
            if time.monotonic() >= until:
                return
            try:
                [page] = peek_pages([row.page_id or 0])
                yield self._try(row, page, rule)
            except (GuardError, *DAMAGED, *ROW_FAULTS) as problem:
                yield Tried(row.pk, row.headline, problem=str(problem)[:300])

    def _try(self, row: Article, page: FetchedPage, rule: PageRule) -> Tried:
        request = request_of(page)
        before, after = self.read(request).article, self.read(replace(request, rule=rule)).article
        goes, comes = _lines_between(before, after)
        return Tried(row.pk, row.headline, _fields_between(before, after), goes, comes)


def shown_fields(article: ExtractedArticle) -> dict[str, str]:
    """The fields of an article that a rule may name, as an operator reads them."""
    published = article.published
    return {
        "headline": article.printed_headline or article.headline,
        "source": article.source,
        "authors": ", ".join(article.authors),
        "published": f"{published.at:%Y-%m-%d %H:%M:%S} UTC ({published.precision})" if published.at else "",
        "image": article.image,
        "next_page": article.next_part,
    }


def _fields_between(before: ExtractedArticle, after: ExtractedArticle) -> tuple[FieldChange, ...]:
    old, new = shown_fields(before), shown_fields(after)
    return tuple(FieldChange(name, old[name], new[name]) for name in old if old[name] != new[name])


def _lines_between(before: ExtractedArticle, after: ExtractedArticle) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of the text that go, and those that come; at most twelve each."""
    old, new = ([block.text or block.address for block in one.blocks[:_COMPARED_BLOCKS]] for one in (before, after))
    goes: list[str] = []
    comes: list[str] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            goes += old[first:last]
            comes += new[start:end]
    return tuple(goes[:MOST_LINES]), tuple(comes[:MOST_LINES])
