"""Rings 成组刷票: networks that read the same few stories and nothing else. What of their votes counts. Pure.

The rule, for the 24 hours of a ranking and the salt that it counts under. The set of a network is the stories that
its readers have read; n(S) networks have the set S. A group is all n = n(S) networks with one and the same set S of 2
to 5 stories. It is a ring where n ≥ 8 and honest reading does not explain it, neither by chance nor by a trail:

* Chance. Of the N − n networks outside the group r′(s) read story s. Readers who choose freely would give
  E = (N − n) · Π r′(s) / (N − n) networks that read all of S. Chance explains the group if 10 · E is more than n. For
  more than two stories, each of which many others read (see below), the trail measures chance better: E is not asked.
* Trail. Readers drop out at every click: where many read on to a last story s, others stopped at T, which is S without
  s. They are n(T). Of the networks that read a story t of T, perhaps other stories of T, and nothing outside S, some
  stopped short of s and some went on to it; the group itself is left out, and n(T) is added to both, so that few others
  are not believed alone. The trail leads to about n(T) · went_on / stopped networks with the set S. It explains the
  group if c times that is more than n, for any s and t.

How clear the trail must be depends on who else is there, for a ring that has not finished reading leaves one too:
c is 10 where each story of S is read by many others: by n networks or more that read something outside S as well. Where
one is not, no more may have gone on than stopped, and c is 5. It is 2 where besides there is no entrance, a story
without which hardly anybody reads the others (n(S without p) ≤ n / 20), and n is no more than a fifth of N.

The votes of a ring count as those of ⌊√n⌋ networks, rounded up. Sets of one story are never damped: that is what the
crowd behind a shared link looks like. A pushed story behind a well-read one, {P, X}, gets no more than that either.

Measured on honest crowds and rings of many kinds: benchmarks/ring_rules.py. Whole numbers only, so that two who count
agree to the vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isqrt, prod

from yaowen.base.words import Ring

__all__ = ["RULE", "Group", "Ring", "count_damped", "count_removed", "decide_kept"]

RULE = 2
"""Which ring rule this is: kept beside each frozen ranking, so that an older one is not held against this rule."""
FEWEST_STORIES = 2
MOST_STORIES = 5
LEAST_NETWORKS = 8
LIFT = 10
_LIFT_ALONE = 5
_LIFT_NO_ENTRANCE = 2
_ENTRANCE_SHARE = 20
_LARGE_SHARE = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Networks with one and the same set of stories, and who stands around them.

    Attributes:
        exactly: by part of the set, bit i standing for its story i: how many networks read exactly that part and
            nothing else; the last are the group itself.
        readers: of each story, how many networks read it, the group's own among them.
        all_networks: how many networks read any story.
    """

    exactly: Sequence[int]
    readers: Sequence[int]
    all_networks: int

    @property
    def networks(self) -> int:
        """How many they are."""
        return self.exactly[-1]


def decide_kept(group: Group) -> int | None:
    """For how many networks a group counts; None where it is no ring."""
    if group.networks < LEAST_NETWORKS or not FEWEST_STORIES <= len(group.readers) <= MOST_STORIES:
        return None
    if len(group.readers) == FEWEST_STORIES and _is_chance(group):
        return None
    alone = _count_fewest_others(group) < group.networks
    if alone and _is_chance(group):
        return None
    return None if _has_trail(group, alone) else isqrt(group.networks)


def count_removed(votes: int, networks: int, kept: int) -> int:
    """Of the votes of a ring for one story those that do not count."""
    return votes * (networks - kept) // networks


def count_damped(rings: Iterable[Ring]) -> Counter[int]:
    """Story → votes that do not count, over all rings."""
    removed: Counter[int] = Counter()
    for ring in rings:
        removed.update(dict(zip(ring.stories, ring.removed, strict=True)))
    return removed


def _is_chance(group: Group) -> bool:
    others = group.all_networks - group.networks
    together = prod(each - group.networks for each in group.readers)
    chance: int = group.networks * others ** (len(group.readers) - 1)
    return LIFT * together > chance


def _count_fewest_others(group: Group) -> int:
    """Of the story with the fewest of them: networks that read it and something outside the set."""
    return min(
        each - sum(many for part, many in enumerate(group.exactly) if part >> story & 1)
        for story, each in enumerate(group.readers)
    )


def _has_trail(group: Group, alone: bool) -> bool:
    lift = _decide_lift(group, alone)
    return any(
        lift * before * (min(went_on, stopped) if alone else went_on) > group.networks * stopped
        for before, went_on, stopped in _iterate_trails(group.exactly)
    )


def _decide_lift(group: Group, alone: bool) -> int:
    """How many times what the trail leads to the group may be."""
    if not alone:
        return LIFT
    whole = len(group.exactly) - 1
    fewest = min(group.exactly[whole ^ (1 << place)] for place in range(len(group.readers)))
    has_entrance = _ENTRANCE_SHARE * fewest <= group.networks
    is_large = _LARGE_SHARE * group.networks > group.all_networks
    return _LIFT_ALONE if has_entrance or is_large else _LIFT_NO_ENTRANCE


def _iterate_trails(exactly: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """For each last story and each story that it may have been reached from, three numbers of networks.

    Those at the step before, n(T); those that went on to the last story; those that stopped short of it.
    """
    whole = len(exactly) - 1
    stories = [1 << place for place in range(whole.bit_length())]
    for last in stories:
        step = whole ^ last
        if not exactly[step]:
            continue
        for passed in (story for story in stories if story & step):
            ways = [part for part in range(1, step) if part & passed and part & step == part]
            went_on = exactly[step] + sum(exactly[way | last] for way in ways)
            yield exactly[step], went_on, exactly[step] + sum(exactly[way] for way in ways)
