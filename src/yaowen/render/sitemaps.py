"""What stands in sitemaps: what the rights let search engines keep, at its canonical address, a file a day of news."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db.models import Count, Max

from yaowen.base.addresses import NEWS_SITEMAP
from yaowen.extract.store import ArticleMark, latest_articles, load_marks
from yaowen.group.store import members_of
from yaowen.render.gather import load_carriers
from yaowen.render.models import StoryPlace
from yaowen.render.rules.material import Carrier
from yaowen.render.rules.shown import own_path_language
from yaowen.render.rules.site import Site
from yaowen.render.rules.sitemap import (
    MOST_ADDRESSES,
    MOST_NEWS,
    NEWS_AGE,
    Address,
    NewsItem,
    list_addresses,
    write_index,
    write_news,
    write_sitemap,
)

PART_STORIES = 5_000
"""Stories of a day in one file: a story has ten addresses at most, or the file leaves the last ones out."""
_LISTS = "/sitemap-lists.xml"
_DAY = re.compile(r"/sitemap-(\d{4}-\d\d-\d\d)(?:-(\d{1,4}))?\.xml", re.ASCII)
_NEWS_TAKEN, _NEWS_TURNS = 1_000, 5
_CHUNK = 500


def write_map(site: Site, path: str, now: datetime) -> bytes | None:
    """A sitemap, or their index; None where the path is of none.

    Args:
        now: news time, UTC.
    """
    if path == "/sitemap.xml":
        return write_index(site, _files())
    if path == NEWS_SITEMAP:
        return write_news(site, _news(site, now))
    if path == _LISTS:
        days = StoryPlace.objects.order_by("-day").values_list("day", flat=True).distinct()
        return write_sitemap(site, list_addresses(site, (day.isoformat() for day in days)))
    found = _DAY.fullmatch(path)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        return None
    stories = _stories_of(day, int(found[2] or 1))
    return write_sitemap(site, _addresses(site, stories)) if stories else None


def map_paths() -> list[str]:
    """Where all of them stand."""
    return ["/sitemap.xml", *(path for path, _ in _files())]


def _files() -> list[Address]:
    days = StoryPlace.objects.values("day").annotate(stories=Count("pk"), changed=Max("last_at")).order_by("-day")
    files: list[Address] = [(NEWS_SITEMAP, None), (_LISTS, None)]
    files += [
        (f"/sitemap-{day.isoformat()}{f'-{part}' if part > 1 else ''}.xml", changed)
        for day, stories, changed in days.values_list("day", "stories", "changed")
        for part in range(1, -(-stories // PART_STORIES) + 1)
    ]
    return files[:MOST_ADDRESSES]


def _stories_of(day: date, part: int) -> list[tuple[int, datetime]]:
    rows = StoryPlace.objects.filter(day=day).order_by("story_id").values_list("story_id", "last_at")
    return list(rows[(part - 1) * PART_STORIES : part * PART_STORIES]) if part > 0 else []


def _addresses(site: Site, stories: list[tuple[int, datetime]]) -> Iterator[Address]:
    carriers = load_carriers()
    for begin in range(0, len(stories), _CHUNK):
        some = dict(stories[begin : begin + _CHUNK])
        members = members_of(some)
        marks = load_marks(one.article_id for group in members.values() for one in group)
        for story_id, last_at in some.items():
            own = [marks[one.article_id] for one in members[story_id] if one.article_id in marks]
            free = [mark for mark in own if _is_free(mark, carriers)]
            if free and len(free) == len(own):
                yield f"/{_language(site, free[0])}/story/{story_id}/", last_at
            for mark in free:
                yield f"/{_language(site, mark)}/article/{mark.id}/", mark.published


def _news(site: Site, now: datetime) -> list[NewsItem]:
    carriers, found = load_carriers(), list[NewsItem]()
    before: tuple[datetime, int] | None = None
    for _ in range(_NEWS_TURNS):
        places = [one for one in latest_articles(_NEWS_TAKEN, before=before) if one[0] > now - NEWS_AGE]
        marks = load_marks(number for _, number in places)
        found += [
            NewsItem(f"/{_language(site, mark)}/article/{mark.id}/", mark.headline, mark.language, mark.published)
            for _, number in places
            if (mark := marks.get(number)) is not None and _is_free(mark, carriers)
        ]
        if len(places) < _NEWS_TAKEN or len(found) >= MOST_NEWS:
            break
        before = places[-1]
    return found[:MOST_NEWS]


def _is_free(mark: ArticleMark, carriers: Mapping[int, Carrier]) -> bool:
    """Whether search engines may keep it: as `decide_shown` decides it, which needs no text for that."""
    carrier = carriers.get(mark.outlet_id)
    return carrier is not None and carrier.grant.rights == "full" and not (carrier.grant.lowered or mark.lowered)


def _language(site: Site, mark: ArticleMark) -> str:
    return own_path_language(mark.language, site.default_language)
