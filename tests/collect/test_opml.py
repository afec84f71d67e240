"""OPML in and out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.text.charset import decode_bytes
from yaowen.collect.rules.feeds.document import parse_document
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


RULE = {"list": [{"links": "ul > li > a", "addresses": ["…/#.html"], "site": "lamp.test"}]}


def test_folders_are_nested_again_when_written() -> None:
    lines = [
        OpmlLine(0, "甲", "https://lamp.test/1", "", "两岸 / 港澳"),
        OpmlLine(0, "乙", "https://lamp.test/2", "", "两岸"),
        OpmlLine(0, "丙", "https://lamp.test/3", "", ""),
        OpmlLine(0, "丁", "https://lamp.test/4", "", "两岸 / 港澳 / 副刊"),
        OpmlLine(0, "戊", "https://lamp.test/5", "", "世界"),
    ]
    text = print_opml("灯塔", lines)
    root = parse_document(text)
    assert root is not None
    depth = {str(one.get("text")): len(list(one.iterancestors())) for one in root.iter("outline")}
    assert depth == {"丙": 2, "两岸": 2, "乙": 3, "港澳": 3, "甲": 4, "副刊": 4, "丁": 5, "世界": 2, "戊": 3}
    assert {(line.name, line.folder) for line in parse_opml(text) or ()} == {(one.name, one.folder) for one in lines}


def test_kinds_and_the_rule_of_a_list_page_go_out_and_in() -> None:
    lines = [
        OpmlLine(0, "乙", "https://lamp.test/", "", "", kind="list", rule=RULE),
        OpmlLine(0, "丙", "https://lamp.test/map.xml", "", "", kind="sitemap"),
        OpmlLine(0, "丁", "https://lamp.test/atom", "", "", kind="atom"),
    ]
    again = parse_opml(print_opml("灯塔", lines)) or ()
    assert [(line.kind, line.rule, line.problem) for line in again] == [(one.kind, one.rule, "") for one in lines]


@pytest.mark.parametrize("rule", ["", "{", "[]", '{"list": 5}', '{"list": [{"links": 1}]}'])
def test_a_list_page_without_its_pattern_is_a_bad_line(rule: str) -> None:
    kept = f"xmlns:y='urn:yaowen:opml' y:rule='{rule}'"
    text = f"<opml><outline type='list' text='x' xmlUrl='https://lamp.test/' {kept}/></opml>"
    (line,) = parse_opml(text) or ()
    assert "yaowen outlets add" in line.problem


def test_of_a_file_in_one_line_no_good_outline_is_lost() -> None:
    good = [f'<outline text="报{n}" xmlUrl="https://lamp.test/{n}"/>' for n in range(6)]
    bad = '<outline text="缺引号 xmlUrl="https://broken.test/feed"/>'
    lines = parse_opml("<opml><body>" + "".join([*good[:3], bad, *good[3:]]) + "</body></opml>")
    assert lines is not None
    assert {f"https://lamp.test/{n}" for n in range(6)} <= {line.url for line in lines if not line.problem}


_NAMES = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(
    st.lists(st.tuples(_NAMES, st.sampled_from(["", "国际", "A&B", "国际 / 亚洲", "国际 / 亚洲 / 东亚"])), max_size=8)
)
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
