"""Feeds that are made on the spot: a story's reports, and what answers a search."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.template.defaultfilters import truncatechars
from django.urls import re_path
from django.views.decorators.http import require_safe

from yaowen.base import addresses
from yaowen.base.addresses import PATH_LANGUAGES, PathLanguage
from yaowen.extract.store import load_articles
from yaowen.group.store import load_stories
from yaowen.render.feeds import feed_type, write_feed
from yaowen.render.gather import load_carriers, make_events, report_of
from yaowen.render.rules.feeds.channel import LONGEST, Channel, FeedOf, make_channel, report_item
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.search_page import SearchForm
from yaowen.render.rules.shown import show
from yaowen.render.rules.site import Site
from yaowen.render.search.store import search
from yaowen.render.store import current_site
from yaowen.serve.conditional import tagged
from yaowen.serve.search import asked, read_form

_LARGEST = 2**63 - 1
_TITLE_CHARS = 100


@require_safe
def story_feed(request: HttpRequest, language: str, story_id: str, name: str) -> HttpResponseBase:
    """The reports of a story, the newest first; of a merged one those of its survivor (301)."""
    chosen, number = language_of(language), int(story_id)
    story = load_stories([number]).get(number) if number <= _LARGEST else None
    if story is None:
        raise Http404
    if story.merged_into is not None:
        return HttpResponsePermanentRedirect(addresses.story(chosen, story.merged_into) + name)
    event = make_events({number: story}, load_carriers(), facts=False).get(number)
    if event is None:
        return HttpResponse(b"410\n", status=410, content_type="text/plain; charset=utf-8")
    site, report = current_site(), event.headline_report
    title = truncatechars(show(chosen, report.headline, report.language).text, _TITLE_CHARS)
    newest = sorted(event.reports, key=lambda one: (one.published, one.id), reverse=True)
    items = (report_item(site, chosen, one) for one in newest)
    of = FeedOf(title, phrase(chosen, "All reports of this story"), f"story/{number}/")
    return _answer(request, name, make_channel(site, chosen, of, items))


@require_safe
def search_feed(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """What answers a search, the newest first, whatever order its page has."""
    chosen, form, site = language_of(language), read_form(request.GET), current_site()
    return _answer(request, name, find_channel(site, chosen, form))


def find_channel(site: Site, language: PathLanguage, form: SearchForm) -> Channel:
    """The channel of a search."""
    carriers = load_carriers()
    hits = search(asked(form), zone=site.zone, limit=LONGEST, order="newest").hits
    articles = load_articles([hit.article_id for hit in hits])
    found = (articles[hit.article_id] for hit in hits if hit.article_id in articles)
    items = (
        report_item(site, language, report_of(one, carriers[one.outlet_id]))
        for one in found
        if one.state != "withdrawn" and one.outlet_id in carriers
    )
    title = f"{form.q} · {phrase(language, 'Search')}" if form.q else phrase(language, "Search")
    return make_channel(site, language, FeedOf(title, title, "search/", form.address), items)


def language_of(text: str) -> PathLanguage:
    """The language of a path; answers 404 for any other."""
    chosen = next((one for one in PATH_LANGUAGES if one == text), None)
    if chosen is None:
        raise Http404
    return chosen


def _answer(request: HttpRequest, name: str, channel: Channel) -> HttpResponse:
    answer = tagged(request, HttpResponse(write_feed(name, channel), content_type=feed_type(name)))
    answer["Cache-Control"] = "public, max-age=60"
    answer["Content-Language"] = channel.language
    return answer


_FILES = "|".join(name.replace(".", r"\.") for name in addresses.FEED_FILES)
_LANGUAGES = "|".join(PATH_LANGUAGES)
urlpatterns = [
    re_path(rf"^(?P<language>{_LANGUAGES})/story/(?P<story_id>[1-9][0-9]{{0,18}})/(?P<name>{_FILES})$", story_feed),
    re_path(rf"^(?P<language>{_LANGUAGES})/search/(?P<name>{_FILES})$", search_feed),
]
