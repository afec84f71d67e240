"""The well-kept extractor that is asked where ours is unsure. Heavy in memory, so it is loaded on its first use."""

from __future__ import annotations

from lxml.etree import LxmlError

MAX_CHARS = 1_500_000


def read_with_fallback(html: str, url: str) -> tuple[str, ...]:
    """The paragraphs that trafilatura finds; none where it finds none or the page is too long for it.

    Args:
        html: the page's text.
        url: its address; may be empty.
    """
    if len(html) > MAX_CHARS or "<" not in html:
        return ()
    from trafilatura import extract  # noqa: PLC0415 (60 MB that most runs never need)

    try:
        text = extract(html, url=url or None, include_comments=False, include_tables=True, fast=True)
    except (ValueError, TypeError, LxmlError, RecursionError):
        return ()
    return tuple(line.strip() for line in (text or "").split("\n") if line.strip())
