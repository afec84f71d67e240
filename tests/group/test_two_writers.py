from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from group.stories import BRIDGE, ORCHARD, arrival, make_context, save_arrival
from yaowen.base.clock import real_now
from yaowen.base.errors import Fenced
from yaowen.extract import store as articles
from yaowen.extract.models import Article
from yaowen.group.ledger import move_head, read_version
from yaowen.group.models import GroupEvent, GroupHead, Membership, Story
from yaowen.group.stage import Group
from yaowen.group.store import replay_events, story_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    connections.close_all()


def test_of_two_writers_at_one_version_only_one_moves_on() -> None:
    version = read_version("zh")
    move_head("zh", version, 3)
    with pytest.raises(Fenced, match="version 0"):
        move_head("zh", version, 1)
    assert GroupHead.objects.get(language="zh").version == 3


def test_a_writer_overtaken_by_another_reads_the_stories_again_and_files_behind_it() -> None:
    first = save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
    slow, fast = Group(), Group()
    slow.step(make_context("slow"))
    second = save_arrival(arrival(1, "安槐县雪花梨预计丰收十二万吨", ORCHARD, hours=1))
    fast.step(make_context("fast"))
    third = save_arrival(arrival(2, "雪花梨丰收", ORCHARD[:180], outlet="wanbao", hours=2))
    assert slow.step(make_context("slow")) == 1
    assert story_of([third])[third] == story_of([second])[second] != story_of([first])[first]


def test_an_article_taken_over_meanwhile_is_filed_once_and_the_rest_of_the_batch_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
    held = save_arrival(arrival(1, "安槐县雪花梨预计丰收十二万吨", ORCHARD, hours=1))
    claimed = articles.claim_new(make_context("slow"), 10)
    Article.objects.filter(pk=taken).update(due_at=real_now())
    assert Group().step(make_context("fast")) == 1
    monkeypatch.setattr(articles, "claim_new", lambda context, limit: claimed)
    assert Group().step(make_context("slow")) == 2
    assert set(story_of([taken, held])) == {taken, held}
    assert Membership.objects.count() == Story.objects.count() == GroupEvent.objects.count() == 2


def test_many_writers_together_file_every_article_once_and_the_log_replays() -> None:
    ids = [
        save_arrival(arrival(key, f"青禾市第{key}号桥发现裂缝", BRIDGE[key:], outlet=f"o{key % 5}", hours=key / 10))
        for key in range(30)
    ]
    problems: list[BaseException] = []

    def work(name: str) -> None:
        stage, context = Group(), make_context(name)
        try:
            while Article.objects.filter(state="new").exists():
                try:
                    stage.step(context)
                except Fenced:
                    Article.objects.filter(state="new", holder=name).update(due_at=real_now())
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    assert set(story_of(ids)) == set(ids)
    assert replay_events("zh") == story_of(ids)
    versions = list(GroupEvent.objects.order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))
    assert GroupHead.objects.get(language="zh").version == len(versions)
