"""Whether a newer reading of an article says something else than the one that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yaowen.base.text.likeness import fold_words

_MUCH_LESS = 0.3
_SOME_CHARS = 120


@dataclass(frozen=True, slots=True)
class Version:
    """What of a reading is compared."""

    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the outlet changed.

    Attributes:
        shrunk: the newer text is so much shorter that it is a notice, a paywall or a challenge, no version of it.
    """

    headline: bool
    text: bool
    shrunk: bool

    @property
    def names(self) -> str:
        """`headline`, `text`, both, or nothing."""
        return " ".join(name for name, is_so in (("headline", self.headline), ("text", self.text)) if is_so)


def compare_versions(kept: Version, newer: Version) -> Difference:
    """Compare two readings; punctuation, spacing, width and script make no difference."""
    before, after = fold_words("".join(kept.paragraphs)), fold_words("".join(newer.paragraphs))
    shrunk = len(before) >= _SOME_CHARS and len(after) < _MUCH_LESS * len(before)
    return Difference(fold_words(kept.headline) != fold_words(newer.headline), before != after, shrunk)


def fold_text(paragraphs: Sequence[str]) -> str:
    """A text as `compare_versions` compares it: what its hash is made of."""
    return fold_words("".join(paragraphs))
