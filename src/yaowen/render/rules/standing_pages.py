"""Pages that hardly ever change: method, about, and what stands where a page is missing, gone or broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.ranking import describe_ranking
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.times import Stamp

Failure = Literal["404", "410", "500", "away", "starting"]


@dataclass(frozen=True, slots=True)
class Live:
    """What the ranking counts now.

    Attributes:
        readers, networks: distinct ones in the 24 hours.
        rings, removed: groups damped in the last 24 hours, and the votes that they lost.
        hidden: places that operators have hidden now.
        salt_made: when the salt was made that the window counts under.
        verified: when it was last recounted read by read; None: not yet. `equal`: whether that agreed.
    """

    readers: int = 0
    networks: int = 0
    rings: int = 0
    removed: int = 0
    hidden: int = 0
    salt_made: Stamp | None = None
    verified: Stamp | None = None
    equal: bool = True


@dataclass(frozen=True, slots=True)
class MethodFigures:
    """The live numbers of the method page.

    Attributes:
        readers_per_network: K.
        counted: lines of the ranking decided by readers.
        filled: lines decided by coverage.
    """

    readers_per_network: int
    ranking_size: int
    counted: int
    filled: int
    outlets: int
    live: Live = field(default_factory=Live)


def method_page(language: PathLanguage, figures: MethodFigures) -> Page:
    """How the ranking is made, in plain words and live numbers."""
    title = phrase(language, "How the ranking is made")
    return Page("method.html", "method/", title, {"figures": figures}, describe_ranking(language), section="method")


def about_page(site: Site, language: PathLanguage, outlets: int) -> Page:
    """What the site is, and how to reach who runs it."""
    title = phrase(language, "About and contact")
    return Page("about.html", "about/", title, {"outlets": outlets, "zone": site.zone}, section="about")


def offline_page(language: PathLanguage) -> Page:
    """What a device shows that is offline, in place of a page it has not kept."""
    return Page("offline.html", "offline/", phrase(language, "You are offline"), {}, indexed=False)


def failure_page(language: PathLanguage, failure: Failure) -> Page:
    """What stands where a page is missing (404), was taken down (410) or could not be made (500).

    Also where the database does not answer (away), and before the first edition (starting).
    """
    titles = {
        "404": phrase(language, "There is no such page"),
        "410": phrase(language, "This page was taken down"),
        "500": phrase(language, "Something went wrong"),
        "away": phrase(language, "Back in a moment"),
        "starting": phrase(language, "The first edition is being made"),
    }
    return Page(f"{failure}.html", f"{failure}/", titles[failure], {}, indexed=False, slot=failure in {"404", "410"})
