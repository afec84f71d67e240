"""What changes when articles are grouped again by newer rules: which story each new group is, and the steps there.

A group keeps the address of the story that most of its articles stand in; a story that is left without articles is
merged into the group that most of them went to, so that its address leads there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

NEW = 1 << 40
"""Groups from here on are new: NEW + the number of their first article. Below: a story that stood before."""


@dataclass(frozen=True, slots=True)
class Step:
    """Articles that leave a story.

    Attributes:
        into: the story they go to; None: a new one, for `group`.
        whole: nothing stays behind: the story becomes part of the other.
    """

    story: int
    group: int
    into: int | None
    articles: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What regrouping changes.

    Attributes:
        into: group → the story that it is; those that have none yet get a new one.
    """

    steps: Sequence[Step]
    into: Mapping[int, int]

    @property
    def merges(self) -> int:
        """Stories that become part of another: addresses that will lead elsewhere."""
        return sum(step.whole for step in self.steps)

    @property
    def opened(self) -> int:
        """New stories."""
        return len({step.group for step in self.steps if step.into is None})

    @property
    def moved(self) -> int:
        """Articles that will stand in another story than now."""
        return sum(len(step.articles) for step in self.steps)


class Unions:
    """Groups that have become one."""

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._into: dict[int, int] = {}
        for merged, survivor in pairs:
            self.join(merged, survivor)

    def join(self, merged: int, survivor: int) -> None:
        """Note that one has become part of the other."""
        if self.find(merged) != self.find(survivor):
            self._into[self.find(merged)] = self.find(survivor)

    def find(self, group: int) -> int:
        """The group that a group is part of now."""
        while group in self._into:
            group = self._into[group]
        return group

    def joined(self) -> Iterable[int]:
        """All groups that have become part of another."""
        return self._into.keys()


def decide_change(
    groups: Mapping[int, int], homes: Mapping[int, int], sizes: Mapping[int, int], unions: Unions, held: Set[int]
) -> Change:
    """The steps that put articles where the newer rules have them.

    Args:
        groups: article → the group that it was put in; those that were not judged again are in that of their story.
        homes: article → the story that it stands in now.
        sizes: story → how many articles it has, judged again or not.
        unions: groups that have become one since.
        held: stories that a person has decided on: they keep their address before all others.
    """
    group_of = {article: unions.find(group) for article, group in groups.items() if article in homes}
    into = _choose_stories(group_of, homes, sizes, unions, held)
    leaving: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for article, group in group_of.items():
        if into.get(group) != homes[article]:
            leaving[homes[article]][group].append(article)
    for group in unions.joined():
        if sizes.get(group) and into[unions.find(group)] != group:
            leaving[group].setdefault(unions.find(group), [])
    kept = set(into.values())
    steps = [
        step
        for story in sorted(leaving)
        for step in _leave(
            story, leaving[story], into, unions, stays=story in kept or _stays(leaving[story], sizes[story])
        )
    ]
    return Change(steps, into)


def _choose_stories(
    group_of: Mapping[int, int], homes: Mapping[int, int], sizes: Mapping[int, int], unions: Unions, held: Set[int]
) -> dict[int, int]:
    """Group → the story whose address it keeps: the one that it holds most of; each story for one group."""
    shared: Counter[tuple[int, int]] = Counter((group, homes[article]) for article, group in group_of.items())
    stood: defaultdict[int, set[int]] = defaultdict(set)
    for group in {*group_of.values(), *unions.joined()} | {unions.find(one) for one in unions.joined()}:
        if group < NEW:
            stood[unions.find(group)].add(group)
    into: dict[int, int] = {}
    for group, stories in stood.items():
        into[group] = max(stories, key=lambda one: (one in held, sizes.get(one, 0), -one))
    taken = set().union(*stood.values()) if stood else set()
    for (group, story), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0][1], item[0][0])):
        if group not in into and story not in taken:
            into[group] = story
            taken.add(story)
    return into


def _stays(leaving: Mapping[int, Sequence[int]], size: int) -> bool:
    return sum(map(len, leaving.values())) < size


def _leave(
    story: int, leaving: Mapping[int, Sequence[int]], into: Mapping[int, int], unions: Unions, *, stays: bool
) -> Iterable[Step]:
    """The steps of one story: smaller parts first; the last takes the address along where nothing stays."""
    united = unions.find(story)
    is_part = into.get(united, story) != story
    parts = sorted(leaving.items(), key=lambda part: (is_part and part[0] == united, len(part[1]), -part[0]))
    for place, (group, articles) in enumerate(parts, 1):
        whole = (is_part or not stays) and place == len(parts)
        yield Step(story, group, into.get(group), tuple(sorted(articles)), whole)
