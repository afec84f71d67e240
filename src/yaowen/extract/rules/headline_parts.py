"""What stands around a Chinese headline and is no part of it: the column's tag 【…】, the number of a part."""

from __future__ import annotations

import re
from dataclasses import dataclass

LEAST_CHARS = 6
"""What is left of a headline is not shorter, or it stays whole."""
_COLUMN = re.compile(r"^\s?【(?P<column>[^【】]{2,10})】\s?(?=\S)")
_PART = re.compile(
    r"\s?(?:[（(](?P<bracketed>[上中下终終]|[一二三四五六七八九十]{1,3}|之[一二三四五六七八九十]{1,3}|\d{1,2}(?:/\d{1,2})?)[）)]|"
    r"[_\s](?P<page>第[一二三四五六七八九十\d]{1,3}[页頁]))$"
)


@dataclass(frozen=True, slots=True)
class HeadlineParts:
    """A headline and what was printed around it; empty texts where nothing was.

    Attributes:
        column: 【…】 at its beginning, without the brackets.
        part: the number at its end as printed, without brackets: 上, 二, 3, 2/5, 第2页. Numbers in brackets stay in the
            headline too, for they tell two parts of one day apart; those of pages do not.
    """

    headline: str
    column: str = ""
    part: str = ""


def part_headline(headline: str, *, is_chinese: bool) -> HeadlineParts:
    """Take a headline apart; Japanese headlines use the same brackets for words of their own and stay whole.

    Args:
        headline: without the site's name.
        is_chinese: the article is.
    """
    if not is_chinese:
        return HeadlineParts(headline)
    column, part = _COLUMN.match(headline), _PART.search(headline)
    start = column.end() if column else 0
    end = part.start() if part and part["page"] else len(headline)
    if end - start < LEAST_CHARS:
        return HeadlineParts(headline)
    number = (part["bracketed"] or part["page"]) if part else ""
    return HeadlineParts(headline[start:end].strip(), column["column"] if column else "", number)
