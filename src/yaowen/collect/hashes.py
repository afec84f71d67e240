"""Hashes that stand for addresses, GUIDs, headlines and bytes (BLAKE2b, 16 bytes)."""

from __future__ import annotations

import hashlib

from yaowen.collect.rules.identity import address_key

_BYTES = 16


def hash_address(url: str) -> bytes:
    """16 bytes that stand for a canonical address; http and https are one."""
    return hash_bytes(address_key(url).encode())


def hash_text(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return hash_bytes(text.encode("utf-8", "replace"))


def hash_bytes(body: bytes) -> bytes:
    """16 bytes that stand for bytes."""
    return hashlib.blake2b(body, digest_size=_BYTES).digest()
