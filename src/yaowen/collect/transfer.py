"""One transfer under way: what has come of it, its limits, and what the end of a hop means. Opens nothing itself."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from yaowen.collect.rules.addresses import is_denied, is_never_private, origin_of
from yaowen.collect.rules.decoding import BodyDecoder, UnreadableCoding, coding_names
from yaowen.collect.rules.fetching import (
    FAILED_BODY_BYTES,
    JOINED_HEADERS,
    PERMANENT,
    REDIRECTS,
    Elsewhere,
    Fetched,
    FetchFailure,
    FetchLimits,
    FetchReason,
    FetchRequest,
    FetchResult,
    Hop,
    say_failure,
)
from yaowen.collect.rules.hops import decide_hop, may_follow, next_hop, plain_address
from yaowen.collect.rules.robots import is_allowed

_BODILESS = REDIRECTS | {204, 304}


@dataclass(slots=True)
class Transfer:
    """One request under way.

    Attributes:
        url: the address of the hop it is at. `hops`: those left behind.
        permanent: whether all redirects until here were permanent ones.
        sent_bytes: of this hop's body as it came; `body_bytes` decoded.
        stopped: why we have ended it ourselves; None while it goes on.
        undone: libcurl undoes the codings of this hop (br), not we.
        wants_undone: the answer is br, which has to be asked for in that way.
    """

    token: Any
    request: FetchRequest
    limits: FetchLimits
    started: float = field(default_factory=time.monotonic)
    url: str = ""
    hops: list[str] = field(default_factory=list)
    permanent: bool = True
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    header_bytes: int = 0
    header_lines: int = 0
    headers_ended: bool = False
    chunks: list[bytes] = field(default_factory=list)
    sent_bytes: int = 0
    body_bytes: int = 0
    decoder: BodyDecoder | None = None
    stopped: FetchReason | None = None
    detail: str = ""
    was_cut: bool = False
    undone: bool = False
    wants_undone: bool = False

    def __post_init__(self) -> None:
        self.url = plain_address(self.request.next_url)
        if self.request.hop:
            self.hops, self.permanent = list(self.request.hop.chain), self.request.hop.permanent

    def allows(self, ip: str, port: int) -> bool:
        """Whether an IP address may be connected for this request; notes the reason where it may not."""
        own = self.request.private_origin
        private = origin_of(self.url) == own and own.endswith(f":{port}") and not is_never_private(ip)
        if not private and is_denied(ip):
            self.stopped, self.detail = FetchReason.DENIED, ip
            return False
        return True

    def take_header(self, line: bytes) -> int | None:
        """One header line; -1 ends the transfer."""
        self.header_bytes += len(line)
        self.header_lines += 1
        if self.header_bytes > self.limits.max_header_bytes or self.header_lines > self.limits.max_header_lines:
            self.stopped = FetchReason.HEADERS
            return -1
        if line.startswith(b"HTTP/"):
            self.headers, self.headers_ended, self.status = {}, False, _status(line)
        elif not line.strip():
            self.headers_ended = True
            self.wants_undone = self._is_brotli()
            return -1 if self.wants_undone else None
        elif not self.headers_ended:  # trailers change nothing
            self._keep_header(line)
        return None

    def take_body(self, chunk: bytes) -> int | None:
        """Some bytes of the body; -1 ends the transfer."""
        self.sent_bytes += len(chunk)
        try:
            if self.status not in _BODILESS:
                self._keep_body(chunk)
            if self.sent_bytes > self.limits.max_bytes:
                raise OverflowError
        except UnreadableCoding as problem:
            self.stopped, self.detail = FetchReason.ENCODING, str(problem)
        except OverflowError:
            self.stopped = FetchReason.TOO_LARGE
            self.was_cut = self.request.cut and self.status not in _BODILESS
        return None if self.stopped is None else -1

    def begin_hop(self, url: str) -> None:
        """Forget the answer of the last hop; the next one is asked of `url`."""
        self.url, self.headers, self.header_bytes, self.header_lines = url, {}, 0, 0
        self.headers_ended, self.wants_undone = False, False
        self.chunks, self.sent_bytes, self.body_bytes, self.decoder = [], 0, 0, None

    def judge(self) -> FetchResult | None:
        """What the end of a hop means: a result; None where it goes on at `url`."""
        if self.decoder is not None and not self.was_cut and not self.decoder.is_complete():
            return self.failure(FetchReason.TRUNCATED)
        location = self.headers.get("location", "")
        target = next_hop(self.url, location) if location and self.status in REDIRECTS else ""
        if location and self.status in REDIRECTS and may_follow(self.request, self.status, self.url, target):
            return self._redirected(target)
        moved = self.permanent and bool(self.hops)
        body, seconds = b"".join(self.chunks), self.seconds()
        return Fetched(self.request.url, self.url, self.status, self.headers, body, seconds, moved)

    def failure(self, reason: FetchReason, detail: str = "") -> FetchFailure:
        """The transfer's end as a failure."""
        kept = b"".join(self.chunks)
        body = kept if reason is FetchReason.TRUNCATED else kept[:FAILED_BODY_BYTES]
        message = say_failure(self.request.url, reason, self.detail or detail)
        return FetchFailure(self.request.url, reason, message, body, self.headers, self.url, self.seconds())

    def refused(self) -> FetchFailure | None:
        """The failure where the hop's address may not be asked at all."""
        reason = decide_hop(self.url, self.request.private_origin)
        return self.failure(reason, self._where()) if reason else None

    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def _redirected(self, target: str) -> FetchResult | None:
        left = self.url
        self.hops.append(left)
        self.permanent &= self.status in PERMANENT
        if target in self.hops:
            return self.failure(FetchReason.REDIRECT_LOOP, target)
        if len(self.hops) > self.limits.max_redirects:
            return self.failure(FetchReason.REDIRECTS, target)
        if self.seconds() >= self.limits.timeout_seconds:
            return self.failure(FetchReason.DEADLINE)
        self.begin_hop(target)
        if self.request.stays and origin_of(target) != origin_of(left):
            return self.refused() or self._elsewhere()
        if self.request.robots and not is_allowed(self.request.robots, target):
            return self.failure(FetchReason.ROBOTS, self._where())
        return None

    def _elsewhere(self) -> Elsewhere:
        message = say_failure(self.request.url, FetchReason.ELSEWHERE, self.url)
        hop = Hop(self.url, tuple(self.hops), self.permanent)
        return Elsewhere(self.request.url, FetchReason.ELSEWHERE, message, final_url=self.url, hop=hop)

    def _where(self) -> str:
        return "" if self.url == self.request.url else self.url[:200]

    def _keep_header(self, line: bytes) -> None:
        name, colon, value = line.decode("utf-8", "surrogateescape").partition(":")
        if colon:
            name, value = name.strip().lower(), value.strip()
            before = self.headers.get(name, "") if name in JOINED_HEADERS else ""
            between = "\n" if name == "x-robots-tag" else ", "  # a robot's name holds to the end of its line
            self.headers[name] = f"{before}{between}{value}" if before else value

    def _keep_body(self, chunk: bytes) -> None:
        if self.undone:
            self._keep_piece(chunk)
            return
        if self.decoder is None:
            self.decoder = BodyDecoder(self.headers.get("content-encoding", ""), self.limits.max_bytes)
        for piece in self.decoder.feed(chunk):
            self._keep_piece(piece)

    def _keep_piece(self, piece: bytes) -> None:
        room = self.limits.max_bytes - self.body_bytes
        self.chunks.append(piece[:room])
        self.body_bytes += len(piece)
        if len(piece) > room:
            raise OverflowError

    def _is_brotli(self) -> bool:
        declared = self.headers.get("content-encoding", "")
        return not self.undone and self.status not in _BODILESS and "br" in coding_names(declared)


def _status(line: bytes) -> int:
    parts = line.split(None, 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() and len(parts[1]) == 3 else 0
