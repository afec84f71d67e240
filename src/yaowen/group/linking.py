"""The stage that links stories in different languages that tell one event. It files nothing and delays no filing."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from yaowen.base.words import text_of
from yaowen.belt.conveyor import Context
from yaowen.extract.store import load_articles
from yaowen.group.encoding import LANGUAGES, Encoder
from yaowen.group.linked import CERTAIN, Pair, Reason, find_dead_pairs, load_pairs, load_pins, pair_of, save_links
from yaowen.group.models import GroupHead, Membership, Story
from yaowen.group.rules.languages import (
    APART,
    Candidate,
    choose_partners,
    compare,
    load_link_model,
    may_be_one,
    shortlist,
)
from yaowen.group.rules.telling import (
    Telling,
    Text,
    Vectors,
    choose_headlines,
    make_vectors,
    read_telling,
    sentences_of,
)
from yaowen.group.store import LIVING, touch_stories

log = logging.getLogger(__name__)
MOST_STORIES = 6_000
"""Latest stories looked at, all languages together; a vector of each report takes 1 KiB."""
BATCH = 150
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 4.0, 60.0
LEAD_CHARS = 1_000

Encode = Callable[[Sequence[str]], Vectors | None]


@dataclass(frozen=True, slots=True)
class Outline:
    """What tells whether a story has changed."""

    id: int
    family: str
    first_at: datetime
    last_at: datetime
    articles: int
    headline_article_id: int


@dataclass(frozen=True, slots=True)
class Known:
    """A story as it was read: what it tells and its vectors in half precision."""

    outline: Outline
    telling: Telling
    vectors: NDArray[np.float16]

    @property
    def rows(self) -> Vectors:
        """Its vectors in full precision."""
        return self.vectors.astype(np.float32)


class LinkStories:
    """Links stories across languages, and unlinks what has drifted apart.

    Reads nothing and starts nothing while all live stories are in one language. Vectors are made in a child process
    that ends after each batch; this one keeps one of 1 KiB for each report of a live story.

    Args:
        encode: sentences → vectors, None where that failed; a child process by default.
    """

    name = "link languages"
    lane = "languages"

    def __init__(self, encode: Encode | None = None) -> None:
        self._encode = encode or Encoder().encode
        self._known: dict[int, Known] = {}
        self._versions: dict[str, int] = {}
        self._pins: dict[Pair, bool] = {}
        self._look_at_seconds = 0.0
        self._pause_seconds = FIRST_PAUSE_SECONDS

    def step(self, context: Context) -> int:
        """Look at the stories that have changed since the last look, a batch at most; returns how many."""
        if time.monotonic() < self._look_at_seconds:
            return 0
        done = self.look(context.clock.now())
        self._pause_seconds = min(LONGEST_PAUSE_SECONDS, 2 * self._pause_seconds) if done else FIRST_PAUSE_SECONDS
        self._look_at_seconds = time.monotonic() + self._pause_seconds
        return done

    def look(self, now: datetime) -> int:
        """Look at once; returns how many stories were read anew."""
        versions = dict(GroupHead.objects.values_list("language", "version"))
        if versions == self._versions or len(versions) < 2:
            return 0
        self._pins = load_pins()
        self._save(*settle_links(self._pins), now)
        if len(versions.keys() & LANGUAGES) < 2:
            self._versions = versions
            return 0
        outlines = load_outlines(now)
        self._known = {one: self._known[one] for one in outlines if one in self._known}
        if len({one.family for one in outlines.values()}) < 2:
            return 0
        changed = [one for one in outlines.values() if one.id not in self._known or self._known[one.id].outline != one]
        self._read(changed[:BATCH])
        self._link({one.id for one in changed[:BATCH]}, now)
        if len(changed) <= BATCH:
            self._versions = versions
        return len(changed[:BATCH])

    def _read(self, outlines: Sequence[Outline]) -> None:
        """Read what stories tell; those that cannot be encoded are known without vectors and linked to nothing."""
        texts = load_texts(outlines)
        sentences = {one: sentences_of(text) for one, text in texts.items()}
        encoded = dict(zip(sentences, self._encode_all(list(sentences.values())), strict=True))
        for outline in outlines:
            text, rows = texts.get(outline.id), encoded.get(outline.id)
            if text is None or rows is None:
                continue
            telling = read_telling(outline.id, outline.family, (outline.first_at, outline.last_at), text)
            self._known[outline.id] = Known(outline, telling, make_vectors(text, rows).astype(np.float16))

    def _encode_all(self, parts: Sequence[tuple[str, ...]]) -> list[Vectors | None]:
        """The vectors of each story's sentences; where a batch fails, its halves are tried, down to one story."""
        if not parts:
            return []
        made = self._encode([sentence for part in parts for sentence in part])
        if made is not None:
            ends = np.cumsum([len(part) for part in parts])[:-1]
            return list(np.split(made, ends))
        if len(parts) == 1:
            log.warning("links: a story is left unlinked: its headlines cannot be encoded: %r", parts[0][:1])
            return [None]
        middle = len(parts) // 2
        return [*self._encode_all(parts[:middle]), *self._encode_all(parts[middle:])]

    def _link(self, changed: Collection[int], now: datetime) -> None:
        """Let the stories choose whose choice may have changed, and save what came of it."""
        shelves = make_shelves(self._known.values())
        asked = find_choosers([self._known[one] for one in changed if one in self._known], shelves)
        standing = load_pairs(asked)
        made: dict[Pair, Reason] = {}
        ended: dict[Pair, str] = {}
        for one in sorted(asked):
            made_here, ended_here = self._choose(self._known[one], shelves, standing)
            made |= made_here
            ended |= ended_here
        touch_stories({story for pair in load_pairs(changed) for story in pair} - set(changed))
        self._save(made, ended, now)

    def _save(self, made: Mapping[Pair, Reason], ended: Mapping[Pair, str], now: datetime) -> None:
        """Save, say so in the log, and have the pages made anew."""
        happened = save_links(made, ended, now, version=load_link_model().version)
        for what, pair, why in happened:
            log.info("links: stories %d and %d %s (%s)", *pair, what, why)
        touch_stories({story for _, pair, _ in happened for story in pair})

    def _choose(
        self, one: Known, shelves: Mapping[str, Shelf], standing: Collection[Pair]
    ) -> tuple[dict[Pair, Reason], dict[Pair, str]]:
        """What one story links itself to and what it leaves."""
        here = one.outline.id
        partners = {a if b == here else b for a, b in standing if here in (a, b)}
        candidates = [
            found
            for family, shelf in shelves.items()
            if chooses(one, family, shelves)
            for found in rate_candidates(one, shelf, partners)
        ]
        by_hand = {a if b == here else b: linked for (a, b), linked in self._pins.items() if here in (a, b)}
        free = [found for found in candidates if found.story_id not in by_hand]
        chosen = {found.story_id: found for found in choose_partners(free, partners, load_link_model())}
        told = {found.family for found in candidates if by_hand.get(found.story_id)}
        rated = {found.story_id: found.score for found in candidates}
        taken = {found.family for found in chosen.values()}
        made = {
            pair_of(here, key): Reason(each.score, each.evidence.shared, each.evidence.likeness)
            for key, each in chosen.items()
            if key in partners or each.family not in told
        }
        ended = {}
        for gone in partners - chosen.keys() - by_hand.keys():
            other = self._known.get(gone)
            if other is not None and chooses(one, other.outline.family, shelves):
                nearer = other.outline.family in taken
                why = "another story is nearer" if nearer else "drifted apart"
                ended[pair_of(here, gone)] = f"score {rated.get(gone, 0.0):.2f}, {why}"
        return {pair: why for pair, why in made.items() if pair not in standing}, ended


