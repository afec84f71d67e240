"""Train src/yaowen/group/weights.json on the labelled windows of ../shared/data, and say how well it does.

Each window is replayed through a filer of its own; every article and every story near it is an example:
positive where the story's labelled members are mostly of the article's event. The examples are gathered twice: by a
model learned from our own windows (so that the weights see the mistakes that such a model makes), and with every
labelled article put where it belongs. Then every window is filed under weights learned on all the others, with every
threshold; the bar of the window left out is the one that is best for the others: the honest figures. What ships is
learned on all windows. English (cluster_uci_en) is never trained on.

    .venv/bin/python benchmarks/train_group.py [--leave-one-out] [--json] [--data DIR]
"""

from __future__ import annotations

import argparse
import importlib
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, reduce
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.arrival import Arrival, Union
from yaowen.group.rules.background import load_background
from yaowen.group.rules.features import Near, measure
from yaowen.group.rules.filer import Decision, Filer
from yaowen.group.rules.grouper import Verdict
from yaowen.group.rules.model import Model, Part, parse_name
from yaowen.group.rules.question import ask
from yaowen.group.rules.terms import Terms, read_terms
from yaowen.group.rules.twins import Signed, Twin, TwinIndex
from yaowen.group.rules.window import LiveArticle

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yaowen" / "group" / "weights.json"
WINDOWS = ("cluster_waiA", "cluster_zhA", "cluster_zhB", "cluster_waimei_dev")
SILVER = "cluster_readhub"
OWN_LABELS = Path(__file__).with_name("group_labels")
OWN = "own"
WEIGHT_OF = {SILVER: 0.5}
VERSION = 2
RIDGE = 100.0
WARM_UP = timedelta(hours=36)
OTHER_KIND = 0.3
DERIVED = (
    *("best>0.3", "best>0.5", "centroid>0.3", "centroid>0.5", "told>0.5", "told>0.8", "covers>0.5", "covers>0.8"),
    *("head>0.4", "pairs>0.3", "top3>0.2", "gap>1.5", "size>1.5", "covered>0.5", "covered>0.8"),
    *("told*covers", "best*covers", "centroid*cohesion", "centroid*affinity", "burst*affinity", "told_all*size"),
    *("pairs*words", "length*told", "same_near*head", "other_number*head"),
)
"""What the model is given beside the features themselves, as `Part` reads it: most of them tell more at one end."""
THRESHOLDS = (-0.6, -0.3, 0.0, 0.3)
RISE, LINK, UNION = 0.1, -0.6, 0.0
Scores = Mapping[str, float]


@dataclass(frozen=True)
class Item:
    """An article with its terms, read once, and its event."""

    arrival: Arrival
    terms: Terms
    event: str | None


@dataclass(frozen=True)
class Example:
    """Features of an article and a story, and whether they are one event."""

    features: Mapping[str, float]
    same: bool
    bare: bool


@dataclass(frozen=True)
class Lesson:
    """The examples of a window, a row each."""

    features: NDArray[np.float64]
    names: Sequence[str]
    same: NDArray[np.float64]
    bare: NDArray[np.bool_]
    counts: NDArray[np.float64]

    def times(self, weight: float) -> Lesson:
        """The same, each counting so much more."""
        return replace(self, counts=weight * self.counts)


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


class Reader(Filer):
    """A filer that remembers what does not depend on the weights: terms, near articles and twins of a window."""

    _near: ClassVar[dict[tuple[str, int], list[tuple[float, int]]]] = {}
    _same: ClassVar[dict[tuple[str, int], list[tuple[int, float, float]]]] = {}

    def __init__(self, model: Model, items: Sequence[Item]) -> None:
        super().__init__(model)
        self._terms_of = {item.arrival.id: item.terms for item in items}
        self._window = str(items[0].arrival.id) + str(len(items))
        self._twins = KeptTwins(self._window)

    def read(self, arrival: Arrival) -> Terms:
        """The terms as given."""
        return self._terms_of[arrival.id]

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
                same = known[event or ""] * 2 > known.total()
                self.examples.append(Example(measure(ask(new, self.window), near), same, not new.body))
        return found


class Tutor(Teacher):
    """A teacher that puts every labelled article in the story of its event, whatever the model says."""

    def __init__(self, model: Model, items: Sequence[Item]) -> None:
        super().__init__(model, items)
        self._home: dict[str, int] = {}

    def file(self, arrival: Arrival) -> Decision:
        """File an article; nothing is filed again."""
        placement = self.add(arrival)
        event = self._event[arrival.id]
        if event is not None:
            self._home.setdefault(event, placement.story)
        return Decision(placement, None, (), (), ())

    def _decide(self, new: LiveArticle) -> Verdict:
        verdict = super()._decide(new)
        event = self._event[new.article_id]
        if event is None:
            return verdict
        home = self._home.get(event)
        return replace(verdict, story=home if home in self.window.stories else None, also=())

    def _unite(self, _new: LiveArticle, _key: int) -> None:
        return None


