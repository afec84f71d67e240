from __future__ import annotations

import hashlib
import logging
import os
import signal
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from group.stories import MORNING, arrival, make_context, save_arrival
from yaowen.group.encoding import DIMENSIONS, Encoder, encode_sentences
from yaowen.group.linking import Known, LinkStories, load_outlines, make_shelves
from yaowen.group.models import Membership, Story, StoryLink
from yaowen.group.rules.languages import measure_likeness
from yaowen.group.rules.telling import Vectors
from yaowen.group.stage import Group
from yaowen.group.store import linked_stories, load_linked, merge_stories, remove_article

pytestmark = pytest.mark.django_db
NOON = MORNING + timedelta(hours=4)

QUAKE = "菲律宾吕宋岛四日凌晨发生六点一级地震，马尼拉有震感。防灾部门说，三十七人受伤，余震仍将持续。"
HARVEST = "安槐县雪花梨预计丰收十二万吨，果农说今年雨水充足，价格比去年高一成。"
QUAKE_EN = "A 6.1-magnitude earthquake struck the Philippines before dawn, shaking Manila and injuring 37 people."
CHESS_EN = "The chess festival of Greymouth opened with a children's tournament and a market by the river."


class FakeEncoder:
    """A vector for each sentence: one for all of earthquakes, else one of its own; `refused` words make it fail."""

    def __init__(self, refused: str = "") -> None:
        self.refused = refused
        self.batches: list[int] = []

    def __call__(self, sentences: Sequence[str]) -> Vectors | None:
        self.batches.append(len(sentences))
        if self.refused and any(self.refused in sentence for sentence in sentences):
            return None
        made = np.zeros((len(sentences), DIMENSIONS), dtype=np.float32)
        for row, sentence in enumerate(sentences):
            shaken = "地震" in sentence or "quake" in sentence
            made[row, 0 if shaken else hashlib.sha256(sentence.encode()).digest()[0] + 1] = 1.0
        return made


def file_all(*given: tuple[int, str, str, str]) -> dict[int, int]:
    """Save and file articles (key, headline, text, language); returns key → story."""
    ids = {
        key: save_arrival(arrival(key, headline, text, outlet=f"outlet{key}", hours=key / 10, language=language))
        for key, headline, text, language in given
    }
    Group().step(make_context())
    return {key: Membership.objects.get(article_id=one).story_id for key, one in ids.items()}


def file_day() -> dict[int, int]:
    return file_all(
        (1, "菲律宾吕宋岛发生6.1级地震 37人受伤", QUAKE, "zh-Hans"),
        (2, "安槐县雪花梨预计丰收", HARVEST, "zh-Hans"),
        (3, "Philippines earthquake of magnitude 6.1 injures 37 near Manila", QUAKE_EN, "en"),
        (4, "Greymouth opens its chess festival", CHESS_EN, "en"),
    )


def pairs() -> set[tuple[int, int]]:
    return set(StoryLink.objects.filter(ended_at__isnull=True).values_list("story_id", "other_id"))


def test_stories_that_tell_one_event_in_two_languages_are_linked_with_score_and_reason() -> None:
    stories = file_day()
    assert LinkStories(FakeEncoder()).look(NOON) == 4
    assert pairs() == {(min(stories[1], stories[3]), max(stories[1], stories[3]))}
    (link,) = linked_stories(stories[1])
    assert link.story.id == stories[3]
    assert link.score > 0.5
    assert {"Philippines 菲律宾", "6.1", "37"} <= set(link.shared)
    assert link.at == NOON
    assert [one.story.id for one in linked_stories(stories[3])] == [stories[1]]
    assert linked_stories(stories[2]) == []


def test_linking_never_merges() -> None:
    stories = file_day()
    LinkStories(FakeEncoder()).look(NOON)
    assert len(set(stories.values())) == 4
    assert set(Story.objects.values_list("state", flat=True)) == {"changed"}


def test_pages_of_both_stories_are_due_when_a_link_is_made() -> None:
    stories = file_day()
    Story.objects.update(state="rendered")
    LinkStories(FakeEncoder()).look(NOON)
    assert set(Story.objects.filter(state="changed").values_list("pk", flat=True)) == {stories[1], stories[3]}


def test_one_language_alone_encodes_nothing() -> None:
    file_all((1, "菲律宾吕宋岛发生6.1级地震", QUAKE, "zh-Hans"), (2, "安槐县雪花梨预计丰收", HARVEST, "zh-Hant"))
    encoder = FakeEncoder()
    assert LinkStories(encoder).look(NOON) == 0
    assert encoder.batches == []


def test_a_language_that_the_encoder_does_not_know_is_left_alone() -> None:
    file_all((1, "菲律宾吕宋岛发生6.1级地震", QUAKE, "zh-Hans"), (2, "Jarðskjálfti í Manila", "Manila", "is"))
    encoder = FakeEncoder()
    assert LinkStories(encoder).look(NOON) == 0
    assert encoder.batches == []


def test_only_stories_that_have_changed_are_read_again() -> None:
    file_day()
    encoder = FakeEncoder()
    stage = LinkStories(encoder)
    stage.look(NOON)
    assert stage.look(NOON) == 0
    file_all((5, "菲律宾吕宋岛6.1级地震 37人受伤 余震不断", QUAKE, "zh-Hans"))
    assert stage.look(NOON) == 1
    assert len(encoder.batches) == 2


