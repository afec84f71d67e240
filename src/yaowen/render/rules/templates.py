"""Templates to text: one minijinja environment a language, autoescaping on, undefined names an error."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

import minijinja

from yaowen.base import addresses
from yaowen.base.addresses import BCP47, PathLanguage
from yaowen.render.rules.assets import load_assets
from yaowen.render.rules.headlines import headline_clauses
from yaowen.render.rules.links import host_name, link_text, web_link
from yaowen.render.rules.phrases import phrase, plural
from yaowen.render.rules.site import Page, Site, decide_head

TEMPLATE_VERSION = 3
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
        loader=_source,
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        auto_escape_callback=lambda name: not name.endswith(".txt"),
        globals={"language": language, "page_lang": BCP47[language], "asset": _asset_paths(), **_functions(language)},
        filters={"clauses": headline_clauses, "web": web_link, "link": link_text, "host": host_name},
    )


def _functions(language: PathLanguage) -> dict[str, Any]:
    return {
        "_": functools.partial(phrase, language),
        "n_": functools.partial(plural, language),
        "article_href": lambda article_id: link_text(addresses.article(language, article_id)),
        "story_href": lambda story_id: link_text(addresses.story(language, story_id)),
        "name_href": lambda name_id: link_text(addresses.name(language, name_id)),
        "outlet_href": lambda slug: link_text(addresses.outlet(language, slug)),
        "href": lambda name: link_text(getattr(addresses, name)(language)),
    }


@functools.cache
def _asset_paths() -> dict[str, minijinja.Markup]:
    return {name.replace(".", "_").replace("-", "_"): link_text(asset.path) for name, asset in load_assets().items()}


@functools.lru_cache(maxsize=128)
def _source(name: str) -> str | None:
    file = resources.files("yaowen.render") / "templates" / name
    return file.read_text("utf-8") if file.is_file() else None
