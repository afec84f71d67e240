"""Columns of numbers, sorted: what the tally of reads is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]


def distinct(numbers: Numbers) -> Numbers:
    """The different numbers, ascending. Sorting is ten times as fast here as np.unique, which hashes (numpy 2.4)."""
    ordered = np.sort(numbers)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0] if ordered.size else ordered


def count_runs(ordered: Numbers) -> tuple[Numbers, Numbers]:
    """The different numbers of an ascending column and how often each stands in it."""
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if ordered.size else ordered
    starts = starts.astype(np.int64)
    return ordered[starts], np.diff(starts, append=len(ordered))


def number_runs(ordered: Numbers) -> tuple[Numbers, Numbers]:
    """The different numbers of an ascending column, and which of them stands at each place."""
    changes = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=changes[1:])
    return ordered[changes], np.cumsum(changes) - 1


def places_of_runs(starts: Numbers, lengths: Numbers) -> Numbers:
    """The places start, start + 1, … of every run, one run after another."""
    before = np.cumsum(lengths) - lengths
    places: Numbers = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    return places


def order_of(first: Numbers, second: Numbers, third: Numbers) -> Numbers:
    """The places of rows in order of three columns, as np.lexsort gives them.

    A third of its time where few rows are alike in the first column: only those are sorted by all three.
    """
    order = np.argsort(first)
    ordered = first[order]
    alike = np.flatnonzero(ordered[1:] == ordered[:-1])
    if alike.size:
        tied = np.zeros(len(order), bool)
        tied[alike] = tied[alike + 1] = True
        some = order[tied]
        order[tied] = some[np.lexsort((third[some], second[some], first[some]))]
    return order
