"""Three worker processes on one database: polite, exact, and not to be harmed by kills."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from whole_site.crew import Crew, count_visits, find_rushes, running_hosts
from whole_site.running import scratch_database

DELAY_SECONDS = 0.3


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    with scratch_database() as database_url:
        made = Crew(tmp_path / "data", database_url)
        try:
            yield made
        finally:
            made.stop()


def test_three_workers_ask_every_host_as_politely_as_one_and_nothing_twice(crew: Crew) -> None:
    with running_hosts(6, feeds=2, pages=6) as hosts:
        crew.prepare(hosts, DELAY_SECONDS)
        for _ in range(3):
            crew.start()
        crew.wait_until(lambda: crew.pages_in("fetched") == 6 * 2 * 6, 90)
        (workers,) = crew.query("SELECT count(*) FROM worker")
        assert workers == (3,)
        assert crew.stop() == [0, 0, 0]
        assert {host.seed: find_rushes(host, DELAY_SECONDS) for host in hosts} == {host.seed: [] for host in hosts}
        visits = count_visits(hosts)
    assert set(visits.values()) == {1}, [url for url, times in visits.items() if times > 1]
    news = [url for url in visits if not url.endswith("/robots.txt") and "/.well-known/" not in url]
    assert len(news) == 6 * (2 + 2 * 6)
    assert crew.query("SELECT count(*) FROM worker") == [(0,)], "who ends signs off"
    assert crew.query("SELECT count(*) FROM feed WHERE holder <> ''") == [(0,)]


def test_killed_workers_lose_nothing_double_nothing_and_hurry_no_host(crew: Crew) -> None:
    chance = random.Random(5)
    with running_hosts(5, feeds=1, pages=8) as hosts:
        crew.prepare(hosts, DELAY_SECONDS)
        for _ in range(3):
            crew.start()
        crew.wait_until(lambda: crew.pages_in("fetched") >= 3, 60)
        for _ in range(4):
            time.sleep(chance.uniform(0.2, 0.8))
            crew.kill(chance.randrange(3))
            crew.start()
        crew.wait_until(lambda: crew.pages_in("fetched") == 5 * 8, 90)
        crew.stop()
        assert {host.seed: find_rushes(host, DELAY_SECONDS) for host in hosts} == {host.seed: [] for host in hosts}
        expected = sorted(host.url(path) for host in hosts for path in host.page_paths())
    pages = crew.query("SELECT url, http_status, body_hash IS NULL FROM page ORDER BY url")
    assert [url for url, _, _ in pages] == expected
    assert {(status, bool(empty)) for _, status, empty in pages} == {(200, False)}
