"""Train src/yaowen/group/weights.json on the labelled windows of ../shared/data, and say how well it does.

Each window is replayed through a grouper of its own; every article and every story near it is an example:
positive where the story's labelled members are mostly of the article's event. The examples are gathered
again with the weights just learned, so that the model sees the mistakes it makes itself.
Then the thresholds are chosen on the same windows. `--leave-one-out` trains on all windows but one and
scores that one: the honest figure. English (cluster_uci_en) is never trained on.

    .venv/bin/python benchmarks/train_group.py [--leave-one-out] [--data DIR]
"""

from __future__ import annotations

import argparse
import importlib
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.features import Near, ask, measure
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.model import Model, Part
from yaowen.group.rules.terms import Terms, read_terms
from yaowen.group.rules.twins import Signed, Twin, TwinIndex
from yaowen.group.rules.window import LiveArticle

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yaowen" / "group" / "weights.json"
WINDOWS = ("cluster_waiA", "cluster_zhA", "cluster_zhB", "cluster_waimei_dev")
SILVER = "cluster_readhub"
OWN_LABELS = Path(__file__).with_name("group_labels")
WEIGHT_OF = {SILVER: 0.5}
ROUNDS = 2
RIDGE = 30.0
OTHER_KIND = 0.3
THRESHOLDS = (-0.6, -0.4, -0.2, 0.0, 0.2)
RISE, LINK, UNION = 0.1, -0.3, 0.5
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
    bare: bool


class KeptTwins(TwinIndex):
    """An index of twins that makes every article's signature once a window."""

    _kept: ClassVar[dict[tuple[str, int], Signed]] = {}

    def __init__(self, window: str) -> None:
        super().__init__()
        self._window = window

    def sign(self, article: LiveArticle) -> Signed:
        """The signature as kept."""
        key = self._window, article.serial
        if key not in self._kept:
            self._kept[key] = super().sign(article)
        return self._kept[key]


class Reader(Grouper):
    """A grouper that remembers what does not depend on the weights: terms, near articles and twins of a window."""

    _near: ClassVar[dict[tuple[str, int], list[tuple[float, int]]]] = {}
    _same: ClassVar[dict[tuple[str, int], list[tuple[int, float, float]]]] = {}

    def __init__(self, model: Model, items: Sequence[Item]) -> None:
        super().__init__(model)
        self._terms = {item.arrival.id: item.terms for item in items}
        self._window = str(items[0].arrival.id) + str(len(items))
        self._twins = KeptTwins(self._window)

    def read(self, arrival: Arrival) -> Terms:
        """The terms as given."""
        return self._terms[arrival.id]

    def find_articles(self, new: LiveArticle) -> list[tuple[float, int]]:
        """The near articles, searched once a window; afresh where an article is asked again."""
        if new.serial in self.window.articles:
            return super().find_articles(new)
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
        first = new.serial not in self.window.articles
        for near in found if event is not None and first else ():
            members = [self._event[self.window.articles[serial].article_id] for serial in near.story.members]
            known = Counter(event for event in members if event is not None)
            if known:
                same = known[event] * 2 > known.total()
                self.examples.append(
                    Example(measure(ask(new, self.window), near, self.window), same, 1.0, not new.terms.body)
                )
        return found


