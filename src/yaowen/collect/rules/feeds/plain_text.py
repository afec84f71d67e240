"""Plain text of the HTML that feeds carry in titles and summaries."""

from __future__ import annotations

import html
import re

from yaowen.base.text.mojibake import undo_in_runs

MAX_CHARS = 200_000
"""Markup read of one field; a summary keeps 2,000 characters of the text."""
_UNSEEN = re.compile(r"<(script|style|template)\b[^<>]*>.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL)
_BLOCKS = re.compile(
    r"</?(?:p|br|div|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|section|article|figure|figcaption|hr|pre|dd|dt)\b[^<>]*>",
    re.IGNORECASE,
)
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\ufeff]+")
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_C1 = re.compile("[\x80-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff\ufffe\uffff]")


def plain_text(markup: str, limit_chars: int = 0) -> str:
    """The text of a piece of HTML in one line.

    Args:
        markup: HTML, or plain text already.
        limit_chars: cut after so many characters; 0 for no cut.
    """
    if not markup:
        return ""
    text = markup[:MAX_CHARS]
    if "<" in text:
        text = _TAGS.sub("", _BLOCKS.sub(" ", _UNSEEN.sub(" ", text)))
    text = one_line(html.unescape(text) if "&" in text else text)
    return text[:limit_chars] if limit_chars else text


def one_line(text: str) -> str:
    """White space, control and direction characters as single spaces; no lone surrogates.

    C1 control characters are taken for what they were meant as: UTF-8 byte by byte where it is that, else signs of
    Windows-1252 (HTML does the same).
    """
    if not text:
        return ""
    if text.isprintable():
        # Neither controls nor any space but the plain one: most texts.
        return (text if "  " not in text else _SPACES.sub(" ", text)).strip()
    if _C1.search(text):
        text = undo_in_runs(text).translate(_WINDOWS)
    return _SPACES.sub(" ", _SURROGATES.sub("", text)).strip()
