"""The words that stand at links: which are headlines, which are a site's own furniture, which are dates."""

from __future__ import annotations

import re
import unicodedata

_FURNITURE = re.compile(
    r"[\s<>«»›‹→↓·.…\[\]【】()（）]*(?:更多|查看更多|阅读更多|閱讀更多|更多[\w\s]{0,8}|了解更多|more|read more|see all|"
    r"全文|阅读全文|閱讀全文|详细|詳細|详情|詳情|查看详情|[上下首末尾]一?[页頁]|前一?[页頁]|后一?[页頁]|後一?[页頁]|next|prev(?:ious)?|older|newer|"
    r"first|last|返回\w{0,6}|回到?\w{0,4}|\d{1,5}|评论|評論|\d+\s*(?:条|條|則|个|個)?\s*(?:评论|評論|comments?)|分享|收藏|打印|列印|rss|"
    r"关于我们|關於我們|联系我们|聯絡我們|登录|登入|注册|註冊|首页|首頁|网站地图|手机版|english|繁體|繁体|简体|簡體)"
    r"[\s<>«»›‹→↓·.…\[\]【】()（）]*",
    re.IGNORECASE,
)
_BULLETS = re.compile(r"^[\s·•▪■□◆◇●○▶►>»|\-–—*]+|[\s·•|]+$")
_RANK = re.compile(r"^(?:NO\.?\s?)?\d{1,2}[\s.、．:：]\s*(?=\D)", re.IGNORECASE)
_HEADLINE_WIDTH = 14
_LONGEST_WIDTH = 260
_TIME = r"\s{0,3}(?:T\s?)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?"
_CLOCK = r"\s{0,3}(?:[上下中]午|凌晨|早上|晚上)?\s?\d{1,2}[时時點点]\d{1,2}分?(?:\d{1,2}秒)?"
_DATE = re.compile(
    rf"(?:民國|民国)?\s?(?:\d{{2,4}}年)?\d{{1,2}}月\d{{1,2}}[日号號](?:{_TIME}|{_CLOCK})?"
    rf"|(?<![\d.])(?:19|20)\d{{2}}([-/.])\d{{1,2}}\1\d{{1,2}}(?!\d)(?:{_TIME})?"
    rf"|(?<![\d./-])\d{{1,2}}([-/.])\d{{1,2}}\2(?:19|20)\d{{2}}(?!\d)(?:(?:\s?-)?{_TIME})?"
    rf"|(?:刚刚|剛剛|\d{{1,3}}\s?(?:秒|分钟|分鐘|小时|小時|天|日)(?:钟|鐘)?之?前|\b\d{{1,2}}\s(?:minute|hour|day)s?\sago)"
    rf"|(?:今天|昨天|前天|今日|昨日)(?:{_TIME}|{_CLOCK})?"
    rf"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{{0,6}}\.?\s\d{{1,2}},?\s(?:19|20)\d{{2}}(?:,?{_TIME})?"
    rf"|\b\d{{1,2}}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{{0,6}}\.?\s(?:19|20)\d{{2}}(?:,?{_TIME})?"
    rf"|(?<![\d./:-])(?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])(?![\d/:-])(?:{_TIME})?"
    r"|(?<![\d./:-])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])"
)
_SEARCHED_CHARS = 400
_CLOCK_TIME = re.compile(r"\d[:：]\d{2}")
_CLOCK_CHARS = 8


def width_of(text: str) -> int:
    """How wide a text is: a Chinese, Japanese or Korean character counts two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:_LONGEST_WIDTH])


def score_headline(text: str) -> float:
    """How much the words of a link are like a headline, 0–1: long enough, and no word of a site's furniture."""
    if not text or _FURNITURE.fullmatch(text):
        return 0.0
    width = width_of(text)
    if width >= _LONGEST_WIDTH:
        return 0.4
    return min(1.0, max(0.0, (width - 4) / (_HEADLINE_WIDTH - 4)))


def is_furniture(text: str) -> bool:
    """Whether the words of a link say 更多>>, 下一页, a number of comments, and the like."""
    return _FURNITURE.fullmatch(text) is not None


def clean_headline(text: str, *, ranked: bool = False) -> str:
    """A link's words without bullets, and without its place where it stands in a ranking (`ranked`)."""
    text = _BULLETS.sub("", text)
    return _RANK.sub("", text) if ranked else text


def find_date(text: str) -> str:
    """The first date in a row's text as printed; empty where there is none."""
    found = _DATE.search(text[:_SEARCHED_CHARS])
    return found[0].strip() if found else ""


def drop_date(text: str) -> str:
    """A link's words without a date that is set apart: in square brackets, or with a time of day at the end.

    A day in a headline (`…最新情報 8/28`, `…（8月28日）`) belongs to it.
    """
    for found in _DATE.finditer(text[:_SEARCHED_CHARS]):
        before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
        bracketed = before.endswith(("[", "【")) and after.startswith(("]", "】"))
        if bracketed and (len(before) == 1 or len(after) == 1):
            return (before[:-1] + after[1:]).strip()
        if before and not after and _CLOCK_TIME.search(found[0]) and len(found[0]) > _CLOCK_CHARS:
            return before
    return text


def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else but brackets."""
    return 3 < len(text) < 40 and find_date(text) == text.strip("[]()（）【】 ")
