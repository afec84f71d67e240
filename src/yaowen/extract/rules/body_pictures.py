"""The pictures that stand among the lines of the article, each with the words under it."""

from __future__ import annotations

from collections.abc import Sequence

from yaowen.base.words import Block
from yaowen.extract.rules.clean import clean_text
from yaowen.extract.rules.layout import Layout
from yaowen.extract.rules.picture_address import may_lead
from yaowen.extract.rules.picture_caption import find_caption, is_caption
from yaowen.extract.rules.printed_pictures import picture_of

MOST_PICTURES = 60
_FURNITURE_SHARE = 0.5
_PICTURE_NAMES = ("caption", "credit", "photo", "image", "gallery", "thumb", "video", "embed")
"""Names that call an element furniture for its words, not for its picture."""


def find_pictures(layout: Layout, places: Sequence[int], base: str, headline: str) -> list[tuple[int, Block]]:
    """Picture blocks of the article.

    Args:
        layout: the page's lines and pictures.
        places: of the article's lines, in order.
        base: the page's address.
        headline: the article's; a picture that is only called by it has no caption.

    Returns:
        (place of the line before which it stands, block), in page order, each address once.
    """
    if not places:
        return []
    found: dict[str, tuple[int, Block]] = {}
    room = _common_room(layout, places)
    for image in layout.images:
        if len(found) == MOST_PICTURES or not places[0] <= image.place <= places[-1] + 1:
            continue
        around = list(layout.around(image.owner))
        inside = around[: around.index(room)] if room in around else around
        at_edge = image.place in {places[0], places[-1] + 1}
        if (at_edge and room not in around) or any(_is_furniture(layout, one) for one in inside):
            continue
        picture = picture_of(image.node, base)
        if picture is not None and picture.url not in found and may_lead(picture):
            caption = clean_text(find_caption(image.node, headline))
            found[picture.url] = image.place, Block("picture", caption, address=picture.url)
    return list(found.values())


def drop_captions(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks without the paragraphs that are only the words under the picture beside them."""
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        beside = [one for one in blocks[max(0, place - 1) : place + 2] if one.kind == "picture"]
        if block.kind == "picture" or not any(is_caption(block.text, one.text) for one in beside):
            kept.append(block)
    return tuple(kept)


def _common_room(layout: Layout, places: Sequence[int]) -> int:
    """Place of the innermost element that holds the article's first and last line; -1 where none does."""
    ends = [layout.elements[layout.lines[place].owner].parent for place in (places[0], places[-1])]
    last = set(layout.around(ends[1]))
    return next((one for one in layout.around(ends[0]) if one in last), -1)


def _is_furniture(layout: Layout, place: int) -> bool:
    element = layout.elements[place]
    low = element.name.lower()
    return element.furniture >= _FURNITURE_SHARE and not any(name in low for name in _PICTURE_NAMES)
