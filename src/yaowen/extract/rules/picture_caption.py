"""What stands under a picture, and who is credited for it in those words."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from yaowen.extract.rules.clean import clean_text, fold_line

LONGEST_CHARS = 300
_SHORT_CHARS = 120
_POINTERS = "▲△▼▽◎●■□↑↓ 　"
_CAPTION_NAME = re.compile(
    r"caption|pic-?(?:desc|text|info|note)|img-?(?:desc|text|info|note)|image-?(?:desc|text)|photo-?(?:desc|text)|legend",
    re.IGNORECASE,
)
_TAKEN_FROM = r"(?:[图圖]片?|照片)[撷擷]?取自"
_TAKEN = rf"^{_TAKEN_FROM}[^。，；]{{2,60}}$|[（(][^（）()]{{0,40}}{_TAKEN_FROM}[^（）()]{{2,100}}[）)]。?$"
_TELLS_ITS_ORIGIN = re.compile(_TAKEN)
"""1,717 of the 1,720 paragraphs of stream_waimei that have 取自 behind a word for picture; those read are captions."""
_READS_AS_CAPTION = re.compile(
    r"^(?:▲|△|▼|◎|图[为：:说片一二三1-9]|圖[為：:說片一二三1-9]|资料图|資料圖|资料照|資料照|Photo\b|Pictured\b)|"
    rf"{_TAKEN}|"
    r"(?:[摄攝]影?|供图|供圖|制图|製圖|绘图|繪圖|资料图片?|資料圖片?|资料照片?|資料照片?)[）)。]?$"
)
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$|^[A-Za-z0-9_-]{0,40}$|^https?:", re.IGNORECASE)
_NAMES = r"[\u4e00-\u9fff·]{2,5}(?:[、 　][\u4e00-\u9fff·]{2,5}){0,3}"
_CREDITS = (
    re.compile(rf"{_TAKEN_FROM}\s*([^（）();；，,、。]{{2,40}})"),
    re.compile(rf"((?:[\u4e00-\u9fff]{{2,8}})?(?:记者|記者|通讯员|通訊員)\s*{_NAMES})\s*[摄攝]影?"),
    re.compile(rf"(?:^|[\s。！？，,；;（(])({_NAMES})\s*[摄攝]影?(?=[）)。\s]|$)"),
    re.compile(r"([\u4e00-\u9fffA-Za-z·/]{2,20})\s*(?:供图|供圖|提供|制图|製圖|绘图|繪圖)(?=[）)。\s]|$)"),
    re.compile(
        r"(?:图片来源|圖片來源|图源|圖源|图片|圖片|摄影|攝影|图|圖|来源|來源)\s*[：:／/丨|]\s*([^）)。；;，,]{2,40})"
    ),
    re.compile(
        r"(?:Photo(?:graph)?s?|Picture|Image|Credit|Source)\s*(?:credit\s*)?(?:by\s+|:\s*|/\s*)([^.;()]{2,60})",
        re.IGNORECASE,
    ),
    re.compile(r"©\s*(?:\d{4}\s*)?([^.;()]{2,60})"),
    re.compile(r"[（(]([A-Z][\w .'-]{1,40}/[A-Z][\w .'-]{1,40})[）)]\s*$"),
)


def find_caption(image: LexborNode, headline: str) -> str:
    """The words under a picture: its figcaption, a line that reads as a caption, or its `alt`; empty where none."""
    caption = _figcaption(image) or _line_below(image) or _alternative(image, headline)
    return caption.lstrip(_POINTERS)


def find_credit(caption: str) -> str:
    """Who made or gave a picture, as a caption says: 记者许青 摄, 图片来源：…, (Name/Agency); or empty."""
    for pattern in _CREDITS:
        if found := pattern.search(caption[-LONGEST_CHARS:]):
            return found[1].strip(" 　·/")[:60]
    return ""


def is_caption(text: str, caption: str) -> bool:
    """Whether a paragraph of the text is only the words under a picture: the lead picture's, or they say 图取自…."""
    if "取自" in text and len(text) <= LONGEST_CHARS and _TELLS_ITS_ORIGIN.search(text):
        return True
    return bool(caption) and fold_line(text.lstrip(_POINTERS)) == fold_line(caption)


def _figcaption(image: LexborNode) -> str:
    around = image.parent
    for _ in range(5):
        if around is None or around.tag in {"body", "article", "main"}:
            return ""
        if around.tag == "figure":
            caption = around.css_first("figcaption")
            return _text(caption) if caption is not None else ""
        around = around.parent
    return ""


def _line_below(image: LexborNode) -> str:
    """The element after the picture, or after the block it stands in, where it is named or reads as a caption."""
    around: LexborNode | None = image
    for _ in range(3):
        if around is None or around.tag in {"body", "article", "main"}:
            return ""
        following = around.next
        while following is not None and not following.is_element_node:
            following = following.next
        if following is not None and following.tag == "br":
            return ""
        if following is not None and following.css_first("img") is None:
            text = _text(following)
            named = _CAPTION_NAME.search(following.attributes.get("class") or "")
            if 0 < len(text) <= _SHORT_CHARS and (named or _READS_AS_CAPTION.search(text)):
                return text
            if text:
                return ""
        around = around.parent
    return ""


def _alternative(image: LexborNode, headline: str) -> str:
    for name in ("data-caption", "alt", "title"):
        text = clean_text((image.attributes.get(name) or "")[:LONGEST_CHARS])
        if len(text) >= 6 and not _FILE_NAME.search(text) and fold_line(text) != fold_line(headline):
            return text
    return ""


def _text(node: LexborNode) -> str:
    return clean_text(node.text(deep=True, separator=" ")[: 4 * LONGEST_CHARS])[:LONGEST_CHARS]
