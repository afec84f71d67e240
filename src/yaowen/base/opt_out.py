"""Opt-outs that pages state to machines: robots directives and the TDM reservation."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NO_TEXT = re.compile(r"nosnippet|noarchive|none|max-snippet\s*:\s*0")
"""Directives that forbid to show a text; `none` stands for all of them. An excerpt of 0 characters is none either."""
_NO_PICTURES = re.compile(r"noimageindex|noimageai|none|max-image-preview\s*:\s*none")
_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")


def forbids_text(directives: str) -> bool:
    """Whether robots directives forbid showing a text.

    Args:
        directives: a robots meta element's content, or an X-Robots-Tag header: `noarchive, examplebot: nosnippet`.
            What stands behind a robot's name is for that robot, not for us.
    """
    return any(map(_NO_TEXT.fullmatch, _for_us(directives)))


def forbids_pictures(directives: str) -> bool:
    """Whether robots directives, of a page or of a picture's own answer, forbid showing pictures elsewhere."""
    return any(map(_NO_PICTURES.fullmatch, _for_us(directives)))


def reserves_mining(value: str) -> bool:
    """Whether a `tdm-reservation` says that the rights are reserved (TDM Reservation Protocol)."""
    return value.strip() == "1"


def _for_us(directives: str) -> Iterator[str]:
    """The directives that are not for a robot of another name."""
    for_us = True
    for part in directives.lower().split(","):
        directive = part.strip()
        name, colon, rest = directive.partition(":")
        if colon and name.strip() not in _WITH_VALUE:
            for_us, directive = name.strip() in {"*", "robots"}, rest.strip()
        if for_us:
            yield directive
