"""Editions: numbers, rows for what changed, what paths answer."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from yaowen.render import editions
from yaowen.render.editions import Gone, Redirect, StoredPage
from yaowen.render.models import Blob, EditionEntry

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.mark.django_db
def test_a_page_is_found_from_its_edition_on() -> None:
    number = editions.publish([StoredPage("/zh-hans/", b"first")], NOON)
    later = editions.publish([StoredPage("/zh-hans/", b"second")], NOON)
    assert later == number + 1
    for edition, body in ((number, b"first"), (later, b"second")):
        entry = editions.find_entry("/zh-hans/", edition)
        assert entry is not None
        assert editions.load_blob(entry.hash) == body
    assert editions.find_entry("/zh-hans/", number - 1) is None


@pytest.mark.django_db
def test_what_did_not_change_gains_no_row_and_no_edition() -> None:
    number = editions.publish([StoredPage("/a/", b"a"), StoredPage("/b/", b"b")], NOON)
    assert editions.publish([StoredPage("/a/", b"a")], NOON) == number
    editions.publish([StoredPage("/a/", b"a"), StoredPage("/b/", b"new")], NOON)
    assert EditionEntry.objects.filter(path="/a/").count() == 1
    assert EditionEntry.objects.filter(path="/b/").count() == 2


@pytest.mark.django_db
def test_a_page_that_comes_back_to_old_bytes_shows_them_again() -> None:
    for body in (b"one", b"two", b"one"):
        number = editions.publish([StoredPage("/a/", body)], NOON)
    entry = editions.find_entry("/a/", number)
    assert entry is not None
    assert editions.load_blob(entry.hash) == b"one"


@pytest.mark.django_db
def test_merged_and_withdrawn_paths_keep_their_answer() -> None:
    number = editions.publish([Redirect("/en/story/7/", "/en/story/3/"), Gone("/en/article/9/", "/en/410/")], NOON)
    moved, gone = editions.find_entry("/en/story/7/", number), editions.find_entry("/en/article/9/", number)
    assert moved is not None
    assert gone is not None
    assert (moved.status, moved.target) == (301, "/en/story/3/")
    assert (gone.status, gone.target) == (410, "/en/410/")


@pytest.mark.django_db
def test_pruning_drops_replaced_bytes_and_keeps_what_readers_see() -> None:
    editions.publish([StoredPage("/kept/", b"kept")], NOON)
    for turn in range(5):
        number = editions.publish([StoredPage("/a/", b"%d" % turn)], NOON)
    editions.prune(number + editions.KEEP_EDITIONS)
    assert EditionEntry.objects.filter(path="/a/").count() == 1
    assert Blob.objects.count() == 2
    for path, body in (("/a/", b"4"), ("/kept/", b"kept")):
        entry = editions.find_entry(path, number)
        assert entry is not None
        assert editions.load_blob(entry.hash) == body


@pytest.mark.django_db
def test_pruning_again_and_again_leaves_nothing_behind() -> None:
    bodies = {}
    for turn in range(30):
        path, body = f"/{turn * 7 % 5}/", b"%d" % (turn % 11)
        number = editions.publish([StoredPage(path, body)], NOON)
        bodies[path] = body
        if turn % 4 == 3:
            editions.prune(number, keep=3)
    editions.prune(number, keep=0)
    assert dict(EditionEntry.objects.values_list("path", "hash")) == {
        path: editions.hash_bytes(body) for path, body in bodies.items()
    }
    assert EditionEntry.objects.count() == len(bodies)
    assert set(Blob.objects.values_list("hash", flat=True)) == {editions.hash_bytes(body) for body in bodies.values()}


@pytest.mark.django_db
def test_what_was_withdrawn_is_forgotten_at_once() -> None:
    editions.publish([StoredPage("/kept/", b"kept"), StoredPage("/a/", b"withdrawn words")], NOON)
    number = editions.publish([Gone("/a/", "/kept/")], NOON)
    editions.forget_replaced()
    assert [bytes(name) for name in Blob.objects.values_list("hash", flat=True)] == [editions.hash_bytes(b"kept")]
    entry = editions.find_entry("/a/", number)
    assert entry is not None
    assert entry.status == 410
    assert editions.current_edition() == number


@pytest.mark.django_db(transaction=True)
def test_pruning_waits_for_an_edition_that_names_old_bytes_again() -> None:
    for body in (b"one", b"two"):
        editions.publish([StoredPage("/a/", body)], NOON)

    def prune() -> None:
        try:
            editions.forget_replaced()
        finally:
            connection.close()

    pruning = threading.Thread(target=prune)
    with transaction.atomic():
        number = editions.publish([StoredPage("/a/", b"one")], NOON)
        pruning.start()
        pruning.join(0.3)
    pruning.join()
    entry = editions.find_entry("/a/", number)
    assert entry is not None
    assert editions.load_blob(entry.hash) == b"one"


class EditionsAgreeWithADictionary(TestCase):
    """Whatever is published in whatever order, every edition answers as it was."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.dictionaries(st.sampled_from("abc"), st.binary(max_size=4), max_size=3), max_size=6))
    def test_every_edition_answers_as_it_stood(self, turns: list[dict[str, bytes]]) -> None:
        stood: dict[int, dict[str, bytes]] = {}
        now: dict[str, bytes] = {}
        for turn in turns:
            now = {**now, **turn}
            stood[editions.publish([StoredPage(f"/{name}/", body) for name, body in turn.items()], NOON)] = now
        for number, pages in stood.items():
            for name, body in pages.items():
                entry = editions.find_entry(f"/{name}/", number)
                assert entry is not None
                assert editions.load_blob(entry.hash) == body
