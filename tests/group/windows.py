"""A window told in words, so that two with different ids for the same terms can be compared."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from yaowen.group.rules.vocabulary import Vocabulary
from yaowen.group.rules.window import Window


def describe(window: Window) -> dict[str, Any]:
    """All that decides how the window files what comes next."""
    vocabulary = window.vocabulary
    used = vocabulary.spread.nonzero()[0]
    stories = {
        key: {
            "first_at": story.first_at,
            "members": [window.articles[serial].article_id for serial in story.members],
            "total": by_term(vocabulary, *story.read_total()),
            "square": story.square,
            "words": dict(zip(vocabulary.name(story.words), story.words.values(), strict=True)),
            "outlets": story.outlets,
        }
        for key, story in window.stories.items()
    }
    return {
        "now": window.now,
        "stories": stories,
        "spread": by_term(vocabulary, used, vocabulary.spread[used]),
        "live_with": by_term(vocabulary, used, vocabulary.live_with[used]),
    }


def by_term(vocabulary: Vocabulary, ids: NDArray[Any], numbers: NDArray[Any]) -> dict[str, int]:
    """Term → number."""
    return dict(zip(vocabulary.name(ids.tolist()), numbers.tolist(), strict=True))
