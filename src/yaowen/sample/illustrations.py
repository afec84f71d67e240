"""The press's pictures: which article has one, at which address, and what stands under it."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from yaowen.sample.content import in_script
from yaowen.sample.cycle import Printed

WIDTH, HEIGHT = 1200, 800
CONTENT_TYPE = "image/webp"


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture of an article. `path`: its address on the press; `credit`: who drew it, as the outlet prints it."""

    path: str
    caption: str
    credit: str
    width: int = WIDTH
    height: int = HEIGHT


def illustration_of(item: Printed) -> Illustration | None:
    """The picture of an article as its outlet prints it; None where the outlet prints none, or the event has none."""
    name = _names_by_event().get(item.piece.event)
    if not item.house.pictures or name is None:
        return None
    language = item.house.language
    texts = _captions()[name]
    caption = texts["en"] if language == "en" else in_script(language, texts["zh"])
    credit = f"{item.house.name} graphics" if language == "en" else in_script(language, f"{item.house.name}制图")
    return Illustration(f"/{item.house.slug}/{item.published:%Y%m%d}/{name}.webp", caption, credit)


def picture_bytes(name: str, path: str) -> bytes | None:
    """A picture's file, with its address behind its end: no two addresses of a press give the same bytes."""
    if name not in _captions():
        return None
    return (resources.files(__package__) / "pictures" / f"{name}.webp").read_bytes() + path.encode()


@functools.cache
def _captions() -> dict[str, dict[str, str]]:
    text = (resources.files(__package__) / "pictures" / "captions.toml").read_text("utf-8")
    return {name: {"zh": row["zh"], "en": row["en"]} for name, row in tomllib.loads(text).items()}


@functools.cache
def _names_by_event() -> dict[str, str]:
    text = (resources.files(__package__) / "pictures" / "captions.toml").read_text("utf-8")
    return {event: name for name, row in tomllib.loads(text).items() for event in row["events"]}
