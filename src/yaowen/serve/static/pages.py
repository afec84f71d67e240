"""The pages of an edition as files: the bytes that are served, but for what the operator wishes otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ObjectDoesNotExist

from yaowen.base.addresses import is_sitemap
from yaowen.render import editions
from yaowen.render.editions import FoundEntry, hash_bytes
from yaowen.serve.pages import PACKED_TYPES, SLOT_MARK
from yaowen.serve.static.manifest import File
from yaowen.serve.static.maps import MovedPaths
from yaowen.serve.static.names import file_of

FORM = 2
"""Raised when files of the same pages come out otherwise: everything is written anew."""
_COUNTED = re.compile(rb'<body data-page="([as]\d+)"')


@dataclass(frozen=True, slots=True)
class Extra:
    """A page that stands in no edition: made on the spot for the site, once for its files."""

    path: str
    body: bytes
    content_type: str = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the files are to be.

    Attributes:
        reads: `site`: as served; empty: pages tell nothing of reads; else the address that they tell them to.
        includes: the ranking stands as a server-side include, so that a page changes only when it changes itself.
    """

    reads: str = "site"
    includes: bool = False

    @property
    def mark(self) -> bytes:
        """Names the wishes in what a file is known by."""
        return f"{FORM} {self.reads} {self.includes}".encode()


def files_of_edition(number: int, wishes: Wishes, moved: MovedPaths, refused: list[str]) -> Iterator[File]:
    """The files of an edition, in the order of their paths.

    Args:
        moved: gathers what answers otherwise than with a page.
        refused: gathers paths that no file can stand for.
    """
    fragments: dict[str, FoundEntry | None] = {}
    for entry in editions.list_entries(number):
        if entry.status != 200:
            moved.note(entry)
            continue
        if is_sitemap(entry.path):  # of an older version; they are made on the spot now
            continue
        name = file_of(entry.path)
        if name is None:
            refused.append(entry.path)
            continue
        if entry.slot and entry.slot not in fragments:
            fragments[entry.slot] = editions.find_entry(entry.slot, number)
        fragment = fragments.get(entry.slot) if entry.slot else None
        own = b"" if fragment is None or wishes.includes else fragment.hash
        token = hash_bytes(entry.hash + own + entry.slot.encode() + wishes.mark).hex()
        packed = entry.content_type not in PACKED_TYPES and not (entry.slot and wishes.includes)
        yield File(str(name), token, _Page(entry, fragment, wishes).body, packed, entry.content_type)


def files_of_extras(extras: Iterable[Extra], refused: list[str]) -> Iterator[File]:
    """The files of what the edition does not hold."""
    for extra in extras:
        name = file_of(extra.path)
        if name is None:
            refused.append(extra.path)
        else:
            token = hash_bytes(extra.body + b"%d" % FORM).hex()
            yield File(str(name), token, partial(bytes, extra.body), True, extra.content_type)


@dataclass(frozen=True, slots=True)
class _Page:
    """A stored page whose bytes are put together only where they are needed."""

    entry: FoundEntry
    fragment: FoundEntry | None
    wishes: Wishes

    def body(self) -> bytes:
        """As served, but for the wishes."""
        body = _load(self.entry)
        if self.entry.slot:
            slot = f'<!--#include virtual="{self.entry.slot}" -->'.encode()
            if not self.wishes.includes:
                slot = _load(self.fragment) if self.fragment else b""
            body = body.replace(SLOT_MARK, slot, 1)
        return body if self.wishes.reads == "site" else _COUNTED.sub(self._told_to, body, count=1)

    def _told_to(self, found: re.Match[bytes]) -> bytes:
        if not self.wishes.reads:
            return b'<body data-page=""'
        return b'<body data-reads="%s" data-page="%s"' % (self.wishes.reads.encode(), found[1])


def _load(entry: FoundEntry) -> bytes:
    """The bytes of a page; of its newest form where this one was replaced and pruned meanwhile."""
    try:
        return editions.load_blob(entry.hash)
    except ObjectDoesNotExist:
        newest = editions.find_entry(entry.path, editions.current_edition())
        return editions.load_blob(newest.hash) if newest is not None and newest.hash else b""
