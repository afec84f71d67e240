"""The articles nearest to several that are about to be filed, found for all of them in one go.

It is what `Window.find_near` and `Board.find_shared` find for each when its turn comes, if until then just those
before it are filed: what it will find of these is known beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.board import Board, Shared, Short
from yaowen.group.rules.postings import POSTINGS, Postings
from yaowen.group.rules.terms import UNIT
from yaowen.group.rules.vocabulary import (
    ENTRY_BYTES,
    ID_BITS,
    WEIGHT_BITS,
    WEIGHT_MASK,
    Whole,
    rank_in_runs,
    read_entries,
)

Sums = NDArray[Any]
FOUND_BY = 24
"""An article is found by so many of its terms, those with the greatest weights."""
NEAR_ARTICLES = 20
LEAST_PRODUCT = UNIT * UNIT // 20
GATHERED = 10
"""Articles of which the index's entries are looked up together: at most 72,000 entries of 8 bytes."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Articles to be filed next.

    Attributes:
        first: the serial that the first of them gets, the others those after it.
        oldest: of the articles indexed when it is each one's turn.
    """

    first: int
    vectors: Sequence[bytes]
    oldest: Sequence[int]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an article will find when it is filed as `serial` and the index begins with `oldest`.

    Attributes:
        telling: the terms that it is found by, and their weights.
        near: serials of the articles nearest by these, the nearest first; `shared`: what they share with it.
    """

    serial: int
    oldest: int
    telling: tuple[Whole, Whole]
    near: list[int]
    shared: Shared


def find_all(coming: Coming, postings: Postings, read_vector: Callable[[int], bytes], board: Board) -> list[Prospect]:
    """What each of the articles will find.

    Args:
        read_vector: gives the vector of a live article.
        board: lends its array by term.
    """
    entries, counts = read_entries(b"".join(coming.vectors)), count_entries(coming.vectors)
    chosen = pick_telling(entries, counts)
    found_by = np.minimum(counts, FOUND_BY)
    terms, weights = entries[chosen] >> ID_BITS, entries[chosen] & WEIGHT_MASK
    bounds = [0, *np.cumsum(found_by).tolist()]
    near = _find_near(coming, (terms, weights, bounds), postings)
    serials = [serial for some in near for serial in some]
    vectors = [
        read_vector(serial) if serial < coming.first else coming.vectors[serial - coming.first] for serial in serials
    ]
    shared = _find_shared((entries >> ID_BITS, counts), vectors, list(map(len, near)), board.lend())
    return [
        Prospect(coming.first + place, oldest, (terms[start:end], weights[start:end]), some, its_shared)
        for place, (oldest, (start, end), some, its_shared) in enumerate(
            zip(coming.oldest, pairwise(bounds), near, shared, strict=True)
        )
    ]


def count_entries(vectors: Sequence[bytes]) -> Whole:
    """How many entries each of several vectors has."""
    return np.array(list(map(len, vectors)), dtype=np.int64) // ENTRY_BYTES


def pick_telling(entries: Whole, counts: Whole) -> Whole:
    """The places of each article's 24 entries of the greatest weights, the greatest first, among those of several."""
    owners = np.arange(len(counts)).repeat(counts)
    order = (owners << WEIGHT_BITS | (WEIGHT_MASK - (entries & WEIGHT_MASK))).argsort(kind="stable")
    starts = np.cumsum(counts) - counts
    picked: Whole = order[np.arange(len(order)) - starts.repeat(counts) < FOUND_BY]
    return picked


def _find_near(coming: Coming, telling: tuple[Whole, Whole, list[int]], postings: Postings) -> list[list[int]]:
    """The serials nearest to each article."""
    terms, weights, bounds = telling
    earlier, among = _compare_each_other(terms, weights, bounds)
    base, found = coming.oldest[0], list[list[int]]()
    for begin in range(0, len(coming.vectors), GATHERED):
        cuts = bounds[begin : begin + GATHERED + 1]
        start, end = cuts[0], cuts[-1]
        entries, lengths = postings.gather(terms[start:end], np.maximum(0, POSTINGS - earlier[start:end]))
        ends = np.concatenate(([0], lengths.cumsum()))[np.array(cuts) - start].tolist()
        products = (entries & WEIGHT_MASK) * weights[start:end].astype(np.float64).repeat(lengths)
        places = (entries >> WEIGHT_BITS) - base
        gone = (places < 0).nonzero()[0]
        places[gone], products[gone] = 0, 0.0
        for place, (left, right) in enumerate(pairwise(ends), begin):
            sums: Sums = np.bincount(places[left:right], products[left:right])
            found.append(_choose(sums, among[place, :place], coming, place))
    return found


