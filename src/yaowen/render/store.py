"""What serving may ask of render beyond editions: the site's own facts, to render a page on the spot with."""

from __future__ import annotations

from django.conf import settings

from yaowen.base.addresses import PATH_LANGUAGES, PathLanguage
from yaowen.base.settings import Settings
from yaowen.base.store import read_fact
from yaowen.render.rules.site import Site


def current_site() -> Site:
    """The running site's name, address, contact, display zone, and whether it is sample content. Two queries."""
    given: Settings = settings.YAOWEN
    return site_of(given, sample=bool(read_fact("sample")), zone=read_fact("time_zone"))


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
    )
