"""What a person has decided about stories, which filing and re-filing leave alone for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Pins:
    """Stories that may not become one, by their keys.

    (That an article stays where a person put it needs no note here: filing moves no article, and re-filing moves
    whole stories only.)
    """

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._apart: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            if one != other:
                self._apart[one].add(other)
                self._apart[other].add(one)

    def are_apart(self, one: int, other: int) -> bool:
        """Whether a person has put articles of the two apart."""
        return other in self._apart.get(one, ())

    def join(self, key: int, into: int) -> None:
        """A story has become part of another."""
        for other in self._apart.pop(key, ()):
            self._apart[other].discard(key)
            if other != into:
                self._apart[other].add(into)
                self._apart[into].add(other)
