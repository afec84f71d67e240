"""The inverted index: term → the latest articles that it is telling of, with its weights there."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable

import numpy as np

from yaowen.group.rules.vocabulary import WEIGHT_BITS, WEIGHT_MASK, Whole

POSTINGS = 300
_ONE = struct.Struct("q")


class Postings:
    """Entries by term, oldest first, each `serial << 14 | weight`: none, a number where there is one, else an array.

    At least the latest 300 of a term are kept and those asked for. Terms are small numbers: their places in a list.
    """

    def __init__(self) -> None:
        self._entries: list[int | array[int] | None] = []

    def add(self, serial: int, term: int, weight: int) -> None:
        """Put an article under a term."""
        if term >= len(self._entries):
            self._entries += [None] * (term + 1 - len(self._entries))
        entry = serial << WEIGHT_BITS | weight
        entries = self._entries[term]
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
            entries = self._entries[term]
            if isinstance(entries, int):
                if entries >> WEIGHT_BITS == serial:
                    self._entries[term] = None
            elif entries and entries[0] >> WEIGHT_BITS == serial:
                del entries[0]
                if not entries:
                    self._entries[term] = None

    def find(self, terms: Iterable[int], weights: Whole, oldest: int, least: int) -> tuple[Whole, Whole]:
        """Serials from the oldest on, ascending, whose sum of products of the weights is at least so much; the sums."""
        known = len(self._entries)
        entries = [self._entries[term] if term < known else None for term in terms]
        blobs = [
            b"" if found is None else _ONE.pack(found) if isinstance(found, int) else found[-POSTINGS:]
            for found in entries
        ]
        found = np.frombuffer(b"".join(blobs), dtype=np.int64)
        lengths = [len(blob) if isinstance(blob, array) else len(blob) // 8 for blob in blobs]
        products = (found & WEIGHT_MASK) * weights.repeat(lengths)
        places = (found >> WEIGHT_BITS) - oldest
        if len(places) and places.min() < 0:
            live = places >= 0
            places, products = places[live], products[live]
        sums = np.bincount(places, products)
        close = (sums >= least).nonzero()[0]
        return close + oldest, sums[close]
