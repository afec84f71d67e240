"""Content codings undone as a body comes, so that a bomb is stopped at the cap and a broken one is noticed.

libcurl undoes br for us; it knows no zstd, and takes a gzip body that breaks off for a whole one (8.23, tried).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import zstandard

WINDOW_BYTES = 8 * 1024 * 1024
"""Largest zstd window: RFC 9659 lets senders use no more than 8 MB for the content coding."""
MAX_LAYERS = 3
_SLICE_BYTES = 256
"""zstd input given at once. A block takes at least 4 bytes and becomes at most 128 KB (RFC 8878): 8 MB a slice."""
_PIECE_BYTES = 65536
_NO_CODING = frozenset({"", "identity", "none", "binary", "utf-8", "utf8"})
"""What servers write where they mean that nothing is coded."""


class UnreadableCoding(Exception):
    """A body is not coded as it is declared, or in a way that is not read."""


class _Layer(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Some decoded pieces, each of a bounded size."""
        ...

    def is_complete(self) -> bool:
        """Whether the coded data may end here."""
        ...


class BodyDecoder:
    """Undoes the content codings of one body.

    Args:
        declared: the Content-Encoding header, several lines joined by commas; the last coding was applied last.
        max_bytes: what any layer may give; the pieces beyond it are not made.

    Raises:
        UnreadableCoding: a coding that is not read here (br comes from libcurl alone), or too many of them.
    """

    def __init__(self, declared: str, max_bytes: int) -> None:
        names = [name for name in coding_names(declared) if name not in _NO_CODING]
        unknown = [name for name in names if name not in _LAYERS]
        if unknown or len(names) > MAX_LAYERS:
            raise UnreadableCoding(f"Content-Encoding: {declared[:100]}")
        self._layers = [_LAYERS[name]() for name in reversed(names)]
        self._left_bytes = [max_bytes] * len(self._layers)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decode what has come.

        Returns:
            Decoded pieces. Their sum is at most one piece (8 MB at the very worst) above `max_bytes` when it stops.

        Raises:
            UnreadableCoding: the data are not coded as declared. OverflowError: more than the cap.
        """
        yield from self._through(0, data)

    def is_complete(self) -> bool:
        """Whether every layer has come to its end."""
        return all(layer.is_complete() for layer in self._layers)

    def _through(self, place: int, data: bytes) -> Iterator[bytes]:
        if place == len(self._layers):
            yield data
            return
        for piece in self._layers[place].feed(data):
            self._left_bytes[place] -= len(piece)
            if self._left_bytes[place] < 0:
                raise OverflowError
            yield from self._through(place + 1, piece)


def coding_names(declared: str) -> Sequence[str]:
    """The codings of a Content-Encoding header in the order they were applied, lower case."""
    return [name.strip().lower() for name in declared.split(",") if name.strip()]


class _Zstd:
    """Zstandard frames, one after the other (RFC 8878, 3.1)."""

    def __init__(self) -> None:
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES)
        self._frame = self._decompressor.decompressobj()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _SLICE_BYTES):
            yield from self._decode(data[start : start + _SLICE_BYTES])

    def _decode(self, data: bytes) -> Iterator[bytes]:
        while data:
            try:
                piece = self._frame.decompress(data)
            except zstandard.ZstdError as problem:
                raise UnreadableCoding(f"zstd: {problem}") from problem
            if piece:
                yield piece
            data, self._begun = b"", True
            if self._frame.eof:
                data = self._frame.unused_data
                self._frame, self._begun = self._decompressor.decompressobj(), False

    def is_complete(self) -> bool:
        return not self._begun


class _Zlib:
    """gzip members, one after the other, or deflate with or without its zlib wrapping."""

    def __init__(self, gzip: bool) -> None:
        self._gzip = gzip
        self._stream: zlib._Decompress | None = None
        self._silent, self._ended = True, False

    def feed(self, data: bytes) -> Iterator[bytes]:
        full = False
        while data or full:
            if self._stream is None:
                self._stream = zlib.decompressobj(self._window_bits(data))
            try:
                piece = self._stream.decompress(data, _PIECE_BYTES)
            except zlib.error as problem:
                if self._ended and self._silent:
                    self._stream = None
                    return  # what follows a whole member and is none itself is padding
                raise UnreadableCoding(str(problem)) from problem
            if piece:
                self._silent = False
                yield piece
            data, full = self._stream.unconsumed_tail, len(piece) == _PIECE_BYTES
            if self._stream.eof:
                data, full = self._stream.unused_data if self._gzip else b"", False
                self._stream, self._silent, self._ended = None, True, True

    def is_complete(self) -> bool:
        return self._stream is None

    def _window_bits(self, data: bytes) -> int:
        if self._gzip:
            return 16 + zlib.MAX_WBITS
        # RFC 9110, 8.4.1.2: deflate is zlib-wrapped; some servers leave the wrapping out.
        return zlib.MAX_WBITS if data[0] & 0x0F == 0x08 else -zlib.MAX_WBITS


_LAYERS: dict[str, Callable[[], _Layer]] = {
    "zstd": _Zstd, "gzip": lambda: _Zlib(True), "x-gzip": lambda: _Zlib(True), "deflate": lambda: _Zlib(False),
}  # fmt: skip
