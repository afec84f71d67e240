"""The grouper with what a running site needs of it: a person's decisions, re-filing, and why it decided."""

from __future__ import annotations

from dataclasses import dataclass, field

from yaowen.group.rules.arrival import Arrival, Placement, Union
from yaowen.group.rules.background import Background
from yaowen.group.rules.copies import Signature
from yaowen.group.rules.grouper import Fit, Grouper, Verdict
from yaowen.group.rules.model import Model, probability
from yaowen.group.rules.packed import unpack_terms
from yaowen.group.rules.pins import Pins
from yaowen.group.rules.refiling import Refiled, Schedule, decide_refiling
from yaowen.group.rules.terms import Terms
from yaowen.group.rules.window import LiveArticle

CONSIDERED = 4


@dataclass(frozen=True, slots=True)
class Considered:
    """A story that was considered for an article: the probability of one event, and by how much it was over the bar."""

    story: int
    score: float
    over: float


@dataclass(frozen=True, slots=True)
class Decision:
    """A placement, what it rested on, and what fell due with the article.

    Attributes:
        nearest: id of the article that decided it.
        considered: the stories that were judged, the best first; none for near-copies.
        refiled: stories that were put together with others, in order, after the article was filed.
        settled: stories that are two hours old with this article.
        terms: what was read of the article; `signature`: of its body.
    """

    placement: Placement
    nearest: int | str | None
    considered: tuple[Considered, ...]
    refiled: tuple[Refiled, ...]
    settled: tuple[int, ...]
    terms: Terms | None = field(default=None, compare=False, repr=False)
    signature: Signature | None = field(default=None, compare=False, repr=False)


class Filer(Grouper):
    """Files articles, files small young stories again, and keeps apart what a person has put apart.

    Attributes:
        pins: what a person has decided.
        packed: id → packed terms of articles about to be put back: their texts need not be read.
    """

    def __init__(
        self, model: Model | None = None, background: Background | None = None, *, provisional: bool = False
    ) -> None:
        super().__init__(model, background, provisional=provisional)
        self.pins = Pins()
        self.packed: dict[int | str, bytes] = {}
        self._terms: Terms | None = None
        self._known: Signature | None = None
        self._signature: Signature | None = None
        self._schedule = Schedule()
        self._verdict: Verdict | None = None
        self._judged: list[Fit] = []

    def file(self, arrival: Arrival) -> Decision:
        """File an article, then file again what is due by its time."""
        self._judged = []
        placement = self.add(arrival)
        nearest, judged = self._verdict.nearest if self._verdict else None, self._judged
        self._schedule.note(self.window, self.received)
        refiled: list[Refiled] = []
        settled: list[int] = []
        for due in self._schedule.take_due(self.window):
            if due.settled:
                settled.append(due.story)
            if done := decide_refiling(self, due):
                self.window.join_stories(done.union.merged, done.union.survivor)
                self.pins.join(done.union.merged, done.union.survivor)
                refiled.append(done)
        considered = sorted((_considered(fit) for fit in judged), key=lambda one: -one.over)[:CONSIDERED]
        return Decision(
            placement, nearest.article_id if nearest else None, tuple(considered), tuple(refiled), tuple(settled),
            self._terms, self._signature,
        )  # fmt: skip

    def read(self, arrival: Arrival) -> Terms:
        """The terms of an article: as they were kept, else read now."""
        packed = self.packed.pop(arrival.id, None)
        self._terms, self._known = (super().read(arrival), None) if packed is None else unpack_terms(packed)
        return self._terms

    def schedule_all(self) -> None:
        """Note every live story's next re-filing, after articles were put back."""
        self._schedule = Schedule()
        for story in self.window.stories.values():
            self._schedule.note(self.window, story.members[0])

    def judge(self, article: LiveArticle) -> list[Fit]:
        """How well an article of the window fits every near story but its own."""
        return super()._fits(article)

    def recurs_in(self, article: LiveArticle, key: int) -> bool:
        """Whether a story holds a report of the article's series of another day."""
        return self._are_other_days(self.window.stories[article.story], key)

    def _remember_twin(self, article: LiveArticle) -> None:
        known, self._known = self._known, None
        if known is not None:
            self._twins.know(article, known)
        super()._remember_twin(article)
        self._signature = self._twins.sign(article).signature

    def _decide(self, new: LiveArticle) -> Verdict:
        self._verdict = verdict = super()._decide(new)
        return verdict

    def _fits(self, new: LiveArticle) -> list[Fit]:
        fits = super()._fits(new)
        if not new.story:  # not filed yet: this decides its place
            self._judged = fits
        return fits

    def _unite(self, new: LiveArticle, key: int) -> Union | None:
        if self.pins.are_apart(new.story, key):
            return None
        union = super()._unite(new, key)
        if union:
            self.pins.join(union.merged, union.survivor)
        return union


def _considered(fit: Fit) -> Considered:
    return Considered(fit.near.story.key, round(probability(fit.logit), 4), round(fit.over, 3))
