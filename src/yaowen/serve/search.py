"""The search page, through Django: `/{lang}/search/?q=`."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.extract.store import StoredArticle, load_articles
from yaowen.group.store import story_of
from yaowen.names.store import known_latin, spellings_of
from yaowen.render.gather import load_carriers, report_of
from yaowen.render.rules.material import Carrier, Report
from yaowen.render.rules.search_page import (
    REPORTS_A_STORY,
    STORIES_A_PAGE,
    FoundStory,
    SearchAnswer,
    SearchForm,
    search_page,
)
from yaowen.render.rules.search_queries import QUERY_CHARS, Query, latin_windows, parse_day, parse_query
from yaowen.render.rules.search_spellings import FindSpellings, find_spellings
from yaowen.render.rules.search_tokens import fold
from yaowen.render.rules.templates import render_page
from yaowen.render.search.store import FOUND_AT_MOST, Order, search
from yaowen.render.store import current_site
from yaowen.serve.search_guess import find_meant

FIELD_CHARS = 64
LAST_PAGE = FOUND_AT_MOST // 2
CACHE_CONTROL = "private, max-age=30"


@require_safe
def search_view(request: HttpRequest, language: str) -> HttpResponse:
    """Answer a search. Any query is a valid one; sets no cookie, keeps no record of what was asked."""
    chosen = next((one for one in PATH_LANGUAGES if one == language), None)
    if chosen is None:
        raise Http404
    form = read_form(request.GET)
    site = current_site()
    carriers = load_carriers()
    answer = find_answer(form, site.zone, carriers)
    form = replace(form, page=max(1, min(form.page, answer.pages)))
    page = render_page(site, chosen, search_page(site, chosen, form, answer, list(carriers.values())))
    return HttpResponse(page, headers={"Cache-Control": CACHE_CONTROL, "Content-Language": chosen})


def read_form(fields: Mapping[str, str]) -> SearchForm:
    """The form's fields, cut to their lengths and freed of control signs; what cannot be read is the default."""
    number = fields.get("page", "")[:4]
    order: Order = next((one for one in get_args(Order) if one == fields.get("order")), "relevance")
    return SearchForm(
        plain_text(fields.get("q", ""), QUERY_CHARS),
        plain_text(fields.get("outlet", ""), FIELD_CHARS),
        plain_text(fields.get("after", ""), FIELD_CHARS),
        plain_text(fields.get("before", ""), FIELD_CHARS),
        order,
        min(LAST_PAGE, max(1, int(number))) if number.isascii() and number.isdecimal() else 1,
    )


def find_answer(form: SearchForm, zone: str, carriers: Mapping[int, Carrier]) -> SearchAnswer:
    """What a form finds: the stories of its page, with their reports that answer."""
    query = asked(form)
    result = search(query, zone=zone, limit=FOUND_AT_MOST, order=form.order)
    groups = group_by_story([hit.article_id for hit in result.hits])
    page = min(form.page, max(1, -(-len(groups) // STORIES_A_PAGE)))
    shown = list(groups.items())[(page - 1) * STORIES_A_PAGE : page * STORIES_A_PAGE]
    articles = load_articles([one for _, members in shown for one in members[:REPORTS_A_STORY]])
    stories = (
        FoundStory(max(story, 0), reports_of(members[:REPORTS_A_STORY], articles, carriers), len(members))
        for story, members in shown
    )
    kept = tuple(story for story in stories if story.reports)
    meant = "" if result.total else find_meant(query)
    return SearchAnswer(query, kept, result.total, len(groups), result.capped, meant)


def asked(form: SearchForm) -> Query:
    """The query of a form: its words with their filters; a field counts where the words have no such filter."""
    query = parse_query(form.q, make_speller(form.q))
    return replace(
        query,
        outlets=query.outlets or parse_query(f'outlet:"{form.outlet}"').outlets,
        after=query.after or parse_day(form.after),
        before=query.before or parse_day(form.before),
    )


def make_speller(text: str) -> FindSpellings:
    """What tells other spellings: the table that ships, what glosses taught, an operator's joins.

    Args:
        text: the whole query: of its words in Latin letters those that are names are asked for at once.
    """
    latin = known_latin(latin_windows(text))

    @functools.cache
    def spell(folded: str) -> tuple[str, ...]:
        learned = spellings_of(folded) if folded in latin or not folded.isascii() else ()
        return tuple(dict.fromkeys((*find_spellings(folded), *map(fold, learned))))

    return spell


def group_by_story(article_ids: list[int]) -> dict[int, list[int]]:
    """Articles by their story, both in the order of the articles; one in no story yet stands under −id."""
    stories = story_of(article_ids)
    groups: dict[int, list[int]] = {}
    for article_id in article_ids:
        groups.setdefault(stories.get(article_id, -article_id), []).append(article_id)
    return groups


def reports_of(
    members: list[int], articles: Mapping[int, StoredArticle], carriers: Mapping[int, Carrier]
) -> tuple[Report, ...]:
    """The reports to show of a story; what was withdrawn a moment ago is left out."""
    found = (articles[one] for one in members if one in articles)
    return tuple(
        report_of(one, carriers[one.outlet_id])
        for one in found
        if one.outlet_id in carriers and one.state != "withdrawn"
    )


def plain_text(text: str, limit_chars: int) -> str:
    """Without control signs, also those that turn the direction of writing."""
    kept = (sign for sign in text[:limit_chars] if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    return "".join(kept).strip()


urlpatterns = [path("<str:language>/search/", search_view, name="search")]
