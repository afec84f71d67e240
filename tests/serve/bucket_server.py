"""A small object store on loopback that speaks S3. Signatures are checked by another signer than ours."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from requests import Request
from requests_aws4auth import AWS4Auth

KEY_ID, SECRET, BUCKET, REGION = "AKINVENTED", "a/secret+of=ours", "pages", "cloud-harbour-1"
LONGEST_SKEW = timedelta(minutes=15)
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=(\w+)"
)


@dataclass(frozen=True)
class Kept:
    """An object."""

    body: bytes
    headers: dict[str, str]

    @property
    def tag(self) -> str:
        return f'"{hashlib.md5(self.body, usedforsecurity=False).hexdigest()}"'


@dataclass(frozen=True)
class Asked:
    """A request that was granted or not."""

    method: str
    key: str
    headers: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Fault:
    """An answer in place of the true one; with status 0 the connection is cut."""

    status: int
    code: str = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BucketServer
    timeout = 60

    def do_GET(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        bucket, _, key = unquote(urlsplit(self.path).path)[1:].partition("/")
        asked = Asked(self.command, key, headers)
        self.server.enter(asked)
        try:
            fault = self.server.fault(asked) or self._distrust(headers, body, bucket)
            if fault is not None and not fault.status:
                self.close_connection = True
                return
            if fault is None:
                with self.server.lock:
                    status, sent, given = getattr(self, f"_{self.command.lower()}")(key, headers, body)
            else:
                status, sent, given = fault.status, self._error(fault.code), {}
        finally:
            self.server.leave()
        self._send(status, sent, given)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        self.send_header("Date", format_datetime(self.server.now(), usegmt=True))
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def _error(self, code: str) -> bytes:
        given = f"<StringToSign>{SECRET}</StringToSign><Region>{REGION}</Region>"
        return f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>no</Message>{given}</Error>'.encode()

    def _distrust(self, headers: dict[str, str], body: bytes, bucket: str) -> Fault | None:
        told = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        if told is None or told[1] != KEY_ID:
            return Fault(403, "InvalidAccessKeyId")
        if told[3] != REGION:
            return Fault(400, "AuthorizationHeaderMalformed")
        at = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if abs(at - self.server.now()) > LONGEST_SKEW:
            return Fault(403, "RequestTimeTooSkewed")
        names = told[4].split(";")
        own = {name: headers[name] for name in names}
        request = Request(self.command, f"http://{headers['host']}{self.path}", own, data=body).prepare()
        signer = AWS4Auth(KEY_ID, SECRET, REGION, "s3", include_hdrs=names)
        if not signer(request).headers["Authorization"].endswith(f"Signature={told[5]}"):
            return Fault(403, "SignatureDoesNotMatch")
        return None if bucket == BUCKET else Fault(404, "NoSuchBucket")

    def _get(self, key: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if not key:
            return 200, self._list(), {"Content-Type": "application/xml"}
        found = self.server.objects.get(key)
        return (404, self._error("NoSuchKey"), {}) if found is None else (200, found.body, {"ETag": found.tag})

    def _put(self, key: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        found = self.server.objects.get(key)
        unknown = [name for name in self.server.not_implemented if name in headers]
        if unknown:
            return 501, self._error("NotImplemented"), {}
        if "if-match" in headers and (found is None or found.tag != headers["if-match"]):
            return 412, self._error("PreconditionFailed"), {}
        if "if-none-match" in headers and found is not None:
            return 412, self._error("PreconditionFailed"), {}
        own = {name: value for name, value in headers.items() if name in _KEPT_HEADERS}
        kept = Kept(body, own)
        if not self.server.forgets:
            self.server.objects[key] = kept
        return 200, b"", {"ETag": kept.tag}

    def _delete(self, key: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        self.server.objects.pop(key, None)
        return 204, b"", {}

    def _list(self) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        after, most = asked.get("continuation-token", ""), int(asked["max-keys"])
        keys = [key for key in sorted(self.server.objects) if key.startswith(asked.get("prefix", "")) and key > after]
        rows = "".join(f"<Contents><Key>{escape(key)}</Key><Size>1</Size></Contents>" for key in keys[:most])
        more = f"<NextContinuationToken>{escape(keys[most - 1])}</NextContinuationToken>" if len(keys) > most else ""
        return f"<ListBucketResult><Name>{BUCKET}</Name>{more}{rows}</ListBucketResult>".encode()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        """Stay quiet."""


_KEPT_HEADERS = ("content-type", "cache-control", "content-encoding", "x-amz-website-redirect-location")


class BucketServer(ThreadingHTTPServer):
    """The store.

    Attributes:
        fault: may answer in place of it. `not_implemented`: names of headers that it answers 501 to.
        forgets: it keeps nothing of what it is sent or asked.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, Kept] = {}
        self.asked: list[Asked] = []
        self.lock = threading.Lock()
        self.fault: Callable[[Asked], Fault | None] = lambda _: None
        self.not_implemented: tuple[str, ...] = ()
        self.forgets = False
        self.fast_by = timedelta(0)
        self.under_way = self.most_at_once = 0

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def now(self) -> datetime:
        return datetime.now(UTC) + self.fast_by

    def enter(self, asked: Asked) -> None:
        with self.lock:
            if not self.forgets:
                self.asked.append(asked)
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)

    def leave(self) -> None:
        with self.lock:
            self.under_way -= 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Askers who hang up are no news."""


@contextmanager
def running_bucket() -> Iterator[BucketServer]:
    """A store for the length of a test."""
    server = BucketServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
