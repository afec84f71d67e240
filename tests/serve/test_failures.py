"""What Django answers when it has no answer."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from yaowen.serve.failures import broken

pytestmark = pytest.mark.django_db


def test_a_missing_page_is_the_sites_own_in_the_language_of_the_path(client: Client) -> None:
    answer = client.get("/zh-hant/search/nothing/")
    assert answer.status_code == 404
    assert '<html lang="zh-Hant">' in answer.content.decode()
    assert client.get("/desk/static/nothing.css").status_code == 404


def test_the_page_of_an_error_asks_the_database_nothing() -> None:
    with CaptureQueriesContext(connection) as seen:
        answer = broken(RequestFactory().get("/en/search/"))
    assert (answer.status_code, len(seen)) == (500, 0)
    assert '<html lang="en">' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_an_error_of_the_api_is_told_as_a_problem_without_the_database() -> None:
    with CaptureQueriesContext(connection) as seen:
        answer = broken(RequestFactory().get("/api/v1/stories"))
    assert (answer.status_code, answer["Content-Type"], len(seen)) == (500, "application/problem+json", 0)
