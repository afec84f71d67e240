"""A replay that is killed again and again, and what is left of it, compared with the data file and with the press."""

from __future__ import annotations

import hashlib
import importlib.util
import random
import re
import sqlite3
import sys
import time
import unicodedata
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from whole_site.running import Site
from yaowen.base.text.script import to_simplified

Say = Callable[[str], None]
Kept = set[tuple[str, str, str, bytes]]
SEED = 11
SETTLE_SECONDS = 5400.0
LAST_LOOK_SECONDS = 120.0
"""After the last article: a day of news time between two readings of a silent feed is 48 s of a replay."""
SETTLED_SHARE = 0.98
"""Of the articles must be there before nothing waiting means that all is done; what is lost is told afterwards."""
_MOJIBAKE = re.compile("\ufffd|锟斤拷|\u00c3[\u0080-\u00bf]|[\u0080-\u009f]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_CHANGING = 20
"""The press puts twenty other headlines on a page: those before it, but on the very first pages those after it too."""


@dataclass(frozen=True)
class Expected:
    """An article as the data file has it.

    Attributes:
        title: empty for one article of 33,421; the feed's words stand over it then.
        number: its place in the replay.
        words: its outlet and headline without blanks and punctuation. An outlet that puts an article out again within
            a day, at another address, with a picture's caption before it or a comma changed, is rightly kept once:
            the data have eight such in six weeks.
    """

    path: str
    title: str
    published: datetime
    number: int
    words: str


@dataclass
class Differences:
    """Addresses of what is not as it should be; `bodies` only where the press was asked."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    headlines: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def __str__(self) -> str:
        return "; ".join(f"{name}: {len(found)} {found[:3]}" for name, found in vars(self).items() if found) or "none"


def expected_articles(shared: Path, start: str, to: str) -> list[Expected]:
    """What was published in [start, to), read from the data file by the press's own module."""
    spec = importlib.util.spec_from_file_location("press_archive", shared / "press" / "archive.py")
    assert spec is not None
    assert spec.loader is not None
    archive: Any = importlib.util.module_from_spec(spec)
    sys.modules["press_archive"] = archive
    spec.loader.exec_module(archive)
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, to)]
    found = archive.read_articles(shared / "data" / "stream_waimei", *moments)
    return [
        Expected(one.path, one.title, one.published, one.number, f"{one.outlet} {fold(one.title)}") for one in found
    ]


def fold(text: str) -> str:
    """A text's letters, digits and ideographs alone, in simplified script: some put one article out in both."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", to_simplified(text)) if sign.isalnum())


def begin(data: Path, press: str, **settings: str) -> Site:
    """A site of the press's outlets that is not started yet."""
    site = Site(data)
    site.environment |= {f"YAOWEN_{name}": value for name, value in settings.items()}
    assert site.run("migrate").returncode == 0
    done = site.run("outlets", "import", f"{press}/outlets.opml", "--allow-private", "--host-delay", "0")
    assert done.returncode == 0, done.stderr
    return site


def start(site: Site, press: str) -> None:
    """Start it on the press's clock."""
    site.start("--clock", f"{press}/clock", "--no-sample")


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


def run_replay(site: Site, press: str, *, kills: int, span_seconds: float, say: Say) -> None:
    """Run the site until the replay is over and everything has been worked on, killed so many times on the way."""
    chances = random.Random(SEED)
    kill_at = sorted(chances.uniform(0.0, span_seconds) for _ in range(kills))
    began, told, done = time.monotonic(), 0.0, 0
    start(site, press)
    while time.monotonic() - began < span_seconds + SETTLE_SECONDS:
        now = time.monotonic() - began
        if done < kills and now >= kill_at[done]:
            kill_all(site)
            start(site, press)
            done += 1
        if now >= told:
            told = now + 60.0
            say(f"{now:.0f} s of {span_seconds:.0f}, {done} kills, {_tell(site)}")
        if now > span_seconds + LAST_LOOK_SECONDS and is_settled(site.data / "yaowen.sqlite3", press):
            return
        time.sleep(1.0)
    raise AssertionError(f"the site never came to rest: {_tell(site)}")


