"""Readers of stories in a sliding window, under one salt: (story, reader) → last minute, merged by max."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from yaowen.rank.rules.columns import Numbers, distinct, order_of
from yaowen.rank.rules.leaf import Change, Leaf, Rows, join_changes
from yaowen.rank.rules.read_sets import ReadSets, mark_stories
from yaowen.rank.rules.rings import Ring, count_removed, decide_kept

LEAF_ROWS = 1 << 18
"""Rows of a leaf before it is divided: settling one takes some 10 ms, and 1e7 rows are 40 to 80 leaves."""
_FEW_SHARE = 128
_SETTLED_AT_ONCE = 2
_OVERFULL = 2.0
_SITE = 0
"""The number that stands for all stories together: its readers are the site's, and K does not limit them."""
_NETWORK_BITS = np.uint64(32)
_NETWORK_MASK = np.uint64(0xFFFFFFFF)
_MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class TallyParts:
    """What a tally is made of.

    Attributes:
        story_ids: by story number; `scores` too.
        first_keys: of the leaves.
        parts: the settled and the fresh rows of each leaf in turn.
        networks: how many read each story.
        sets: the columns of the ReadSets.
    """

    minute: int
    alive: int
    story_ids: Numbers
    scores: Numbers
    first_keys: Numbers
    parts: list[Rows]
    networks: Numbers
    sets: tuple[Numbers, Numbers, Numbers]


