"""Whatever the API is asked, as schemathesis makes it up from its description: an answer of the form it promises."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from render.invented import NOW, many_events, ranking_of
from render.rows import save_event
from yaowen.rank.store import save_current
from yaowen.render.search.store import SearchText, index_articles
from yaowen.serve.limits import Buckets, Left

pytestmark = pytest.mark.django_db
EXAMPLES = 15


@pytest.fixture
def schema(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(Buckets, "take", lambda *_: Left(True, 1, 0))
    monkeypatch.setattr(django_settings, "ALLOWED_HOSTS", ["*"])
    events = many_events()[:6]
    for one in events:
        save_event(one)
    save_current(ranking_of(events), readers=5)
    index_articles([SearchText(one.reports[0].id, 1, NOW, one.reports[0].headline, ()) for one in events])
    told = json.loads(client.get("/api/v1/openapi.json").content)
    return schemathesis.openapi.from_dict(told)


class Wsgi:
    """Django's application inside the test's own transaction: its connection is not closed between requests."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._handler.get_response(self._handler.request_class(environ))
        assert isinstance(answer, HttpResponse)
        start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        return [answer.content]


def checked(case: Any, application: Wsgi) -> None:
    answer = case.call(app=application)
    assert answer.status_code < 500, (case.as_curl_command(), answer.text)
    kind = answer.headers["content-type"][0]
    if answer.status_code >= 400:
        assert kind == "application/problem+json", case.as_curl_command()
        assert answer.json()["detail"], case.as_curl_command()
    else:
        assert kind.startswith("application/json") or answer.status_code == 301


WITHOUT_PARAMETERS = ("", "sections")
WITH_PARAMETERS = (
    "stories", "stories/{story_id}", "articles", "articles/{article_id}", "ranking", "ranking/{stamp}", "outlets",
    "outlets/{slug}", "search",
)  # fmt: skip


@pytest.mark.parametrize("path", [*WITHOUT_PARAMETERS, *WITH_PARAMETERS])
def test_no_request_of_the_promised_form_breaks_an_operation(schema: Any, path: str) -> None:
    run(schema, path, schemathesis.GenerationMode.POSITIVE)


@pytest.mark.parametrize("path", WITH_PARAMETERS)
def test_no_request_of_another_form_breaks_an_operation(schema: Any, path: str) -> None:
    run(schema, path, schemathesis.GenerationMode.NEGATIVE)


def run(schema: Any, path: str, mode: schemathesis.GenerationMode) -> None:
    strategy: st.SearchStrategy[Any] = schema[f"/api/v1/{path}"]["GET"].as_strategy(generation_mode=mode)
    application = Wsgi()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def every_case(case: Any) -> None:
        checked(case, application)

    every_case()
