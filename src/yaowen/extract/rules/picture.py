"""The picture that leads an article: the one the page names for machines, or the first large one in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from yaowen.base.opt_out import forbids_pictures
from yaowen.extract.rules.clean import clean_text, fold_line
from yaowen.extract.rules.names_of_elements import judge_name, names_body
from yaowen.extract.rules.picture_caption import find_caption, find_credit
from yaowen.extract.rules.structured import Structured

MAX_LOOKED_AT = 300
LONGEST_ADDRESS = 2000
SMALL_WIDTH = 300
"""A stated picture known to be narrower gives way to a wider one in the text: it is a thumbnail."""
LARGE_WIDTH = 480
_LEAST_WIDTH, _LEAST_HEIGHT = 180, 100
_WIDEST, _TALLEST = 4.0, 2.6
"""As in collect, where the true size decides: here by what the page states."""
_BEST_WIDTH = 1600
"""Of several sizes the one nearest above this is asked for: more is only thrown away."""
_SURE_SHARE = 0.7
_MAX_DEPTH = 14
_LAZY = (
    "data-original", "data-src", "data-lazy-src", "data-actualsrc", "data-lazyload", "data-lazy", "data-echo",
    "data-url", "data-real-src", "data-origin-src", "data-full", "zoomfile", "file", "original", "_src", "src",
)  # fmt: skip
"""Where pages keep the true address while `src` holds a filler: the first that has an address."""
_SRCSETS = ("data-srcset", "data-lazy-srcset", "srcset")
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
_SIZE_IN_NAME = re.compile(r"(?:[-_@!]\d{2,4}(?:x\d{2,4})?[a-z]?)?(?:\.[a-z]{3,4})+$|[-_@!].{0,12}$")
_LONG_PART = re.compile(r"[0-9a-f]{8,}|[a-z0-9]{10,}")
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")
_SIZE_IN_STYLE = re.compile(r"(?<![-\w])(width|height)\s*:\s*(\d{1,5})px")


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


def find_picture(tree: LexborHTMLParser, said: Structured, url: str, headline: str = "") -> LeadPicture:
    """Find the lead picture of a page; an empty one where there is none, or where the page forbids pictures."""
    if withholds_pictures(said):
        return LeadPicture()
    stated = [one for one in (*_linked(said, url), *_shared(said, url)) if _may_lead(one)]
    printed = list(_printed(tree, url, headline))
    first = stated[0] if stated else None
    wide = next((one for one in printed if one.width >= LARGE_WIDTH), None)
    if first is None or (0 < first.width < SMALL_WIDTH and wide is not None):
        return _complete(wide or (printed[0] if printed else LeadPicture()), (), headline)
    return _complete(first, printed, headline)


def withholds_pictures(said: Structured) -> bool:
    """Whether a page asks that its pictures are not shown elsewhere."""
    return any(map(forbids_pictures, said.metas_of("robots")))


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


def _complete(picture: LeadPicture, printed: Sequence[LeadPicture], headline: str) -> LeadPicture:
    """Give a stated picture the caption that stands under it in the text."""
    marks = _marks(picture.url)
    twin = next((one for one in printed if marks & _marks(one.url)), None)
    caption = picture.caption if fold_line(picture.caption) != fold_line(headline) else ""
    caption = (twin.caption if twin else "") or caption
    credit = picture.credit or find_credit(caption)
    return replace(picture, caption=caption, credit=credit)


def _marks(address: str) -> set[str]:
    """What names a picture whatever its size and crop: the long parts of its address that hold a digit, its stem."""
    parts = urlsplit(unquote(address))
    name = parts.path.rpartition("/")[2].lower()
    stem = _SIZE_IN_NAME.sub("", name)
    return {stem or name, *(part for part in _LONG_PART.findall(parts.path.lower()) if not part.isalpha())}


def _may_lead(picture: LeadPicture) -> bool:
    width, height = picture.width, picture.height
    if 0 < width < _LEAST_WIDTH or 0 < height < _LEAST_HEIGHT:
        return False
    if width and height and (width > _WIDEST * height or height > _TALLEST * width):
        return False
    return is_picture_address(picture.url)


def _linked(said: Structured, base: str) -> Iterator[LeadPicture]:
    """The pictures of the article's JSON-LD node, the best size first."""
    values = said.article.get("image")
    found = [_of_node(value, base) for value in (values if isinstance(values, list) else [values])[:20]]
    yield from sorted(filter(None, found), key=lambda one: abs(one.width - _BEST_WIDTH) if one.width else _BEST_WIDTH)


