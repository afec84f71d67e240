"""oEmbed (oembed.com): what another site may show for an address of ours. The ranking is a frame, the rest a link."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from lxml import etree

from yaowen.base.addresses import OEMBED, PathLanguage
from yaowen.extract.store import load_articles
from yaowen.render.gather import load_carriers, load_events, report_of
from yaowen.render.rules.embedding import HEIGHT, WIDTH, frame_of
from yaowen.render.rules.feeds.channel import Item, report_item, story_item, xml_text
from yaowen.render.rules.lines import story_line
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.site import Site
from yaowen.render.store import current_site
from yaowen.serve.conditional import tagged
from yaowen.serve.feeds import language_of

_PLACE = re.compile(r"/(zh-hans|zh-hant|en)/(?:ranking|(story|article)/([1-9]\d{0,17}))/", re.ASCII)
_LEAST_PIXELS, _DIGITS = 120, 6
_CACHE_SECONDS = 3600


@require_safe
def oembed_view(request: HttpRequest) -> HttpResponse:
    """Answer of what an address is; 404 for addresses that are not ours, 501 for another format (oEmbed, 2.3.4)."""
    wanted = request.GET.get("format", "json")
    if wanted not in {"json", "xml"}:
        return _plain(501, "This endpoint writes json and xml.")
    site = current_site()
    found = find_embedding(site, request.GET.get("url", ""), _size_of(request))
    if found is None:
        return _plain(404, "Give the address of the ranking, of a story or of an article of this site as `url`.")
    made = {
        "version": "1.0",
        "provider_name": site.name,
        "provider_url": site.url,
        "cache_age": _CACHE_SECONDS,
        **found,
    }
    body, kind = (orjson.dumps(made), "application/json") if wanted == "json" else (_xml(made), "text/xml")
    answer = tagged(request, HttpResponse(body, content_type=f"{kind}; charset=utf-8"))
    answer["Cache-Control"] = f"public, max-age={_CACHE_SECONDS}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def find_embedding(site: Site, url: str, size: tuple[int, int]) -> dict[str, Any] | None:
    """What is told of an address, without what every answer has; None where it is none of ours."""
    place = url.partition("#")[0].partition("?")[0].removeprefix(site.url) if url.startswith(f"{site.url}/") else ""
    found = _PLACE.fullmatch(place)
    if found is None:
        return None
    language = language_of(found[1])
    if found[2] is None:
        width, height = size
        title = f"{phrase(language, '24-hour news ranking')} · {site.name}"
        return {
            "type": "rich", "title": title, "html": frame_of(site, language, width, height), "width": width,
            "height": height,
        }  # fmt: skip
    item = _item_of(site, language, found[2], int(found[3]))
    if item is None:
        return None
    picture = {"thumbnail_url": item.image} if item.image else {}
    return {"type": "link", "title": item.headline, "author_name": item.outlet, **picture}


def _item_of(site: Site, language: PathLanguage, kind: str, number: int) -> Item | None:
    carriers = load_carriers()
    if kind == "story":
        event = load_events([number], carriers).get(number)
        return None if event is None else story_item(site, language, story_line(language, site.zone, event))
    article = load_articles([number]).get(number)
    if article is None or article.state == "withdrawn" or article.outlet_id not in carriers:
        return None
    return report_item(site, language, report_of(article, carriers[article.outlet_id]))


def _size_of(request: HttpRequest) -> tuple[int, int]:
    """Width and height of the frame: no more than asked for, no less than can be read."""
    given = (request.GET.get("maxwidth", ""), request.GET.get("maxheight", ""))
    most = (int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None for text in given)
    width, height = (
        min(own, max(_LEAST_PIXELS, limit or own)) for own, limit in zip((WIDTH, HEIGHT), most, strict=True)
    )
    return width, height


def _xml(made: dict[str, Any]) -> bytes:
    root = etree.Element("oembed")
    for name, value in made.items():
        etree.SubElement(root, name).text = xml_text(str(value))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", standalone=True))


def _plain(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


urlpatterns = [path(OEMBED[1:], oembed_view, name="oembed")]
