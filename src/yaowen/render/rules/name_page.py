"""The page of a name: its written forms, what it is quoted as saying, the stories that name it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yaowen.base.addresses import PathLanguage
from yaowen.base.text.script import detect_script
from yaowen.render.rules.lines import story_line
from yaowen.render.rules.material import Event, Named
from yaowen.render.rules.name_links import show_name
from yaowen.render.rules.phrases import marked, phrase
from yaowen.render.rules.shown import Words, show
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.story import Saying, say_line
from yaowen.render.rules.times import Stamp, show_short
from yaowen.render.rules.voices import Said, gather_voices, is_same_speaker, plain_speaker

STORIES = 15
SAYINGS = 20
KINDS = {"person": marked("Person"), "place": marked("Place"), "organisation": marked("Organisation")}


@dataclass(frozen=True, slots=True)
class NameNow:
    """A name as it stands.

    Attributes:
        forms: as printed, with the number of outlets that print it so; most first.
        events: the newest stories that name it, the newest first.
    """

    name: Named
    outlets: int
    forms: Sequence[tuple[str, int]]
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class FormLine:
    """A written form in its own script, and how many outlets print it."""

    words: Words
    outlets: int


@dataclass(frozen=True, slots=True)
class NameSaying:
    """What a name is quoted as saying, when, and in which story."""

    saying: Saying
    at: Stamp
    story_id: int


def name_page(site: Site, language: PathLanguage, now: NameNow) -> Page:
    """A name's page. Search engines are asked to stay away: it is put together by a program."""
    title = show_name(language, now.name)
    values = {
        "name": title,
        "kind": phrase(language, KINDS[now.name.kind]) if now.name.kind in KINDS else "",
        "latin": now.name.latin if now.name.latin != title.text else "",
        "outlets": now.outlets,
        "forms": [FormLine(_as_printed(printed), outlets) for printed, outlets in now.forms],
        "sayings": list_sayings(site, language, now),
        "lines": [story_line(language, site.zone, event, 0) for event in now.events],
    }
    tail = f"name/{now.name.id}/"
    return Page("name.html", tail, title.text, values, indexed=False, slot=True)


def list_sayings(site: Site, language: PathLanguage, now: NameNow) -> list[NameSaying]:
    """What the newest stories quote the name as saying, the newest first, the same words once."""
    spelt = [plain_speaker(form) for form, _ in now.forms] + [now.name.zh]
    found: dict[tuple[str, str], tuple[Said, int]] = {}
    for event in now.events:
        for voice in gather_voices(event):
            if voice.name_id != now.name.id and not any(_is_speaker(plain_speaker(voice.name), one) for one in spelt):
                continue
            for said in (one for one in voice.said if one.quoted and one.statement.content):
                found.setdefault((said.statement.stance, plain_speaker(said.statement.content)), (said, event.id))
    ordered = sorted(found.values(), key=lambda pair: pair[0].report.published, reverse=True)
    return [
        NameSaying(say_line(language, said), show_short(said.report.published, site.zone), story_id)
        for said, story_id in ordered[:SAYINGS]
    ]


def _is_speaker(speaker: str, form: str) -> bool:
    """Whether a speaker is the name, alone or with an office before it."""
    return speaker.endswith(form) and is_same_speaker(speaker, form)


def _as_printed(printed: str) -> Words:
    script = detect_script(printed)
    return show("en", printed, script) if script else Words(printed)
