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

Stragglers of a ring count into it: the networks whose set is a part of S of two stories or more, no ring itself and had
by no more than n / 2 networks, with a story among them that fewer than n / 4 networks read along with something outside
S.
A part of several rings belongs to the largest, of equal ones to the one whose story ids come first.

The votes of a ring of m networks count as those of ⌊√m⌋ of them, at most of ⌊m / 10⌋ but at least of one; rounded up.
Sets of one story are never damped: that is what the crowd behind a shared link looks like. A pushed story behind a
well-read one, {P, X}, gets no more than that either.

Measured on honest crowds and rings of many kinds: benchmarks/ring_rules.py. Whole numbers only, so that two who count
agree to the vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt, prod
from typing import Any

from yaowen.base.words import Ring

__all__ = [
    "RULE", "Group", "Ring", "count_damped", "count_kept", "count_removed", "gather_rings", "is_ring",
]  # fmt: skip

RULE = 3
"""Which ring rule this is: kept beside each frozen ranking, so that an older one is not held against this rule."""
FEWEST_STORIES = 2
MOST_STORIES = 5
LEAST_NETWORKS = 8
LIFT = 10
_LIFT_ALONE = 5
LIFT_NO_ENTRANCE = 2
_ENTRANCE_SHARE = 20
_LARGE_SHARE = 5
_OWN_SHARE = 4
_KEPT_SHARE = 10

Stories = tuple[int, ...]


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


def is_ring(group: Group) -> bool:
    """Whether honest reading does not explain a group."""
    if group.networks < LEAST_NETWORKS or not FEWEST_STORIES <= len(group.readers) <= MOST_STORIES:
        return False
    alone = min(_count_others(group)) < group.networks
    if (alone or len(group.readers) == FEWEST_STORIES) and _is_chance(group):
        return False
    return not _has_trail(group, alone)


def gather_rings(found: Mapping[Stories, Group]) -> dict[Stories, list[Stories]]:
    """Each ring with the sets of the networks that count into it: its own, then those of its stragglers.

    Args:
        found: the rings, by their stories, ascending; the groups have them in the same order.
    """
    gathered, taken = {}, set(found)
    for stories, group in sorted(found.items(), key=lambda each: (-each[1].networks, each[0])):
        straggling = [_part_of(stories, part) for part in _iterate_stragglers(group)]
        gathered[stories] = [stories, *(each for each in straggling if each not in taken)]
        taken.update(straggling)
    return gathered


def count_kept(networks: int) -> int:
    """For how many networks a ring counts."""
    return min(isqrt(networks), max(1, networks // _KEPT_SHARE))


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


def _count_others(group: Group) -> list[int]:
    """Of each story: networks that read it and something outside the set."""
    return [
        each - sum(many for part, many in enumerate(group.exactly) if part >> story & 1)
        for story, each in enumerate(group.readers)
    ]


def _iterate_stragglers(group: Group) -> Iterator[int]:
    """The parts of the set that are had by stragglers, unless they are rings."""
    own = sum(1 << place for place, others in enumerate(_count_others(group)) if _OWN_SHARE * others < group.networks)
    for part, networks in enumerate(group.exactly[:-1]):
        if part & own and part.bit_count() >= FEWEST_STORIES and 0 < 2 * networks <= group.networks:
            yield part


def _part_of(stories: Stories, part: int) -> Stories:
    return tuple(story for place, story in enumerate(stories) if part >> place & 1)


def _has_trail(group: Group, alone: bool) -> bool:
    lift = _decide_lift(group, alone)
    return any(
        lift * before * (min(went_on, stopped) if alone else went_on) > group.networks * stopped
        for before, went_on, stopped in iterate_trails(group.exactly)
    )


def _decide_lift(group: Group, alone: bool) -> int:
    """How many times what the trail leads to the group may be."""
    if not alone:
        return LIFT
    whole = len(group.exactly) - 1
    fewest = min(group.exactly[whole ^ (1 << place)] for place in range(len(group.readers)))
    has_entrance = _ENTRANCE_SHARE * fewest <= group.networks
    is_large = _LARGE_SHARE * group.networks > group.all_networks
    return _LIFT_ALONE if has_entrance or is_large else LIFT_NO_ENTRANCE


def iterate_trails(exactly: Sequence[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """For each last story and each story that it may have been reached from, three numbers of networks.

    Those at the step before, n(T); those that went on to the last story; those that stopped short of it.

    Args:
        exactly: as a group has it, or with columns in place of numbers: a row a group.
    """
    whole = len(exactly) - 1
    stories = [1 << place for place in range(whole.bit_length())]
    for last in stories:
        step = whole ^ last
        for passed in (story for story in stories if story & step):
            ways = [part for part in range(1, step) if part & passed and part & step == part]
            went_on = exactly[step] + sum(exactly[way | last] for way in ways)
            yield exactly[step], went_on, exactly[step] + sum(exactly[way] for way in ways)
