"""Lighthouse's four scores of the pages that readers see most: a site with the sample press, a real Chromium.

    python benchmarks/lighthouse.py [--form mobile|desktop] [--rounds 3] [--site http://127.0.0.1:8000] [--into DIR]

Needs node; Lighthouse comes from npm (`npx lighthouse@12.8.2`; `--lighthouse CMD` names an installed one). Prints
one JSON line a page: the median of the rounds for performance and its times, the least of the rounds for
accessibility, best practices and SEO, and the audits not passed. `mobile` is Lighthouse's default: a slow phone
on a slow network, simulated from a trace of this machine, so that anything beside it costs performance: run it alone.
`--into` keeps the reports. Ends with 1 where a score is below the aim (performance 98, the others 100).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from whole_site.running import running_site  # noqa: E402 (the tests' own helper)

LIGHTHOUSE = "npx --yes lighthouse@12.8.2"
CHROMIUM = "/usr/bin/chromium"
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
AIMS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
RANKED = 60


def main() -> int:
    """Measure the pages of a site."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--form", choices=("mobile", "desktop"), default="mobile")
    made.add_argument("--rounds", type=int, default=3)
    made.add_argument("--site", help="address of a running site (default: a sample site of its own)")
    made.add_argument("--into", type=Path, help="folder that keeps the reports")
    made.add_argument("--lighthouse", default=LIGHTHOUSE, help="command")
    given = made.parse_args()
    with tempfile.TemporaryDirectory(prefix="yaowen-lighthouse-") as scratch:
        given.into = given.into or Path(scratch) / "reports"
        given.into.mkdir(parents=True, exist_ok=True)
        if given.site:
            return measure(given.site, given)
        with running_site(Path(scratch) / "data", "--sample") as site:
            site.wait_until(lambda: site.get("/zh-hans/ranking/")[1].count("/story/") >= RANKED)
            return measure(site.address, given)


def measure(site: str, given: argparse.Namespace) -> int:
    """Print a line a page; returns 1 where one is below an aim."""
    missed = False
    for name, path in find_pages(site).items():
        reports = [
            run(given, site + path, given.into / f"{name}-{given.form}-{one}.json") for one in range(given.rounds)
        ]
        line = tell(name, path, given.form, reports)
        missed = missed or any(line[one] < aim for one, aim in AIMS.items())
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return int(missed)


def find_pages(site: str) -> dict[str, str]:
    """Front page, ranking, a story and an article of it, and that article in the other script."""
    story = first(site, "/zh-hans/", r'href="(/zh-hans/story/\d+/)')
    article = first(site, story, r'href="(/zh-hans/article/\d+/)')
    other = article.replace("zh-hans", "zh-hant")
    return {"front": "/zh-hans/", "article": article, "story": story, "ranking": "/zh-hans/ranking/", "other": other}


def first(site: str, page: str, pattern: str) -> str:
    """The first address on a page that fits a pattern."""
    with urllib.request.urlopen(site + page) as answer:
        found = re.search(pattern, answer.read().decode())
    if not found:
        raise SystemExit(f"{site}{page} has no {pattern}: is the site filled?")
    return found[1]


def run(given: argparse.Namespace, address: str, file: Path) -> Mapping[str, Any]:
    """One report of Lighthouse."""
    command = [
        *shlex.split(given.lighthouse), address, "--output=json", f"--output-path={file}", "--quiet",
        f"--chrome-flags={CHROME_FLAGS}", f"--only-categories={','.join(AIMS)}",
    ]  # fmt: skip
    command += ["--preset=desktop"] if given.form == "desktop" else []
    subprocess.run(command, check=True, env={"CHROME_PATH": CHROMIUM, **os.environ}, stdout=subprocess.DEVNULL)
    report: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return report


def tell(name: str, path: str, form: str, reports: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The rounds of a page in one line."""
    scores = {one: [round(100 * report["categories"][one]["score"]) for report in reports] for one in AIMS}
    times = {one: round(median(report["audits"][one]["numericValue"] for report in reports), 3) for one in TIMES}
    failed = {
        audit
        for report in reports
        for category in AIMS
        if category != "performance"
        for audit in (one["id"] for one in report["categories"][category]["auditRefs"] if one["weight"])
        if report["audits"][audit]["score"] == 0
    }
    return {
        "page": name, "path": path, "form": form, **{one: min(each) for one, each in scores.items()},
        "performance": median(scores["performance"]), "rounds": scores["performance"], **times,
        "failed": sorted(failed),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
