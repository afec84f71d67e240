"""Reads for tests: reader r of network n, under salts that are as different as real ones."""

from __future__ import annotations

from yaowen.rank.rules.identity import Identity
from yaowen.rank.rules.packing import Read


def read_of(page: int, minute: int, reader: int, network: int | None = None) -> Read:
    """A read; by default every reader has a network of its own. Each day's salt gives a reader another id."""
    day = (minute - 1) // 1440
    own = reader if network is None else network
    return Read(page, minute, identity_of(reader, own, day), identity_of(reader, own, day - 1))


def identity_of(reader: int, network: int, day: int) -> Identity:
    """The ids of a reader and a network under a day's salt."""
    return Identity(
        (reader * 0x9E3779B97F4A7C15 + day * 0x1000193) % 2**64, (network * 0x85EBCA6B + day * 0x1F3) % 2**32
    )
