"""Three and a half months of real outlets at 1,800 times their speed, killed twenty times on the way: nothing lost.

make soak ARGS="-k full_replay"                                           # about 100 minutes
make soak ARGS="-k full_replay --kills 0"                                 # undisturbed
make soak ARGS="-k full_replay --from 2020-08-01 --to 2020-08-08"         # a week: 6 minutes
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from soak.replaying import Say, begin, expected_articles, find_differences, run_replay
from whole_site.running import replay_press

KILLS = 20


@pytest.fixture
def say(pytestconfig: pytest.Config) -> Say:
    """Tells the person at the terminal how far it is, whatever pytest captures."""
    reporter = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    return lambda line: reporter.write_line(line) if reporter is not None else None


@pytest.mark.soak
@pytest.mark.shared
@pytest.mark.timeout(14400)
def test_a_full_replay_loses_nothing_and_doubles_nothing(
    tmp_path: Path, shared: Path, pytestconfig: pytest.Config, say: Say
) -> None:
    first, last = str(pytestconfig.getoption("--from")), str(pytestconfig.getoption("--to"))
    speed, kills = float(pytestconfig.getoption("--speed")), pytestconfig.getoption("--kills")
    span = (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds() / speed
    with replay_press(shared, "--from", first, "--to", last, "--speed", str(speed)) as press:
        site = begin(tmp_path / "data", press, MIN_INTERVAL_SECONDS="5")
        try:
            run_replay(site, press, kills=KILLS if kills is None else int(kills), span_seconds=span, say=say)
        finally:
            if site.running:
                site.stop()
        expected = expected_articles(shared, first, last)
        differences = find_differences(tmp_path / "data" / "yaowen.sqlite3", press, expected)
    say(f"{len(expected)} articles; differences: {differences}")
    assert not differences, differences
