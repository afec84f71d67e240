"""Numbers as Chinese news prints them: 17, 1.5, 十七, 廿三, 二〇二五, 一百二十."""

from __future__ import annotations

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "O": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS = {"廿": 20, "卅": 30}
NUMERALS = "".join(DIGITS) + "".join(_UNITS) + "".join(_TENS)


def parse_number(text: str) -> float | None:
    """The value of a number, or None if it is none (几, 数十)."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return _parse_numerals(text)


def parse_whole(text: str) -> int | None:
    """The value of a whole number, or None."""
    value = parse_number(text)
    return int(value) if value is not None and value < 10**6 and value == int(value) else None


def _parse_numerals(text: str) -> float | None:
    if not text or any(sign not in NUMERALS for sign in text):
        return None
    if all(sign in DIGITS for sign in text):
        return float("".join(str(DIGITS[sign]) for sign in text))
    total, digit = 0, 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in _TENS:
            total, digit = total + _TENS[sign], 0
        else:
            total, digit = total + (digit or 1) * _UNITS[sign], 0
    return float(total + digit)
