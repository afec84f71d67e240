"""No acknowledged read is lost, none is counted twice, when the web process and the rankers are killed under load.

`make soak ARGS="tests/soak/test_reads_survive_kills.py --kills 100"`, about 6 minutes for each database
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from soak.reading import RANKERS, ReadCrew, Readers, reading
from whole_site.running import scratch_database

KILLS = 100
SEED = 31


@pytest.mark.timeout(120)
def test_three_kills_under_load_lose_no_acknowledged_read(tmp_path: Path) -> None:
    run(tmp_path, kills=3, pause_seconds=(0.5, 1.5))


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_many_kills_under_load_lose_no_acknowledged_read(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    kills = int(pytestconfig.getoption("--kills") or KILLS)
    run(tmp_path, kills=kills, pause_seconds=(0.5, 4.0))


def run(folder: Path, *, kills: int, pause_seconds: tuple[float, float]) -> None:
    """Readers read while processes are killed; in the end the ranking counts exactly those who were answered."""
    chance = random.Random(SEED)
    with scratch_database() as database_url:
        with reading(folder / "data", database_url, threads=8) as (crew, readers):
            crew.wait_until(lambda: sum(readers.acknowledged.values()) > 0, 60)
            for name in victims(chance, kills):
                time.sleep(chance.uniform(*pause_seconds))
                crew.kill_named(name)
            readers.stop()
            settle(crew, readers)
            done = crew.site.run("rank", "verify")
        ((rows, writers),) = crew.query("SELECT count(*), count(DISTINCT writer) FROM read_log")
        say = f"{kills} kills: {sum(readers.acknowledged.values())} reads acknowledged, {readers.unanswered} tries "
        sys.stdout.write(say + f"without an answer; {rows} rows of {writers} writers\n")
    assert done.returncode == 0, done.stdout + done.stderr


def victims(chance: random.Random, kills: int) -> Iterator[str]:
    """Who is killed, in turns of a random order: every process a third of the time."""
    while kills > 0:
        names = ["web", *RANKERS][:kills] if kills < 3 else ["web", *RANKERS]
        chance.shuffle(names)
        yield from names
        kills -= len(names)


def settle(crew: ReadCrew, readers: Readers) -> None:
    """Wait until the ranking says what was acknowledged; it may never say more."""
    expected = dict(readers.acknowledged)
    try:
        crew.wait_until(lambda: crew.counted() == expected, 60)
    except AssertionError:
        assert crew.counted() == expected
        raise
