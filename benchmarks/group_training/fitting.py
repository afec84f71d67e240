"""Tables of examples, and the logistic regression that is learned from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.model import Model, Part, parse_name

VERSION = 2
RIDGE = 100.0
OTHER_KIND = 0.3
RISE, LINK, UNION = 0.1, -0.6, 0.0
DERIVED = (
    *("best>0.3", "best>0.5", "centroid>0.3", "centroid>0.5", "told>0.5", "told>0.8", "covers>0.5", "covers>0.8"),
    *("head>0.4", "pairs>0.3", "top3>0.2", "gap>1.5", "size>1.5", "covered>0.5", "covered>0.8"),
    *("told*covers", "best*covers", "centroid*cohesion", "centroid*affinity", "burst*affinity", "told_all*size"),
    *("pairs*words", "length*told", "same_near*head", "other_number*head"),
)
"""What the model is given beside the features themselves, as `Part` reads it: most of them tell more at one end."""


@dataclass(frozen=True)
class Lesson:
    """Examples, a row each.

    Attributes:
        names: of the features, in the order of the columns.
        same: 1 where article and story are one event, else 0; `bare`: whether only the headline is known.
        filed: whether the example is of a model's own filing; else every article stood in its place.
        counts: how much each counts.
    """

    features: NDArray[np.float64]
    names: Sequence[str]
    same: NDArray[np.float64]
    bare: NDArray[np.bool_]
    filed: NDArray[np.bool_]
    counts: NDArray[np.float64]

    def times(self, weight: float) -> Lesson:
        """The same, each counting so much more."""
        return replace(self, counts=weight * self.counts)


def join(lessons: Sequence[Lesson]) -> Lesson:
    """Several lessons as one."""
    columns = (np.concatenate([getattr(one, name) for one in lessons]) for name in ("same", "bare", "filed", "counts"))
    return Lesson(np.vstack([one.features for one in lessons]), lessons[0].names, *columns)


def fit_model(lessons: Sequence[Lesson], shares: Mapping[bool, float]) -> Model:
    """A model of both kinds, with bars of 0; `shares` as in `fit`, by whether only the headline is known."""
    lesson = join(lessons)
    text, bare = (fit(lesson, bare=kind, share=shares[kind]) for kind in (False, True))
    return Model(VERSION, text, bare, LINK, UNION)


def fit(lesson: Lesson, *, bare: bool, share: float) -> Part:
    """Logistic regression with a ridge, by Newton's method on standardised features.

    Articles with a body and without are judged by weights of their own; the other kind counts a little.

    Args:
        share: of the weight, what examples of the model's own filing have where there are both kinds of examples.
    """
    names = [*lesson.names, *DERIVED]
    table = np.stack([read_column(lesson, name) for name in names], axis=1)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    standard = np.hstack([np.ones((len(table), 1)), (table - mean) / spread])
    counts = lesson.counts * np.where(lesson.bare == bare, 1.0, OTHER_KIND)
    found = solve(standard, lesson.same, counts * 2.0 * np.where(lesson.filed, share, 1.0 - share))
    weights = found[1:] / spread
    bias = float(found[0] - (weights * mean).sum())
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Part(round(bias, 4), rounded, 0.0, RISE)


def read_column(lesson: Lesson, name: str) -> NDArray[np.float64]:
    """A feature of all examples, also one made of others as `Part` writes them."""
    first, sign, second = parse_name(name)
    values: NDArray[np.float64] = lesson.features[:, lesson.names.index(first)]
    if sign == "*":
        return values * lesson.features[:, lesson.names.index(second)]
    return np.maximum(0.0, values - float(second)) if sign else values


def solve(table: NDArray[np.float64], labels: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of least penalised loss; the bias (first column) is not penalised."""
    found = np.zeros(table.shape[1])
    ridge = RIDGE * np.eye(table.shape[1])
    ridge[0, 0] = 0.0
    for _ in range(30):
        said = 1.0 / (1.0 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (counts * (said - labels)) + ridge @ found
        curve = (table * (counts * said * (1 - said))[:, None]).T @ table + ridge
        step = np.linalg.solve(curve, slope)
        found = found - step
        if np.abs(step).max() < 1e-4:
            break
    return found
