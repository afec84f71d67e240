"""Thousands of hostile pages, made by a seed: an article or nothing, in bounded time and memory, never an error."""

from __future__ import annotations

import resource
import time
from datetime import UTC, datetime

import pytest

from extract.hostile_pages import make_page
from yaowen.base.words import FoundLink
from yaowen.extract.rules.compose import Request, read_request
from yaowen.extract.rules.settled_body import MAX_BLOCKS

SEED = 20_261_123
PAGES, SHARES = 3_000, 6
MOST = 200_000
"""Repetitions of a trap: nested elements, attributes, cells, links."""
LONGEST_SECONDS = 20.0
"""Processor seconds a page: the limit after which its child is killed (extract/stage.py)."""
GROWTH_KIB = 600_000
"""The greatest pages hold 20 million signs; what one needs may be kept by the allocator, not by us."""
NOW = datetime(2031, 5, 7, tzinfo=UTC)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("share", range(SHARES))
def test_no_hostile_page_makes_the_reader_raise_or_run_away(share: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slowest = (0.0, 0)
    for number in range(share * PAGES // SHARES, (share + 1) * PAGES // SHARES):
        body = make_page(SEED, number, MOST).encode("utf-8", "surrogatepass")
        item = FoundLink("https://lamp.test/1.html", "渡口停航")
        started = time.process_time()
        read = read_request(Request(body, "", item.url, item, "Asia/Shanghai", "zh-Hans", NOW))
        slowest = max(slowest, (time.process_time() - started, number))
        article = read.article
        assert len(article.blocks) <= MAX_BLOCKS, number
        assert article.published.at is not None, number
        assert article.published.at <= NOW, number
        for text in (article.headline, article.source, *article.authors, *article.paragraphs):
            text.encode()
            assert "\0" not in text, number
    assert slowest[0] < LONGEST_SECONDS, f"page {slowest[1]} took {slowest[0]:.1f} s"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_KIB
