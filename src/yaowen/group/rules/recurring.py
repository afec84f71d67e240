"""Recurring reports: the same outlet's report of another day (fixings, daily counts, a day published again).

A report that is nearly the same as one that its own outlet gave 18 hours ago or more is of another day, and so
belongs to no story that holds the earlier one. With other numbers in the same headline that goes for any outlet.

What a template makes alike is no likeness: a count of what is new since yesterday beside yesterday's, and two notices
with other numbers on two companies. Such a report finds its story by its own day's and its own subject's reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from datetime import timedelta

from yaowen.base.text.script import is_han
from yaowen.group.rules.twins import SAME_TEXT, Twin
from yaowen.group.rules.window import LiveArticle

APART = timedelta(hours=18)
SERIES_APART = timedelta(hours=12)
SERIES_CHARS = 6

_COUNT = re.compile(
    r"新增|累计|确诊|境外(?:移入|输入)|本土病例|中间价|收盘|收报|开盘|收涨|收跌|最高气温|空气质量|成交额"
)
"""What counts by the day, in a folded headline."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_barred(new: LiveArticle, twins: Iterable[Twin]) -> frozenset[int]:
    """Keys of the stories that hold a report of the article's series of another day."""
    return frozenset(twin.article.story for twin in twins if is_other_day(new, twin))


def is_other_day(new: LiveArticle, twin: Twin) -> bool:
    """Whether two reports are of one series and of different days."""
    old = twin.article
    apart = abs(new.at - old.at)
    same_headline = bool(new.masked) and new.masked == old.masked
    if new.outlet == old.outlet and apart >= APART:
        return same_headline or twin.same_text >= SAME_TEXT
    other_numbers = new.numbers != old.numbers
    if same_headline and other_numbers and apart >= SERIES_APART and len(new.masked) >= SERIES_CHARS:
        return True
    return _is_other_count(new, old)


def counts_by_day(headline: str) -> bool:
    """Whether a folded headline tells what a day has brought: new cases, a close, a fixing."""
    return bool(_COUNT.search(headline))


def is_of_template(new: LiveArticle, old: LiveArticle) -> bool:
    """Whether two headlines are alike by a template alone: another day's count, another company's notice."""
    return _is_other_count(new, old) or _is_other_notice(new, old)


def _is_other_count(new: LiveArticle, old: LiveArticle) -> bool:
    """Whether both count by the day, with numbers that contradict each other, on different days.

    A toll that rises is no such count: it is told as a sum (致17人死亡), not as what a day has brought.
    """
    if abs(new.at - old.at) < SERIES_APART or not (new.numbers - old.numbers and old.numbers - new.numbers):
        return False
    return counts_by_day(new.plain) and counts_by_day(old.plain)


def _is_other_notice(new: LiveArticle, old: LiveArticle) -> bool:
    """Whether neither headline names the other's subject, nor a number of it but for years, where one has numbers.

    A Chinese headline begins with who acts. Where a text is known, that tells the two apart.
    """
    if new.body or not len(new.words) or not len(old.words) or not is_han(new.plain[:1]):
        return False
    ours, theirs = _leave_years_out(new.numbers), _leave_years_out(old.numbers)
    if ours & theirs or not (ours or theirs):
        return False
    return new.words[0] not in old.words and old.words[0] not in new.words


def _leave_years_out(numbers: Set[str]) -> set[str]:
    return {number for number in numbers if not _YEAR.fullmatch(number)}
