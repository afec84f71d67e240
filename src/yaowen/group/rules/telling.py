"""What a story tells, as stories in other languages are compared with it: names, numbers, words to hear names in."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from yaowen.base.text.script import han_share
from yaowen.group.rules.background import load_background
from yaowen.group.rules.headline import LATIN_TIMES, find_lead, fold_headline, fold_text
from yaowen.group.rules.known_names import KnownNames, LatinWord, latin_words, load_names, write_in_chinese
from yaowen.group.rules.numbers_across import find_values
from yaowen.group.rules.sounds import count_consonants, latin_phones

CHINESE_SHARE = 0.15
"""A text with so many Chinese characters among its letters is read as Chinese (headlines are full of TikTok)."""
MOST_HEADLINES = 12
MOST_UNKNOWN = 12
HEADLINE_CHARS = 200
READ_CHARS = 300
"""Characters of a Chinese lead that are read for names and numbers; `LEAD_CHARS`: that turn the vectors."""
LEAD_CHARS = 120
LEAD_WEIGHT = 0.6
LEAST_CONSONANTS = 2
CAPITALS_SHARE = 0.6
_EVERYDAY = 7.0
_TITLES = frozenset({"Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Professor", "Sir", "Lady", "Mayor", "Minister"})
_ASCII = re.compile(r"[A-Za-z][A-Za-z0-9&+.-]+")

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a story that links read: headlines as printed, the story's own first, and its lead."""

    headlines: tuple[str, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a story tells.

    Attributes:
        family: of languages, as stories are grouped (`arrival.decide_family`).
        names: known names (`known_names`) → form as printed.
        marks: words in Latin letters as they stand, folded.
        unknown: Latin names that no table has; only of Latin texts.
        chinese: the simplified text, to hear names in; empty of others.
        values: numbers (`numbers_across`).
    """

    id: int
    family: str
    first_at: datetime
    last_at: datetime
    names: Mapping[int, str]
    marks: frozenset[str]
    unknown: tuple[str, ...]
    chinese: str
    values: frozenset[float]


def read_telling(story_id: int, family: str, times: tuple[datetime, datetime], text: Text) -> Telling:
    """Read what a story tells.

    Args:
        times: of its first and its last report.
    """
    known = load_names()
    chars = READ_CHARS if han_share(text.lead) >= CHINESE_SHARE else LATIN_TIMES * READ_CHARS
    parts = [fold_text(part) for part in (*text.headlines, text.lead[:chars]) if part]
    joined = "\n".join(parts)
    unknown: tuple[str, ...] = ()
    is_chinese = han_share(joined) >= CHINESE_SHARE
    if is_chinese:
        names = known.find_chinese(joined)
    else:
        names, unknown = _read_latin(parts, known)
    marks = frozenset(mark.casefold() for mark in _ASCII.findall(joined))
    return Telling(story_id, family, *times, names, marks, unknown, joined * is_chinese, find_values(joined))


def choose_headlines(headlines: Sequence[str]) -> tuple[str, ...]:
    """At most 12 of a story's headlines, the first one and others spread evenly; equal ones once."""
    found = list(dict.fromkeys(headlines))
    if len(found) <= MOST_HEADLINES:
        return tuple(found)
    return tuple(found[place * len(found) // MOST_HEADLINES] for place in range(MOST_HEADLINES))


def sentences_of(text: Text) -> tuple[str, ...]:
    """The sentences of which a story's vectors are made: every headline, then the lead's beginning where there is one.

    Known names stand in Chinese letters in all of them.
    """
    parts = [fold_headline(headline)[:HEADLINE_CHARS] for headline in text.headlines]
    lead = find_lead(fold_text(text.lead))
    chinese = han_share("\n".join(parts)) >= CHINESE_SHARE
    parts += [lead[: LEAD_CHARS if chinese else 2 * LEAD_CHARS]] if lead else []
    return tuple(parts if chinese else [write_in_chinese(part, load_names()) for part in parts])


def make_vectors(text: Text, encoded: Vectors) -> Vectors:
    """A story's vectors, a row a headline, each of length 1 and turned towards the lead where there is one.

    Args:
        encoded: its sentences, a row each (`sentences_of`).
    """
    headlines = len(text.headlines)
    rows = encoded[:headlines] + LEAD_WEIGHT * encoded[headlines:].sum(axis=0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return made


def find_unknown(words: Sequence[LatinWord], taken: set[int], small: Set[str] = frozenset()) -> list[str]:
    """Runs of capitalised words that no table has, each as one name; known names part the runs.

    An everyday word is none where its capital says nothing: at a sentence's beginning, or In a Headline Like This. Nor
    is there one that the story also writes small. Titles (Ms, Dr) are no part of a name.

    Args:
        taken: places of words that belong to known names.
        small: words that the story writes with a small letter.
    """
    runs: list[list[LatinWord]] = [[]]
    capitals = sum(word.text[0].isupper() for word in words)
    for word in words:
        follows = bool(runs[-1]) and runs[-1][-1].place == word.place - 1
        says_nothing = word.begins or capitals > CAPITALS_SHARE * len(words)
        is_word = says_nothing and (not small.isdisjoint(_forms(word.text)) or _is_everyday(word.text))
        named = word.text[0].isupper() and word.text not in _TITLES and not is_word
        if word.place in taken or not (named or (word.joined and follows)):
            continue
        if follows:
            runs[-1].append(word)
        else:
            runs.append([word])
    names = (" ".join(word.text for word in run) for run in runs if run)
    return [name for name in names if count_consonants(latin_phones(name)) >= LEAST_CONSONANTS]


def _read_latin(parts: Iterable[str], known: KnownNames) -> tuple[dict[int, str], tuple[str, ...]]:
    found: dict[int, str] = {}
    unknown: dict[str, None] = {}
    read = [latin_words(part) for part in parts]
    small = {word.text for words in read for word in words if word.text[0].islower()}
    for words in read:
        names, taken = known.find_latin(words)
        found = names | found
        unknown |= dict.fromkeys(find_unknown(words, taken, small))
    return found, tuple(unknown)[:MOST_UNKNOWN]


@functools.lru_cache(maxsize=8192)
def _is_everyday(word: str) -> bool:
    """Whether a word is one of every day's English news."""
    return min(map(load_background().weigh, _forms(word))) < _EVERYDAY


def _forms(word: str) -> tuple[str, str]:
    """A word written small, as it stands and as if it were a plural."""
    folded = word.casefold()
    return folded, folded.removesuffix("s")
