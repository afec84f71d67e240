"""What serving may ask of render beyond editions: the site's own facts, to render a page on the spot with."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from yaowen.base.addresses import PATH_LANGUAGES, PathLanguage
from yaowen.base.settings import Settings
from yaowen.base.store import read_fact
from yaowen.render.rules.sections import SECTIONS
from yaowen.render.rules.site import Site

SECTIONS_SHOWN = "sections_shown"
"""The fact that names the sections which have had a story: pages lead to them."""


def current_site() -> Site:
    """The running site's name, address, contact, zone and sections, and whether it is a sample. Three queries."""
    given: Settings = settings.YAOWEN
    return site_now(given)


def site_now(given: Settings) -> Site:
    """The site as the settings and its kept facts tell it. Three queries."""
    known = read_fact(SECTIONS_SHOWN).split()
    site = site_of(given, sample=bool(read_fact("sample")), zone=read_fact("time_zone"))
    return replace(site, sections=tuple(one for one in SECTIONS if one in known))


def site_of(given: Settings, *, sample: bool = False, zone: str = "") -> Site:
    """The site as the settings tell it. The zone kept at the first start stands over the setting."""
    default = given.text("DEFAULT_LANGUAGE")
    language: PathLanguage = next((one for one in PATH_LANGUAGES if one == default), "zh-hans")
    return Site(
        given.text("SITE_NAME"),
        given.site_url,
        given.text("CONTACT"),
        zone or given.text("TIME_ZONE"),
        sample,
        language,
        hub=given.text("HUB_URL"),
        letters=bool(given.text("MAIL_URL")),
    )
