"""What a reader may have meant by a word that nothing has: the input method's wrong character, a slip of a key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yaowen.base.text.script import is_han
from yaowen.base.text.syllables import loose_sound

LEAST_LATIN = 4
"""A shorter word of letters is one letter from too many others."""
_ONE_OF_THREE = 3
"""From so many characters on, one may be another that does not even sound alike."""


def guess_word(word: str, vocabulary: Mapping[str, int]) -> str:
    """The word of a vocabulary that was probably meant; empty where none is near.

    Args:
        word: folded; nothing has it.
        vocabulary: words that texts have, folded, and how often.
    """
    near = ((score, count, other) for other, count in vocabulary.items() if (score := _nearness(word, other)))
    return max(near, default=(0.0, 0, ""))[2]


def count_words(texts: Iterable[Iterable[str]]) -> dict[str, int]:
    """In how many texts each word of at least two signs stands."""
    counts: dict[str, int] = {}
    for words in texts:
        for word in {word for word in words if len(word) > 1}:
            counts[word] = counts.get(word, 0) + 1
    return counts


def _nearness(word: str, other: str) -> float:
    """How likely one word was typed for another: 0 not at all, 3 by its sound, 2 and 1 by its signs."""
    if word == other or abs(len(word) - len(other)) > 1:
        return 0.0
    if is_han(word[0]) != is_han(other[0]):
        return 0.0
    if not is_han(word[0]):
        return float(min(len(word), len(other)) >= LEAST_LATIN and is_one_slip(word, other))
    if len(word) == len(other) and all(_sounds_like(one, two) for one, two in zip(word, other, strict=True)):
        return 3.0
    return 2.0 if min(len(word), len(other)) >= _ONE_OF_THREE and is_one_slip(word, other) else 0.0


def _sounds_like(one: str, other: str) -> bool:
    return one == other or (loose_sound(one) == loose_sound(other) != "")


def is_one_slip(one: str, other: str) -> bool:
    """Whether one sign changed, left out, put in, or two neighbours swapped, makes one word the other."""
    short, long = sorted((one, other), key=len)
    start = next((place for place, sign in enumerate(short) if sign != long[place]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long[start:]
