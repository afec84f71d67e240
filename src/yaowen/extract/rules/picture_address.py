"""Which addresses and sizes a picture that leads an article may have, as pages state them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

LONGEST_ADDRESS = 2000
BEST_WIDTH = 1600
"""Of several sizes the one nearest above this is asked for: more is only thrown away."""
_LEAST_WIDTH, _LEAST_HEIGHT = 180, 100
_WIDEST, _TALLEST = 4.0, 2.6
"""As in collect, where the true size decides: here by what the page states."""
_NO_ARTICLE_PICTURE = frozenset((
    "logo", "logos", "icon", "icons", "ico", "favicon", "avatar", "avatars", "headimg", "headpic", "qr",
    "qrcode", "qrcodes", "erweima", "ewm", "blank", "pixel", "spacer", "placeholder", "transparent", "transp",
    "loading", "lazy", "lazyload", "sprite", "sprites", "default", "nopic", "noimage", "noimg", "noimages",
    "share", "weixin", "wechat", "weibo", "btn", "btns", "button", "arrow", "emoji", "emoticon", "smiley",
    "smilies", "captcha", "counter", "stat", "watermark", "dot", "line",
))  # fmt: skip
_FEW_WORDS = 3
"""A longer name describes what a picture shows (town-unveils-its-new-logo): there these words tell nothing."""
_NEVER_TYPES = (".svg", ".svgz", ".ico", ".swf", ".mp4", ".mp3", ".webm", ".m3u8", ".pdf", ".html", ".htm", ".js")
_CHINESE_FILLERS = ("二维码", "二維碼", "头像", "頭像", "默认", "占位")
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")


@dataclass(frozen=True, slots=True)
class LeadPicture:
    """A picture that leads an article.

    Attributes:
        url: absolute http(s) address; empty where there is none.
        caption: as printed; empty where none is.
        credit: who made or gave it, as printed, without its label; empty where the page does not say.
        width: in pixels as the page states it; 0 where it does not. So is `height`.
    """

    url: str = ""
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0


def is_picture_address(address: str) -> bool:
    """Whether an address may be that of an article's picture, by its words: no logo, icon, code to scan or filler."""
    if not address.startswith(("http://", "https://")) or len(address) > LONGEST_ADDRESS:
        return False
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return False
    named = any(map(_names_filler, path.split("/")[-3:]))
    return not named and not path.lower().endswith(_NEVER_TYPES)


def _names_filler(part: str) -> bool:
    words = re.findall(r"[a-z]+", re.sub(r"\.[A-Za-z0-9]{2,4}$", "", part).lower())
    few = len(words) <= _FEW_WORDS and not _NO_ARTICLE_PICTURE.isdisjoint(words)
    return few or any(word in part for word in _CHINESE_FILLERS) or "1x1" in part


def may_lead(picture: LeadPicture) -> bool:
    """Whether a picture may lead an article, by its address and by the size that the page states."""
    width, height = picture.width, picture.height
    if 0 < width < _LEAST_WIDTH or 0 < height < _LEAST_HEIGHT:
        return False
    if width and height and (width > _WIDEST * height or height > _TALLEST * width):
        return False
    return is_picture_address(picture.url)


def absolute_address(base: str, address: str) -> str:
    """An address on a page as an absolute http(s) one; empty where it is none."""
    try:
        absolute = urljoin(base, address.strip())
    except ValueError:
        return ""
    absolute = "".join(absolute.split())
    return absolute if absolute.startswith(("http://", "https://")) and len(absolute) <= LONGEST_ADDRESS else ""


def read_pixels(value: Any) -> int:
    """A size as pages state it: a number, `640px`, a QuantitativeValue; 0 where it is none (100 %)."""
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) if 0 < value < 100_000 else 0
    found = _NUMBER.match(value) if isinstance(value, str) else None
    return int(found[1]) if found else 0
