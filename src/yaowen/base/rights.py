"""Rights: the one function that decides what of an article's text is shown, wherever it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Rights = Literal["headline", "excerpt", "full"]

EXCERPT_CHARS = 120
EXCERPT_SHARE = 5
_CLAIMS_SHARE = 2
_SENTENCE_ENDS = "。！？!?；;…"


@dataclass(frozen=True, slots=True)
class Grant:
    """What an outlet allows, and what its pages take back.

    Attributes:
        rights: the outlet's own right.
        pictures: whether its pictures may be shown.
        lowered: an opt-out seen on the page or feed: nosnippet, noarchive, TDM opt-out, paywall.
    """

    rights: Rights = "excerpt"
    pictures: bool = False
    lowered: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of one article.

    Attributes:
        paragraphs: how much of the text stands on our pages: all of it, an excerpt as one paragraph, or nothing.
        claims: places in the article's list of claims whose words may be quoted.
        indexed: False asks search engines to stay away, and no NewsArticle markup is written.
        voices: whether those who speak in the text may be named; not where only its headline is allowed.
    """

    paragraphs: tuple[str, ...]
    claims: frozenset[int]
    full: bool
    pictures: bool
    indexed: bool
    voices: bool = True


def decide_shown(grant: Grant, paragraphs: Sequence[str], claim_chars: Sequence[int] = ()) -> Shown:
    """Decide what of an article is shown.

    Below `full`, excerpt and quoted claims together stay within 120 characters and a fifth of the text
    (DESIGN.md, Rights): claims may take half of that, in their order, the excerpt has the rest.

    Args:
        grant: what the outlet allows.
        paragraphs: the article's whole text.
        claim_chars: length of each claim's quoted words, in characters.
    """
    if grant.rights == "full" and not grant.lowered:
        return Shown(tuple(paragraphs), frozenset(range(len(claim_chars))), True, grant.pictures, True)
    if grant.rights == "headline" or grant.lowered:
        return Shown((), frozenset(), False, False, False, voices=False)
    budget = min(EXCERPT_CHARS, sum(map(len, paragraphs)) // EXCERPT_SHARE)
    claims, spent = _affordable(claim_chars, budget // _CLAIMS_SHARE)
    excerpt = cut_excerpt(" ".join(paragraphs), budget - spent)
    return Shown((excerpt,) if excerpt else (), claims, False, grant.pictures, False)


def cut_excerpt(text: str, limit_chars: int) -> str:
    """The beginning of a text, at most `limit_chars` characters, cut after a sentence where one ends late enough."""
    if len(text) <= limit_chars:
        return text
    if limit_chars < 2:
        return ""
    head = text[: limit_chars - 1]
    end = max(head.rfind(sign) for sign in _SENTENCE_ENDS)
    return head[: end + 1] if end >= limit_chars // 2 else head.rstrip() + "…"


def _affordable(claim_chars: Sequence[int], budget: int) -> tuple[frozenset[int], int]:
    chosen, spent = set(), 0
    for place, chars in enumerate(claim_chars):
        if spent + chars <= budget:
            chosen.add(place)
            spent += chars
    return frozenset(chosen), spent
