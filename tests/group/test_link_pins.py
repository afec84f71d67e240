"""A person's word on links across languages holds: through looks, merges, splits, withdrawals and restarts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from group.stories import MORNING
from group.test_linking import NOON, FakeEncoder, file_all, file_day, pairs
from yaowen.base.errors import BadInput
from yaowen.group.link_pins import free_link, link_stories, replay_pins, unlink_stories
from yaowen.group.linked import load_pins, pair_of
from yaowen.group.linking import LinkStories
from yaowen.group.models import GroupEvent, LinkPin, Membership, Story, StoryLink
from yaowen.group.store import linked_stories, merge_stories, remove_article, replay_events, split_story

pytestmark = pytest.mark.django_db


def look(hours: float = 4.0) -> LinkStories:
    """A worker that has just started, after one look."""
    stage = LinkStories(FakeEncoder())
    stage.look(MORNING + timedelta(hours=hours))
    return stage


def check_log() -> None:
    kept = {
        (one, other): linked for one, other, linked in LinkPin.objects.values_list("article_id", "other_id", "linked")
    }
    assert replay_pins() == kept
    for family in ("en", "zh"):
        own = Membership.objects.filter(story__language=family)
        assert replay_events(family) == dict(own.values_list("article_id", "story_id"))


def article_of(story: int) -> int:
    return Membership.objects.filter(story_id=story).values_list("article_id", flat=True)[0]


def test_what_a_person_has_unlinked_is_never_linked_again() -> None:
    stories = file_day()
    stage = look()
    pair = pair_of(stories[1], stories[3])
    assert pairs() == {pair}
    unlink_stories(stories[1], stories[3], "another quake", by="mei", at=NOON)
    assert pairs() == set()
    assert "mei: another quake" in StoryLink.objects.get().ended_why
    file_all((5, "菲律宾吕宋岛6.1级地震 37人受伤 余震不断", "菲律宾地震", "zh-Hans"))
    stage.look(NOON)
    look()
    assert pair not in pairs()
    check_log()


def test_what_a_person_has_linked_is_never_unlinked_and_needs_no_likeness() -> None:
    stories = file_day()
    stage = look()
    link_stories(stories[2], stories[4], "both of the fair", by="mei", at=NOON)
    pair = pair_of(stories[2], stories[4])
    assert pair in pairs()
    file_all((6, "安槐县雪花梨价格上涨", "无关的另一件事", "zh-Hans"))
    stage.look(NOON)
    look()
    assert pair in pairs()
    (told,) = linked_stories(stories[2])
    assert (told.story.id, told.score) == (stories[4], 1.0)
    assert StoryLink.objects.get(story_id=pair[0], other_id=pair[1]).by_person
    check_log()


def test_where_a_person_has_linked_a_story_the_program_makes_no_other_link_in_that_language() -> None:
    stories = file_all(
        (3, "Philippines earthquake of magnitude 6.1 injures 37 near Manila", "Manila", "en"),
        (2, "安槐县雪花梨预计丰收", "安槐县雪花梨预计丰收十二万吨。", "zh-Hans"),
    )
    link_stories(stories[2], stories[3], "so it is", at=NOON)
    later = file_all((8, "菲律宾吕宋岛发生6.1级地震 37人受伤", "菲律宾马尼拉地震三十七人受伤。", "zh-Hans"))
    look()
    assert pairs() == {pair_of(stories[2], stories[3])}
    assert later[8] not in {one for pair in pairs() for one in pair}


def test_both_pages_are_made_anew_when_a_person_links_and_unlinks() -> None:
    stories = file_day()
    for act in (link_stories, unlink_stories):
        Story.objects.update(state="rendered")
        act(stories[2], stories[4], "decided", at=NOON)
        assert set(Story.objects.filter(state="changed").values_list("pk", flat=True)) == {stories[2], stories[4]}


def test_a_persons_link_goes_on_with_the_story_that_its_own_was_merged_into() -> None:
    stories = file_day()
    link_stories(stories[2], stories[4], "one fair", at=NOON)
    merge_stories(stories[2], stories[1], "one matter", at=NOON)
    look()
    assert pair_of(stories[1], stories[4]) in pairs()
    check_log()


def test_a_persons_word_goes_with_its_article_when_a_story_is_split() -> None:
    stories = file_day()
    link_stories(stories[2], stories[4], "one fair", at=NOON)
    merge_stories(stories[2], stories[1], "one matter", at=NOON)
    made = split_story(stories[1], [article_of_headline("安槐县雪花梨预计丰收")], "not so", at=NOON)
    look()
    assert load_pins() == {pair_of(made, stories[4]): True}
    assert pair_of(made, stories[4]) in pairs()
    check_log()


def article_of_headline(headline: str) -> int:
    from yaowen.extract.models import Article  # noqa: PLC0415 (the rows behind the story)

    return Article.objects.get(headline=headline).pk


def test_another_article_stands_for_a_withdrawn_one_and_without_any_the_word_is_gone() -> None:
    stories = file_day()
    merge_stories(stories[2], stories[1], "one matter", at=NOON)
    link_stories(stories[1], stories[4], "one matter, too", at=NOON)
    named = LinkPin.objects.get()
    anchor = next(one for one in (named.article_id, named.other_id) if one != article_of(stories[4]))
    remove_article(anchor, "asked for", at=NOON)
    look()
    assert load_pins() == {pair_of(stories[1], stories[4]): True}
    check_log()
    remove_article(article_of(stories[4]), "asked for", at=NOON)
    assert load_pins() == {}
    check_log()


def test_a_freed_pair_is_judged_by_the_program_again() -> None:
    stories = file_day()
    pair = pair_of(stories[1], stories[3])
    unlink_stories(*pair, "a slip", at=NOON)
    look()
    assert pairs() == set()
    free_link(*pair, "it was right", by="mei", at=NOON)
    look()
    assert pairs() == {pair}
    assert [event.kind for event in GroupEvent.objects.filter(kind__contains="link").order_by("pk")] == [
        "unlinked", "link_freed",
    ]  # fmt: skip
    check_log()


def test_the_latest_word_counts() -> None:
    stories = file_day()
    pair = pair_of(stories[2], stories[4])
    link_stories(*pair, "yes", at=NOON)
    unlink_stories(*pair, "no", at=NOON)
    look()
    assert load_pins() == {pair: False}
    assert pair not in pairs()
    check_log()


@pytest.mark.parametrize("act", [link_stories, unlink_stories])
def test_the_same_word_twice_is_refused(act: object) -> None:
    stories = file_day()
    act(stories[2], stories[4], "once", at=NOON)  # type: ignore[operator]
    with pytest.raises(BadInput, match="already"):
        act(stories[4], stories[2], "twice", at=NOON)  # type: ignore[operator]
    check_log()


def test_what_cannot_be_linked_is_refused_in_one_sentence() -> None:
    stories = file_day()
    with pytest.raises(BadInput, match="merge the two instead"):
        link_stories(stories[1], stories[2], "one language", at=NOON)
    with pytest.raises(BadInput, match="no such story"):
        link_stories(stories[1], 999_999, "nothing", at=NOON)
    with pytest.raises(BadInput, match="nothing to free"):
        free_link(stories[1], stories[3], "nothing said", at=NOON)
    assert not LinkPin.objects.exists()


def test_a_persons_link_holds_in_a_language_that_the_encoder_does_not_know() -> None:
    stories = file_all(
        (1, "菲律宾吕宋岛发生6.1级地震", "菲律宾地震。", "zh-Hans"), (2, "Jarðskjálfti í Manila", "Manila", "is")
    )
    link_stories(stories[1], stories[2], "one quake", at=NOON)
    merged = file_all((7, "安槐县雪花梨预计丰收", "安槐县雪花梨预计丰收十二万吨。", "zh-Hans"))
    merge_stories(stories[1], merged[7], "one matter", at=NOON)
    look()
    assert pairs() == {pair_of(merged[7], stories[2])}


def test_a_word_on_links_does_not_make_the_grouper_read_its_window_anew() -> None:
    from yaowen.group.following import follow_events  # noqa: PLC0415 (asked here alone)
    from yaowen.group.ledger import read_version  # noqa: PLC0415
    from yaowen.group.restoring import restore_grouper  # noqa: PLC0415

    stories = file_day()
    grouper, version = restore_grouper("en"), read_version("en")
    link_stories(stories[2], stories[4], "one fair", at=NOON)
    assert follow_events(grouper, "en", version, read_version("en"))
