"""Starter outlets: real news outlets as data, one TOML file each, loaded at a first start.

Every feed address was read literally where `source_read` says; none was called (`verified = "never"`).
`yaowen doctor` shows which answer.
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from yaowen.base.errors import BadInput
from yaowen.base.rights import Rights


@dataclass(frozen=True, slots=True)
class OutletEntry:
    """An outlet as a file describes it, before it is in the database.

    Attributes:
        country: ISO 3166 alpha-2; empty where none fits.
        zone: IANA name of the zone its pages print times in.
        source_read: where the addresses were read.
        verified: the day they answered last, or `never`.
        rights_read: where a right above `excerpt` is documented.
        private_origin: `host:port` of a loopback press; empty for real outlets.
        section: slug of the section that all it publishes belongs to; empty where it publishes more than one.
        feed_sections: the section of a feed, by its address.
        reading: how its pages are read: CSS selectors by field (extract/rules/page_rule.py).
    """

    slug: str
    name_hans: str
    name_hant: str
    name_en: str
    kind: str
    country: str
    language: str
    zone: str
    home_url: str
    feeds: tuple[str, ...]
    source_read: str
    rights: Rights = "excerpt"
    pictures: bool = False
    verified: str = "never"
    rights_read: str = ""
    private_origin: str = ""
    section: str = ""
    feed_sections: dict[str, str] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)


_KNOWN = {part.name for part in dataclasses.fields(OutletEntry)}
_NEEDED = {
    part.name
    for part in dataclasses.fields(OutletEntry)
    if part.default is dataclasses.MISSING and part.default_factory is dataclasses.MISSING
}


def load_starters() -> tuple[OutletEntry, ...]:
    """All starter outlets, by slug.

    Raises:
        BadInput: a file is no TOML, lacks a field or has one that is not known.
    """
    folder = resources.files(__name__)
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(parse_entry(file.read_text("utf-8"), file.name) for file in files)


@functools.cache
def section_defaults() -> tuple[dict[str, str], dict[str, str]]:
    """The sections that starter outlets' files name: by slug of the outlet, and by address of the feed."""
    starters = load_starters()
    feeds = {address: section for one in starters for address, section in one.feed_sections.items()}
    return {one.slug: one.section for one in starters if one.section}, feeds


@functools.cache
def reading_defaults() -> dict[str, dict[str, Any]]:
    """How pages are read as starter outlets' files tell it, by slug."""
    return {one.slug: one.reading for one in load_starters() if one.reading}


def parse_entry(text: str, name: str) -> OutletEntry:
    """Read one outlet's file.

    Args:
        text: TOML.
        name: of the file, for messages.

    Raises:
        BadInput: it is no TOML, lacks a field or has one that is not known.
    """
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadInput(f"this is no TOML: {problem}", about=name) from problem
    if wrong := sorted(found.keys() ^ (_NEEDED | (found.keys() & _KNOWN))):
        raise BadInput(f"missing or unknown: {', '.join(wrong)}; see outlets/rthk-news.toml", about=name)
    return OutletEntry(**{**found, "feeds": tuple(found["feeds"])})
