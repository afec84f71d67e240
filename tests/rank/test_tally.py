"""The sliding window of one salt equals COUNT(DISTINCT)."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from yaowen.rank.rules.tally import Tally

SPAN = 10
READERS, NETWORKS = 12, 4
Seen = tuple[int, int, int]  # story, reader, minute
reads = st.lists(st.tuples(st.integers(1, 4), st.integers(0, READERS - 1), st.integers(-2 * SPAN, 0)), max_size=12)


def network_of(reader: int) -> int:
    return reader % NETWORKS


def naive(log: list[Seen], minute: int, per_network: int) -> dict[int, int]:
    """Readers of each story, counted as the definition words it."""
    inside = {(story, reader) for story, reader, at in log if minute - SPAN < at <= minute}
    crowds = Counter((story, network_of(reader)) for story, reader in inside)
    found: Counter[int] = Counter()
    for (story, _), crowd in crowds.items():
        found[story] += min(per_network, crowd)
    return dict(found)


class TallyMachine(RuleBasedStateMachine):
    """Late, shuffled and doubled reads, time that moves on, stories forgotten and merged in again."""

    @initialize(per_network=st.integers(1, 4), leaf_rows=st.sampled_from([1, 5, 300, 1 << 18]))
    def begin(self, per_network: int, leaf_rows: int) -> None:
        self.per_network = per_network
        self.minute = 1000
        self.tally = Tally(SPAN, per_network, self.minute, leaf_rows=leaf_rows)
        self.log: list[Seen] = []

    @rule(some=reads)
    def read(self, some: list[Seen]) -> None:
        self.merge([(story, reader, self.minute + ago) for story, reader, ago in some])

    @rule(data=st.data())
    def read_again(self, data: st.DataObject) -> None:
        if self.log:
            self.merge(data.draw(st.lists(st.sampled_from(self.log), max_size=8)))

    @rule(minutes=st.integers(1, SPAN + 2))
    def wait(self, minutes: int) -> None:
        self.minute += minutes
        self.tally.advance(self.minute)

    @rule(stories=st.sets(st.integers(1, 5)))
    def rebuild(self, stories: set[int]) -> None:
        self.tally.drop_stories(stories)
        again = [seen for seen in self.log if seen[0] in stories]
        self.log = [seen for seen in self.log if seen[0] not in stories]
        self.merge(again)

    @rule()
    def compact(self) -> None:
        self.tally = self.tally.compacted()
        assert self.tally.held == self.tally.alive

    @invariant()
    def counts_distinct_readers(self) -> None:
        expected = naive(self.log, self.minute, self.per_network)
        assert dict(self.tally.leaders(100)) == expected
        inside = {(story, reader) for story, reader, at in self.log if at > self.minute - SPAN}
        assert self.tally.alive == len(inside)
        assert self.tally.readers() == len({reader for _, reader in inside})

    @invariant()
    def leaders_are_the_most_read(self) -> None:
        expected = naive(self.log, self.minute, self.per_network)
        least = sorted(expected.values(), reverse=True)[:2][-1:]
        assert dict(self.tally.leaders(2)) == {s: n for s, n in expected.items() if n >= min(least, default=0)}

    def merge(self, some: list[Seen]) -> None:
        self.log += some
        columns = np.array(some, np.int64).reshape(-1, 3).T
        networks = columns[1] % NETWORKS
        self.tally.merge(columns[0], columns[1].astype(np.uint64), networks.astype(np.uint32), columns[2])


TestTally = TallyMachine.TestCase
TestTally.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_200_000_invented_readers_of_one_network_count_as_k() -> None:
    tally, many = Tally(1440, 8, 5000), np.arange(200_000)
    tally.merge(many * 0 + 1, many.astype(np.uint64), (many * 0).astype(np.uint32), many * 0 + 4000)
    assert tally.leaders(5) == [(1, 8)]
    tally.advance(4000 + 1440)
    assert tally.leaders(5) == []


def test_a_million_reads_of_one_reader_count_once() -> None:
    tally, ones = Tally(1440, 8, 5000), np.ones(100_000, np.int64)
    for _ in range(10):
        tally.merge(ones, ones.astype(np.uint64), ones.astype(np.uint32), ones * 5000)
    assert (tally.leaders(5), tally.held) == ([(1, 1)], 1)


def test_a_pair_takes_at_most_25_bytes_whatever_has_just_grown() -> None:
    """Reads of a day as the benchmark has them, under one salt: eight a reader, three readers a network."""
    random, reads = np.random.default_rng(1), 600_000
    tally = Tally(1440, 8, 1440, base_minute=0)
    for start in range(0, reads, 20_000):
        readers = random.integers(0, reads // 8, 20_000).astype(np.uint64)
        stories = np.minimum(random.zipf(1.3, 20_000), 2000).astype(np.int64)
        tally.merge(stories, readers * np.uint64(0x9E3779B97F4A7C15), readers // np.uint64(3), stories * 0 + 1000)
        assert tally.held_bytes <= 25 * tally.held or start < reads // 2
    assert tally.held > 200_000
