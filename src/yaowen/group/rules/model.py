"""The learned judge: features of an article and a story → the probability that they are one event."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

WEIGHTS = "weights.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A logistic regression, and the bar that its logit must clear.

    Attributes:
        weights: by feature: `best`; `best*size`, the product of two; `best>0.5`, by how much one is above a value.
        threshold: logit above which an article joins a story of one.
        rise: what every doubling of the story adds to it.
    """

    bias: float
    weights: Mapping[str, float]
    threshold: float
    rise: float
    _plain: tuple[tuple[str, float], ...] = field(init=False, repr=False, compare=False)
    _products: tuple[tuple[str, str, float], ...] = field(init=False, repr=False, compare=False)
    _above: tuple[tuple[str, float, float], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the weights by kind, once."""
        kinds = [(*parse_name(name), weight) for name, weight in self.weights.items()]
        object.__setattr__(self, "_plain", tuple((name, w) for name, sign, _, w in kinds if not sign))
        object.__setattr__(self, "_products", tuple((name, other, w) for name, sign, other, w in kinds if sign == "*"))
        object.__setattr__(
            self, "_above", tuple((name, float(value), w) for name, sign, value, w in kinds if sign == ">")
        )

    def judge(self, features: Mapping[str, float]) -> float:
        """The logit: the higher, the likelier one event."""
        logit = self.bias + sum([weight * features[name] for name, weight in self._plain])
        logit += sum([weight * features[name] * features[other] for name, other, weight in self._products])
        for name, value, weight in self._above:
            if features[name] > value:
                logit += weight * (features[name] - value)
        return logit

    def bar(self, size: int) -> float:
        """The logit to be reached for a story of `size` live members."""
        return self.threshold + self.rise * math.log2(max(1, size))


@dataclass(frozen=True, slots=True)
class Model:
    """All that is learned, as readable data.

    Attributes:
        text: judges articles with a body; `bare`: those of which only the headline is known.
        link: how far over a second story's bar (below 0: under it) an article makes the two stories be compared.
        union: how far over the bar the articles of one must be on average for the other to take them in.
    """

    version: int
    text: Part
    bare: Part
    link: float
    union: float

    def part(self, *, bare: bool) -> Part:
        """The part for articles with or without a body."""
        return self.bare if bare else self.text


def parse_name(name: str) -> tuple[str, str, str]:
    """`best` → `best`, nothing; `best*size` → `best`, `*`, `size`; `best>0.5` → `best`, `>`, `0.5`."""
    sign = next((sign for sign in "*>" if sign in name), "")
    first, _, second = name.partition(sign) if sign else (name, "", "")
    return first, sign, second


def probability(logit: float) -> float:
    """Logit → 0–1."""
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, logit))))


def parse_model(text: str) -> Model:
    """Read the weights' file."""
    data = json.loads(text)
    return Model(data["version"], Part(**data["text"]), Part(**data["bare"]), data["link"], data["union"])


@functools.cache
def load_model() -> Model:
    """The weights that ship with the program (made by benchmarks/train_group.py)."""
    return parse_model(resources.files("yaowen.group").joinpath(WEIGHTS).read_text("utf-8"))
