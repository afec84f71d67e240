"""What a feed says anew of pages that are known: another headline, a later update."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yaowen.base.words import FoundLink
from yaowen.collect.rules.sameness import is_retitled

_ALL_AT_ONCE = 5
_ALL_AT_ONCE_SHARE = 0.5
"""Where more than half of a list says something else than before, the feed was rebuilt, not its articles."""


@dataclass(frozen=True, slots=True)
class Change:
    """What to keep of an item; `visit`: why its page is to be fetched again, empty where it is not."""

    visit: Literal["", "retitled", "updated"] = ""


def decide_changes(found: Sequence[tuple[str, str | None, FoundLink]]) -> list[Change | None]:
    """What is new about known items.

    Args:
        found: headline and date of update as the feed gave them before (None: never asked), and the item now.

    Returns:
        One for each, None where nothing is new.
    """
    retitled = [bool(item.headline) and is_retitled(before, item.headline) for before, _, item in found]
    updated = [bool(item.updated_raw) and item.updated_raw != before for _, before, item in found]
    known = [before is not None and before != "" for _, before, _ in found]
    rebuilt = _is_rebuilt(sum(retitled), len(found))
    touched = _is_rebuilt(sum(new and had for new, had in zip(updated, known, strict=True)), len(found))
    changes: list[Change | None] = []
    for title, update, had in zip(retitled, updated, known, strict=True):
        if title and not rebuilt:
            changes.append(Change("retitled"))
        elif update and had and not touched:
            changes.append(Change("updated"))
        else:
            changes.append(Change() if title or update else None)
    return changes


def _is_rebuilt(changed: int, known: int) -> bool:
    return changed >= _ALL_AT_ONCE and changed > _ALL_AT_ONCE_SHARE * known
