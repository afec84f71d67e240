"""The inverted index: term → the latest articles that it is telling of, with its weights there."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Sequence

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

    def add(self, serial: int, terms: Sequence[int], weights: Sequence[int], oldest: int) -> None:
        """Put an article under its terms; under each of them what is older than the oldest may be forgotten."""
        most = max(terms, default=0)
        if most >= len(self._entries):
            self._entries += [None] * (most + 1 - len(self._entries))
        entries, first, end = self._entries, serial << WEIGHT_BITS, oldest << WEIGHT_BITS
        for term, weight in zip(terms, weights, strict=True):
            held = entries[term]
            if held is None:
                entries[term] = first | weight
            elif isinstance(held, int):
                entries[term] = first | weight if held < end else array("q", (held, first | weight))
            else:
                held.append(first | weight)
                if held[0] < end or len(held) >= 2 * POSTINGS:
                    _forget(held, end)

    def add_all(self, terms: Whole, entries: Whole) -> None:
        """Put articles under their terms: an entry for each; those of one term ascend and are later than all held."""
        if not len(terms):
            return
        order = terms.argsort(kind="stable")
        terms, entries = terms[order], entries[order]
        starts = np.concatenate(([True], terms[1:] != terms[:-1])).nonzero()[0]
        found, ends = terms[starts].tolist(), [*starts[1:].tolist(), len(terms)]
        self._entries += [None] * (max(found, default=-1) + 1 - len(self._entries))
        each = entries.tolist()
        for term, start, end in zip(found, starts.tolist(), ends, strict=True):
            held = self._entries[term]
            if held is None and end == start + 1:
                self._entries[term] = each[start]
                continue
            before = [] if held is None else [held] if isinstance(held, int) else held[-POSTINGS:]
            self._entries[term] = array("q", [*before, *each[start:end]][-POSTINGS:])

    def clear(self, terms: Iterable[int]) -> None:
        """Forget terms."""
        entries = self._entries
        for term in terms:
            if term < len(entries):
                entries[term] = None

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


def _forget(held: array[int], end: int) -> None:
    """Take out what is before the end, and all but the latest 300."""
    past = next((place for place, entry in enumerate(held) if entry >= end), len(held))
    del held[: max(past, len(held) - POSTINGS if len(held) >= 2 * POSTINGS else 0)]
