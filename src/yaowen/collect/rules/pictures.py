"""Pictures: which bytes are one, which shapes may lead an article, which files are made of it, what an answer means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from yaowen.base.opt_out import forbids_pictures
from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchReason, FetchResult
from yaowen.collect.rules.health import wait_of

Kind = Literal["webp", "jpeg"]

MAX_PIXELS = 40_000_000
"""A 40-megapixel photograph; what claims more is a bomb or a map."""
ENCODER_VERSION = b"1"
"""Raised when the encoder changes: the same pixels then get another name, so that no address ever changes its bytes."""
MIN_WIDTH, MIN_HEIGHT = 200, 110
WIDEST, TALLEST = 4.0, 2.6
"""Width to height, and height to width, beyond which a picture is a banner or a strip 长图."""
SAME_BYTES_ADDRESSES = 3
"""Addresses of one host that give the same bytes: then these are a notice 此图片未经允许不可引用, not the pictures."""
SAME_PICTURE_PAGES = 6
"""Articles of an outlet that carry the same address: then it is the house's own filler, not their picture."""
MAX_ATTEMPTS = 4
MAX_ATTEMPTS_THROTTLED = 12
_MIN_BYTES = 400
"""The smallest real photograph seen at 200 × 110 weighs 2 KB; a pixel for counting 43 bytes."""
_FINAL = frozenset({FetchReason.BAD_ADDRESS, FetchReason.DENIED, FetchReason.ROBOTS, FetchReason.TOO_LARGE})
_REFUSALS = frozenset({401, 402, 403, 405, 406, 412, 418, 451})
_REFERER = re.compile(r"https?://[!-~]{1,2000}")


@dataclass(frozen=True, slots=True)
class Form:
    """A file that is made of every picture wide enough. The budget is what it should not weigh more than."""

    width: int
    kind: Kind
    budget_bytes: int


FORMS = (
    Form(320, "webp", 24_000),
    Form(640, "webp", 60_000),
    Form(1280, "webp", 170_000),
    Form(640, "jpeg", 80_000),
)
"""WebP for pages (97 % of browsers); one JPEG for the others, for feeds and for previews elsewhere."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file of our own making."""

    width: int
    height: int
    kind: Kind
    body: bytes


@dataclass(frozen=True, slots=True)
class MadePicture:
    """A picture made anew.

    Attributes:
        name: hash of its files, in hex: what their addresses begin with.
        width: of the original, upright, in pixels. So is `height`.
        tone: its average colour, `#rrggbb`.
    """

    name: str
    width: int
    height: int
    tone: str
    files: tuple[MadeFile, ...]


class PictureFault(StrEnum):
    """Why bytes make no picture for an article. Closed: every value has its sentence in `say_fault`."""

    NOT_A_PICTURE = "not_a_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    TOO_SMALL = "too_small"
    SHAPE = "shape"
    BLANK = "blank"


_SENTENCES = {
    PictureFault.NOT_A_PICTURE: "is no JPEG, PNG, WebP, AVIF or GIF, whatever it calls itself",
    PictureFault.TOO_MANY_PIXELS: f"has more than {MAX_PIXELS // 1_000_000} million pixels",
    PictureFault.BROKEN: "cannot be decoded: it is broken or breaks off",
    PictureFault.TOO_SMALL: f"is smaller than {MIN_WIDTH} by {MIN_HEIGHT} pixels: an icon or a counter",
    PictureFault.SHAPE: "is a banner or a strip, too wide or too tall to lead an article",
    PictureFault.BLANK: "shows a single colour: a filler",
}


class PictureEnd(StrEnum):
    """What becomes of a picture after an attempt to fetch it."""

    FETCHED = "fetched"
    AGAIN = "again"
    WITH_REFERER = "with_referer"
    """Refused to whom names no page: asked once more as a reader of the article would."""
    REFUSED = "refused"
    GONE = "gone"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PictureVerdict:
    """The decision, with its reason for the operator; `wait_seconds`: what the host asks us to wait."""

    end: PictureEnd
    message: str = ""
    wait_seconds: float | None = None


