"""How deep the elements of a page are nested, by the rules of HTML's tree, and what lies deeper than any real page's.

Depth costs a parser that follows these rules square time, whatever the elements: for many tags it looks through all
that are open (20,000 nested take 0.75 s, 200,000 take 75 s). So the open elements are followed here, closely enough
that no order of tags nests more than twice as deep as it is counted, and that what a real page leaves open is not
counted as nested.

Source: WHATWG HTML, "The rules for parsing tokens in HTML content".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict

MAX_DEPTH = 1_000
_TOKEN = re.compile(
    rb"""<!--|<(/?)([a-z][^\s/>]*+)((?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?)*+)>?"""
)
"""A tag with its attributes, whose values may hold what looks like tags; or where a comment begins."""


def _set(names: str) -> frozenset[bytes]:
    return frozenset(names.encode("ascii").split())


_NOT_OPEN = _set(
    "area base br col embed frame frameset hr img input link meta param source track wbr html head body p keygen "
    "table caption colgroup tbody thead tfoot tr td th image bgsound"
)
"""Elements that hold nothing, that stand once, that end by themselves where the next begins, or, as tables and cells,
end the parser's look through what is open."""
_RAW = _set("script style textarea title xmp iframe noembed noframes")
_MARKS = _set("a b big code em font i nobr s small strike strong tt u")
"""Elements that are opened again behind the block in which they were left open."""
_ONCE = _set("a nobr")
_SPECIAL = _set(
    "address applet article aside blockquote button center dd details dir div dl dt fieldset figcaption figure footer "
    "form h header hgroup li listing main marquee menu nav noscript object ol plaintext pre search section select "
    "summary template ul"
)
_BOUNDARIES = _set("applet marquee object template")
_LISTS = (b"ul", b"ol")
_PASSED_BY_ITEMS = _set("address div")
_HEADINGS = _set("h1 h2 h3 h4 h5 h6")
_DRAWINGS = _set("svg math")
_LEAVES_DRAWINGS = _set(
    "b big blockquote body br center code dd div dl dt em embed h head hr i img li listing menu meta nobr ol p pre "
    "ruby s small span strong strike sub sup table tt u ul var"
)
_WITHIN_DRAWINGS = _set("foreignobject desc title mi mo mn ms mtext annotation-xml")
"""Elements of drawings and formulas within which the rules are those of the page again."""
_ALIKE = {b"li": (b"li",), b"dd": (b"dd", b"dt"), b"dt": (b"dd", b"dt")}
"""Items that end the one before, even through divisions."""
_ENDED_AT_ONCE = {b"h": _set("h"), b"option": _set("option"), b"optgroup": _set("option")}
"""What such an element ends where nothing is open in between."""


def cut_depth(body: bytes, deepest: int = MAX_DEPTH) -> bytes:
    """A page without the tags of elements nested deeper than `deepest`; their texts stay."""
    lowered, open_now, cuts, at = body.lower(), _Open(deepest), list[tuple[int, int]](), 0
    while found := _TOKEN.search(lowered, at):
        at = found.end()
        if found[2] is None:
            at = lowered.find(b"-->", at - 2) + 3
        elif found[1]:
            if open_now.close(found[2]):
                cuts.append(found.span())
        elif found[2] in _RAW and not open_now.draws:
            at = lowered.find(b"</" + found[2], at)
        elif open_now.open(found[2], ended=_ends_itself(found[3])):
            cuts.append(found.span())
        if at < found.end():  # a comment or script that never ends
            break
    parts, last = [], 0
    for start, end in cuts:
        parts.append(body[last:start])
        last = end
    return b"".join([*parts, body[last:]])


def _ends_itself(attributes: bytes) -> bool:
    """Whether a tag ends with a slash that is no part of a value; that counts within drawings only."""
    return attributes.endswith(b"/") and (b"=" not in attributes or attributes[-2:-1] in b" \t\r\n\"'")


