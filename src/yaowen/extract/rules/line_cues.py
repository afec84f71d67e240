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
    re.IGNORECASE,
)
_CUES = (
    ("caption", re.compile(
        r"(?:image|photo|picture|foto|bild|credit|source|shutterstock|screenshot)s?\s*[:/©)]|©|\((?:image|photo|picture|"
        r"credit|foto|bild)|getty images|\bfile photo\b|[摄攝圖图][）)]?$|^[▲△▼◎]|撮影|写真|사진",
        re.IGNORECASE)),
    ("call", re.compile(
        r"sign[- ]?(?:up|in)|newsletter|subscri|register|log ?in|follow (?:us|him|her|me)|click|download|e-?mail|"
        r"whatsapp|facebook|twitter|instagram|telegram|podcast|our app|privacy|cookie|abonn|registrier|suscr|iscriv|"
        r"inscri|prenum|会員|登録|구독|订阅|訂閱|关注|關注|扫码|掃碼|公众号|公眾號|客户端|客戶端|下载|下載|转载|轉載|联系|聯繫|版权|版權|"
        r"免责|免責|投稿|举报|copyright|all rights",
        re.IGNORECASE)),
    ("credit", re.compile(
        r"^(?:by|von|par|por|af|av|door|written|posted|published|updated|stand|aktualisiert|tekst|foto|文|记者|記者|作者|"
        r"编辑|編輯|责编|責編|来源|來源|發布|发布|時間|时间|校对|审核|監製|监制|原标题)[\s:：/]",
        re.IGNORECASE)),
    ("date", re.compile(
        r"(?:19|20)\d{2}[-/.年]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}|\d{1,2}:\d{2}|"
        r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}|\d+ (?:min|hours?|days?|mins?)\b",
        re.IGNORECASE)),
)  # fmt: skip
_OPENERS = {
    **dict.fromkeys("·•●■◆>»▶►|-–—*", "bullet"),
    **dict.fromkeys('“"「『«„', "quote"),
    "[": "bracket",
    "【": "bracket",
}
_ENDERS = {**dict.fromkeys(":：", "colon"), **dict.fromkeys("?？", "ask"), "…": "dots"}


def opens_list(text: str) -> bool:
    """Whether a short line heads a list of other articles, comments or tags."""
    return _MORE.search(text) is not None


def cues_of(text: str) -> Iterator[str]:
    """Names of the cues of a line of at most 300 characters."""
    for name, pattern in _CUES:
        if pattern.search(text):
            yield name
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
    digits = sum(map(text.count, "0123456789"))
    if 4 * digits > len(text):
        yield "digits"
