"""OPML in and out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.text.charset import decode_bytes
from yaowen.collect.rules.opml import OpmlLine, parse_opml, print_opml

GOOD = """<?xml version="1.0"?>
<opml version="1.0"><head><title>x</title></head><body>
<outline text="两岸">
  <outline text="灯塔报" xmlUrl="https://lamp.test/feed?a=1&amp;utm_source=x" htmlUrl="https://lamp.test/" type="rss"/>
  <outline title="子" ><outline text="渡口" xmlUrl="feed://ferry.test/rss"/></outline>
</outline>
<outline text="坏" xmlUrl="ftp://bad.test/feed"/>
<outline text="空" type="rss"/>
<outline text="末" xmlURL="http://last.test/rss"/>
</body></opml>
"""


def test_folders_names_and_addresses_are_read_and_bad_lines_are_named() -> None:
    lines = parse_opml(GOOD)
    assert lines is not None
    assert [(line.line, line.name, line.url, line.folder) for line in lines if not line.problem] == [
        (4, "灯塔报", "https://lamp.test/feed?a=1&utm_source=x", "两岸"),
        (5, "渡口", "http://ferry.test/rss", "两岸 / 子"),
        (9, "末", "http://last.test/rss", ""),
    ]
    assert [(line.line, "xmlUrl" in line.problem) for line in lines if line.problem] == [(7, True), (8, True)]
    assert lines[0].home_url == "https://lamp.test/"


@pytest.mark.parametrize(
    "bad",
    [
        '<outline text="缺引号 xmlUrl="https://broken.test/feed"/>',
        "<outline text='Q & A' xmlUrl='https://amp.test/feed?a=1&b=2'/>",
        '<outline text="a<b" xmlUrl="https://less.test/feed"/>',
        '<outline text="x" xmlUrl=https://bare.test/feed />',
        '<outline text="x" xmlUrl=\'https://mixed.test/feed"/>',
    ],
)
def test_one_broken_line_loses_no_other(bad: str) -> None:
    rows = [f'<outline text="报{n}" xmlUrl="https://lamp.test/{n}"/>' for n in range(6)]
    text = "<opml><body>\n" + "\n".join([*rows[:3], bad, *rows[3:]]) + "\n</body></opml>"
    lines = parse_opml(text)
    assert lines is not None
    assert {f"https://lamp.test/{n}" for n in range(6)} <= {line.url for line in lines if not line.problem}
    assert any(line.line == 5 for line in lines)


@pytest.mark.parametrize(
    "text", ["", "<html><body>outline</body></html>", "<opml><body/></opml>", "words", "<rss><channel/></rss>"]
)
def test_what_is_no_opml_is_none(text: str) -> None:
    assert parse_opml(text) is None


_NAMES = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(_NAMES, st.sampled_from(["", "国际", "A&B"])), max_size=8))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    given_lines = [
        OpmlLine(0, name, f"https://lamp.test/{place}", "https://lamp.test/", folder)
        for place, (name, folder) in enumerate(rows)
    ]
    again = parse_opml(print_opml("灯塔", given_lines)) or ()
    assert {(line.url, line.folder, line.problem) for line in again} == {
        (line.url, line.folder, "") for line in given_lines
    }


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    parse_opml(f"<opml><outline {text}</opml>")


@pytest.mark.shared
def test_all_real_lists_are_read(shared: Path) -> None:
    with zipfile.ZipFile(shared / "data/feeds_lists/awesome_rss_feeds_opml.zip") as archive:
        files = [name for name in archive.namelist() if name.endswith(".opml")]
        found = [parse_opml(decode_bytes(archive.read(name)).text) for name in files]
    good = [line for lines in found if lines for line in lines if not line.problem]
    assert len([lines for lines in found if lines]) == len(files)
    assert len(good) > 750
