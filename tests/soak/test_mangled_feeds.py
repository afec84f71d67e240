"""100,000 mangled feeds: made of the shared corpora and of invented ones, read without an error, in bounded time."""

from __future__ import annotations

import resource
import time
import zipfile
from pathlib import Path

import pytest

from collect.invented_feeds import BODIES
from collect.mangling import mangle
from yaowen.collect.rules.feeds.parse import parse_feed
from yaowen.collect.rules.feeds.parsed import MAX_ITEMS, FeedProblem, ParsedFeed

SEED = 20_260_801
FEEDS = 100_000
LONGEST_SECONDS = 4.0
"""Of one feed of at most 200,000 bytes, with the machine's other work; a child is killed after ten."""
GROWTH_KIB = 200_000


@pytest.mark.soak
@pytest.mark.shared
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("share", range(10))
def test_no_mangled_feed_makes_the_parser_raise_or_run_away(shared: Path, share: int) -> None:
    bodies = [*BODIES, *_corpora(shared)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(share * FEEDS // 10, (share + 1) * FEEDS // 10):
        body = mangle(SEED, number, bodies)
        started = time.process_time()
        found = parse_feed(body, None, "https://lamp.test/feed.xml")
        assert time.process_time() - started < LONGEST_SECONDS, number
        assert isinstance(found, FeedProblem) or (isinstance(found, ParsedFeed) and len(found.items) <= MAX_ITEMS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_KIB


def _corpora(shared: Path) -> list[bytes]:
    bodies = []
    for corpus in ("feeds_feedparser", "feeds_jsonfeed_real"):
        with zipfile.ZipFile(shared / "data" / corpus / "feeds.zip") as archive:
            bodies += [archive.read(name) for name in archive.namelist() if not name.endswith("/")]
    return bodies
