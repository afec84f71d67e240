"""Train src/yaowen/group/weights.json on the labelled windows of ../shared/data, and say how well it does.

Each window is replayed through a grouper of its own; every article and every story near it is an example:
positive where the story's labelled members are mostly of the article's event. The examples are gathered
again with the weights just learned (three rounds), so that the model sees the mistakes it makes itself.
Then threshold and rise are chosen on the same windows. `--leave-one-out` trains on all windows but one and
scores that one: the honest figure. English (cluster_uci_en) is never trained on.

    .venv/bin/python benchmarks/train_group.py [--leave-one-out] [--data DIR]
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.features import Near, measure
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.model import Model, load_model
from yaowen.group.rules.terms import Terms, read_terms
from yaowen.group.rules.twins import Twin
from yaowen.group.rules.window import LiveArticle

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yaowen" / "group" / "weights.json"
WINDOWS = ("cluster_waiA", "cluster_zhA", "cluster_zhB", "cluster_waimei_dev")
SILVER = "cluster_readhub"
WEIGHT_OF = {SILVER: 0.3}
ROUNDS = 3
RIDGE = 2.0
THRESHOLDS = (-1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0)
RISES = (0.0, 0.1, 0.2, 0.35, 0.5)
Scores = Mapping[str, float]


@dataclass(frozen=True)
class Item:
    """An article with its terms, read once, and its event."""

    arrival: Arrival
    terms: Terms
    event: str | None


@dataclass(frozen=True)
class Example:
    """Features of an article and a story, whether they are one event, and what the example counts."""

    features: Mapping[str, float]
    same: bool
    weight: float


class Reader(Grouper):
    """A grouper that remembers what does not depend on the weights: terms, near articles and twins of a window."""

    _near: ClassVar[dict[tuple[str, int], list[tuple[float, int]]]] = {}
    _same: ClassVar[dict[tuple[str, int], list[tuple[int, float, float]]]] = {}

    def __init__(self, model: Model, items: Sequence[Item]) -> None:
        super().__init__(model)
        self._terms = {item.arrival.id: item.terms for item in items}
        self._window = str(items[0].arrival.id) + str(len(items))

    def read(self, arrival: Arrival) -> Terms:
        """The terms as given."""
        return self._terms[arrival.id]

    def find_articles(self, new: LiveArticle) -> list[tuple[float, int]]:
        """The near articles, searched once a window."""
        key = self._window, new.serial
        if key not in self._near:
            self._near[key] = super().find_articles(new)
        return self._near[key]

    def find_twins(self, new: LiveArticle) -> list[Twin]:
        """The twins, compared once a window."""
        key = self._window, new.serial
        if key not in self._same:
            self._same[key] = [(twin.article.serial, twin.same_text, twin.inside) for twin in super().find_twins(new)]
        return [Twin(self.window.articles[serial], same, inside) for serial, same, inside in self._same[key]]


class Teacher(Reader):
    """Files by its model and notes every decision with the right answer."""

    def __init__(self, model: Model, items: Sequence[Item]) -> None:
        super().__init__(model, items)
        self._event = {item.arrival.id: item.event for item in items}
        self.examples: list[Example] = []

    def find_near(self, new: LiveArticle) -> list[Near]:
        """Note the examples on the way."""
        found = super().find_near(new)
        event = self._event[new.article_id]
        for near in found if event is not None else ():
            members = [self._event[self.window.articles[serial].article_id] for serial in near.story.members]
            known = Counter(event for event in members if event is not None)
            if known:
                same = known[event] * 2 > known.total()
                self.examples.append(Example(measure(new, near, self.window), same, 1.0))
        return found


def main() -> None:
    """Train on all windows, or leave each out in turn."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    made.add_argument("--leave-one-out", action="store_true")
    args = made.parse_args()
    sys.path.insert(0, str(args.data.parent / "measure"))
    windows = {name: read_window(args.data / name) for name in (*WINDOWS, SILVER)}
    if args.leave_one_out:
        leave_one_out(windows)
        return
    model = train(windows)
    TARGET.write_text(write_model(model), "utf-8")
    for name, items in windows.items():
        show(f"{name} (trained on)", score(model, items))


