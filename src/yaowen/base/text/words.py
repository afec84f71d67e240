"""Chinese words: cutting a simplified text with jieba's dictionary (rjieba, measured in LIBRARIES.md)."""

from __future__ import annotations

import functools

import rjieba


@functools.cache
def _cutter() -> rjieba.Jieba:
    return rjieba.Jieba()


def cut(text: str) -> list[str]:
    """The words of a text in order, joined they give the text again. Give it simplified script."""
    return list(_cutter().cut(text))


def tag(text: str) -> list[tuple[str, str]]:
    """Words with jieba's part-of-speech tags (nr person, ns place, nt organisation, v verb)."""
    return list(_cutter().tag(text))


def is_listed(word: str) -> bool:
    """Whether the dictionary has a word; the cutter guesses others from their characters, tags included."""
    return bool(_cutter().has_word(word))


def word_set(text: str) -> frozenset[str]:
    """A lexicon written down as words with blanks between them."""
    return frozenset(text.split())
