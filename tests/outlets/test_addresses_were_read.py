"""Feed addresses that are said to stand in the shared lists do stand there."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from yaowen.outlets import OutletEntry, load_starters

LISTS = Path(__file__).parents[3] / "shared" / "data" / "feeds_lists"
LISTED = [starter for starter in load_starters() if "data/feeds_lists" in starter.source_read]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LISTS.exists(), reason="the folder ../shared is not here"),
]


def read_lists() -> str:
    with zipfile.ZipFile(LISTS / "awesome_rss_feeds_opml.zip") as archive:
        opml = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".opml")]
    return "\n".join([*opml, (LISTS / "zh_feeds.jsonl").read_text("utf-8")])


@pytest.mark.parametrize("starter", LISTED, ids=lambda starter: starter.slug)
def test_the_lists_give_the_address_literally(starter: OutletEntry) -> None:
    lists = read_lists()
    assert [feed for feed in starter.feeds if f'"{feed}"' not in lists] == []
