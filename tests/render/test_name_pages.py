"""Pages of names: what they show, when they stand, what leads to them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from render.invented import NOW, carrier, event, report, statement
from render.rows import context_of, save_event
from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.extract.models import NameRow
from yaowen.extract.store import erase_article
from yaowen.group.models import GroupEvent, Membership, Story
from yaowen.group.store import touch_stories
from yaowen.names.models import KnownName, NameDecision
from yaowen.names.store import decide_name
from yaowen.render.compose import store_page
from yaowen.render.editions import current_edition, find_entry, load_blob
from yaowen.render.rules.material import Event, Named
from yaowen.render.rules.name_links import link_names, show_name
from yaowen.render.rules.name_page import NameNow, list_sayings, name_page
from yaowen.render.rules.site import Site
from yaowen.render.rules.voices import gather_voices
from yaowen.render.stage import RenderStories

TEXT = "守塔人塔马罗夫(Ivo Tamarov)昨天说，灯塔今年冬天不会熄灯。"


def tale(place: int, text: str = TEXT, **fields: object) -> Event:
    """An outlet's own story of the keeper, and what he says in it."""
    said = (statement(text, "守塔人塔马罗夫", "说", f"灯塔今年冬天不会熄灯{'，' * (place > 9)}"),)
    one = report(place * 10, f"守塔人的第{place}个冬天", (text,), carrier(place), statements=said,
                 published=NOW - timedelta(hours=9 - place), **fields)  # fmt: skip
    return event(place, [one])


def save_tale(place: int) -> None:
    save_event(tale(place))
    at = TEXT.index("塔马罗夫")
    NameRow.objects.create(article_id=place * 10, paragraph=0, start=at, end=at + 17, zh="塔马罗夫",
                           latin="Ivo Tamarov", kind="person")  # fmt: skip


def now_of(*events: Event, forms: tuple[tuple[str, int], ...] = (("塔马罗夫", 2), ("塔瑪洛夫", 1))) -> NameNow:
    return NameNow(Named(7, "塔马罗夫", "Ivo Tamarov", "person"), 3, forms, events)


def text_at(path: str) -> str:
    entry = find_entry(path, current_edition())
    assert entry is not None, path
    assert entry.status == 200, path
    return re.sub(r'<wbr>|<span class="clause">', "", load_blob(entry.hash).decode())


def status(path: str) -> int:
    entry = find_entry(path, current_edition())
    return entry.status if entry else 0


def publish_all(stage: RenderStories, steps: int = 3) -> None:
    for _ in range(steps):
        stage.step(context_of())


def test_a_name_is_called_in_the_script_of_the_page_and_in_latin_on_english_ones() -> None:
    name = Named(7, "塔马罗夫", "Ivo Tamarov", "person")
    assert [show_name(one, name).text for one in PATH_LANGUAGES] == ["塔马罗夫", "塔馬羅夫", "Ivo Tamarov"]
    assert show_name("zh-hans", Named(8, "nvidia", "Nvidia", "organisation")).text == "Nvidia"


def test_written_forms_stand_in_their_own_script_on_every_page() -> None:
    for language in PATH_LANGUAGES:
        body = store_page(Site(), language, name_page(Site(), language, now_of(tale(1)))).body.decode()
        assert "塔瑪洛夫" in body
        assert 'content="noindex' in body


def test_the_same_words_of_a_name_stand_once_and_the_newest_first() -> None:
    sayings = list_sayings(Site(), "zh-hans", now_of(tale(3), tale(2), tale(10)))
    assert [one.story_id for one in sayings] == [10, 3]


def test_words_that_the_rights_keep_back_do_not_stand_on_a_names_page() -> None:
    one = tale(1)
    kept_back = event(1, [report(10, "守塔人", (TEXT,), carrier(1, "headline"), statements=one.reports[0].statements)])
    page = name_page(Site(), "zh-hans", now_of(kept_back))
    assert page.values["sayings"] == []
    assert "不会熄灯" not in store_page(Site(), "zh-hans", page).body.decode()


def test_a_name_that_no_story_mentions_any_more_says_so() -> None:
    body = store_page(Site(), "zh-hans", name_page(Site(), "zh-hans", now_of(forms=()))).body.decode()
    assert "目前没有提到它的新闻" in body
    assert "各种写法" not in body


def test_people_are_led_to_first_and_each_name_once() -> None:
    person, place = Named(7, "塔马罗夫", "", "person"), Named(8, "雾岬", "", "place")
    assert [link.name_id for link in link_names("zh-hans", [place, person, place])] == [7, 8]


@pytest.mark.django_db
def test_a_name_that_three_outlets_mention_gains_a_page_that_their_stories_lead_to() -> None:
    stage = RenderStories()
    for place in (1, 2):
        save_tale(place)
    publish_all(stage)
    assert not KnownName.objects.filter(opened=True).exists()
    save_tale(3)
    publish_all(stage)
    name = KnownName.objects.get()
    for language in PATH_LANGUAGES:
        assert "Ivo Tamarov" in text_at(f"/{language}/name/{name.pk}/")
        for place in (1, 2, 3):
            assert f"/{language}/name/{name.pk}/" in text_at(f"/{language}/article/{place * 10}/")
            assert f"/{language}/name/{name.pk}/" in text_at(f"/{language}/story/{place}/")
    assert text_at(f"/zh-hans/name/{name.pk}/").count("灯塔今年冬天不会熄灯") == 1


