"""Linking a story, once it is two hours old, to what went before it in the last 30 days."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.utils import DataError

from yaowen.base.errors import ROW_FAULTS
from yaowen.base.words import text_of
from yaowen.extract import store as articles
from yaowen.group.ledger import Event, log_events, move_head
from yaowen.group.models import FollowUp, GroupEvent, Membership, Story, StoryWord
from yaowen.group.rules.background import load_background
from yaowen.group.rules.sequels import (
    EARLIER,
    REACH,
    REPORTS,
    Gist,
    Likeness,
    Usage,
    choose,
    compare,
    find_telling,
    hash_word,
    read_gist,
)

log = logging.getLogger(__name__)
STANDING = ("changed", "rendered")
LOOKED_AT = 300
"""Latest stories looked at for each word."""
COUNTED = 5_000
"""Stories with a word counted at most."""
COMPARED = 12
LEAST_WORDS = 2
DROPPED_AT_ONCE = 2_000
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def save_follow_ups(family: str, version: int, story_ids: Collection[int], at: datetime) -> list[int]:
    """Note what some stories are found by, find what went before each, and log the links behind a version.

    In the caller's transaction. A story that makes this fail goes without; every other is linked.

    Returns:
        The stories whose pages show a new link: as many events as pairs of them.

    Raises:
        Fenced: another writer has moved on from that version.
    """
    found: list[FollowUp] = []
    for story in _standing(story_ids):
        try:
            with transaction.atomic():
                found += _link(story, at)
        except (*ROW_FAULTS, DataError):
            log.exception("group: nothing is linked to story %d; it stands all the same", story.pk)
    if not found:
        return []
    move_head(family, version, len(found))
    for place, link in enumerate(found, 1):
        link.version = version + place
    FollowUp.objects.bulk_create(found)
    log_events(family, version, [_event(link) for link in found], at)
    return [story for link in found for story in (link.story_id, link.earlier_id)]


def drop_old_words(now: datetime) -> None:
    """Forget by what stories are found that are older than 30 days, some at a time."""
    old = StoryWord.objects.filter(hour__lt=_hour_of(now - REACH)).order_by("hour").values_list("pk", flat=True)
    StoryWord.objects.filter(pk__in=list(old[:DROPPED_AT_ONCE])).delete()


def _standing(story_ids: Iterable[int]) -> list[Story]:
    ends = {into or one for one, into in Story.objects.filter(pk__in=story_ids).values_list("pk", "merged_into")}
    rows = Story.objects.filter(pk__in=ends, state__in=STANDING, headline_article_id__isnull=False)
    return list(rows.order_by("pk"))


def _link(story: Story, at: datetime) -> list[FollowUp]:
    gists = _read_gists([story]).get(story.pk)
    if not gists:
        return []
    keys = {hash_word(word): word for word in find_telling(gists)}
    candidates, usage = _find_earlier(story, keys)
    apart = {one.pk: story.first_at - one.first_at for one in candidates}
    likeness = {one: compare(gists, other, usage, apart[one]) for one, other in _read_gists(candidates).items()}
    chosen = choose((one, like) for one, like in likeness.items() if like is not None)
    if not StoryWord.objects.filter(story_id=story.pk, word__in=keys).exists():
        hour = _hour_of(story.last_at)
        StoryWord.objects.bulk_create(StoryWord(word=key, hour=hour, story_id=story.pk) for key in keys)
    known = set(FollowUp.objects.filter(story_id=story.pk).values_list("earlier_id", flat=True))
    return [_follow_up(story.pk, one, like, at) for one, like in chosen if one not in known]


def _find_earlier(story: Story, keys: Mapping[int, str]) -> tuple[list[Story], Usage]:
    """The stories of 30 days that share most of its telling words, at most 12: bounded, whatever the words.

    Beside them how much those words are used.
    """
    until, since = _hour_of(story.first_at), _hour_of(story.first_at - REACH)
    noted = StoryWord.objects.filter(hour__gte=since, hour__lte=until)
    shared: Counter[int] = Counter()
    having: dict[str, int] = {}
    for key, word in keys.items():
        rows = noted.filter(word=key).exclude(story_id=story.pk).order_by("-hour", "-pk")
        found = list(rows.values_list("story_id", flat=True)[:COUNTED])
        having[word] = len(found)
        shared.update(set(found[:LOOKED_AT]))
    near = [one for one, count in sorted(shared.items(), key=lambda item: (-item[1], -item[0])) if count >= LEAST_WORDS]
    earlier = [
        one
        for one in _standing(near[:COMPARED])
        if one.pk != story.pk and one.first_at <= story.first_at - EARLIER and one.language == story.language
    ]
    return earlier, Usage(_count_noted(noted), having)


def _count_noted(noted: QuerySet[StoryWord]) -> int:
    """About how many stories there are: by their numbers, which are given out in order."""
    first = noted.order_by("hour", "pk").values_list("story_id", flat=True).first()
    last = noted.order_by("-hour", "-pk").values_list("story_id", flat=True).first()
    return 0 if first is None or last is None else max(1, last - first)


def _read_gists(stories: Sequence[Story]) -> dict[int, list[Gist]]:
    """What the reports of each story are about: its headline article's, then its earliest that are no near-copies'."""
    chosen = _choose_reports(stories)
    background = load_background()
    found = articles.load_articles([one for reports in chosen.values() for one in reports])
    return {
        story: [
            read_gist(article.outlet_id, article.headline, "\n".join(text_of(article.blocks)), background)
            for article in map(found.get, reports)
            if article is not None and article.state != "withdrawn"
        ]
        for story, reports in chosen.items()
    }


def _choose_reports(stories: Sequence[Story]) -> dict[int, list[int]]:
    chosen = {story.pk: [story.headline_article_id] for story in stories if story.headline_article_id is not None}
    rows = Membership.objects.filter(story_id__in=chosen, copy_of=None).order_by("published", "article_id")
    for story, article in rows.values_list("story_id", "article_id"):
        if article not in chosen[story] and len(chosen[story]) < REPORTS:
            chosen[story].append(article)
    return chosen


def _follow_up(story_id: int, earlier_id: int, like: Likeness, at: datetime) -> FollowUp:
    return FollowUp(
        story_id=story_id, earlier_id=earlier_id, score=like.score, shared=list(like.shared), version=0, at=at
    )


def _event(link: FollowUp) -> Event:
    reason = {"rule": "follows", "score": link.score, "shared": link.shared}
    return Event("follows", link.story_id, other_story_id=link.earlier_id, reason=reason)


def _hour_of(at: datetime) -> int:
    return (at - _EPOCH) // _HOUR


def forget_words(story_id: int) -> None:
    """Take the words out of a story's links and of the log, where one of its articles is withdrawn: it held them."""
    FollowUp.objects.filter(Q(story_id=story_id) | Q(earlier_id=story_id)).update(shared=[])
    for event in GroupEvent.objects.filter(Q(story_id=story_id) | Q(other_story_id=story_id), kind="follows"):
        event.reason = {**event.reason, "shared": []}
        event.save(update_fields=["reason"])
