"""The order of what was found, and how much an article is about what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yaowen.render.rules.search_queries import Term

TITLE_WEIGHT = 8.0
"""A word in the headline counts as much as eight in the text."""
_SATURATION, _LENGTH_SHARE, _USUAL_TOKENS = 1.2, 0.75, 600
"""Of BM25 (Robertson and Zaragoza 2009): mentions count less the more there are, and in a long text; k1, b, and about
how many tokens an article has. Every article found has all terms, so that a term's rarity tells nothing of most
queries; to count it took most of the time of asking (benchmarks/search_speed.py)."""
Sought = list[list[str]]
RECENCY_DAYS = 7.0
"""A report this much older than the newest found counts about half (a choice: news grows old in a week)."""
OLDEST_SHARE = 0.1
"""What is left of relevance however old a report is, so that a headline on the very thing stays above a mention."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article found. `relevance` ≥ 0, comparable within one result only."""

    article_id: int
    published: datetime
    relevance: float = 0.0


def order_by_relevance(found: Sequence[Found]) -> list[Found]:
    """Best first: relevance, less with every day that an article is older than the newest found; ties: newer first."""
    if not found:
        return []
    newest = max(hit.published for hit in found)
    return sorted(found, key=lambda hit: (_score(hit, newest), hit.published, hit.article_id), reverse=True)


def order_by_time(found: Sequence[Found]) -> list[Found]:
    """Newest first; ties: the article that came in last."""
    return sorted(found, key=lambda hit: (hit.published, hit.article_id), reverse=True)


def _score(hit: Found, newest: datetime) -> float:
    age_days = (newest - hit.published).total_seconds() / 86_400
    return hit.relevance * (OLDEST_SHARE + (1 - OLDEST_SHARE) / (1 + age_days / RECENCY_DAYS))


def seek(terms: Sequence[Term]) -> Sought:
    """What stands in joined tokens where a term does, in each of its spellings; a row a term."""
    return [[f" {' '.join(one.tokens)}" + ("" if one.prefix else " ") for one in term.needed] for term in terms]


def weigh_title(sought: Sought, title: str) -> float:
    """A first relevance by the headline alone. `title`: its tokens, joined by spaces."""
    text = f" {title} "
    return 1.0 + TITLE_WEIGHT * sum(any(one in text for one in spellings) for spellings in sought)


def weigh_text(sought: Sought, title: str, body: str) -> float:
    """How much an article is about some terms, by their mentions in headline and text (both tokens, joined)."""
    title, body = f" {title} ", f" {body} "
    half = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * (body.count(" ") - 1) / _USUAL_TOKENS)
    counts = (TITLE_WEIGHT * _mentions(spellings, title) + (_mentions(spellings, body) or 1) for spellings in sought)
    return sum(count / (count + half) for count in counts)


def _mentions(spellings: Sequence[str], text: str) -> int:
    return sum(map(text.count, spellings))
