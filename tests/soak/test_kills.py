"""kill -9 at random points of a replayed day: nothing lost, nothing twice, the same as undisturbed.

make soak                       # 12 kills; all processes of the site die at once
make soak ARGS="--kills 200"
"""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path

import psutil
import pytest

from whole_site.running import Site, replay_press

DAY = ("--from", "2020-08-28")
ARTICLES = 351
SEED = 11
Kept = set[tuple[str, str, str, bytes]]


@pytest.mark.soak
@pytest.mark.shared
@pytest.mark.timeout(7200)
def test_a_killed_site_ends_with_what_an_undisturbed_one_has(
    tmp_path: Path, shared: Path, pytestconfig: pytest.Config
) -> None:
    with replay_press(shared, *DAY) as press:
        calm = run(tmp_path / "calm", press, kills=0)
        disturbed = run(tmp_path / "disturbed", press, kills=int(pytestconfig.getoption("--kills")))
    assert len(calm) == ARTICLES
    assert disturbed == calm


def run(data: Path, press: str, *, kills: int) -> Kept:
    """Collect the day, killing the site so many times at random points; what it has in the end."""
    pauses = random.Random(SEED)
    site = Site(data)
    assert site.run("migrate").returncode == 0
    site.run("outlets", "import", f"{press}/outlets.opml", "--allow-private", "--host-delay", "0")
    for _ in range(kills):
        site.start("--clock", f"{press}/clock", "--no-sample")
        time.sleep(pauses.uniform(1.0, 9.0))
        kill_all(site)
    site.start("--clock", f"{press}/clock", "--no-sample")
    try:
        site.wait_until(lambda: site.status()["articles"] >= ARTICLES, 600)
        site.wait_until(lambda: site.get(f"/zh-hans/article/{ARTICLES}/")[0] == 200, 120)
    finally:
        site.stop()
    return kept(data / "yaowen.sqlite3")


def kill_all(site: Site) -> None:
    """SIGKILL to the supervisor and every process below it."""
    processes = psutil.Process(site.pid).children(recursive=True)
    site.stop(9)
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, 10)


def kept(database: Path) -> Kept:
    """(address, headline, published, hash of the page's bytes) of every article."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT article.url, headline, published, body_hash FROM article JOIN page ON page.id = article.page_id"
        ).fetchall()
        doubled = connection.execute("SELECT count(*) - count(DISTINCT url) FROM article").fetchone()
        unfiled = connection.execute(
            "SELECT count(*) FROM article WHERE id NOT IN (SELECT article_id FROM membership)"
        ).fetchone()
    assert doubled == unfiled == (0,)
    return {(url, headline, published, bytes(digest)) for url, headline, published, digest in rows}
