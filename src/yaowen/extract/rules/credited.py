"""Who is named on a page: the site, the credited source, the authors and the editors, told apart from each other."""

from __future__ import annotations

from dataclasses import dataclass

from yaowen.extract.rules.accounts import find_account
from yaowen.extract.rules.authors import find_authors
from yaowen.extract.rules.chosen import Chosen
from yaowen.extract.rules.editors import find_editors
from yaowen.extract.rules.headline import site_in_window, window_title
from yaowen.extract.rules.settled_body import Page
from yaowen.extract.rules.shown_time import Lines
from yaowen.extract.rules.site import host_of
from yaowen.extract.rules.source_line import find_source
from yaowen.extract.rules.told import Told


@dataclass(frozen=True, slots=True)
class Credits:
    """Who is named on a page. `site`: as it names itself."""

    site: str
    source: Told[str]
    authors: Told[tuple[str, ...]]
    editors: tuple[str, ...]


def find_credits(
    page: Page, lines: Lines, sites: tuple[str, tuple[str, ...]], chosen: Chosen, *, is_chinese: bool
) -> Credits:
    """Find who is named: the authors are neither the site nor the editors.

    Args:
        page: the page.
        lines: those around the article.
        sites: the site's name as the page tells it, and all names that it goes by.
        chosen: what the operator's rule has found.
        is_chinese: the article is.
    """
    site, site_names = sites
    site = site or site_in_window(window_title(page.tree), page.headline)
    site_names = (*site_names, site) if site else site_names
    shown = [*lines.near, *lines.tail]
    source = chosen.source if chosen.source.value else find_source(shown, page.said)
    if not source.value and is_chinese:
        source = Told(find_account(page.tree, lines.near), "account that publishes on a platform", 0.8)
    editors = find_editors(shown)
    names = (*site_names, *editors)
    authors = chosen.authors
    if not authors.value:
        authors = find_authors(page.tree, page.said, shown, names, tail=lines.tail, is_chinese=is_chinese)
    if not authors.value and editors:  # told to machines as the author: nobody else is
        authors = find_authors(page.tree, page.said, (), site_names, is_chinese=is_chinese)
    return Credits(site or host_of(page.url), source, authors, editors)
