"""One article that makes the grouper fail keeps no other from being filed.

The fault is made in the pure rule for one article (monkeypatch): no text is known today that has this effect.
What the database refuses is refused by itself: a word that it cannot hold.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from group.stories import BRIDGE, ORCHARD, arrival, make_context, save_arrival
from group.windows import describe
from yaowen.extract import store as articles
from yaowen.extract.asides import try_again
from yaowen.extract.models import Article, Aside
from yaowen.group.models import GroupEvent, GroupHead, Membership, Story
from yaowen.group.restoring import restore_grouper
from yaowen.group.rules.arrival import Arrival, Placement
from yaowen.group.rules.choice import rate_headline
from yaowen.group.rules.grouper import Grouper, Verdict
from yaowen.group.rules.window import LiveArticle
from yaowen.group.stage import Group
from yaowen.group.store import members_of, merge_stories, replay_events, split_story, story_of

pytestmark = pytest.mark.django_db

POISON = "毒：安槐县雪花梨"
HEADLINES = [
    ("青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE),
    ("安槐县雪花梨预计丰收十二万吨", ORCHARD),
    (POISON, ORCHARD[:150]),
    ("柳湾大桥封闭 两岸公交绕行", BRIDGE[:170]),
    ("雪花梨丰收", ORCHARD[:180]),
]
Heal = Callable[[], None]


def save_day() -> list[int]:
    return [
        save_arrival(arrival(key, headline, text, outlet=f"o{key}", hours=key))
        for key, (headline, text) in enumerate(HEADLINES)
    ]


@pytest.fixture(params=["reading", "judging"])
def heal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Heal:
    """The poisonous article makes the grouper fail before it has changed, or when it has; a call heals that."""
    read, decide = Grouper.read, Grouper._decide

    def fail_reading(self: Grouper, given: Arrival) -> Any:
        if given.headline == POISON:
            raise OverflowError("a poisonous word")
        return read(self, given)

    def fail_judging(self: Grouper, new: LiveArticle) -> Verdict:
        if new.article_id in poisonous():
            raise KeyError("a poisonous judgement")
        return decide(self, new)

    monkeypatch.setattr(Grouper, *(("read", fail_reading) if request.param == "reading" else ("_decide", fail_judging)))
    return monkeypatch.undo


def poisonous() -> set[int]:
    return set(Article.objects.filter(headline=POISON).values_list("pk", flat=True))


def assert_consistent(stage: Group) -> None:
    """Memory, memberships and the log say the same."""
    running = stage._running["zh"]
    ours, theirs = running.grouper.window, restore_grouper("zh").window
    assert running.version == GroupHead.objects.get(language="zh").version
    held = {one.article_id: one.story for one in ours.articles.values()}
    assert held == {one.article_id: one.story for one in theirs.articles.values()}
    copied = {one.article_id: one.origin and ours.articles[one.origin].article_id for one in ours.articles.values()}
    assert copied == {
        one.article_id: one.origin and theirs.articles[one.origin].article_id for one in theirs.articles.values()
    }
    assert describe(ours) == describe(theirs)
    rows = Membership.objects.filter(story__language="zh")
    assert replay_events("zh") == dict(rows.values_list("article_id", "story_id"))
    versions = list(GroupEvent.objects.filter(language="zh").order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))


def test_all_others_are_filed_as_without_it(heal: Heal) -> None:
    ids = save_day()
    stage = Group()
    assert stage.step(make_context()) == 5
    assert_consistent(stage)
    stories = story_of(ids)
    assert stories[ids[0]] == stories[ids[3]] != stories[ids[1]] == stories[ids[4]]
    heal()
    Article.objects.filter(pk=ids[2]).delete()
    for model in (GroupEvent, Membership, Story, GroupHead):
        model.objects.all().delete()
    Article.objects.update(state="new")
    Group().step(make_context())
    without = story_of(ids)
    shape = [[stories[one] == stories[two] for one in without] for two in without]
    assert shape == [[without[one] == without[two] for one in without] for two in without]


@pytest.mark.usefixtures("heal")
def test_it_stands_in_a_story_of_its_own_and_the_operator_is_told(caplog: pytest.LogCaptureFixture) -> None:
    ids = save_day()
    with caplog.at_level(logging.ERROR):
        Group().step(make_context())
    story = story_of(ids)[ids[2]]
    (member,) = members_of([story])[story]
    assert (member.article_id, member.rule, member.score) == (ids[2], "aside", 0.0)
    assert Article.objects.get(pk=ids[2]).state == "grouped"
    assert Story.objects.get(pk=story).headline_article_id == ids[2]
    noted = Aside.objects.get()
    assert (noted.article_id, noted.stage) == (ids[2], "group")
    assert "poisonous" in noted.reason
    told = " ".join(record.getMessage() for record in caplog.records)
    assert f"article {ids[2]}" in told
    assert POISON in told


@pytest.mark.usefixtures("heal")
def test_the_next_articles_are_filed_as_if_nothing_had_happened() -> None:
    ids = save_day()
    stage = Group()
    stage.step(make_context())
    late = save_arrival(arrival(9, "柳湾大桥检测结论公布", BRIDGE[:150], outlet="o9", hours=9))
    assert stage.step(make_context()) == 1
    assert_consistent(stage)
    assert story_of([late])[late] == story_of(ids)[ids[0]]
    assert not Article.objects.filter(state="new").exists()


def test_tried_again_it_joins_the_story_it_belongs_to_under_its_old_address(heal: Heal) -> None:
    ids = save_day()
    stage = Group()
    stage.step(make_context())
    home = story_of(ids)[ids[2]]
    heal()
    assert try_again([ids[2]]) == 1
    assert stage.step(make_context()) == 1
    assert_consistent(stage)
    stories = story_of(ids)
    assert stories[ids[2]] == stories[ids[1]] != home
    gone = Story.objects.get(pk=home)
    assert (gone.state, gone.merged_into) == ("merged", stories[ids[1]])
    assert Story.objects.get(pk=stories[ids[1]]).articles == 3
    assert not Aside.objects.exists()
    late = save_arrival(arrival(9, "雪花梨装车发往南方", ORCHARD[20:190], outlet="o9", hours=9))
    stage.step(make_context())
    assert_consistent(stage)
    assert story_of([late])[late] == stories[ids[1]]


def test_tried_again_where_nothing_is_near_it_keeps_its_story(heal: Heal) -> None:
    key = save_arrival(arrival(0, POISON, ORCHARD))
    stage = Group()
    stage.step(make_context())
    home = story_of([key])[key]
    heal()
    try_again([key])
    stage.step(make_context())
    assert_consistent(stage)
    assert story_of([key])[key] == home
    assert members_of([home])[home][0].rule == "alone"
    near = save_arrival(arrival(9, "雪花梨装车发往南方", ORCHARD[20:190], outlet="o9", hours=9))
    stage.step(make_context())
    assert story_of([near])[near] == home
    assert Story.objects.count() == 1


@pytest.mark.usefixtures("heal")
def test_tried_again_in_vain_it_stays_where_it_was() -> None:
    ids = save_day()
    stage = Group()
    stage.step(make_context())
    before, events = story_of(ids), GroupEvent.objects.count()
    try_again([ids[2]])
    stage.step(make_context())
    assert_consistent(stage)
    assert story_of(ids) == before
    assert GroupEvent.objects.count() == events
    assert Aside.objects.count() == 1
    assert Article.objects.get(pk=ids[2]).state == "grouped"


@pytest.mark.usefixtures("heal")
def test_after_a_start_the_stories_are_read_without_it() -> None:
    ids = save_day()
    Group().step(make_context())
    late = save_arrival(arrival(9, "柳湾大桥检测结论公布", BRIDGE[:150], outlet="o9", hours=9))
    fresh = Group()
    assert fresh.step(make_context("another")) == 1
    assert_consistent(fresh)
    assert story_of([late])[late] == story_of(ids)[ids[0]]


def test_a_filed_article_whose_text_of_today_cannot_be_read_keeps_nothing_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = save_day()
    Group().step(make_context())
    read = Grouper.read

    def fail(self: Grouper, given: Arrival) -> Any:
        if given.id == ids[1]:
            raise ValueError("poisonous since its second reading")
        return read(self, given)

    monkeypatch.setattr(Grouper, "read", fail)
    late = save_arrival(arrival(9, "柳湾大桥检测结论公布", BRIDGE[:150], outlet="o9", hours=9))
    assert Group().step(make_context()) == 1
    assert story_of([late])[late] == story_of(ids)[ids[0]]


def test_words_that_the_database_refuses_set_only_their_article_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = save_day()
    add = Grouper.add

    def name_a_half_sign(self: Grouper, given: Arrival) -> Placement:
        placed = add(self, given)
        # Half of a pair is refused by both databases; SQLite would hold a null sign.
        return replace(placed, rule="\ud800") if given.headline == POISON else placed  # type: ignore[arg-type]

    monkeypatch.setattr(Grouper, "add", name_a_half_sign)
    stage = Group()
    stage.step(make_context())
    assert_consistent(stage)
    assert Aside.objects.get().article_id == ids[2]
    assert set(story_of(ids)) == set(ids)


def test_an_article_that_cannot_even_stand_alone_is_kept_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = save_day()

    def fail(headline: str, chars: int, *, is_copy: bool) -> float:
        if headline == POISON:
            raise ZeroDivisionError("a poisonous headline")
        return rate_headline(headline, chars, is_copy=is_copy)

    monkeypatch.setattr("yaowen.group.filing.rate_headline", fail)
    stage = Group()
    stage.step(make_context())
    assert_consistent(stage)
    row = Article.objects.get(pk=ids[2])
    assert row.state == "aside"
    assert "poisonous headline" in row.last_error
    assert set(story_of(ids)) == {*ids} - {ids[2]}
    monkeypatch.undo()
    assert try_again([ids[2]]) == 1
    stage.step(make_context())
    assert_consistent(stage)
    assert story_of(ids)[ids[2]] == story_of(ids)[ids[1]]
    assert not Aside.objects.exists()


def test_an_article_withdrawn_while_claimed_is_left_out_and_the_others_are_filed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = save_day()
    claim = articles.claim_new

    def claim_then_withdraw(context: Any, limit: int) -> Any:
        claimed = claim(context, limit)
        articles.erase_article(ids[2])
        return claimed

    monkeypatch.setattr(articles, "claim_new", claim_then_withdraw)
    stage = Group()
    stage.step(make_context())
    assert_consistent(stage)
    assert set(story_of(ids)) == {*ids} - {ids[2]}
    assert Article.objects.get(pk=ids[2]).state == "withdrawn"


@pytest.mark.usefixtures("heal")
def test_withdrawal_takes_the_note_with_it() -> None:
    ids = save_day()
    Group().step(make_context())
    articles.erase_article(ids[2])
    assert not Aside.objects.exists()
    assert try_again([ids[2]]) == 0


@pytest.mark.usefixtures("heal")
def test_a_person_may_move_it_and_the_grouper_still_starts() -> None:
    ids = save_day()
    Group().step(make_context())
    merge_stories(story_of(ids)[ids[2]], story_of(ids)[ids[1]], "the same pears")
    split_story(story_of(ids)[ids[2]], [ids[2], ids[4]], "no, others")
    late = save_arrival(arrival(9, "柳湾大桥检测结论公布", BRIDGE[:150], outlet="o9", hours=9))
    assert Group().step(make_context()) == 1
    assert story_of([late])[late] == story_of(ids)[ids[0]]
