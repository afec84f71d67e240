"""The inverted index: term → the latest articles that it is telling of, with its weights there."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from yaowen.group.rules.vocabulary import WEIGHT_BITS, WEIGHT_MASK, Whole

POSTINGS = 300


class Postings:
    """Entries by term, oldest first, each `serial << 14 | weight`: a number where there is one, else an array.

    At least the latest 300 of a term are kept and those asked for.
    """

    def __init__(self) -> None:
        self._entries: dict[int, int | array[int]] = {}

    def add(self, serial: int, term: int, weight: int) -> None:
        """Put an article under a term."""
        entry = serial << WEIGHT_BITS | weight
        entries = self._entries.get(term)
        if entries is None:
            self._entries[term] = entry
        elif isinstance(entries, int):
            self._entries[term] = array("q", (entries, entry))
        else:
            entries.append(entry)
            if len(entries) >= 2 * POSTINGS:
                del entries[:-POSTINGS]

    def drop(self, serial: int, terms: Iterable[int]) -> None:
        """Take the oldest article out."""
        for term in terms:
            entries = self._entries.get(term)
            if isinstance(entries, int):
                if entries >> WEIGHT_BITS == serial:
                    del self._entries[term]
            elif entries and entries[0] >> WEIGHT_BITS == serial:
                del entries[0]
                if not entries:
                    del self._entries[term]

    def find(self, terms: Iterable[int], weights: Iterable[int], oldest: int) -> tuple[Whole, Whole]:
        """Serials from the oldest on that have any of the terms, ascending, and the sums of products of the weights."""
        blobs, lengths, times = [], [], []
        for term, weight in zip(terms, weights, strict=True):
            entries = self._entries.get(term)
            if entries is None:
                continue
            blob = array("q", (entries,)) if isinstance(entries, int) else entries[-POSTINGS:]
            blobs.append(blob)
            lengths.append(len(blob))
            times.append(weight)
        if not blobs:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        found = np.frombuffer(b"".join(blobs), dtype=np.int64)
        products = (found & WEIGHT_MASK) * np.repeat(np.array(times, dtype=np.int64), lengths)
        places = (found >> WEIGHT_BITS) - oldest
        if len(places) and places.min() < 0:
            live = places >= 0
            places, products = places[live], products[live]
        sums = np.bincount(places, products)
        serials = np.flatnonzero(sums)
        return serials + oldest, sums[serials].astype(np.int64)
