"""Pictures as readers get them: fixed types, for ever, and harmless should one be taken for a document."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from yaowen.render import editions
from yaowen.render.editions import Gone, StoredPage
from yaowen.serve import pages
from yaowen.serve.application import _send
from yaowen.serve.headers import CONTENT_SECURITY_POLICY
from yaowen.serve.pages import Pages

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
BODY = b"RIFF\x10\0\0\0WEBP" + bytes(range(256)) * 8
PATH = "/picture/0123456789abcdef01234567-640.webp"


def get(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    got: dict[str, Any] = {}

    def start(status: str, listed: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        got.update(status=int(status[:3]), headers=dict(listed))
        return lambda _: None

    answer = Pages().answer(path, headers.get("HTTP_ACCEPT_ENCODING", ""))
    assert answer is not None
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.input": io.BytesIO(), **headers}
    body = b"".join(_send(answer, environ, start))
    return got["status"], got["headers"], body


@pytest.fixture(autouse=True)
def edition(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "REFRESH_SECONDS", 0.0)
    editions.publish([StoredPage(PATH, BODY, "image/webp")], NOON)


def test_a_picture_is_sent_as_it_is_whatever_the_reader_can_unpack() -> None:
    for accepts in ("", "gzip", "zstd, gzip, br"):
        status, headers, body = get(PATH, HTTP_ACCEPT_ENCODING=accepts)
        assert (status, body) == (200, BODY)
        assert "Content-Encoding" not in headers
        assert headers["Content-Type"] == "image/webp"
        assert headers["Content-Length"] == str(len(BODY))


def test_its_headers_let_it_do_nothing_and_be_kept_for_ever() -> None:
    _, headers, _ = get(PATH)
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == "inline"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_who_has_it_is_told_so() -> None:
    _, headers, _ = get(PATH)
    status, _, body = get(PATH, HTTP_IF_NONE_MATCH=headers["ETag"])
    assert (status, body) == (304, b"")


def test_a_withdrawn_picture_answers_410_and_is_not_kept_for_ever() -> None:
    editions.publish([Gone(PATH)], NOON)
    editions.forget_replaced()
    status, headers, body = get(PATH)
    assert status == 410
    assert BODY not in body
    assert "immutable" not in headers["Cache-Control"]


def test_pages_load_pictures_from_the_site_alone() -> None:
    assert "img-src 'self' data:;" in CONTENT_SECURITY_POLICY
