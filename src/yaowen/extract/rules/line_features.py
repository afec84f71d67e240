"""What tells whether a line is a line of the article: its size, its links, its place, its element, its neighbours."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import Layout, Line
from yaowen.extract.rules.line_cues import LONGEST_CHARS, cues_of, opens_list
from yaowen.extract.rules.prose import HEADINGS, ends_sentence, is_prose

BEFORE, AFTER = 25, 40
"""Lines looked at before and behind the body that the rules found."""
SKIPPED = "skipped"
_MOST_LINKED, _SENTENCE_WEIGHT = 0.7, 40.0
_NEAR_BEFORE, _NEAR_AFTER = 12, 4
_IN_ROOM = HEADINGS | {"p", "li", "blockquote"}
_WEIGHTS = (12.0, 30.0, 70.0, 150.0, 300.0)
_LINKED = (0.001, 0.15, 0.4, 0.7)
_SHARES = (0.0001, 0.03, 0.1, 0.4)
_OUTSIDE = (0.01, 0.3, 0.7, 0.999)
_FAR = (2, 4, 10, 25)
_PLACES = (0.05, 0.2, 0.5, 0.8, 0.95)
_BELIEVED = (0.1, 0.3, 0.8)
_GAPS = (1, 2, 5, 20)
_SHORT_WEIGHT = 70.0
_LIST_REACHES = 30
"""Lines after the title of a list within which it still tells something."""
_TOKEN = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")
Group = tuple[str, tuple[Any, ...]]
"""What kind of features, and what they are made of. There are few different groups and very many lines: what a model
says of a group is kept, and its names are put together once. Only groups of `ELEMENTS` are as many as pages please."""
ELEMENTS = "elements"
Groups = tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """A page and what the rules made of it.

    Attributes:
        hinted: which lines stand in furniture.
        kept: places of the lines that the rules took; not empty.
        description: the page's own summary for machines; may be empty.
    """

    layout: Layout
    hinted: Sequence[bool]
    kept: Sequence[int]
    headline: str
    description: str


class Rooms:
    """Where the prose of the kept lines stands: how much of it in which element, and in which kind of element.

    A kind is a tag and a name: alike in all lines that one template prints for one purpose.
    """

    def __init__(self, context: Context) -> None:
        layout, kept = context.layout, sorted(context.kept)
        self.first = max(0, context.kept[0] - BEFORE)
        self.last = min(len(layout.lines), context.kept[-1] + 1 + AFTER)
        self.prose = {place: is_prose(layout.lines[place]) for place in range(self.first, self.last)}
        elements = layout.elements
        self.kind = [(line.tag, elements[line.owner].name) for line in layout.lines]
        self.everywhere = Counter(self.kind)
        self.inside = Counter(self.kind[context.kept[0] : context.kept[-1] + 1])
        rooms, kinds = Counter[int](), Counter[tuple[str, str]]()
        for place in kept:
            line = layout.lines[place]
            if self.prose[place]:
                rooms[room_of(layout, line)] += int(line.weight - line.linked)
                kinds[self.kind[place]] += int(line.weight - line.linked)
        total = sum(rooms.values()) or 1
        self.rooms = {room: mass / total for room, mass in rooms.items()}
        self.kinds = {kind: mass / total for kind, mass in kinds.items()}
        self.main = max(rooms, key=rooms.__getitem__) if rooms else -1
        self.around: dict[int, int] = {}
        place = self.main
        while place >= 0:
            self.around[place] = len(self.around)
            place = layout.elements[place].parent
        self._relations: dict[int, str] = {}

    def relation(self, layout: Layout, room: int) -> str:
        """How an element stands to the one that holds most of the prose."""
        known = self._relations.get(room)
        if known is None:
            known = self._relations[room] = self._relate(layout, room)
        return known

    def _relate(self, layout: Layout, room: int) -> str:
        if room == self.main:
            return "main"
        if room in self.around:
            return f"up{min(3, self.around[room])}"
        depth = 0
        while room >= 0 and room != self.main:
            room, depth = layout.elements[room].parent, depth + 1
        return f"down{min(3, depth)}" if room >= 0 else "out"


def room_of(layout: Layout, line: Line) -> int:
    """Place of the element whose paragraphs, headings or items a line is one of."""
    return layout.elements[line.owner].parent if line.tag in _IN_ROOM else line.owner


def gather_features(context: Context) -> list[tuple[int, list[str]]]:
    """The features of every line near the body.

    Args:
        context: the page.

    Returns:
        (place, names of the features that the line has), in page order. Lines that stand in furniture or are links,
        and that the rules did not take, have `SKIPPED` alone: looking closer at them doubles the cost for nothing.
    """
    return [
        (place, [name for group in groups for name in names_of(group)] if groups else [SKIPPED])
        for place, groups in gather_groups(context)
    ]


def gather_groups(context: Context) -> list[tuple[int, Groups]]:
    """The same features in groups; none for lines that are `SKIPPED`."""
    rooms, gatherer = Rooms(context), _Gatherer(context)
    return [
        (place, gatherer.gather(place, rooms) if gatherer.is_worth_it(place) else ())
        for place in range(rooms.first, rooms.last)
    ]


def names_of(group: Group) -> Sequence[str]:
    """The names of a group's features."""
    kind, key = group
    return key if kind == ELEMENTS else _NAMES[kind](key)


