"""Choosing a story's headline article: independent, complete, not the loudest."""

from __future__ import annotations

import re

from yaowen.base.text.script import is_han
from yaowen.group.rules.headline import LATIN_TIMES, fold_text

COPY_COST = 3.0
CUT_OFF_COST = 1.0
LOUD_COST = 0.6
COMMENT_COST = 0.5
PERSONAL_COST = 0.3
LENGTH_COST = 0.4
FULL_BODY_CHARS = 1_200
SHORT_CHARS, LONG_CHARS = 9, 44

_CUT_OFF = re.compile(r"(?:\.{2,}|…)\s*$")
_LOUD = re.compile(r"[!?]|震惊|疯传|惊爆|竟然|炸锅|重磅|速看|shocking|breaking", re.IGNORECASE)
_COMMENT = re.compile(
    r"社评|社论|评论|观点|分析|解读|专访|特写|图解|盘点|回顾|怎样|如何|为何|为什么|缘何|背后|意味着"
    r"|opinion|analysis|explain(?:ed|er)|\b(?:how|why|what) ",
    re.IGNORECASE,
)
"""What explains or judges an event rather than tells it."""
_PERSONAL = re.compile(r"[我你您]|(?:^|[,，。:：\s])[他她]|\bI\b(?!\.)|(?i:\b(?:we|my|our|you|your)\b)")
"""Who speaks in a quoted or a feature's headline (厨师:我闻到的…, 她送过三年外卖): it tells of a person first."""


def rate_headline(headline: str, body_chars: int, *, is_copy: bool) -> float:
    """How fit an article is to stand for its story; the highest leads, of equals the earliest.

    Args:
        headline: as printed.
        body_chars: length of the article's text.
        is_copy: it is a near-copy of another article of the story.
    """
    text = fold_text(headline).strip()
    fitness = min(body_chars, FULL_BODY_CHARS) / FULL_BODY_CHARS
    fitness -= COPY_COST * is_copy
    fitness -= CUT_OFF_COST * bool(_CUT_OFF.search(text))
    fitness -= LOUD_COST * min(2, len(_LOUD.findall(text)))
    fitness -= COMMENT_COST * bool(_COMMENT.search(text))
    fitness -= PERSONAL_COST * bool(_PERSONAL.search(text))
    length = len(text) if any(map(is_han, text)) else len(text) / LATIN_TIMES
    fitness -= LENGTH_COST * (not SHORT_CHARS <= length <= LONG_CHARS)
    return round(fitness, 4)


def rate_as(fitness: float, *, was_copy: bool, is_copy: bool) -> float:
    """`rate_headline`'s fitness of an article that counted as a copy, or not, and now does, or not."""
    return round(fitness + COPY_COST * (was_copy - is_copy), 4)
