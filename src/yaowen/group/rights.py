"""Stories of outlets whose opt-outs came or went are rendered again: what may be shown of them has changed."""

from __future__ import annotations

import time

from django.db import transaction

from yaowen.belt.conveyor import Context
from yaowen.collect.store import take_rights_changes
from yaowen.extract.store import want_pictures_of
from yaowen.group.models import Membership
from yaowen.group.store import touch_stories

LOOK_SECONDS = 1.0
_AT_ONCE = 1000


class RenewRights:
    """Makes every story with an article of such an outlet due for rendering."""

    name = "renew rights"
    lane = "news"

    def __init__(self) -> None:
        self._look_at_seconds = 0.0

    def step(self, _context: Context) -> int:
        """See to the outlets that changed since the last step; returns how many."""
        if time.monotonic() < self._look_at_seconds:
            return 0
        self._look_at_seconds = time.monotonic() + LOOK_SECONDS
        with transaction.atomic():
            outlets = take_rights_changes()
            for outlet_id in outlets:
                renew_stories(outlet_id)
        return len(outlets)


def renew_stories(outlet_id: int) -> int:
    """Make every story with an article of an outlet due for rendering, and ask for pictures that it allows now.

    Returns:
        How many stories are due.
    """
    want_pictures_of(outlet_id)
    stories = Membership.objects.filter(outlet_id=outlet_id).order_by("-story_id").values_list("story_id", flat=True)
    ids = list(dict.fromkeys(stories.iterator()))
    return sum(touch_stories(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE))
