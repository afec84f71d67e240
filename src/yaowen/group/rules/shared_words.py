"""The words that two articles share, for a person who asks why they stand together."""

from __future__ import annotations

from yaowen.group.rules.terms import PAIR_MARK
from yaowen.group.rules.vocabulary import ID_BITS, WEIGHT_MASK, read_entries
from yaowen.group.rules.window import LiveArticle, Window

SHOWN_WORDS = 6


def find_shared(new: LiveArticle, other: LiveArticle, window: Window) -> tuple[str, ...]:
    """Words that two articles share, the most telling first."""
    window.board.lay(new.serial, new.vector)
    shared = window.board.look_up([other.vector])
    ids = shared.entries >> ID_BITS
    products = (read_entries(new.vector)[shared.places] & WEIGHT_MASK) * (shared.entries & WEIGHT_MASK)
    names = window.vocabulary.name(ids.tolist())
    ranked = sorted(zip((-products).tolist(), names, strict=True))
    readable = [word for _, word in ranked if not word.startswith(PAIR_MARK)]
    return tuple(readable[:SHOWN_WORDS])
