"""`yaowen outlets` and `yaowen doctor` as a person runs them: real processes, a real data folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import migrated_folder, yaowen
from collect.loopback import Loopback, Reply, running
from yaowen.collect.rules.opml import parse_opml

RSS = (
    "<rss version='2.0'><channel><title>青桐晚报</title><link>{0}/</link>"
    "<item><title>渡口恢复通行</title><link>{0}/1</link>"
    "<pubDate>Tue, 06 May 2031 09:00:00 +0800</pubDate></item></channel></rss>"
)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with running() as started:
        started.routes["/feed"] = Reply(RSS.format(started.url("")).encode(), kind="application/rss+xml")
        yield started


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database, made once."""
    return migrated_folder(tmp_path_factory)


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(migrated, tmp_path / "data"))


def opml(*lines: str) -> str:
    return "<opml version='2.0'><body>\n" + "\n".join(lines) + "\n</body></opml>\n"


def test_an_import_says_of_each_line_what_became_of_it(data: Path, tmp_path: Path, server: Loopback) -> None:
    file = tmp_path / "list.opml"
    good = f'<outline text="青桐晚报" xmlUrl="{server.url("/feed")}"/>'
    file.write_text(opml(good, '<outline text="坏" xmlUrl="ftp://x"/>', good), "utf-8")
    done = yaowen(data, "outlets", "import", str(file), "--allow-private", "--host-delay", "0", "--json")
    assert done.returncode == 1, done.stderr
    results = [(line["line"], line["result"]) for line in json.loads(done.stdout)]
    assert results == [(2, "added"), (3, "refused"), (4, "known")]
    again = yaowen(data, "outlets", "import", str(file), "--allow-private")
    assert again.returncode == 1
    assert "ftp://x is not an http or https address" in again.stdout
    assert "1 refused" in again.stdout


def test_a_private_feed_needs_leave_and_gets_it_for_its_own_outlet_only(
    data: Path, tmp_path: Path, server: Loopback
) -> None:
    server.routes["/list"] = Reply(opml(f'<outline text="青桐晚报" xmlUrl="{server.url("/feed")}"/>').encode())
    refused = yaowen(data, "outlets", "import", server.url("/list"))
    assert (refused.returncode, server.asked) == (2, [])
    assert "--allow-private" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    allowed = yaowen(data, "outlets", "import", server.url("/list"), "--allow-private")
    assert allowed.returncode == 0, allowed.stderr
    listed = json.loads(yaowen(data, "outlets", "list", "--json").stdout)
    assert [(outlet["name"], outlet["feeds"]) for outlet in listed] == [("青桐晚报", [server.url("/feed")])]


@pytest.mark.parametrize("content", ["", "<html>no list</html>", "plain words"])
def test_a_file_that_is_no_list_is_one_sentence_and_exit_code_2(data: Path, tmp_path: Path, content: str) -> None:
    file = tmp_path / "list.opml"
    file.write_text(content, "utf-8")
    done = yaowen(data, "outlets", "import", str(file))
    assert done.returncode == 2
    assert str(file) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    done = yaowen(data, "outlets", "import", str(tmp_path / "none.opml"))
    assert (done.returncode, "none.opml" in done.stderr) == (2, True)


def test_adding_asks_the_feed_and_takes_its_name(data: Path, tmp_path: Path, server: Loopback) -> None:
    done = yaowen(data, "outlets", "add", server.url("/feed"), "--allow-private", "--json")
    assert done.returncode == 0, done.stderr
    assert (json.loads(done.stdout)["name"], json.loads(done.stdout)["result"]) == ("青桐晚报", "added")
    server.routes = {"/page": Reply(b"<!DOCTYPE html><html></html>")}
    page = yaowen(data, "outlets", "add", server.url("/page"), "--allow-private")
    assert page.returncode == 2
    assert "a web page in place of a feed" in page.stderr


def test_what_is_exported_can_be_imported_again(data: Path, tmp_path: Path, server: Loopback) -> None:
    yaowen(data, "outlets", "add", server.url("/feed"), "--name", "灯塔 & 渡口", "--allow-private")
    exported = yaowen(data, "outlets", "export")
    lines = parse_opml(exported.stdout)
    assert lines is not None
    assert [(line.name, line.url) for line in lines] == [("灯塔 & 渡口", server.url("/feed"))]
    file = tmp_path / "out.opml"
    assert yaowen(data, "outlets", "export", str(file)).returncode == 0
    assert yaowen(tmp_path / "two", "outlets", "import", str(file), "--allow-private").returncode == 0


def test_removing_names_what_is_not_there(data: Path, tmp_path: Path, server: Loopback) -> None:
    slug = json.loads(yaowen(data, "outlets", "add", server.url("/feed"), "--allow-private", "--json").stdout)["slug"]
    assert yaowen(data, "outlets", "remove", slug).returncode == 0
    gone = yaowen(data, "outlets", "remove", slug)
    assert (gone.returncode, slug in gone.stderr) == (2, True)


def test_the_doctor_asks_and_says_who_answers_and_what_to_do(data: Path, tmp_path: Path, server: Loopback) -> None:
    server.routes["/list"] = Reply(
        opml(*(f'<outline text="报{path}" xmlUrl="{server.url(path)}"/>' for path in ("/feed", "/none"))).encode()
    )
    yaowen(data, "outlets", "import", server.url("/list"), "--allow-private")
    done = yaowen(data, "doctor", "--ask", "--json")
    assert done.returncode == 0, done.stderr
    found = {line["feed"]: line for line in json.loads(done.stdout)}
    fine, missing = found[server.url("/feed")], found[server.url("/none")]
    assert (fine["status"], fine["items"], fine["newest"]) == ("fine", 1, "Tue, 06 May 2031 09:00:00 +0800")
    assert missing["status"] == "not_found"
    assert "look for the feed's new address" in missing["message"]
    assert "1 of 2 feeds answer" in yaowen(data, "doctor", "--ask").stdout
    server.routes.clear()
    assert yaowen(data, "doctor", "--ask").returncode == 1
