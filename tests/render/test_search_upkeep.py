"""After an upgrade PostgreSQL's index is made while the site runs."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from yaowen.base.clock import Clock
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.render.rules.search_queries import parse_query
from yaowen.render.search import upkeep
from yaowen.render.search.store import SearchText, index_articles, search
from yaowen.render.search.upkeep import MakeSearchIndex

NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)
PATIENCE_SECONDS = 60.0


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "search_entry"))


def found() -> list[int]:
    return [hit.article_id for hit in search(parse_query("渡轮")).hits]


@pytest.mark.django_db(transaction=True)
def test_an_older_index_is_replaced_in_the_background_and_searches_find_the_same_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(upkeep, "TELL_SECONDS", 0.0)
    stage, context = MakeSearchIndex(), Context(load_settings({}), Clock(), "test-1", threading.Event())
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
