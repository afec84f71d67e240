"""Near-copies 通稿/转载: MinHash over 5-character shingles finds them, exact Jaccard confirms them.

A signature is 42 bands of 3 rows. The index is arrays of fixed width: a table of each band's buckets, which hold the
number of the latest text in them, and for every text and band the number of the one before it in the same bucket.
Numbers ascend and texts leave in the order they came, so what has left is what has a number below the oldest:
nothing has to be searched to be taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import rensa
from numpy.typing import NDArray

from yaowen.group.rules.vocabulary import Whole, rank_in_runs

SHINGLE_CHARS = 5
BANDS, ROWS = 42, 3
SEED = 20
BUCKET_BITS = 16
FIRST_ROOM = 256
MOST_STEPS = 60
COMPARED = 2_000
LEAST_ALIKE = 0.3
"""Share of equal rows, an estimate of Jaccard ± .045, from which texts are compared exactly for a Jaccard of .5."""

Shingles = NDArray[np.uint64]
NO_SHINGLES: Shingles = np.empty(0, dtype=np.uint64)
_POWERS = np.array([0x100000001B3**power % 2**64 for power in range(SHINGLE_CHARS)], dtype=np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_BAND_MIX = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=np.uint32)
_BAND_NUMBERS = np.arange(BANDS)
_EACH_BAND = _BAND_NUMBERS << BUCKET_BITS
_BUCKET_MASK = np.uint32((1 << BUCKET_BITS) - 1)


def read_shingles(body: str) -> Shingles:
    """The different 5-character pieces of a text without its white space, as sorted 64-bit hashes."""
    hashes = _hash_pieces("".join(body.split()))
    if not len(hashes):
        return NO_SHINGLES
    hashes.sort()
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))]


def _hash_pieces(text: str) -> Shingles:
    """The hash of the piece that begins at each place of a text."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = max(0, len(codes) - SHINGLE_CHARS + 1)
    hashes: Shingles = codes[:count] * _POWERS[0]
    for place in range(1, SHINGLE_CHARS):
        hashes += codes[place : place + count] * _POWERS[place]
    hashes ^= hashes >> np.uint64(29)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(32)
    return hashes


def count_shared(one: Shingles, other: Shingles) -> int:
    """How many pieces two sorted sets share."""
    both = np.concatenate([one, other])
    both.sort(kind="stable")
    return int(np.count_nonzero(both[1:] == both[:-1]))


def jaccard(one: Shingles, other: Shingles) -> float:
    """Shared ÷ all pieces of two sorted sets, 0–1."""
    if not len(one) or not len(other):
        return 0.0
    shared = count_shared(one, other)
    return shared / (len(one) + len(other) - shared)


@dataclass(frozen=True, slots=True)
class Signature:
    """The smallest hashes of a text's shingles under 126 permutations, the low 16 bits of each.

    Attributes:
        buckets: a place of the index's table for each band; the low 16 bits are of the text.
    """

    rows: NDArray[np.uint16]
    buckets: NDArray[np.int64]

    @classmethod
    def read(cls, rows: NDArray[np.uint16], buckets: NDArray[np.uint16]) -> Signature:
        """A signature from its rows and the low bits of its buckets."""
        return cls(rows, _EACH_BAND + buckets)


def sign(shingles: Shingles) -> Signature | None:
    """The signature. None for a text without shingles."""
    if not len(shingles):
        return None
    rows, buckets = _find_smallest(shingles, np.array([0, len(shingles)], dtype=np.uint64))
    return Signature(rows[0], buckets[0])


def sign_all(bodies: Sequence[str]) -> list[Signature | None]:
    """The signatures of texts: `sign(read_shingles(body))` for each, with less work."""
    texts = ["".join(body.split()) for body in bodies]
    counts = np.array([max(0, len(text) - SHINGLE_CHARS + 1) for text in texts], dtype=np.int64)
    signed = counts.nonzero()[0].tolist()
    if not signed:
        return [None] * len(texts)
    ends = np.cumsum([len(texts[place]) for place in signed])
    hashes = _hash_pieces("".join([texts[place] for place in signed]))
    across = np.add.outer(ends[:-1], np.arange(1 - SHINGLE_CHARS, 0)).ravel()  # pieces of two texts
    bounds = np.concatenate(([0], np.cumsum(counts[signed]))).astype(np.uint64)
    rows, buckets = _find_smallest(np.delete(hashes, across), bounds)
    made: list[Signature | None] = [None] * len(texts)
    for place, its_rows, its_buckets in zip(signed, rows, buckets, strict=True):
        made[place] = Signature(its_rows, its_buckets)
    return made


