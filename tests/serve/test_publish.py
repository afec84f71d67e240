"""`yaowen publish`: files of the same bytes as served; only changes are written; nothing half-done is ever shown."""

from __future__ import annotations

import fcntl
import gzip
import io
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from render.invented import many_events, ranking_of
from render.rows import context_of, save_event
from yaowen.base import addresses
from yaowen.base.errors import BadInput
from yaowen.cli.publish import is_bucket, parse_reads
from yaowen.rank.store import save_current
from yaowen.render import editions
from yaowen.render.editions import FoundEntry, Gone, Redirect, StoredPage, publish
from yaowen.render.stage import RankingFragments, RenderStories
from yaowen.serve.application import Application
from yaowen.serve.static.maps import MovedPaths
from yaowen.serve.static.names import file_of
from yaowen.serve.static.pages import Extra, Wishes
from yaowen.serve.static.site import Published, publish_files

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
SLOT = addresses.ranking_fragment("zh-hans")
PAGES = [
    StoredPage("/zh-hans/", "<main>要闻 <!--slot:ranking--></main>".encode() * 20, slot=SLOT),
    StoredPage(SLOT, "<ol><li>云港大桥</li></ol>".encode()),
    StoredPage("/zh-hans/article/9/", b'<body data-page="a9" class="x">' + b"text " * 100),
    StoredPage("/zh-hans/story/7/", b'<body data-page="s7">'),
    StoredPage("/_/assets/style-1.css", b"body{}" * 99, "text/css; charset=utf-8"),
    StoredPage("/picture/a-320.webp", b"RIFF" * 99, "image/webp"),
]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def small(db: None) -> None:
    publish(PAGES, NOON)


def put(out: Path, *, extras: tuple[Extra, ...] = (), wishes: Wishes | None = None, **more: Any) -> Published:
    return publish_files(out, extras, wishes or Wishes(), **more)


def names(out: Path) -> set[str]:
    root = out / "current" / "pages"
    return {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}


def read(out: Path, name: str) -> bytes:
    return (out / "current" / "pages" / name).read_bytes()


