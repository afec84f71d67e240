"""Filers that read a window once and note examples on the way: every article beside every story near it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from group_training.windows import Item
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.features import Near, measure
from yaowen.group.rules.filer import Decision, Filer
from yaowen.group.rules.grouper import Verdict
from yaowen.group.rules.model import Model
from yaowen.group.rules.question import ask
from yaowen.group.rules.terms import Terms
from yaowen.group.rules.twins import Signed, Twin, TwinIndex
from yaowen.group.rules.window import LiveArticle


@dataclass(frozen=True)
class Example:
    """Features of an article and a story, and whether they are one event."""

    features: Mapping[str, float]
    same: bool
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
