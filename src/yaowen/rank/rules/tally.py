"""Readers of stories in a sliding window, under one salt: (story, reader) → last minute, merged by max."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from yaowen.rank.rules.columns import Numbers, count_runs, distinct, order_of
from yaowen.rank.rules.leaf import Crossing, Rows
from yaowen.rank.rules.leaves import LEAF_ROWS, Leaves
from yaowen.rank.rules.ring_watch import RingWatch
from yaowen.rank.rules.rings import Ring

_NETWORK_BITS = np.uint64(32)
_NETWORK_MASK = np.uint64(0xFFFFFFFF)
_SECRET_BYTES = 16


@dataclass(frozen=True, slots=True)
class TallyParts:
    """What a tally is made of.

    Attributes:
        alive, readers: pairs, and readers of the site, inside the window.
        story_ids: by story number; `scores` too.
        networks: how many read each story.
        sets: the columns of the ReadSets.
        secret: what the marks of stories are made with.
        first_keys, parts: of the leaves of the pairs; `site_first_keys`, `site_parts`: of the site's readers.
    """

    minute: int
    alive: int
    readers: int
    story_ids: Numbers
    scores: Numbers
    networks: Numbers
    sets: tuple[Numbers, Numbers]
    secret: bytes
    first_keys: Numbers
    parts: list[Rows]
    site_first_keys: Numbers
    site_parts: list[Rows]


class Tally:
    """Distinct readers of each story whose latest read is in (minute − span, minute], at most K of a network.

    Because a pair keeps only its greatest minute, reads may come late, doubled and in any order. The pairs are rows in
    order of (story, network, reader), of 18 or 20 bytes: the readers of one network that read one story stand together
    and are counted without an index. Beside them each reader of the site is a row of 10 or 12 bytes, in order of id.

    Args:
        span_minutes: length of the window.
        per_network: K, readers of one network that count for one story; None: all.
        minute: where the window ends.
        leaf_rows: rows of a leaf before it is divided.
        base_minute: a minute before all that it will hold, at most 32,767 before the last: saves 2 bytes a row.

    Attributes:
        minute: where the window ends.
        alive: pairs inside the window.
    """

    def __init__(
        self,
        span_minutes: int,
        per_network: int | None,
        minute: int = 0,
        *,
        leaf_rows: int = LEAF_ROWS,
        base_minute: int | None = None,
    ) -> None:
        self.span_minutes = span_minutes
        self.minute = minute
        self.alive = 0
        self._per_network = per_network
        self._leaf_rows = leaf_rows
        self._base = base_minute or 0
        self._minute_kind = np.int32 if base_minute is None else np.int16
        self._stories: dict[int, int] = {}
        self._story_ids: list[int] = []
        self._scores: Numbers = np.zeros(64, np.int64)
        self._watch = RingWatch(per_network, secrets.token_bytes(_SECRET_BYTES)) if per_network is not None else None
        self._rings: list[Ring] | None = None
        self._pairs = Leaves(Rows.none(np.uint64, self._minute_kind), leaf_rows)
        self._site = Leaves(Rows.none(np.uint32, self._minute_kind), leaf_rows)
        self._site_readers = 0

    @property
    def horizon(self) -> int:
        """The last minute that is outside the window, counted from the base."""
        return self.minute - self.span_minutes - self._base

    @property
    def networks(self) -> int:
        """Distinct networks inside the window; 0 where they are not looked at."""
        return self._watch.sets.networks if self._watch else 0

    @property
    def held(self) -> int:
        """Pairs in memory, those run out included."""
        return len(self._pairs)

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        of_rings = self._watch.held_bytes if self._watch else 0
        return self._pairs.held_bytes + self._site.held_bytes + int(self._scores.nbytes) + of_rings

    def merge(self, stories: Numbers, readers: Numbers, networks: Numbers, minutes: Numbers) -> None:
        """Take in reads, as columns of equal length; those already outside the window are dropped."""
        minutes = minutes - self._base
        inside = minutes > self.horizon
        if not inside.all():
            stories, readers = stories[inside], readers[inside]
            networks, minutes = networks[inside], minutes[inside]
        if not len(stories):
            return
        last = minutes.astype(self._minute_kind)
        pairs = self._pairs_of(stories, readers.astype(np.uint64), networks.astype(np.uint64), last)
        self._count(self._pairs.merge(pairs, self.horizon), +1)
        self._site_readers += len(self._site.merge(_site_rows(readers.astype(np.uint64), last), self.horizon).keys)

    def advance(self, minute: int) -> None:
        """Move the end of the window on; pairs whose last minute falls out no longer count. Never moves back."""
        if minute <= self.minute:
            return
        before, self.minute = self.horizon, minute
        self._count(self._pairs.expire(before, self.horizon), -1)
        self._site_readers -= len(self._site.expire(before, self.horizon).keys)

    def drop_stories(self, ids: Iterable[int]) -> None:
        """Forget all reads of stories, for them to be merged in again. Who read the site has read it all the same."""
        for number in [self._stories[story] for story in ids if story in self._stories]:
            lost = self._pairs.drop(_first_key(number), _first_key(number + 1), self.horizon)
            self.alive -= len(lost)
            self._scores[number] = 0
            keys = distinct(lost)
            self._rings = None
            if self._watch is not None:
                self._watch.follow(keys, np.full(len(keys), -1))

    def leaders(self, size: int) -> list[tuple[int, int]]:
        """(story, readers) of the `size` most read and of all that equal the last of them; unordered."""
        scores = self._scores[: len(self._story_ids)]
        read = np.flatnonzero(scores)
        if size <= 0 or not read.size:
            return []
        if read.size > size:
            least = np.partition(scores[read], read.size - size)[read.size - size]
            read = read[scores[read] >= least]
        return [(self._story_ids[number], int(scores[number])) for number in read.tolist()]

    def rings(self) -> list[Ring]:
        """The groups of networks that read the same few stories in step, and what of their votes does not count."""
        if self._rings is None:
            self._rings = self._watch.find(self._pairs, self.horizon) if self._watch is not None else []
        return self._rings

    def readers(self) -> int:
        """Distinct readers inside the window, over all stories."""
        return self._site_readers

    def compacted(self) -> Tally:
        """The same window without the pairs that have run out."""
        base = self._base if self._minute_kind is np.int16 else None
        fresh = Tally(
            self.span_minutes, self._per_network, self.minute, leaf_rows=self._leaf_rows, base_minute=base
        )  # fmt: skip
        rows = self._inside()
        fresh.merge(self._ids_of(rows), rows.reader, rows.key & _NETWORK_MASK, rows.last.astype(np.int64) + self._base)
        return fresh

    def living(self) -> tuple[Numbers, Numbers]:
        """Distinct stories and distinct readers inside the window."""
        rows = self._inside()
        return distinct(self._ids_of(rows)), distinct(rows.reader)

    def frozen(self) -> TallyParts:
        """What it is made of, not copied: to be written away before it takes in more."""
        watch = self._watch or RingWatch(0, b"")
        return TallyParts(
            self.minute, self.alive, self._site_readers, np.array(self._story_ids, np.int64), self._scores,
            watch.readers, watch.sets.columns(), watch.secret, self._pairs.first_keys, self._pairs.parts,
            self._site.first_keys, self._site.parts,
        )  # fmt: skip

    def thaw(self, made: TallyParts) -> None:
        """Become, as a new tally, what another of the same window was made of."""
        self.minute, self.alive, self._site_readers = made.minute, made.alive, made.readers
        self._story_ids, self._scores = made.story_ids.tolist(), made.scores
        self._stories = {story: number for number, story in enumerate(self._story_ids)}
        self._pairs.take(made.first_keys, made.parts)
        self._site.take(made.site_first_keys, made.site_parts)
        self._rings = None
        if self._per_network is not None:
            self._watch = RingWatch(self._per_network, made.secret)
            self._watch.thaw(self._story_ids, made.networks, made.sets)

    def _pairs_of(self, stories: Numbers, readers: Numbers, networks: Numbers, last: Numbers) -> Rows:
        """Reads as rows: in order, every pair once with its greatest minute."""
        keys = (self._number_stories(stories) << _NETWORK_BITS) | networks
        order = order_of(keys, readers, last)
        rows = Rows(keys[order], readers[order], last[order])
        changes = (rows.key[1:] != rows.key[:-1]) | (rows.reader[1:] != rows.reader[:-1])
        return rows.where(np.append(changes, True))

    def _number_stories(self, stories: Numbers) -> Numbers:
        named, where = np.unique(stories, return_inverse=True)
        new = [story for story in named.tolist() if story not in self._stories]
        for story in new:
            self._stories[story] = len(self._story_ids)
            self._story_ids.append(story)
        if new and self._watch is not None:
            self._watch.add_stories(new)
        if len(self._story_ids) > len(self._scores):
            longer = np.zeros(2 * len(self._story_ids), np.int64)
            longer[: len(self._scores)] = self._scores
            self._scores = longer
        return np.array([self._stories[story] for story in named.tolist()], np.uint64)[where]

    def _count(self, crossing: Crossing, sign: int) -> None:
        """Pairs entered (+1) or left (−1) the window: change what K lets through."""
        if not len(crossing.keys):
            return
        self._rings = None
        self.alive += sign * len(crossing.keys)
        keys, many = count_runs(crossing.keys)
        others = crossing.others[np.cumsum(many) - many]
        before, now = (others, others + many) if sign > 0 else (others + many, others)
        moved = (before == 0) != (now == 0)
        if self._watch is not None and self._per_network is not None:
            self._watch.follow(keys[moved], np.where(now[moved] > 0, 1, -1))
            before, now = np.minimum(before, self._per_network), np.minimum(now, self._per_network)
        np.add.at(self._scores, (keys >> _NETWORK_BITS).astype(np.int64), now - before)

    def _inside(self) -> Rows:
        """The pairs inside the window; in no order."""
        found = [part.where(part.last > self.horizon) for part in self._pairs.parts]
        columns = zip(*((rows.key, rows.reader, rows.last) for rows in found), strict=True)
        return Rows(*map(np.concatenate, columns))

    def _ids_of(self, rows: Rows) -> Numbers:
        ids: Numbers = np.array(self._story_ids, np.int64)[(rows.key >> _NETWORK_BITS).astype(np.int64)]
        return ids


def _first_key(number: int) -> np.uint64:
    """The first key of a story's number."""
    return np.uint64(number) << _NETWORK_BITS


def _site_rows(readers: Numbers, last: Numbers) -> Rows:
    """Readers as rows, the upper half of an id as the key, each once with its greatest minute."""
    order = np.argsort(readers)
    ordered = readers[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    ids = ordered[starts]
    upper = (ids >> _NETWORK_BITS).astype(np.uint32)
    return Rows(upper, ids.astype(np.uint32), np.maximum.reduceat(last[order], starts))