def served(application: Application, path: str) -> bytes:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path.encode().decode("latin-1"), "wsgi.input": io.BytesIO()}

    def start(status: str, listed: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        assert status.startswith("200"), path
        return lambda _: None

    return b"".join(application(environ, start))


def paths_of(out: Path) -> Iterator[tuple[str, bytes]]:
    for name in names(out):
        if not name.endswith((".gz", ".br", ".zst")):
            yield "/" + name.removesuffix("index.html"), read(out, name)


@pytest.mark.django_db
def test_every_file_has_the_bytes_that_are_served(out: Path) -> None:
    events = many_events()[:5]
    for one in events:
        save_event(one)
    save_current(ranking_of(events), readers=5)
    context = context_of()
    RenderStories().step(context)
    RankingFragments().step(context)
    told = put(out)
    application = Application(None, None, None, "zh-hans")  # type: ignore[arg-type]
    files = dict(paths_of(out))
    assert told.pages == told.written == len(files) > 100
    assert {"/", "/zh-hans/", "/en/ranking/feed.json", "/robots.txt", f"/zh-hant/story/{events[0].id}/"} <= set(files)
    for path, body in files.items():
        assert body == served(application, path), path
    assert b"<!--slot:ranking-->" not in files["/zh-hans/"]
    for name in names(out):
        if name.endswith(".gz"):
            assert gzip.decompress(read(out, name)) == read(out, name[:-3])
        if name.endswith(".br"):
            assert brotli.decompress(read(out, name)) == read(out, name[:-3])
        if name.endswith(".zst"):
            assert zstandard.ZstdDecompressor().decompress(read(out, name)) == read(out, name[:-4])


def test_text_is_packed_and_pictures_are_not(out: Path, small: None) -> None:
    put(out)
    found = names(out)
    assert {"zh-hans/index.html", "zh-hans/index.html.gz", "zh-hans/index.html.br", "zh-hans/index.html.zst"} <= found
    assert "_/assets/style-1.css.gz" in found
    assert "picture/a-320.webp" in found
    assert "picture/a-320.webp.gz" not in found
    assert "zh-hans/story/7/index.html.gz" not in found


def test_only_what_has_changed_is_written_again(out: Path, small: None) -> None:
    assert put(out).written == len(PAGES)
    inode = (out / "current/pages/zh-hans/article/9/index.html").stat().st_ino
    assert put(out).written == 0
    publish([StoredPage("/zh-hans/story/7/", b"changed")], NOON)
    told = put(out)
    assert (told.written, told.pages, told.removed) == (1, len(PAGES), 0)
    assert (out / "current/pages/zh-hans/article/9/index.html").stat().st_ino == inode
    assert read(out, "zh-hans/story/7/index.html") == b"changed"


def test_a_new_ranking_changes_the_pages_that_show_it_unless_it_is_included(out: Path, small: None) -> None:
    put(out)
    publish([StoredPage(SLOT, "<ol>新</ol>".encode())], NOON)
    assert put(out).written == 2
    assert "<ol>新</ol>".encode() in read(out, "zh-hans/index.html")
    wishes = Wishes(includes=True)
    put(out, wishes=wishes)
    assert b'<!--#include virtual="/_/ranking/zh-hans" -->' in read(out, "zh-hans/index.html")
    assert "zh-hans/index.html.gz" not in names(out)
    publish([StoredPage(SLOT, "<ol>再新</ol>".encode())], NOON)
    assert put(out, wishes=wishes).written == 1


def test_what_was_taken_down_is_gone_and_maps_tell_where_things_went(out: Path, small: None) -> None:
    assert put(out).moved
    assert not put(out).moved
    publish([Gone("/zh-hans/article/9/", "/zh-hans/410/"), Redirect("/zh-hans/story/7/", "/zh-hans/story/3/")], NOON)
    told = put(out)
    assert (told.removed, told.moved) == (2, True)
    assert not (out / "current/pages/zh-hans/article/9/index.html").exists()
    assert (out / "current/moved.nginx.map").read_text() == '"/zh-hans/story/7/" "/zh-hans/story/3/";\n'
    assert (out / "current/gone.nginx.map").read_text() == '"/zh-hans/article/9/" 1;\n'
    caddy = (out / "current/moved.caddy").read_text()
    assert "\t/zh-hans/story/7/ /zh-hans/story/3/\n" in caddy
    assert "\t/zh-hans/article/9/ 1\n" in caddy


def test_at_most_the_publishing_before_is_kept(out: Path, small: None) -> None:
    for number in range(5):
        publish([StoredPage("/zh-hans/story/7/", b"%d" % number)], NOON)
        put(out)
    assert len(list((out / "editions").iterdir())) == 2
    assert read(out, "zh-hans/story/7/index.html") == b"4"


class Unplugged(Exception):
    """The machine stops."""


def stopping_after(pages: int) -> Callable[[int], None]:
    def stop(done: int) -> None:
        if done == pages:
            raise Unplugged

    return stop


@pytest.mark.parametrize("pages", range(1, len(PAGES) + 1))
def test_a_publishing_that_was_broken_off_shows_nothing_and_goes_on(out: Path, small: None, pages: int) -> None:
    put(out, extras=(Extra("/old.xml", b"old"),))
    publish([StoredPage(page.path, page.body + b"!", page.content_type, page.slot) for page in PAGES], NOON)
    before = dict(paths_of(out))
    with pytest.raises(Unplugged):
        put(out, progress=stopping_after(pages))
    assert dict(paths_of(out)) == before
    told = put(out)
    assert told.written == len(PAGES) - pages
    assert told.removed == 1
    assert all(body.endswith(b"!") for _, body in paths_of(out))


def test_what_an_attempt_left_and_no_page_stands_for_goes(out: Path, small: None) -> None:
    with pytest.raises(Unplugged):
        put(out, progress=stopping_after(4))
    building = out / "editions" / ".building"
    (building / "pages/zh-hans/x.new").write_bytes(b"half a file")
    with (building / "manifest").open("a") as manifest:
        manifest.write("half a li")
    publish([Gone("/zh-hans/article/9/")], NOON)
    put(out)
    found = names(out)
    assert not {one for one in found if one.startswith("zh-hans/article/9/") or one.endswith(".new")}
    assert {path for path, _ in paths_of(out)} == {page.path for page in PAGES} - {"/zh-hans/article/9/"}


def test_where_files_cannot_be_linked_they_are_written(out: Path, small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    put(out)

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert put(out).written == len(PAGES)
    assert dict(paths_of(out))["/zh-hans/article/9/"] == PAGES[2].body


def test_two_do_not_publish_into_one_folder_at_once(out: Path, small: None) -> None:
    put(out)
    with (out / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BadInput, match="under way"):
            put(out)


@pytest.mark.django_db
def test_without_an_edition_nothing_is_published(out: Path) -> None:
    with pytest.raises(BadInput, match="no edition"):
        put(out)
    assert not out.exists()


def test_reads_are_told_as_wished(out: Path, small: None) -> None:
    for reads, expected in (
        ("site", b'<body data-page="a9" class="x">'),
        ("", b'<body data-page="" class="x">'),
        ("https://reads.test/_/read", b'<body data-reads="https://reads.test/_/read" data-page="a9" class="x">'),
    ):
        put(out, wishes=Wishes(reads))
        assert read(out, "zh-hans/article/9/index.html").startswith(expected)


@pytest.mark.parametrize("given", ["ftp://x.test/", 'https://x.test/"><script>', "later", "https://x.test/ y", ""])
def test_an_address_for_reads_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(BadInput):
        parse_reads(given)
    assert parse_reads("none") == parse_reads("log") == ""


def test_a_folder_and_a_bucket_are_told_apart_and_other_addresses_refused() -> None:
    assert is_bucket("s3://bucket/site")
    assert not is_bucket("/srv/s3")
    with pytest.raises(BadInput, match="folder, or s3"):
        is_bucket("ftp://bucket/site")


def test_a_page_that_was_replaced_and_pruned_meanwhile_is_published_in_its_newest_form(
    out: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = list(editions.list_entries(1))
    publish([StoredPage("/zh-hans/story/7/", b"newest")], NOON)
    editions.forget_replaced()
    monkeypatch.setattr(editions, "list_entries", lambda _: iter(stale))
    put(out)
    assert read(out, "zh-hans/story/7/index.html") == b"newest"


def test_a_path_that_no_file_can_stand_for_is_named_and_left_out(out: Path, db: None) -> None:
    publish([StoredPage("/zh-hans/../secret/", b"x"), StoredPage("/zh-hans/", b"y")], NOON)
    assert put(out).refused == ["/zh-hans/../secret/"]
    assert names(out) == {"zh-hans/index.html"}


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "index.html"), ("/zh-hans/", "zh-hans/index.html"), ("/robots.txt", "robots.txt"),
     ("/en/outlet/灯下/", "en/outlet/灯下/index.html"),
     ("/en/ranking/2025-01-17T09/", "en/ranking/2025-01-17T09/index.html")],
)  # fmt: skip
def test_a_path_becomes_the_file_that_web_servers_look_for(path: str, name: str) -> None:
    assert str(file_of(path)) == name


@settings(deadline=None)
@given(st.text(alphabet="/.a\\\0%~ 长-", max_size=30))
def test_no_path_leads_out_of_the_folder(path: str) -> None:
    found = file_of("/" + path)
    assert found is None or (not found.is_absolute() and ".." not in found.parts and "\\" not in str(found))


def test_a_target_that_would_need_quoting_stands_in_no_map(tmp_path: Path) -> None:
    moved = MovedPaths()
    moved.note(FoundEntry('/a"; } evil', 301, "", b"", "/b/", ""))
    moved.note(FoundEntry("/a/", 301, "", b"", "/b {", ""))
    moved.write(tmp_path, None)
    assert "evil" not in (tmp_path / "moved.nginx.map").read_text()
    assert "{" not in (tmp_path / "moved.nginx.map").read_text()
