"""Claims of a whole article."""

from __future__ import annotations

from collections.abc import Sequence

from yaowen.base.words import Claim, Name
from yaowen.extract.rules.reading import Reading


def find_claims(title: str, readings: Sequence[Reading], names: Sequence[Name]) -> tuple[Claim, ...]:  # noqa: ARG001
    """Claims of an article, in the order of the text."""
    return ()
