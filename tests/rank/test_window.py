"""The window of the running site: midnight, two salts, stories that merge and split."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from yaowen.rank.rules.identity import Identity
from yaowen.rank.rules.packing import Read, Reads, pack_reads, unpack_reads
from yaowen.rank.rules.window import Window, counted_day, salt_day

PER_NETWORK = 2
PAGES = (11, 12, 21, 22, -1, -2)
Seen = tuple[int, int, int]  # page, reader, minute


def identity_of(reader: int, day: int) -> Identity:
    """Salted ids: no reader has the same under two days; four networks."""
    return Identity(reader * 1_000_003 + day * 7919, (reader % 4) * 101 + day * 13)


def packed(some: list[Seen]) -> Reads:
    """Reads as the log keeps them."""
    reads = [
        Read(page, minute, identity_of(reader, salt_day(minute)), identity_of(reader, salt_day(minute) - 1))
        for page, reader, minute in some
    ]
    return unpack_reads(pack_reads(reads), len(reads))


class WindowMachine(RuleBasedStateMachine):
    """Reads late, shuffled and doubled over days; pages move between stories; the window starts again from the log."""

    @initialize(minute=st.integers(1440 * 100, 1440 * 102))
    def begin(self, minute: int) -> None:
        self.minute = minute
        self.window = Window(PER_NETWORK, minute)
        self.log: list[Seen] = []
        self.story = {page: abs(page) // 10 or -page for page in PAGES}

    @rule(
        some=st.lists(
            st.tuples(st.sampled_from(PAGES), st.integers(0, 9), st.sampled_from([0, 0, 0, 1, 5, 700, 1439, 1440]))
        )
    )
    def read(self, some: list[Seen]) -> None:
        new = [(page, reader, self.minute - ago) for page, reader, ago in some]
        self.log += new
        self.merge(new)

    @rule(data=st.data())
    def read_again(self, data: st.DataObject) -> None:
        if self.log:
            self.merge(data.draw(st.lists(st.sampled_from(self.log), max_size=8)))

    @rule(minutes=st.sampled_from([1, 2, 60, 719, 720, 1439, 1440, 1441]))
    def wait(self, minutes: int) -> None:
        self.minute += minutes
        self.window.advance(self.minute)

    @rule()
    def wait_until_midnight(self) -> None:
        self.wait(1440 - self.minute % 1440)

    @rule(page=st.sampled_from(PAGES), story=st.integers(1, 4))
    def move(self, page: int, story: int) -> None:
        touched = {self.story[page], story}
        self.story[page] = story
        self.window.drop_stories(touched)
        self.merge([seen for seen in self.log if self.story[seen[0]] in touched])

    @rule()
    def start_again(self) -> None:
        self.window = Window(PER_NETWORK, self.minute)
        self.merge([seen for seen in self.log if self.minute - 1440 < seen[2]])

    @invariant()
    def counts_each_reader_once(self) -> None:
        inside = {(self.story[page], reader) for page, reader, at in self.log if at > self.minute - 1440}
        crowds = Counter((story, reader % 4) for story, reader in inside)
        expected: dict[int, int] = defaultdict(int)
        for (story, _), crowd in crowds.items():
            expected[story] += min(crowd, PER_NETWORK)
        assert dict(self.window.leaders(100)) == expected
        assert self.window.readers() == len({reader for _, reader in inside})

    def merge(self, some: list[Seen]) -> None:
        stories = np.array([self.story[page] for page, _, _ in some], np.int64)
        self.window.merge(np.array([minute for _, _, minute in some], np.int64), stories, packed(some))


TestWindow = WindowMachine.TestCase
TestWindow.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_every_minute_of_a_window_carries_the_salt_that_the_window_counts() -> None:
    for minute in range(1440 * 50, 1440 * 52 + 2):
        day = counted_day(minute)
        assert {salt_day(at) for at in range(minute - 1439, minute + 1)} <= {day, day + 1}


def test_the_minute_that_ends_at_midnight_belongs_to_the_day_that_ends() -> None:
    assert [salt_day(1440 * 50), salt_day(1440 * 50 + 1)] == [49, 50]


def test_what_salts_no_longer_count_is_let_go() -> None:
    window = Window(8, 1440 * 50 + 10)
    for day in range(5):
        minute = 1440 * (50 + day) + 10
        window.advance(minute)
        window.merge(np.array([minute]), np.array([1]), packed([(11, 1, minute)]))
    assert window.held == 2  # one reader under yesterday's salt and under today's
