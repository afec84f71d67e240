"""The account that publishes on a platform, printed without a label: 微信公众号, 百家号, 澎湃号 and their kin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.clean import clean_text

MAX_CHARS = 30
_NICKNAME = "#js_name, .rich_media_meta_nickname, .profile_nickname"
"""Where the public platform of WeChat prints it."""
_PLATFORM = (
    r"(?:澎湃[号號](?:[·•][\u4e00-\u9fff]{2,4})?|百家[号號]|头条[号號]|頭條號|搜狐[号號]|网易[号號]|企鹅[号號]|大鱼[号號]|"
    r"(?:微信)?公[众眾][号號])"
)
_BEFORE = re.compile(rf"^(?P<name>[^\s|>：:，。]{{2,20}})\s?[|>·/]?\s?(?:来自)?{_PLATFORM}(?=$|[\s|·])")
_BEHIND = re.compile(rf"^{_PLATFORM}\s?(?:[|>：:/]|\s)\s?[“「]?(?P<name>[^\s|>：:，。”」]{{2,20}})(?=$|[\s|”」])")
_NO_NAME = re.compile(r"\d{2}[:：]\d{2}|^\d|关注|關注|订阅|訂閱|作者|阅读|閱讀")


def find_account(tree: LexborHTMLParser, lines: Sequence[str]) -> str:
    """The account's name; empty where none is printed.

    Args:
        tree: the page.
        lines: short lines around the headline, best first.
    """
    node = tree.css_first(_NICKNAME)
    if node is not None and 0 < len(name := clean_text(node.text(deep=True)[:200])) <= MAX_CHARS:
        return name
    for line in lines:
        found = _BEHIND.search(line) or _BEFORE.search(line)
        if found and not _NO_NAME.search(found["name"]):
            return found["name"]
    return ""
