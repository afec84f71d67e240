"""What serving may ask of render beyond editions: the site's own facts, and a page rendered on the spot."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from yaowen.base.addresses import PATH_LANGUAGES, PathLanguage
from yaowen.base.settings import Settings
from yaowen.base.store import read_fact
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.templates import render_page


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


def render_page_live(name: str, language: PathLanguage, context: dict[str, Any]) -> str:
    """Render a template inside the site's frame, for pages that are not stored.

    Args:
        name: file in `templates/`.
        context: what it shows; `title` and `tail` (address below the language) are for the frame.
    """
    page = Page(name, context.get("tail", ""), context.get("title", ""), context, indexed=False, slot=True)
    return render_page(current_site(), language, page)
