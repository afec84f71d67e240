"""Opt-outs that pages state to machines: robots directives and the TDM reservation."""

from __future__ import annotations

import re

_NO_TEXT = re.compile(r"nosnippet|noarchive|none|max-snippet\s*:\s*0")
"""Directives that forbid to show a text; `none` stands for all of them. An excerpt of 0 characters is none either."""
_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")


def forbids_text(directives: str) -> bool:
    """Whether robots directives forbid showing a text.

    Args:
        directives: a robots meta element's content, or an X-Robots-Tag header: `noarchive, examplebot: nosnippet`.
            What stands behind a robot's name is for that robot, not for us.
    """
    for_us = True
    for part in directives.lower().split(","):
        directive = part.strip()
        name, colon, rest = directive.partition(":")
        if colon and name.strip() not in _WITH_VALUE:
            for_us, directive = name.strip() in {"*", "robots"}, rest.strip()
        if for_us and _NO_TEXT.fullmatch(directive):
            return True
    return False


def reserves_mining(value: str) -> bool:
    """Whether a `tdm-reservation` says that the rights are reserved (TDM Reservation Protocol)."""
    return value.strip() == "1"