def remake_picture(body: bytes) -> MadePicture | PictureFault:
    """Decode a picture and encode it anew. Only for the guarded child: Pillow is not to be in the worker's memory."""
    from yaowen.collect.rules.picture_codec import remake  # noqa: PLC0415 (only the child loads Pillow)

    return remake(body)


def sniff_kind(body: bytes) -> str:
    """`jpeg`, `png`, `webp`, `avif` or `gif` by the first bytes, empty for all else; names and types are not asked."""
    if body.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "webp"
    if body[4:8] == b"ftyp" and body[8:12] in {b"avif", b"avis"}:
        return "avif"
    return "gif" if body.startswith((b"GIF87a", b"GIF89a")) else ""


def decide_shape(width: int, height: int) -> PictureFault | None:
    """Whether a picture of this size may lead an article; None: it may."""
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        return PictureFault.TOO_SMALL
    if width > WIDEST * height or height > TALLEST * width:
        return PictureFault.SHAPE
    return None


def say_fault(url: str, fault: PictureFault) -> str:
    """The operator's sentence."""
    return f"{url} {_SENTENCES[fault]}; the article stands without a picture"


def decide_answer(result: FetchResult, attempts: int, now: datetime, *, named_page: bool) -> PictureVerdict:
    """Decide about the answer to a picture's address.

    Args:
        attempts: failed attempts before this one.
        now: real time.
        named_page: whether the article's page was named as Referer already.
    """
    if isinstance(result, FetchFailure):
        last = result.reason in _FINAL or attempts + 1 >= MAX_ATTEMPTS
        return PictureVerdict(PictureEnd.FAILED if last else PictureEnd.AGAIN, result.message)
    if result.status in {404, 410}:
        return _refused(f"{result.url} answers {result.status}", PictureEnd.GONE, named_page=named_page)
    if result.status in _REFUSALS:
        return _refused(f"{result.url} answers {result.status}: the host refuses it", named_page=named_page)
    if not 200 <= result.status < 300:
        most = MAX_ATTEMPTS_THROTTLED if result.status in {429, 503} else MAX_ATTEMPTS
        end = PictureEnd.FAILED if attempts + 1 >= most else PictureEnd.AGAIN
        return PictureVerdict(end, f"{result.url} answers {result.status}", wait_of(result, now))
    return _decide_content(result, named_page=named_page)


def is_filler(address: str, others: Iterable[str]) -> bool:
    """Whether one host gives the same bytes for so many addresses that they are a notice. Queries do not count."""
    return len({_place(address), *map(_place, others)}) >= SAME_BYTES_ADDRESSES


def referer_of(url: str) -> str:
    """An article's address as it may stand in a Referer header: printable, without its fragment; empty otherwise."""
    address = url.partition("#")[0]
    return address if _REFERER.fullmatch(address) else ""


def _decide_content(result: Fetched, *, named_page: bool) -> PictureVerdict:
    if forbids_pictures(result.headers.get("x-robots-tag", "")):
        return PictureVerdict(PictureEnd.REFUSED, f"{result.url} asks not to be shown or indexed (X-Robots-Tag)")
    if not sniff_kind(result.body):
        return _refused(say_fault(result.url, PictureFault.NOT_A_PICTURE), named_page=named_page)
    if len(result.body) < _MIN_BYTES:
        return _refused(say_fault(result.url, PictureFault.TOO_SMALL), named_page=named_page)
    return PictureVerdict(PictureEnd.FETCHED)


def _refused(message: str, end: PictureEnd = PictureEnd.REFUSED, *, named_page: bool) -> PictureVerdict:
    return PictureVerdict(end if named_page else PictureEnd.WITH_REFERER, message)


def _place(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.netloc, parts.path
