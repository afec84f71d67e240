"""An article's terms as bytes, so that a start need not read its text again; and a stamp of what read it."""

from __future__ import annotations

import functools
from hashlib import blake2b
from importlib import resources

import numpy as np
import orjson
import zstandard

from yaowen.group.rules.terms import Terms, Vector

LEVEL = 1
_READERS = (("yaowen.group", ".txt"), ("yaowen.group.rules", ".py"), ("yaowen.base.text", ".py"))
"""Packages, and the files of them that read articles or are read for it."""


def pack_terms(terms: Terms) -> bytes:
    """All of an article's terms."""
    fields = [
        list(terms.full.terms), terms.full.weights.tolist(), terms.telling, list(terms.head.terms),
        terms.head.weights.tolist(), list(terms.words.items()), sorted(terms.pairs), sorted(terms.numbers),
        terms.plain, terms.masked, terms.body,
    ]  # fmt: skip
    return bytes(zstandard.ZstdCompressor(level=LEVEL).compress(orjson.dumps(fields)))


def unpack_terms(packed: bytes) -> Terms:
    """The terms as they were packed.

    Raises:
        ValueError: the bytes are damaged.
    """
    try:
        full, weights, telling, head, head_weights, words, pairs, numbers, *texts = orjson.loads(
            zstandard.ZstdDecompressor().decompress(packed)
        )
        plain, masked, body = texts
    except zstandard.ZstdError as problem:
        raise ValueError(f"packed terms are damaged: {problem}") from problem
    return Terms(
        Vector(full, np.array(weights, dtype=np.int64)), telling, Vector(head, np.array(head_weights, dtype=np.int64)),
        dict(words), frozenset(pairs), frozenset(numbers), plain, masked, body,
    )  # fmt: skip


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
