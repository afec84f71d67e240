"""The files of an edition as objects of a bucket: key, bytes in the one form that a bucket can hold, headers, order."""

from __future__ import annotations

import gzip
import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from yaowen.base.addresses import PICTURES
from yaowen.collect.object_store import WEBSITE_REDIRECT
from yaowen.render.editions import hash_bytes
from yaowen.serve.static.manifest import LEAST_PACKED_BYTES, File
from yaowen.serve.static.names import file_of

FORM = 1
"""Raised when objects of the same files come out otherwise: everything is sent anew."""
CHANGING = "public, max-age=0, must-revalidate"
LASTING = "public, max-age=31536000, immutable"
WAVES = 4
_LASTING_NAMES = ("_/assets/", PICTURES[1:])
_HTML = "text/html; charset=utf-8"
_LINKED = ("story", "name", "outlet", "embed")


@dataclass(frozen=True, slots=True)
class PageObject:
    """An object to be.

    Attributes:
        token: what its bytes and headers are known by.
        load: its bytes before they are packed.
        gzipped: whether they are sent as gzip.
        target: the address that a reader is sent on to; empty for a page of its own.
    """

    key: str
    token: str
    load: Callable[[], bytes] = field(repr=False)
    content_type: str
    gzipped: bool = False
    target: str = ""

    @property
    def wave(self) -> int:
        """When it is sent: what pages show, articles, what is made of articles, what lists those."""
        return wave_of(self.key)

    def form(self) -> tuple[bytes, Mapping[str, str]]:
        """The bytes to send, and their headers."""
        body = self.load()
        lasting = self.key.startswith(_LASTING_NAMES)
        headers = {"Content-Type": self.content_type, "Cache-Control": LASTING if lasting else CHANGING}
        if self.target:
            headers[WEBSITE_REDIRECT] = self.target
        if not self.gzipped or len(body) < LEAST_PACKED_BYTES:
            return body, headers
        return gzip.compress(body, 9, mtime=0), {**headers, "Content-Encoding": "gzip"}


def objects_of_files(files: Iterable[File], *, gzipped: bool) -> Iterator[PageObject]:
    """The objects that stand for files.

    Args:
        gzipped: text is stored as gzip, the one coding that every reader of pages and feeds undoes; a bucket does not
            choose by what a reader accepts.
    """
    for file in files:
        packed = gzipped and file.packed
        token = hash_bytes(f"{FORM} {file.token} {packed} {file.content_type}".encode()).hex()
        yield PageObject(file.name, token, file.load, file.content_type, packed)


def objects_of_moves(moved: Iterable[tuple[str, str]], site_url: str) -> Iterator[PageObject]:
    """The objects that send readers on: by a header to the store's own web server, and as a page for the others."""
    for path, target in moved:
        name, url = file_of(path), site_url + target
        if name is not None:
            body = _moved_page(url)
            token = hash_bytes(body + f"{FORM} {url}".encode()).hex()
            yield PageObject(str(name), token, partial(bytes, body), _HTML, target=url)


def wave_of(key: str) -> int:
    """Its place in the order in which objects are sent, 0 to `WAVES` - 1: what is linked stands before what links."""
    if key.startswith(_LASTING_NAMES):
        return 0
    _, _, rest = key.partition("/")
    kind = rest.partition("/")[0]
    return 1 if kind == "article" else 2 if kind in _LINKED else 3


def _moved_page(url: str) -> bytes:
    shown = html.escape(url)
    return (
        f'<!doctype html><meta charset="utf-8"><title>→</title><link rel="canonical" href="{shown}">'
        f'<meta name="robots" content="noindex"><meta http-equiv="refresh" content="0; url={shown}">'
        f'<p><a href="{shown}">{shown}</a></p>\n'
    ).encode()
