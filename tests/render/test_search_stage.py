"""Grouped articles become findable."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.collect.models import Outlet
from yaowen.extract import store as extract
from yaowen.extract.asides import try_again
from yaowen.extract.models import Article, Aside
from yaowen.render.models import SearchEntry
from yaowen.render.rules.search_queries import parse_query
from yaowen.render.rules.search_tokens import make_tokens
from yaowen.render.search import stage
from yaowen.render.search.stage import IndexArticles
from yaowen.render.search.store import search

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)


@pytest.fixture
def context() -> Context:
    return Context(load_settings({}), Clock(), "test-1", threading.Event())


def make_article(headline: str, state: str = "grouped") -> Article:
    outlet, _ = Outlet.objects.get_or_create(slug="haibao", defaults={"name_hans": "海报时讯"})
    return Article.objects.create(
        outlet=outlet, url="https://haibao.example/1", headline=headline, published=NOON, first_seen=NOON,
        state=state, due_at=real_now(), language="zh-Hans",
        blocks=[["paragraph", "岛民改乘气垫船。"], ["picture", "图说另计"]],
    )  # fmt: skip


def found(text: str) -> list[int]:
    return [hit.article_id for hit in search(parse_query(text)).hits]


def test_grouped_articles_become_findable_and_indexed(context: Context) -> None:
    first, second, new = make_article("渡轮停航"), make_article("渡轮复航"), make_article("渡轮沉没", "new")
    assert IndexArticles().step(context) == 2
    assert sorted(found("渡轮")) == [first.pk, second.pk]
    assert found("气垫 停航") == [first.pk]
    assert found("图说") == []
    states = dict(Article.objects.values_list("pk", "state"))
    assert states == {first.pk: "indexed", second.pk: "indexed", new.pk: "new"}
    assert IndexArticles().step(context) == 0


def test_an_article_withdrawn_while_it_is_indexed_is_not_put_in(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article("渡轮停航")

    def claim_then_withdraw(context: Context, limit: int) -> list[extract.ClaimedArticle]:
        claimed = extract.claim_for_index(context, limit)
        extract.erase_article(article.pk)
        return claimed

    monkeypatch.setattr(stage, "claim_for_index", claim_then_withdraw)
    assert IndexArticles().step(context) == 1
    assert found("渡轮") == []
    assert not SearchEntry.objects.exists()
    assert Article.objects.get().state == "withdrawn"


def test_an_article_that_cannot_be_indexed_stays_readable_and_the_others_are_found(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is made in the segmenter for one headline; a half sign is refused by the database itself."""
    poisoned, refused, sound = make_article("毒渡轮"), make_article("渡轮坏字"), make_article("渡轮停航")

    def fail(text: str, *more: Any) -> list[str]:
        if text == "毒渡轮":
            raise RecursionError("a poisonous word")
        return ["\ud800"] if text == "渡轮坏字" else make_tokens(text, *more)

    monkeypatch.setattr("yaowen.render.search.store.make_tokens", fail)
    assert IndexArticles().step(context) == 3
    assert found("渡轮") == [sound.pk]
    assert set(Article.objects.values_list("state", flat=True)) == {"indexed"}
    assert {aside.article_id for aside in Aside.objects.filter(stage="index articles")} == {poisoned.pk, refused.pk}
    assert IndexArticles().step(context) == 0
    monkeypatch.undo()
    assert try_again([poisoned.pk, refused.pk]) == 2
    Article.objects.filter(state="new").update(state="grouped")
    assert IndexArticles().step(context) == 2
    assert sorted(found("渡轮")) == sorted([poisoned.pk, refused.pk, sound.pk])
    assert not Aside.objects.exists()
