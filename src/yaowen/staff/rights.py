"""What follows when an operator changes an outlet: the stories that carry it are rendered again."""

from __future__ import annotations

from yaowen.extract.store import want_pictures_of
from yaowen.group.models import Membership
from yaowen.group.store import touch_stories

_AT_ONCE = 1000


def renew_stories(outlet_id: int) -> int:
    """Make every story with an article of an outlet due for rendering, and ask for pictures that it allows now.

    Returns:
        How many stories are due.
    """
    want_pictures_of(outlet_id)
    stories = Membership.objects.filter(outlet_id=outlet_id).order_by("-story_id").values_list("story_id", flat=True)
    ids = list(dict.fromkeys(stories.iterator()))
    return sum(touch_stories(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE))
