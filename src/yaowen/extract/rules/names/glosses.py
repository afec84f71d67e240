"""Glossed names of a whole article."""

from __future__ import annotations

from collections.abc import Sequence

from yaowen.base.words import Name
from yaowen.extract.rules.reading import Reading


def find_names(readings: Sequence[Reading]) -> tuple[Name, ...]:  # noqa: ARG001
    """Glossed names of an article, in the order of the text."""
    return ()