def leave_one_out(windows: Mapping[str, list[Item]]) -> None:
    """Score every window with a model that has not seen it."""
    results = []
    for name, items in windows.items():
        model = train({other: kept for other, kept in windows.items() if other != name})
        scores = score(model, items)
        show(f"{name} (left out; threshold {model.threshold}, rise {model.rise})", scores)
        if name != SILVER:
            results.append(scores)
    show("mean of the four", {key: float(np.mean([scores[key] for scores in results])) for key in results[0]})


def read_window(folder: Path) -> list[Item]:
    """A labelled set in order of arrival, as the scorer sends it."""
    scorer: Any = importlib.import_module("group_score")
    background = load_background()
    items = []
    for article in scorer.read_articles(folder):
        row = article.row
        at = datetime.fromisoformat(row["published"])
        arrival = Arrival(row["id"], row["outlet"] or "", row["title"], row["text"] or "", at, "zh")
        items.append(Item(arrival, read_terms(arrival, background), article.event))
    return items


def train(windows: Mapping[str, list[Item]]) -> Model:
    """Gather examples and fit, three times over; then choose threshold and rise."""
    model, examples = load_model(), list[Example]()
    for _ in range(ROUNDS):
        for name, items in windows.items():
            examples += gather(model, items, WEIGHT_OF.get(name, 1.0))
        model = fit(examples)
    return choose_bar(model, [items for name, items in windows.items() if name != SILVER])


def gather(model: Model, items: Sequence[Item], weight: float) -> list[Example]:
    """The examples of a window under a model; every window counts the same, whatever its size."""
    teacher = Teacher(model, items)
    for item in items:
        teacher.add(item.arrival)
    share = 1000.0 * weight / max(1, len(teacher.examples))
    return [Example(one.features, one.same, share) for one in teacher.examples]


def fit(examples: Sequence[Example]) -> Model:
    """Logistic regression with a ridge, by Newton's method on standardised features."""
    names = sorted(examples[0].features)
    table = np.array([[one.features[name] for name in names] for one in examples])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    standard = np.hstack([np.ones((len(table), 1)), (table - mean) / spread])
    labels = np.array([float(one.same) for one in examples])
    found = solve(standard, labels, np.array([one.weight for one in examples]))
    weights = found[1:] / spread
    bias = float(found[0] - (weights * mean).sum())
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Model(1, round(bias, 4), rounded, 0.0, 0.0)


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
        if np.abs(step).max() < 1e-6:
            break
    return found


def choose_bar(model: Model, windows: Sequence[list[Item]]) -> Model:
    """Threshold and rise of the best mean of B³, multi and pair F1 over the windows."""

    def worth(threshold: float, rise: float) -> float:
        made = with_bar(model, threshold, rise)
        return float(np.mean([merit(score(made, items)) for items in windows]))

    threshold = max(THRESHOLDS, key=lambda value: worth(value, 0.15))
    rise = max(RISES, key=lambda value: worth(threshold, value))
    near = [threshold - 0.2, threshold, threshold + 0.2]
    best = max(itertools.product(near, [rise]), key=lambda pair: worth(*pair))
    return with_bar(model, *best)


def with_bar(model: Model, threshold: float, rise: float) -> Model:
    """The model with another bar."""
    return Model(model.version, model.bias, model.weights, round(threshold, 2), round(rise, 2))


def merit(scores: Scores) -> float:
    """What is being maximised."""
    return (scores["b3_f1"] + scores["multi_f1"] + scores["pair_f1"]) / 3


def score(model: Model, items: Sequence[Item]) -> Scores:
    """The scorer's figures of a window."""
    scorer: Any = importlib.import_module("group_score")
    grouper = Reader(model, items)
    said = {str(item.arrival.id): str(grouper.add(item.arrival).story) for item in items}
    gold = {str(item.arrival.id): item.event for item in items if item.event is not None}
    figures: Scores = scorer.score_groups(gold, said, 0)
    return figures


def show(name: str, scores: Scores) -> None:
    """One line of figures."""
    keys: Iterable[str] = ("b3_p", "b3_r", "b3_f1", "multi_f1", "pair_p", "pair_r", "pair_f1")
    print(name, *(f"{key} {scores[key]:.3f}" for key in keys), sep="  ", flush=True)


def write_model(model: Model) -> str:
    """The weights' file, readable."""
    data = {"version": model.version, "bias": model.bias, "threshold": model.threshold, "rise": model.rise}
    return json.dumps({**data, "weights": dict(sorted(model.weights.items()))}, indent=1) + "\n"


if __name__ == "__main__":
    main()
