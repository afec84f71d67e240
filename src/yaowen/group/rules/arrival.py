"""What the grouper takes and gives: an article as it comes, and the place it was filed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from yaowen.base.text.script import han_share

HAN_FAMILY_SHARE = 0.05

Rule = Literal["copy", "headline", "event", "alone", "recurring", "aside"]
"""copy: a near-copy by its body; headline: the same headline within hours; event: the learned score;
alone: no story is near enough; recurring: it would fit a story that holds this outlet's own report of another day;
aside: it made the grouper fail, and has a story of its own that the grouper knows nothing of."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article to be filed.

    Attributes:
        outlet: any steady name of the carrier outlet.
        text: the body as plain text; empty where only the headline is known.
        published: timezone-aware, clamped to the fetch by the caller.
        language: BCP 47; empty when unknown.
    """

    id: int | str
    outlet: str
    headline: str
    text: str
    published: datetime
    language: str = ""


@dataclass(frozen=True, slots=True)
class Union:
    """Two stories that turned out to be one when an article fitted both.

    Attributes:
        merged: the one opened later; its articles go to the `survivor`.
        score: mean probability of its articles to belong there.
    """

    merged: int
    survivor: int
    score: float


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article was filed, and why.

    Attributes:
        story: key of the story.
        opened: the story was opened for this article.
        copy_of: id of the article this one is a near-copy of: the earliest of its kind (origin).
        score: 0–1: Jaccard of the bodies for `copy`, probability of one event for `event` and `alone`.
        shared: words shared with the nearest article, the most telling first.
        unions: stories that this article joined, after it was filed in `story`.
    """

    article_id: int | str
    story: int
    opened: bool
    copy_of: int | str | None
    rule: Rule
    score: float
    shared: tuple[str, ...]
    unions: tuple[Union, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """An article filed earlier, to rebuild a window from.

    Attributes:
        window_at: the window's time when it was filed.
        story_first_at: when the story's earliest article came out, also where that one has expired.
    """

    arrival: Arrival
    story: int
    copy_of: int | str | None
    window_at: datetime
    story_first_at: datetime


def decide_family(language: str, text: str) -> str:
    """The family of languages an article is grouped in: `zh` for both scripts, else the primary tag.

    Args:
        language: BCP 47 or empty; where it is empty the share of Chinese characters decides.
    """
    primary = language.replace("_", "-").partition("-")[0].casefold()
    if primary:
        return primary
    return "zh" if han_share(text) >= HAN_FAMILY_SHARE else "und"
