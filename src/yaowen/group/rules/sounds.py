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

import numpy as np
from numpy.typing import NDArray

from yaowen.base.text.syllables import load_syllables

PHONES = " aeiouPTFVKSJLRMNHCYW"
VOWELS = frozenset("aeiou")
_LEAST_CONSONANTS = 2
_MOST_SIGNS = 12
_NEVER = 9.0
_ROUNDING = 1e-6
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
        phones: of all characters, those without a sound as a blank, each as its place in `PHONES`.
        starts: place in `phones` → character that begins there; `ends`: place → character that ends before it.
    """

    text: str
    phones: NDArray[np.intp]
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


@functools.lru_cache(maxsize=64)
def spell(text: str) -> Spelling:
    """A simplified Chinese text by sound."""
    table = _phones_of_signs()
    phones, starts, ends = "", {}, {}
    for place, sign in enumerate(text):
        starts[len(phones)] = place
        phones += table.get(sign, " ")
        ends[len(phones)] = place
    return Spelling(text, np.array([PHONES.index(phone) for phone in phones], dtype=np.intp), starts, ends)


def hear(name: str, spelling: Spelling) -> Heard | None:
    """The part of a text that sounds most like a Latin name; None where none is like it.

    A name with fewer than two consonants is too short to be told from chance.
    """
    wanted = latin_phones(name)
    consonants = count_consonants(wanted)
    if consonants < _LEAST_CONSONANTS or not len(spelling.phones):
        return None
    most = _SHORT_COSTS.get(consonants, _COST_SHARE * consonants)
    costs = _cost_of_ends(wanted, spelling, most)
    if costs is None:
        return None
    cost, end = min((float(costs[end]), end) for end in spelling.ends if end)
    if cost > most:
        return None
    last = spelling.ends[end]
    heard = _shortest_ending(wanted, spelling.text[max(0, last + 1 - _MOST_SIGNS) : last + 1], cost)
    return Heard(heard, 1.0 - cost / consonants) if len(heard) > 1 else None


def _cost_of_ends(wanted: str, spelling: Spelling, most: float) -> NDArray[np.float64] | None:
    """The least cost of spelling a name by a stretch that ends at each place; None where all are above a cost.

    One row of Sellers' table after the other; within a row what comes in is summed up, so that the least of all
    beginnings is a running minimum.
    """
    phones = spelling.phones
    change, drop, add = _costs()
    added = np.concatenate(([0.0], np.cumsum(add[phones])))
    row = np.full(len(phones) + 1, _NEVER)
    row[list(spelling.starts)] = 0.0
    for phone in map(PHONES.index, wanted):
        kept = row + drop[phone]
        np.minimum(kept[1:], row[:-1] + change[phone, phones], out=kept[1:])
        row = np.minimum.accumulate(kept - added) + added
        if row.min() > most:
            return None
    return row


def _shortest_ending(wanted: str, text: str, cost: float) -> str:
    """The shortest end of a text, in characters, that spells a name at a cost."""
    for size in range(2, len(text)):
        spelling = spell(text[-size:])
        costs = _cost_of_ends(wanted, spelling, cost + _ROUNDING)
        if costs is not None and costs[-1] <= cost + _ROUNDING:
            return text[-size:]
    return text


@functools.cache
def _costs() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """What it costs to change, to drop and to add each phone, by places in `PHONES`."""
    change = np.array([[_change_cost(one, other) for other in PHONES] for one in PHONES])
    return change, np.array([_drop_cost(one) for one in PHONES]), np.array([_add_cost(one) for one in PHONES])


def _change_cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if " " in (one, other):
        return _NEVER
    if one in VOWELS and other in VOWELS:
        return _VOWEL_COSTS["near" if "".join(sorted((one, other))) in _NEAR_VOWELS else "change"]
    return _MIXED_UP.get("".join(sorted((one, other))), _ELSE["change"])


def _drop_cost(phone: str) -> float:
    return _VOWEL_COSTS["drop"] if phone in VOWELS else _DROPPED.get(phone, _ELSE["drop"])


def _add_cost(phone: str) -> float:
    if phone == " ":
        return _NEVER
    return _VOWEL_COSTS["add"] if phone in VOWELS else _ADDED.get(phone, _ELSE["add"])


@functools.cache
def _phones_of_signs() -> Mapping[str, str]:
    """Character → phones."""
    return {sign: syllable_phones(sound) for sign, sound in load_syllables().items()}


@functools.cache
def syllable_phones(sound: str) -> str:
    """A pinyin syllable without its tone by sound."""
    if sound == "er":
        return "eR"
    first = next((one for one in (sound[:2], sound[:1]) if one in _INITIALS), "")
    rest = sound[len(first) :].replace("ng", "N").replace("n", "N").replace("v", "u").replace("r", "R")
    return _INITIALS.get(first, "") + rest
