"""The stage that puts grouped articles into the search index."""

from __future__ import annotations

from django.db import transaction

from yaowen.base.words import text_of
from yaowen.belt.conveyor import Context
from yaowen.extract.store import ClaimedArticle, claim_for_index, finish_article
from yaowen.render.search.store import SearchText, index_articles

BATCH = 100


class IndexArticles:
    """Index what is grouped: a batch becomes findable, and `indexed`, in one transaction."""

    name = "index articles"
    lane = "news"

    def step(self, context: Context) -> int:
        """Index a batch; returns how many articles were claimed."""
        claimed = claim_for_index(context, BATCH)
        if claimed:
            with transaction.atomic():
                # Finished first: an article withdrawn since it was claimed is not put back.
                index_articles([_text_of(one) for one in claimed if finish_article(one, "indexed")])
        return len(claimed)


def _text_of(article: ClaimedArticle) -> SearchText:
    return SearchText(article.id, article.outlet_id, article.published, article.headline, text_of(article.blocks))
