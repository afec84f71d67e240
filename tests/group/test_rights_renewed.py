"""Stories of outlets whose rights changed by themselves are rendered again."""

from __future__ import annotations

import pytest

from group.stories import BRIDGE, ORCHARD, arrival, make_context, save_arrival
from yaowen.collect.models import Outlet
from yaowen.group.models import Story
from yaowen.group.rights import RenewRights
from yaowen.group.stage import Group
from yaowen.group.store import story_of


@pytest.mark.django_db
def test_the_stories_of_an_outlet_whose_opt_out_came_are_due_once() -> None:
    ids = [
        save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE)),
        save_arrival(arrival(1, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao")),
    ]
    Group().step(make_context())
    Story.objects.update(state="rendered")
    Outlet.objects.filter(slug="wanbao").update(lowered=True, rights_changed=True)
    assert RenewRights().step(make_context()) == 1
    states = dict(Story.objects.values_list("pk", "state"))
    places = story_of(ids)
    assert (states[places[ids[0]]], states[places[ids[1]]]) == ("rendered", "changed")
    assert RenewRights().step(make_context()) == 0
