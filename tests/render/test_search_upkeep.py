"""After an upgrade PostgreSQL's index is made while the site runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections

from yaowen.base.clock import Clock
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.collect.models import Outlet
from yaowen.render.models import SearchBlock, SearchEntry
from yaowen.render.rules.search_queries import parse_query
from yaowen.render.search import upkeep
from yaowen.render.search.store import SearchText, index_articles, search
from yaowen.render.search.upkeep import MakeSearchIndex, MarkOutlets

NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)
PATIENCE_SECONDS = 60.0


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "search_entry"))


def found(query: str = "渡轮") -> list[int]:
    return [hit.article_id for hit in search(parse_query(query), order="newest").hits]


def make_context() -> Context:
    return Context(load_settings({}), Clock(), "test-1", threading.Event())


@pytest.mark.django_db(transaction=True)
def test_an_older_index_is_replaced_in_the_background_and_searches_find_the_same_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(upkeep, "TELL_SECONDS", 0.0)
    stage, context = MakeSearchIndex(), make_context()
    index_articles([SearchText(1, 1, NOON, "渡轮停航", ())])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX search_entry_parts")
            cursor.execute("CREATE INDEX search_entry_words ON search_entry USING gin (words)")
        assert found() == [1]
    until = time.monotonic() + PATIENCE_SECONDS
    while not stage._done and time.monotonic() < until:
        assert stage.step(context) == 0
    assert stage._done
    assert connection.vendor == "sqlite" or {"search_entry_parts"} == indexes() & {
        "search_entry_parts",
        "search_entry_words",
    }
    assert found() == [1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_index_and_what_a_killed_one_left_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such index")
    monkeypatch.setattr(upkeep, "TELL_SECONDS", 0.0)
    index_articles([SearchText(1, 1, NOON, "渡轮停航", ())])
    first, second, context = MakeSearchIndex(), MakeSearchIndex(), make_context()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_entry_parts")
    with holding_a_row():
        first.step(context)
        wait_until(lambda: run_sql(_MAKERS))
        second.step(context)
        assert second._thread is None
        assert found() == [1]
        (maker,) = run_sql(_MAKERS)
        run_sql(f"SELECT pg_terminate_backend({maker[0]})")
        wait_until(lambda: not run_sql(_MAKERS))
    assert run_sql(upkeep._READY) == [(False,)]
    assert found() == [1]
    while not second._done:
        second.step(context)
    assert run_sql(upkeep._READY) == [(True,)]
    while not first._done:
        first.step(context)
    assert found() == [1]


_MAKERS = "SELECT pid FROM pg_stat_progress_create_index WHERE relid = 'search_entry'::regclass"


@contextmanager
def holding_a_row() -> Iterator[None]:
    """A transaction of somebody else's that has written: who makes an index beside it waits for its end."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE search_entry SET title = title")
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def run_sql(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def wait_until(condition: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.django_db
def test_outlets_of_an_older_index_are_marked_in_the_background_and_found_all_the_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(upkeep, "MARKED_AT_ONCE", 3)
    for number in (1, 2):
        Outlet.objects.create(pk=number, slug=f"blatt{number}", name_hans=f"第{number}报")
    index_articles([SearchText(one, 1 + one % 2, NOON, "渡轮停航", ()) for one in (1, 2, 3, 4, 5, 600, 601)])
    if connection.vendor == "sqlite":
        SearchEntry.objects.exclude(pk=601).update(signs="渡 轮 停 航")
        SearchBlock.objects.update(has_outlets=False)
    stage, context, steps = MarkOutlets(), make_context(), 0
    while stage.step(context):
        steps += 1
        index_articles([SearchText(700 + steps, 1, NOON, "渡轮复航", ())])
        assert found("渡轮 outlet:blatt1") == [*range(700 + steps, 700, -1), 600, 4, 2]
        assert found("渡轮 outlet:blatt2") == [601, 5, 3, 1]
        assert steps < 20
    assert steps == (3 if connection.vendor == "sqlite" else 0)
    assert not SearchBlock.objects.filter(has_outlets=False).exists()
    assert sorted(found())[:7] == [1, 2, 3, 4, 5, 600, 601]
    if connection.vendor == "sqlite":
        signs = set(SearchEntry.objects.values_list("signs", flat=True))
        assert signs == {"渡 轮 停 航 \ue0001", "渡 轮 停 航 \ue0002", "渡 轮 复 航 \ue0001"}


@pytest.mark.django_db
def test_no_query_reads_an_outlets_mark() -> None:
    index_articles([SearchText(1, 7, NOON, "渡轮停航", ("Nr. 7",)), SearchText(2, 8, NOON, "渡轮复航", ())])
    assert found("7") == found("渡轮 \ue0007") == [1]
    assert found("8") == found("渡轮 “\ue0008”") == []
