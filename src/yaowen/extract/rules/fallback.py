"""The well-kept extractor that is asked where ours is unsure. Heavy in memory, so it is loaded on its first use."""

from __future__ import annotations

from lxml.etree import LxmlError

from yaowen.extract.rules.clean import clean_text, weigh
from yaowen.extract.rules.furniture_lines import is_furniture_line

MAX_CHARS = 1_500_000
LEAST_WEIGHT = 150.0


def read_with_fallback(html: str, url: str, headline: str) -> tuple[str, ...]:
    """The paragraphs that trafilatura finds; none where it finds no sentences or the page is too long for it.

    Args:
        html: the page's text.
        url: its address; may be empty.
        headline: a line that only repeats it is dropped.
    """
    if len(html) > MAX_CHARS or "<" not in html:
        return ()
    from trafilatura import extract  # noqa: PLC0415 (60 MB that most runs never need)

    try:
        text = extract(html, url=url or None, include_comments=False, include_tables=True, fast=True)
    except (ValueError, TypeError, LxmlError, RecursionError):
        return ()
    lines = [clean_text(line.lstrip("-| ")) for line in (text or "").split("\n")]
    kept = tuple(line for line in lines if line and line != headline and not is_furniture_line(line))
    return kept if sum(weigh(line) for line in kept if _is_sentence(line)) >= LEAST_WEIGHT else ()


def _is_sentence(line: str) -> bool:
    return weigh(line) >= 30 and line.rstrip("”’\"')）」』").endswith(("。", "！", "？", ".", "!", "?", "…"))
