"""Who edited an article 责编 编辑 校对: printed with a label, and told apart from who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yaowen.extract.rules.clean import holds_wide

MOST_EDITORS = 6
_HAN = r"\u3400-\u9fff"
_LABELLED = re.compile(
    r"(?:责任编辑|責任編輯|值班编辑|实习编辑|见习编辑|网络编辑|责任主编|责编|責編|网编|编辑|編輯|主编|主編|编审|編審|"
    r"edited by|editors?)"
    r"\s?[:：/／|丨︱]\s?(?P<names>[^\s\d:：|/（）()【】\[\]<>]{1,20}(?:[\s、,，/]{1,2}"
    rf"[{_HAN}·]{{2,4}}(?=[\s、,，/)）】\]|]|$)){{0,4}})",
    re.IGNORECASE,
)
_PART = re.compile(r"[\s、,，/]+")
_NAME = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,6}}·[{_HAN}]{{1,8}}")
_NO_NAME = re.compile(r"编辑|編輯|记者|記者|来源|來源|本站|本网|未知|佚名|小编|审核|校对|时间|日期")


def find_editors(lines: Iterable[str]) -> tuple[str, ...]:
    """The editors' names as printed, in order, each once.

    Args:
        lines: short lines around the headline and behind the text.
    """
    found: dict[str, None] = {}
    for line in filter(holds_wide, lines):
        for labelled in _LABELLED.finditer(line):
            for name in _PART.split(labelled["names"]):
                if _NAME.fullmatch(name) and not _NO_NAME.search(name):
                    found[name] = None
    return tuple(found)[:MOST_EDITORS]
