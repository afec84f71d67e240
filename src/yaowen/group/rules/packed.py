"""An article's terms and signature as bytes, so that a start need not read its text again; a stamp of what read it."""

from __future__ import annotations

import functools
import struct
import threading
from hashlib import blake2b
from importlib import resources

import numpy as np
import orjson
import zstandard

from yaowen.group.rules.copies import BANDS, ROWS, Signature
from yaowen.group.rules.terms import Terms

LEVEL = 1
_READERS = (("yaowen.group", ".txt"), ("yaowen.group.rules", ".py"), ("yaowen.base.text", ".py"))
"""Packages, and the files of them that read articles or are read for it."""
_HEAD = struct.Struct("<III?")
"""How many terms there are, how many are the headline's words, where pairs begin, and whether there is a signature."""
_SHORT = np.dtype("<u2")


class _Packers(threading.local):
    """Makers of bytes, of which each takes 0.1 ms to be made and none may be used by two threads."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_packers = _Packers()


def pack_terms(terms: Terms, signature: Signature | None = None) -> bytes:
    """All of an article's terms, and the signature of its body."""
    head = _HEAD.pack(len(terms.names), terms.heads, terms.pairs, signature is not None)
    numbers = [terms.weights, terms.head_weights, *((signature.rows, signature.buckets) if signature else ())]
    texts = [terms.names, terms.idf, sorted(terms.numbers), terms.plain, terms.masked, terms.body]
    parts = [head, *(part.astype(_SHORT).tobytes() for part in numbers), orjson.dumps(texts)]
    return bytes(_packers.compressor.compress(b"".join(parts)))


def unpack_terms(packed: bytes) -> tuple[Terms, Signature | None]:
    """Terms and signature as they were packed.

    Raises:
        ValueError: the bytes are damaged.
    """
    try:
        data = _packers.decompressor.decompress(packed)
        count, heads, pairs, is_signed = _HEAD.unpack_from(data)
    except (zstandard.ZstdError, struct.error) as problem:
        raise ValueError(f"packed terms are damaged: {problem}") from problem
    signed = BANDS * ROWS + BANDS if is_signed else 0
    shorts = np.frombuffer(data, _SHORT, 2 * count + signed, _HEAD.size)
    names, idf, numbers, *texts = orjson.loads(memoryview(data)[_HEAD.size + _SHORT.itemsize * len(shorts) :])
    plain, masked, body = texts
    weights, head_weights = shorts[: 2 * count].astype(np.int64).reshape(2, count)
    terms = Terms(names, heads, pairs, weights, head_weights, idf, frozenset(numbers), plain, masked, body)
    rows, buckets = shorts[2 * count : 2 * count + BANDS * ROWS], shorts[2 * count + BANDS * ROWS :]
    return terms, Signature.read(rows.astype(np.uint16), buckets) if is_signed else None


@functools.cache
def find_stamp() -> str:
    """Stands for the code and tables that read articles: another one's terms are not comparable."""
    digest = blake2b(digest_size=16)
    for package, ending in _READERS:
        files = [file for file in resources.files(package).iterdir() if file.name.endswith(ending)]
        for file in sorted(files, key=lambda one: one.name):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
