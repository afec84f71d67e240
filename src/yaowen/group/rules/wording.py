"""How alike two headlines are written: beginnings, ends, subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LENGTH_UNIT_CHARS = 30.0


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline to be compared.

    Attributes:
        plain: letters and digits only.
        words: its words as ids, in order; `pairs`: how many different character pairs it has.
    """

    plain: str
    words: Sequence[int]
    pairs: int


def compare_wording(ours: Headline, theirs: Headline, shared: float) -> dict[str, float]:
    """Features of two headlines, 0–1.

    A Chinese headline begins with who acts: two reports of one actor's separate events share their beginning, a
    series (早安世界》…, …要闻分析) its beginning or end, two companies' notices all but the beginning.

    Args:
        shared: how many character pairs both have.
    """
    first = ours.words[0] if ours.words else None
    its_first = theirs.words[0] if theirs.words else None
    shorter = min(len(ours.plain), len(theirs.plain)) or 1
    return {
        "prefix": count_shared(ours.plain, theirs.plain) / shorter,
        "suffix": count_shared(ours.plain[::-1], theirs.plain[::-1]) / shorter,
        "subject": float(first is not None and first == its_first),
        "subject_in": float(first in theirs.words),
        "subject_there": float(its_first in ours.words),
        "pairs": shared / (ours.pairs + theirs.pairs - shared or 1),
        "pairs_in": shared / (min(ours.pairs, theirs.pairs) or 1),
        "length": len(ours.plain) / LENGTH_UNIT_CHARS,
    }


def count_shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many characters two texts have in common from the beginning."""
    for place, (ours, theirs) in enumerate(zip(one, other, strict=False)):
        if ours != theirs:
            return place
    return min(len(one), len(other))
