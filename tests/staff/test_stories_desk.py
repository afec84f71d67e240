"""Splitting, moving and taking back at the desk, through Django's own client."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from group.stories import BRIDGE, ORCHARD, arrival, make_context, save_arrival
from yaowen.group.models import GroupEvent, Story, StoryLink
from yaowen.group.stage import Group
from yaowen.group.store import story_of
from yaowen.staff.accounts import save_account

pytestmark = pytest.mark.django_db

MEMBERS = "admin:group_membership_changelist"
EVENTS = "admin:group_groupevent_changelist"
LINKS = "admin:group_storylink_changelist"
STORIES = "admin:group_story_changelist"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def day() -> list[int]:
    """Two reports of a bridge in one story, one of an orchard in another."""
    ids = [
        save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE)),
        save_arrival(arrival(1, "柳湾大桥封闭 两岸公交绕行", BRIDGE[:170], outlet="wanbao", hours=1)),
        save_arrival(arrival(2, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=2)),
    ]
    Group().step(make_context())
    return ids


def act(desk: Client, view: str, action: str, chosen: list[int], **answers: str) -> str:
    """Choose rows and an action, and answer what it asks; the page that comes of it."""
    form = {"action": action, "_selected_action": [str(one) for one in chosen]}
    asked = desk.post(reverse(view), form)
    assert "Reason:" in asked.content.decode()
    done = desk.post(reverse(view), {**form, "confirmed": "yes", **answers}, follow=True)
    return done.content.decode()


def test_articles_are_split_off_with_a_reason_and_the_change_is_taken_back(desk: Client, day: list[int]) -> None:
    before = story_of(day)
    said = act(desk, MEMBERS, "split", [day[1]], reason="two matters")
    made = story_of(day)[day[1]]
    assert made not in before.values()
    assert f"1 articles of story {before[day[0]]} are story {made} now." in said
    event = GroupEvent.objects.get(kind="split")
    assert (event.reason["text"], event.reason["by"]) == ("two matters", "mei")
    said = act(desk, EVENTS, "undo", [event.pk], reason="a slip")
    assert f"Event {event.pk} is taken back." in said
    assert story_of(day) == before
    assert Story.objects.get(pk=made).merged_into == before[day[0]]


def test_articles_are_moved_into_the_story_whose_number_is_given(desk: Client, day: list[int]) -> None:
    before = story_of(day)
    page = act(desk, MEMBERS, "move", [day[1]], reason="of the orchard", story="")
    assert "Into story number" in page
    act(desk, MEMBERS, "move", [day[1]], reason="of the orchard", story=str(before[day[2]]))
    assert story_of(day)[day[1]] == before[day[2]]


def test_articles_of_several_stories_are_not_split_together_and_a_wrong_number_is_said(
    desk: Client, day: list[int]
) -> None:
    before = story_of(day)
    assert "choose articles of one story" in act(desk, MEMBERS, "split", [day[0], day[2]], reason="x")
    assert "there is no such story" in act(desk, MEMBERS, "move", [day[0]], reason="x", story="99999")
    assert "only those can be undone" in act(desk, EVENTS, "undo", [GroupEvent.objects.earliest("pk").pk], reason="x")
    assert story_of(day) == before


def test_the_page_of_an_article_in_a_story_says_why_it_is_there(desk: Client, day: list[int]) -> None:
    told = "柳湾大桥的裂缝由巡检人员发现，专家组今天到青禾市查看桥墩，三天后给出结论。"
    day.append(save_arrival(arrival(3, "专家查看青禾市柳湾大桥裂缝", told, outlet="shibao", hours=3)))
    Group().step(make_context())
    page = desk.get(reverse("admin:group_membership_change", args=[day[3]])).content.decode()
    story = story_of(day)[day[3]]
    assert f"story {story}: 0." in page
    assert "柳湾" in page
    assert (
        reverse("admin:group_membership_change", args=[day[1]])
        in desk.get(reverse("admin:group_story_change", args=[story])).content.decode()
    )


def test_who_may_only_look_may_not_split_or_take_back(client: Client, day: list[int]) -> None:
    save_account("jie", "青屿渡轮 stops at noon", read_only=True)
    client.force_login(User.objects.get(username="jie"))
    before = story_of(day)
    form = {"action": "split", "_selected_action": [str(day[1])], "confirmed": "yes", "reason": "x"}
    client.post(reverse(MEMBERS), form)
    assert story_of(day) == before
    assert "split" not in client.get(reverse(MEMBERS)).content.decode().split("<form")[-1]


@pytest.fixture
def two_languages(day: list[int]) -> tuple[int, int]:
    """The story of the bridge, and one in English."""
    english = save_arrival(arrival(9, "Willow Bay Bridge closed over a crack", "Buses go round.", language="en"))
    Group().step(make_context())
    places = story_of([day[0], english])
    return places[day[0]], places[english]


def test_two_stories_in_two_languages_are_linked_and_unlinked_with_a_reason(
    desk: Client, two_languages: tuple[int, int]
) -> None:
    said = act(desk, STORIES, "link", list(two_languages), reason="one bridge")
    assert "are linked." in said
    link = StoryLink.objects.get()
    assert (link.by_person, link.ended_at) == (True, None)
    page = desk.get(reverse(LINKS)).content.decode()
    assert "Willow Bay Bridge closed over a crack" in page
    assert "青禾市柳湾大桥发现裂缝" in page
    assert "zh" in page
    said = act(desk, LINKS, "unlink", [link.pk], reason="another bridge")
    assert "done (unlink)" in said
    link.refresh_from_db()
    assert "mei: another bridge" in link.ended_why
    assert [(event.kind, event.reason["by"]) for event in GroupEvent.objects.filter(kind__endswith="linked")] == [
        ("linked", "mei"), ("unlinked", "mei"),
    ]  # fmt: skip
    act(desk, LINKS, "free", [link.pk], reason="who knows")
    assert GroupEvent.objects.filter(kind="link_freed").count() == 1


def test_links_are_found_by_a_headline_and_by_a_storys_number(desk: Client, two_languages: tuple[int, int]) -> None:
    act(desk, STORIES, "link", list(two_languages), reason="one bridge")
    for asked, found in (("Willow", 1), (str(two_languages[0]), 1), ("nothing of the kind", 0)):
        page = desk.get(reverse(LINKS), {"q": asked}).content.decode()
        assert page.count("Willow Bay Bridge closed") == found


def test_one_story_or_three_are_not_linked(desk: Client, day: list[int], two_languages: tuple[int, int]) -> None:
    for chosen in (two_languages[:1], (*two_languages, story_of(day)[day[2]])):
        form = {"action": "link", "_selected_action": [str(one) for one in chosen]}
        assert "Choose two stories" in desk.post(reverse(STORIES), form, follow=True).content.decode()


def test_who_may_only_look_may_not_link(client: Client, two_languages: tuple[int, int]) -> None:
    save_account("jie", "青屿渡轮 stops at noon", read_only=True)
    client.force_login(User.objects.get(username="jie"))
    chosen = [str(one) for one in two_languages]
    client.post(reverse(STORIES), {"action": "link", "_selected_action": chosen, "confirmed": "yes", "reason": "x"})
    assert not StoryLink.objects.exists()
