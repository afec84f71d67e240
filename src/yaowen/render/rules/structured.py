"""NewsArticle JSON-LD, for articles shown in full only."""

from __future__ import annotations

import json
from typing import Any

from yaowen.base.addresses import BCP47, PathLanguage
from yaowen.render.rules.links import is_web_address
from yaowen.render.rules.material import Report
from yaowen.render.rules.pictures import picture_path
from yaowen.render.rules.shown import Words, decide_quotable
from yaowen.render.rules.site import Site

_HEADLINE_CHARS = 110


def news_article(site: Site, language: PathLanguage, report: Report, headline: Words) -> str:
    """The markup as JSON without `<`, `>` and `&`, so that no text can end the element it stands in."""
    carrier = report.carrier
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline.text[:_HEADLINE_CHARS],
        "inLanguage": headline.lang or BCP47[language],
        "datePublished": report.published.isoformat(timespec="seconds"),
        "mainEntityOfPage": f"{site.url}/{language}/article/{report.id}/",
        "publisher": {"@type": "NewsMediaOrganization", "name": carrier.name(language), "url": carrier.home_url},
    }
    if is_web_address(report.url):
        made["isBasedOn"] = report.url
    if report.picture and decide_quotable(report).shown.pictures:
        made["image"] = [site.url + picture_path(report.picture)]
    if report.authors:
        made["author"] = [{"@type": "Person", "name": name} for name in report.authors]
    if report.source:
        made["sourceOrganization"] = {"@type": "Organization", "name": report.source}
    return script_safe(json.dumps(made, ensure_ascii=False, separators=(",", ":")))


def script_safe(text: str) -> str:
    """JSON that may stand inside a script element."""
    for sign, code in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(sign, code)
    return text
