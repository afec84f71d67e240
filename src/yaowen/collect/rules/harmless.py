"""Kept bytes as text that can be looked at anywhere: in a terminal, in a browser's plain text, in a form."""

from __future__ import annotations

import unicodedata

from yaowen.base.text.charset import decode_bytes

_SHOWN_CONTROLS = frozenset("\n\t")
_DIRECTING = frozenset({"Cf", "Cc", "Cs", "Co", "Zl", "Zp"})


def make_harmless(body: bytes, charset: str | None = None) -> str:
    r"""Bytes as text in which every sign shows: no escape sequence, no change of direction, no hidden sign.

    Line ends become \n; other controls and formatting signs are written out, as in `\x1b`.
    """
    text = decode_bytes(body, charset).text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign if _shows(sign) else _written_out(sign) for sign in text)


def _shows(sign: str) -> bool:
    return sign in _SHOWN_CONTROLS or unicodedata.category(sign) not in _DIRECTING


def _written_out(sign: str) -> str:
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
