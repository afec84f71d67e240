"""The sample press: a quiet HTTP server on the loopback address."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import unquote, urlsplit

from yaowen.sample.content import House, Paper, load_paper
from yaowen.sample.cycle import Cycle, of_house
from yaowen.sample.feeds import ATOM, RSS, print_atom, print_rss
from yaowen.sample.illustrations import CONTENT_TYPE, picture_bytes
from yaowen.sample.pages import print_article, print_list

_ADDRESS = re.compile(r"/([a-z0-9-]+)/(?:(\d{8})/([a-z0-9-]+)\.(html|webp)|([a-z]+\.xml))?")
_ROBOTS = "User-agent: *\nAllow: /\n"


class Ticking(Protocol):
    """Anything that tells the news time."""

    def now(self) -> datetime:
        """The time, timezone-aware."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a GET."""

    status: int
    content_type: str
    body: bytes


_NOTHING = Reply(404, "text/plain; charset=utf-8", b"nothing here\n")


class Answers:
    """What the press answers to an address; no sockets here."""

    def __init__(self, clock: Ticking, paper: Paper, base: str) -> None:
        self._clock = clock
        self._paper = paper
        self._base = base
        self._cycle = Cycle(paper)

    def answer(self, path: str) -> Reply:
        """The reply to a GET of a path."""
        if path == "/robots.txt":
            return Reply(200, "text/plain", _ROBOTS.encode())
        found = _ADDRESS.fullmatch(path)
        house = self._paper.houses.get(found[1]) if found else None
        if found is None or house is None:
            return _NOTHING
        if found[4] == "webp":
            picture = picture_bytes(found[3], path) if house.pictures else None
            return Reply(200, CONTENT_TYPE, picture) if picture else _NOTHING
        if found[3]:
            return self._article(house, found[2], found[3])
        return self._feed(house, found[5]) if found[5] else self._list(house)

    def _list(self, house: House) -> Reply:
        items = of_house(self._cycle.visible(self._clock.now()), house.slug)
        return _page(house, print_list(self._base, house, items))

    def _feed(self, house: House, name: str) -> Reply:
        if name != house.feed:
            return _NOTHING
        items = of_house(self._cycle.visible(self._clock.now()), house.slug)
        kind, printer = {RSS: ("rss", print_rss), ATOM: ("atom", print_atom)}[name]
        return Reply(
            200, f"application/{kind}+xml", printer(self._base, house, items).encode(house.charset, "xmlcharrefreplace")
        )

    def _article(self, house: House, day: str, slug: str) -> Reply:
        piece = self._paper.pieces.get(f"{house.slug}/{slug}")
        try:
            at = date.fromisoformat(day)
        except ValueError:
            return _NOTHING
        now = self._clock.now()
        item = self._cycle.printed_on(piece, at, now) if piece else None
        if item is None:
            return _NOTHING
        others = [other for other in of_house(self._cycle.visible(now), house.slug) if other.piece != piece]
        return _page(house, print_article(self._base, item, others))


class SamplePress:
    """The invented outlets on a loopback server.

    Args:
        clock: the news time its outlets publish on.
    """

    def __init__(self, clock: Ticking) -> None:
        self._clock = clock
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, port: int = 0) -> str:
        """Serve in a thread of its own.

        Args:
            port: 0 for any free one.

        Returns:
            The base address, `http://127.0.0.1:PORT`.

        Raises:
            OSError: the port is in use.
        """
        paper = load_paper()
        self._server = _Server(("127.0.0.1", port), _Handler)
        base = f"http://127.0.0.1:{self._server.server_port}"
        self._server.answer = Answers(self._clock, paper, base).answer
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="sample-press", daemon=True
        )
        self._thread.start()
        return base

    def stop(self) -> None:
        """Stop serving and free the port; harmless where it does not serve."""
        if self._server and self._thread:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    answer: Callable[[str], Reply]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SamplePress"
    sys_version = ""
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        """Answer; 304 where the caller has the bytes already."""
        reply = self.server.answer(unquote(urlsplit(self.path).path))
        mark = f'"{hashlib.blake2b(reply.body, digest_size=8).hexdigest()}"'
        known = reply.status == 200 and self.headers.get("If-None-Match") == mark
        self.send_response(304 if known else reply.status)
        self.send_header("ETag", mark)
        if not known:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command == "GET" and not known:
            self.wfile.write(reply.body)

    do_HEAD = do_GET  # noqa: N815 (the parent's name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the parent's name)
        """Stay quiet."""


def _page(house: House, text: str) -> Reply:
    kind = "text/html" if house.charset == "gb18030" else f"text/html; charset={house.declared}"
    return Reply(200, kind, text.encode(house.charset, "xmlcharrefreplace"))
