"""The 24-hour ranking as readers see it: lines, movement, and why a story stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Ranking, Standing
from yaowen.render.rules.lines import StoryLine
from yaowen.render.rules.phrases import phrase, plural
from yaowen.render.rules.shown import Words
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.times import Stamp, minute_instant, show_offset, show_time


@dataclass(frozen=True, slots=True)
class RankLine:
    """One line of the ranking.

    Attributes:
        movement: places won (> 0) or lost since the last hour; None where there is nothing to compare with.
        is_new: the story was not in the list an hour ago.
        readers: distinct readers; 0 where coverage filled the line.
    """

    rank: int
    story_id: int
    headline: Words
    outlets: int
    readers: int
    movement: int | None
    is_new: bool
    why: str
    at: Stamp


def rank_lines(language: PathLanguage, ranking: Ranking, lines: Mapping[int, StoryLine]) -> tuple[RankLine, ...]:
    """The ranking's lines in order; a story that has no page (any more) leaves its place empty."""
    compared = any(standing.rank_before is not None for standing in ranking.standings)
    return tuple(
        _line(language, standing, lines[standing.story_id], compared=compared)
        for standing in ranking.standings
        if standing.story_id in lines
    )


def _line(language: PathLanguage, standing: Standing, line: StoryLine, *, compared: bool) -> RankLine:
    movement = None if standing.rank_before is None else standing.rank_before - standing.rank
    return RankLine(
        standing.rank, standing.story_id, line.headline, line.outlets, standing.readers, movement,
        compared and movement is None, why_here(language, standing), line.at,
    )  # fmt: skip


def why_here(language: PathLanguage, standing: Standing) -> str:
    """Why a story stands at its place, in a sentence."""
    if standing.reason == "coverage":
        return plural(
            language,
            "Too few readers yet to count: it stands here because {n} outlet reports it.",
            "Too few readers yet to count: it stands here because {n} outlets report it.",
            max(standing.outlets, 1),
        )
    counted = plural(
        language,
        "{n} reader opened it in the last 24 hours.",
        "{n} different readers opened it in the last 24 hours.",
        standing.readers,
    )
    return f"{counted}{_since(language, standing)}"


def _since(language: PathLanguage, standing: Standing) -> str:
    if standing.rank_before is None:
        told = phrase(language, "It was not in the list an hour ago.")
    else:
        told = phrase(language, "An hour ago it stood at {place}.", place=standing.rank_before)
    return f" {told}" if language == "en" else told


def ranking_page(site: Site, language: PathLanguage, ranking: Ranking, lines: Mapping[int, StoryLine]) -> Page:
    """The ranking's own page."""
    at = minute_instant(ranking.minute) if ranking.minute else None
    shown = rank_lines(language, ranking, lines)
    values = {
        "lines": shown,
        "at": show_time(at, site.zone, "minute") if at else None,
        "offset": show_offset(at, site.zone) if at else "",
        "filled": sum(line.readers == 0 for line in shown),
    }
    title = phrase(language, "24-hour ranking")
    return Page("ranking.html", "ranking/", title, values, feeds=True, section="ranking")
