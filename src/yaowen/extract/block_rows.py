"""Blocks as a row keeps them: [kind, text], and a third where there are links or a picture's address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yaowen.base.words import Block

PackedBlocks = list[list[Any]]


def pack_blocks(blocks: Iterable[Block]) -> PackedBlocks:
    """Blocks for a row's column."""
    return [_packed(block) for block in blocks]


def unpack_blocks(packed: Iterable[Any]) -> tuple[Block, ...]:
    """The blocks of a row, also of one written before blocks had links.

    Raises:
        ValueError, TypeError, KeyError: the row is damaged.
    """
    return tuple(_unpacked(*one) if len(one) > 2 else _plain(one) for one in packed)


def _packed(block: Block) -> list[Any]:
    more: dict[str, Any] = {}
    if block.links:
        more["links"] = [list(link) for link in block.links]
    if block.address:
        more["address"] = block.address
    return [block.kind, block.text, more] if more else [block.kind, block.text]


def _plain(one: Any) -> Block:
    kind, text = one
    return Block(kind, text)


def _unpacked(kind: Any, text: str, more: dict[str, Any]) -> Block:
    links = tuple((int(start), int(end), str(address)) for start, end, address in more.get("links", ()))
    return Block(kind, text, links, str(more.get("address", "")))
