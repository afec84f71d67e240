"""How alike two headlines are written: beginnings, ends, subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yaowen.group.rules.window import LiveArticle

LENGTH_UNIT_CHARS = 30.0


def compare_wording(own: Mapping[int, float], new: LiveArticle, other: LiveArticle) -> dict[str, float]:
    """Features of two headlines, 0–1.

    A Chinese headline begins with who acts: two reports of one actor's separate events share their beginning, a
    series (早安世界》…, …要闻分析) its beginning or end, two companies' notices all but the beginning.

    Args:
        own: word of the new headline → idf × rarity, in the order of the headline.
    """
    theirs = other.words
    first, its_first = next(iter(own), None), theirs[0] if theirs else None
    shorter = min(len(new.plain), len(other.plain)) or 1
    shared = len(set(new.pairs).intersection(other.pairs))
    return {
        "prefix": count_shared(new.plain, other.plain) / shorter,
        "suffix": count_shared(new.plain[::-1], other.plain[::-1]) / shorter,
        "subject": float(first is not None and first == its_first),
        "subject_in": float(first in theirs),
        "subject_there": float(its_first in own),
        "pairs": shared / (len(new.pairs) + len(other.pairs) - shared or 1),
        "pairs_in": shared / (min(len(new.pairs), len(other.pairs)) or 1),
        "length": len(new.plain) / LENGTH_UNIT_CHARS,
    }


def count_shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many characters two texts have in common from the beginning."""
    for place, (ours, theirs) in enumerate(zip(one, other, strict=False)):
        if ours != theirs:
            return place
    return min(len(one), len(other))
