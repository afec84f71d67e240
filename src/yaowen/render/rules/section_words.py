"""What an article's words tell of its section: a linear classifier over words of Latin letters and runs of characters.

The weights are lines of text in `render/section_weights.tsv` (benchmarks/train_sections.py): a feature, then a weight
in hundredths a section. Simplified and traditional fold to one.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from importlib import resources
from typing import NamedTuple

from yaowen.base.text.script import fold_script
from yaowen.render.rules.sections import SECTIONS, Section, Told

LEAD_CHARS = 80
"""Characters of the text that are read beside the headline: news says first what it is about."""
SURE = 0.7
"""Below this the words tell nothing: unsectioned is better than wrong (docs/how-to/sections.md has the figures)."""
_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z0-9]+")
_HAN_FIRST = "\u3400"
_LONGEST = 3


class Weights(NamedTuple):
    """The learned weights: by feature, in the order of `SECTIONS`; what every text begins with."""

    features: Mapping[str, tuple[float, ...]]
    bias: tuple[float, ...]


def features_of(headline: str, lead: str = "") -> set[str]:
    """The features of an article: runs of two and three Chinese characters, and words of Latin letters.

    Args:
        lead: how its text begins; the first 80 characters count.
    """
    return _features(headline) | _features(lead[:LEAD_CHARS])


def decide_section(headline: str, lead: str = "") -> Told:
    """The section that the words tell, or none where they are not sure enough."""
    section, sure = likeliest_section(headline, lead)
    return Told(section, "words", sure) if sure >= SURE else Told()


def likeliest_section(headline: str, lead: str = "") -> tuple[Section, float]:
    """The section that fits best and how sure it is, 0–1."""
    weights = load_weights()
    known = [row for one in features_of(headline, lead) if (row := weights.features.get(one)) is not None]
    scale = 1 / math.sqrt(len(known)) if known else 0.0
    scores = [bias + scale * sum(column) for bias, column in zip(weights.bias, zip(*known, strict=True), strict=True)] \
        if known else list(weights.bias)  # fmt: skip
    top = max(scores)
    shares = [math.exp(score - top) for score in scores]
    best = max(range(len(shares)), key=shares.__getitem__)
    return SECTIONS[best], shares[best] / sum(shares) if known else 0.0


@functools.cache
def load_weights() -> Weights:
    """The weights as shipped."""
    text = (resources.files("yaowen.render") / "section_weights.tsv").read_text("utf-8")
    return parse_weights(text)


def parse_weights(text: str) -> Weights:
    """Weights from their lines: `feature<TAB>12 -3 0 …`; `#` begins a comment, the feature `*` is the bias."""
    rows: dict[str, tuple[float, ...]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            feature, _, numbers = line.partition("\t")
            rows[feature] = tuple(int(number) / 100 for number in numbers.split())
    bias = rows.pop("*", (0.0,) * len(SECTIONS))
    return Weights(rows, bias)


def _features(text: str) -> set[str]:
    found: set[str] = set()
    for run in _RUNS.findall(fold_script(text).lower()):
        if run[0] < _HAN_FIRST:
            found.add(run)
            continue
        found.update(run[at : at + 2] for at in range(len(run) - 1))
        found.update(run[at : at + _LONGEST] for at in range(len(run) - 2))
    return found
