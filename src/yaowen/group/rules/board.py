"""The article that is being compared, laid out by term id, so that others are compared with it by looking up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.vocabulary import ENTRY_BYTES, ID_BITS, Vocabulary, Whole, read_entries

Short = NDArray[np.int32]
_NO_IDS = read_entries(b"")


@dataclass(slots=True)
class Shared:
    """What several vectors have of the terms that are laid out.

    Attributes:
        owners: which of the vectors has it, ascending; `places`: which of the terms it is, from 0 on.
        entries: as in the vector.
    """

    owners: Whole
    places: Short
    entries: Whole


class Board:
    """The terms of one article.

    Attributes:
        serial: of the article that is laid out; `ids`: its terms.
        found: serials of the articles that it was last compared with; `shared`: what they share with it.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._place_of: Short = np.zeros(0, dtype=np.int32)
        self.serial = 0
        self.ids = self._laid = _NO_IDS
        self.found: Sequence[int] = ()
        self.shared = self._nothing = Shared(self.ids, self._place_of, self.ids)

    def lay(self, serial: int, vector: bytes) -> None:
        """Lay out an article in place of the last one: in fact when first something is looked up."""
        if self.serial == serial:
            return
        self.ids = read_entries(vector) >> ID_BITS
        self.serial = serial
        self.found, self.shared = (), self._nothing

    def keep(self, serials: Sequence[int], shared: Shared) -> None:
        """Take what was looked up of articles elsewhere."""
        self.found, self.shared = serials, shared

    def lend(self) -> Short:
        """An array of zeros by term, to be given back as it is."""
        if len(self._place_of) < self._vocabulary.capacity:
            self._place_of = np.zeros(self._vocabulary.capacity, dtype=np.int32)
        else:
            self._place_of[self._laid] = 0
        self._laid = _NO_IDS
        return self._place_of

    def _lay_out(self) -> None:
        self.lend()[self.ids] = np.arange(1, len(self.ids) + 1)
        self._laid = self.ids

    def find_shared(self, serials: Sequence[int], vectors: Sequence[bytes]) -> Shared:
        """`look_up` for articles; what was found of them is kept."""
        self.found, self.shared = serials, self.look_up(vectors)
        return self.shared

    def find_one(self, serial: int, vector: bytes) -> Shared:
        """`look_up` for one article: maybe it was found with others."""
        if serial not in self.found:
            return self.look_up([vector])
        shared, place = self.shared, self.found.index(serial)
        start, end = shared.owners.searchsorted((place, place + 1)).tolist()
        return Shared(shared.owners[start:end], shared.places[start:end], shared.entries[start:end])

    def look_up(self, vectors: Sequence[bytes]) -> Shared:
        """What each of several vectors has of the terms."""
        if self._laid is not self.ids:
            self._lay_out()
        entries = read_entries(b"".join(vectors))
        places = self._place_of.take(entries >> ID_BITS)
        shared = places.nonzero()[0]
        if len(vectors) == 1:
            owners = np.zeros(len(shared), dtype=np.int64)
        else:
            ends = list(accumulate([len(vector) // ENTRY_BYTES for vector in vectors]))
            owners = np.array(ends, dtype=np.int64).searchsorted(shared, "right")
        return Shared(owners, places.take(shared) - 1, entries.take(shared))
