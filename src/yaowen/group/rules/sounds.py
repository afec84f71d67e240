"""Names by sound: whether a Chinese text spells a name that another text prints in Latin letters (音译, 拼音).

Both are written as phones: a capital for a consonant (those that Chinese spelling mixes up share one), a small letter
for a vowel. A name is then looked for anywhere in the text, from the start of one character to the end of another,
at the least cost of changing one into the other (Sellers, The theory and computation of evolutionary distances, 1980).
The costs were set by hand from how newspapers spell: r falls away, n comes in, p is also b.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

TABLE = "syllables.txt"
VOWELS = frozenset("aeiou")
_LEAST_CONSONANTS = 2
_COST_SHARE, _SHORT_COSTS = 0.18, {2: 0.15, 3: 0.4}
"""What may be changed of a name, for each consonant; less of a short one, which is sooner found by chance."""

_LATIN = (
    (re.compile(r"([^aeiou])\1+"), r"\1"),
    (re.compile(r"tsch"), "C"), (re.compile(r"sch|sh|sz"), "S"), (re.compile(r"tch|ch|zh|ts|tz|dz|dj|cz"), "C"),
    (re.compile(r"th"), "T"), (re.compile(r"ph"), "F"), (re.compile(r"kh|ck"), "K"),
    (re.compile(r"gh(?=[aeiou])"), "K"), (re.compile(r"gh"), ""), (re.compile(r"qu"), "Ku"), (re.compile(r"x"), "S"),
    (re.compile(r"ng(?![aeiou])"), "N"), (re.compile(r"c(?=[eiy])"), "S"), (re.compile(r"g(?=[eiy])"), "J"),
    (re.compile(r"y(?=[aeiou])"), "Y"), (re.compile(r"w(?=[aeiou])"), "W"),
    (re.compile(r"y"), "i"), (re.compile(r"w"), "u"),
)  # fmt: skip
_LETTERS = str.maketrans("bpdtfvgkqcszjlrmnh", "PPTTFVKKKKSSJLRMNH")
_INITIALS = {
    "zh": "C", "ch": "C", "sh": "S", "b": "P", "p": "P", "m": "M", "f": "F", "d": "T", "t": "T", "n": "N", "l": "L",
    "g": "K", "k": "K", "h": "H", "j": "J", "q": "J", "x": "S", "r": "R", "z": "C", "c": "C", "s": "S",
    "y": "Y", "w": "W",
}  # fmt: skip
_MIXED_UP = {
    "CS": 0.25, "CJ": 0.15, "CK": 0.5, "CT": 0.4, "JK": 0.15, "JY": 0.3, "JS": 0.35, "JT": 0.4, "JH": 0.3,
    "LR": 0.05, "MN": 0.2, "FV": 0.2, "VW": 0.1, "FW": 0.3, "FP": 0.6, "PV": 0.3, "PW": 0.6, "HK": 0.4, "ST": 0.5,
    "FH": 0.4, "HY": 0.5, "HS": 0.6, "HW": 0.5, "RS": 0.5,
}  # fmt: skip
_DROPPED = {"R": 0.25, "H": 0.3, "L": 0.5, "Y": 0.2, "W": 0.2, "N": 0.6, "M": 0.6}
_ADDED = {"N": 0.35, "W": 0.15, "Y": 0.15, "R": 0.3, "H": 0.5}
_ELSE = {"drop": 0.7, "add": 0.8, "change": 1.0}
_VOWEL_COSTS = {"drop": 0.12, "add": 0.12, "near": 0.08, "change": 0.2}
_NEAR_VOWELS = frozenset({"ae", "ao", "ei", "ou", "eo", "eu"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """A Chinese text by sound.

    Attributes:
        text: its characters.
        phones: of all characters, those without a sound as a blank.
        starts: place in `phones` → character that begins there; `ends`: place → character that ends before it.
    """

    text: str
    phones: str
    starts: Mapping[int, int]
    ends: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a name was heard: the characters, and how like it they sound, 0–1."""

    text: str
    likeness: float


