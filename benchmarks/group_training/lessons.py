"""The examples of every labelled window: by a model's own filing, and with every article in its place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from group_training.fitting import LINK, RISE, UNION, VERSION, Lesson, fit_model, join
from group_training.teachers import Teacher, Tutor
from group_training.windows import OWN, SILVER, Item, Windows
from yaowen.group.rules.model import Model, Part

WEIGHT_OF = {SILVER: 0.5}
EVEN = {False: 0.5, True: 0.5}
START = Part(-5.0, {"head": 6.0, "centroid": 6.0, "covered": 2.0}, 0.0, RISE)


def gather_lessons(windows: Windows) -> dict[str, Lesson]:
    """The examples of every window. No public window has a part in those of another."""
    guess = guess_model([items for name, items in windows.items() if name.startswith(OWN)])
    return {name: gather_both(guess, items).times(WEIGHT_OF.get(name, 1.0)) for name, items in windows.items()}


def guess_model(own: Sequence[Sequence[Item]]) -> Model:
    """The model whose mistakes the weights see: learned on our own windows, from three set weights on, in two rounds.

    One of a single round errs more, and so do those who learn from it (docs/decisions/grouping-trials.md).
    """
    start = Model(VERSION, START, START, LINK, UNION)
    first = fit_model([gather(Teacher(start, items), items) for items in own], EVEN)
    return fit_model([gather_both(first, items) for items in own], EVEN)


def gather_both(guess: Model, items: Sequence[Item]) -> Lesson:
    """The examples of a window, of both kinds of teachers."""
    return join([gather(teacher(guess, items), items) for teacher in (Teacher, Tutor)])


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
        filed=np.full(len(made), not isinstance(teacher, Tutor)),
        counts=np.full(len(made), 1000.0 / len(made)),
    )
