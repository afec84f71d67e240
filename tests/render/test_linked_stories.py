"""What tells a story's event in other languages stands on its page, linked and not merged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from render.invented import manuscript_event
from render.pages import parsed, render_site
from yaowen.render.rules.languages import coverage_title
from yaowen.render.rules.material import LinkedStory

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
ENGLISH = LinkedStory(31, "en", "Shen Bai's manuscript sold", "en", AT, 3)
FRENCH = LinkedStory(32, "fr", "Le manuscrit de Shen Bai vendu", "fr", AT, 1)
CHINESE = LinkedStory(33, "zh", "沈白手稿售出", "zh-Hans", AT, 7)


def sections(path: str, *linked: LinkedStory) -> list[tuple[str, list[str], list[str | None]]]:
    """Title, addresses and languages of each block of a story page."""
    page = parsed(render_site([replace(manuscript_event(5), linked=linked)])[path].body)
    return [
        (part.xpath("string(h2)"), part.xpath(".//h3/a/@href"), part.xpath(".//h3/a/@lang"))
        for part in page.xpath("//section[@class='related']")
    ]


def test_each_language_has_a_block_of_its_own_in_the_words_of_the_page() -> None:
    assert sections("/zh-hans/story/5/", ENGLISH, FRENCH) == [
        ("英文报道", ["/zh-hans/story/31/"], ["en"]),
        ("法文报道", ["/zh-hans/story/32/"], ["fr"]),
    ]
    assert [title for title, _, _ in sections("/zh-hant/story/5/", ENGLISH)] == ["英文報導"]
    assert sections("/en/story/5/", CHINESE) == [("Chinese coverage", ["/en/story/33/"], ["zh-Hans"])]


def test_a_linked_headline_stands_in_the_script_of_the_page() -> None:
    body = render_site([replace(manuscript_event(5), linked=(replace(CHINESE, headline="沈白手稿拍卖"),))])
    assert "沈白手稿拍賣" in body["/zh-hant/story/5/"].body.decode()


def test_a_story_told_in_one_language_has_no_such_block() -> None:
    assert sections("/zh-hans/story/5/") == []


@pytest.mark.parametrize("family", ["ar", "ru", "th", "und"])
def test_every_family_has_a_title(family: str) -> None:
    assert coverage_title("zh-hans", family).endswith("报道")
    assert coverage_title("en", family)
