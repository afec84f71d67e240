"""Numbers as values, however a language writes them: 2.4 million = 240万, $1.5bn = 15亿美元."""

from __future__ import annotations

import re

_LATIN = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "mln": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
    "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_CHINESE = {"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<chinese>万亿|百万|千万|[千万亿])|[\s-]?(?P<latin>thousand|million|mln|mn|billion|bn|trillion|tn|[mbk])(?![A-Za-z]))?",
    re.IGNORECASE,
)
_YEARS = range(1900, 2101)
LEAST_TELLING = 10


def find_values(text: str) -> frozenset[float]:
    """The values of a text that tell something: 10 and more, or a fraction; years and what stands in words do not.

    Args:
        text: in half-width and simplified forms.
    """
    values = set()
    for match in _NUMBER.finditer(text):
        unit = _CHINESE.get(match["chinese"] or "", 0.0) or _LATIN.get((match["latin"] or "").lower(), 1.0)
        plain = float(match["digits"].replace(",", ""))
        value = round(plain * unit, 2)
        if unit > 1.0 or (value >= LEAST_TELLING and value not in _YEARS) or value != int(value):
            values.add(value)
    return frozenset(values)
