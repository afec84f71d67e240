"""Take the pictures of the documentation: the sample press in a real headless Chromium.

    python docs/pictures/take.py                              # starts a sample site of its own
    python docs/pictures/take.py --site http://127.0.0.1:8000 --into /tmp/pictures    # of a site that runs

Writes NAME-WIDTH-SCHEME.webp for every page of PAGES at 390 and 1280 px, light and dark: the whole page for most, the
first two screens of the long ones (MAIN), in no more bytes than a repository can bear.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
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
    "days": "/zh-hans/day/", "story": "", "article": "", "search": "", "name": "", "outlet": "", "hour": "",
    "outlets": "/zh-hans/outlets/", "digests": "/zh-hans/digest/", "method": "/zh-hans/method/",
    "about": "/zh-hans/about/", "embed": "/zh-hans/embed/", "404": "/zh-hans/404/", "offline": "/zh-hans/offline/",
}  # fmt: skip
MAIN = ("front", "ranking", "story", "article")
COMMITTED = {f"{name}-1280-light" for name in PAGES} | {f"{name}-{look}" for name in MAIN for look in
             ("1280-dark", "390-light", "390-dark")}  # fmt: skip
MOST_BYTES = 120_000
SAMPLE = ("--sample", "--clock", f"{datetime.now(UTC):%Y-%m-%dT%H}:59:10Z")
_COLOURS = (64, 32, 16)


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
    with tempfile.TemporaryDirectory() as scratch, running_site(Path(scratch) / "data", *SAMPLE) as site:
        site.wait_until(lambda: site.get("/zh-hans/ranking/")[1].count("/story/") >= 60)
        site.wait_until(lambda: is_complete(find_pages(site.address)))
        take(site.address, args.into, args.language, wanted)
    return 0


def is_complete(pages: dict[str, str]) -> bool:
    """Whether there is a name's page and an hour's ranking to show: the full hour comes a minute after the start."""
    return "/name/" in pages["name"] and pages["hour"].count("/") > PAGES["ranking"].count("/")


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
                        shoot(browser, site + path.replace("zh-hans", language), into / f"{label}.webp", width, scheme)
        browser.close()


def find_pages(site: str) -> dict[str, str]:
    """A story with several reports, one of its articles and names, and a search that finds something."""

    def every(page: str, pattern: str) -> list[str]:
        with urllib.request.urlopen(site + page) as answer:
            return list(dict.fromkeys(re.findall(pattern, answer.read().decode())))

    def first(page: str, pattern: str) -> str:
        return next(iter(every(page, pattern)), page)

    stories = every("/zh-hans/", r"/zh-hans/story/\d+/")[:12]
    story = stories[0] if stories else "/zh-hans/"
    return {
        "day": first("/zh-hans/day/", r"/zh-hans/day/[\d-]+/"),
        "hour": first("/zh-hans/ranking/", r"/zh-hans/ranking/[\dT-]+/"),
        "name": next((found for one in stories if "/name/" in (found := first(one, r"/zh-hans/name/\d+/"))), story),
        "outlet": first("/zh-hans/outlets/", r"/zh-hans/outlet/[\w-]+/"),
        "story": story,
        "article": first(story, r"/zh-hans/article/\d+/"),
        "search": "/zh-hans/search/?q=%E5%A4%A7%E6%A1%A5",
    }


def shoot(browser: Browser, address: str, file: Path, width: int, scheme: str) -> None:
    """Write one picture."""
    height = 1600 if width > 500 else 1700
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_load_state("networkidle")
    file.write_bytes(packed(page.screenshot(full_page=not file.name.startswith(MAIN))))
    page.close()


def packed(screenshot: bytes) -> bytes:
    """A picture as WebP: with all its colours where that is small enough, with fewer or at half the size where not."""
    whole = Image.open(io.BytesIO(screenshot)).convert("RGB")
    half = whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.LANCZOS)
    made = b""
    for picture in (whole, *(whole.quantize(one).convert("RGB") for one in _COLOURS)):
        if len(made := as_webp(picture)) <= MOST_BYTES:
            return made
    lossy = (as_webp(picture, quality) for picture, quality in ((whole, 45), (whole, 25), (half, 60), (half, 30)))
    return next((one for one in lossy if len(one) <= MOST_BYTES), made)


def as_webp(picture: Image.Image, quality: int | None = None) -> bytes:
    """A picture's bytes, without loss where no quality is given."""
    written = io.BytesIO()
    picture.save(written, "webp", lossless=quality is None, quality=quality or 80, method=4)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
