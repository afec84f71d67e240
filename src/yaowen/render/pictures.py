"""The stage that takes pictures into the edition, and lets go of those that may not be shown any more."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from django.db import transaction

from yaowen.base import addresses
from yaowen.base.erasing import overwriting
from yaowen.base.rights import decide_shown
from yaowen.belt.conveyor import Context
from yaowen.collect.store import (
    HeldPicture,
    claim_pictures,
    drop_unused,
    finish_pictures,
    load_outlets,
    names_in_use,
    pages_of_pictures,
)
from yaowen.extract.store import articles_of_pages, articles_with_pictures, pictures_in_texts
from yaowen.group.store import story_of, touch_stories
from yaowen.render.editions import Entry, Gone, StoredPage, forget_replaced, publish

BATCH = 24
"""About 5 MB of files in one transaction."""
SWEEP_SECONDS = 600.0


class PublishPictures:
    """Puts kept pictures into the edition and has their stories rendered again; takes others out of it."""

    name = "publish pictures"
    lane = "news"

    def __init__(self) -> None:
        self._looked_seconds = float("-inf")
        self._swept_seconds = time.monotonic()

    def step(self, context: Context) -> int:
        """Publish at most one edition of pictures; returns how many it took in or let go of."""
        if time.monotonic() - self._looked_seconds < context.settings.decimal("EDITION_SECONDS"):
            return 0
        self._looked_seconds = time.monotonic()
        if time.monotonic() - self._swept_seconds > SWEEP_SECONDS:
            self._swept_seconds = time.monotonic()
            sweep_pictures()
        held = claim_pictures(context, BATCH)
        if not held:
            return 0
        publish(list(entries_of(held)), context.clock.now())
        with overwriting(), transaction.atomic():
            ids = [one.id for one in held]
            articles = {*articles_of_pages(pages_of_pictures(ids)), *articles_with_pictures(ids)}
            finish_pictures(held)
            touch_stories(story_of(articles).values())
        if any(one.state == "erased" for one in held):
            forget_replaced()
        return len(held)


def sweep_pictures() -> int:
    """Let go of pictures that no page may show any more: of outlets whose rights fell, of articles read anew."""
    shown = {view.id: decide_shown(view.grant, ()) for view in load_outlets().values()}
    allowed = [one for one, what in shown.items() if what.pictures]
    return drop_unused(allowed, pictures_in_texts(one for one in allowed if shown[one].full))


def entries_of(held: Sequence[HeldPicture]) -> Iterator[Entry]:
    """The files of kept pictures at their addresses; 410 for those of the others, unless a kept one has the same."""
    kept = {one.view.name for one in held if one.state == "kept"}
    leaving = {one.view.name for one in held if one.state != "kept" and one.view.name}
    kept |= names_in_use(leaving)
    for one in held:
        for place, (width, _, kind) in enumerate(one.view.files):
            path = addresses.picture(one.view.name, width, kind)
            if one.state == "kept":
                yield StoredPage(path, one.bodies[place], f"image/{kind}")
            elif one.view.name not in kept:
                yield Gone(path)
