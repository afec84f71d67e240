"""What the words of a short line hint at: a list of other articles, a caption, a call to subscribe, a credit."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_CHARS = 300
_MORE = re.compile(
    r"\b(?:more (?:in|from|on|great|stories|news|top|about|coverage)|related|read (?:more|next|also)|you (?:may|might)|"
    r"recommended|most (?:read|popular|viewed)|trending|don't miss|up next|latest|popular|comments?|tags?|topics?|"
    r"share|about the author|newsletter|see also|also read|want more|mehr|weitere|lire|leia|pode gostar|lea|leggi|läs|"
    r"les|læs|lue|czytaj)\b|関連|あわせて|相关|相關|延伸|推荐|推薦|热门|熱門|评论|評論|更多|往期|精彩|猜你|声明|聲明|附件|"
    r"网友|網友|回复|回覆|留言",
)
_CAPTION = re.compile(
    r"(?:image|photo|picture|foto|bild|credit|source|shutterstock|screenshot)s?\s*[:/©)]|©|\((?:image|photo|picture|"
    r"credit|foto|bild)|getty images|\bfile photo\b|[摄攝圖图][）)]?$|^[▲△▼◎]|撮影|写真|사진"
)
_CAPTION_SIGNS = re.compile(r"[:/©)(摄攝圖图▲△▼◎撮写사]|getty i|file p")
"""A caption has one of these; looking for them costs a tenth."""
_CALL_WORDS = """
    sign-up signup sign-in signin newsletter subscri register login click download email e-mail whatsapp facebook
    twitter instagram telegram podcast privacy cookie abonn registrier suscr iscriv inscri prenum copyright
"""
_WIDE_CALL_WORDS = """
    会員 登録 구독 订阅 訂閱 关注 關注 扫码 掃碼 公众号 公眾號 客户端 客戶端 下载 下載 转载 轉載 联系 聯繫 版权 版權
    免责 免責 投稿 举报
"""
_CALL_PHRASES = (
    "sign up", "sign in", "log in", "our app", "all rights", "follow us", "follow him", "follow her", "follow me",
)  # fmt: skip
_CALLS = (*_CALL_WORDS.split(), *_CALL_PHRASES)
"""Looked for one by one: a regular expression takes more than twice as long."""
_WIDE_CALLS = re.compile("|".join(map(re.escape, _WIDE_CALL_WORDS.split())))
_CREDIT = re.compile(
    r"(?:by|von|par|por|af|av|door|written|posted|published|updated|stand|aktualisiert|tekst|foto|文|记者|記者|作者|编辑|編輯|"
    r"责编|責編|来源|來源|發布|发布|時間|时间|校对|审核|監製|监制|原标题)[\s:：/]"
)
_DATE = re.compile(
    r"(?:19|20)\d{2}[-/.年]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}|\d{1,2}:\d{2}|"
    r"\d+ (?:min|hours?|days?|mins?)\b"
)
_WORD_BEFORE_NUMBER = re.compile(r"([a-z]{3,})\.? \d")
_MONTH = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
_DIGIT = re.compile(r"[0-9]")
_OPENERS = {
    **dict.fromkeys("·•●■◆>»▶►|-–—*", "bullet"),
    **dict.fromkeys('“"「『«„', "quote"),
    "[": "bracket",
    "【": "bracket",
}
_ENDERS = {**dict.fromkeys(":：", "colon"), **dict.fromkeys("?？", "ask"), "…": "dots"}


def opens_list(text: str) -> bool:
    """Whether a short line heads a list of other articles, comments or tags."""
    return _MORE.search(text.lower()) is not None


def cues_of(text: str) -> Iterator[str]:
    """Names of the cues of a line of at most 300 characters."""
    digits = len(_DIGIT.findall(text))
    yield from _word_cues(text.lower(), has_digits=digits > 0)
    yield from _sign_cues(text)
    if 4 * digits > len(text):
        yield "digits"


def _word_cues(low: str, *, has_digits: bool) -> Iterator[str]:
    if _CAPTION_SIGNS.search(low) and _CAPTION.search(low):
        yield "caption"
    if any(map(low.__contains__, _CALLS)) or (not low.isascii() and _WIDE_CALLS.search(low)):
        yield "call"
    if _CREDIT.match(low):
        yield "credit"
    if has_digits and _has_date(low):
        yield "date"


def _has_date(low: str) -> bool:
    return _DATE.search(low) is not None or any(map(_MONTH.search, _WORD_BEFORE_NUMBER.findall(low)))


def _sign_cues(text: str) -> Iterator[str]:
    if cue := _OPENERS.get(text[0]):
        yield cue
    if cue := _ENDERS.get(text[-1]):
        yield cue
    if "http" in text or "www." in text:
        yield "url"
    if "@" in text:
        yield "at"
    if "|" in text or "｜" in text:
        yield "bar"
    if text.isupper() and len(text) > 3:
        yield "upper"
    if text[0].islower():
        yield "lower"
