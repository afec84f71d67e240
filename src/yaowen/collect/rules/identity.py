"""What an item is known by: canonical address, then GUID, then (outlet, headline, day) (DESIGN.md, Collect)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from yaowen.base.text.likeness import fold_words
from yaowen.base.text.script import han_share
from yaowen.base.words import FoundLink
from yaowen.collect.rules.address_key import find_number, fold_address

_STRONG_GUID = re.compile(r"https?://|tag:|urn:|[0-9a-f]{8}-?[0-9a-f]{4}|.*\d{6}", re.IGNORECASE)
_STRONG_GUID_CHARS = 16
_MIN_HAN_CHARS = 8
_MIN_OTHER_CHARS = 24


@dataclass(frozen=True, slots=True)
class Identity:
    """What an item is known by, as texts to be hashed; empty ones say nothing.

    Attributes:
        address: canonical address without its scheme, so that a move from http to https renews nothing.
        key: the address folded further (`fold_address`): equal keys are one article.
        guid: only where the feed uses it as an identity.
        headline: folded headline and day; empty for headlines too short to tell articles apart.
        number: the outlet's number of the article in its address (`find_number`).
    """

    address: str
    guid: str
    headline: str
    key: str = ""
    number: str = ""


def identify_items(items: Sequence[FoundLink], now: datetime) -> list[Identity]:
    """The identities of all items of one reading of a feed.

    A GUID that stands at items of different addresses, or that is too short to be one (a place in the
    list, a day), is no identity: believing it would lose articles.
    """
    keys = [fold_address(item.url) for item in items]
    uses = Counter(guid for guid, _ in {(item.guid, key) for item, key in zip(items, keys, strict=True)})
    return [
        Identity(
            address=address_key(item.url),
            guid=item.guid if uses[item.guid] == 1 and _is_strong(item.guid) else "",
            headline=_headline_key(item, now),
            key=key,
            number=find_number(item.url),
        )
        for item, key in zip(items, keys, strict=True)
    ]


def address_key(url: str) -> str:
    """A canonical address without its scheme."""
    return url.partition("://")[2] or url


def printed_day(raw: str) -> date | None:
    """The day as the outlet prints it, in its own zone; None where it prints none that is easily read."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(raw).date()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _is_strong(guid: str) -> bool:
    return len(guid) >= _STRONG_GUID_CHARS and _STRONG_GUID.match(guid) is not None


def _headline_key(item: FoundLink, now: datetime) -> str:
    folded = fold_words(item.headline)
    enough = _MIN_HAN_CHARS if han_share(folded) > 0.5 else _MIN_OTHER_CHARS
    day = printed_day(item.published_raw) or now.date()
    return f"{folded} {day.isoformat()}" if len(folded) >= enough else ""
