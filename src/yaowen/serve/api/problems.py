"""Errors as `application/problem+json` (RFC 9457): what is wrong, and in `detail` what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

CONTENT_TYPE = "application/problem+json"
ROOT = "/api/v1/"
_TITLES = {
    "bad-parameter": (400, "A parameter cannot be read"),
    "bad-cursor": (400, "The cursor cannot be read"),
    "unknown-key": (401, "The API key is not known"),
    "not-found": (404, "There is no such thing"),
    "method": (405, "Only GET and HEAD are answered"),
    "gone": (410, "It was taken down"),
    "too-many": (429, "Too many requests"),
    "broken": (500, "Something went wrong here"),
    "away": (503, "The database is away"),
}


class Problem(Exception):
    """An answer that is no answer.

    Args:
        kind: one of the closed list of kinds; it decides status and title.
        detail: what to do, in a sentence.
        headers: further headers of the answer.
        more: further members of the document.
    """

    def __init__(
        self, kind: str, detail: str, headers: Mapping[str, str] | None = None, more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.told = Told(kind, detail, dict(headers or {}), dict(more or {}))


@dataclass(frozen=True, slots=True)
class Told:
    """What a problem says."""

    kind: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


def problem_answer(request: HttpRequest, told: Told) -> HttpResponse:
    """The answer that tells a problem; it is never kept by a cache but where the thing is gone for good."""
    status, title = _TITLES[told.kind]
    made = {
        "type": f"urn:yaowen:problem:{told.kind}",
        "title": title,
        "status": status,
        "detail": told.detail,
        "instance": request.path,
        **told.more,
    }
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", **told.headers}
    return HttpResponse(orjson.dumps(made), status=status, content_type=CONTENT_TYPE, headers=headers)
