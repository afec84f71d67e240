"""Near-copies where no text is known: two headlines that say the same with the same characters and numbers.

Measured on pairs picked at the hard boundary (`evals/headline_pairs.py`): the share of characters that two headlines
have in common tells more there than pairs of characters, weighed words or sentence vectors do, alone or together.
"""

from __future__ import annotations

from collections.abc import Set

from yaowen.base.text.script import is_han

ALIKE = 0.47
LEAST_HAN = 4
"""Below so many different Chinese characters chance decides."""


def are_headline_copies(one: str, other: str, numbers: Set[str], other_numbers: Set[str]) -> bool:
    """Whether two headlines are near-copies.

    Args:
        one, other: folded (`headline.plain_key`), with `numbers` and `other_numbers` as `headline.find_numbers` gives
            them: where each has one that the other has not, they report two counts.
    """
    return not (numbers - other_numbers and other_numbers - numbers) and measure_alike(one, other) >= ALIKE


def measure_alike(one: str, other: str) -> float:
    """Different characters that both have ÷ those that either has, 0–1; 0 where there is too little Chinese."""
    ours, theirs = set(one), set(other)
    if min(sum(map(is_han, ours)), sum(map(is_han, theirs))) < LEAST_HAN:
        return 0.0
    return len(ours & theirs) / len(ours | theirs)
