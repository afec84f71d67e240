"""Opt-outs as pages and headers state them."""

from __future__ import annotations

import pytest

from yaowen.base.opt_out import find_opt_out, forbids_pictures, forbids_text, reserves_mining


@pytest.mark.parametrize(
    "directives",
    ["nosnippet", "index, follow, NOARCHIVE", "none", "max-snippet:0", "max-snippet: 0", "*: nosnippet",
     "examplebot: noindex, *: noarchive", "noai", "yaowen: nosnippet", "examplebot: noindex\nnosnippet",
     "unavailable_after: 25 Jun 2031 15:00:00 GMT, nosnippet"],
)  # fmt: skip
def test_an_opt_out_is_heard(directives: str) -> None:
    assert forbids_text(directives)


@pytest.mark.parametrize(
    "directives",
    ["", "index, follow", "noindex", "max-snippet:-1", "max-snippet:50, max-image-preview:none", "nosnippets",
     "examplebot: nosnippet", "examplebot: noindex, nosnippet", ",,:,", "noimageai", "nosnippet2\nexamplebot: none"],
)  # fmt: skip
def test_what_is_no_opt_out_or_for_another_robot_lowers_nothing(directives: str) -> None:
    assert not forbids_text(directives)


def test_only_a_one_reserves_the_rights_to_mine_a_text() -> None:
    assert reserves_mining(" 1 ")
    assert not any(map(reserves_mining, ("", "0", "true", "11")))


@pytest.mark.parametrize(
    ("directives", "forbidden"),
    [
        ("noimageindex", True),
        ("noai, noimageai", True),
        ("max-image-preview:none", True),
        ("max-image-preview: large, noarchive", False),
        ("none", True),
        ("noindex, nofollow", False),
        ("otherbot: noimageindex", False),
        ("robots: noimageindex", True),
        ("", False),
    ],
)
def test_directives_that_forbid_pictures(directives: str, forbidden: bool) -> None:
    assert forbids_pictures(directives) is forbidden


def test_headers_name_what_they_forbid() -> None:
    assert find_opt_out({"x-robots-tag": "noindex\nnosnippet"}) == "X-Robots-Tag: noindex nosnippet"
    assert find_opt_out({"tdm-reservation": "1"}) == "tdm-reservation: 1"
    assert find_opt_out({"x-robots-tag": "noindex", "tdm-reservation": "0"}) == ""
