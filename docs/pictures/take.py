"""Take the pictures of the documentation: the sample press in a real headless Chromium.

    python docs/pictures/take.py                              # starts a sample site of its own
    python docs/pictures/take.py --site http://127.0.0.1:8000 --into /tmp/pictures    # of a site that runs

Writes NAME-WIDTH-SCHEME.png for every page of PAGES at 390 and 1280 px, light and dark.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from whole_site.running import running_site  # noqa: E402 (the tests' own helper)

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PAGES = {
    "front": "/zh-hans/", "ranking": "/zh-hans/ranking/", "section": "/zh-hans/section/society/", "day": "",
    "days": "/zh-hans/day/", "story": "", "article": "", "search": "",
}  # fmt: skip
COMMITTED = {"front-1280-light", "front-390-dark", "story-1280-light", "article-1280-light", "ranking-390-light"}


def main() -> int:
    """Take the pictures."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--site", help="address of a running site (default: a sample site of its own)")
    made.add_argument("--into", type=Path, default=HERE, help="folder (default: this one, the chosen few)")
    made.add_argument("--language", default="zh-hans")
    args = made.parse_args()
    wanted = COMMITTED if args.into == HERE else None
    args.into.mkdir(parents=True, exist_ok=True)
    if args.site:
        take(args.site, args.into, args.language, wanted)
        return 0
    with tempfile.TemporaryDirectory() as scratch, running_site(Path(scratch) / "data", "--sample") as site:
        site.wait_until(lambda: site.get("/zh-hans/ranking/")[1].count("/story/") >= 60)
        take(site.address, args.into, args.language, wanted)
    return 0


def take(site: str, into: Path, language: str, wanted: set[str] | None) -> None:
    """Write the pictures of one site; only those wanted, all where `wanted` is None."""
    pages = {**PAGES, **find_pages(site)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for name, path in pages.items():
            for width in (390, 1280):
                for scheme in ("light", "dark"):
                    label = f"{name}-{width}-{scheme}"
                    if wanted is None or label in wanted:
                        shoot(browser, site + path.replace("zh-hans", language), into / f"{label}.png", width, scheme)
        browser.close()


def find_pages(site: str) -> dict[str, str]:
    """A story with several reports, one of its articles, and a search that finds something."""
    with urllib.request.urlopen(f"{site}/zh-hans/") as answer:
        front = answer.read().decode()
    story = re.findall(r"/zh-hans/story/\d+/", front.replace("&#x2f;", "/"))[0]
    with urllib.request.urlopen(f"{site}/zh-hans/day/") as answer:
        days = re.findall(r"/zh-hans/day/[\d-]+/", answer.read().decode().replace("&#x2f;", "/"))
    with urllib.request.urlopen(site + story) as answer:
        articles = re.findall(r"/zh-hans/article/\d+/", answer.read().decode().replace("&#x2f;", "/"))
    return {"day": days[0], "story": story, "article": articles[0], "search": "/zh-hans/search/?q=%E5%A4%A7%E6%A1%A5"}


def shoot(browser: Browser, address: str, file: Path, width: int, scheme: str) -> None:
    """Write one picture: the first two screens of a page."""
    height = 1600 if width > 500 else 1700
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
