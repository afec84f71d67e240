"""kill -9 at random points of a replayed day: nothing lost, nothing twice, the same as undisturbed.

make soak ARGS="-k killed_site"                 # 12 kills; all processes of the site die at once
make soak ARGS="-k killed_site --kills 200"     # about 25 minutes
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from soak.replaying import SEED, Kept, begin, expected_articles, find_differences, kept_articles, kill_all, start
from whole_site.running import replay_press

DAY = ("2020-08-28", "2020-08-29")
ARTICLES = 351
KILLS = 12


@pytest.mark.soak
@pytest.mark.shared
@pytest.mark.timeout(10800)
def test_a_killed_site_ends_with_what_an_undisturbed_one_has(
    tmp_path: Path, shared: Path, pytestconfig: pytest.Config
) -> None:
    kills = int(pytestconfig.getoption("--kills") or KILLS)
    with replay_press(shared, "--from", DAY[0], "--to", DAY[1]) as press:
        calm = run(tmp_path / "calm", press, kills=0)
        disturbed = run(tmp_path / "disturbed", press, kills=kills)
        expected = expected_articles(shared, *DAY)
        differences = find_differences(tmp_path / "disturbed" / "yaowen.sqlite3", press, expected)
    assert len(calm) == ARTICLES
    assert disturbed == calm
    assert not differences, differences


def run(data: Path, press: str, *, kills: int) -> Kept:
    """Collect the day, killing the site so many times at random points; what it has in the end."""
    pauses = random.Random(SEED)
    site = begin(data, press)
    for _ in range(kills):
        start(site, press)
        time.sleep(pauses.uniform(1.0, 9.0))
        kill_all(site)
    start(site, press)
    try:
        site.wait_until(lambda: site.status()["articles"] >= ARTICLES, 600)
        site.wait_until(lambda: site.get(f"/zh-hans/article/{ARTICLES}/")[0] == 200, 120)
    finally:
        site.stop()
    return kept_articles(data / "yaowen.sqlite3")
