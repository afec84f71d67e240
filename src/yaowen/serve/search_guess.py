"""What a search that found nothing probably meant, by the words of the latest headlines."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping

from yaowen.base.text.words import cut
from yaowen.extract.store import latest_headlines
from yaowen.render.rules.search_guesses import count_words, guess_word
from yaowen.render.rules.search_queries import Query, Term, parse_query
from yaowen.render.rules.search_tokens import fold, split_runs
from yaowen.render.search.store import search

HEADLINES = 4000
FRESH_SECONDS = 600.0
_MOST_TERMS = 4


class Vocabulary:
    """The words of the latest headlines, folded, with the number of headlines each stands in. Thread-safe."""

    def __init__(self) -> None:
        self._words: Mapping[str, int] = {}
        self._until = float("-inf")
        self._lock = threading.Lock()

    def words(self) -> Mapping[str, int]:
        """The words; read anew when they are older than ten minutes."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._words = count_words(map(_words_of, latest_headlines(HEADLINES)))
                self._until = time.monotonic() + FRESH_SECONDS
            return self._words


_VOCABULARY = Vocabulary()


def find_meant(query: Query, vocabulary: Vocabulary = _VOCABULARY) -> str:
    """Other words for a query that found nothing, which do find something; empty where none are near."""
    if not 0 < len(query.terms) <= _MOST_TERMS:
        return ""
    meant = [_meant_by(term, vocabulary) for term in query.terms]
    text = " ".join(meant)
    changed = meant != [term.text for term in query.terms]
    return text if changed and search(parse_query(text), limit=1).total else ""


def _meant_by(term: Term, vocabulary: Vocabulary) -> str:
    if search(Query((term,)), limit=1).total:
        return term.text
    return guess_word(term.text, vocabulary.words()) or term.text


def _words_of(headline: str) -> Iterator[str]:
    for run, dense, _ in split_runs(fold(headline)):
        yield from cut(run) if dense else (run,)
