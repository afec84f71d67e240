"""Chinese words: cutting a simplified text with jieba's dictionary (rjieba, measured in LIBRARIES.md).

The module's own cutter is used: an instance of ours would hold the dictionary a second time (25 MiB).
"""

from __future__ import annotations

import rjieba


def cut(text: str) -> list[str]:
    """The words of a text in order, joined they give the text again. Give it simplified script."""
    return list(rjieba.cut(text))


def tag(text: str) -> list[tuple[str, str]]:
    """Words with jieba's part-of-speech tags (nr person, ns place, nt organisation, v verb)."""
    return list(rjieba.tag(text))


def is_listed(word: str) -> bool:
    """Whether the dictionary has a word; the cutter guesses others from their characters, tags included."""
    return bool(rjieba.has_word(word))


def word_set(text: str) -> frozenset[str]:
    """A lexicon written down as words with blanks between them."""
    return frozenset(text.split())
