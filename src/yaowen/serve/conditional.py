"""Conditional answers of what Django makes on the spot: an ETag, and 304 for who has it already."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified


def tagged(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A successful answer with its ETag, or 304 in its place."""
    etag = f'"{hashlib.blake2b(answer.content, digest_size=16).hexdigest()}"'
    kept = HttpResponseNotModified() if is_known(etag, request.headers.get("If-None-Match", "")) else answer
    kept["ETag"] = etag
    return kept


def is_known(etag: str, listed: str) -> bool:
    """Whether If-None-Match names a tag, weakly compared (RFC 9110, 13.1.2). Ours hold no comma and no quote."""
    return listed.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in listed.split(",")}
