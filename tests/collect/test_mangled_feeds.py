"""Two thousand mangled feeds; 100,000 are read in `make soak`."""

from __future__ import annotations

import time

import pytest

from collect.invented_feeds import BODIES
from collect.mangling import MOST_BYTES, mangle
from yaowen.collect.rules.feeds.parse import parse_feed
from yaowen.collect.rules.feeds.parsed import FeedProblem, ParsedFeed

SEED = 7


@pytest.mark.parametrize("share", range(4))
def test_no_mangled_feed_makes_the_parser_raise_or_run_away(share: int) -> None:
    for number in range(share * 500, (share + 1) * 500):
        body = mangle(SEED, number, BODIES)
        started = time.process_time()
        found = parse_feed(body, "gb2312" if number % 3 == 0 else None, "https://lamp.test/feed.xml")
        assert time.process_time() - started < 4.0, number
        assert isinstance(found, ParsedFeed | FeedProblem)
        if isinstance(found, ParsedFeed):
            assert all(item.url.startswith("http") and item.headline for item in found.items), number


def test_the_same_number_makes_the_same_bytes() -> None:
    made = [mangle(SEED, number, BODIES) for number in range(200)]
    assert made == [mangle(SEED, number, BODIES) for number in range(200)]
    assert len(set(made)) > 190
    assert max(map(len, made)) <= MOST_BYTES