@pytest.mark.django_db
def test_a_page_that_shows_the_same_gains_no_row_in_the_next_edition() -> None:
    save_event(event(1, [report(10, "川普独自散步", ("川普说，天气很好。",))]))
    stage = RenderStories()
    publish_all(stage)
    path = f"/zh-hans/name/{KnownName.objects.get().pk}/"
    first = find_entry(path, current_edition())
    touch_stories([1])
    publish_all(stage)
    assert not KnownName.objects.filter(due_at__isnull=False).exists()
    assert find_entry(path, current_edition()) == first


@pytest.mark.django_db
def test_a_hidden_name_answers_410_and_nothing_leads_to_it() -> None:
    save_event(event(1, [report(10, "川普独自散步", ("川普说，天气很好。",))]))
    stage = RenderStories()
    publish_all(stage)
    name = KnownName.objects.get()
    touch_stories(decide_name(NameDecision(kind="hide", name_id=name.pk, by="mei", at=NOW, reason="mixed up")))
    publish_all(stage)
    assert status(f"/en/name/{name.pk}/") == 410
    assert f"/name/{name.pk}/" not in text_at("/zh-hans/story/1/")


@pytest.mark.django_db
def test_the_page_of_a_joined_name_leads_to_the_other() -> None:
    save_event(event(1, [report(10, "川普与蒲亭通话", ("川普说，天气很好。",))]))
    stage = RenderStories()
    publish_all(stage)
    one, two = KnownName.objects.get(zh="特朗普"), KnownName.objects.get(zh="普京")
    decide_name(NameDecision(kind="join", name_id=two.pk, other_id=one.pk, by="mei", at=NOW, reason="a test"))
    publish_all(stage)
    entry = find_entry(f"/en/name/{two.pk}/", current_edition())
    assert entry is not None
    assert (entry.status, entry.target) == (301, f"/en/name/{one.pk}/")
    assert "蒲亭" in text_at(f"/zh-hans/name/{one.pk}/")


@pytest.mark.django_db
def test_a_withdrawn_articles_words_leave_the_page_of_a_name() -> None:
    save_event(event(1, [report(10, "川普独自散步", ("川普说，天气很好。",)),
                         report(11, "公园里的一天", ("园丁说，川普来过。",), carrier(2))]))  # fmt: skip
    stage = RenderStories()
    publish_all(stage)
    name = KnownName.objects.get()
    assert name.outlets == 2
    erase_article(10)
    Membership.objects.filter(article_id=10).delete()
    Story.objects.filter(pk=1).update(headline_article_id=11)
    GroupEvent.objects.create(language="zh", version=1, kind="withdrawn", story_id=1, article_id=10, at=NOW)
    touch_stories([1])
    publish_all(stage)
    assert KnownName.objects.get().outlets == 1
    assert "公园里的一天" in text_at(f"/zh-hans/name/{name.pk}/")
    assert "独自散步" not in text_at(f"/zh-hans/name/{name.pk}/")


def test_a_speaker_in_two_spellings_is_one_voice_with_a_page() -> None:
    texts = ("守塔人塔马罗夫说，灯不会熄。", "守塔人塔瑪洛夫说，他不会走。")
    reports = [
        report(place * 10, "守塔人", (text,), carrier(place),
               statements=(statement(text, text[:7], "说", text[9:-1]),))
        for place, text in enumerate(texts, 1)
    ]  # fmt: skip
    named = {
        10: (Named(7, "塔马罗夫", "", "person", "塔马罗夫"),),
        20: (Named(7, "塔马罗夫", "", "person", "塔瑪洛夫"),),
    }
    alone = gather_voices(event(1, reports))
    (voice,) = gather_voices(event(1, reports, named=named))
    assert len(alone) == 2
    assert (voice.name_id, len(voice.said)) == (7, 2)


def test_two_people_with_one_ending_are_two_voices_where_their_names_are_known() -> None:
    texts = ("小特朗普说，灯不会熄。", "特朗普说，他不会走。")
    reports = [
        report(place * 10, "灯", (text,), carrier(place), statements=(statement(text, text[:-7], "说", text[-5:-1]),))
        for place, text in enumerate(texts, 1)
    ]
    named = {
        10: (Named(7, "特朗普", "", "person", "特朗普"), Named(8, "小特朗普", "", "person", "小特朗普")),
        20: (Named(7, "特朗普", "", "person", "特朗普"),),
    }
    assert [voice.name_id for voice in gather_voices(event(1, reports, named=named))] == [8, 7]


def test_a_last_name_alone_is_the_one_person_of_the_report_who_has_it() -> None:
    text = "瓦斯克说，灯不会熄。"
    one = report(10, "灯", (text,), statements=(statement(text, "瓦斯克", "说", "灯不会熄"),))
    premier = Named(7, "奥瑞连·瓦斯克", "", "person", "奧瑞連·瓦斯克")
    wife = Named(8, "米娜·瓦斯克", "", "person", "米娜·瓦斯克")
    (voice,) = gather_voices(event(1, [one], named={10: (premier,)}))
    (unsure,) = gather_voices(event(1, [one], named={10: (premier, wife)}))
    assert (voice.name_id, unsure.name_id) == (7, None)
