"""How windows fare under weights that have not seen them, behind every bar; and which bar is chosen."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from group_training.fitting import LINK, UNION, VERSION, Lesson, fit, join
from group_training.lessons import WEIGHT_OF
from group_training.teachers import Reader
from group_training.windows import PUBLIC, SILVER, Item, Windows, is_bare
from yaowen.group.rules.arrival import Union
from yaowen.group.rules.filer import Decision
from yaowen.group.rules.model import Model

THRESHOLDS = (-0.6, -0.45, -0.3, -0.15, 0.0, 0.15, 0.3)
SHARES = {False: 0.25, True: 0.5}
"""How much examples of a model's own filing count for articles with a text, and for those without.

The less, the better our own windows fare; but great mixed stories of market notices, which have no text, stand nowhere
else (docs/decisions/grouping-trials.md)."""
LEVEL = 0.001
"""Bars whose mean B³ is so near the best one's cannot be told apart by some twenty windows."""
Scores = Mapping[str, float]


def score_unseen(windows: Windows, lessons: Mapping[str, Lesson]) -> dict[str, list[Scores]]:
    """For every window and every threshold: the figures under weights learned on all other windows."""
    table = {}
    for name, items in windows.items():
        bare, others = is_bare(items), [kept for other, kept in lessons.items() if other != name]
        part = fit(join(others), bare=bare, share=SHARES[bare])
        tried = [replace(part, threshold=value) for value in THRESHOLDS]
        table[name] = [score(Model(VERSION, one, one, LINK, UNION), items) for one in tried]
    return table


def choose_bar(table: Mapping[str, Sequence[Scores]], but: str = "") -> int:
    """The place of the threshold that suits all windows but one: of those with the best mean B³ the best multi F1.

    One for articles of both kinds.
    """
    kept = {name: scores for name, scores in table.items() if name != but}
    weights = [WEIGHT_OF.get(name, 1.0) for name in kept]
    whole, several = (
        np.average([[one[key] for one in scores] for scores in kept.values()], axis=0, weights=weights)
        for key in ("b3_f1", "multi_f1")
    )
    return int(np.argmax(np.where(whole >= whole.max() - LEVEL, several, 0.0)))


def leave_one_out(table: Mapping[str, Sequence[Scores]]) -> dict[str, Scores]:
    """For every public window how weights learned on all others did, behind the bar that suits the others.

    Beside them the mean of the four, of our own and of all but the silver one.
    """
    results: dict[str, Scores] = {}
    for name, scores in table.items():
        bar = choose_bar(table, name)
        results[name] = {**scores[bar], "bar": THRESHOLDS[bar]}
    own = [scores for name, scores in results.items() if name not in {*PUBLIC, SILVER}]
    public = [results[name] for name in PUBLIC]
    shown = {name.removeprefix("cluster_"): results[name] for name in (*PUBLIC, SILVER)}
    means = {f"mean_{len(public)}": mean_of(public), "mean_own": mean_of(own), "mean_all": mean_of([*public, *own])}
    return {**shown, **means}


def mean_of(rows: Sequence[Scores]) -> Scores:
    """The mean of every figure."""
    return {key: float(np.mean([scores[key] for scores in rows])) for key in rows[0]}


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
