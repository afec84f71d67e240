"""The one Fetcher: the only code that opens connections to the outside (pycurl multi, measured in LIBRARIES.md)."""

from __future__ import annotations

import socket
import ssl
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import certifi
import pycurl

from yaowen import __version__
from yaowen.base.settings import Settings
from yaowen.collect.rules.addresses import literal_address, origin_of
from yaowen.collect.rules.fetching import FetchLimits, FetchReason, FetchRequest, FetchResult
from yaowen.collect.transfer import Transfer

CONNECT_SECONDS = 10.0
_SELECT_SECONDS = 0.05
UNDONE_BY_US = "gzip, deflate, zstd, br;q=0.5"
"""What is asked for at first. br stands last: it has to be left to libcurl, which undoes all codings or none."""
UNDONE_BY_LIBCURL = "br, gzip, deflate"
BROTLI_HOSTS = 10_000
"""Hosts remembered to send br in spite of that; a host that is forgotten costs one request more."""
_REASONS = {
    pycurl.E_COULDNT_RESOLVE_HOST: FetchReason.DNS,
    pycurl.E_OPERATION_TIMEDOUT: FetchReason.DEADLINE,
    pycurl.E_PEER_FAILED_VERIFICATION: FetchReason.TLS,
    pycurl.E_SSL_CONNECT_ERROR: FetchReason.TLS,
    pycurl.E_SSL_CACERT_BADFILE: FetchReason.TLS,
    pycurl.E_SSL_CIPHER: FetchReason.TLS,
    pycurl.E_SSL_CERTPROBLEM: FetchReason.TLS,
    pycurl.E_SSL_ISSUER_ERROR: FetchReason.TLS,
    pycurl.E_FILESIZE_EXCEEDED: FetchReason.TOO_LARGE,
    pycurl.E_PARTIAL_FILE: FetchReason.TRUNCATED,
    pycurl.E_BAD_CONTENT_ENCODING: FetchReason.ENCODING,
    pycurl.E_URL_MALFORMAT: FetchReason.BAD_ADDRESS,
    pycurl.E_UNSUPPORTED_PROTOCOL: FetchReason.PROTOCOL,
    pycurl.E_COULDNT_CONNECT: FetchReason.CONNECT,
    pycurl.E_SEND_ERROR: FetchReason.CONNECT,
    pycurl.E_RECV_ERROR: FetchReason.CONNECT,
    pycurl.E_GOT_NOTHING: FetchReason.CONNECT,
}


def limits_of(settings: Settings) -> FetchLimits:
    """The limits that the settings name, with an honest User-Agent."""
    home = "" if literal_address(settings.site_url) else settings.site_url
    contact = settings.text("CONTACT") or home or "no contact set"
    return FetchLimits(
        timeout_seconds=settings.decimal("FETCH_TIMEOUT_SECONDS"),
        max_bytes=settings.number("FETCH_MAX_BYTES"),
        max_redirects=settings.number("FETCH_MAX_REDIRECTS"),
        user_agent=f"Yaowen/{__version__} (news collector; {' '.join(contact.split())})",
    )


@dataclass(slots=True)
class _Connected(Transfer):
    """A transfer with the sockets that libcurl was given for it."""

    sockets: list[socket.socket] = field(default_factory=list)

    def open_socket(self, _purpose: int, address: Any) -> Any:
        """Refuse the connection to a denied address: called with every address that is really to be connected."""
        if not self.allows(address.addr[0], address.addr[1]):
            return pycurl.SOCKET_BAD
        opened = socket.socket(address.family, address.socktype, address.protocol)
        self.sockets.append(opened)
        return opened

    def close_sockets(self) -> None:
        """Close our side of the sockets opened: pycurl works on duplicates of them."""
        for opened in self.sockets:
            opened.close()
        self.sockets.clear()

    def before_request(self, ip: str, _local_ip: str, port: int, _local_port: int) -> int:
        """The same check for a connection kept from an earlier request, which opens no socket."""
        return int(pycurl.PREREQFUNC_OK if self.allows(ip, port) else pycurl.PREREQFUNC_ABORT)