def _choose(sums: Sums, among: Sums, coming: Coming, place: int) -> list[int]:
    """The nearest by the index's sums, which begin with the oldest for the first article, and by those beside them."""
    oldest = coming.oldest[place]
    close = (sums >= LEAST_PRODUCT).nonzero()[0]
    serials, values = close + coming.oldest[0], sums.take(close)
    beside = (among >= LEAST_PRODUCT).nonzero()[0]
    if len(beside):
        serials = np.concatenate((serials, beside + coming.first))
        values = np.concatenate((values, among.take(beside)))
    if len(serials) and serials[0] < oldest:
        live = serials >= oldest
        serials, values = serials[live], values[live]
    if len(serials) > 1:
        serials = serials.take((-values).argsort(kind="stable")[:NEAR_ARTICLES])
    nearest: list[int] = serials.tolist()
    return nearest


def _compare_each_other(terms: Whole, weights: Whole, bounds: Sequence[int]) -> tuple[Whole, Sums]:
    """How many of the articles before have each term, and the sums of products of each article with those before."""
    count = len(bounds) - 1
    owners = np.arange(count).repeat(np.diff(bounds))
    order = terms.argsort(kind="stable")
    ranks = rank_in_runs(terms[order])
    steps = np.minimum(ranks, POSTINGS)
    ends = steps.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    others = np.arange(total) + (np.arange(len(order)) - ends).repeat(steps)
    ours, theirs = order.repeat(steps), order[others]
    products = (weights[ours] * weights[theirs]).astype(np.float64)
    sums: Sums = np.bincount(owners[ours] * count + owners[theirs], products, count * count)
    earlier = np.empty(len(order), dtype=np.int64)
    earlier[order] = ranks
    return earlier, sums.reshape(count, count)


def _find_shared(
    asked: tuple[Whole, Whole], vectors: Sequence[bytes], found: Sequence[int], number_of: Short
) -> list[Shared]:
    """What each of the articles shares with those found for it.

    Args:
        asked: the terms of all articles, and how many each has.
        vectors: of the articles found; `found`: how many of them are for each article.
        number_of: zeros by term, as it is left.
    """
    ids, counts = asked
    entries, lengths = read_entries(b"".join(vectors)), count_entries(vectors)
    number_of[ids] = np.arange(1, len(ids) + 1)  # of articles with one term any number, the same for all of them
    numbers, width = number_of.take(ids), len(ids) + 1
    place_of: NDArray[np.int16] = np.zeros(len(counts) * width, dtype=np.int16)
    starts = np.cumsum(counts) - counts
    place_of[np.arange(len(counts)).repeat(counts) * width + numbers] = np.arange(len(ids)) - starts.repeat(counts) + 1
    theirs = number_of.take(entries >> ID_BITS)
    number_of[ids] = 0
    known = theirs.nonzero()[0]
    pairs = np.arange(len(lengths)).repeat(lengths).take(known)
    askers = np.arange(len(found)).repeat(found)
    places = place_of.take(askers.take(pairs) * width + theirs.take(known))
    hits = places.nonzero()[0]
    pairs, its_places, entries = (
        pairs.take(hits),
        places.take(hits).astype(np.int32) - 1,
        entries.take(known).take(hits),
    )
    bounds = list(accumulate(found, initial=0))
    cuts = pairs.searchsorted(bounds).tolist()
    return [
        Shared(pairs[start:end] - first, its_places[start:end], entries[start:end])
        for first, (start, end) in zip(bounds, pairwise(cuts), strict=False)
    ]
