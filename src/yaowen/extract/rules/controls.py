"""Words of a page's controls (字號, 分享, 評論 …) that stand on the same line as a name and are no part of it."""

from __future__ import annotations

import re

_CONTROL = re.compile(
    r"(?:点击|點擊|调整|調整)?(?:字[級级号號]|字[体體]大小|字[体體](?=[\s:：|｜大中小]|$))|"
    r"(?:友善|我要|一键|一鍵)?(?:分享|列印|打印|收藏|转发|轉發|点赞|點讚|按讚)(?=[\s:：|｜/／(（\d到至给給本此]|$)|"
    r"(?:评论|評論|留言|跟帖)[数數]?(?=[\s:：|｜/／(（\d]|$)|"
    r"(?:发表|發表|发布|發布|發佈|更新)(?:[于於]|[时時][间間])|"
    r"\s?(?<![A-Za-z])(?:A\s?[+＋\-－]\s?)+(?:A(?![A-Za-z]))?(?![\w])"
)
_COUNT = re.compile(
    r"(?:\s|\s?[(（\[【]\s?)\d{1,7}\s?[)）\]】]?\s?(?:[条條則则个個]?\s?(?:评论|評論|留言|跟帖|回應|回应)?)?$"
)


def part_controls(line: str) -> str:
    """The line with a bar in the place of every control: `記者：阮夏舟字級：A+` → `記者：阮夏舟 | ：| `."""
    return _CONTROL.sub(" | ", line)


def drop_count(name: str) -> str:
    """A name without the number of comments that stands behind it: `聯合早報 0`, `青桐日报(3)`."""
    return _COUNT.sub("", name)
