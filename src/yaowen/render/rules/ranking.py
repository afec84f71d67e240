"""The 24-hour ranking as readers see it: lines, movement, and why a story stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Ranking, Standing
from yaowen.render.rules.lines import StoryLine
from yaowen.render.rules.past import Past
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
        removed: votes of rings that were left out.
        empty: the place stays, its story is hidden by an operator, or gone since.
    """

    rank: int
    story_id: int
    headline: Words | None
    outlets: int
    readers: int
    movement: int | None
    is_new: bool
    why: str
    at: Stamp | None
    removed: int = 0
    empty: Literal["", "hidden", "gone"] = ""


def rank_lines(
    language: PathLanguage, ranking: Ranking, lines: Mapping[int, StoryLine], *, kept: bool = False
) -> tuple[RankLine, ...]:
    """The ranking's lines in order. A hidden story's place says so.

    Args:
        kept: it stood so at another time: a story that has no page any more keeps its place, with a dash. In the
            running ranking it is left out until the next minute counts without it.
    """
    compared = any(standing.rank_before is not None for standing in ranking.standings)
    return tuple(
        _empty(language, standing)
        if standing.hidden or standing.story_id not in lines
        else _line(language, standing, lines[standing.story_id], compared=compared)
        for standing in ranking.standings
        if kept or standing.hidden or standing.story_id in lines
    )


def _empty(language: PathLanguage, standing: Standing) -> RankLine:
    if standing.hidden:
        why = phrase(
            language, "The editors have hidden this story from the ranking. Its place stays; nothing moved up."
        )
        return RankLine(standing.rank, 0, None, 0, 0, None, False, why, None, empty="hidden")
    why = phrase(language, "This story was taken down. Its place in the ranking of that time stays.")
    return RankLine(standing.rank, 0, None, 0, 0, None, False, why, None, empty="gone")


def _line(language: PathLanguage, standing: Standing, line: StoryLine, *, compared: bool) -> RankLine:
    movement = None if standing.rank_before is None else standing.rank_before - standing.rank
    return RankLine(
        standing.rank, standing.story_id, line.headline, line.outlets, standing.readers, movement,
        compared and movement is None, why_here(language, standing), line.at, standing.removed,
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
    return f"{counted}{_since(language, standing)}{_removed(language, standing)}"


def _removed(language: PathLanguage, standing: Standing) -> str:
    if not standing.removed:
        return ""
    told = plural(
        language,
        "{n} vote of networks that read the same few stories in step is not counted.",
        "{n} votes of networks that read the same few stories in step are not counted.",
        standing.removed,
    )
    return f" {told}" if language == "en" else told


def _since(language: PathLanguage, standing: Standing) -> str:
    if standing.rank_before is None:
        told = phrase(language, "It was not in the list an hour ago.")
    else:
        told = phrase(language, "An hour ago it stood at {place}.", place=standing.rank_before)
    return f" {told}" if language == "en" else told


def ranking_page(
    site: Site, language: PathLanguage, ranking: Ranking, lines: Mapping[int, StoryLine], past: Past | None = None
) -> Page:
    """The ranking's own page, with the way to the hours and days that were kept."""
    title = phrase(language, "24-hour ranking")
    values = _values(site, ranking, rank_lines(language, ranking, lines))
    values |= {"heading": phrase(language, "24-hour news ranking"), "past": past or Past(), "then": False}
    told = describe_ranking(language)
    return Page("ranking.html", "ranking/", title, values, told, feeds=True, oembed=True, section="ranking")


def kept_page(site: Site, language: PathLanguage, ranking: Ranking, lines: Mapping[int, StoryLine], past: Past) -> Page:
    """A ranking as it stood at the end of an hour or of a day."""
    title = phrase(language, "Ranking of {when}", when=past.label)
    values = _values(site, ranking, rank_lines(language, ranking, lines, kept=True))
    values |= {"heading": title, "past": past, "then": True}
    return Page("ranking.html", f"ranking/{past.stamp}/", title, values, describe_ranking(language), section="ranking")


def describe_ranking(language: PathLanguage) -> str:
    """What the ranking is, in a line for those who find it elsewhere."""
    name = phrase(language, "24-hour news ranking")
    return f"{name}: {phrase(language, 'one line a story, by different readers in the last 24 hours')}"


def _values(site: Site, ranking: Ranking, shown: tuple[RankLine, ...]) -> dict[str, Any]:
    at = minute_instant(ranking.minute) if ranking.minute else None
    return {
        "lines": shown,
        "at": show_time(at, site.zone, "minute") if at else None,
        "offset": show_offset(at, site.zone) if at else "",
        "filled": sum(line.readers == 0 and not line.empty for line in shown),
        "removed": sum(line.removed for line in shown),
        "hidden": sum(line.empty == "hidden" for line in shown),
    }
