"""The credited source 来源: `来源：新华社`, `稿源: 青桐日报`, `转自 …`, meta elements of that name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from yaowen.base.dates import find_printed
from yaowen.extract.rules.clean import clean_text, holds_wide
from yaowen.extract.rules.controls import drop_count, part_controls
from yaowen.extract.rules.structured import Structured
from yaowen.extract.rules.told import Told

_LABEL = re.compile(
    r"(?<![图圖片照视視频頻据據料/])(?:新闻来源|新聞來源|信息来源|文章来源|文章來源|稿件来源|稿件來源|内容来源|來源|来源|来自|來自|稿源|转载自|轉載自|转自|轉自|轉載|转载|"
    r"编译自|編譯自|综合自|來源媒體|来源媒体|消息来源|出处|出處)\s?(?P<mark>[:：︰]|\s)\s?",
)
_END = re.compile(
    r"\s{2,}|[|｜丨;；]|\s[·•]\s|[\[【(（]\s?(?:原|责|責|编|編|点|點|查)|"
    r"\s?(?:作者|记者|記者|责任编辑|責任編輯|责编|責編|编辑|編輯|发布|發布|發佈|时间|時間|日期|点击|點擊|浏览|瀏覽|阅读|閱讀|评论|評論|"
    r"网友|網友|我要|打印|列印|分享|收藏|手机看|訂閱|订阅|责任|责编|更新|作\s者|查看|原标题|原標題|人气|热度|次数|繁|大\s中|【|\[大)"
)
_NOT_A_SOURCE = re.compile(
    r"^(?:网络|網路|互联网|互聯網|本站|本网|原创|未知|不详|(?:网络)?转载(?:文章)?|轉載(?:文章)?|[\d\W]+)$|.*=|https?:"
)
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
MAX_CHARS = 40
_BRACKETS = (("(", ")"), ("（", "）"), ("[", "]"), ("【", "】"))
_ANY_TIME = datetime(2100, 1, 1, tzinfo=UTC)


def find_source(lines: Sequence[str], said: Structured) -> Told[str]:
    """The credited source.

    Args:
        lines: short lines around the headline and body, best first.
        said: what the page says for machines.

    Returns:
        The name as printed, without its label; empty where none is credited.
    """
    for line in lines:
        if source := parse_source(line):
            return Told(source, "a line of the page", 0.97)
    told = said.meta("source", "article:source", "mediaid", "contentsource", "copysource", "dc.source")
    return Told(tidy_source(told) if told and "://" not in told else "", "source meta", 0.9)


def parse_source(line: str) -> str:
    """The source that a line credits; empty where it credits none."""
    found = _LABEL.search(line) if holds_wide(line) else None
    if not found or (not found["mark"].strip() and not _may_lack_colon(line, found.start())):
        return ""
    rest = part_controls(line[found.end() :])
    end = _END.search(rest)
    return tidy_source(rest[: end.start()] if end else rest)


def _may_lack_colon(line: str, start: int) -> bool:
    """`来源 X` counts only where the label begins the line or follows a mark or a date."""
    before = line[:start].rstrip()
    return not before or not before[-1].isalpha()


def tidy_source(text: str) -> str:
    """A name without its marks, counts and dates; empty where it is none of an outlet."""
    name = drop_count(clean_text(_PRIVATE.sub("", text))).strip(' \t　:：|,，。;；·-—<>《》"“”')
    for opening, closing in _BRACKETS:
        if name.count(opening) != name.count(closing) or (name[:1] == opening and name[-1:] == closing):
            name = name.strip(opening + closing).strip()
    if not name or len(name) > MAX_CHARS or _NOT_A_SOURCE.match(name):
        return ""
    return _without_date(name)


def _without_date(name: str) -> str:
    """A name before a date that stands on the same line: `青桐日报 2025-01-17 09:25`."""
    found = next(find_printed(name, _ANY_TIME), None)
    return name if found is None else name[: found.start].strip(" ·|　-") or name[found.end :].strip(" ·|　-")
