"""The press's pages: five ways a news site marks up an article, from tables and <br> to structured data."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Sequence
from importlib import resources
from typing import Any

import minijinja

from yaowen.sample.content import House
from yaowen.sample.cycle import Printed
from yaowen.sample.feeds import ATOM, writer
from yaowen.sample.furniture import shown_dates, words_for
from yaowen.sample.illustrations import Illustration, illustration_of


def print_article(base: str, item: Printed, others: Sequence[Printed]) -> str:
    """The page of an article, in its outlet's template.

    Args:
        base: the press's address.
        others: further articles of the outlet, newest first, for its sidebars.
    """
    house = item.house
    return str(
        _environment().render_template(
            f"{house.template}.html",
            **_common(base, house),
            item=item,
            others=list(others),
            writer=writer(item),
            source=item.piece.source or house.name,
            stamp=item.published.isoformat(),
            shown=shown_dates(item.published, house.language),
            number=zlib.crc32(item.path.encode()),
            linked=_linked(base, item),
            shot=illustration_of(item),
        )
    )


def print_list(base: str, house: House, items: Sequence[Printed]) -> str:
    """The outlet's front page."""
    return str(_environment().render_template("list.html", **_common(base, house), items=list(items)))


def _common(base: str, house: House) -> dict[str, Any]:
    kind = "atom" if house.feed == ATOM else "rss"
    return {"base": base, "house": house, "words": words_for(house.language), "feed_kind": kind}


def _linked(base: str, item: Printed) -> dict[str, Any]:
    """JSON-LD as schema.org has it."""
    stamp = item.published.isoformat()
    author = {"@type": "Person" if item.piece.author else "Organization", "name": writer(item)}
    return {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": item.headline, "datePublished": stamp,
        "dateModified": stamp, "inLanguage": item.house.language, "articleSection": item.piece.section,
        "mainEntityOfPage": base + item.path, "author": [author],
        "publisher": {"@type": "NewsMediaOrganization", "name": item.house.name},
        **_pictured(base, illustration_of(item)),
    }  # fmt: skip


def _pictured(base: str, shot: Illustration | None) -> dict[str, Any]:
    if shot is None:
        return {}
    image = {"@type": "ImageObject", "url": base + shot.path, "width": shot.width, "height": shot.height}
    return {"image": {**image, "caption": shot.caption, "creditText": shot.credit}}


@functools.cache
def _environment() -> minijinja.Environment:
    folder = resources.files(__package__) / "templates"
    files = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".html")}
    return minijinja.Environment(templates=files)