def main() -> None:
    """Train on all windows, or leave each out in turn."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    made.add_argument("--leave-one-out", action="store_true", help="only say how it does on windows unseen")
    made.add_argument("--json", action="store_true", help="the same as one line of JSON; trains nothing")
    args = made.parse_args()
    sys.path.insert(0, str(args.data.parent / "measure"))
    windows = {name: read_window(args.data / name) for name in (*WINDOWS, SILVER)} | read_own(args.data)
    lessons = gather_lessons(windows)
    table = score_unseen(windows, lessons)
    results = leave_one_out(table)
    if args.json:
        print(json.dumps(results))
        return
    for name, scores in results.items():
        show(f"{name} (left out)", scores)
    if args.leave_one_out:
        return
    model = train(lessons, table)
    TARGET.write_text(write_model(model), "utf-8")
    for name, items in windows.items():
        show(f"{name} (trained on)", score(model, items))


def leave_one_out(table: Mapping[str, Sequence[Scores]]) -> dict[str, Scores]:
    """For every public window how weights learned on all others did, behind the bar that is best for the others.

    Beside them the mean of the four and of all windows but the silver one.
    """
    results: dict[str, Scores] = {}
    for name, scores in table.items():
        bar = choose_bar(table, name)
        results[name] = {**scores[bar], "bar": THRESHOLDS[bar]}
    labelled = [scores for name, scores in results.items() if name != SILVER]
    shown = {name.removeprefix("cluster_"): results[name] for name in (*WINDOWS, SILVER)}
    shown[f"mean_{len(WINDOWS)}"] = mean_of([results[name] for name in WINDOWS])
    return {**shown, f"mean_{len(labelled)}": mean_of(labelled)}


def mean_of(rows: Sequence[Scores]) -> Scores:
    """The mean of every figure."""
    return {key: float(np.mean([scores[key] for scores in rows])) for key in rows[0]}


def read_window(folder: Path) -> list[Item]:
    """A labelled set in order of arrival, as the scorer sends it."""
    scorer: Any = importlib.import_module("group_score")
    return [item_of(article.row, article.event) for article in scorer.read_articles(folder)]


def read_own(data: Path) -> dict[str, list[Item]]:
    """The windows that we labelled ourselves: ids here, texts in the streams of the same names.

    What the stream brought in the 36 hours before is filed first, unscored, as in the public windows.
    """
    windows = {}
    for file in sorted(OWN_LABELS.glob("*.json")):
        for day, labels in json.loads(file.read_text("utf-8")).items():
            events = {key: f"{day} {place}" for place, group in enumerate(labels["groups"]) for key in group}
            events |= {key: f"{day} {key}" for key in labels["alone"]}
            rows = read_slice(data / file.stem, {*events, *labels["exclude"]})
            windows[f"{OWN} {day}"] = [item_of(row, events.get(row["id"])) for row in rows]
    return windows


def read_slice(folder: Path, wanted: Set[str]) -> list[dict[str, Any]]:
    """The wanted articles of a stream in order of arrival, after all that came in the 36 hours before the first."""
    rows = read_stream(folder)
    came = {row["id"]: datetime.fromisoformat(row["first_seen"] or row["published"]) for row in rows}
    first = min(came[key] for key in wanted)
    kept = [row for row in rows if row["id"] in wanted or first - WARM_UP <= came[row["id"]] < first]
    return sorted(kept, key=lambda row: came[row["id"]])


@cache
def read_stream(folder: Path) -> list[dict[str, Any]]:
    """All articles of a stream."""
    rows: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            rows += map(json.loads, lines)
    return rows


def item_of(row: Mapping[str, Any], event: str | None) -> Item:
    """A row of a stream or of the scorer, with its terms."""
    at = datetime.fromisoformat(row["published"])
    arrival = Arrival(row["id"], row["outlet"] or "", row["title"], row["text"] or "", at, "zh")
    return Item(arrival, read_terms(arrival, load_background()), event)


def gather_lessons(given: Mapping[str, list[Item]]) -> dict[str, Lesson]:
    """The examples of every window: by a model learned from our own windows, and with every article in its place.

    No public window has a part in those of another.
    """
    windows = {name: cut_warm_up(items) for name, items in given.items()}
    start = Part(-5.0, {"head": 6.0, "centroid": 6.0, "covered": 2.0}, 0.0, RISE)
    guess = Model(VERSION, start, start, LINK, UNION)
    own = [items for name, items in windows.items() if name.startswith(OWN)]
    guess = fit_model([gather(Teacher(guess, items), items) for items in own])
    lessons = {}
    for name, items in windows.items():
        both = (gather(teacher(guess, items), items) for teacher in (Teacher, Tutor))
        lessons[name] = reduce(join, both).times(WEIGHT_OF.get(name, 1.0))
    return lessons


def score_unseen(windows: Mapping[str, list[Item]], lessons: Mapping[str, Lesson]) -> dict[str, list[Scores]]:
    """For every window and every threshold: the figures under weights learned on all other windows."""
    table = {}
    for name, items in windows.items():
        part = fit(reduce(join, [kept for other, kept in lessons.items() if other != name]), bare=is_bare(items))
        tried = [replace(part, threshold=value) for value in THRESHOLDS]
        table[name] = [score(Model(VERSION, one, one, LINK, UNION), items) for one in tried]
    return table


def choose_bar(table: Mapping[str, Sequence[Scores]], but: str = "") -> int:
    """The place of the threshold with the best mean B³ on all windows but one: one bar for articles of both kinds."""
    rows = [
        [WEIGHT_OF.get(name, 1.0) * one["b3_f1"] for one in scores] for name, scores in table.items() if name != but
    ]
    return int(np.argmax(np.sum(rows, axis=0)))


def train(lessons: Mapping[str, Lesson], table: Mapping[str, Sequence[Scores]]) -> Model:
    """Fit the weights on all windows, behind the bar that was best for windows unseen."""
    model, bar = fit_model(list(lessons.values())), THRESHOLDS[choose_bar(table)]
    return replace(model, text=replace(model.text, threshold=bar), bare=replace(model.bare, threshold=bar))


def cut_warm_up(items: Sequence[Item]) -> list[Item]:
    """A window without what came more than 36 hours before its first labelled article: enough to train on."""
    first = min(item.arrival.published for item in items if item.event is not None)
    return [item for item in items if item.arrival.published >= first - WARM_UP]


def gather(teacher: Teacher, items: Sequence[Item]) -> Lesson:
    """The examples of a window under a teacher; every window counts the same, whatever its size."""
    for item in items:
        teacher.file(item.arrival)
    made = teacher.examples
    names = sorted(made[0].features)
    return Lesson(
        features=np.array([[one.features[name] for name in names] for one in made]),
        names=names,
        same=np.array([float(one.same) for one in made]),
        bare=np.array([one.bare for one in made]),
        counts=np.full(len(made), 1000.0 / len(made)),
    )


def join(one: Lesson, other: Lesson) -> Lesson:
    """Two lessons as one."""
    columns = (np.concatenate([getattr(one, name), getattr(other, name)]) for name in ("same", "bare", "counts"))
    return Lesson(np.vstack([one.features, other.features]), one.names, *columns)


def fit_model(lessons: Sequence[Lesson]) -> Model:
    """A model of both kinds, with bars of 0."""
    lesson = reduce(join, lessons)
    return Model(VERSION, fit(lesson, bare=False), fit(lesson, bare=True), LINK, UNION)


def fit(lesson: Lesson, *, bare: bool) -> Part:
    """Logistic regression with a ridge, by Newton's method on standardised features.

    Articles with a body and without are judged by weights of their own; the other kind counts a little.
    """
    names = [*lesson.names, *DERIVED]
    table = np.stack([column(lesson, name) for name in names], axis=1)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    standard = np.hstack([np.ones((len(table), 1)), (table - mean) / spread])
    found = solve(standard, lesson.same, lesson.counts * np.where(lesson.bare == bare, 1.0, OTHER_KIND))
    weights = found[1:] / spread
    bias = float(found[0] - (weights * mean).sum())
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Part(round(bias, 4), rounded, 0.0, RISE)


def column(lesson: Lesson, name: str) -> NDArray[np.float64]:
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


def is_bare(items: Sequence[Item]) -> bool:
    """Whether a window has headlines only."""
    return not any(item.arrival.text for item in items)


def score(model: Model, items: Sequence[Item]) -> Scores:
    """The scorer's figures of a window."""
    scorer: Any = importlib.import_module("group_score")
    filer = Reader(model, items)
    decisions = [filer.file(item.arrival) for item in items]
    merged = {union.merged: union.survivor for decision in decisions for union in find_unions(decision)}
    placed = [decision.placement for decision in decisions]
    said = {str(placement.article_id): str(follow(placement.story, merged)) for placement in placed}
    gold = {str(item.arrival.id): item.event for item in items if item.event is not None}
    figures: Scores = scorer.score_groups(gold, said, 0)
    return figures


def find_unions(decision: Decision) -> list[Union]:
    """All stories that were put together when an article came, in order."""
    return [*decision.placement.unions, *(refiled.union for refiled in decision.refiled)]


def follow(story: int, merged: Mapping[int, int]) -> int:
    """The story that a story's articles are in at the end."""
    while story in merged:
        story = merged[story]
    return story


def show(name: str, scores: Scores) -> None:
    """One line of figures."""
    keys: Iterable[str] = ("b3_p", "b3_r", "b3_f1", "multi_f1", "pair_p", "pair_r", "pair_f1")
    bar = [f"bar {scores['bar']:g}"] if "bar" in scores else []
    print(name, *bar, *(f"{key} {scores[key]:.3f}" for key in keys), sep="  ", flush=True)


def write_model(model: Model) -> str:
    """The weights' file, readable."""
    kept = ("bias", "weights", "threshold", "rise")
    both = (("text", model.text), ("bare", model.bare))
    parts = {name: {key: getattr(part, key) for key in kept} for name, part in both}
    made = {"version": model.version, **parts, "link": model.link, "union": model.union}
    return json.dumps(made, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    main()
