"""The inverted index: term → the latest articles that it is telling of, with its weights there.

Terms are small numbers. The entries of a term, each `serial << 14 | weight`, lie together in one array of all, oldest
first, with room for 1, 2, 4, … 512; room that a term gives up is taken by the next that needs so much.
"""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.vocabulary import WEIGHT_BITS, WEIGHT_MASK, Whole

POSTINGS = 300
MOST_ROOM = 512
FIRST_CAPACITY = 1 << 12
_LARGER = 1.125
_PAST = 3
Short = NDArray[np.int16]
Small = NDArray[np.int32]


class Postings:
    """Entries by term. At least the latest 300 of a term are kept, of those from the oldest asked for."""

    def __init__(self) -> None:
        self._pool: Whole = np.zeros(FIRST_CAPACITY, dtype=np.int64)
        self._end = 0
        self._free = {1 << size: array("i") for size in range(MOST_ROOM.bit_length())}
        self._start: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._length: Short = np.zeros(0, dtype=np.int16)
        self._room: Short = np.zeros(0, dtype=np.int16)

    def reach(self, terms: int) -> None:
        """Make place for terms below a number."""
        if terms <= len(self._start):
            return
        for name in ("_start", "_length", "_room"):
            old = getattr(self, name)
            made = np.zeros(terms, dtype=old.dtype)
            made[: len(old)] = old
            setattr(self, name, made)

    def add(self, serial: int, terms: Whole, weights: Whole, oldest: int) -> None:
        """Put an article under its terms; under each of them what is older than the oldest may be forgotten."""
        lengths = self._length.take(terms)
        full = (lengths == self._room.take(terms)).nonzero()[0]
        if len(full):
            self._make_room(terms.take(full), oldest << WEIGHT_BITS)
            lengths = self._length.take(terms)
        self._pool[self._start.take(terms) + lengths] = serial << WEIGHT_BITS | weights
        lengths += 1
        self._length[terms] = lengths

    def reserve(self, terms: Whole | Small) -> None:
        """Make room for entries to come of terms that have none: as many as the terms stand here."""
        if not len(terms):
            return
        counts = np.bincount(terms)
        self.reach(len(counts))
        fresh = ((counts > 0) & (self._room[: len(counts)] == 0)).nonzero()[0]
        rooms = 1 << np.ceil(np.log2(np.minimum(counts[fresh], POSTINGS))).astype(np.int64)
        ends = self._end + rooms.cumsum()
        self._start[fresh], self._room[fresh] = ends - rooms, rooms
        self._end = int(ends[-1]) if len(ends) else self._end
        self._enlarge()

    def add_all(self, terms: Whole | Small, entries: Whole) -> None:
        """Put articles under their terms: an entry for each; those of one term ascend and are later than all held."""
        if not len(terms):
            return
        self.reach(int(terms.max()) + 1)
        order = terms.argsort(kind="stable")
        terms, entries = terms[order], entries[order]
        starts = np.concatenate(([True], terms[1:] != terms[:-1])).nonzero()[0]
        found, counts = terms[starts], np.diff(starts, append=len(terms))
        fits = self._length[found] + counts <= self._room[found]
        for term, start, count in zip(*(part[~fits].tolist() for part in (found, starts, counts)), strict=True):
            kept = np.concatenate((self._read(term), entries[start : start + count]))[-POSTINGS:]
            self._put(term, kept, _find_room(len(kept)))
        self._write(found[fits], entries, starts[fits], counts[fits])

    def clear(self, terms: Whole) -> None:
        """Forget terms."""
        rooms = self._room.take(terms)
        held = rooms.nonzero()[0]
        if not len(held):
            return
        terms = terms.take(held)
        for room, start in zip(rooms.take(held).tolist(), self._start.take(terms).tolist(), strict=True):
            self._free[room].append(start)
        self._length[terms] = 0
        self._room[terms] = 0

    def find(self, terms: Whole, weights: Whole, oldest: int, least: int) -> tuple[Whole, Whole]:
        """Serials from the oldest on, ascending, whose sum of products of the weights is at least so much; the sums."""
        entries, lengths = self.gather(terms, POSTINGS)
        products = (entries & WEIGHT_MASK) * weights.repeat(lengths)
        places = (entries >> WEIGHT_BITS) - oldest
        if len(places) and places.min() < 0:
            live = (places >= 0).nonzero()[0]
            places, products = places.take(live), products.take(live)
        sums = np.bincount(places, products)
        close = (sums >= least).nonzero()[0]
        return close + oldest, sums.take(close)

    def gather(self, terms: Whole, most: int | Whole) -> tuple[Whole, Whole]:
        """The latest entries of each of some terms, at most so many of each; how many they are."""
        held = self._length.take(terms)
        lengths: Whole = np.minimum(held, most).astype(np.int64)
        ends = lengths.cumsum()
        firsts = self._start.take(terms) + held - ends  # the place of a term's first entry, less those before it
        total = int(ends[-1]) if len(ends) else 0
        return self._pool.take(np.arange(total) + firsts.repeat(lengths)), lengths

    def _read(self, term: int) -> Whole:
        start = int(self._start[term])
        return self._pool[start : start + int(self._length[term])]

    def _make_room(self, terms: Whole, end: int) -> None:
        """Make room for one more entry of each of some terms that have none left."""
        rooms, starts = self._room.take(terms), self._start.take(terms)
        kinds = np.minimum(rooms, 2)
        kinds[(rooms == 1) & (self._pool.take(starts) < end)] = _PAST
        self._give(terms.take((kinds == 0).nonzero()[0]), 1)
        past = terms.take((kinds == _PAST).nonzero()[0])
        self._length[past] = 0
        single = (kinds == 1).nonzero()[0]
        if len(single):
            olds = starts.take(single)
            news = self._give(terms.take(single), 2)
            self._pool[news] = self._pool.take(olds)
            self._free[1].extend(olds.tolist())
        for term in terms.take((kinds == 2).nonzero()[0]).tolist():
            held = self._read(term)
            kept = held[int(held.searchsorted(end)) :]
            if len(kept) == MOST_ROOM:
                kept = kept[-POSTINGS:]
            room = int(self._room[term])
            self._put(term, kept, 2 * room if 2 * len(kept) > room and room < MOST_ROOM else room)

    def _give(self, terms: Whole, room: int) -> Whole:
        """Give terms free room, and say where."""
        if not len(terms):
            return terms
        free = self._free[room]
        used = free[-len(terms) :].tolist()
        del free[len(free) - len(used) :]
        more = room * (len(terms) - len(used))
        starts = np.array([*used, *range(self._end, self._end + more, room)], dtype=np.int64)
        self._end += more
        self._enlarge()
        self._start[terms], self._room[terms] = starts, room
        return starts

    def _give_one(self, term: int, room: int) -> None:
        """Give one term free room."""
        free = self._free[room]
        start = free.pop() if free else self._end
        if start == self._end:
            self._end += room
            self._enlarge()
        self._start[term], self._room[term] = start, room

    def _put(self, term: int, entries: Whole, room: int) -> None:
        """Give a term just these entries, and so much room."""
        held = int(self._room[term])
        if room != held:
            if held:
                self._free[held].append(int(self._start[term]))
            self._give_one(term, room)
        start, entries = int(self._start[term]), entries.copy()
        self._pool[start : start + len(entries)] = entries
        self._length[term] = len(entries)

    def _enlarge(self) -> None:
        if self._end > len(self._pool):
            made = np.zeros(max(self._end, int(_LARGER * len(self._pool))), dtype=np.int64)
            made[: len(self._pool)] = self._pool
            self._pool = made

    def _write(self, terms: Whole | Small, entries: Whole, starts: Whole, counts: Whole) -> None:
        """Write runs of entries behind those of terms that have room for them."""
        ends = counts.cumsum()
        total = int(ends[-1]) if len(ends) else 0
        steps, before = np.arange(total), ends - counts
        held = self._length[terms].astype(np.int64)
        goals = steps + (self._start[terms] + held - before).repeat(counts)
        self._pool[goals] = entries[steps + (starts - before).repeat(counts)]
        self._length[terms] += counts.astype(np.int16)


def _find_room(entries: int) -> int:
    return 1 << max(0, entries - 1).bit_length()