class _Gatherer:
    """Goes through the lines in order and remembers what came before."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.kept = frozenset(context.kept)
        self.start, self.end = context.kept[0], context.kept[-1] + 1
        self.seen: set[str] = set()
        self.since_list, self.since_heading = 99, 99
        self.headline = fold_line(context.headline)
        self.description = fold_line(context.description[:120])[:40]
        self._around: dict[int, Group] = {}

    def is_worth_it(self, place: int) -> bool:
        """Whether a line may be the article's at all."""
        if place in self.kept:
            return True
        line = self.context.layout.lines[place]
        if line.linked > _MOST_LINKED * line.weight:
            return False
        near = self.start - _NEAR_BEFORE <= place < self.end + _NEAR_AFTER
        return not self.context.hinted[place] or (near and line.weight >= _SENTENCE_WEIGHT)

    def gather(self, place: int, rooms: Rooms) -> Groups:
        layout = self.context.layout
        line = layout.lines[place]
        size = bisect_right(_WEIGHTS, line.weight)
        where, side = self._where(place)
        room, kind = room_of(layout, line), rooms.kind[place]
        relation = rooms.relation(layout, room)
        ends = ends_sentence(line.text)
        own = (
            size, ends, bisect_right(_LINKED, line.linked / max(1.0, line.weight)), line.tag, where, relation,
            bisect_right(_SHARES, rooms.rooms.get(room, 0.0)), bisect_right(_SHARES, rooms.kinds.get(kind, 0.0)),
            bisect_right(_OUTSIDE, 1 - rooms.inside[kind] / rooms.everywhere[kind]), place in self.kept,
        )  # fmt: skip
        hinted: Groups = (("hinted", (side, size)),) if self.context.hinted[place] else ()
        return (
            ("line", own), *hinted, self._elements(line, rooms), self._words(line, side, size, relation, ends),
            self._order(place, line), *self._neighbours(place, line, size, rooms),
        )  # fmt: skip

    def _where(self, place: int) -> tuple[str, str]:
        if place < self.start:
            return f"b{bisect_right(_FAR, self.start - place)}", "b"
        if place >= self.end:
            return f"a{bisect_right(_FAR, place - self.end + 1)}", "a"
        return "in", "i"

    def _elements(self, line: Line, rooms: Rooms) -> Group:
        """What the names of the line's element and of those around it say."""
        known = self._around.get(line.owner)
        if known is None:
            known = self._around[line.owner] = ELEMENTS, tuple(self._look_around(line, rooms))
        return known

    def _look_around(self, line: Line, rooms: Rooms) -> list[str]:
        elements = self.context.layout.elements
        found = [f"own {token}" for token in tokens_of(elements[line.owner].name)]
        believed, named, place, depth = 0.0, False, line.owner, 0
        while place >= 0:
            element = elements[place]
            believed = max(believed, element.furniture)
            named = named or element.named
            if 0 < depth <= 4 and place not in rooms.around:
                found += [f"near {token}" for token in tokens_of(element.name)]
                if element.tag != "div":
                    found.append(f"in {element.tag}")
            place, depth = element.parent, depth + 1
        found.append(f"furniture{bisect_right(_BELIEVED, believed)}")
        return [*found, "named"] if named else found

    def _words(self, line: Line, side: str, size: int, relation: str, ends: bool) -> Group:
        """What its words and the lists that have begun before it say."""
        text, since = line.text, -1
        opens = line.weight < _SHORT_WEIGHT and not ends and opens_list(text)
        if opens:
            self.since_list = 0
        else:
            if self.since_list < _LIST_REACHES:
                since = bisect_right((1, 3, 8), self.since_list)
            self.since_list += 1
        short = len(text) <= LONGEST_CHARS
        cues = tuple(cues_of(text)) if short else ()
        furniture = short and is_furniture_line(text)
        return "words", (line.tag if opens else "", since, furniture, cues, side, size, relation)

    def _order(self, place: int, line: Line) -> Group:
        """What its place among the lines says."""
        inside, last, first = -1, 0, -1
        if self.start <= place < self.end:
            inside = bisect_right(_PLACES, (place - self.start) / (self.end - self.start))
            last = self.end - place if self.end - place <= 3 else 0
            first = place - self.start if place - self.start < 2 else -1
        gap = -1
        if line.tag in HEADINGS:
            self.since_heading = 0
        else:
            gap = bisect_right(_GAPS, self.since_heading)
            self.since_heading += 1
        again = False
        if len(line.text) > 20:
            again = line.text in self.seen
            self.seen.add(line.text)
        folded = fold_line(line.text) if place < self.start + 3 and len(line.text) < LONGEST_CHARS else None
        described = folded is not None and len(self.description) > 20 and folded.startswith(self.description)
        return "order", (inside, last, first, gap, again, folded == self.headline, described)

    def _neighbours(self, place: int, line: Line, size: int, rooms: Rooms) -> Groups:
        layout, found = self.context.layout, list[Group]()
        for name, other_place in (("prev", place - 1), ("next", place + 1)):
            if not 0 <= other_place < len(layout.lines):
                continue
            other = layout.lines[other_place]
            if rooms.prose.get(other_place, False):
                kind = "prose"
            elif other.tag in HEADINGS:
                kind = "head"
            else:
                kind = "link" if other.linked > 0.5 * other.weight else "short"
            same = rooms.kind[other_place] == rooms.kind[place]
            sibling = layout.elements[other.owner].parent == layout.elements[line.owner].parent
            found.append(("beside", (name, kind, size, self.context.hinted[other_place], same, sibling)))
        return tuple(found)


