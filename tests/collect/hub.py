"""A WebSub hub on loopback that also serves the feed, and the site's callback beside it: both real servers."""

from __future__ import annotations

import hashlib
import hmac
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db import connection

from collect.loopback import Loopback, Reply, _Handler
from collect.scene import Belt
from yaowen.base.settings import load_settings
from yaowen.collect.websub_stage import AskHubs, CollectPushes
from yaowen.serve.application import Application
from yaowen.serve.websub import HubCallback

CHALLENGE = "十" + "c" * 40


class _HubHandler(_Handler):
    server: Hub

    def do_POST(self) -> None:  # noqa: N802 (the name is the base class's)
        fields = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.server.requests.append(fields)
        if self.server.verifies == "before":
            self.server.verify(fields)
        reply = self.server.answer
        self._send(reply)
        if self.server.verifies == "after" and 200 <= reply.status < 300:
            threading.Thread(target=self.server.verify, args=(fields,), daemon=True).start()


class Hub(Loopback):
    """The hub.

    Attributes:
        answer: to a subscription request.
        verifies: `after` the answer (as most do), `before` it, or `never`.
        verified: (mode, status, body) of what the callback answered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = _HubHandler
        self.answer = Reply(b"", 202, "")
        self.verifies = "after"
        self.lease_seconds = 6000
        self.requests: list[dict[str, str]] = []
        self.verified: list[tuple[str, int, str]] = []

    def verify(self, fields: dict[str, str], **changed: str) -> tuple[int, str]:
        """Ask the callback whether it meant a request; `changed` fields are sent in place of the right ones."""
        asked = {"mode": fields["hub.mode"], "topic": fields["hub.topic"], "challenge": CHALLENGE}
        if fields["hub.mode"] == "subscribe":
            asked["lease_seconds"] = str(self.lease_seconds)
        query = urlencode({f"hub.{name}": value for name, value in {**asked, **changed}.items()})
        status, body = ask(f"{fields['hub.callback']}?{query}")
        self.verified.append((fields["hub.mode"], status, body))
        return status, body

    def push(
        self, body: bytes, signature: str | None = None, *, kind: str = "application/rss+xml", **headers: str
    ) -> int:
        """Send a body to the callback of the last subscription; signed rightly where no signature is given."""
        wanted = next(fields for fields in reversed(self.requests) if fields["hub.mode"] == "subscribe")
        signature = sign(wanted["hub.secret"], body) if signature is None else signature
        sent = {"Content-Type": kind, **({"X-Hub-Signature": signature} if signature else {}), **headers}
        return ask(wanted["hub.callback"], body, sent)[0]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        """Stay quiet."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def finish_request(self, request: Any, client_address: Any) -> None:
        """One request a thread: its connection to the database goes with it."""
        try:
            super().finish_request(request, client_address)
        finally:
            connection.close()


class HubBelt(Belt):
    """The stages of feeds and pages with those of WebSub, at a site of a given address."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.hubs, self.pushes = AskHubs(), CollectPushes()

    def step_hubs(self) -> None:
        """One step of both, whenever hubs were last looked at."""
        self.hubs._look_at_seconds = 0.0
        self.hubs.step(self.context)
        self.pushes.step(self.context)

    def close(self) -> None:
        """Give everything back."""
        super().close()
        self.hubs.wind_down(self.context)
        self.pushes.wind_down(self.context)


def sign(secret: str, body: bytes, method: str = "sha256") -> str:
    """X-Hub-Signature of a body."""
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


def ask(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and text of an answer."""
    request = urllib.request.Request(url, body, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, problem.read().decode()


@contextmanager
def running_hub() -> Iterator[Hub]:
    """A hub for the length of a test."""
    with Hub() as hub, _served(hub):
        yield hub


@contextmanager
def running_callback(**settings: str) -> Iterator[str]:
    """The site's callback for the length of a test; gives its address."""
    callback = HubCallback(load_settings({f"YAOWEN_{name}": value for name, value in settings.items()}))
    application = Application(None, None, callback, "zh-hans")  # type: ignore[arg-type]
    with make_server("127.0.0.1", 0, application, _Threads, _Quiet) as server, _served(server):
        yield f"http://127.0.0.1:{server.server_port}"


@contextmanager
def _served(server: Any) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
