"""`/_/websub/TOKEN`: hubs verify a subscription (GET) and push what is new (POST). It is answered before Django.

A push is on disk before the hub is answered; the pipeline reads it later. Who does not know a token learns nothing.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.db import close_old_connections
from django.db.utils import DatabaseError

from yaowen.base.addresses import HUB_CALLBACK
from yaowen.base.settings import Settings
from yaowen.collect.store import PushEnd, SentPush, answer_hub, is_subscribed, keep_push
from yaowen.serve.pages import Answer

log = logging.getLogger(__name__)

READ_SECONDS = 20.0
"""A hub that takes longer to send a body would hold a thread for nothing; it tries again."""
_CHUNK_BYTES = 65536
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
_PLAIN = "text/plain; charset=utf-8"
_STATUS = {
    PushEnd.KEPT: 202, PushEnd.KNOWN: 202, PushEnd.HINT: 202, PushEnd.REFUSED: 202, PushEnd.BUSY: 503,
    PushEnd.GONE: 410,
}  # fmt: skip
"""A push with a wrong signature is answered like a right one, and ignored (WebSub, 7.1); 410 ends a subscription."""

Environ = Mapping[str, Any]


class HubCallback:
    """Answers hubs.

    Args:
        settings: the largest body that is taken (FETCH_MAX_BYTES).
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._max_bytes = settings.number("FETCH_MAX_BYTES")

    def answer(self, path: str, environ: Environ) -> Answer:
        """The answer for a path below `/_/websub/`."""
        token = path.removeprefix(HUB_CALLBACK)
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "POST"}:
            return _plain(405)
        if not _TOKEN.fullmatch(token):
            return _plain(404)
        try:
            return self._verify(token, environ) if method == "GET" else self._take(token, environ)
        except DatabaseError as problem:
            log.warning("a hub could not be answered: the database is away (%s)", problem)
            close_old_connections()
            return _plain(503)

    def _verify(self, token: str, environ: Environ) -> Answer:
        challenge = answer_hub(token, environ.get("QUERY_STRING", ""))
        return _plain(404) if challenge is None else Answer(200, _PLAIN, challenge.encode())

    def _take(self, token: str, environ: Environ) -> Answer:
        if not is_subscribed(token):
            return _plain(410)
        if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in {"", "identity"}:
            return _plain(415)
        body = read_body(environ, self._max_bytes)
        if body is None:
            return _plain(413)
        kind, signature = environ.get("CONTENT_TYPE", ""), environ.get("HTTP_X_HUB_SIGNATURE", "")
        return _plain(_STATUS[keep_push(SentPush(token, signature, kind, body), self._settings)])


def read_body(environ: Environ, max_bytes: int) -> bytes | None:
    """The whole body of a request; None where it is larger, or slower, than is taken."""
    declared = environ.get("CONTENT_LENGTH") or ""
    if declared and (not declared.isdecimal() or int(declared) > max_bytes):
        return None
    stream: BinaryIO = environ["wsgi.input"]
    until = time.monotonic() + READ_SECONDS
    left = int(declared) if declared else max_bytes + 1
    parts: list[bytes] = []
    while left > 0:
        part = stream.read(min(left, _CHUNK_BYTES))
        if not part:
            break
        if time.monotonic() > until:
            return None
        left -= len(part)
        parts.append(part)
    body = b"".join(parts)
    return body if len(body) <= max_bytes else None


def _plain(status: int) -> Answer:
    return Answer(status, _PLAIN, f"{status}\n".encode())