def main() -> None:
    """Train on all windows, or leave each out in turn."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    made.add_argument("--leave-one-out", action="store_true")
    args = made.parse_args()
    sys.path.insert(0, str(args.data.parent / "measure"))
    windows = {name: read_window(args.data / name) for name in (*WINDOWS, SILVER)} | read_own(args.data)
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
    for name in (*WINDOWS, SILVER):
        items = windows[name]
        model = train({other: kept for other, kept in windows.items() if other != name})
        scores = score(model, items)
        bars = (model.text.threshold, model.text.rise, model.bare.threshold, model.bare.rise, model.union)
        show(f"{name} (left out; bars {bars})", scores)
        if name != SILVER:
            results.append(scores)
    show("mean of the four", {key: float(np.mean([scores[key] for scores in results])) for key in results[0]})


def read_window(folder: Path) -> list[Item]:
    """A labelled set in order of arrival, as the scorer sends it."""
    scorer: Any = importlib.import_module("group_score")
    return [item_of(article.row, article.event) for article in scorer.read_articles(folder)]


def read_own(data: Path) -> dict[str, list[Item]]:
    """The windows that we labelled ourselves: ids here, texts in the streams of the same names."""
    windows = {}
    for file in sorted(OWN_LABELS.glob("*.json")):
        for day, labels in json.loads(file.read_text("utf-8")).items():
            events = {key: f"{day} {place}" for place, group in enumerate(labels["groups"]) for key in group}
            events |= {key: f"{day} {key}" for key in labels["alone"]}
            wanted: dict[str, str | None] = {**dict.fromkeys(labels["exclude"]), **events}
            rows = [row for row in read_stream(data / file.stem, day[:7]) if row["id"] in wanted]
            rows.sort(key=lambda row: str(row["first_seen"] or row["published"]))
            windows[f"own {day}"] = [item_of(row, wanted[row["id"]]) for row in rows]
    return windows


def read_stream(folder: Path, month: str) -> Iterator[dict[str, Any]]:
    """The articles of a stream: of a month, where it is kept by months."""
    for file in sorted(folder.glob(f"{month}.jsonl.xz")) or sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def item_of(row: Mapping[str, Any], event: str | None) -> Item:
    """A row of a stream or of the scorer, with its terms."""
    at = datetime.fromisoformat(row["published"])
    arrival = Arrival(row["id"], row["outlet"] or "", row["title"], row["text"] or "", at, "zh")
    return Item(arrival, read_terms(arrival, load_background()), event)


def train(windows: Mapping[str, list[Item]]) -> Model:
    """Gather examples and fit, twice over; then choose the thresholds."""
    start = Part(-5.0, {"head": 6.0, "centroid": 6.0, "covered": 2.0}, 0.0, RISE)
    model, examples = Model(1, start, start, LINK, UNION), list[Example]()
    for _ in range(ROUNDS):
        for name, items in windows.items():
            examples += gather(model, items, WEIGHT_OF.get(name, 1.0))
        model = Model(1, fit(examples, bare=False), fit(examples, bare=True), LINK, UNION)
    return choose_bars(model, list(windows.values()))


def gather(model: Model, items: Sequence[Item], weight: float) -> list[Example]:
    """The examples of a window under a model; every window counts the same, whatever its size."""
    teacher = Teacher(model, items)
    for item in items:
        teacher.add(item.arrival)
    share = 1000.0 * weight / max(1, len(teacher.examples))
    return [Example(one.features, one.same, share, one.bare) for one in teacher.examples]


def fit(examples: Sequence[Example], *, bare: bool) -> Part:
    """Logistic regression with a ridge, by Newton's method on standardised features.

    Articles with a body and without are judged by weights of their own; the other kind counts a little.
    """
    names = sorted(examples[0].features)
    table = np.array([[one.features[name] for name in names] for one in examples])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    standard = np.hstack([np.ones((len(table), 1)), (table - mean) / spread])
    labels = np.array([float(one.same) for one in examples])
    counts = np.array([one.weight * (1.0 if one.bare == bare else OTHER_KIND) for one in examples])
    found = solve(standard, labels, counts)
    weights = found[1:] / spread
    bias = float(found[0] - (weights * mean).sum())
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Part(round(bias, 4), rounded, 0.0, RISE)


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


def choose_bars(model: Model, windows: Sequence[list[Item]]) -> Model:
    """Thresholds of the best mean of B³, multi and pair F1, for each kind of articles on the windows of that kind."""
    kinds = {True: [items for items in windows if is_bare(items)], False: [i for i in windows if not is_bare(i)]}
    for bare, some in kinds.items():
        name, part = ("bare" if bare else "text"), model.part(bare=bare)
        tried = [replace(model, **{name: replace(part, threshold=value)}) for value in THRESHOLDS]
        model = max(tried, key=lambda made: worth(made, some)) if some else model
    return model


def is_bare(items: Sequence[Item]) -> bool:
    """Whether a window has headlines only."""
    return not any(item.arrival.text for item in items)


def worth(model: Model, windows: Sequence[list[Item]]) -> float:
    """Mean merit over windows."""
    return float(np.mean([merit(score(model, items)) for items in windows]))


def merit(scores: Scores) -> float:
    """What is being maximised."""
    return (scores["b3_f1"] + scores["multi_f1"] + scores["pair_f1"]) / 3


def score(model: Model, items: Sequence[Item]) -> Scores:
    """The scorer's figures of a window."""
    scorer: Any = importlib.import_module("group_score")
    grouper = Reader(model, items)
    placed = [grouper.add(item.arrival) for item in items]
    merged = {union.merged: union.survivor for placement in placed for union in placement.unions}
    said = {str(placement.article_id): str(follow(placement.story, merged)) for placement in placed}
    gold = {str(item.arrival.id): item.event for item in items if item.event is not None}
    figures: Scores = scorer.score_groups(gold, said, 0)
    return figures


def follow(story: int, merged: Mapping[int, int]) -> int:
    """The story that a story's articles are in at the end."""
    while story in merged:
        story = merged[story]
    return story


def show(name: str, scores: Scores) -> None:
    """One line of figures."""
    keys: Iterable[str] = ("b3_p", "b3_r", "b3_f1", "multi_f1", "pair_p", "pair_r", "pair_f1")
    print(name, *(f"{key} {scores[key]:.3f}" for key in keys), sep="  ", flush=True)


def write_model(model: Model) -> str:
    """The weights' file, readable."""
    return json.dumps(asdict(model), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    main()