def test_a_story_that_comes_later_is_linked_by_the_one_that_was_there() -> None:
    first = file_all((3, "Philippines earthquake of magnitude 6.1 injures 37 near Manila", QUAKE_EN, "en"),
                     (2, "安槐县雪花梨预计丰收", HARVEST, "zh-Hans"))  # fmt: skip
    stage = LinkStories(FakeEncoder())
    stage.look(NOON)
    assert pairs() == set()
    later = file_all((6, "菲律宾吕宋岛发生6.1级地震 37人受伤", QUAKE, "zh-Hans"))
    stage.look(NOON)
    assert pairs() == {(first[3], later[6])}


def test_stories_that_drift_apart_are_unlinked_and_the_record_says_why(caplog: pytest.LogCaptureFixture) -> None:
    stories = file_day()
    stage = LinkStories(FakeEncoder())
    stage.look(NOON)
    row = Membership.objects.get(story_id=stories[3])
    from yaowen.extract.models import Article  # noqa: PLC0415 (the row behind the story, as a correction leaves it)

    Article.objects.filter(pk=row.article_id).update(headline="Orchard prices rise", blocks=[["paragraph", CHESS_EN]])
    Story.objects.filter(pk=stories[3]).update(articles=2)
    file_all((7, "别处的另一件事", "无关的正文，说的是另一件事。", "zh-Hans"))
    with caplog.at_level(logging.INFO, logger="yaowen.group.linking"):
        stage.look(NOON + timedelta(hours=1))
    assert pairs() == set()
    ended = StoryLink.objects.get()
    assert ended.ended_at == NOON + timedelta(hours=1)
    assert "drifted apart" in ended.ended_why
    assert any("unlinked" in message for message in caplog.messages)
    assert linked_stories(stories[1]) == []


def test_a_second_worker_finds_the_links_that_stand_and_makes_none_twice() -> None:
    file_day()
    LinkStories(FakeEncoder()).look(NOON)
    LinkStories(FakeEncoder()).look(NOON)
    assert StoryLink.objects.count() == 1


def test_the_links_of_a_merged_story_go_with_its_articles() -> None:
    stories = file_day()
    stage = LinkStories(FakeEncoder())
    stage.look(NOON)
    merge_stories(stories[1], stories[2], "one event")
    assert [one.story.id for one in linked_stories(stories[2])] == [stories[3]]
    stage.look(NOON)
    assert StoryLink.objects.filter(ended_why__contains="merged").count() == 1
    assert [one.story.id for one in linked_stories(stories[2])] == [stories[3]]


def test_a_withdrawn_story_is_linked_to_nothing() -> None:
    stories = file_day()
    LinkStories(FakeEncoder()).look(NOON)
    remove_article(Membership.objects.get(story_id=stories[3]).article_id, "asked for")
    assert linked_stories(stories[1]) == []


def test_headlines_that_kill_the_encoder_leave_the_other_stories_linked() -> None:
    stories = file_day()
    encoder = FakeEncoder(refused="chess")
    LinkStories(encoder).look(NOON)
    assert {story for pair in pairs() for story in pair} == {stories[1], stories[3]}
    assert len(encoder.batches) > 1


def test_days_old_stories_are_not_looked_at() -> None:
    file_day()
    assert len(load_outlines(NOON)) == 4
    assert load_outlines(NOON + timedelta(days=3)) == {}


def test_a_look_rests_between_two_and_does_not_ask_for_the_time_of_day() -> None:
    file_day()
    stage = LinkStories(FakeEncoder())
    context = make_context()
    stage.step(context)
    file_all((5, "菲律宾吕宋岛6.1级地震 37人受伤 余震不断", QUAKE, "zh-Hans"))
    assert stage.step(context) == 0


def test_the_links_of_many_stories_take_four_queries(django_assert_max_num_queries: object) -> None:
    stories = file_day()
    LinkStories(FakeEncoder()).look(NOON)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(load_linked(stories.values())) == 2


def test_a_shelf_measures_all_its_stories_as_one_by_one() -> None:
    file_day()
    stage = LinkStories(FakeEncoder())
    stage.look(NOON)
    known: list[Known] = list(stage._known.values())
    shelf = make_shelves(known)["zh"]
    one = next(each for each in known if each.outline.family == "en")
    expected = [measure_likeness(one.rows, each.rows) for each in shelf.stories]
    assert shelf.measure(one.rows) == pytest.approx(expected, abs=1e-5)


def test_the_real_encoder_finds_a_translation_nearer_than_another_sentence() -> None:
    made = Encoder().encode(["The river rose above the old bridge", "河水漫过老桥", "球队主场获胜"])
    assert made is not None
    assert made.shape == (3, DIMENSIONS)
    assert float(made[0] @ made[1]) > float(made[0] @ made[2]) + 0.1


def die(_: Sequence[str]) -> Vectors:
    """Runs in the child."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_an_encoder_whose_child_dies_gives_none() -> None:
    assert Encoder(die).encode(["anything"] * 3) is None


def test_no_sentences_start_no_child() -> None:
    made = Encoder().encode([])
    assert made is not None
    assert made.shape == (0, DIMENSIONS)


def test_the_encoder_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket  # noqa: PLC0415 (what must not be used)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert encode_sentences(["无网络"]).shape == (1, DIMENSIONS)
