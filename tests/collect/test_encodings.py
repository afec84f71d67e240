"""Content codings through the Fetcher: whole, broken, wrongly declared, and bombs of every kind."""

from __future__ import annotations

import gzip
import zlib

import pytest
import zstandard

from collect.loopback import Loopback, Reply
from yaowen.collect.fetcher import Fetcher, fetch_one
from yaowen.collect.rules.fetching import (
    FAILED_BODY_BYTES,
    Fetched,
    FetchFailure,
    FetchLimits,
    FetchReason,
    FetchRequest,
    FetchResult,
)


def gzipped(body: bytes) -> bytes:
    """The same bytes at any time: they stand in names of tests, on which all of the suite must agree."""
    return gzip.compress(body, mtime=0)


LIMITS = FetchLimits(timeout_seconds=60, max_bytes=200_000, user_agent="Yaowen/test")
LAMP = "渡口灯塔".encode() * 999
BROTLI_HELLO = b"\x0b\x02\x80hello\x03"
zstd = zstandard.ZstdCompressor().compress


def coded(server: Loopback, body: bytes, coding: str) -> FetchResult:
    server.routes["/a"] = Reply(body, headers={"Content-Encoding": coding})
    return fetch_one(server.url("/a"), server.origin, LIMITS)


def body_of(result: FetchResult) -> bytes:
    assert isinstance(result, Fetched), result
    return result.body


def reason_of(result: FetchResult) -> FetchReason:
    assert isinstance(result, FetchFailure), result
    return result.reason


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzipped(LAMP)),
        ("x-gzip", gzipped(LAMP)),
        ("GZIP", gzipped(LAMP[:500]) + gzipped(LAMP[500:])),
        ("gzip", gzipped(LAMP) + bytes(100)),
        ("deflate", zlib.compress(LAMP)),
        ("deflate", zlib.compress(LAMP)[2:-4]),
        ("zstd", zstd(LAMP)),
        ("zstd", zstd(LAMP[:500]) + b"\x50\x2a\x4d\x18\x02\x00\x00\x00ab" + zstd(LAMP[500:])),
        ("gzip, zstd", zstd(gzipped(LAMP))),
        ("zstd, gzip", gzipped(zstd(LAMP))),
        ("identity", LAMP),
        ("utf-8", LAMP),
    ],
)
def test_every_coding_is_undone_with_one_request(server: Loopback, coding: str, body: bytes) -> None:
    assert body_of(coded(server, body, coding)) == LAMP
    assert len(server.asked) == 1


def test_gzip_br_and_zstd_are_offered(server: Loopback) -> None:
    coded(server, b"", "identity")
    offered = {part.split(";")[0].strip() for part in server.asked[0].headers["accept-encoding"].split(",")}
    assert offered == {"gzip", "br", "zstd", "deflate"}


def test_brotli_costs_a_second_request_once_for_a_host(server: Loopback) -> None:
    fetcher = Fetcher(LIMITS)
    server.routes["/a"] = Reply(BROTLI_HELLO, headers={"Content-Encoding": "br"})
    for asked in (2, 3):
        fetcher.start(0, FetchRequest(server.url("/a"), server.origin))
        assert body_of(fetcher.poll(60)[0][1]) == b"hello"
        assert len(server.asked) == asked
    fetcher.close()
    assert "zstd" not in server.asked[-1].headers["accept-encoding"]


def test_a_redirect_called_brotli_is_followed_as_it_is(server: Loopback) -> None:
    server.routes["/a"] = Reply(b"x", 302, headers={"Content-Encoding": "br", "Location": "/b"})
    server.routes["/b"] = Reply(b"here")
    assert body_of(fetch_one(server.url("/a"), server.origin, LIMITS)) == b"here"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzipped(LAMP)[:-9]), ("deflate", zlib.compress(LAMP)[:-9]), ("zstd", zstd(LAMP)[:-9]),
     ("zstd", zstd(LAMP) + zstd(LAMP)[:-9])],
)  # fmt: skip
def test_a_coded_body_that_breaks_off_is_truncated_and_what_came_is_kept(
    server: Loopback, coding: str, body: bytes
) -> None:
    result = coded(server, body, coding)
    assert reason_of(result) is FetchReason.TRUNCATED
    assert isinstance(result, FetchFailure)
    assert LAMP.startswith(result.body[: len(LAMP)])


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", b"not gzip at all"),
        ("zstd", b"not zstd at all"),
        ("zstd", gzipped(LAMP)),
        ("gzip", zstd(LAMP)),
        ("deflate", b"\x78\x9cnonsense"),
        ("zstd", zstd(LAMP) + b"junk"),
        ("compress", LAMP),
        ("gzip, aes128gcm", LAMP),
        ("gzip, gzip, gzip, gzip", LAMP),
        ("br", b"\xff\xff\xff\xff"),
        ("br, zstd", zstd(BROTLI_HELLO)),
    ],
)
def test_a_body_that_is_not_coded_as_it_says_is_an_encoding_failure(server: Loopback, coding: str, body: bytes) -> None:
    result = coded(server, body, coding)
    assert reason_of(result) is FetchReason.ENCODING
    assert isinstance(result, FetchFailure)
    assert server.url("/a") in result.message


ZEROS = bytes(50_000_000)
BOMBS = {
    "gzip": gzipped(ZEROS),
    "deflate": zlib.compress(ZEROS),
    "zstd": zstd(ZEROS),
    "gzip, zstd": zstd(gzipped(ZEROS)),
    "zstd, gzip": gzipped(zstd(ZEROS)),
    "gzip, gzip": gzipped(gzipped(ZEROS)),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_is_stopped_at_the_cap(server: Loopback, coding: str) -> None:
    result = coded(server, BOMBS[coding], coding)
    assert reason_of(result) is FetchReason.TOO_LARGE
    assert isinstance(result, FetchFailure)
    assert len(result.body) <= FAILED_BODY_BYTES


def test_a_bomb_behind_a_redirect_and_one_in_a_redirect_are_stopped_too(server: Loopback) -> None:
    server.routes["/r"] = Reply(b"", 302, headers={"Location": "/a"})
    server.routes["/a"] = Reply(BOMBS["zstd"], headers={"Content-Encoding": "zstd"})
    assert reason_of(fetch_one(server.url("/r"), server.origin, LIMITS)) is FetchReason.TOO_LARGE
    server.routes["/r"] = Reply(b"x" * 65536, 302, headers={"Location": "/a"}, forever=True)
    assert reason_of(fetch_one(server.url("/r"), server.origin, LIMITS)) is FetchReason.TOO_LARGE


@pytest.mark.parametrize(
    ("coding", "empty"),
    [("deflate", b"\x00\x00\x00\xff\xff"), ("zstd", zstd(b"")), ("zstd", b"\x50\x2a\x4d\x18\x00\x00\x00\x00")],
)
def test_endless_bytes_that_decode_to_nothing_are_stopped(server: Loopback, coding: str, empty: bytes) -> None:
    server.routes["/a"] = Reply(empty * 5000, headers={"Content-Encoding": coding}, forever=True)
    assert reason_of(fetch_one(server.url("/a"), server.origin, LIMITS)) is FetchReason.TOO_LARGE


def test_a_zstd_window_beyond_eight_megabytes_is_refused(server: Loopback) -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=24, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    assert reason_of(coded(server, packer.compress(LAMP) + packer.flush(), "zstd")) is FetchReason.ENCODING