def settle_links(pins: Mapping[Pair, bool]) -> tuple[dict[Pair, Reason], dict[Pair, str]]:
    """Links to be made and ended, whatever the stories tell.

    The link of a merged story goes on with the one that it is part of now, and what a person has said holds.
    """
    made: dict[Pair, Reason] = {}
    ended: dict[Pair, str] = {}
    for pair, (heir, reason) in find_dead_pairs().items():
        ended[pair] = "a story was merged or withdrawn"
        if heir is not None and pins.get(heir, True):
            made[heir] = reason
    standing = load_pairs({story for pair in pins for story in pair})
    for pair, linked in pins.items():
        if linked and pair not in standing:
            made[pair] = Reason(CERTAIN, (), by_person=True)
        if not linked and pair in standing:
            ended[pair] = "a person has unlinked them"
    return made, ended


@dataclass(frozen=True, slots=True)
class Shelf:
    """The known stories of one family with all their vectors, a row a report, and where each story's rows begin."""

    stories: tuple[Known, ...]
    vectors: Vectors
    starts: NDArray[np.intp]

    def measure(self, rows: Vectors) -> NDArray[np.float32]:
        """Likeness of each story to one with these vectors: as `languages.measure_likeness`, all at once."""
        cosines = self.vectors @ rows.T
        highest = np.maximum.reduceat(cosines.max(axis=1), self.starts)
        sizes = np.diff(np.append(self.starts, len(self.vectors)))
        means = np.add.reduceat(cosines.mean(axis=1), self.starts) / sizes
        likeness: NDArray[np.float32] = (0.5 * highest + 0.5 * means).astype(np.float32)
        return likeness


