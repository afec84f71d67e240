"""Templates to text: one minijinja environment a language, autoescaping on, undefined names an error."""

from __future__ import annotations

import functools
import re
from html import escape
from importlib import resources
from typing import Any

import minijinja

from yaowen.base import addresses
from yaowen.base.addresses import BCP47, PathLanguage
from yaowen.render.rules.assets import load_assets
from yaowen.render.rules.headlines import broken_anywhere, whole_clauses
from yaowen.render.rules.links import host_name, link_text, web_link
from yaowen.render.rules.phrases import phrase, plural
from yaowen.render.rules.site import Page, Site, decide_head

TEMPLATE_VERSION = 5
"""Raised when templates, styles or view models change: every stored page is due again."""


def render_template(name: str, language: PathLanguage, context: dict[str, Any]) -> str:
    """Render a template in a language.

    Args:
        name: file in `templates/`.
        context: what it shows. Plain strings are escaped.
    """
    return str(environment(language).render_template(name, **context))


def render_page(site: Site, language: PathLanguage, page: Page) -> str:
    """Render a page inside the site's frame."""
    context = {**page.values, "site": site, "page": page, "head": decide_head(site, language, page)}
    return render_template(page.template, language, context)


@functools.cache
def environment(language: PathLanguage) -> minijinja.Environment:
    """The environment of a language, made once."""
    return minijinja.Environment(
        loader=functools.partial(_source, language),
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        auto_escape_callback=lambda name: not name.endswith(".txt"),
        globals={"language": language, "page_lang": BCP47[language], "asset": _asset_paths(), **_functions(language)},
        filters={
            "whole": whole_clauses,
            "broken": broken_anywhere,
            "web": web_link,
            "link": link_text,
            "host": host_name,
        },
    )


def _functions(language: PathLanguage) -> dict[str, Any]:
    return {
        "_": functools.partial(phrase, language),
        "n_": functools.partial(plural, language),
        "article_href": _remembering(lambda article_id: link_text(addresses.article(language, article_id))),
        "story_href": _remembering(lambda story_id: link_text(addresses.story(language, story_id))),
        "name_href": _remembering(lambda name_id: link_text(addresses.name(language, name_id))),
        "outlet_href": _remembering(lambda slug: link_text(addresses.outlet(language, slug))),
        "href": _remembering(lambda name: link_text(getattr(addresses, name)(language))),
    }


_remembering = functools.lru_cache(maxsize=1024)
"""A page of sixty rows asks for the same addresses each minute: a call from a template is what it costs."""


@functools.cache
def _asset_paths() -> dict[str, minijinja.Markup]:
    return {name.replace(".", "_").replace("-", "_"): link_text(asset.path) for name, asset in load_assets().items()}


_PLAIN_PHRASE = re.compile(r'\{\{ _\("([^"\\{}]+)"\) \}\}')


def _source(language: PathLanguage, name: str) -> str | None:
    """A template as it stands, its plain phrases already in the language: no call for each where it is rendered."""
    file = resources.files("yaowen.render") / "templates" / name
    if not file.is_file():
        return None
    written = str if name.endswith(".txt") else escape
    return _PLAIN_PHRASE.sub(lambda found: written(phrase(language, found[1])), file.read_text("utf-8"))