class _Open:
    """The elements that are open, outermost first, and how many marks are."""

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        self._names: list[bytes] = []
        self._marks_then: list[int] = []
        self._places: defaultdict[bytes, list[int]] = defaultdict(list)
        self._special: list[int] = []
        self._stops: list[int] = []
        self._bounds: list[int] = []
        self._marks: Counter[bytes] = Counter()
        self._many_marks = 0
        self._dropped: Counter[bytes] = Counter()

    def open(self, name: bytes, *, ended: bool) -> bool:
        """Take in an opening tag; True where it lies too deep."""
        name = b"h" if name in _HEADINGS else name
        draws = self.draws
        if draws and name in _LEAVES_DRAWINGS:
            self._pop_to(self._drawing())
            draws = False
        if ended and (draws or name in _DRAWINGS):
            return False
        if not draws:
            if name in _NOT_OPEN or (name in _ONCE and self._marks[name]):
                return False
            self._end_before(name)
        if len(self._names) + self._many_marks >= self._deepest:
            self._dropped[name] += 1
            return True
        if name in _MARKS and not draws:
            self._marks[name] += 1
            self._many_marks += 1
        else:
            self._push(name)
        return False

    def close(self, name: bytes) -> bool:
        """Take in a closing tag; True where it belongs to one that lies too deep."""
        name = b"h" if name in _HEADINGS else name
        if self._dropped[name]:
            self._dropped[name] -= 1
            return True
        if name in _MARKS:
            self._many_marks -= min(1, self._marks[name])
            self._marks[name] -= min(1, self._marks[name])
        elif (places := self._places.get(name)) and self._hindered(name) <= places[-1]:
            self._pop_to(places[-1])
        return False

    def _hindered(self, name: bytes) -> int:
        """The innermost element through which a closing tag does not reach; −1: none."""
        hindering = [self._bounds if name in _SPECIAL else self._special]
        if name == b"li":
            hindering += [self._places[one] for one in _LISTS]
        return max((places[-1] for places in hindering if places), default=-1)

    @property
    def draws(self) -> bool:
        """Whether the rules are those of drawings and formulas now."""
        return self._drawing() >= 0

    def _drawing(self) -> int:
        """The outermost drawing or formula since the rules were last those of the page; −1: they are now."""
        within = max((self._places[one][-1] for one in _WITHIN_DRAWINGS if self._places.get(one)), default=-1)
        firsts = []
        for one in _DRAWINGS:
            places = self._places.get(one, [])
            first = bisect_right(places, within)
            firsts += places[first : first + 1]
        return min(firsts, default=-1)

    def _end_before(self, name: bytes) -> None:
        """End what an element ends where it begins."""
        if name in _ALIKE:
            place = max((self._places[one][-1] for one in _ALIKE[name] if self._places.get(one)), default=-1)
            if place >= 0 and (not self._stops or self._stops[-1] <= place):
                self._pop_to(place)
        elif (
            self._names and self._names[-1] in _ENDED_AT_ONCE.get(name, ()) and self._marks_then[-1] == self._many_marks
        ):
            self._pop_to(len(self._names) - 1)

    def _push(self, name: bytes) -> None:
        place = len(self._names)
        self._names.append(name)
        self._marks_then.append(self._many_marks)
        self._places[name].append(place)
        if name in _SPECIAL:
            self._special.append(place)
            if name not in _PASSED_BY_ITEMS:
                self._stops.append(place)
        if name in _BOUNDARIES:
            self._bounds.append(place)

    def _pop_to(self, place: int) -> None:
        """End the element of a place, and all within it."""
        while len(self._names) > place:
            last = len(self._names) - 1
            self._places[self._names.pop()].pop()
            self._marks_then.pop()
            for kept in (self._special, self._stops, self._bounds):
                if kept and kept[-1] == last:
                    kept.pop()
