"""The table of contents of `/api/v1/`: every operation with its parameters, as OpenAPI tells them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponseRedirect
from ninja import NinjaAPI, Path, Query, Schema
from pydantic import Field

from yaowen.base import addresses
from yaowen.render.rules.search_page import SearchForm
from yaowen.render.rules.search_queries import QUERY_CHARS
from yaowen.render.search.store import Order
from yaowen.serve.api import reading, shapes
from yaowen.serve.api.cursors import LONGEST_CHARS
from yaowen.serve.api.problems import ROOT
from yaowen.serve.api.reading import Turn, teller_of
from yaowen.serve.search import FIELD_CHARS, asked, plain_text

LONGEST_PAGE = 100
_LARGEST = 2**63 - 1
Script = Annotated[
    Literal["zh-hans", "zh-hant"] | None,
    Query(description="Convert Chinese texts to a script for display; without it every text stands as it was printed."),
]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="Lines of a page.")]
Cursor = Annotated[str, Query(max_length=LONGEST_CHARS, description="Where the page begins: from a page's `next`.")]
Number = Annotated[int, Path(ge=1, le=_LARGEST)]
Slug = Annotated[str, Path(max_length=200)]
DESCRIPTION = """What the site's pages say, for programs. Texts stand here only as far as their outlets allow the
site to show them; link to `original_url` where you quote. 120 requests a minute are answered without an
API key (a setting of the site); keys are made at the desk. Answers carry an ETag: send it back with If-None-Match."""


class SearchFields(Schema):
    """What a search is asked for."""

    q: str = Field(max_length=QUERY_CHARS, description='Words, "phrases", outlet:, after:, before:.')
    outlet: str = Field("", max_length=200, description="Slug or name of an outlet.")
    after: date | None = Field(None, description="The first day.")
    before: date | None = Field(None, description="The day after the last.")
    order: Order = "relevance"
    script: Literal["zh-hans", "zh-hant"] | None = Field(None, description="As of stories.")
    limit: int = Field(20, ge=1, le=LONGEST_PAGE, description="Lines of a page.")
    cursor: str = Field("", max_length=LONGEST_CHARS, description="Where the page begins: from a page's `next`.")


_PROBLEMS: dict[Any, Any] = {
    (400, 401, 404, 410, 429, 503): shapes.ProblemShape,
}


def make_operations(api: NinjaAPI) -> None:
    """Give an API its operations."""
    for path, answers, view in (
        ("", shapes.Index, index),
        ("stories", shapes.Stories, stories),
        ("stories/{story_id}", shapes.Story, story),
        ("articles", shapes.Reports, articles),
        ("articles/{article_id}", shapes.Report, article),
        ("ranking", shapes.Ranking, ranking),
        ("ranking/{stamp}", shapes.Ranking, kept_ranking),
        ("outlets", shapes.Outlets, outlets),
        ("outlets/{slug}", shapes.Outlet, outlet),
        ("sections", shapes.Sections, sections),
        ("search", shapes.Found, search),
    ):
        _add(api, path, answers, view)


def _add(api: NinjaAPI, path: str, answers: Any, view: Callable[..., Any]) -> None:
    responses = {200: answers, **_PROBLEMS}
    summary = (view.__doc__ or "").strip().splitlines()[0]
    api.get(path, response=responses, summary=summary, operation_id=view.__name__, url_name=f"api-{view.__name__}")(
        view
    )


def index(request: HttpRequest) -> shapes.Index:  # noqa: ARG001 (ninja's)
    """Where the lists are."""
    site = teller_of(None).site
    names = ("stories", "articles", "ranking", "outlets", "sections", "search", "openapi.json")
    links = {name.partition(".")[0]: f"{site.url}{ROOT}{name}" for name in names}
    return shapes.Index(
        name=site.name, documentation=f"{site.url}{addresses.about(site.default_language)}", links=links
    )


def stories(
    request: HttpRequest,  # noqa: ARG001 (ninja's)
    section: Annotated[str, Query(max_length=16, description="Slug of a section.")] = "",
    since: Annotated[datetime | None, Query(description="Only those with a report since.")] = None,
    script: Script = None,
    limit: Limit = 20,
    cursor: Cursor = "",
) -> shapes.Stories:
    """Stories 新闻事件, the one with the latest report first."""
    asked = {"section": section, "since": since.isoformat() if since else None, "script": script}
    return reading.read_stories(teller_of(script), Turn("stories", limit, cursor, asked), section, since)


def story(request: HttpRequest, story_id: Number, script: Script = None) -> Any:  # noqa: ARG001 (ninja's)
    """A story with its reports and who says what; one that was merged leads to the survivor (301)."""
    teller = teller_of(script)
    found = reading.read_story(teller, story_id)
    if not isinstance(found, int):
        return found
    moved = HttpResponseRedirect(f"{ROOT}stories/{found}" + (f"?script={script}" if script else ""))
    moved.status_code = 301
    return moved


def articles(
    request: HttpRequest,  # noqa: ARG001 (ninja's)
    outlet: Annotated[str, Query(max_length=200, description="Slug of an outlet.")] = "",
    script: Script = None,
    limit: Limit = 20,
    cursor: Cursor = "",
) -> shapes.Reports:
    """Articles 报道, the newest first."""
    return reading.read_articles(
        teller_of(script), Turn("articles", limit, cursor, {"outlet": outlet, "script": script}), outlet
    )


def article(request: HttpRequest, article_id: Number, script: Script = None) -> shapes.Report:  # noqa: ARG001
    """An article with as much of its text as its outlet allows."""
    return reading.read_article(teller_of(script), article_id)


def ranking(request: HttpRequest, script: Script = None) -> shapes.Ranking:  # noqa: ARG001 (ninja's)
    """The 24-hour ranking 24小时新闻排行榜 as it stands."""
    return reading.read_ranking(teller_of(script))


def kept_ranking(
    request: HttpRequest,  # noqa: ARG001 (ninja's)
    stamp: Annotated[str, Path(max_length=13, description="A past hour, 2025-01-17T09, or day, 2025-01-17.")],
    script: Script = None,
) -> shapes.Ranking:
    """The ranking of a past hour or day, as it stood."""
    return reading.read_kept_ranking(teller_of(script), stamp)


def outlets(request: HttpRequest, script: Script = None) -> shapes.Outlets:  # noqa: ARG001 (ninja's)
    """All outlets 媒体."""
    return reading.read_outlets(teller_of(script))


def outlet(request: HttpRequest, slug: Slug, script: Script = None) -> shapes.Outlet:  # noqa: ARG001 (ninja's)
    """An outlet."""
    return reading.read_outlet(teller_of(script), slug)


def sections(request: HttpRequest) -> shapes.Sections:  # noqa: ARG001 (ninja's)
    """The sections 版面 that have a story."""
    return reading.read_sections(teller_of(None))


def search(request: HttpRequest, fields: Annotated[SearchFields, Query()]) -> shapes.Found:  # noqa: ARG001
    """Articles that answer a query; 简/繁 and the written forms of a name find the same."""
    words, carrier = plain_text(fields.q, QUERY_CHARS), plain_text(fields.outlet, FIELD_CHARS)
    after, before = (day.isoformat() if day else "" for day in (fields.after, fields.before))
    query = asked(SearchForm(words, carrier, after, before))
    given = {"q": words, "outlet": carrier, "after": fields.after, "before": fields.before, "order": fields.order}
    turn = Turn("search", fields.limit, fields.cursor, {**given, "script": fields.script})
    return reading.find_reports(teller_of(fields.script), turn, query, fields.order)
