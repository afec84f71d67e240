"""How sure the reader may be that a text is the article's: what it feels, set against what was right before."""

from __future__ import annotations

import functools
import json
from bisect import bisect_right
from collections.abc import Sequence
from importlib import resources

STEPS = "confidence.json"
Step = tuple[float, float]


def mean_sureness(rules: float, model: float) -> float:
    """What the rules and the line model feel of a body, as one number (0–1); not yet what it is worth."""
    return round((rules + model) / 2, 3)


def calibrate(sure: float, steps: Sequence[Step]) -> float:
    """The body F1 that pages of which the reader felt so sure had (0–1).

    Between two steps it is on the line between them, below the first on the line to nothing.

    Args:
        sure: as felt, 0–1.
        steps: (felt, mean F1 of the labelled pages about it), rising in both.
    """
    if not steps or sure <= 0:
        return 0.0
    place = bisect_right(steps, (sure, 2.0))
    if place == len(steps):
        return steps[-1][1]
    (low, low_f1), (high, high_f1) = steps[place - 1] if place else (0.0, 0.0), steps[place]
    return round(low_f1 + (high_f1 - low_f1) * (sure - low) / max(1e-9, high - low), 3)


@functools.cache
def load_steps() -> tuple[Step, ...]:
    """The steps that ship with the program (benchmarks/train_extract.py --calibrate)."""
    data = json.loads(resources.files("yaowen.extract").joinpath(STEPS).read_text("utf-8"))
    return tuple((float(felt), float(f1)) for felt, f1 in data["steps"])
