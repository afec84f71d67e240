"""Moments of a whole article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from yaowen.base.words import Moment
from yaowen.extract.rules.reading import Reading


def find_moments(readings: Sequence[Reading], published: datetime | None) -> tuple[Moment, ...]:  # noqa: ARG001
    """Moments of an article, in the order of the text."""
    return ()