def _line_names(key: tuple[Any, ...]) -> list[str]:
    size, ends, linked, tag, where, relation, room, share, outside, kept = key
    found = [
        "bias", f"len{size}{ends:d}", f"link{linked}", f"tag {tag}", f"where {where}", f"rel {relation}", f"room{room}",
        f"kind{share}", f"len{size} link{linked}", f"{where} {relation}", f"{relation} len{size}", f"{tag} len{size}",
        f"{where} len{size}", f"{relation} link{linked}", f"{tag} {relation}", f"outside{outside}",
    ]  # fmt: skip
    if kept:
        found += [
            "kept", f"kept len{size}{ends:d}", f"kept link{linked}", f"kept {relation}", f"kept {tag}",
            f"kept kind{share}",
        ]  # fmt: skip
    return found


def _hinted_names(key: tuple[Any, ...]) -> list[str]:
    side, size = key
    return ["hinted", f"hinted {side}", f"hinted len{size}"]


def _word_names(key: tuple[Any, ...]) -> list[str]:
    opens, since, furniture, cues, side, size, relation = key
    found = ["list", f"list {opens}"] if opens else []
    if since >= 0:
        found += [f"since list{since}", f"since list {side}", f"since list {relation}"]
    if furniture:
        found += ["line", f"line {side}"]
    for cue in cues:
        found += [cue, f"{cue} len{size}", f"{cue} {side}"]
    return found


def _order_names(key: tuple[Any, ...]) -> list[str]:
    inside, last, first, gap, again, is_headline, is_description = key
    told = {
        f"place{inside}": inside >= 0, f"last{last}": last > 0, f"first{first}": first >= 0,
        f"since heading{gap}": gap >= 0, "again": again, "is headline": is_headline, "is description": is_description,
    }  # fmt: skip
    return [name for name, holds in told.items() if holds]


def _beside_names(key: tuple[Any, ...]) -> list[str]:
    name, kind, size, hinted, same, sibling = key
    told = {f"{name} hinted": hinted, f"{name} same": same, f"{name} sibling": sibling}
    return [f"{name} {kind}", f"{name} {kind} len{size}", *(one for one, holds in told.items() if holds)]


_NAMES: dict[str, Callable[[tuple[Any, ...]], list[str]]] = {
    "line": _line_names,
    "hinted": _hinted_names,
    "words": _word_names,
    "order": _order_names,
    "beside": _beside_names,
}


@functools.lru_cache(maxsize=20_000)
def tokens_of(name: str) -> tuple[str, ...]:
    """The words that the classes and id of an element are made of, each once; those with digits are left out."""
    if len(name) > 400:
        return ()
    parts = {part.lower() for part in _TOKEN.split(name) if 1 < len(part) <= 24}
    return tuple(sorted(part for part in parts if not any(map(str.isdigit, part))))