def _of_node(value: object, base: str) -> LeadPicture | None:
    if isinstance(value, str):
        return LeadPicture(_absolute(base, value))
    if not isinstance(value, dict):
        return None
    address = value.get("url") or value.get("contentUrl")
    if isinstance(address, list) and address:
        address = address[0]
    if not isinstance(address, str):
        return None
    credit = value.get("creditText") or value.get("copyrightNotice")
    caption = value.get("caption") or value.get("description")
    return LeadPicture(
        _absolute(base, address), _text(caption), _text(credit)[:100],
        _pixels(value.get("width")), _pixels(value.get("height")),
    )  # fmt: skip


def _shared(said: Structured, base: str) -> Iterator[LeadPicture]:
    """The pictures of Open Graph, Twitter cards and older meta elements, in this order."""
    address = said.meta("og:image:secure_url", "og:image", "og:image:url")
    if address:
        width, height = (_pixels(said.meta(f"og:image:{side}")) for side in ("width", "height"))
        yield LeadPicture(_absolute(base, address), said.meta("og:image:alt"), "", width, height)
    for name in ("twitter:image", "twitter:image:src", "image", "thumbnail"):
        if address := said.meta(name):
            yield LeadPicture(_absolute(base, address), said.meta("twitter:image:alt"))


def _printed(tree: LexborHTMLParser, base: str, headline: str) -> Iterator[LeadPicture]:
    """The pictures in the article's text, in page order."""
    for node in tree.css("img")[:MAX_LOOKED_AT]:
        picture = _of_image(node, base)
        if picture is None or not _may_lead(picture):
            continue
        sure = _stands_in_article(node)
        if sure or (sure is None and picture.width >= SMALL_WIDTH):
            yield replace(picture, caption=find_caption(node, headline))


def _of_image(node: LexborNode, base: str) -> LeadPicture | None:
    attributes = node.attributes
    address = _widest(node) or next(
        (value for name in _LAZY if (value := (attributes.get(name) or "").strip()) and not value.startswith("data:")),
        "",
    )
    absolute = _absolute(base, address)
    if not absolute:
        return None
    styled = dict(_SIZE_IN_STYLE.findall(attributes.get("style") or ""))
    width, height = (
        _pixels(attributes.get(f"data-{side}") or attributes.get(side) or styled.get(side))
        for side in ("width", "height")
    )
    return LeadPicture(absolute, "", "", width, height)


def _widest(node: LexborNode) -> str:
    """The address of the best size that a `srcset` of the element, or of the `<picture>` around it, offers."""
    sets = [value for name in _SRCSETS if (value := node.attributes.get(name))]
    if (parent := node.parent) is not None and parent.tag == "picture":
        sets += [
            value for source in parent.css("source")[:10] for name in _SRCSETS if (value := source.attributes.get(name))
        ]
    offered = [one for value in sets for one in _parse_srcset(value)]
    wide = [one for one in offered if one[0] >= _BEST_WIDTH]
    chosen = min(wide, default=None) or max(offered, default=None)
    return chosen[1] if chosen else ""


def _parse_srcset(value: str) -> Iterator[tuple[int, str]]:
    for part in re.split(r",\s+", value[:20_000])[:40]:
        address, _, size = part.strip().rpartition(" ")
        if address and size.endswith("w") and size[:-1].isdecimal() and not address.startswith("data:"):
            yield int(size[:-1][:6]), address.strip()


def _stands_in_article(node: LexborNode) -> bool | None:
    """Whether an element stands in the article's text: True, False (furniture), None where its place tells nothing."""
    sure: bool | None = None
    around, depth = node.parent, 0
    while around is not None and depth < _MAX_DEPTH:
        attributes = around.attributes
        tag = around.tag or ""
        name = (
            f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('itemprop') or ''}".strip()
        )
        if tag in {"nav", "footer", "aside"} or (tag not in {"figure", "body"} and _is_furniture(name)):
            return False
        if tag in {"article", "main"} or names_body(name):
            sure = True
        around, depth = around.parent, depth + 1
    return sure


def _is_furniture(name: str) -> bool:
    return judge_name(name) >= _SURE_SHARE and not re.search("caption|credit", name, re.IGNORECASE)


def _absolute(base: str, address: str) -> str:
    try:
        absolute = urljoin(base, address.strip())
    except ValueError:
        return ""
    absolute = "".join(absolute.split())
    return absolute if absolute.startswith(("http://", "https://")) and len(absolute) <= LONGEST_ADDRESS else ""


def _pixels(value: Any) -> int:
    """A size as pages state it: a number, `640px`, a QuantitativeValue; 0 where it is none (100 %)."""
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) if 0 < value < 100_000 else 0
    found = _NUMBER.match(value) if isinstance(value, str) else None
    return int(found[1]) if found else 0


def _text(value: object) -> str:
    return clean_text(value)[:300] if isinstance(value, str) else ""
