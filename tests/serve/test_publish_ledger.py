"""What stands in a bucket is known after any breaks; a manifest or note that is not ours is told from one that is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.serve.static.ledger import (
    Manifest,
    Note,
    Unreadable,
    decide_standing,
    parse_manifest,
    parse_note,
    write_manifest,
    write_note,
)

KEY = st.text(alphabet="ab灯/.?", min_size=1, max_size=9)
TOKENS = st.dictionaries(KEY, st.text(alphabet="0123456789abcdef", min_size=4, max_size=8), max_size=6)


@settings(deadline=None)
@given(TOKENS, st.sets(KEY, max_size=3), st.sets(KEY, max_size=3))
def test_a_manifest_comes_back_as_it_was_written(tokens: dict[str, str], unsure: set[str], notes: set[str]) -> None:
    manifest = Manifest("run1", tokens | dict.fromkeys(unsure, ""), frozenset(notes))
    assert parse_manifest(write_manifest(manifest)) == manifest


@settings(deadline=None)
@given(TOKENS, st.booleans())
def test_a_note_comes_back_as_it_was_written(tokens: dict[str, str], settled: bool) -> None:
    note = Note("run2", "", settled, tokens)
    assert parse_note(write_note(note)) == note


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_what_is_not_ours_is_unreadable(body: bytes) -> None:
    for parse in (parse_manifest, parse_note):
        with pytest.raises(Unreadable):
            parse(body)


def test_a_cut_manifest_is_unreadable() -> None:
    whole = write_manifest(Manifest("run1", {"index.html": "ab" * 16}))
    for length in range(len(whole)):
        with pytest.raises(Unreadable):
            parse_manifest(whole[:length])
    with pytest.raises(Unreadable):
        parse_manifest(write_note(Note("run1", "", True, {})))


BEFORE = Manifest("run1", {"a": "1", "b": "2"})


@pytest.mark.parametrize(
    ("notes", "standing"),
    [
        ([], {"a": "1", "b": "2"}),
        ([Note("run2", "run1", True, {"a": "3", "c": "4"})], {"a": "3", "b": "2", "c": "4"}),
        ([Note("run2", "run1", False, {"a": "3"})], {"a": "", "b": "2"}),
        ([Note("run2", "run0", True, {"a": "3"})], {"a": "", "b": "2"}),
        ([Note("run2", "run1", True, {"a": "3"}), Note("run3", "run1", True, {"a": "3"})], {"a": "3", "b": "2"}),
        ([Note("run2", "run1", True, {"a": "3"}), Note("run3", "run1", True, {"a": "5"})], {"a": "", "b": "2"}),
        ([Note("run2", "run1", True, {"a": "3"}), Note("run3", "run1", False, {"a": "3"})], {"a": "", "b": "2"}),
    ],
    ids=["none", "settled", "broken off", "of another time", "agreeing", "disagreeing", "sent again and broken off"],
)
def test_only_what_is_sure_is_believed(notes: list[Note], standing: dict[str, str]) -> None:
    assert decide_standing(BEFORE, notes) == standing
