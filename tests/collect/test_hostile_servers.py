"""The Fetcher against servers that send what no HTTP library would: dripping, endless, lying, without a certificate."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from collect.loopback import Loopback, Reply
from yaowen.collect.fetcher import fetch_one
from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchLimits, FetchReason, FetchResult

LIMITS = FetchLimits(timeout_seconds=60, max_bytes=100_000, max_header_bytes=20_000, max_header_lines=100)
SHORT = replace(LIMITS, timeout_seconds=1.0)
Script = Callable[[socket.socket], None]


@contextmanager
def raw_server(script: Script, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that lets a script answer each connection; gives its host:port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, script, context), daemon=True)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def _serve(listener: socket.socket, script: Script, context: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            spoken = _wrapped(connection, context) if context else connection
            with suppress(OSError), spoken:
                if isinstance(spoken, ssl.SSLSocket):
                    spoken.do_handshake()
                spoken.settimeout(10)
                spoken.recv(65536)
                script(spoken)
                spoken.shutdown(socket.SHUT_WR)


def _wrapped(connection: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)


def sends(*parts: bytes, pause_seconds: float = 0.0, times: int = 1) -> Script:
    """Sends parts one after the other, all of them so many times."""

    def script(connection: socket.socket) -> None:
        for _ in range(times):
            for part in parts:
                connection.sendall(part)
                time.sleep(pause_seconds)

    return script


def ask(script: Script, limits: FetchLimits = LIMITS) -> FetchResult:
    with raw_server(script) as origin:
        return fetch_one(f"http://{origin}/a", origin, limits)


def reason_of(result: FetchResult) -> FetchReason:
    assert isinstance(result, FetchFailure), result
    return result.reason


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "script",
    [
        sends(OK, *([b"X-A: b\r\n"] * 200), pause_seconds=0.1),
        sends(*(bytes([octet]) for octet in OK * 9), pause_seconds=0.05),
        sends(OK + b"Content-Length: 999\r\n\r\n", *([b"."] * 200), pause_seconds=0.1),
        sends(OK + b"Transfer-Encoding: chunked\r\n\r\n", *([b"1\r\n.\r\n"] * 200), pause_seconds=0.1),
        sends(b"HTTP/1.1 103 Early Hints\r\n\r\n", pause_seconds=0.2, times=50),
        lambda connection: connection.recv(1),
    ],
    ids=["headers", "status line", "body", "chunks", "early hints", "silence"],
)
def test_whatever_drips_ends_at_the_deadline(script: Script) -> None:
    with raw_server(script) as origin:
        result = fetch_one(f"http://{origin}/a", origin, SHORT)
    assert reason_of(result) is FetchReason.DEADLINE


@pytest.mark.parametrize(
    "script",
    [
        sends(OK, *([b"X-Long: " + b"v" * 1000 + b"\r\n"] * 50)),
        sends(OK, *([b"A: b\r\n"] * 300)),
        sends(OK + b"X: " + b"v" * 400_000 + b"\r\n\r\n"),
        sends(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", times=500),
        sends(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", *([b"T: " + b"v" * 1000 + b"\r\n"] * 50)),
    ],
    ids=["bytes", "lines", "one line", "early hints", "trailers"],
)
def test_headers_of_every_kind_are_capped(script: Script) -> None:
    assert reason_of(ask(script)) in {FetchReason.HEADERS, FetchReason.PROTOCOL}


def test_trailers_change_no_header() -> None:
    body = b"Transfer-Encoding: chunked\r\nX-Robots-Tag: noarchive\r\n\r\n1\r\na\r\n0\r\n"
    result = ask(sends(OK + body + b"X-Robots-Tag: all\r\nLocation: /elsewhere\r\n\r\n"))
    assert isinstance(result, Fetched)
    assert result.headers["x-robots-tag"] == "noarchive"
    assert "location" not in result.headers


@pytest.mark.parametrize(
    "head",
    [
        OK + b"Content-Length: 99999999999\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n",
        OK + b"\r\n",
        b"HTTP/1.1 404 Not Found\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n",
    ],
    ids=["announced", "chunked", "until the end", "404", "302"],
)
def test_a_body_without_end_is_stopped_at_the_cap_whatever_its_status(head: bytes) -> None:
    assert reason_of(ask(sends(head, *([b"x" * 65536] * 40)))) is FetchReason.TOO_LARGE


@pytest.mark.parametrize(
    "script",
    [
        sends(b"<html>no status line</html>"),
        sends(b"HTTP/9.9 200 OK\r\n\r\nx"),
        sends(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello"),
        sends(OK + b"Content-Length: -5\r\n\r\nhello"),
        sends(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello"),
        sends(b"\x00" * 1000),
        sends(b"SSH-2.0-OpenSSH_9.0\r\n"),
        sends(),
    ],
)
def test_what_is_not_http_fails_with_a_reason(script: Script) -> None:
    reason = reason_of(ask(script))
    assert reason in {FetchReason.PROTOCOL, FetchReason.CONNECT, FetchReason.TRUNCATED, FetchReason.TOO_LARGE}


def test_credentials_of_an_address_or_a_redirect_are_sent_to_nobody(server: Loopback) -> None:
    server.routes["/a"] = Reply(status=302, headers={"Location": f"http://user:secret@{server.origin}/b"})
    server.routes["/b"] = Reply(b"here")
    result = fetch_one(f"http://user:secret@{server.origin}/a", server.origin, LIMITS)
    assert isinstance(result, Fetched)
    assert result.final_url == server.url("/b")
    assert not any("authorization" in asked.headers for asked in server.asked)


def test_nothing_of_one_request_is_told_to_the_next(server: Loopback) -> None:
    server.routes["/a"] = Reply(status=302, headers={"Location": "/b", "Set-Cookie": "a=b; Path=/"})
    server.routes["/b"] = Reply(b"here", headers={"Alt-Svc": 'h3=":443"', "Strict-Transport-Security": "max-age=9"})
    for _ in range(2):
        fetch_one(server.url("/a"), server.origin, LIMITS)
    named = {name for asked in server.asked for name in asked.headers}
    assert named == {"host", "user-agent", "accept", "accept-encoding"}


def test_a_certificate_that_nobody_has_signed_is_refused() -> None:
    """It is made out to 127.0.0.1 and valid for a hundred years; only its signature is worth nothing."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    with raw_server(sends(OK + b"Content-Length: 2\r\n\r\nhi"), context) as origin:
        result = fetch_one(f"https://{origin}/", origin, LIMITS)
    assert reason_of(result) is FetchReason.TLS
    assert "certificate" in str(result)
