"""The stages that bring the search index of an older version up to date, while the site runs.

Migration 0005 makes PostgreSQL's index over blocks and words where there are few entries. Of 300,000 it takes minutes,
and nobody may wait for them: searches find the same without it, by the older index, only more slowly. So it is with
the outlets in SQLite's index (migration 0006).
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import Error, connection, transaction

from yaowen.belt.conveyor import Context
from yaowen.render.models import SearchBlock
from yaowen.render.search.blocks import BLOCK_BITS
from yaowen.render.search.postgresql import KEYS
from yaowen.render.search.sqlite import OUTLET_SIGN

log = logging.getLogger(__name__)
TELL_SECONDS = 60.0
"""So often the log says how far the index is."""
MARKED_AT_ONCE = 50
"""Entries whose words are put into FTS5 anew in one transaction: a tenth of a second in which nobody else writes."""
_MARK = (
    "UPDATE search_entry SET signs = trim(signs || ' ' || %s || outlet_id) WHERE article_id IN (SELECT article_id "
    "FROM search_entry WHERE article_id >= %s AND article_id < %s AND instr(signs, %s) = 0 LIMIT %s)"
)
_READY = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('search_entry_parts')"
_PROGRESS = (
    "SELECT phase, blocks_done, blocks_total FROM pg_stat_progress_create_index "
    "WHERE relid = 'search_entry'::regclass AND datname = current_database()"
)


class MakeSearchIndex:
    """Make the index in a thread of its own and tell how far it is; nothing to do on SQLite, or where it stands."""

    name = "make search index"
    lane = "letters"

    def __init__(self) -> None:
        self._done = False
        self._next_seconds = float("-inf")
        self._thread: threading.Thread | None = None

    def step(self, context: Context) -> int:
        """Look, once a minute, whether the index stands; returns 0, there is never more to do at once."""
        if self._done or context.stopping.is_set() or time.monotonic() < self._next_seconds:
            return 0
        self._next_seconds = time.monotonic() + TELL_SECONDS
        self._done = connection.vendor != "postgresql" or self._is_ready()
        if not self._done and not self._tell_progress() and not (self._thread and self._thread.is_alive()):
            self._thread = threading.Thread(target=_make_index, name="search-index", daemon=True)
            self._thread.start()
        if self._done and self._thread:
            self._thread.join()
        return 0

    def _is_ready(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_READY)
            if cursor.fetchone() != (True,):
                return False
            cursor.execute("SELECT to_regclass('search_entry_words') IS NULL")
            return bool(cursor.fetchone()[0])

    def _tell_progress(self) -> bool:
        """Log how far it is; False where nobody is at it."""
        with connection.cursor() as cursor:
            cursor.execute(_PROGRESS)
            row = cursor.fetchone()
        if row is None:
            return False
        log.info("search: the index is being made (%s, %d of %d pages); searches work meanwhile, slowly", *row)
        return True


def _make_index() -> None:
    """Make the index without stopping readers or writers; what a broken-off run left is made anew."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(_READY)
            if cursor.fetchone() != (True,):
                log.info("search: the index of an older version is made anew, in the background; this takes minutes")
                cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS search_entry_parts")
                cursor.execute(
                    f"CREATE INDEX CONCURRENTLY search_entry_parts ON search_entry USING gin ({KEYS}, words)"
                )
            cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS search_entry_words")
        log.info("search: the index stands")
    except Error as problem:
        log.warning("search: the index could not be made (%s); searches work, slowly, and it is tried again", problem)
    finally:
        connection.close()


class MarkOutlets:
    """Put the outlets of entries of an older version into SQLite's index, some entries at a time."""

    name = "mark outlets for search"
    lane = "letters"

    def __init__(self) -> None:
        self._done = False
        self._next_seconds = float("-inf")

    def step(self, context: Context) -> int:
        """Mark the entries of a block that lack it; returns how many, 0 where none is left."""
        if self._done or context.stopping.is_set():
            return 0
        block = SearchBlock.objects.filter(has_outlets=False).order_by("-number").first()
        if block is None:
            self._done = True
            return 0
        marked = _mark_entries(block.number)
        if time.monotonic() >= self._next_seconds:
            self._next_seconds = time.monotonic() + TELL_SECONDS
            left = SearchBlock.objects.filter(has_outlets=False).count()
            log.info(
                "search: outlets are put into the index, %d parts are left; `outlet:` works meanwhile, slowly", left
            )
        return max(marked, 1)


def _mark_entries(block: int) -> int:
    """Mark some entries of a block, and the block once all are; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_MARK, [OUTLET_SIGN, block << BLOCK_BITS, block + 1 << BLOCK_BITS, OUTLET_SIGN, MARKED_AT_ONCE])
        marked = int(cursor.rowcount)
        if marked < MARKED_AT_ONCE:
            SearchBlock.objects.filter(pk=block).update(has_outlets=True)
    return marked
