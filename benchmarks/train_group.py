"""Train src/yaowen/group/weights.json on the labelled windows of ../shared/data, and say how well it does.

Each window is replayed through a filer of its own; every article and every story near it is an example: positive where
the story's labelled members are mostly of the article's event. The examples are gathered twice: by a model learned from
our own windows (so that the weights see the mistakes that such a model makes), and with every labelled article put in
its place. Then every window is filed under weights learned on all the others, with every threshold; the bar of the
window left out is the one that suits the others: the honest figures. What ships is learned on all windows. English
(cluster_uci_en) is never trained on.

    .venv/bin/python benchmarks/train_group.py [--leave-one-out] [--json] [--data DIR]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from group_training.fitting import Lesson, fit_model
from group_training.lessons import gather_lessons
from group_training.scoring import SHARES, THRESHOLDS, Scores, choose_bar, leave_one_out, score, score_unseen
from group_training.windows import read_windows

from yaowen.group.rules.model import Model

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yaowen" / "group" / "weights.json"


def main() -> None:
    """Train on all windows, or leave each out in turn."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    made.add_argument("--leave-one-out", action="store_true", help="only say how it does on windows unseen")
    made.add_argument("--json", action="store_true", help="the same as one line of JSON; trains nothing")
    args = made.parse_args()
    sys.path.insert(0, str(args.data.parent / "measure"))
    windows = read_windows(args.data)
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


def train(lessons: Mapping[str, Lesson], table: Mapping[str, Sequence[Scores]]) -> Model:
    """Fit the weights on all windows, behind the bar that suits windows unseen."""
    model, bar = fit_model(list(lessons.values()), SHARES), THRESHOLDS[choose_bar(table)]
    return replace(model, text=replace(model.text, threshold=bar), bare=replace(model.bare, threshold=bar))


def show(name: str, scores: Scores) -> None:
    """One line of figures."""
    keys = ("b3_p", "b3_r", "b3_f1", "multi_f1", "pair_p", "pair_r", "pair_f1")
    bar = [f"bar {scores['bar']:g}"] if "bar" in scores else []
    print(name, *bar, *(f"{key} {scores[key]:.4f}" for key in keys), sep="  ", flush=True)


def write_model(model: Model) -> str:
    """The weights' file, readable."""
    kept = ("bias", "weights", "threshold", "rise")
    both = (("text", model.text), ("bare", model.bare))
    parts = {name: {key: getattr(part, key) for key in kept} for name, part in both}
    made = {"version": model.version, **parts, "link": model.link, "union": model.union}
    return json.dumps(made, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    main()
