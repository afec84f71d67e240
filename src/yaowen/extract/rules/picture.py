"""The picture that leads an article: the one the page names for machines, or the first large one in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from yaowen.base.opt_out import forbids_pictures
from yaowen.extract.rules.clean import clean_text, fold_line
from yaowen.extract.rules.picture_address import (
    BEST_WIDTH,
    LeadPicture,
    absolute_address,
    may_lead,
    read_pixels,
)
from yaowen.extract.rules.picture_caption import find_credit
from yaowen.extract.rules.printed_pictures import printed_pictures
from yaowen.extract.rules.structured import Structured

SMALL_WIDTH = 300
"""A stated picture known to be narrower gives way to a wider one in the text: it is a thumbnail."""
LARGE_WIDTH = 480
_SIZE_IN_NAME = re.compile(r"(?:[-_@!]\d{2,4}(?:x\d{2,4})?[a-z]?)?(?:\.[a-z]{3,4})+$|[-_@!].{0,12}$")
_LONG_PART = re.compile(r"[0-9a-f]{8,}|[a-z0-9]{10,}")


def find_picture(
    tree: LexborHTMLParser, said: Structured, url: str, headline: str = "", images: Sequence[LexborNode] = ()
) -> LeadPicture:
    """Find the lead picture of a page; an empty one where there is none, or where the page forbids pictures.

    Args:
        tree: the page.
        said: what it says for machines.
        url: its address.
        headline: the article's.
        images: the pictures of its body, where they are known: looking for them costs a walk.
    """
    if withholds_pictures(said):
        return LeadPicture()
    stated = [one for one in (*_linked(said, url), *_shared(said, url)) if may_lead(one)]
    first = stated[0] if stated else None
    images = images or tree.css("img")
    if first is not None and not 0 < first.width < SMALL_WIDTH:
        return _complete(first, printed_pictures(images, url, headline, _marks(first.url)), headline)
    printed = list(printed_pictures(images, url, headline))
    wide = next((one for one in printed if one.width >= LARGE_WIDTH), None)
    if first is None or wide is not None:
        return _complete(wide or (printed[0] if printed else LeadPicture()), (), headline)
    return _complete(first, printed, headline)


def withholds_pictures(said: Structured) -> bool:
    """Whether a page asks that its pictures are not shown elsewhere."""
    return any(map(forbids_pictures, said.metas_of("robots")))


def _complete(picture: LeadPicture, printed: Iterable[LeadPicture], headline: str) -> LeadPicture:
    """Give a stated picture the caption that stands under it in the text."""
    marks = _marks(picture.url)
    twin = next((one for one in printed if marks & _marks(one.url)), None)
    caption = picture.caption if fold_line(picture.caption) != fold_line(headline) else ""
    caption = (twin.caption if twin else "") or caption
    credit = picture.credit or find_credit(caption)
    return replace(picture, caption=caption, credit=credit)


def _marks(address: str) -> frozenset[str]:
    """What names a picture whatever its size and crop: the long parts of its address that hold a digit, its stem."""
    parts = urlsplit(unquote(address))
    name = parts.path.rpartition("/")[2].lower()
    stem = _SIZE_IN_NAME.sub("", name)
    return frozenset((stem or name, *(part for part in _LONG_PART.findall(parts.path.lower()) if not part.isalpha())))


def _linked(said: Structured, base: str) -> Iterator[LeadPicture]:
    """The pictures of the article's JSON-LD node, the best size first."""
    values = said.article.get("image")
    found = [_of_node(value, base) for value in (values if isinstance(values, list) else [values])[:20]]
    yield from sorted(filter(None, found), key=lambda one: abs(one.width - BEST_WIDTH) if one.width else BEST_WIDTH)


def _of_node(value: object, base: str) -> LeadPicture | None:
    if isinstance(value, str):
        return LeadPicture(absolute_address(base, value))
    if not isinstance(value, dict):
        return None
    address = value.get("url") or value.get("contentUrl")
    if isinstance(address, list) and address:
        address = address[0]
    if not isinstance(address, str):
        return None
    credit = value.get("creditText") or value.get("copyrightNotice")
    caption = value.get("caption") or value.get("description")
    return LeadPicture(
        absolute_address(base, address), _text(caption), _text(credit)[:100],
        read_pixels(value.get("width")), read_pixels(value.get("height")),
    )  # fmt: skip


def _shared(said: Structured, base: str) -> Iterator[LeadPicture]:
    """The pictures of Open Graph, Twitter cards and older meta elements, in this order."""
    address = said.meta("og:image:secure_url", "og:image", "og:image:url")
    if address:
        width, height = (read_pixels(said.meta(f"og:image:{side}")) for side in ("width", "height"))
        yield LeadPicture(absolute_address(base, address), said.meta("og:image:alt"), "", width, height)
    for name in ("twitter:image", "twitter:image:src", "image", "thumbnail"):
        if address := said.meta(name):
            yield LeadPicture(absolute_address(base, address), said.meta("twitter:image:alt"))


def _text(value: object) -> str:
    return clean_text(value)[:300] if isinstance(value, str) else ""
