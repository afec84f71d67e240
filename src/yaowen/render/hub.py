"""Which feeds have something new for the hub (WebSub): noted with their edition, told by collect/hub_telling.py."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from yaowen.base.addresses import FEED_FILES
from yaowen.base.store import FEEDS_TO_TELL, MOST_TOLD, read_fact, set_fact

_TYPES = frozenset(FEED_FILES.values())


def note_feeds(pages: Iterable[tuple[str, str]]) -> None:
    """Note the feeds among what an edition changes; call it in the edition's transaction. Nothing without a hub.

    Args:
        pages: path and content type of each changed page.
    """
    if not settings.YAOWEN.text("HUB_URL"):
        return
    changed = [path for path, content_type in pages if content_type.partition(";")[0] in _TYPES]
    if changed:
        noted = dict.fromkeys([*read_fact(FEEDS_TO_TELL).split(), *changed])
        set_fact(FEEDS_TO_TELL, " ".join(list(noted)[-MOST_TOLD:]))
