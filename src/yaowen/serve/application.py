"""The WSGI application: stored pages and beacons before the framework, Django behind it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.utils import DatabaseError

from yaowen.base import addresses
from yaowen.base.addresses import FEED_FILES, PATH_LANGUAGES, PathLanguage, is_embedded, is_sitemap
from yaowen.render.models import PATH_CHARS
from yaowen.render.rules.assets import assets_by_path
from yaowen.render.rules.standing_pages import Failure
from yaowen.serve.conditional import is_known
from yaowen.serve.failures import standing_bytes
from yaowen.serve.headers import DESK_HEADERS, EMBED_HEADERS, PAGE_HEADERS, PICTURE_HEADERS, SECURITY_HEADERS
from yaowen.serve.pages import PACKED_TYPES, SLOT_MARK, Answer, Pages, Ready

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from yaowen.serve.beacon import Beacon
    from yaowen.serve.websub import HubCallback

log = logging.getLogger(__name__)
_METHODS = "GET, HEAD"
_RETRY_SECONDS = "5"
_LETTERS = (["join"], ["confirm"], ["leave"])
"""What is live below `/{lang}/digest/`: the list of who gets it by mail."""

_REASONS = {
    200: "200 OK", 202: "202 Accepted", 204: "204 No Content", 301: "301 Moved Permanently", 304: "304 Not Modified",
    404: "404 Not Found", 405: "405 Method Not Allowed", 410: "410 Gone", 413: "413 Content Too Large",
    415: "415 Unsupported Media Type", 500: "500 Internal Server Error", 503: "503 Service Unavailable",
}  # fmt: skip


class Application:
    """Answers a request from the edition, the beacon, or Django.

    Args:
        framework: Django's WSGI application.
        beacon: takes reads.
        hubs: answers WebSub hubs.
        default_language: whose error pages are shown where the path names no language.
    """

    def __init__(
        self, framework: WSGIApplication, beacon: Beacon, hubs: HubCallback, default_language: PathLanguage
    ) -> None:
        self._framework = framework
        self._beacon = beacon
        self._hubs = hubs
        self._default_language = default_language
        self.pages = Pages()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] == "GET":
            ready = self.pages.ready(environ["PATH_INFO"], environ.get("HTTP_ACCEPT_ENCODING", ""))
            if ready is not None:
                return _send_ready(ready, environ, start_response)
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace") or "/"
        if path == addresses.BEACON:
            return _send(
                Answer(self._beacon.answer(environ), "text/plain; charset=utf-8", b""), environ, start_response
            )
        if path.startswith(addresses.HUB_CALLBACK):
            return _send(self._hubs.answer(path, environ), environ, start_response)
        if _is_live(path) and "\0" not in path:
            return self._live(path, environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            answer = Answer(405, "text/plain; charset=utf-8", f"{_METHODS}\n".encode())
            return _send(answer, environ, start_response)
        edition, answer = self.pages.edition, self._stored(path, environ)
        if answer.status == 200 and answer.etag and edition == self.pages.edition:
            self._keep_ready(edition, answer, environ)
        return _send(answer, environ, start_response)

    def _keep_ready(self, edition: int, answer: Answer, environ: WSGIEnvironment) -> None:
        path, accepts = environ["PATH_INFO"], environ.get("HTTP_ACCEPT_ENCODING", "")
        known, sent = _headers_of(answer, path, 304), _headers_of(answer, path, 200)
        self.pages.keep_ready(path, accepts, Ready(edition, answer.etag, sent, known, answer.body))

    def _stored(self, path: str, environ: WSGIEnvironment) -> Answer:
        accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
        try:
            if not _may_be_stored(path):
                return self._missing(path, accepts)
            found = self.pages.answer(path, accepts)
            if found is None and not path.endswith("/") and self.pages.entry(path + "/") is not None:
                found = Answer(301, "text/plain; charset=utf-8", b"", location=path + "/")
            return found or _own_asset(path) or self._missing(path, accepts)
        except DatabaseError as problem:
            log.warning("%s: the database is away (%s)", path, problem)
            return _own_asset(path) or self._unready(path, "away")

    def _missing(self, path: str, accepts: str) -> Answer:
        language = _language_of(path) or self._default_language
        page = self.pages.page(f"/{language}/404/", accepts, 404)
        if not self.pages.edition:
            return self._unready(path, "starting")
        return page or Answer(404, "text/plain; charset=utf-8", b"404\n")

    def _unready(self, path: str, failure: Failure) -> Answer:
        language = _language_of(path) or self._default_language
        return Answer(503, "text/html; charset=utf-8", standing_bytes(language, failure))

    def _live(self, path: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let Django answer; join the ranking into its page where it has the mark."""
        language = _language_of(path)
        if language is None:
            return self._framework(environ, _with_headers(start_response, desk=path.startswith("/desk/")))
        held: list[Any] = []

        def hold(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            held[:] = [status, headers, exc_info]
            return lambda _: None

        answered = self._framework(environ, hold)
        body = b"".join(answered)
        if hasattr(answered, "close"):
            answered.close()
        if SLOT_MARK in body:
            body = self.pages.join(body, f"/_/ranking/{language}")
        headers = [(name, value) for name, value in _unvaried(held[1]) if name.lower() != "content-length"]
        start_response(held[0], [*_completed(headers, SECURITY_HEADERS), ("Content-Length", str(len(body)))])
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _own_asset(path: str) -> Answer | None:
    """A style or script as the program has it, for pages that come from no edition."""
    asset = assets_by_path().get(path)
    return Answer(200, asset.content_type, asset.body) if asset else None


def _with_headers(start_response: StartResponse, *, desk: bool) -> StartResponse:
    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        return start_response(status, _completed(headers if desk else _unvaried(headers), DESK_HEADERS), exc_info)

    return start


def _unvaried(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without Django's `Vary: Accept-Language`: the language stands in the path, and caches need not keep many."""
    return [header for header in headers if (header[0].lower(), header[1]) != ("vary", "Accept-Language")]


def _completed(headers: list[tuple[str, str]], more: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    named = {name.lower() for name, _ in headers}
    return [*headers, *(header for header in more if header[0].lower() not in named)]


def _send_ready(ready: Ready, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    listed = environ.get("HTTP_IF_NONE_MATCH")
    if listed and is_known(ready.etag, listed):
        start_response(_REASONS[304], ready.known_headers)
        return [b""]
    start_response(_REASONS[200], ready.headers)
    return [ready.body]


def _send(answer: Answer, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    status = answer.status
    if status == 200 and answer.etag and is_known(answer.etag, environ.get("HTTP_IF_NONE_MATCH", "")):
        status = 304
    start_response(_REASONS.get(status, f"{status} "), _headers_of(answer, environ["PATH_INFO"], status))
    return [b""] if status in {204, 304} or environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def _headers_of(answer: Answer, path: str, status: int) -> list[tuple[str, str]]:
    """The headers of an answer that is sent with a status, 304 in place of 200 where the reader has it."""
    picture = answer.content_type in PACKED_TYPES
    embedded = answer.status == 200 and is_embedded(path)
    own = PICTURE_HEADERS if picture else EMBED_HEADERS if embedded else PAGE_HEADERS
    headers = [("Content-Type", answer.content_type), *own]
    if answer.etag:
        headers += [("ETag", answer.etag), ("Vary", "Accept-Encoding")]
    if status == 405:
        headers.append(("Allow", _allowed(path)))
    if status == 503:
        headers += [("Retry-After", _RETRY_SECONDS), ("Refresh", _RETRY_SECONDS)]
    if answer.location:
        headers.append(("Location", answer.location))
    headers.append(("Cache-Control", _cache_control(path, status)))
    if status in {204, 304}:
        return headers
    if answer.encoding:
        headers.append(("Content-Encoding", answer.encoding))
    return [*headers, ("Content-Length", str(len(answer.body)))]


def _allowed(path: str) -> str:
    if path.startswith(addresses.HUB_CALLBACK):
        return "GET, POST"
    return "POST" if path == addresses.BEACON else _METHODS


def _may_be_stored(path: str) -> bool:
    """Whether a path can stand in an edition at all: PostgreSQL knows no NUL and refuses to be asked."""
    return "\0" not in path and len(path) < PATH_CHARS


def _cache_control(path: str, status: int) -> str:
    if path == addresses.BEACON or path.startswith(addresses.HUB_CALLBACK) or status >= 500:
        return "no-store"
    if path.startswith("/_/assets/") or (path.startswith(addresses.PICTURES) and status in {200, 304}):
        return "public, max-age=31536000, immutable"
    return "public, max-age=0, must-revalidate"


def _language_of(path: str) -> PathLanguage | None:
    first = path[1:].partition("/")[0]
    return next((one for one in PATH_LANGUAGES if one == first), None)


def _is_live(path: str) -> bool:
    """Whether Django answers a path: the desk, search, feeds of stories, the API, sitemaps, health."""
    first, *rest = path[1:].split("/")
    if first in PATH_LANGUAGES:
        if rest[:1] == ["digest"]:
            return rest[1:2] in _LETTERS
        return rest[:1] == ["search"] or (rest[:1] == ["story"] and rest[-1] in FEED_FILES)
    return first in {"desk", "api", "healthz"} or (not rest and is_sitemap(path))
