"""What the API knows of its keys, which the desk makes and keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Key(NamedTuple):
    """An API key that is open: its number, and how many requests a minute it allows."""

    id: int
    a_minute: int


FindKey = Callable[[str], Key | None]
"""Finds an open key by its text; None where there is none. The desk's table is behind it."""
