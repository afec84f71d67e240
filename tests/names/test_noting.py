"""Who is named where: sightings, names joined, names with a page, an operator's word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from yaowen.base.errors import BadInput
from yaowen.names.models import KnownName, NameDecision, NameForm, Sighting
from yaowen.names.store import (
    SeenArticle,
    close_names,
    decide_name,
    due_names,
    find_name,
    forms_of,
    has_due_names,
    names_of,
    newest_stories,
    note_articles,
    spellings_of,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)
TAMAROV = ("塔马罗夫", "Ivo Tamarov", "person")


def seen(
    number: int, text: str, *glosses: tuple[str, str, str], outlet: int = 0, own: bool = True, story: int = 0
) -> SeenArticle:
    at = NOON + timedelta(minutes=number)
    return SeenArticle(number, story or 100 + number, outlet or number, own, at, text, glosses)


def decide(kind: str, name: KnownName, other: KnownName | None = None, reason: str = "one man") -> list[int]:
    return decide_name(
        NameDecision(kind=kind, name_id=name.pk, other_id=other.pk if other else None, by="mei", at=NOON, reason=reason)
    )


def test_a_name_of_the_table_has_a_page_at_its_first_sighting() -> None:
    note_articles([seen(1, "川普昨天說")])
    (name,) = names_of([1])[1]
    assert (name.zh, name.kind, name.outlets, name.opened) == ("特朗普", "person", 1, True)
    assert [form.printed for form in forms_of([name.id])[name.id]] == ["川普"]


def test_a_glossed_name_has_a_page_from_the_third_independent_outlet_on() -> None:
    note_articles([seen(1, "塔马罗夫(Ivo Tamarov)下山", TAMAROV), seen(2, "塔马罗夫说")])
    note_articles([seen(3, "塔马罗夫说", own=False), seen(4, "塔马罗夫又说", outlet=2)])
    assert names_of([1, 2, 3, 4]) == {}
    noted = note_articles([seen(5, "守塔人塔马罗夫")])
    assert len(noted.turned) == 1
    assert [name.zh for name in names_of([1])[1]] == ["塔马罗夫"]


def test_two_spellings_with_one_latin_form_are_one_name_when_two_articles_show_it() -> None:
    note_articles([seen(1, "塔马罗夫下山", TAMAROV)])
    note_articles([seen(2, "塔瑪洛夫下山", ("塔瑪洛夫", "Ivo Tamarov", "person"))])
    assert KnownName.objects.count() == 1
    assert NameForm.objects.get(form="塔玛洛夫").told_by == "latin"
    note_articles([seen(3, "塔玛洛夫没有下山")])
    assert KnownName.objects.get().outlets == 3


def test_reading_an_article_again_changes_nothing_and_a_changed_one_is_seen_anew() -> None:
    first = seen(1, "川普与蒲亭通话")
    note_articles([first])
    rows = set(Sighting.objects.values_list("pk", flat=True))
    assert note_articles([first]).touched == frozenset()
    assert set(Sighting.objects.values_list("pk", flat=True)) == rows
    note_articles([seen(1, "川普独自散步")])
    assert [name.zh for name in names_of([1])[1]] == ["特朗普"]


def test_in_a_story_that_is_gone_and_in_a_withdrawn_article_nobody_is_seen() -> None:
    note_articles([seen(1, "川普", story=7), seen(2, "川普", story=8)])
    note_articles([], gone=[7])
    assert list(Sighting.objects.values_list("article_id", flat=True)) == [2]
    note_articles([], withdrawn=[2])
    assert not Sighting.objects.exists()
    assert KnownName.objects.get().opened  # its page stays, and says that no story names it


def test_an_article_that_moves_to_another_story_is_seen_there() -> None:
    note_articles([seen(1, "川普", story=7)])
    note_articles([seen(1, "川普", story=9)], gone=[7])
    name = KnownName.objects.get()
    assert newest_stories([name.pk], 5) == {name.pk: [9]}


def test_a_page_is_due_until_it_stands_and_again_when_a_story_of_it_changes() -> None:
    note_articles([seen(1, "川普")])
    close_names(due_names(10))
    assert not has_due_names()
    note_articles([seen(1, "川普")])
    assert has_due_names()


def test_what_an_operator_decides_while_a_page_is_rendered_stays_due() -> None:
    note_articles([seen(1, "川普")])
    rendered = due_names(10)
    decide("hide", KnownName.objects.get())
    close_names(rendered)
    assert [name.opened for name in due_names(10)] == [False]


def test_a_hidden_name_has_no_page_until_it_is_shown_again() -> None:
    note_articles([seen(1, "川普", story=7)])
    assert decide("hide", KnownName.objects.get()) == [7]
    assert names_of([1]) == {}
    note_articles([seen(2, "川普")])
    assert names_of([2]) == {}
    decide("show", KnownName.objects.get())
    assert names_of([1, 2]).keys() == {1, 2}


def test_joined_names_are_counted_and_shown_as_one_until_they_are_parted() -> None:
    note_articles(
        [seen(1, "塔马罗夫", TAMAROV), seen(2, "塔马罗夫"), seen(3, "白胡子伊沃", ("白胡子伊沃", "Ivo", "person"))]
    )
    one, two = KnownName.objects.get(zh="塔马罗夫"), KnownName.objects.get(zh="白胡子伊沃")
    decide("join", two, one)
    (name,) = names_of([3])[3]
    assert (name.id, name.outlets) == (one.pk, 3)
    assert {form.printed for form in forms_of([one.pk])[one.pk]} == {"塔马罗夫", "白胡子伊沃"}
    assert find_name("白胡子伊沃") == name
    decide("part", KnownName.objects.get(pk=two.pk))
    assert KnownName.objects.get(pk=one.pk).outlets == 2
    assert names_of([3]) == {}


def test_a_decision_needs_a_reason_and_a_name_that_stands_by_itself() -> None:
    note_articles([seen(1, "川普与蒲亭")])
    trump, putin = KnownName.objects.get(zh="特朗普"), KnownName.objects.get(zh="普京")
    with pytest.raises(BadInput, match="say why"):
        decide("hide", trump, reason=" ")
    with pytest.raises(BadInput, match="stands by itself"):
        decide("join", trump, trump)
    decide("join", trump, putin)
    with pytest.raises(BadInput, match="stands by itself"):
        decide("join", putin, trump)
    assert NameDecision.objects.count() == 1


def test_a_form_has_the_other_spellings_that_glosses_and_operators_taught() -> None:
    note_articles([seen(1, "塔马罗夫", TAMAROV)])
    note_articles([seen(2, "塔瑪洛夫", ("塔瑪洛夫", "Ivo Tamarov", "person"))])
    note_articles([seen(3, "白胡子伊沃", ("白胡子伊沃", "Ivo", "person"))])
    assert set(spellings_of("塔玛洛夫")) == {"塔马罗夫", "Ivo Tamarov"}
    assert set(spellings_of("ivo tamarov")) == {"塔马罗夫", "塔玛洛夫"}
    decide("join", KnownName.objects.get(zh="白胡子伊沃"), KnownName.objects.get(zh="塔马罗夫"))
    assert "塔马罗夫" in spellings_of("白胡子伊沃")
    assert spellings_of("塔") == spellings_of("没有此人") == ()


def test_a_name_is_called_as_most_outlets_print_it_unless_the_table_has_it() -> None:
    note_articles([seen(1, "塔马罗夫", TAMAROV)])
    gloss = ("塔瑪洛夫", "Ivo Tamarov", "person")
    note_articles([seen(2, "塔瑪洛夫", gloss), seen(3, "塔瑪洛夫", gloss), seen(4, "川普"), seen(5, "川普")])
    assert [name.zh for name in names_of([1])[1]] == ["塔玛洛夫"]
    assert [name.zh for name in names_of([4])[4]] == ["特朗普"]
