"""Content codings undone piece by piece, however the pieces are cut."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.rules.decoding import BodyDecoder, UnreadableCoding

CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
CAP = 1_000_000


def decode(decoder: BodyDecoder, data: bytes, cut: int) -> bytes:
    pieces = [data[start : start + cut] for start in range(0, len(data), cut)]
    return b"".join(piece for part in pieces for piece in decoder.feed(part))


@given(st.binary(max_size=2000), st.lists(st.sampled_from(sorted(CODERS)), max_size=3), st.integers(1, 999))
def test_what_was_coded_comes_back_however_it_is_cut(body: bytes, names: list[str], cut: int) -> None:
    data = body
    for name in names:
        data = CODERS[name](data)
    decoder = BodyDecoder(", ".join(names), CAP)
    assert decode(decoder, data, cut) == body
    assert decoder.is_complete()


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", "zstd", "gzip, zstd", "zstd, gzip"]))
def test_rubbish_is_refused_or_decoded_but_never_more(data: bytes, declared: str) -> None:
    decoder = BodyDecoder(declared, CAP)
    with suppress(UnreadableCoding, OverflowError):
        assert len(decode(decoder, data, 100)) <= CAP


@given(st.sampled_from(sorted(CODERS)), st.integers(1, 400))
def test_a_body_that_breaks_off_is_never_complete(name: str, missing: int) -> None:
    data = CODERS[name](bytes(range(256)) * 4)
    decoder = BodyDecoder(name, CAP)
    cut = data[: max(1, len(data) - missing)]
    decode(decoder, cut, 64)
    assert not decoder.is_complete()


@pytest.mark.parametrize("name", sorted(CODERS))
def test_a_bomb_gives_no_more_than_the_cap_and_one_piece(name: str) -> None:
    decoder = BodyDecoder(name, CAP)
    pieces: list[int] = []
    with pytest.raises(OverflowError):
        pieces.extend(map(len, decoder.feed(CODERS[name](bytes(100_000_000)))))
    assert sum(pieces) <= CAP
