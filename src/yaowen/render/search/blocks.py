"""Blocks of articles whose numbers lie side by side, and when the articles of each were published.

A query for a common word looks into the blocks that reach furthest to the present, and stops when no other block can
have anything newer: however many articles there are, and in whatever order an archive came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Max, Min

from yaowen.render.models import SearchBlock, SearchEntry
from yaowen.render.rules.search_scores import Found, order_by_time
from yaowen.render.search.engine import Entry, Wanted, instant_of

BLOCK_BITS = 9
"""A block has 512 numbers: more than one result keeps (`store.FOUND_AT_MOST`), so that the commonest words need one
or two; a day or two of a middling site. Smaller ones only made more queries of a rarer word."""
FIRST_BLOCKS = 2
_GROWTH = 8
"""So many times as many blocks as so far are looked into next, at most: a word that nothing has costs four or five
queries at 300,000 articles."""
_FEW_BLOCKS = FIRST_BLOCKS + 1
"""What the commonest words need; reading about all of 600 blocks takes as long as looking into two."""
_SPARE = 1.2
"""A word is somewhat rarer in older blocks than it was so far, as often as not."""


class Block(NamedTuple):
    """A block: no article of it was published after `latest`, an instant as the database gives it."""

    number: int
    latest: datetime | str


def widen_blocks(entries: Iterable[Entry]) -> None:
    """Let the blocks of some entries reach over their times. In the order of their numbers: two workers may meet."""
    times: dict[int, list[datetime]] = {}
    for entry in entries:
        times.setdefault(entry.article_id >> BLOCK_BITS, []).append(entry.published)
    least, most = ("LEAST", "GREATEST") if connection.vendor == "postgresql" else ("MIN", "MAX")
    sql = (
        "INSERT INTO search_block (number, earliest, latest, has_outlets) VALUES (%s, %s, %s, TRUE) "  # noqa: S608 (names are ours)
        "ON CONFLICT (number) DO UPDATE SET "
        f"earliest = {least}(search_block.earliest, EXCLUDED.earliest), "
        f"latest = {most}(search_block.latest, EXCLUDED.latest)"
    )
    adapt = connection.ops.adapt_datetimefield_value
    rows = [(number, adapt(min(own)), adapt(max(own))) for number, own in sorted(times.items())]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def measure_blocks() -> None:
    """Make all blocks anew out of the entries, after a table was filled in bulk."""
    number = F("article_id").bitrightshift(BLOCK_BITS)
    spans = SearchEntry.objects.values(number=number).annotate(earliest=Min("published"), latest=Max("published"))
    SearchBlock.objects.all().delete()
    SearchBlock.objects.bulk_create(SearchBlock(**span) for span in spans)


def load_blocks(wanted: Wanted, number: int | None = None) -> list[Block]:
    """The blocks that may have what is wanted, at most so many, the one that reaches furthest to the present first."""
    bounds = (("latest >= %s", wanted.since), ("earliest < %s", wanted.until))
    given = [(part, connection.ops.adapt_datetimefield_value(one)) for part, one in bounds if one is not None]
    where = f"WHERE {' AND '.join(part for part, _ in given)}" if given else ""
    limit = "" if number is None else f"LIMIT {number}"
    sql = f"SELECT number, latest FROM search_block {where} ORDER BY latest DESC, number DESC {limit}"  # noqa: S608 (names are ours)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, value in given])
        return [Block(*row) for row in cursor.fetchall()]


def find_latest(wanted: Wanted, find: Callable[[Wanted, Sequence[int]], list[Found]], limit: int) -> list[Found]:
    """The newest that are found, at most `limit`, the newest first (ties: the highest number).

    Args:
        find: finds all in some blocks.
    """
    kept: list[Found] = []
    place = seen = 0
    blocks = load_blocks(wanted, _FEW_BLOCKS)
    while place < len(blocks) and not _is_full(kept, limit, blocks[place]):
        if place == FIRST_BLOCKS and len(blocks) == _FEW_BLOCKS:
            # Articles may have come in since: none may be found twice.
            known = blocks[:place]
            numbers = {block.number for block in known}
            blocks = [*known, *(block for block in load_blocks(wanted) if block.number not in numbers)]
        step = _next_step(place, seen, limit)
        found = find(wanted, [block.number for block in blocks[place : place + step]])
        seen += len(found)
        kept = order_by_time([*kept, *found])[:limit]
        place += step
    return kept


def _is_full(kept: Sequence[Found], limit: int, block: Block) -> bool:
    """Whether a block, and so those behind it, can have nothing newer than what is kept."""
    return len(kept) == limit and instant_of(block.latest) < kept[-1].published


def _next_step(place: int, seen: int, limit: int) -> int:
    """How many blocks to look into next, after `place` blocks that had so many."""
    if not place:
        return FIRST_BLOCKS
    if not seen:
        return place * _GROWTH
    return min(place * _GROWTH, 1 + int(max(0, limit - seen) * _SPARE * place / seen))
