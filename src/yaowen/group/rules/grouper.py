"""The grouper: files articles in stories one by one, as they come. Pure: its only state is its window."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from yaowen.base.errors import ROW_FAULTS
from yaowen.group.rules.ahead import Prospect
from yaowen.group.rules.arrival import Arrival, Filed, Placement, Rule, Union
from yaowen.group.rules.background import Background, load_background
from yaowen.group.rules.copies import Signature
from yaowen.group.rules.features import Near, measure_all
from yaowen.group.rules.model import Model, load_model, probability
from yaowen.group.rules.question import Question, ask
from yaowen.group.rules.recurring import find_barred, is_of_template
from yaowen.group.rules.restored import Restoring
from yaowen.group.rules.shared_words import find_shared
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import UNIT, Terms, read_all, read_terms
from yaowen.group.rules.twins import Twin, TwinIndex, is_headline_copy, sign_bodies
from yaowen.group.rules.vocabulary import WEIGHT_MASK, read_entries
from yaowen.group.rules.window import LiveArticle, Window

GAP = timedelta(hours=36)
AGE = timedelta(hours=96)
NEAR_STORIES = 6
MOST_UNIONS = 1
ASKED = 5
NOT_NEAR = -3.0
MOST_OVER = 3.0
"""More than so far over the bar no article is counted on to be, where others are so far under it."""
CROWDED, CROWD_RISE, DIRECT = 0.03, 6.0, 0.6
FEW_LIVE = 1_500
LEAST_COSINE = 0.1
"""No story of which no article is as near as this has ever reached its bar (2 of 22,000 on two streams)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where an article goes; `nearest` is the article that decided it, `also` the other stories it would fit."""

    story: int | None
    rule: Rule
    score: float
    nearest: LiveArticle | None = None
    origin: LiveArticle | None = None
    also: tuple[int, ...] = ()


@dataclass(slots=True)
class Fit:
    """How well an article fits a story: the logit, and by how much it is over the story's bar."""

    near: Near
    logit: float
    over: float


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """What was read of an article that is to be added.

    Attributes:
        serial: that it gets when those read with it are added first, and nothing else.
        signature: MinHash of its body; `copies`: serials of those alike.
        vector: its terms are held.
        prospect, copies: what it finds then.
    """

    arrival: Arrival
    serial: int
    terms: Terms
    signature: Signature | None
    vector: bytes
    prospect: Prospect | None
    copies: Sequence[int]


