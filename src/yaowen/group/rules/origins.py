"""Who tells it: the origin of near-copies 通稿/转载, and how many origins of a story are independent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yaowen.base.text.script import fold_marks

KEY_CHARS = 80
_PARTS = re.compile(r"[、,，/;；|&+\s]+")
_NOBODY = re.compile(
    r"^(?:综合(?:报[道导]|消息|整理|外电)?|媒体报[道导]|各媒体|外电|外媒|网友|本报|本报讯|本报记者|记者|编译|整理)?$"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What deciding about origins needs of an article.

    Attributes:
        copy_of: an article that it is a near-copy of.
        origin_key: `name_origin` of it; None: its carrier's.
    """

    article_id: int
    outlet_id: int
    published: datetime
    copy_of: int | None
    origin_key: str | None = None

    @property
    def key(self) -> str:
        """Who tells it."""
        return self.origin_key or outlet_key(self.outlet_id)


def outlet_key(outlet_id: int) -> str:
    """The key of an outlet that tells in its own words."""
    return f"o{outlet_id}"


def fold_name(name: str) -> str:
    """A name of an outlet or source in one width and script, to be compared."""
    return fold_marks(name).strip().casefold()


def name_origin(source: str, outlet_id: int, outlets: Mapping[str, int]) -> str:
    """The key of who tells an article: the outlet, or the credited source 来源 where that is another.

    Args:
        source: the credit as printed; of several names the first counts. Empty where none is credited.
        outlets: folded name → outlet.
    """
    name = next((part for part in _PARTS.split(fold_name(source)) if part), "")
    whole = fold_name(source)
    known = outlets.get(whole) or outlets.get(name)
    if known is not None:
        return outlet_key(known)
    return outlet_key(outlet_id) if _NOBODY.match(name) else f"s{name}"[:KEY_CHARS]


def choose_origins(told: Sequence[Told]) -> dict[int, int | None]:
    """Article → the one it is folded under; None for an origin.

    The origin of near-copies is the article of the outlet that the others credit, else the earliest.
    """
    origins: dict[int, int | None] = {}
    for family in _find_families(told):
        credited = {one.key for one in family if one.key != outlet_key(one.outlet_id)}
        own = [one for one in family if outlet_key(one.outlet_id) in credited]
        origin = min(own or family, key=lambda one: (one.published, one.article_id))
        origins |= {one.article_id: None if one is origin else origin.article_id for one in family}
    return origins


def count_origins(told: Sequence[Told], origins: Mapping[int, int | None]) -> int:
    """How many independent sources tell a story in words of their own: of near-copies only the origin counts."""
    return len({one.key for one in told if origins[one.article_id] is None})


def _find_families(told: Iterable[Told]) -> list[list[Told]]:
    """Articles with their near-copies; a copy of a copy, or of an article that is not here, stands with its like."""
    copied = {one.article_id: one.copy_of for one in told}
    families: defaultdict[int, list[Told]] = defaultdict(list)
    for one in told:
        at, seen = one.article_id, set[int]()
        while at not in seen and (before := copied.get(at)) is not None:
            seen.add(at)
            at = before
        families[at].append(one)
    return list(families.values())
