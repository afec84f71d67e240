"""Interface words: complete in three languages, compiled, with the same places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.base.text.script import detect_script, to_simplified
from yaowen.locale.compile import catalogue_files, compile_catalogue, find_messages
from yaowen.render.rules.phrases import catalogue, phrase, plural

FILES = tuple(catalogue_files())
_PLACE = re.compile(r"\{(\w+)\}")


def entries(file: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    with file.open("rb") as stream:
        made = read_po(stream, locale=file.parent.parent.name)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for message in made:
        if message.id:
            one, many = message.id if isinstance(message.id, tuple) else (str(message.id), "")
            found[one, many] = message.string if isinstance(message.string, tuple) else (str(message.string),)
    return found


def test_there_is_a_catalogue_for_every_language() -> None:
    assert len(FILES) == len(PATH_LANGUAGES) == 3


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.parent.name)
def test_every_sentence_is_translated_and_none_is_left_over(file: Path) -> None:
    known = entries(file)
    assert set(known) == find_messages()
    assert not [message for message, texts in known.items() if not all(texts)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.parent.name)
def test_a_translation_fills_the_same_places(file: Path) -> None:
    for (one, many), texts in entries(file).items():
        places = set(_PLACE.findall(many or one))
        for text in texts:
            assert set(_PLACE.findall(text)) <= places, one
        assert set(_PLACE.findall(texts[-1])) == places, one


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.parent.name)
def test_the_compiled_catalogue_is_fresh(file: Path) -> None:
    compiled = catalogue(PATH_LANGUAGES[["zh_Hans", "zh_Hant", "en"].index(file.parent.parent.name)])
    for (one, many), texts in entries(file).items():
        assert (compiled.ngettext(one, many, 5) if many else compiled.gettext(one)) == texts[-1]
    assert file.with_suffix(".mo").read_bytes()[:4] == compile_catalogue(file)[:4]


def test_each_script_is_written_in_itself() -> None:
    hans, hant, _ = FILES
    for texts in entries(hans).values():
        assert all(to_simplified(text) == text for text in texts), texts
    joined = "".join(text for texts in entries(hant).values() for text in texts)
    assert detect_script(joined) == "zh-Hant"


def test_counting_follows_the_language() -> None:
    assert plural("en", "{n} outlet", "{n} outlets", 1) == "1 outlet"
    assert plural("en", "{n} outlet", "{n} outlets", 1200) == "1,200 outlets"
    assert plural("zh-hans", "{n} outlet", "{n} outlets", 1) == "1 家媒体"
    assert plural("zh-hant", "{n} outlet", "{n} outlets", 12) == "12 家媒體"
    assert phrase("zh-hans", "First report: {outlet}", outlet="{n}晚报") == "{n}晚报首报"
