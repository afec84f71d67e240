"""What a person asks of a story on the command line: merge, split, move, take back, link, unlink, free."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from yaowen.base.errors import BadInput


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish with its reason, and when and by whom: as the log keeps it.

    Attributes:
        said: the option's value.
        into: the story that articles are moved into.
    """

    story: int
    said: str
    into: int | None
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and the story that tells of it now."""

    story: int
    told: str


def decide_wish(number: int, wishes: Mapping[str, object], into: int | None, reason: str) -> Done | None:
    """Do what is asked of a story, one thing at a time.

    Args:
        number: the story.
        wishes: option → its value, None where it is not given.
        into: story that `move` moves into.
        reason: kept in the log with the person's name.

    Returns:
        What was done; None where nothing was asked.

    Raises:
        BadInput: several things were asked, no reason is given, or it cannot be done.
    """
    asked = [(wish, str(value)) for wish, value in wishes.items() if value is not None]
    if not asked and into is None:
        return None
    if len(asked) != 1 or not reason.strip() or (into is not None) != (asked[0][0] == "move"):
        names = ", ".join("--" + wish for wish in wishes).replace("--move", "--move with --into")
        raise BadInput(f"give one of {names}, and --reason TEXT; nothing was changed", about=f"story {number}")
    from django.conf import settings

    from yaowen.collect.press_clock import make_clock

    ((wish, said),) = asked
    return _ACTS[wish](Ask(number, said, into, reason.strip(), make_clock(settings.YAOWEN).now(), getpass.getuser()))


def parse_articles(said: str) -> list[int]:
    """Numbers of articles, parted by commas.

    Raises:
        BadInput: something else is among them.
    """
    parts = [part.strip() for part in said.split(",")]
    if not all(part.isdecimal() for part in parts):
        raise BadInput("give the articles' numbers, parted by commas: 12,15", about=said)
    return [int(part) for part in parts]


def _merge(ask: Ask) -> Done:
    from yaowen.group.store import merge_stories

    other = int(ask.said)
    merge_stories(ask.story, other, ask.reason, at=ask.at, by=ask.by)
    return Done(other, f"Story {ask.story} is merged into story {other}; its address leads there.")


def _split(ask: Ask) -> Done:
    from yaowen.group.store import split_story

    articles = parse_articles(ask.said)
    made = split_story(ask.story, articles, ask.reason, at=ask.at, by=ask.by)
    return Done(made, f"{len(articles)} of the articles of story {ask.story} are story {made} now.")


def _move(ask: Ask) -> Done:
    from yaowen.group.store import move_articles

    assert ask.into is not None
    articles = parse_articles(ask.said)
    move_articles(ask.story, articles, ask.into, ask.reason, at=ask.at, by=ask.by)
    return Done(ask.into, f"{len(articles)} of the articles of story {ask.story} are in story {ask.into} now.")


def _take_back(ask: Ask) -> Done:
    from yaowen.group.store import undo_change

    event = int(ask.said)
    undo_change(event, ask.reason, at=ask.at, by=ask.by)
    return Done(ask.story, f"Event {event} is taken back.")


def _link(act: str) -> Callable[[Ask], Done]:
    def do(ask: Ask) -> Done:
        from yaowen.group.link_pins import free_link, link_stories, unlink_stories

        acts = {"link": link_stories, "unlink": unlink_stories, "free": free_link}
        acts[act](ask.story, int(ask.said), ask.reason, at=ask.at, by=ask.by)
        return Done(ask.story, "")

    return do


_ACTS: Mapping[str, Callable[[Ask], Done]] = {
    "merge": _merge, "split": _split, "move": _move, "take-back": _take_back,
    "link": _link("link"), "unlink": _link("unlink"), "free": _link("free"),
}  # fmt: skip
