"""A farm of 1,000 feeds on 625 loopback addresses in one process: `python benchmarks/feed_farm.py` (Linux).

Prints its port. `http://127.0.0.1:PORT/_/report` says what was asked when and the CPU used, then forgets the
times; `/_/news/SECONDS` lets every healthy feed bring an item each so many seconds (0: never, as at first).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import resource
import time
from dataclasses import dataclass, field
from email.utils import formatdate

from farm_contents import FarmFeed, article_page, hostile_body, make_body, plan_feeds, validators_of

SLOW_SECONDS, SILENT_SECONDS, DRIP_SECONDS = 8.0, 60.0, 0.2
RETRY_AFTER_SECONDS = 2
ITEMS_AT_FIRST = 100
_TYPES = {"rss": "application/rss+xml", "gbk": "text/xml", "atom": "application/atom+xml", "json": "application/json"}
_REASONS = {200: "OK", 301: "Moved Permanently", 304: "Not Modified"}


@dataclass
class Asked:
    """One request."""

    host: str
    path: str
    headers: dict[str, str]


@dataclass
class Farm:
    """The feeds, what they hold, and the times at which each path of a host was asked."""

    port: int = 0
    feeds: dict[str, FarmFeed] = field(default_factory=lambda: {feed.path: feed for feed in plan_feeds()})
    bodies: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    hostile: dict[str, tuple[bytes, dict[str, str]]] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)
    news_seconds: float = 0.0
    news_since: float = 0.0
    serial: itertools.count[int] = field(default_factory=itertools.count)

    def answer(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        """The reply of a host that behaves, or of one whose misbehaviour is a reply."""
        path, _, query = asked.path.partition("?")
        if path.startswith("/_/"):
            return 200, {"Content-Type": "application/json"}, self._control(path)
        self.times.setdefault(f"{asked.host}{path}", []).append(time.time())
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /desk/\n"
        if path.startswith("/a/"):
            number, serial = path[3:].removesuffix(".html").split("/")
            return 200, {"Content-Type": "text/html; charset=utf-8"}, article_page(int(number), int(serial))
        feed = self.feeds.get(path)
        if feed is None:
            return 404, {}, b"nothing here"
        return self._spoilt(feed, asked, query) or self._healthy(feed, asked)

    def _healthy(self, feed: FarmFeed, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        body = self._body(feed)
        validators = validators_of(feed.number, body)
        headers = {"Content-Type": _TYPES[feed.suffix], **validators}
        if "ETag" in validators and asked.headers.get("if-none-match") == validators["ETag"]:
            return 304, validators, b""
        return 200, headers, body

    def _body(self, feed: FarmFeed) -> bytes:
        newest = ITEMS_AT_FIRST
        if self.news_seconds and not feed.fault:
            newest += int((time.time() - self.news_since) / self.news_seconds + feed.number * 0.618 % 1)
        kept = self.bodies.get(feed.path)
        if kept is None or kept[0] != newest:
            base = f"http://{feed.origin(self.port)}"
            kept = self.bodies[feed.path] = newest, make_body(feed.number, feed.suffix, base, newest)
        return kept[1]

    def _spoilt(self, feed: FarmFeed, asked: Asked, query: str) -> tuple[int, dict[str, str], bytes] | None:  # noqa: PLR0911
        match feed.fault:
            case "server_error" | "not_found" | "gone" | "busy" as fault:
                status = {"server_error": 500, "not_found": 404, "gone": 410, "busy": 503}[fault]
                wait = {"Retry-After": formatdate(time.time() + 5, usegmt=True)} if status == 503 else {}
                return status, wait, b"no"
            case "too_many" if self._too_soon(asked):
                return 429, {"Retry-After": str(RETRY_AFTER_SECONDS)}, b"slow down"
            case "redirect" if not query:
                return 301, {"Location": f"{feed.path}?moved=1"}, b""
            case "redirect_loop":
                return 302, {"Location": f"{feed.path}?{next(self.serial)}"}, b""
            case "redirect_inside":
                return 302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""
            case "wrong_charset":
                body = make_body(feed.number, "gbk", f"http://{feed.origin(self.port)}", ITEMS_AT_FIRST)
                return 200, {"Content-Type": "application/rss+xml; charset=utf-8"}, body
            case "new_guids":
                mark, base = f"new{next(self.serial)}", f"http://{feed.origin(self.port)}"
                return 200, {}, make_body(feed.number, feed.suffix, base, ITEMS_AT_FIRST, mark)
            case "gzip_bomb" | "deep_nesting" | "many_entities" | "html" as fault:
                if fault not in self.hostile:
                    self.hostile[fault] = hostile_body(fault)
                body, headers = self.hostile[fault]
                return 200, headers, body
            case "bare_304":
                return 304, {}, b""
        return None

    def _too_soon(self, asked: Asked) -> bool:
        times = self.times[asked.host + asked.path]
        return len(times) > 1 and times[-1] - times[-2] < RETRY_AFTER_SECONDS

    def _control(self, path: str) -> bytes:
        if path.startswith("/_/news/"):
            self.news_seconds, self.news_since = float(path.rpartition("/")[2]), time.time()
            return b"{}"
        used = resource.getrusage(resource.RUSAGE_SELF)
        said = {"cpu_seconds": used.ru_utime + used.ru_stime, "times": self.times}
        self.times = {}
        return json.dumps(said).encode()


class Visitor(asyncio.Protocol):
    """One connection."""

    def __init__(self, farm: Farm) -> None:
        self._farm = farm
        self._read = b""
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whose address was called."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in lines)
            asked = Asked(self._host, first.split()[1], {name.lower(): value.strip() for name, _, value in pairs})
            feed = self._farm.feeds.get(asked.path.partition("?")[0])
            reply = self._farm.answer(asked)
            if not self._misbehaves(feed.fault if feed else "", reply):
                self._send(*reply)

    def connection_lost(self, _problem: Exception | None) -> None:
        """Whoever hangs up gets no more."""
        if self._task is not None:
            self._task.cancel()

    def _misbehaves(self, fault: str, reply: tuple[int, dict[str, str], bytes]) -> bool:
        transport, body = self._transport, reply[2]
        match fault:
            case "truncated" | "wrong_length":
                announced = len(body) if fault == "truncated" else len(body) + 999
                transport.write(_head(200, {}, announced) + body[: len(body) // 2 if fault == "truncated" else None])
                transport.close()
            case "header_flood":
                transport.write(b"HTTP/1.1 200 OK\r\n" + b"X-Flood: " + b"f" * 900 + b"\r\n")
                self._task = asyncio.create_task(self._pour(b"X-Flood: more and more and more\r\n" * 200, 0.001))
            case "never_ending" | "slow_drip" as kind:
                transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<rss><channel>")
                chunk, pause = (b" " * 4096, 0.02) if kind == "never_ending" else (b" ", DRIP_SECONDS)
                self._task = asyncio.create_task(self._pour(chunk, pause))
            case "reset":
                transport.abort()
            case "slow" | "silent" as kind:
                pause = SLOW_SECONDS if kind == "slow" else SILENT_SECONDS
                asyncio.get_running_loop().call_later(pause, self._send, *reply)
            case _:
                return False
        return True

    async def _pour(self, chunk: bytes, pause_seconds: float) -> None:
        while not self._transport.is_closing():
            self._transport.write(chunk)
            await asyncio.sleep(pause_seconds)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(_head(status, headers, len(body)) + body)


def _head(status: int, headers: dict[str, str], length: int) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    size = "" if status == 304 else f"Content-Length: {length}\r\n"
    return f"HTTP/1.1 {status} {_REASONS.get(status, 'So')}\r\n{size}{lines}\r\n".encode()


async def serve() -> None:
    """Listen on every host's address at one port, and for the control on 127.0.0.1."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    farm, loop = Farm(), asyncio.get_running_loop()
    control = await loop.create_server(lambda: Visitor(farm), "127.0.0.1", 0)
    farm.port = control.sockets[0].getsockname()[1]
    hosts = sorted({feed.host for feed in farm.feeds.values()})
    server = await loop.create_server(lambda: Visitor(farm), hosts, farm.port, backlog=64)
    print(farm.port, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
