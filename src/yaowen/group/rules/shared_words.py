"""The words that two articles share, for a person who asks why they stand together."""

from __future__ import annotations

from yaowen.group.rules.vocabulary import ID_BITS, WEIGHT_MASK, read_entries
from yaowen.group.rules.window import LiveArticle, Window

SHOWN_WORDS = 6


def find_shared(new: LiveArticle, other: LiveArticle, window: Window) -> tuple[str, ...]:
    """Words that two articles share, the most telling first."""
    window.board.lay(new.serial, new.vector)
    shared = window.board.find_one(other.serial, other.vector)
    words = (shared.places < new.pairs).nonzero()[0]
    entries = shared.entries.take(words)
    products = (read_entries(new.vector).take(shared.places.take(words)) & WEIGHT_MASK) * (entries & WEIGHT_MASK)
    names = window.vocabulary.name((entries >> ID_BITS).tolist())
    ranked = sorted(zip((-products).tolist(), names, strict=True))
    return tuple([word for _, word in ranked[:SHOWN_WORDS]])