@functools.lru_cache(maxsize=8192)
def latin_phones(name: str) -> str:
    """A Latin name by sound; blanks, hyphens and accents do not count."""
    plain = unicodedata.normalize("NFD", name.casefold())
    word = "".join(sign for sign in plain if "a" <= sign <= "z")
    for pattern, phones in _LATIN:
        word = pattern.sub(phones, word)
    return word.translate(_LETTERS)


def count_consonants(phones: str) -> int:
    """How many consonants phones have: what tells names apart."""
    return sum(phone not in VOWELS and phone != " " for phone in phones)


@functools.lru_cache(maxsize=4096)
def spell(text: str) -> Spelling:
    """A simplified Chinese text by sound."""
    table = _phones_of_signs()
    phones, starts, ends = "", {}, {}
    for place, sign in enumerate(text):
        starts[len(phones)] = place
        phones += table.get(sign, " ")
        ends[len(phones)] = place
    return Spelling(text, phones, starts, ends)


def hear(name: str, spelling: Spelling) -> Heard | None:
    """The part of a text that sounds most like a Latin name; None where none is like it.

    A name with fewer than two consonants is too short to be told from chance.
    """
    wanted = latin_phones(name)
    consonants = count_consonants(wanted)
    if consonants < _LEAST_CONSONANTS or not spelling.phones:
        return None
    found = _nearest(wanted, spelling, _SHORT_COSTS.get(consonants, _COST_SHARE * consonants))
    if found is None:
        return None
    cost, start, end = found
    heard = spelling.text[spelling.starts[start] : spelling.ends[end] + 1]
    return Heard(heard, 1.0 - cost / consonants) if len(heard) > 1 else None


def _nearest(wanted: str, spelling: Spelling, most: float) -> tuple[float, int, int] | None:
    """Least cost, start and end of a stretch of whole characters that spells the name; None above a cost."""
    phones, starts = spelling.phones, spelling.starts
    before = [(0.0 if place in starts else 9.0, place) for place in range(len(phones) + 1)]
    for phone in wanted:
        drop = _drop_cost(phone)
        row = [(before[0][0] + drop, 0)]
        best = row[0][0]
        for place, other in enumerate(phones, 1):
            changed, dropped, added = before[place - 1], before[place], row[-1]
            options = (
                (changed[0] + _change_cost(phone, other), changed[1]),
                (dropped[0] + drop, dropped[1]),
                (added[0] + _add_cost(other), added[1]),
            )
            least = min(options)
            row.append(least)
            best = min(best, least[0])
        if best > most:
            return None
        before = row
    found = min(((before[end][0], before[end][1], end) for end in spelling.ends if end), default=None)
    return found if found is not None and found[0] <= most and found[1] < found[2] else None


@functools.lru_cache(maxsize=1024)
def _change_cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if " " in (one, other):
        return 9.0
    if one in VOWELS and other in VOWELS:
        return _VOWEL_COSTS["near" if "".join(sorted((one, other))) in _NEAR_VOWELS else "change"]
    return _MIXED_UP.get("".join(sorted((one, other))), _ELSE["change"])


@functools.lru_cache(maxsize=64)
def _drop_cost(phone: str) -> float:
    return _VOWEL_COSTS["drop"] if phone in VOWELS else _DROPPED.get(phone, _ELSE["drop"])


@functools.lru_cache(maxsize=64)
def _add_cost(phone: str) -> float:
    if phone == " ":
        return 9.0
    return _VOWEL_COSTS["add"] if phone in VOWELS else _ADDED.get(phone, _ELSE["add"])


@functools.cache
def _phones_of_signs() -> Mapping[str, str]:
    """Character → phones."""
    found: dict[str, str] = {}
    for line in resources.files("yaowen.group").joinpath(TABLE).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            sound, signs = line.split(" ")
            phones = syllable_phones(sound)
            for sign in signs:
                found.setdefault(sign, phones)
    return found


@functools.cache
def syllable_phones(sound: str) -> str:
    """A pinyin syllable without its tone by sound."""
    if sound == "er":
        return "eR"
    first = next((one for one in (sound[:2], sound[:1]) if one in _INITIALS), "")
    rest = sound[len(first) :].replace("ng", "N").replace("n", "N").replace("v", "u").replace("r", "R")
    return _INITIALS.get(first, "") + rest
