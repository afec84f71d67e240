"""An account as it goes from one database to another; read by processes that have no Django."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """An operator's account.

    Attributes:
        password: its hash.
    """

    name: str
    password: str
    active: bool
    read_only: bool