def make_shelves(known: Iterable[Known]) -> dict[str, Shelf]:
    """The known stories by family."""
    families: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        families[one.outline.family].append(one)
    return {
        family: Shelf(
            tuple(stories),
            np.concatenate([one.rows for one in stories]),
            np.cumsum([0, *(len(one.vectors) for one in stories[:-1])]),
        )
        for family, stories in families.items()
    }


def chooses(one: Known, family: str, shelves: Mapping[str, Shelf]) -> bool:
    """Whether a story chooses its partner in a family: those of the language with fewer stories do.

    So each of theirs is linked to one story at most, while one of the greater press may be told in several.
    """
    own = one.outline.family
    if own == family:
        return False
    return (len(shelves[own].stories), own) < (len(shelves[family].stories), family)


def find_choosers(changed: Iterable[Known], shelves: Mapping[str, Shelf]) -> set[int]:
    """The stories that are to choose anew: the changed ones, and those that may now choose a changed one."""
    join = load_link_model().keep
    asked: set[int] = set()
    for one in changed:
        asked.add(one.outline.id)
        for shelf in (shelf for family, shelf in shelves.items() if family != one.outline.family):
            if not chooses(one, shelf.stories[0].outline.family, shelves):
                asked |= {found.story_id for found in rate_candidates(one, shelf, ()) if found.score >= join}
    return asked


def rate_candidates(one: Known, shelf: Shelf, partners: Collection[int]) -> list[Candidate]:
    """The stories of a family that may tell what one tells, rated; its partners among them in any case."""
    others = [other.telling for other in shelf.stories]
    likeness = shelf.measure(one.rows)
    places = {*shortlist(one.telling, others, likeness.tolist()),
              *(place for place, other in enumerate(others) if other.id in partners)}  # fmt: skip
    rated = []
    for place in sorted(places):
        other = shelf.stories[place]
        if may_be_one(one.telling, other.telling):
            evidence = compare(one.telling, other.telling, (one.rows, other.rows))
            score = load_link_model().rate(evidence)
            rated.append(Candidate(other.outline.id, other.outline.family, score, evidence))
    return rated


def load_outlines(now: datetime) -> dict[int, Outline]:
    """The live stories that may be linked, the newest first."""
    rows = Story.objects.filter(
        state__in=LIVING, last_at__gte=now - APART, language__in=LANGUAGES, headline_article_id__isnull=False
    ).order_by("-last_at", "-pk")
    columns = ("pk", "language", "first_at", "last_at", "articles", "headline_article_id")
    return {row[0]: Outline(*row) for row in rows.values_list(*columns)[:MOST_STORIES]}


def load_texts(outlines: Iterable[Outline]) -> dict[int, Text]:
    """What links read of stories: headlines, and the beginning of the text of the report that stands for each."""
    leads = {one.id: one.headline_article_id for one in outlines}
    members: dict[int, list[int]] = defaultdict(list)
    rows = Membership.objects.filter(story_id__in=leads, copy_of__isnull=True).order_by("published", "article_id")
    for story_id, article_id in rows.values_list("story_id", "article_id"):
        members[story_id].append(article_id)
    articles = load_articles({*leads.values(), *(one for some in members.values() for one in some)})
    shown = {one: article for one, article in articles.items() if article.state != "withdrawn" and article.headline}
    texts: dict[int, Text] = {}
    for story_id, lead in leads.items():
        ordered = [lead, *(one for one in members[story_id] if one != lead)]
        headlines = choose_headlines([shown[one].headline for one in ordered if one in shown])
        if headlines:
            words = "\n".join(text_of(shown[lead].blocks)) if lead in shown else ""
            texts[story_id] = Text(headlines, words[:LEAD_CHARS])
    return texts
