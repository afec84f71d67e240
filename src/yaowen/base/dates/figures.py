"""Chinese figures: 二十, 廿一, 二〇二五, 一百一十四."""

from __future__ import annotations

FIGURES = "〇○零一二三四五六七八九"
"""The signs that stand for one figure each."""
_DIGIT = {"〇": 0, "○": 0, "零": 0, **{sign: value for value, sign in enumerate("一二三四五六七八九", 1)}}


def parse_figures(text: str) -> int:
    """A number below 1,000, or a year sign by sign, in Arabic or Chinese figures; 0 for none."""
    if text.isdecimal():
        return int(text)
    if len(text) == 4 and all(sign in _DIGIT for sign in text):
        return int("".join(str(_DIGIT[sign]) for sign in text))
    text = text.replace("廿", "二十").replace("卅", "三十")
    hundreds, hundred, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * (_DIGIT.get(hundreds, 1) if hundred else 0)
    value += 10 * (_DIGIT.get(tens.lstrip("零"), 1) if ten else 0)
    return value + _DIGIT.get(ones.lstrip("零") or "零", 0)
