"""The sample press's outlets as entries for the database."""

from __future__ import annotations

from yaowen.sample.content import load_paper
from yaowen.sample.roster import sample_outlets

BASE = "http://127.0.0.1:8123"


def test_every_outlet_is_listed_with_its_feed_on_the_press() -> None:
    entries = {entry.slug: entry for entry in sample_outlets(BASE)}
    assert entries.keys() == load_paper().houses.keys()
    assert entries["haichao-radio"].feeds == (f"{BASE}/haichao-radio/atom.xml",)
    assert entries["nanyu-times"].feeds == (f"{BASE}/nanyu-times/feed.xml",)


def test_its_private_address_is_exact_and_its_text_may_be_shown_in_full() -> None:
    for entry in sample_outlets(BASE):
        assert entry.private_origin == "127.0.0.1:8123"
        assert (entry.rights, entry.country) == ("full", "")
        assert entry.home_url == f"{BASE}/{entry.slug}/"
        assert all((entry.name_hans, entry.name_hant, entry.name_en, entry.rights_read))


def test_some_outlets_let_their_pictures_be_shown_and_some_do_not() -> None:
    assert {entry.pictures for entry in sample_outlets(BASE)} == {True, False}