class Grouper:
    """Files the articles of one family of languages.

    Stories get the keys 1, 2, 3, … or, `provisional`, −1, −2, … until `rename_story` gives them lasting ones.
    """

    def __init__(
        self, model: Model | None = None, background: Background | None = None, *, provisional: bool = False
    ) -> None:
        self.window = Window(trusts=provisional)
        self._model = model or load_model()
        self._background = background or load_background()
        self._twins = TwinIndex()
        self._ahead: dict[int, ReadAhead] = {}
        self._ahead_next = 0
        self._step = -1 if provisional else 1
        self._opened = 0
        self._serial = 0

    @property
    def received(self) -> int:
        """How many articles have changed it: unchanged where reading one failed."""
        return self._serial

    def read_ahead(self, arrivals: Sequence[Arrival]) -> None:
        """Read the articles that are added next together: the same, and cheaper than one by one."""
        self.window.give_up([left.vector for left in self._ahead.values()])
        self._ahead.clear()
        if not arrivals:
            return
        try:
            read = read_all(arrivals, self._background)
            signatures = sign_bodies([terms.body for terms in read])
        except ROW_FAULTS:  # of one of them: it will fail when it is added, alone
            return
        vectors = self.window.hold_all(read)
        prospects = self.window.look_ahead(self._serial + 1, vectors, [one.published for one in arrivals])
        copies = self._twins.find_all(self._serial + 1, signatures)
        self._ahead_next = self._serial + 1
        for place, arrival in enumerate(arrivals):
            self._ahead[id(arrival)] = ReadAhead(
                arrival, self._ahead_next + place, read[place], signatures[place], vectors[place], prospects[place],
                copies[place],
            )  # fmt: skip

    def add(self, arrival: Arrival) -> Placement:
        """File an article. The order of calls is the order of filing; every time is taken from `published`."""
        new = self._receive(arrival)
        verdict = self._decide(new)
        opened = verdict.story is None
        if opened:
            self._opened += self._step
        new.story = filed_in = self._opened if verdict.story is None else verdict.story
        new.origin = verdict.origin.serial if verdict.origin else None
        self._remember(new, new.at)
        unions = tuple(union for key in verdict.also if (union := self._unite(new, key)))
        return Placement(
            article_id=arrival.id,
            story=filed_in,
            opened=opened,
            copy_of=verdict.origin.article_id if verdict.origin else None,
            rule=verdict.rule,
            score=verdict.score,
            shared=find_shared(new, verdict.nearest, self.window) if verdict.nearest else (),
            unions=unions,
        )

    def restore(self, filed: Iterable[Filed]) -> list[int | str]:
        """Put articles back as they were filed, in that order, without judging them again.

        Returns:
            Ids of those whose text of today cannot be read: they are left out.
        """
        if self.window.articles:
            return [past.arrival.id for past in filed if not self._put_back(past)]
        serials: dict[int | str, int] = {}
        unreadable: list[int | str] = []
        restoring = Restoring(self.window)
        for past in filed:
            try:
                terms = self.read(past.arrival)
            except ROW_FAULTS:
                unreadable.append(past.arrival.id)
                continue
            self._serial += 1
            article = restoring.add(self._serial, past, terms)
            article.origin = None if past.copy_of is None else serials.get(past.copy_of)
            serials[past.arrival.id] = self._serial
            self._remember_twin(article)
        restoring.finish()
        return unreadable

    def _put_back(self, past: Filed) -> bool:
        """Put one article back behind others; its origin is not looked for. Whether it could be read."""
        try:
            article = self._receive(past.arrival)
        except ROW_FAULTS:
            return False
        article.window_at = self.window.now = past.window_at
        article.story = past.story
        self._remember(article, past.story_first_at)
        return True

    def rename_story(self, key: int, new_key: int) -> None:
        """Give a provisional story its lasting key."""
        self.window.rename_story(key, new_key)

    def _receive(self, arrival: Arrival) -> LiveArticle:
        terms = self.read(arrival)  # first: an article that cannot be read changes nothing
        self._serial += 1
        window_at = self.window.move_clock(arrival.published)
        for gone in self.window.drop_expired():
            self._twins.drop(gone)
        ahead = self._ahead.pop(id(arrival), None)
        article = self.window.receive(self._serial, arrival, terms, window_at, ahead.vector if ahead else None)
        if ahead:
            in_turn = ahead.serial == self._serial == self._ahead_next
            self._ahead_next += in_turn
            self.window.expect(ahead.prospect if in_turn else None)
            self._twins.know(article, ahead.signature, ahead.copies if in_turn else None)
        return article

    def read(self, arrival: Arrival) -> Terms:
        """The terms of an article, as this grouper compares them."""
        ahead = self._ahead.get(id(arrival))
        return ahead.terms if ahead else read_terms(arrival, self._background)

    def _remember(self, article: LiveArticle, first_at: datetime) -> None:
        self.window.add(article, first_at)
        self._remember_twin(article)

    def _remember_twin(self, article: LiveArticle) -> None:
        self._twins.add(article)

    def _decide(self, new: LiveArticle) -> Verdict:
        twins = self.find_twins(new)
        barred = find_barred(new, twins)
        open_twins = [twin for twin in twins if twin.article.story not in barred and self._is_open(new, twin.article)]
        return self._join_twin(new, open_twins) or self._join_story(new, barred)

    def _join_twin(self, new: LiveArticle, twins: Sequence[Twin]) -> Verdict | None:
        """Follow a near-copy, else an equal headline."""
        copies = [twin for twin in twins if twin.is_copy_of(new)]
        if copies:
            best = max(copies, key=lambda twin: (twin.same_text, -twin.article.serial))
            origin = self._origin_of(best.article)
            rule: Rule = "copy" if best.same_text or best.inside else "headline"
            return Verdict(best.article.story, rule, max(best.same_text, best.inside) or 1.0, best.article, origin)
        same = [twin.article for twin in twins if twin.has_headline_of(new)]
        return Verdict(same[-1].story, "headline", 1.0, same[-1]) if same else None

    def _origin_of(self, article: LiveArticle) -> LiveArticle:
        """The first of the copies that an article belongs to, as far as it is live."""
        if article.origin is None:
            return article
        return self.window.articles.get(article.origin, article)

    def _join_story(self, new: LiveArticle, barred: frozenset[int]) -> Verdict:
        """Judge the nearest stories; the one that clears its bar by most takes the article."""
        fits = sorted((fit for fit in self._fits(new) if fit.near.story.key not in barred), key=lambda fit: -fit.over)
        if not fits:
            return Verdict(None, "recurring" if barred else "alone", 0.0)
        best, *others = fits
        nearest = best.near.found[0][1]
        if best.over < 0.0:
            return Verdict(None, "recurring" if barred else "alone", probability(best.logit), nearest)
        also = tuple(fit.near.story.key for fit in others[:MOST_UNIONS] if fit.over >= self._model.link)
        origin = self._find_original(new, best.near)
        return Verdict(best.near.story.key, "event", probability(best.logit), nearest, origin, also)

    def _find_original(self, new: LiveArticle, near: Near) -> LiveArticle | None:
        """The article that a new one repeats, where their headlines are all that is known of one of them."""
        alike = (member for _, member in near.found if is_headline_copy(new, member, self.window.vocabulary))
        member = next(alike, None)
        return None if member is None else self._origin_of(member)

    def _fits(self, new: LiveArticle) -> list[Fit]:
        """Every near story, judged."""
        found = self.find_near(new)
        if not found:
            return []
        return self._judge(ask(new, self.window), found)

    def _unite(self, new: LiveArticle, key: int) -> Union | None:
        """Put the story of a new article and another that it fits together, where the smaller one's articles agree."""
        if new.story == key or key not in self.window.stories:
            return None
        small, large = sorted((self.window.stories[new.story], self.window.stories[key]), key=_size)
        asked = [self.window.articles[serial] for serial in spread_evenly(small.members, ASKED)]
        fits = list(self._ask_members(asked, large))
        if len(fits) < len(asked) or self._are_other_days(small, large.key):
            return None
        survivor, merged = sorted((small, large), key=lambda story: story.members[0])
        self.window.join_stories(merged.key, survivor.key)
        score = sum(probability(fit.logit) if fit else 0.0 for fit in fits) / len(fits)
        return Union(merged.key, survivor.key, score)

    def _ask_members(self, asked: Sequence[LiveArticle], story: LiveStory) -> Iterator[Fit | None]:
        """How well each article fits a story, as long as all of them together can still reach the bar of a union."""
        missing = self._model.union * len(asked)
        for left, one in enumerate(reversed(asked), 1 - len(asked)):
            fit = self._fit(one, story)
            missing -= fit.over if fit else NOT_NEAR
            if missing > -left * MOST_OVER:
                return
            yield fit

    def _fit(self, one: LiveArticle, story: LiveStory) -> Fit | None:
        """How well an article fits a story; None where it is not among the near ones."""
        near = next((near for near in self.find_near(one) if near.story is story), None)
        return self._judge(ask(one, self.window), [near])[0] if near else None

    def _judge(self, question: Question, found: Sequence[Near]) -> list[Fit]:
        part, live, fits = self._model.part(bare=not question.article.body), len(self.window.articles), []
        for near, features in zip(found, measure_all(question, found), strict=True):
            logit, size = part.judge(features), len(near.story.members)
            fits.append(Fit(near, logit, logit - part.bar(size) - crowd_bar(size, live, features["head"])))
        return fits

    def _are_other_days(self, story: LiveStory, key: int) -> bool:
        """Whether a report of one story recurs in the other."""
        members = [self.window.articles[serial] for serial in story.members]
        return any(key in find_barred(member, self._twins.find(member, self.window.articles)) for member in members)

    def find_twins(self, new: LiveArticle) -> list[Twin]:
        """Live articles that are nearly the same as this one."""
        return self._twins.find(new, self.window.articles)

    def find_near(self, new: LiveArticle) -> list[Near]:
        """The stories an article may belong to, nearest first, with their nearest members."""
        by_story: dict[int, list[tuple[float, LiveArticle]]] = {}
        may_be_of_template = bool(new.numbers) or not new.body
        articles, earliest, latest = self.window.articles, new.at - GAP, new.at + GAP
        for value, serial in self.find_articles(new):
            if value < LEAST_COSINE:
                break
            article = articles[serial]
            if article.story == new.story or not earliest <= article.at <= latest:
                continue
            if not (may_be_of_template and is_of_template(new, article)):
                by_story.setdefault(article.story, []).append((value, article))
        by_story = {key: found for key, found in by_story.items() if self._is_young(new, key)}
        ranked = sorted(by_story.items(), key=lambda item: -item[1][0][0])[: NEAR_STORIES + 1]
        tops = [found[0][0] for _, found in ranked] + [0.0, 0.0]
        return [
            Near(self.window.stories[key], found, tops[1] if place == 0 else tops[0])
            for place, (key, found) in enumerate(ranked[:NEAR_STORIES])
        ]

    def find_articles(self, new: LiveArticle) -> list[tuple[float, int]]:
        """Cosine and serial of the nearest articles, nearest first."""
        nearest, shared = self.window.find_near(new)
        weights = (read_entries(new.vector)[shared.places] & WEIGHT_MASK) * (shared.entries & WEIGHT_MASK)
        cosines = np.bincount(shared.owners, weights, len(nearest)) / (UNIT * UNIT)
        found = zip(cosines.tolist(), nearest, strict=True)
        return sorted(found, key=lambda pair: (-pair[0], pair[1]))

    def _is_open(self, new: LiveArticle, member: LiveArticle) -> bool:
        """Whether an article may join a story by this member: near in time, and the story not too old."""
        return abs(new.at - member.at) <= GAP and self._is_young(new, member.story)

    def _is_young(self, new: LiveArticle, story: int) -> bool:
        return new.at - self.window.stories[story].first_at <= AGE


def crowd_bar(size: int, live: int, head: float) -> float:
    """What a story's share of the live articles adds to its bar: from 3 % on, 6 for every doubling.

    On days of one great event what has to do with it from afar stands apart. A headline that says the same as one of
    the story's does not: for it the bar rises less, and not at all from a likeness `head` of .6 on. Measured: no
    labelled window changes; without the last an English set with great stories lost a tenth of its pairs.
    """
    share = size / max(live, FEW_LIVE)
    if share <= CROWDED or head >= DIRECT:
        return 0.0
    return CROWD_RISE * math.log2(share / CROWDED) * (1.0 - max(0.0, head) / DIRECT)


def spread_evenly(serials: Sequence[int], most: int) -> list[int]:
    """At most so many of a list, first and last among them, the others evenly between."""
    if len(serials) <= most:
        return list(serials)
    return [serials[round(place * (len(serials) - 1) / (most - 1))] for place in range(most)]


def _size(story: LiveStory) -> tuple[int, int]:
    return len(story.members), -story.members[0]
