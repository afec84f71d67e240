"""A small real HTTP server on loopback that answers as the test says, and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """An answer.

    Attributes:
        announced: the Content-Length to claim; None for the true one.
        drip_seconds: pause after every byte of the body.
        forever: the body is sent again and again until the reader hangs up.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    drip_seconds: float = 0.0
    forever: bool = False
    wait_seconds: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]


class Held:
    """A reply that waits until the test lets it go."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._goes = threading.Event()

    def __call__(self, _: Asked) -> Reply:
        self._goes.wait()
        return self._reply

    def release(self) -> None:
        """Let it go, and all that are asked for later."""
        self._goes.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Loopback
    timeout = 20
    is_counted = False

    def do_GET(self) -> None:
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
        with self.server.lock:
            self.server.asked.append(asked)
            self.server.under_way += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.under_way)
        self.is_counted = True
        try:
            self._send(self.server.reply_to(asked))
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            self._leave()

    def _leave(self) -> None:
        """Count the request as answered: before its last bytes go out, as their reader may ask again at once."""
        with self.server.lock:
            self.server.under_way -= self.is_counted
            self.is_counted = False

    def _send(self, reply: Reply) -> None:
        time.sleep(reply.wait_seconds)
        self.send_response(reply.status)
        if reply.kind:
            self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.forever:
            self.close_connection = True
        elif reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body) if reply.announced is None else reply.announced))
        if not reply.body:
            self._leave()
        self.end_headers()
        if reply.announced is not None:
            self.close_connection = True
        self._send_body(reply)

    def _send_body(self, reply: Reply) -> None:
        if reply.drip_seconds:
            for place, octet in enumerate(reply.body, 1):
                if place == len(reply.body):
                    self._leave()
                self.wfile.write(bytes([octet]))
                self.wfile.flush()
                time.sleep(reply.drip_seconds)
            return
        if not reply.forever:
            self._leave()
        self.wfile.write(reply.body)
        while reply.forever:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        """Stay quiet."""


class Loopback(ThreadingHTTPServer):
    """The server. `routes` maps a path (with its query) to a reply, or to what makes one of the request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.routes: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        self.lock = threading.Lock()
        self.under_way = 0
        self.most_at_once = 0

    @property
    def origin(self) -> str:
        """host:port."""
        return f"127.0.0.1:{self.server_port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.origin}{path}"

    def reply_to(self, asked: Asked) -> Reply:
        """What the routes say; 404 for what they do not name."""
        found = self.routes.get(asked.path, Reply(b"nothing here", 404, "text/plain"))
        return found(asked) if callable(found) else found

    def times_asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.path == path for asked in self.asked)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Readers who hang up are no news."""


@contextmanager
def running() -> Iterator[Loopback]:
    """A server for the length of a test."""
    server = Loopback()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
