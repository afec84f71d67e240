"""One day of fourteen real outlets through the whole site: no article lost, none twice, no mojibake."""

from __future__ import annotations

import html
import json
import re
import signal
import sqlite3
import urllib.request
from pathlib import Path

import pytest

from whole_site.running import Site, replay_press, running_site, scratch_database

DAY = ("--from", "2020-08-28")
ARTICLES = 351
_MOJIBAKE = re.compile("\ufffd|锟斤拷|\u00c3[\u0080-\u00bf]|[\u0080-\u009f]")


def import_outlets(site: Site, press: str) -> None:
    done = site.run("migrate")
    assert done.returncode == 0, done.stderr
    done = site.run("outlets", "import", f"{press}/outlets.opml", "--allow-private", "--host-delay", "0", "--json")
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.shared
def test_a_replayed_day_arrives_whole(tmp_path: Path, shared: Path) -> None:
    with scratch_database() as database, replay_press(shared, *DAY) as press:
        site = Site(tmp_path / "data", database)
        import_outlets(site, press)
        site.start("--clock", f"{press}/clock", "--no-sample")
        try:
            site.wait_until(lambda: site.status()["articles"] >= ARTICLES, 240)
            numbers = site.wait_until(lambda: settled(site))
            assert numbers["outlets"] == 14
            assert numbers["pages"] == numbers["articles"] == ARTICLES
            assert 150 <= numbers["stories"] < ARTICLES
            titles = press_titles(press)
            shown = front_and_ranking(site)
            assert not _MOJIBAKE.search(shown)
            assert sum(title[:8] in shown for title in titles) >= 20
            check_reads(site)
        finally:
            assert site.stop(signal.SIGINT) == 0
        if not database:
            check_articles(tmp_path / "data" / "yaowen.sqlite3", press)


def settled(site: Site) -> dict[str, int] | None:
    """The numbers, once every article is on a page of the edition."""
    numbers = site.status()
    return numbers if numbers["edition"] > 0 and site.get(f"/zh-hans/article/{ARTICLES}/")[0] == 200 else None


def press_titles(press: str) -> set[str]:
    with urllib.request.urlopen(f"{press}/outlets.opml") as answer:
        feeds = re.findall(r'xmlUrl="([^"]+)"', answer.read().decode())
    titles: set[str] = set()
    for feed in feeds:
        with urllib.request.urlopen(feed.replace("feed.xml", "feed.json")) as answer:
            titles |= {item["title"] for item in json.load(answer)["items"]}
    return titles


def front_and_ranking(site: Site) -> str:
    pages = []
    for path in ("/", "/zh-hans/ranking/", "/en/ranking/", "/zh-hant/"):
        status, text = site.get(path)
        assert status == 200
        pages.append(html.unescape(re.sub(r"<[^>]+>", "", text)))
    return "".join(pages)


def check_reads(site: Site) -> None:
    """A read of a story brings it to the top of the ranking."""
    _, page = site.get("/zh-hans/ranking/")
    last = re.findall(r"/zh-hans/story/(\d+)/", page)[-1]
    assert site.post_read(f"s{last}") == 204
    site.wait_until(lambda: site.status()["readers_24h"] == 1)
    top = site.wait_until(lambda: re.search(r"/zh-hans/story/(\d+)/", site.get("/_/ranking/zh-hans")[1]))
    assert top[1] == last


def check_articles(database: Path, press: str) -> None:
    """Every headline as the press has it, each address once, no broken character anywhere."""
    rows = sqlite3.connect(database).execute("SELECT url, headline, blocks FROM article").fetchall()
    assert len({url for url, _, _ in rows}) == len(rows) == ARTICLES
    broken = [url for url, headline, blocks in rows if _MOJIBAKE.search(headline + blocks)]
    assert broken == []
    assert {headline for _, headline, _ in rows} == {" ".join(title.split()) for title in press_titles(press)}


@pytest.mark.shared
def test_outlets_that_misbehave_do_not_disturb_the_others(tmp_path: Path, shared: Path) -> None:
    with scratch_database() as database, replay_press(shared, *DAY, "--faults") as press:
        with urllib.request.urlopen(f"{press}/clock") as answer:
            state = json.load(answer)
        healthy = sum(count for outlet, count in state["outlets"].items() if outlet not in state["faults"])
        site = Site(tmp_path / "data", database)
        import_outlets(site, press)
        with running_site(tmp_path / "data", "--clock", f"{press}/clock", "--no-sample", database_url=database) as up:
            up.wait_until(lambda: up.status()["articles"] >= healthy, 240)
            doctor = json.loads(up.run("doctor", "--ask", "--json").stdout)
        assert len(doctor) == 14
        said = json.dumps(doctor, ensure_ascii=False)
        for word in ("404", "500"):
            assert word in said
