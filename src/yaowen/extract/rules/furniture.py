"""What stands on the page beside its article, line by line, by kind: rankings, related articles, shares, comments."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from yaowen.base.words import Furniture, FurnitureKind
from yaowen.extract.rules.clean import clean_text
from yaowen.extract.rules.layout import Layout, Line
from yaowen.extract.rules.links import safe_address
from yaowen.extract.rules.prose import HEADINGS

MOST_LINES = 150
MOST_CHARS = 200
"""Of one line: furniture that is longer is a text of its own, of which the beginning tells enough."""
_LONGEST_TITLE_CHARS = 24
_FARTHEST_LINES = 40
"""A title over a list names what follows for so many lines, as long as they stand in its element."""
_EDGE = r"(?:^|[\s_-])(?:"
_END = r")(?=$|[\s_-]|\d)"
_NAMES: tuple[tuple[FurnitureKind, str], ...] = (
    ("comments", "comments?|comment-?list|disqus|livefyre|repl(?:y|ies)|respond|pinglun|discussion"),
    ("ranking", ("rank(?:ing|list)?|hot(?:news|-?list)?|most-(?:read|popular|viewed)|popular|trending|top-?stories|"
          "paihang")),
    ("related", ("related?|relevant|recommend(?:ed|ations?)?|more-(?:news|stories|from)|read-(?:more|next|also)|"
          "xgyd|xgxw|also-read|teasers?|promo|outbrain|taboola|next-article|tags?|tag-list|topics?|keywords?")),
    ("share", ("shar(?:e|ing|ebar|e-?buttons?)|social|sns|bdshare|jiathis|addthis|follow(?:-us)?|whatsapp|weixin|"
          "wechat|weibo|qrcode|erweima|print|toolbar|bookmark")),
    ("subscription", ("newsletters?|subscri(?:be|ption)|paywall|sign-?up|login|register|donat(?:e|ion)|support-us|"
          "app-download|piano|regwall")),
    ("caption", "captions?|figcaption|photo-credit|image-(?:credit|caption)"),
    ("credit", ("bylines?|author(?:s|-\\w+)?|credits?|editors?|editor-info|dateline|timestamp|pubdate|meta|"
          "metadata|article-(?:info|meta|source)|news-?info|source")),
    ("imprint", "copyright|footer|foot|disclaimer|imprint|legal|privacy|cookies?|consent|gdpr|about-us"),
    ("navigation", ("nav(?:i|bar|igation)?|menu|bread-?crumbs?|crumbs?|topbar|masthead|header|skip-link|pagination|"
          "pager|page-nav|prev-next|search")),
)  # fmt: skip
_BY_NAME = [(kind, re.compile(_EDGE + words + _END)) for kind, words in _NAMES]
_BY_TAG: dict[str, FurnitureKind] = {
    "nav": "navigation", "menu": "navigation", "footer": "imprint", "header": "navigation", "figcaption": "caption",
    "caption": "caption",
}  # fmt: skip
_BY_WORDS: tuple[tuple[FurnitureKind, str], ...] = (
    ("ranking", r"排行|排名榜|热榜|熱榜|热门|熱門|点击榜|點閱|most (?:read|popular|viewed)|trending|人気|ランキング"),
    ("related", (r"相关|相關|延伸|推荐|推薦|更多|猜你|精彩|往期|上一篇|下一篇|关键词|關鍵字|标签|related|recommended|"
      r"read (?:more|next|also)|more (?:on|from|stories)|you may|see also|あわせて|関連")),
    ("comments", r"评论|評論|留言|网友|網友|跟帖|回复|comments?\b|leave a reply"),
    ("share", (r"分享|收藏|点赞|轉發|转发到|微信扫|扫一扫|扫码|掃碼|二维码|share (?:this|on|via)|^share|tweet|"
               r"copy link")),
    ("subscription", (r"订阅|訂閱|会员|會員|登录|登入|注册|關注我们|关注我们|公众号|公眾號|客户端|下载app|newsletter|"
      r"subscri|sign (?:up|in)|log in")),
    ("imprint", r"版权|版權|copyright|©|all rights|免责|免責|未经.{0,12}转载|转载请|轉載請|备案|备\d{6,}号|许可证"),
    ("credit", r"(?:责任编辑|責任編輯|责编|責編|编辑|編輯|来源|來源|作者|记者|記者)[:：]|校对|审核|监制"),
)  # fmt: skip
_ANY_WORDS = re.compile("|".join(f"({words})" for _, words in _BY_WORDS))
_CAMEL = re.compile(r"([a-z])([A-Z])")


def gather_furniture(layout: Layout, body: Collection[int], base: str) -> tuple[Furniture, ...]:
    """The lines of a page that are not its article's.

    Args:
        layout: the page.
        body: places of the article's lines.
        base: the page's address, for links.

    Returns:
        At most 150, in page order, the same line of the same kind once.
    """
    found: dict[tuple[FurnitureKind, str, str], None] = {}
    inside, titled = frozenset(body), _Titled(layout)
    for place, line in enumerate(layout.lines):
        if place in inside:
            continue
        kind = titled.judge(place, line)
        address = safe_address(base, line.anchors[0][0]) if line.anchors and line.linked >= line.weight else ""
        text = line.text if len(line.text) <= MOST_CHARS else line.text[:MOST_CHARS].rstrip()
        found[kind, text, address] = None
        if len(found) == MOST_LINES:
            break
    return tuple([Furniture(*one) for one in found])


class _Titled:
    """The kind of each line, by its words, its elements, or the title of the list that it stands in."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._kind: FurnitureKind = "other"
        self._room, self._until = -1, -1
        self._named: dict[int, FurnitureKind | None] = {-1: None}

    def judge(self, place: int, line: Line) -> FurnitureKind:
        if named := self._kind_of_elements(line.owner):
            return named
        by_words = _kind_of_words(line.text)
        is_title = len(line.text) <= _LONGEST_TITLE_CHARS and (line.tag in HEADINGS or not line.linked)
        if is_title and by_words in {"ranking", "related", "comments"}:
            elements = self._layout.elements
            self._kind, self._until = by_words, place + _FARTHEST_LINES
            self._room = elements[elements[line.owner].parent].parent
            return by_words
        if place <= self._until and self._room in self._layout.around(line.owner):
            return self._kind
        return by_words or "other"

    def _kind_of_elements(self, place: int) -> FurnitureKind | None:
        """The kind that an element, or else the innermost one around it that names any, names."""
        known, elements = self._named, self._layout.elements
        way: list[int] = []
        kind: FurnitureKind | None = None
        while place not in known:
            way.append(place)
            element = elements[place]
            kind = (kind_of_name(element.name) if element.furniture else None) or _BY_TAG.get(element.tag)
            if kind is not None:
                break
            place = element.parent
        else:
            kind = known[place]
        for one in way:
            known[one] = kind
        return kind


def _kind_of_words(text: str) -> FurnitureKind | None:
    if len(text) > 2 * _LONGEST_TITLE_CHARS:
        return None
    found = _ANY_WORDS.search(text.lower())
    return None if found is None else _BY_WORDS[(found.lastindex or 1) - 1][0]


@functools.lru_cache(maxsize=20_000)
def kind_of_name(name: str) -> FurnitureKind | None:
    """The kind of furniture that the classes and id of an element name; None where they name none.

    Args:
        name: classes, id and itemprop, joined by spaces.
    """
    if not name or len(name) > 500:
        return None
    low = _CAMEL.sub(r"\1-\2", clean_text(name)).lower()
    return next((kind for kind, words in _BY_NAME if words.search(low)), None)
