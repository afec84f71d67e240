"""Workers killed again and again at random: no host is hurried, nothing is lost, nothing stands there twice.

`make soak ARGS="--kills 200"`
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from whole_site.crew import Crew, find_rushes, running_hosts
from whole_site.running import scratch_database

DELAY_SECONDS = 0.3
WORKERS = 3
SEED = 23


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_workers_killed_all_the_time_end_with_what_undisturbed_ones_would_have(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    kills = int(pytestconfig.getoption("--kills") or 12)
    pages_a_feed = 10 + 2 * kills
    chance = random.Random(SEED)
    with scratch_database() as database_url, running_hosts(8, feeds=2, pages=pages_a_feed) as hosts:
        crew = Crew(tmp_path / "data", database_url)
        try:
            crew.prepare(hosts, DELAY_SECONDS)
            for _ in range(WORKERS):
                crew.start("collect,news")
            for _ in range(kills):
                time.sleep(chance.uniform(0.5, 4.0))
                crew.kill(chance.randrange(WORKERS))
                crew.start("collect,news")
            expected = {(host.url(path), host.headline(path)) for host in hosts for path in host.page_paths()}
            crew.wait_until(lambda: crew.query("SELECT count(*) FROM membership")[0][0] >= len(expected), 1800)
        finally:
            crew.stop()
        assert {host.seed: find_rushes(host, DELAY_SECONDS) for host in hosts} == {host.seed: [] for host in hosts}
    articles = crew.query("SELECT url, headline FROM article")
    assert len(articles) == len(expected)
    assert set(articles) == expected
    assert crew.query("SELECT count(*) - count(DISTINCT article_id) FROM membership") == [(0,)]
