"""The search page: the form, and what was found as story lines with the words marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.material import Carrier, Report
from yaowen.render.rules.openings import drop_opening
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.search_marks import Marked, cut_passage, mark_words
from yaowen.render.rules.search_queries import Query
from yaowen.render.rules.shown import Words, decide_quotable, show
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.times import Stamp, show_time

STORIES_A_PAGE = 20
REPORTS_A_STORY = 4
"""Reports of one story that a result names; its page has the others."""
_TRIES = 4


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What the reader asked, as the form's fields have it. `page` counts from 1."""

    q: str = ""
    outlet: str = ""
    after: str = ""
    before: str = ""
    order: Literal["relevance", "newest"] = "relevance"
    page: int = 1

    @property
    def address(self) -> str:
        """The query part of the page's address, without what is the default."""
        fields = {"q": self.q, "outlet": self.outlet, "after": self.after, "before": self.before}
        given = {name: value for name, value in fields.items() if value}
        given |= {"order": self.order} if self.order != "relevance" else {}
        given |= {"page": str(self.page)} if self.page > 1 else {}
        return urlencode(given)

    @property
    def is_filtered(self) -> bool:
        """Whether a field beside the words is filled in."""
        return bool(self.outlet or self.after or self.before)


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A story of the page shown. `story_id` 0: not grouped yet; `found`: how many of its reports answer."""

    story_id: int
    reports: tuple[Report, ...]
    found: int


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What was found.

    Attributes:
        stories: those of the page shown, best first.
        articles: how many articles were found in all; `capped`: there are more.
        all_stories: how many stories they are.
        meant: where nothing was found, words that were probably meant and find something.
    """

    query: Query
    stories: tuple[FoundStory, ...] = ()
    articles: int = 0
    all_stories: int = 0
    capped: bool = False
    meant: str = ""

    @property
    def pages(self) -> int:
        """How many pages the answer has."""
        return -(-self.all_stories // STORIES_A_PAGE)


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """A text with what was looked for marked, and its language, BCP 47."""

    pieces: Marked
    lang: str


@dataclass(frozen=True, slots=True)
class OtherReport:
    """A further report of the same story that answers."""

    article_id: int
    outlet: str
    headline: Words


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A story as a result: the report that answers best, and others."""

    article_id: int
    story_id: int
    headline: MarkedWords
    passage: MarkedWords | None
    outlet: str
    slug: str
    at: Stamp
    others: tuple[OtherReport, ...]
    found: int


def search_page(
    site: Site, language: PathLanguage, form: SearchForm, answer: SearchAnswer, carriers: Sequence[Carrier]
) -> Page:
    """The search page in a language."""
    title = phrase(language, "Search")
    words = answer.query.words
    before, after = replace(form, page=form.page - 1), replace(form, page=form.page + 1)
    values = {
        "form": form,
        "answer": answer,
        "empty": answer.query.is_empty,
        "lines": [result_line(language, site.zone, story, words) for story in answer.stories],
        "outlets": sorted(((one.slug, one.name(language)) for one in carriers), key=lambda pair: pair[1]),
        "first": (form.page - 1) * STORIES_A_PAGE + 1,
        "best_first": f"?{replace(form, order='relevance', page=1).address}",
        "newest_first": f"?{replace(form, order='newest', page=1).address}",
        "previous": f"?{before.address}" if form.page > 1 else "",
        "next": f"?{after.address}" if form.page < answer.pages else "",
        "tries": decide_tries(form, answer),
        "meant": f"?{replace(form, q=answer.meant, page=1).address}" if answer.meant else "",
        "unfiltered": f"?{SearchForm(q=form.q).address}" if form.is_filtered and form.q else "",
    }
    tail = f"search/?{form.address}" if form.address else "search/"
    name = f"{form.q} · {title}" if form.q else title
    return Page("search.html", tail, name, values, indexed=False, slot=True, feeds=bool(form.address), section="search")


def result_line(language: PathLanguage, zone: str, story: FoundStory, words: Sequence[str]) -> ResultLine:
    """A story found, with the words marked in its best report."""
    best = story.reports[0]
    others = tuple(
        OtherReport(one.id, one.carrier.name(language), show(language, one.headline, one.language))
        for one in story.reports[1:]
    )
    return ResultLine(
        best.id,
        story.story_id,
        _marked(language, best.headline, best.language, words),
        passage_of(language, best, words),
        best.carrier.name(language),
        best.carrier.slug,
        show_time(best.published, zone, best.precision),
        others,
        story.found,
    )


def passage_of(language: PathLanguage, report: Report, words: Sequence[str]) -> MarkedWords | None:
    """The part of a report to show: around the words where it may be shown whole, else the excerpt all readers get.

    An excerpt that moved with the words would give the whole text away, search by search.
    """
    shown = decide_quotable(report).shown
    paragraphs = [*map(drop_opening, shown.paragraphs[:1]), *shown.paragraphs[1:]]
    passage = cut_passage(paragraphs, words) if shown.full else " ".join(paragraphs)
    return _marked(language, passage, report.language, words) if passage else None


def decide_tries(form: SearchForm, answer: SearchAnswer) -> list[tuple[str, str]]:
    """What to try where several words together find nothing: each of the words alone, as (word, address)."""
    words = [term.text for term in answer.query.terms]
    if answer.articles or len(words) < 2:
        return []
    return [(word, f"?{replace(form, q=word, page=1).address}") for word in words[:_TRIES]]


def _marked(language: PathLanguage, text: str, own: str, words: Sequence[str]) -> MarkedWords:
    shown = show(language, text, own)
    return MarkedWords(mark_words(shown.text, words), shown.lang)
