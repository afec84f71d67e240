"""Who may read the whole article: free, for those who pay, or only its beginning shown 付费 试读."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yaowen.extract.rules.layout import Layout
from yaowen.extract.rules.structured import Structured

_LOOKED_AT_LINES = 5
_MOST_CHARS = 120
_LOCKED = frozenset(("locked", "premium", "paid", "subscriber", "subscribers"))
_CUT = re.compile(
    r"阅读全文|閱讀全文|继续阅读|繼續閱讀|查看全文|余下全文|餘下全文|(?:订阅|訂閱|登录|登入|付费|付費|购买|購買|开通|開通)(?:后|後|即可|以|才能)|"
    r"(?:会员|會員|付费|付費|订户|訂戶)(?:专享|專享|专属|專屬|可[读讀阅閱]|阅读|閱讀|内容|內容|文章|限定)|剩余.{0,10}(?:内容|字|%)|"
    r"试读(?:结束|已)|試讀(?:結束|已)|解锁全文|解鎖全文|会員限定|この記事は有料|残り\d[\d,]*文字|続きを読むには|"
    r"subscrib\w* to (?:read|continue|unlock)|continue reading|already a subscriber|(?:subscribers?|members?) only|"
    r"to (?:continue|keep) reading|read the full (?:story|article)|unlock this (?:story|article)|"
    r"jetzt weiterlesen|artikel weiterlesen|registrieren und weiterlesen|réservé aux abonnés|il vous reste .{0,8}%|"
    r"(?:solo|exclusivo) para suscriptores|contenuto riservato|för prenumeranter|for abonnenter",
    re.IGNORECASE,
)


def is_paid(said: Structured) -> bool:
    """Whether a page tells machines that its article is not free."""
    free = said.article.get("isAccessibleForFree")
    parts = said.article.get("hasPart")
    for part in (parts if isinstance(parts, list) else [parts])[:20]:
        if isinstance(part, dict) and _is_no(part.get("isAccessibleForFree")):
            return not _is_yes(free)
    tier = said.meta("article:content_tier", "og:article:content_tier", "content_tier").lower()
    return _is_no(free) or tier in _LOCKED


def is_cut(layout: Layout, body: Sequence[int]) -> bool:
    """Whether the text ends where a page asks for money, an account or one more click.

    Args:
        layout: the page's lines.
        body: places of the article's lines, in order.
    """
    if not body:
        return False
    after = layout.lines[body[-1] : body[-1] + 1 + _LOOKED_AT_LINES]
    return any(len(line.text) <= _MOST_CHARS and _CUT.search(line.text) for line in after)


def _is_no(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in {"false", "no", "0"})


def _is_yes(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in {"true", "yes", "1"})
