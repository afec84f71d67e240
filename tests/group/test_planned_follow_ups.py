"""The sample press plans follow-ups: an event's name goes on behind a dot (`pier.mayor`). A reader is led to most."""

from __future__ import annotations

import pytest

from group.stories import arrival, make_context, save_arrival
from yaowen.group.models import FollowUp
from yaowen.group.stage import Group
from yaowen.group.store import story_of
from yaowen.sample.content import Piece, load_paper

PLANNED = ("manuscript.withdrawn", "pier.mayor", "lake.denial", "cup.handball", "typhoon.passed")
"""Those that begin half a day after the event or later."""


def print_paper() -> dict[str, list[int]]:
    """The whole sample press in Chinese, printed once in its order; event → ids of its articles."""
    paper, printed = load_paper(), dict[str, list[int]]()
    pieces = sorted(paper.pieces.values(), key=lambda piece: (piece.offset_minutes, piece.outlet, piece.slug))
    for key, piece in enumerate(pieces):
        if paper.houses[piece.outlet].language.startswith("zh"):
            printed.setdefault(piece.event, []).append(_save(key, piece, paper.houses[piece.outlet].language))
    return printed


def _save(key: int, piece: Piece, language: str) -> int:
    hours = piece.offset_minutes / 60
    text = "\n".join(piece.paragraphs)
    return save_arrival(arrival(key, piece.headline, text, outlet=piece.outlet, hours=hours, language=language))


@pytest.mark.django_db
def test_four_of_five_follow_ups_of_the_sample_press_are_in_their_events_story_or_linked_and_nothing_else_is() -> None:
    stage, printed = Group(), print_paper()
    for place, headline in enumerate(("东门早市搬迁", "夏季招考公告发布", "冬泳队员下水")):
        save_arrival(arrival(900 + place, headline, outlet=f"o{place}", hours=48 + 2 * place))
    while stage.step(make_context()):
        pass
    places = story_of([article for articles in printed.values() for article in articles])
    stories = {event: {places[article] for article in articles} for event, articles in printed.items()}
    links = set(FollowUp.objects.values_list("story_id", "earlier_id"))
    led = {
        event
        for event in PLANNED
        for earlier in stories[_begun(event)]
        for story in stories[event]
        if story == earlier or (story, earlier) in links
    }
    assert len(led) >= 4, led
    right = {(story, earlier) for event in PLANNED for story in stories[event] for earlier in stories[_begun(event)]}
    assert links <= right


def _begun(event: str) -> str:
    return event.partition(".")[0]