def _find_smallest(hashes: Shingles, bounds: NDArray[np.uint64]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Rows and buckets of texts, of which each has the hashes between two bounds."""
    found = rensa.RMinHash.digest_matrix_from_flat_token_hashes(hashes, bounds, BANDS * ROWS, SEED).to_rows()
    rows = np.fromiter(chain.from_iterable(found), np.uint32, len(found) * BANDS * ROWS).reshape(-1, BANDS, ROWS)
    mixed = (rows * _BAND_MIX).sum(axis=2, dtype=np.uint32)
    mixed ^= mixed >> np.uint32(15)
    return rows.reshape(-1, BANDS * ROWS).astype(np.uint16), _EACH_BAND + (mixed & _BUCKET_MASK)


class CopyIndex:
    """Signatures of the live texts. Recall .996 at a Jaccard of .5, by the bands; more above."""

    def __init__(self) -> None:
        self._latest = np.zeros(BANDS << BUCKET_BITS, dtype=np.int32)
        self._next, self._oldest = 1, 1
        self._signatures = np.zeros((FIRST_ROOM, BANDS * ROWS), dtype=np.uint16)
        self._before = np.zeros((FIRST_ROOM, BANDS), dtype=np.int32)
        self._serials = np.zeros(FIRST_ROOM, dtype=np.int64)

    def find(self, signature: Signature | None) -> list[int]:
        """Serials of texts that share a bucket of a band and are alike in rows enough."""
        if signature is None or self._next == self._oldest:
            return []
        numbers, bands, found = self._latest.take(signature.buckets), _BAND_NUMBERS, []
        room, oldest = len(self._serials), self._oldest
        for _ in range(MOST_STEPS):
            live = (numbers >= oldest).nonzero()[0]
            if not len(live):
                break
            numbers, bands = numbers.take(live) % room, bands.take(live)
            found.append(numbers)
            numbers = self._before[numbers, bands]
        if not found:
            return []
        places = np.concatenate(found)
        if len(places) > BANDS:
            places = np.unique(places)
        alike = np.add.reduce(self._signatures.take(places, 0) == signature.rows, 1, np.intp)
        return sorted(set(self._serials[places[alike >= LEAST_ALIKE * BANDS * ROWS]].tolist()))

    def find_all(self, first: int, signatures: Sequence[Signature | None]) -> list[list[int]]:
        """`find` for several texts that are added next under the serials from `first` on, each behind those before it.

        What will have left by then may be among the found.
        """
        found: list[list[int]] = [[] for _ in signatures]
        signed = [place for place, one in enumerate(signatures) if one is not None]
        if not signed:
            return found
        rows = np.stack([one.rows for one in signatures if one is not None])
        buckets = np.concatenate([one.buckets for one in signatures if one is not None])
        order = buckets.argsort(kind="stable")
        ranks = rank_in_runs(buckets[order])
        earlier = np.empty_like(ranks)
        earlier[order] = ranks
        for asker, other in self._compare_each_other(rows, order, ranks):
            found[signed[asker]].append(first + signed[other])
        for asker, serial in self._compare_all(rows, buckets, MOST_STEPS - earlier):
            found[signed[asker]].append(serial)
        return found

    def _compare_each_other(self, rows: NDArray[np.uint16], order: Whole, ranks: Whole) -> Iterator[tuple[int, int]]:
        """Pairs of texts that are alike, by the order of their buckets and how many stand before each in its own."""
        steps = np.minimum(ranks, MOST_STEPS)
        ends = steps.cumsum()
        behind = np.arange(ends[-1]) - (ends - steps).repeat(steps) + 1
        pairs = np.unique(
            order.repeat(steps) // BANDS * len(rows) + order[np.arange(len(order)).repeat(steps) - behind] // BANDS
        )
        return _pick_alike(rows, pairs // len(rows), rows, pairs % len(rows))

    def _compare_all(
        self, rows: NDArray[np.uint16], buckets: NDArray[np.int64], most_steps: Whole
    ) -> Iterator[tuple[int, int]]:
        """Texts, and serials of those in the index that are alike."""
        numbers, askers, found = self._latest.take(buckets), np.arange(len(buckets)), [np.empty(0, dtype=np.int64)]
        room, oldest = len(self._serials), self._oldest
        for step in range(MOST_STEPS):
            live = ((numbers >= oldest) & (most_steps > step)).nonzero()[0]
            if not len(live):
                break
            places, askers, most_steps = numbers.take(live) % room, askers.take(live), most_steps.take(live)
            found.append(askers // BANDS * room + places)
            numbers = self._before[places, askers % BANDS]
        pairs = np.unique(np.concatenate(found))
        alike = _pick_alike(rows, pairs // room, self._signatures, pairs % room)
        return ((asker, int(self._serials[place])) for asker, place in alike)

    def add(self, serial: int, signature: Signature | None) -> None:
        """Remember a text; serials ascend."""
        if signature is None:
            return
        if self._next - self._oldest == len(self._serials):
            self._grow()
        place = self._next % len(self._serials)
        self._signatures[place] = signature.rows
        self._before[place] = self._latest[signature.buckets]
        self._serials[place] = serial
        self._latest[signature.buckets] = self._next
        self._next += 1

    def drop(self, serial: int) -> None:
        """Forget a text, if it is there: the oldest one."""
        if self._oldest < self._next and self._serials[self._oldest % len(self._serials)] == serial:
            self._oldest += 1

    def _grow(self) -> None:
        old = np.arange(self._oldest, self._next)
        room = len(self._serials)
        more = room + max(FIRST_ROOM, room // 8)
        for name in ("_signatures", "_before", "_serials"):
            held = getattr(self, name)
            made = np.zeros((more, *held.shape[1:]), dtype=held.dtype)
            made[old % more] = held[old % room]
            setattr(self, name, made)


def _pick_alike(
    rows: NDArray[np.uint16], askers: Whole, signatures: NDArray[np.uint16], places: Whole
) -> Iterator[tuple[int, int]]:
    """The pairs, of texts and places of signatures, that are alike in rows enough."""
    for start in range(0, len(askers), COMPARED):
        some, others = askers[start : start + COMPARED], places[start : start + COMPARED]
        alike = (rows.take(some, 0) == signatures.take(others, 0)).sum(1) >= LEAST_ALIKE * BANDS * ROWS
        yield from zip(some[alike].tolist(), others[alike].tolist(), strict=True)
