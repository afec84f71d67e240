"""The stage that puts grouped articles into the search index."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.utils import DataError

from yaowen.base.errors import ROW_FAULTS
from yaowen.base.words import text_of
from yaowen.belt.conveyor import Context
from yaowen.extract.store import ClaimedArticle, claim_for_index, clear_asides, finish_article, note_aside
from yaowen.render.search.store import SearchText, index_articles

log = logging.getLogger(__name__)
BATCH = 100
FAULTS = (*ROW_FAULTS, DataError)
"""What one article's words may cause, in the segmenter or in the database."""


class IndexArticles:
    """Index what is grouped: a batch becomes findable, and `indexed`, in one transaction."""

    name = "index articles"
    lane = "news"

    def step(self, context: Context) -> int:
        """Index a batch, one by one where an article of it fails; returns how many articles were claimed."""
        claimed = claim_for_index(context, BATCH)
        try:
            self._index(claimed)
        except FAULTS as problem:
            log.warning("search: %d articles cannot be indexed together: %s", len(claimed), problem)
            for article in claimed:
                self._index_or_set_aside(article)
        return len(claimed)

    def _index(self, claimed: Sequence[ClaimedArticle]) -> None:
        if not claimed:
            return
        with transaction.atomic():
            # Finished first: an article withdrawn since it was claimed is not put back.
            index_articles([_text_of(one) for one in claimed if finish_article(one, "indexed")])
            clear_asides([one.id for one in claimed], self.name)

    def _index_or_set_aside(self, article: ClaimedArticle) -> None:
        """Index one article, or let it stay readable though searches do not find it."""
        try:
            self._index([article])
        except FAULTS as problem:
            reason = f"{type(problem).__name__}: {problem}"
            log.exception("search: article %d %r cannot be indexed (%s); searches do not find it", article.id,
                          article.headline[:80], reason)  # fmt: skip
            with transaction.atomic():
                if finish_article(article, "indexed"):
                    note_aside(article.id, self.name, reason)


def _text_of(article: ClaimedArticle) -> SearchText:
    return SearchText(article.id, article.outlet_id, article.published, article.headline, text_of(article.blocks))
