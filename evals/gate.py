"""Measure every figure of floors.json with the scorers of ../shared/measure, and our own, and refuse a drop.

    python evals/gate.py            # all of them
    python evals/gate.py --quick    # those that CI can afford
    python evals/gate.py --only extract,facts

Floors are set a little below what was measured (docs/reference/measurements.md); raise them with every gain.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MEASURE = HERE.parents[1] / "shared" / "measure"
PROGRAM = Path(sys.executable).with_name("yaowen")

Floors = dict[str, dict[str, Any]]


def main() -> int:
    """Run the scorers; returns 1 where a figure fell below its floor or rose above its ceiling."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--quick", action="store_true", help="leave out what is marked slow")
    made.add_argument("--only", default="", help="names of gates, comma-separated")
    args = made.parse_args()
    if not MEASURE.is_dir():
        print(f"{MEASURE} is not here: the gates need the shared folder beside the project", file=sys.stderr)
        return 2
    floors: Floors = json.loads((HERE / "floors.json").read_text("utf-8"))
    wanted = set(args.only.split(",")) if args.only else set(floors)
    if unknown := wanted - set(floors):
        print(f"no such gate: {', '.join(sorted(unknown))}; there are {', '.join(floors)}", file=sys.stderr)
        return 2
    chosen = {
        name: gate for name, gate in floors.items() if name in wanted and not (args.quick and gate.get("slow", False))
    }
    short = [line for name, gate in chosen.items() for line in check(name, gate)]
    print(
        f"\n{len(chosen)} gates, {len(short)} figures short of their floors"
        if short
        else f"\n{len(chosen)} gates passed"
    )
    return 1 if short else 0


def check(name: str, gate: dict[str, Any]) -> list[str]:
    """Run one scorer, print its figures beside their limits; returns what fell short."""
    started = time.monotonic()
    # A name with a folder is a script of ours; it needs the data of ../shared all the same.
    scorer = HERE.parent / gate["scorer"] if "/" in gate["scorer"] else MEASURE / gate["scorer"]
    command = [sys.executable, str(scorer), *gate["arguments"], "--json"]
    done = subprocess.run(
        [part.replace("{yaowen}", str(PROGRAM)) for part in command],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not done.stdout:
        print(f"{name}: {gate['scorer']} failed: {done.stderr.strip()[-400:]}")
        return [f"{name} did not run"]
    report = json.loads(done.stdout)
    print(f"{name} ({time.monotonic() - started:.0f} s)")
    short = []
    for sign, limits in ((1, gate.get("floors", {})), (-1, gate.get("ceilings", {}))):
        for figure, limit in limits.items():
            group, _, key = figure.partition(".")
            value = report.get(group, {}).get(key)
            good = value is not None and (value - limit) * sign >= 0
            print(f"  {'ok  ' if good else 'FELL'} {figure:<42} {_shown(value)}  {'≥' if sign > 0 else '≤'} {limit:g}")
            if not good:
                short.append(f"{name}: {figure}")
    return short


def _shown(value: float | None) -> str:
    return "   none" if value is None else f"{value:7.3f}"


if __name__ == "__main__":
    sys.exit(main())
