"""The press's feeds: RSS 2.0 and Atom 1.0, in the outlet's charset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from yaowen.sample.content import House
from yaowen.sample.cycle import Printed

RSS, ATOM = "feed.xml", "atom.xml"


def print_rss(base: str, house: House, items: Sequence[Printed]) -> str:
    """RSS 2.0 with the lead as description."""
    entries = "".join(
        f"<item><title>{escape(item.headline)}</title><link>{base}{item.path}</link>"
        f'<guid isPermaLink="true">{base}{item.path}</guid><category>{escape(item.piece.section)}</category>'
        f"<pubDate>{format_datetime(item.published)}</pubDate>"
        f"<description>{escape(item.paragraphs[0])}</description></item>\n"
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="{house.declared}"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(house.name)}</title><link>{base}/{house.slug}/</link>"
        f"<description>{escape(house.about)}</description><language>{house.language}</language>\n"
        f"{entries}</channel></rss>\n"
    )


def print_atom(base: str, house: House, items: Sequence[Printed]) -> str:
    """Atom 1.0 with the lead as summary."""
    entries = "".join(
        f'<entry><title>{escape(item.headline)}</title><link rel="alternate" href="{base}{item.path}"/>'
        f"<id>{base}{item.path}</id><published>{item.published.isoformat()}</published>"
        f"<updated>{item.published.isoformat()}</updated><author><name>{escape(writer(item))}</name></author>"
        f"<summary>{escape(item.paragraphs[0])}</summary></entry>\n"
        for item in items
    )
    updated = items[0].published if items else datetime.fromtimestamp(0).astimezone()
    return (
        f'<?xml version="1.0" encoding="{house.declared}"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{house.language}"><title>{escape(house.name)}</title>'
        f'<id>{base}/{house.slug}/</id><link href="{base}/{house.slug}/"/>'
        f'<link rel="self" href="{base}/{house.slug}/{ATOM}"/><updated>{updated.isoformat()}</updated>\n'
        f"{entries}</feed>\n"
    )


def writer(item: Printed) -> str:
    """Who signs an article: its author, or the outlet."""
    return item.piece.author or item.house.name