class Fetcher:
    """Fetches many addresses at once in one thread: `start` some, `poll` for what is done.

    http and https only, no proxy, no cookies, no credentials; every hop of a redirect is checked like the first.
    Not thread-safe: one instance a thread.
    """

    def __init__(self, limits: FetchLimits | None = None) -> None:
        self.limits = limits or FetchLimits()
        self._multi = pycurl.CurlMulti()
        self._spare: list[Any] = []
        self._running: dict[Any, _Connected] = {}
        self._done: deque[tuple[Any, FetchResult]] = deque()
        self._brotli: set[str] = set()

    def __len__(self) -> int:
        """How many transfers are under way."""
        return len(self._running) + len(self._done)

    def start(self, token: Any, request: FetchRequest, limits: FetchLimits | None = None) -> None:
        """Begin a fetch; `poll` gives its result with the same token."""
        self._begin_hop(_Connected(token, request, limits or self.limits))

    def poll(self, wait_seconds: float) -> list[tuple[Any, FetchResult]]:
        """Move the transfers on, for at most `wait_seconds` or until at least one is done; returns those done."""
        until = time.monotonic() + wait_seconds
        while True:
            self._move()
            left = until - time.monotonic()
            if self._done or not self._running or left <= 0:
                break
            self._wait(left)
        done = list(self._done)
        self._done.clear()
        return done

    def close(self) -> list[Any]:
        """Give up what is under way and close all connections; returns the tokens of what was given up."""
        tokens = [token for token, _ in self._done] + [transfer.token for transfer in self._running.values()]
        for handle, transfer in self._running.items():
            transfer.close_sockets()
            self._multi.remove_handle(handle)
            handle.close()
        self._running.clear()
        self._done.clear()
        for handle in self._spare:
            handle.close()
        self._spare.clear()
        self._multi.close()
        return tokens

    def _begin_hop(self, transfer: _Connected) -> None:
        if refused := transfer.refused():
            self._done.append((transfer.token, refused))
            return
        transfer.undone = origin_of(transfer.url) in self._brotli
        handle = self._spare.pop() if self._spare else pycurl.Curl()
        _set_up(handle, transfer)
        self._running[handle] = transfer
        self._multi.add_handle(handle)

    def _move(self) -> None:
        while self._multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        waiting = 1
        while waiting:
            waiting, good, bad = self._multi.info_read()
            for handle in good:
                self._end_hop(handle, 0, "")
            for handle, code, text in bad:
                self._end_hop(handle, code, text)

    def _wait(self, left_seconds: float) -> None:
        pause = min(left_seconds, _SELECT_SECONDS)
        if self._multi.select(pause) <= 0 and not any(map(len, self._multi.fdset())):
            time.sleep(min(pause, 0.005))

    def _end_hop(self, handle: Any, code: int, text: str) -> None:
        transfer = self._running.pop(handle)
        transfer.close_sockets()
        transfer.status = int(handle.getinfo(pycurl.RESPONSE_CODE))
        self._multi.remove_handle(handle)
        handle.reset()
        self._spare.append(handle)
        if transfer.wants_undone:
            self._remember_brotli(transfer)
        result = None if transfer.wants_undone else _judge(transfer, code, text)
        if result is None:
            transfer.begin_hop(transfer.url)
            self._begin_hop(transfer)
        else:
            self._done.append((transfer.token, result))

    def _remember_brotli(self, transfer: _Connected) -> None:
        """The host sends br whatever we would rather have: it is asked once more, and at once so from now on."""
        if len(self._brotli) >= BROTLI_HOSTS:
            self._brotli.clear()
        self._brotli.add(origin_of(transfer.url))


def fetch_all(
    requests: Mapping[Any, FetchRequest], limits: FetchLimits | None = None, concurrency: int = 16
) -> Iterator[tuple[Any, FetchResult]]:
    """Fetch many addresses, one at a time for each host; gives each result as it comes."""
    fetcher = Fetcher(limits)
    waiting, busy = deque(requests), set[str]()
    try:
        while waiting or len(fetcher):
            for token in _startable(waiting, requests, busy, concurrency - len(fetcher)):
                fetcher.start(token, requests[token])
            for token, result in fetcher.poll(0.5):
                busy.discard(origin_of(requests[token].url))
                yield token, result
    finally:
        fetcher.close()


def fetch_one(url: str, allow_private_origin: str = "", limits: FetchLimits | None = None) -> FetchResult:
    """Fetch one address, for a command.

    Args:
        url: http or https.
        allow_private_origin: a `host:port` that may lie in a private network; empty for none.
    """
    return next(result for _, result in fetch_all({0: FetchRequest(url, allow_private_origin)}, limits))


def _startable(waiting: deque[Any], requests: Mapping[Any, FetchRequest], busy: set[str], free: int) -> Sequence[Any]:
    chosen: list[Any] = []
    for _ in range(len(waiting)):
        token = waiting.popleft()
        origin = origin_of(requests[token].url)
        if len(chosen) < free and origin not in busy:
            busy.add(origin)
            chosen.append(token)
        else:
            waiting.append(token)
    return chosen


def _judge(transfer: Transfer, code: int, text: str) -> FetchResult | None:
    """What the end of a hop means: a result; None where it goes on."""
    if transfer.was_cut:
        return transfer.judge()
    if transfer.stopped is not None:
        return transfer.failure(transfer.stopped)
    if code:
        return transfer.failure(_REASONS.get(code, FetchReason.PROTOCOL), text)
    return transfer.judge()


def _set_up(handle: Any, transfer: _Connected) -> None:
    left_seconds = max(0.001, transfer.limits.timeout_seconds - transfer.seconds())
    options = {
        pycurl.URL: transfer.url,
        pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
        pycurl.FOLLOWLOCATION: 0,
        pycurl.NOSIGNAL: 1,
        pycurl.PROXY: "",
        pycurl.NOPROXY: "*",
        pycurl.NETRC: 0,
        pycurl.PATH_AS_IS: 1,
        pycurl.ACCEPT_ENCODING: UNDONE_BY_LIBCURL if transfer.undone else UNDONE_BY_US,
        pycurl.HTTP_CONTENT_DECODING: int(transfer.undone),
        pycurl.USERAGENT: transfer.limits.user_agent,
        pycurl.TIMEOUT_MS: int(left_seconds * 1000) or 1,
        pycurl.CONNECTTIMEOUT_MS: int(min(CONNECT_SECONDS, left_seconds) * 1000) or 1,
        pycurl.MAXFILESIZE_LARGE: 0 if transfer.request.cut else transfer.limits.max_bytes,
        pycurl.CAINFO: _certificates(),
        pycurl.HTTPHEADER: _request_headers(transfer.request),
        pycurl.OPENSOCKETFUNCTION: transfer.open_socket,
        pycurl.PREREQFUNCTION: transfer.before_request,
        pycurl.HEADERFUNCTION: transfer.take_header,
        pycurl.WRITEFUNCTION: transfer.take_body,
    }
    if transfer.request.form:
        options[pycurl.POSTFIELDS] = urlencode(transfer.request.form)
    if transfer.request.method:
        options[pycurl.CUSTOMREQUEST] = transfer.request.method
    if transfer.request.method == "PUT":
        options[pycurl.POSTFIELDS] = transfer.request.body
    for option, value in options.items():
        handle.setopt(option, value)


def _request_headers(request: FetchRequest) -> list[str]:
    named = {"Accept": request.accept, "If-None-Match": request.etag, "If-Modified-Since": request.last_modified,
             "Referer": request.referer, **dict(request.headers)}  # fmt: skip
    at_once = ["Expect:"] if request.method == "PUT" else []  # a body is sent without asking whether it may be
    return at_once + [f"{name}: {value}" for name, value in named.items() if value and value.isprintable()]


def _certificates() -> str:
    """The machine's own list of certificate authorities; certifi's where it has none."""
    own = ssl.get_default_verify_paths().cafile
    return own if own and Path(own).is_file() else certifi.where()
