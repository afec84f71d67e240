"""Options that the commands about outlets share, and adding a feed under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from yaowen.collect.register import Added, NewFeed

PrivateOption = Annotated[
    bool,
    typer.Option("--allow-private", help="Allow feeds on private addresses: each one's exact host:port."),
]
DelayOption = Annotated[
    float | None,
    typer.Option("--host-delay", metavar="S", min=0.0, help="Seconds between two requests to these feeds' hosts."),
]


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one feed that was to be added; `line`: its place in the file or among those chosen."""

    line: int
    name: str
    url: str
    result: str
    slug: str = ""
    message: str = ""


def private_origin(url: str, allow_private: bool) -> str:
    """The `host:port` of an address that may be fetched though it is private; empty where none may."""
    from yaowen.collect.private_origins import find_private_origin

    return find_private_origin(url) if allow_private else ""


def add_allowed(news: Sequence[NewFeed], allow_private: bool) -> list[Added]:
    """Add feeds; those on a private address are refused unless it is allowed, and then for their outlet alone."""
    from yaowen.collect.register import Added, add_feeds

    barred = {place for place, new in enumerate(news) if new.private_origin and not allow_private}
    added = iter(add_feeds([new for place, new in enumerate(news) if place not in barred]))
    return [
        Added(
            "refused", "", f"{new.private_origin} is a private address; if it is your own server, use --allow-private"
        )
        if place in barred
        else next(added)
        for place, new in enumerate(news)
    ]
