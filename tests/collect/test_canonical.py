"""Canonical addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.rules.canonical import MAX_CHARS, _canonical, canonical_address

SPELLINGS = [
    ("HTTP://Lamp.Test:80/a/../b/./c.html#top", "http://lamp.test/b/c.html"),
    ("https://lamp.test:443", "https://lamp.test/"),
    ("https://lamp.test:8443/", "https://lamp.test:8443/"),
    ("https://user:secret@lamp.test/x", "https://lamp.test/x"),
    ("https://lamp.test/x?utm_source=rss&id=7&UTM_Medium=feed&fbclid=z", "https://lamp.test/x?id=7"),
    ("https://lamp.test/x?id=7&page=2", "https://lamp.test/x?id=7&page=2"),
    ("https://lamp.test/x?", "https://lamp.test/x"),
    ("https://lamp.test/灯塔?q=灯", "https://lamp.test/%E7%81%AF%E5%A1%94?q=%E7%81%AF"),
    ("https://lamp.test/%e7%81%af%7Ex", "https://lamp.test/%E7%81%AF~x"),
    ("https://灯塔.test/", "https://xn--omsv47c.test/"),
    ("  https://lamp.test/a b  ", "https://lamp.test/a%20b"),
    ("https://lamp.test/a//b/", "https://lamp.test/a//b/"),
    ("https://lamp.test./x", "https://lamp.test/x"),
    ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
    ("https://lamp.test/100%", "https://lamp.test/100%25"),
    ("https://lamp.test/#!/news/7", "https://lamp.test/#!/news/7"),
    ("https://lamp.test/app#/news/灯", "https://lamp.test/app#/news/%E7%81%AF"),
    ("https://lamp.test/a#/", "https://lamp.test/a"),
]  # fmt: skip


@pytest.mark.parametrize(("given_url", "canonical"), SPELLINGS)
def test_spellings_of_one_address_become_one(given_url: str, canonical: str) -> None:
    assert canonical_address(given_url) == canonical


@pytest.mark.parametrize(
    "url", ["", "lamp.test/x", "ftp://lamp.test/", "javascript:void(0)", "http://", "http://a b/", "http://lamp.test:0/",
            "http://[::1/", "http://lamp.test:99999/", "data:text/html,x", "http://-/", "http://" + "a" * 300 + "/",
            "https://lamp.test/" + "x" * MAX_CHARS]
)  # fmt: skip
def test_what_is_no_usable_address_gives_nothing(url: str) -> None:
    assert canonical_address(url) == ""


def test_relative_addresses_are_joined() -> None:
    assert canonical_address("../b.html", "https://lamp.test/x/y/a.html") == "https://lamp.test/x/b.html"
    assert canonical_address("//other.test/c", "https://lamp.test/") == "https://other.test/c"


def test_a_feeds_own_address_keeps_its_whole_query() -> None:
    assert canonical_address("https://lamp.test/f?utm_source=a", tracking=True) == "https://lamp.test/f?utm_source=a"


@given(st.text(max_size=60), st.sampled_from(["http://lamp.test/", "https://lamp.test/a?b=", "http://", ""]))
def test_a_canonical_address_is_its_own_canonical_form(tail: str, head: str) -> None:
    once = canonical_address(head + tail)
    assert canonical_address(once) == once if once else True
    assert once.isascii()
    assert once.partition("#")[2][:1] in {"", "!", "/"}
    assert len(once) <= MAX_CHARS


_PARTS = st.sampled_from(
    ["http://", "https://", "lamp.test", "a-b.lamp.test", "127.0.0.1", ":80", ":443", ":8080", ":65536", "/", "//",
     "/.", ".", "news", "20250117", "a_b~c-d", "%41", "%2f", "?id=1", "?utm_source=x", "&b=2", "#top", "#/r",
     ";", "A", " ", "中"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=8).map("".join), st.sampled_from(["", "https://lamp.test/x/y?z=1"]))
def test_the_short_way_for_plain_addresses_leads_where_the_long_one_does(url: str, base: str) -> None:
    assert canonical_address(url, base) == _canonical(url, base, tracking=False)
