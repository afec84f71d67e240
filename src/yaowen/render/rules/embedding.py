"""The ranking for other sites: a frame without scripts, the lines to copy, and what oEmbed tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from yaowen.base import addresses
from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.ranking import RankLine
from yaowen.render.rules.scripts import converted
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.templates import render_template

LINES = 10
WIDTH, HEIGHT = 360, 560
"""Of the frame, in CSS pixels: ten headlines of two lines each."""


def embedded_ranking(site: Site, language: PathLanguage, lines: Sequence[RankLine]) -> str:
    """The document in the frame."""
    shown = [line for line in lines if not line.empty][:LINES]
    context = {
        "lines": shown, "site_name": converted(language, site.name), "sample": site.sample,
        "canonical": site.url + addresses.ranking(language),
    }  # fmt: skip
    return render_template("embedded.html", language, context)


def embed_page(site: Site, language: PathLanguage) -> Page:
    """How to put the ranking on another site."""
    title = phrase(language, "Put this ranking on your own site")
    values = {
        "snippet": frame_of(site, language), "frame": addresses.embedded_ranking(language), "width": WIDTH,
        "height": HEIGHT,
    }  # fmt: skip
    return Page("embed.html", "embed/", title, values, section="ranking")


def frame_of(site: Site, language: PathLanguage, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The frame as the HTML that others copy."""
    source = escape(site.url + addresses.embedded_ranking(language))
    title = escape(f"{phrase(language, '24-hour news ranking')} · {converted(language, site.name)}")
    return (
        f'<iframe src="{source}" width="{width}" height="{height}" title="{title}" loading="lazy" '
        'style="border:0;max-width:100%" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )
