"""What stands on the pages around the digest by mail: asked, confirmed, left, and what went wrong."""

from __future__ import annotations

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.phrases import marked, phrase
from yaowen.render.rules.site import Page

_TOLD: dict[str, tuple[str, str, str]] = {
    "asked": (
        marked("Look into your mailbox"),
        marked("If the address is right, a letter is on its way. Its link confirms that you want the digest."),
        "",
    ),
    "no address": (marked("That is no mail address"), marked("Go back and look at it again: name@example.org."), ""),
    "often": (marked("Too many requests"), marked("Please try again in a minute."), ""),
    "elsewhere": (marked("That came from another site"), marked("Please use the form on this site."), ""),
    "confirm?": (
        marked("Get the daily digest"),
        marked("One more click, and it comes every morning."),
        marked("Yes, send it to me"),
    ),
    "confirmed": (marked("You get the digest every morning"), marked("Every letter has a link that ends it."), ""),
    "too late": (
        marked("This link is not good any more"),
        marked("Ask for the digest again; the link is good for three days."),
        "",
    ),
    "leave?": (
        marked("Get no more digests"),
        marked("One click, and your address is deleted."),
        marked("Delete my address"),
    ),
    "left": (marked("You get no more digests"), marked("Your address is deleted."), ""),
}
"""State → title, sentence, and what a button says; empty for no button."""


def letter_page(language: PathLanguage, state: str) -> Page:
    """The page of a state."""
    title, told, button = _TOLD[state]
    values = {"told": phrase(language, told), "button": phrase(language, button) if button else ""}
    return Page("letter.html", "digest/", phrase(language, title), values, indexed=False)
