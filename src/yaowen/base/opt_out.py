"""Opt-outs that pages state to machines: robots directives and the TDM reservation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

OUR_NAMES = frozenset({"*", "robots", "yaowen"})
"""Names before a directive that mean us."""
_NO_TEXT = re.compile(r"nosnippet|noarchive|noai|none|max-snippet\s*:\s*0")
"""Directives that forbid to show a text; `none` stands for all of them. An excerpt of 0 characters is none either.
`noai` (no standard, but written) is taken for what a TDM reservation says: we read texts by machine."""
_NO_PICTURES = re.compile(r"noimageindex|noimageai|none|max-image-preview\s*:\s*none")
_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")


def forbids_text(directives: str) -> bool:
    """Whether robots directives forbid showing a text.

    Args:
        directives: a robots meta element's content, or X-Robots-Tag headers, one a line:
            `noarchive, examplebot: nosnippet`. What stands behind a robot's name is for that robot, not for us.
    """
    return any(map(_NO_TEXT.fullmatch, _for_us(directives)))


def forbids_pictures(directives: str) -> bool:
    """Whether robots directives, of a page or of a picture's own answer, forbid showing pictures elsewhere."""
    return any(map(_NO_PICTURES.fullmatch, _for_us(directives)))


def reserves_mining(value: str) -> bool:
    """Whether a `tdm-reservation` says that the rights are reserved (TDM Reservation Protocol)."""
    return value.strip() == "1"


def find_opt_out(headers: Mapping[str, str]) -> str:
    """What in the headers of an answer forbids to show its text, as the operator reads it; empty for nothing.

    Args:
        headers: names in lower case.
    """
    tag = headers.get("x-robots-tag", "")
    if forbids_text(tag):
        return f"X-Robots-Tag: {' '.join(tag.split())[:150]}"
    return "tdm-reservation: 1" if reserves_mining(headers.get("tdm-reservation", "")) else ""


def _for_us(directives: str) -> Iterator[str]:
    """The directives that are not for a robot of another name. A name holds to the end of its line."""
    for line in directives.lower().splitlines():
        for_us = True
        for part in line.split(","):
            directive = part.strip()
            name, colon, rest = directive.partition(":")
            if colon and name.strip() not in _WITH_VALUE:
                for_us, directive = name.strip() in OUR_NAMES, rest.strip()
            if for_us:
                yield directive