def is_settled(database: Path, press: str) -> bool:
    """Whether all feeds have been read since the last article came out, and nothing is waiting."""
    with opened(database) as connection:
        waiting = connection.execute("SELECT count(*) FROM page WHERE state IN ('found', 'fetched')").fetchone()[0]
        unfiled = connection.execute(
            "SELECT count(*) FROM article WHERE id NOT IN (SELECT article_id FROM membership)"
        ).fetchone()[0]
        articles = connection.execute("SELECT count(*) FROM article").fetchone()[0]
    with urllib.request.urlopen(f"{press}/clock") as answer:
        total = int(re.findall(rb'"total": (\d+)', answer.read())[0])
    return bool(waiting == unfiled == 0 and articles >= total * SETTLED_SHARE)


def find_differences(database: Path, press: str, expected: list[Expected]) -> Differences:
    """Compare what was kept with the data file, and the kept bytes' hashes with what the press serves now."""
    with opened(database) as connection:
        rows = connection.execute(
            "SELECT article.url, headline, published, blocks, body_hash FROM article JOIN page ON page.id = page_id"
        ).fetchall()
    kept = {"/" + url.split("/", 3)[3]: rest for url, *rest in rows}
    counted = Counter("/" + url.split("/", 3)[3] for url, *_ in rows)
    found = Differences(doubled=[path for path, count in counted.items() if count > 1])
    found.strange = sorted(set(kept) - {one.path for one in expected})
    said: dict[str, list[datetime]] = {}
    for one in expected:
        if one.path in kept:
            said.setdefault(one.words, []).append(one.published)
    for one in expected:
        if one.path not in kept:
            again = any(abs(at - one.published) <= timedelta(days=1) for at in said.get(one.words, []))
            found.lost += [] if again else [one.path]
            continue
        headline, published, blocks, _ = kept[one.path]
        if headline != shown(one.title) and one.title:
            found.headlines.append(one.path)
        if not same_minute(published, one.published):
            found.times.append(one.path)
        if _MOJIBAKE.search(headline + blocks) and not _MOJIBAKE.search(one.title):
            found.broken.append(one.path)
    steady = [one for one in expected if one.path in kept and one.number >= _CHANGING]
    with ThreadPoolExecutor(4) as pool:
        served = pool.map(lambda one: hash_of(press + one.path), steady)
    found.bodies = [one.path for one, digest in zip(steady, served, strict=True) if kept[one.path][3] != digest]
    return found


def shown(title: str) -> str:
    """A headline as a page shows it: runs of blanks are one, signs that nobody sees are none."""
    return " ".join(_UNSEEN.sub("", title).split())


def same_minute(stored: str, published: datetime) -> bool:
    """Whether a stored moment is the press's, to the minute that its pages print."""
    kept = datetime.fromisoformat(stored).replace(tzinfo=UTC)
    return kept.replace(second=0, microsecond=0) == published.replace(second=0, microsecond=0)


def hash_of(url: str) -> bytes:
    """The hash of a page's bytes as a page row keeps it."""
    with urllib.request.urlopen(url) as answer:
        return hashlib.blake2b(answer.read(), digest_size=16).digest()


def kept_articles(database: Path) -> Kept:
    """(address, headline, published, hash of the page's bytes) of every article; each in one story, none twice."""
    with opened(database) as connection:
        rows = connection.execute(
            "SELECT article.url, headline, published, body_hash FROM article JOIN page ON page.id = article.page_id"
        ).fetchall()
        doubled = connection.execute("SELECT count(*) - count(DISTINCT url) FROM article").fetchone()
        unfiled = connection.execute(
            "SELECT count(*) FROM article WHERE id NOT IN (SELECT article_id FROM membership)"
        ).fetchone()
    assert doubled == unfiled == (0,)
    return {(url, headline, published, bytes(digest)) for url, headline, published, digest in rows}


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """A running site's database, only to read."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)
    try:
        yield connection
    finally:
        connection.close()


def _tell(site: Site) -> str:
    with opened(site.data / "yaowen.sqlite3") as connection:
        states = dict(connection.execute("SELECT state, count(*) FROM page GROUP BY state").fetchall())
        (articles,) = connection.execute("SELECT count(*) FROM article").fetchone()
    memory = 0
    for process in psutil.Process(site.pid).children(recursive=True):
        try:
            memory += process.memory_full_info().pss
        except psutil.Error:
            continue
    return f"pages {states}, articles {articles}, memory {memory / 2**20:.0f} MiB"
