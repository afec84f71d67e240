from __future__ import annotations

from datetime import timedelta

import pytest

from group.stories import BRIDGE, MORNING, ORCHARD, arrival, make_context, save_arrival
from yaowen.extract.models import Article
from yaowen.group.models import GroupEvent, GroupHead, Membership, Story
from yaowen.group.stage import Group
from yaowen.group.store import load_stories, members_of, replay_events, story_of, why

pytestmark = pytest.mark.django_db


def save_day() -> list[int]:
    given = [
        arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE),
        arrival(1, "青禾市柳灣大橋發現裂縫 已全面封閉", BRIDGE, outlet="wanbao", hours=1, language="zh-Hant"),
        arrival(2, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=2),
        arrival(3, "Crack found in bridge pier at Liuwan, traffic diverted", outlet="herald", hours=3, language="en"),
    ]
    return [save_arrival(one) for one in given]


def test_new_articles_are_filed_finished_and_explained() -> None:
    ids = save_day()
    assert Group().step(make_context()) == 4
    stories = story_of(ids)
    assert stories[ids[0]] == stories[ids[1]]
    assert len(set(stories.values())) == 3
    assert set(Article.objects.values_list("state", flat=True)) == {"grouped"}
    copy = why(ids[1])
    assert copy is not None
    assert (copy.rule, copy.copy_of) == ("copy", ids[0])
    assert copy.score > 0.9
    story = load_stories(stories.values())[stories[ids[0]]]
    assert (story.articles, story.outlets, story.origins, story.state) == (2, 2, 1, "changed")
    assert story.headline_article_id == ids[0]
    assert (story.first_at, story.last_at) == (MORNING, MORNING + timedelta(hours=1))


def test_nothing_due_is_nothing_done() -> None:
    assert Group().step(make_context()) == 0


def test_each_language_has_a_head_of_its_own() -> None:
    save_day()
    Group().step(make_context())
    assert dict(GroupHead.objects.values_list("language", "version")) == {"zh": 3, "en": 1}


def test_the_event_log_alone_gives_the_memberships() -> None:
    save_day()
    Group().step(make_context())
    held = {row.article_id: row.story_id for row in Membership.objects.filter(story__language="zh")}
    assert replay_events("zh") == held
    assert len(held) == 3
    assert list(GroupEvent.objects.filter(language="zh").values_list("version", flat=True)) == [1, 2, 3]


def test_an_article_read_once_more_stays_where_it_is_and_makes_its_page_due() -> None:
    ids = save_day()
    stage = Group()
    stage.step(make_context())
    before = story_of(ids)
    Story.objects.update(state="rendered")
    Article.objects.filter(pk=ids[0]).update(state="new", headline="完全不同的标题")
    assert stage.step(make_context()) == 1
    assert story_of(ids) == before
    assert Story.objects.get(pk=before[ids[0]]).state == "changed"
    assert Membership.objects.count() == 4


def test_members_are_listed_earliest_first() -> None:
    ids = save_day()
    Group().step(make_context())
    story = story_of(ids)[ids[0]]
    assert [member.article_id for member in members_of([story])[story]] == ids[:2]
