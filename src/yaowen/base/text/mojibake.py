"""UTF-8 that was read as Windows-1252 and written as UTF-8 again (ä¸­æ–‡ for 中文), undone.

Only where it is certain: every run of such signs must be UTF-8 again, without a remainder.
"""

from __future__ import annotations

import re

_BYTE_OF = {sign: byte for byte in range(0x80, 0x100) if (sign := bytes([byte]).decode("cp1252", "ignore"))}
_BYTE_OF |= {chr(byte): byte for byte in range(0x80, 0x100)}
_SIGNS = re.escape("".join(_BYTE_OF))
_RUN = re.compile(f"[{_SIGNS}]+")
_FURTHER = rb"(?:[\xc2\xc5\xc6\xcb][\x80-\xbf]|\xe2[\x80-\xbf]{2})"
_FIRST_LOOK = re.compile(
    rb"\xc3(?:[\x82-\x9f]%(further)b|[\xa0-\xaf]%(further)b{2}|[\xb0-\xb4]%(further)b{3})" % {b"further": _FURTHER}
)
"""A first byte of UTF-8 and its further ones, each read as a sign of its own and written as UTF-8 again."""
_PROBE_CHARS = 20_000
_MOST_DOUBTFUL = 0.02
"""Share of runs that may be whole signs of Windows-1252 by themselves (a © of the page's own frame)."""
_LEAST_WHOLE = 2


def undo_double_encoding(text: str, body: bytes | None = None) -> str:
    """The text as it was before it was encoded twice; the text itself where it was not.

    Args:
        text: as decoded.
        body: the same in UTF-8, where it is at hand.
    """
    if text.isascii():
        return text
    if not _FIRST_LOOK.search(text.encode("utf-8", "surrogatepass") if body is None else body):
        return text
    runs = _RUN.findall(text[:_PROBE_CHARS])
    undone = sum(_undo(run) is not None for run in runs)
    if undone < len(runs) * (1 - _MOST_DOUBTFUL):
        return text
    others = sum(sign > "\x7f" and sign not in _BYTE_OF for sign in text[:_PROBE_CHARS])
    if others > undone * _MOST_DOUBTFUL:
        return text
    return undo_in_runs(text)


def undo_in_runs(text: str) -> str:
    """The text with every run of signs that is UTF-8 read as Windows-1252 undone by itself, others left."""
    return _RUN.sub(lambda found: _undo(found[0]) or found[0], text)


def _undo(run: str) -> str | None:
    if len(run) < _LEAST_WHOLE:
        return None
    try:
        return bytes(map(_BYTE_OF.__getitem__, run)).decode("utf-8")
    except UnicodeDecodeError:
        return None
