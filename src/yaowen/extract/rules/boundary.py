"""Which lines near the body are the article's: a small linear model looks over what the rules have chosen.

The weights were learned from labelled pages (benchmarks/train_extract.py). Every line gets a logit; the best way
through the lines then pays for each change between article and furniture, so that no single line is torn out.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

from yaowen.extract.rules.clean import is_wide
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import Layout
from yaowen.extract.rules.line_features import ELEMENTS, Context, Group, Groups, gather_groups, names_of
from yaowen.extract.rules.prose import data_cells

WEIGHTS = "line_weights.json"
_MOST_LOGIT = 4.0
MOST_KNOWN = 50_000
"""Groups of features whose weight is kept; real pages have some ten thousand different ones."""
_LEAST_STRENGTH, _MOST_STRENGTH, _FULL_CHARS = 0.4, 1.5, 150.0
"""A short line counts 0.4 of its logit on the way, one of 150 characters 1.4."""
RULES_IN_CHINESE = 1.0
"""What the rules' choice adds to a logit on pages in Chinese, Japanese and Korean, of which there are few among the
labels: left out of training, extract_zh_handmade has .956 with it and .939 without, the others stay as they are."""
_SAMPLE_CHARS = 2000
_LEAST_LEFT = 0.15
"""Share of the body's text that is left at least; else the model is not believed."""


@dataclass(frozen=True, slots=True)
class LineModel:
    """A logistic regression over the features that a line has.

    Attributes:
        weights: by name of the feature; those that are not there count nothing.
        change: what a change between article and furniture costs.
    """

    weights: Mapping[str, float]
    change: float
    _known: dict[Group, float] = field(default_factory=dict, compare=False, repr=False)

    def judge(self, groups: Groups, of_page: dict[Group, float]) -> float:
        """The logit of a line: above 0 it is more likely the article's than not.

        Args:
            groups: its features.
            of_page: what was said of groups that only this page has.
        """
        logit = 0.0
        for group in groups:
            known = of_page if group[0] == ELEMENTS else self._known
            value = known.get(group)
            if value is None:
                value = self._weigh(group)
                if len(known) < MOST_KNOWN:
                    known[group] = value
            logit += value
        return logit

    def _weigh(self, group: Group) -> float:
        get = self.weights.get
        return sum([get(name, 0.0) for name in names_of(group)])


@functools.cache
def load_line_model() -> LineModel:
    """The weights that ship with the program."""
    data = json.loads(resources.files("yaowen.extract").joinpath(WEIGHTS).read_text("utf-8"))
    return LineModel(data["weights"], data["change"])


def redraw_boundary(context: Context, model: LineModel) -> tuple[tuple[int, ...], float]:
    """Look over the lines that the rules took.

    Args:
        context: the page and what the rules took of it.
        model: the weights.

    Returns:
        Places of the article's lines, and how sure the model is of them (0–1, by their length).
    """
    of_page: dict[Group, float] = {}
    logits = {
        place: model.judge(groups, of_page) if groups else -_MOST_LOGIT for place, groups in gather_groups(context)
    }
    lines = context.layout.lines
    kept = frozenset(context.kept)
    if is_wide("".join(lines[place].text for place in context.kept)[:_SAMPLE_CHARS]):
        for place, logit in logits.items():
            logits[place] = logit + (RULES_IN_CHINESE if place in kept else -RULES_IN_CHINESE)
    taken = {
        place
        for place in choose_lines(context.layout, logits, model.change)
        if place in kept or not is_furniture_line(lines[place].text)
    }
    cells = data_cells(context.layout)
    taken |= {place for place in kept if place not in logits or place in cells}
    if sum(lines[place].weight for place in taken) < _LEAST_LEFT * sum(lines[place].weight for place in kept):
        taken = set(kept)
    return tuple(sorted(taken)), _sureness(context.layout, sorted(taken), logits)


def choose_lines(layout: Layout, logits: Mapping[int, float], change: float) -> list[int]:
    """The lines of the best way through all lines in order (Viterbi, two states).

    Args:
        layout: the page's lines.
        logits: by place, in order.
        change: cost of a change between article and furniture.
    """
    out, inside = 0.0, -math.inf
    steps: list[tuple[bool, bool]] = []
    for place, logit in logits.items():
        strength = min(_MOST_STRENGTH, _LEAST_STRENGTH + len(layout.lines[place].text) / _FULL_CHARS)
        gain = max(-_MOST_LOGIT, min(_MOST_LOGIT, logit)) * strength / 2
        from_inside, from_out = inside - change > out, inside >= out - change
        steps.append((from_inside, from_out))
        out, inside = max(out, inside - change) - gain, max(inside, out - change) + gain
    state, taken = inside > out, list[int]()
    for place, (from_inside, from_out) in zip(reversed(list(logits)), reversed(steps), strict=True):
        if state:
            taken.append(place)
        state = from_out if state else from_inside
    return taken[::-1]


def _sureness(layout: Layout, taken: Sequence[int], logits: Mapping[int, float]) -> float:
    weight = sum(layout.lines[place].weight for place in taken)
    if not weight:
        return 0.0
    sure = sum(layout.lines[place].weight / (1 + math.exp(-max(-30.0, logits.get(place, 0.0)))) for place in taken)
    return round(sure / weight, 3)
