"""kill -9 of some processes of a site ends all of them, and the port is free for the next start."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil
import pytest

from whole_site.running import Site


@pytest.mark.parametrize("with_children", [False, True], ids=["the supervisor alone", "and its own children"])
def test_nothing_outlives_a_killed_supervisor(tmp_path: Path, with_children: bool) -> None:
    site = Site(tmp_path / "data")
    assert site.run("migrate").returncode == 0
    site.start("--no-sample")
    try:
        site.wait_until(lambda: site.get("/healthz")[0] in {200, 503})
        site.wait_until(lambda: len(children_of(site)) >= 3)
        family = children_of(site)
        own = psutil.Process(site.pid).children() if with_children else []
        for process in own:
            process.suspend()  # so that none tells its children that it ends
        site.stop(signal.SIGKILL)
        for process in own:
            process.kill()
        _, survivors = psutil.wait_procs(family, 30)
        assert [" ".join(process.cmdline()) for process in survivors] == []
        site.start("--no-sample")
        site.wait_until(lambda: site.get("/healthz")[0] in {200, 503})
    finally:
        if site.running:
            site.stop()


def children_of(site: Site) -> list[psutil.Process]:
    return psutil.Process(site.pid).children(recursive=True)