class Tally:
    """Distinct readers of each story whose latest read is in (minute − span, minute], at most K of a network.

    Because a pair keeps only its greatest minute, reads may come late, doubled and in any order. The rows stand in
    leaves, in order of (story, network, reader): 18 or 20 bytes a pair, and as many for each reader of the site.

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
        self._story_ids: list[int] = [_SITE]
        self._scores: Numbers = np.zeros(64, np.int64)
        self._networks: Numbers = np.zeros(64, np.int64)
        self._sets = ReadSets() if per_network is not None else None
        self._numbers_of: dict[int, tuple[int, ...]] = {}
        self._rings: list[Ring] | None = None
        self._leaves = [Leaf(Rows.none(self._minute_kind))]
        self._first_keys: Numbers = np.zeros(1, np.uint64)

    @property
    def horizon(self) -> int:
        """The last minute that is outside the window, counted from the base."""
        return self.minute - self.span_minutes - self._base

    @property
    def networks(self) -> int:
        """Distinct networks inside the window; 0 where they are not looked at."""
        return self._sets.networks if self._sets else 0

    @property
    def held(self) -> int:
        """Pairs in memory, those run out included."""
        end = _first_key(_SITE + 1)
        of_site = sum(int(np.searchsorted(part.key, end)) for leaf in self._leaves for part in leaf.parts)
        return sum(map(len, self._leaves)) - of_site

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        of_rows = sum(part.held_bytes for leaf in self._leaves for part in leaf.parts)
        return of_rows + int(self._scores.nbytes) + (self._sets.held_bytes if self._sets else 0)

    def merge(self, stories: Numbers, readers: Numbers, networks: Numbers, minutes: Numbers) -> None:
        """Take in reads, as columns of equal length; those already outside the window are dropped."""
        minutes = minutes - self._base
        inside = minutes > self.horizon
        if not inside.all():
            stories, readers = stories[inside], readers[inside]
            networks, minutes = networks[inside], minutes[inside]
        if not len(stories):
            return
        rows = self._rows_of(stories, readers, networks, minutes)
        cuts = np.searchsorted(rows.key, self._first_keys[1:]).tolist()
        self._count([
            leaf.merge(rows.where(slice(start, end)), self.horizon)
            for leaf, start, end in zip(self._leaves, [0, *cuts], [*cuts, len(rows)], strict=True)
            if end > start
        ])  # fmt: skip
        self._settle()

    def advance(self, minute: int) -> None:
        """Move the end of the window on; pairs whose last minute falls out no longer count. Never moves back."""
        if minute <= self.minute:
            return
        before, self.minute = self.horizon, minute
        self._count([leaf.expire(before, self.horizon) for leaf in self._leaves])

    def drop_stories(self, ids: Iterable[int]) -> None:
        """Forget all reads of stories, for them to be merged in again. Who read the site has read it all the same."""
        for number in [self._stories[story] for story in ids if story in self._stories]:
            first, end = _first_key(number), _first_key(number + 1)
            places = np.searchsorted(self._first_keys, [first, end - 1], "right") - 1
            lost = [leaf.drop(first, end, self.horizon) for leaf in self._leaves[places[0] : places[1] + 1]]
            self.alive -= sum(map(len, lost))
            self._scores[number] = 0
            keys = distinct(np.concatenate(lost))
            self._rings = None
            self._follow_sets(keys, np.full(len(keys), -1))

    def leaders(self, size: int) -> list[tuple[int, int]]:
        """(story, readers) of the `size` most read and of all that equal the last of them; unordered."""
        scores = self._scores[: len(self._story_ids)]
        read = np.flatnonzero(scores)[int(scores[_SITE] > 0) :]
        if size <= 0 or not read.size:
            return []
        if read.size > size:
            least = np.partition(scores[read], read.size - size)[read.size - size]
            read = read[scores[read] >= least]
        return [(self._story_ids[number], int(scores[number])) for number in read.tolist()]

    def rings(self) -> list[Ring]:
        """The groups of networks that read the same few stories in step, and what of their votes does not count."""
        if self._rings is None:
            self._rings = self._find_rings(self._sets) if self._sets is not None else []
        return self._rings

    def readers(self) -> int:
        """Distinct readers inside the window, over all stories."""
        return int(self._scores[_SITE])

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
        parts = [part for leaf in self._leaves for part in leaf.parts]
        sets = (self._sets or ReadSets()).columns()
        return TallyParts(
            self.minute, self.alive, np.array(self._story_ids), self._scores, self._first_keys, parts, self._networks,
            sets,
        )  # fmt: skip

    def thaw(self, made: TallyParts) -> None:
        """Become, as a new tally, what another of the same window was made of."""
        self.minute, self.alive = made.minute, made.alive
        self._story_ids, self._scores, self._first_keys = made.story_ids.tolist(), made.scores, made.first_keys
        self._stories = {story: number for number, story in enumerate(self._story_ids) if number != _SITE}
        pairs = zip(made.parts[::2], made.parts[1::2], strict=True)
        self._leaves = [Leaf(settled, fresh) for settled, fresh in pairs]
        self._networks, self._rings = made.networks, None
        if self._sets is not None:
            self._sets = ReadSets.of_columns(*made.sets)

    def _rows_of(self, stories: Numbers, readers: Numbers, networks: Numbers, minutes: Numbers) -> Rows:
        """Reads as rows, each also as one of the whole site: in order, every pair once with its greatest minute."""
        networks = networks.astype(np.uint64)
        keys = np.concatenate((networks, (self._number_stories(stories) << _NETWORK_BITS) | networks))
        readers, last = np.tile(readers.astype(np.uint64), 2), np.tile(minutes.astype(self._minute_kind), 2)
        order = order_of(keys, readers, last)
        rows = Rows(keys[order], readers[order], last[order])
        changes = (rows.key[1:] != rows.key[:-1]) | (rows.reader[1:] != rows.reader[:-1])
        return rows.where(np.append(changes, True))

    def _number_stories(self, stories: Numbers) -> Numbers:
        named, where = np.unique(stories, return_inverse=True)
        for story in named.tolist():
            if story not in self._stories:
                self._stories[story] = len(self._story_ids)
                self._story_ids.append(story)
        if len(self._story_ids) > len(self._scores):
            longer = np.zeros(2 * len(self._story_ids), np.int64)
            longer[: len(self._scores)] = self._scores
            self._scores = longer
            self._networks = np.append(self._networks, np.zeros(len(longer) - len(self._networks), np.int64))
        return np.array([self._stories[story] for story in named.tolist()], np.uint64)[where]

    def _count(self, changes: Sequence[Change]) -> None:
        """Readers entered or left the window, leaf by leaf: change the scores by what K lets through."""
        change = join_changes(changes)
        if not len(change.keys):
            return
        self._rings = None
        numbers = (change.keys >> _NETWORK_BITS).astype(np.int64)
        of_stories = numbers != _SITE
        self.alive += int((change.now - change.before)[of_stories].sum())
        before, now = change.before, change.now
        moved = of_stories & ((before == 0) != (now == 0))
        self._follow_sets(change.keys[moved], np.where(now[moved] > 0, 1, -1))
        if self._per_network is not None:
            before, now = (np.where(of_stories, np.minimum(each, self._per_network), each) for each in (before, now))
        np.add.at(self._scores, numbers, now - before)

    def _follow_sets(self, keys: Numbers, signs: Numbers) -> None:
        """Networks began (+1) or ceased (−1) to read stories."""
        if self._sets is None or not len(keys):
            return
        numbers = (keys >> _NETWORK_BITS).astype(np.int64)
        np.add.at(self._networks, numbers, signs)
        marks = mark_stories(np.array(self._story_ids, np.int64)[numbers])
        self._sets.change(keys & _NETWORK_MASK, marks, signs)

    def _find_numbers(self, sets: ReadSets, totals: Numbers) -> None:
        """Find out what the sums of sets stand for: look up all that one network of each has read."""
        if len(self._numbers_of) > _MOST_REMEMBERED:
            self._numbers_of.clear()
        unknown = totals[[total not in self._numbers_of for total in totals.tolist()]] if len(totals) else totals
        if not len(unknown):
            return
        members = sets.any_member(unknown)
        sought = np.sort(members)
        keys = distinct(np.concatenate([leaf.keys_inside(sought, self.horizon) for leaf in self._leaves]))
        keys = keys[keys >= _first_key(_SITE + 1)]
        numbers, networks = (keys >> _NETWORK_BITS).astype(np.int64), keys & _NETWORK_MASK
        order = np.argsort(networks, kind="stable")
        starts = np.searchsorted(networks[order], members, "left").tolist()
        ends = np.searchsorted(networks[order], members, "right").tolist()
        for total, start, end in zip(unknown.tolist(), starts, ends, strict=True):
            self._numbers_of[total] = tuple(numbers[order[start:end]].tolist())

    def _find_rings(self, sets: ReadSets) -> list[Ring]:
        totals, counts = sets.groups()
        self._find_numbers(sets, totals)
        found = []
        for total, networks in zip(totals.tolist(), counts.tolist(), strict=True):
            numbers = self._numbers_of[total]
            kept = decide_kept(networks, self._networks[list(numbers)].tolist(), sets.networks)
            if kept is not None:
                found.append(self._damp(numbers, sets.members(total), kept))
        return sorted(found, key=lambda ring: ring.stories)

    def _damp(self, numbers: tuple[int, ...], members: Numbers, kept: int) -> Ring:
        removed = {}
        for number in numbers:
            keys = (np.uint64(number) << _NETWORK_BITS) | members
            crowds = sum(
                (leaf.count_inside(keys, self.horizon) for leaf in self._leaves), np.zeros(len(keys), np.int64)
            )
            votes = int(np.minimum(crowds, self._per_network or 0).sum())
            removed[self._story_ids[number]] = count_removed(votes, len(members), kept)
        stories = tuple(sorted(removed))
        return Ring(stories, len(members), kept, tuple(removed[story] for story in stories))

    def _settle(self) -> None:
        """Settle the fullest leaves, few at a time so that no batch waits for all, and divide what has grown large."""
        few_rows = max(1, self._leaf_rows // _FEW_SHARE)
        fullness = {leaf: leaf.fullness(few_rows) for leaf in self._leaves}
        full = sorted((leaf for leaf in self._leaves if fullness[leaf] >= 1), key=lambda leaf: -fullness[leaf])
        for place, leaf in enumerate(full):
            if place < _SETTLED_AT_ONCE or fullness[leaf] >= _OVERFULL:
                leaf.settle(self.horizon)
                self._divide(leaf)

    def _divide(self, leaf: Leaf) -> None:
        waiting = [leaf]
        while waiting:
            large = waiting.pop()
            halves = large.halves() if len(large) > self._leaf_rows else None
            if halves is None:
                continue
            place = next(place for place, each in enumerate(self._leaves) if each is large)
            self._leaves[place : place + 1] = halves
            self._first_keys = np.insert(self._first_keys, place + 1, halves[1].parts[0].key[0])
            waiting += halves

    def _inside(self) -> Rows:
        """The rows of stories inside the window; in no order."""
        found = [
            part.where((part.last > self.horizon) & (part.key >= _first_key(_SITE + 1)))
            for leaf in self._leaves
            for part in leaf.parts
        ]
        columns = zip(*((rows.key, rows.reader, rows.last) for rows in found), strict=True)
        return Rows(*map(np.concatenate, columns))

    def _ids_of(self, rows: Rows) -> Numbers:
        ids: Numbers = np.array(self._story_ids, np.int64)[(rows.key >> _NETWORK_BITS).astype(np.int64)]
        return ids


def _first_key(number: int) -> np.uint64:
    """The first key of a story's number."""
    return np.uint64(number) << _NETWORK_BITS
