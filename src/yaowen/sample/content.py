"""The invented outlets and their articles, read from `content/`."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from yaowen.base.text.script import to_simplified, to_traditional

_QUOTES_HANS = str.maketrans("「」『』", "“”‘’")
_QUOTES_HANT = str.maketrans("“”‘’", "「」『』")


@dataclass(frozen=True, slots=True)
class House:
    """An invented outlet and how it prints.

    Attributes:
        charset: what its bytes are in.
        declared: the charset its pages declare (an old site declares gb2312 and means more).
        template: a module of `pages`.
        feed: `feed.xml` (RSS) or `atom.xml`.
        pictures: it prints pictures, and lets them be shown.
    """

    slug: str
    name_hans: str
    name_hant: str
    name_en: str
    kind: str
    language: str
    zone: str
    template: str
    feed: str
    sections: tuple[str, ...]
    about: str
    charset: str = "utf-8"
    declared: str = "utf-8"
    pictures: bool = False

    @property
    def name(self) -> str:
        """The name on its own masthead."""
        return {"zh-Hans": self.name_hans, "zh-Hant": self.name_hant}.get(self.language, self.name_en)


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as written, placeholders and all.

    Attributes:
        event: what it reports; what stands before a dot is the cycle that follow-ups share (`bridge.report`).
        offset_minutes: of the cycle's first day, from midnight in the press's zone; 1,440 and more is the next day.
        source: the credited source 来源; empty for the outlet's own work.
        copy_of: `outlet/slug` of the wire copy 通稿 it prints.
    """

    outlet: str
    slug: str
    event: str
    offset_minutes: int
    section: str
    headline: str
    paragraphs: tuple[str, ...]
    author: str = ""
    source: str = ""
    copy_of: str = ""

    @property
    def cycle(self) -> str:
        """What its event and the event's follow-ups share."""
        return self.event.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Paper:
    """All there is to print: outlets by slug, pieces by `outlet/slug`."""

    houses: dict[str, House]
    pieces: dict[str, Piece] = field(default_factory=dict)


@functools.cache
def load_paper() -> Paper:
    """Read all outlets and articles.

    Raises:
        KeyError: a copy of an article that is not there, or a change to words that it does not have.
    """
    folder = resources.files(__package__) / "content"
    rows = tomllib.loads((folder / "outlets.toml").read_text("utf-8"))["outlet"]
    houses = {row["slug"]: House(**{**row, "sections": tuple(row["sections"])}) for row in rows}
    desks = sorted((folder / "desks").iterdir(), key=lambda file: file.name)
    written: dict[str, dict[str, Any]] = {}
    for desk in desks:
        for event in tomllib.loads(desk.read_text("utf-8"))["event"]:
            written |= {f"{row['outlet']}/{row['slug']}": {**row, "event": event["id"]} for row in event["article"]}
    return Paper(houses, {key: _piece(houses[row["outlet"]], row, written) for key, row in written.items()})


def _piece(house: House, row: dict[str, Any], written: dict[str, dict[str, Any]]) -> Piece:
    copied = row.get("copy_of", "")
    origin = written[copied] if copied else {}
    return Piece(
        outlet=house.slug,
        slug=row["slug"],
        event=row["event"],
        offset_minutes=parse_offset_minutes(row["at"]),
        section=row["section"],
        headline=row.get("headline") or in_script(house.language, origin["headline"]),
        paragraphs=_copied(house, row, origin["text"]) if copied else split_paragraphs(row["text"]),
        author=row.get("author", ""),
        source=row.get("source", ""),
        copy_of=copied,
    )


def _copied(house: House, row: dict[str, Any], text: str) -> tuple[str, ...]:
    """A wire copy: the origin's paragraphs in the carrier's script, with the carrier's few changes."""
    converted = in_script(house.language, text)
    for before, after in row.get("swap", []):
        if before not in converted:
            raise KeyError(f"{row['outlet']}/{row['slug']}: nothing to swap for {before}")
        converted = converted.replace(before, after)
    kept = split_paragraphs(converted)[: row.get("keep")]
    return (*kept, *split_paragraphs(row.get("close", "")))


def in_script(language: str, text: str) -> str:
    """A text in an outlet's script, with its quotation marks: “” in simplified, 「」 in traditional."""
    if language == "zh-Hans":
        return to_simplified(text).translate(_QUOTES_HANS)
    return to_traditional(text).translate(_QUOTES_HANT) if language == "zh-Hant" else text


def split_paragraphs(text: str) -> tuple[str, ...]:
    """A paragraph a line; empty lines are none."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def parse_offset_minutes(text: str) -> int:
    """`06:40` → 400; `31:02` is 07:02 on the cycle's second day."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
