"""The starter outlets, as data."""

from __future__ import annotations

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from yaowen.base.errors import BadInput
from yaowen.outlets import OutletEntry, load_starters, parse_entry

STARTERS = load_starters()
TWO_LEVEL = {"com.cn", "com.tw", "org.tw", "com.hk", "com.au", "co.uk"}
AGGREGATORS = {"feedx.net", "rsshub.app", "anyfeeder.com", "feedburner.com", "xlab.app", "google.com"}
SAMPLE = """
slug = "marsh-times"
name_hans = "沼泽时报"
name_hant = "沼澤時報"
name_en = "Marsh Times"
kind = "newspaper"
country = ""
language = "zh-Hans"
zone = "Asia/Shanghai"
home_url = "https://example.org/"
feeds = ["https://example.org/feed.xml"]
source_read = "invented for this test"
"""


def registered_domain(url: str) -> str:
    labels = (urlsplit(url).hostname or "").split(".")
    return ".".join(labels[-3:] if ".".join(labels[-2:]) in TWO_LEVEL else labels[-2:])


def test_there_are_twelve_or_more_with_slugs_of_their_own() -> None:
    slugs = [starter.slug for starter in STARTERS]
    assert len(slugs) >= 12
    assert len(slugs) == len(set(slugs))


def test_they_are_spread_over_the_chinese_speaking_world_and_beyond() -> None:
    counted = {
        "CN": [s for s in STARTERS if s.country == "CN" and s.language == "zh-Hans"],
        "TW": [s for s in STARTERS if s.country == "TW" and s.language == "zh-Hant"],
        "HK": [s for s in STARTERS if s.country == "HK" and s.language == "zh-Hant"],
        "abroad": [s for s in STARTERS if s.country not in {"CN", "TW", "HK"} and s.language.startswith("zh")],
        "en": [s for s in STARTERS if s.language == "en"],
    }
    assert {place for place, found in counted.items() if len(found) < 2} == set()


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.slug)
def test_a_starter_is_complete(starter: OutletEntry) -> None:
    host = urlsplit(starter.home_url).hostname or ""
    assert starter.slug not in {host, host.replace(".", "-"), registered_domain(starter.home_url).replace(".", "-")}
    assert all((starter.name_hans, starter.name_hant, starter.name_en, starter.source_read, starter.feeds))
    assert ZoneInfo(starter.zone).key == starter.zone
    assert (starter.verified, starter.pictures, starter.private_origin) == ("never", False, "")
    assert starter.rights == "excerpt" or starter.rights_read


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.slug)
def test_a_starters_feeds_lie_on_its_own_domain(starter: OutletEntry) -> None:
    own = registered_domain(starter.home_url)
    assert {registered_domain(feed) for feed in starter.feeds} == {own}
    assert own not in AGGREGATORS


def test_no_feed_is_listed_twice() -> None:
    feeds = [feed for starter in STARTERS for feed in starter.feeds]
    assert len(feeds) == len(set(feeds))


@pytest.mark.parametrize("wrong", ['slag = "typo"\n', "feeds = [\n", 'slug = "again"\n'])
def test_a_file_that_is_not_as_it_should_be_is_named(wrong: str) -> None:
    with pytest.raises(BadInput, match=r"marsh\.toml"):
        parse_entry(SAMPLE + wrong, "marsh.toml")


def test_a_missing_field_is_named() -> None:
    with pytest.raises(BadInput, match="zone"):
        parse_entry(SAMPLE.replace('zone = "Asia/Shanghai"\n', ""), "marsh.toml")


def test_a_file_gives_its_fields() -> None:
    entry = parse_entry(SAMPLE, "marsh.toml")
    assert entry.feeds == ("https://example.org/feed.xml",)
    assert entry.name_hant == "沼澤時報"
