"""Near-copies where no text is known: two headlines that say the same, with all that tells of it learned.

Weights by `benchmarks/train_headline_copies.py`, from pairs labelled for it; measured on others, picked at the hard
boundary (`evals/headline_pairs.py`). The share of characters that two headlines have in common was the rule before:
it tells less than their order, the telling words that one lacks, and what kind of report each is, together.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import resources

from yaowen.base.text.script import is_han
from yaowen.group.rules.model import Part

WEIGHTS = "headline_copy_weights.json"
LEAST_HAN = 4
"""Below so many different Chinese characters chance decides."""
LEAST_ALIKE = 0.2
"""No pair with a smaller share of characters in common was ever labelled."""
IDF_UNIT = 10.0
_ASKING = re.compile(r"如何|为何|为什么|怎么|怎样|哪些|什么|谁|吗|是否|多少|几|哪")
_KINDS = re.compile(
    r"回应|声明|反应|批评|谴责|解读|评|谈|现场|直击|细节|原因|意义|影响|背后|前瞻|回顾|看点|祝贺|质疑|争议|口碑|海报|首秀"
)
"""What a report about a report is called: 回应 answers what the other tells, 解读 explains it."""
_DENYING = re.compile(r"[不未无没非否]")


@dataclass(frozen=True, slots=True)
class Said:
    """What a headline says.

    Attributes:
        plain: folded (`headline.plain_key`); `numbers`: as `headline.find_numbers` gives them.
        words: its telling words and the idf of each.
    """

    plain: str
    numbers: frozenset[str]
    words: Mapping[str, float]


def are_headline_copies(one: Said, other: Said) -> bool:
    """Whether two headlines are near-copies. Where each has a number that the other lacks, they report two counts."""
    if contradict(one.numbers, other.numbers) or measure_alike(one.plain, other.plain) < LEAST_ALIKE:
        return False
    return judge_copies(one, other) >= 0.0


def contradict(ours: Set[str], theirs: Set[str]) -> bool:
    """Whether each has a number that the other lacks."""
    return bool(ours - theirs and theirs - ours)


def judge_copies(one: Said, other: Said) -> float:
    """The logit that two headlines whose numbers do not contradict are near-copies."""
    return load_weights().judge(compare_headlines(one, other))


def measure_alike(one: str, other: str) -> float:
    """Different characters that both have ÷ those that either has, 0–1; 0 where there is too little Chinese."""
    ours, theirs = set(one), set(other)
    if min(sum(map(is_han, ours)), sum(map(is_han, theirs))) < LEAST_HAN:
        return 0.0
    return len(ours & theirs) / len(ours | theirs)


def compare_headlines(one: Said, other: Said) -> dict[str, float]:
    """What two headlines have in common and what not, as numbers for the weights; the same both ways."""
    one, other = sorted((one, other), key=lambda said: (len(said.plain), said.plain))
    short, long = len(one.plain) or 1, len(other.plain) or 1
    runs = [block.size for block in SequenceMatcher(None, one.plain, other.plain, autojunk=False).get_matching_blocks()]
    covered, missing = min(_cover(one, other), _cover(other, one))
    return {
        "alike": measure_alike(one.plain, other.plain),
        "order": 2.0 * sum(runs) / (short + long),
        "run": max(runs) / short,
        "covered": covered,
        "missing": missing / IDF_UNIT,
        "length_ratio": short / long,
        "length": math.log(long),
        "same_number": float(bool(one.numbers & other.numbers)),
        "one_asks": _differ(_ASKING, one, other),
        "one_denies": _differ(_DENYING, one, other),
        "other_kind": float(set(_KINDS.findall(one.plain)) != set(_KINDS.findall(other.plain))),
    }


def _cover(one: Said, other: Said) -> tuple[float, float]:
    """Which share of a headline's words, by idf, another has, in part where only some characters; the most it lacks."""
    lacking, chars = [], set(other.plain)
    for word, idf in one.words.items():
        if word in other.words or word in other.plain:
            continue
        held = sum([char in chars for char in word]) / len(word) if is_han(word[0]) else 0.0
        lacking.append((1.0 - held) * idf)
    whole = sum(one.words.values())
    return (1.0 - sum(lacking) / whole if whole else 0.0), max(lacking, default=0.0)


def _differ(sign: re.Pattern[str], one: Said, other: Said) -> float:
    """1 where one of two headlines alone has a sign."""
    return float(bool(sign.search(one.plain)) != bool(sign.search(other.plain)))


@functools.cache
def load_weights() -> Part:
    """The weights that ship with the program; a logit from 0 on says near-copy."""
    return Part(**json.loads(resources.files("yaowen.group").joinpath(WEIGHTS).read_text("utf-8")))
