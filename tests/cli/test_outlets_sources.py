"""`yaowen outlets add`, `preview`, `relearn` on home pages, list pages and sitemaps, as a person runs them."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.running import migrated_folder, yaowen
from collect.list_pages import HEADLINES, beside_a_ranking
from collect.loopback import Loopback, Reply, running

RSS = (
    "<rss version='2.0'><channel><title>{0}</title>"
    "<item><title>渡口第{1}班</title><link>{2}/{1}.html</link></item></channel></rss>"
)
LINK = "<link rel='alternate' type='application/rss+xml' href='{0}'>"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with running() as started:
        started.routes["/cn"] = Reply(RSS.format("青桐晚报", 1, started.url("/a")).encode(), kind="text/xml")
        started.routes["/world"] = Reply(RSS.format("青桐国际", 2, started.url("/a")).encode(), kind="text/xml")
        started.routes["/one/"] = Reply(f"<html><head>{LINK.format('/cn')}</head><p>x</p></html>".encode())
        both = LINK.format("/cn") + LINK.format("/world")
        started.routes["/two/"] = Reply(f"<html><head>{both}</head><p>x</p></html>".encode())
        page = beside_a_ranking().text.replace("https://news.lamp.test/", started.url("/list/"))
        started.routes["/list/"] = Reply(page.replace('href="/news/', 'href="/list/news/').encode())
        yield started


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_folder(tmp_path_factory)


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    copy = tmp_path / "data"
    subprocess.run(["cp", "-r", str(migrated), str(copy)], check=True)
    return copy


def add(data: Path, url: str, *options: str) -> Any:
    done = yaowen(data, "outlets", "add", url, "--allow-private", "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def feeds(data: Path) -> list[str]:
    return [feed for outlet in json.loads(yaowen(data, "outlets", "list", "--json").stdout) for feed in outlet["feeds"]]


def test_a_home_page_with_one_feed_adds_that_feed(data: Path, server: Loopback) -> None:
    added = add(data, server.url("/one/"))
    assert (added["result"], added["name"], added["kind"], added["url"]) == (
        "added",
        "青桐晚报",
        "rss",
        server.url("/cn"),
    )


def test_of_several_feeds_the_operator_chooses(data: Path, server: Loopback) -> None:
    refused = yaowen(data, "outlets", "add", server.url("/two/"), "--allow-private")
    assert refused.returncode == 2
    assert "--feed N, --all or --yes" in refused.stderr
    assert all(path in refused.stdout for path in ("/cn", "/world"))
    assert feeds(data) == []
    assert add(data, server.url("/two/"), "--feed", "2")["url"] == server.url("/world")
    both = add(data, server.url("/two/"), "--all")
    assert [one["result"] for one in both] == ["added", "known"]
    wrong = yaowen(data, "outlets", "add", server.url("/two/"), "--allow-private", "--feed", "3")
    assert (wrong.returncode, "from 1 to 2" in wrong.stderr) == (2, True)


def test_a_person_at_a_terminal_is_asked(data: Path, server: Loopback) -> None:
    said = at_a_terminal(data, "2\n", "outlets", "add", server.url("/two/"), "--allow-private")
    assert "Which feed?" in said
    assert feeds(data) == [server.url("/world")]


def test_a_page_without_feeds_is_previewed_accepted_exported_and_learned_anew(
    data: Path, tmp_path: Path, server: Loopback
) -> None:
    url = server.url("/list/")
    shown = yaowen(data, "outlets", "preview", url, "--allow-private")
    assert shown.returncode == 0, shown.stderr
    assert "Pattern 1: 12 links" in shown.stdout
    assert HEADLINES[0] in shown.stdout
    refused = yaowen(data, "outlets", "add", url, "--allow-private")
    assert (refused.returncode, "--accept N" in refused.stderr) == (2, True)
    assert feeds(data) == []
    added = add(data, url, "--accept", "1", "--name", "青桐快讯")
    assert (added["kind"], added["items"], added["rule"]["list"][0]["site"]) == ("list", 12, server.origin)
    file = tmp_path / "out.opml"
    assert yaowen(data, "outlets", "export", str(file)).returncode == 0
    other = tmp_path / "other"
    assert yaowen(other, "outlets", "import", str(file), "--allow-private").returncode == 0
    (outlet,) = json.loads(yaowen(other, "outlets", "list", "--json").stdout)
    assert (outlet["details"][0]["kind"], outlet["details"][0]["rule"]) == ("list", added["rule"])
    both = yaowen(data, "outlets", "relearn", added["slug"], "--accept", "1,2", "--allow-private", "--json")
    assert both.returncode == 0, both.stderr
    assert len(json.loads(both.stdout)["rule"]["list"]) == 2


def test_what_has_no_list_page_cannot_be_learned_anew(data: Path, server: Loopback) -> None:
    slug = add(data, server.url("/cn"))["slug"]
    refused = yaowen(data, "outlets", "relearn", slug)
    assert (refused.returncode, "has no list page" in refused.stderr) == (2, True)


def at_a_terminal(data: Path, typed: str, *arguments: str) -> str:
    """Run a command on a terminal of its own, type when it asks, and give what it wrote."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YAOWEN_")}
    command = [sys.executable, "-m", "yaowen", *arguments, "--data", str(data)]
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    said, answered, until = b"", False, time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([ours], [], [], 0.2)[0]:
            if child.poll() is not None:
                break
            continue
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other side is closed: Linux says EIO
            break
        said += piece
        if b"Which feed?" in said and not answered:
            os.write(ours, typed.encode())
            answered = True
    os.close(ours)
    assert child.wait(60) == 0, said.decode("utf-8", "replace")
    return said.decode("utf-8", "replace")
