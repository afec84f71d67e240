"""A value and where it was read from: what every rule that looks for a field of an article answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from yaowen.base.words import Origin

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Told(Generic[Value]):
    """What was found.

    Attributes:
        value: empty where nothing was.
        where: what of the page gave it.
        confidence: 0–1, a rough constant for each place, set after the labelled pages.
    """

    value: Value
    where: str = ""
    confidence: float = 0.0

    def origin(self, field: str) -> tuple[Origin, ...]:
        """As the origin of a field; none where nothing was found."""
        return (Origin(field, self.where, round(self.confidence, 3)),) if self.value else ()
