"""A page's links in page order: address, words, the path of elements they stand in, the date beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.plain_text import one_line
from yaowen.collect.rules.lists.shapes import score_address, shape_of
from yaowen.collect.rules.lists.words_of_lists import clean_headline, drop_date, find_date, is_date, score_headline

MAX_ANCHORS = 5000
"""Links read of a page: front pages of large portals have up to 2,000."""
_LEVELS = 5
_CLIMB = 40
_ROW_LEVELS = 5
_TEXT_CHARS = 1000
_CELL_LINKS = 2
_SEEN_THROUGH = frozenset(
    ["b", "strong", "font", "span", "em", "i", "u", "big", "small", "center", "tbody", "thead", "nobr", "s"]
)
_WRITTEN_ON = frozenset(["b", "strong", "font", "em", "i", "u", "big", "small", "mark", "sup", "sub"])
_INLINE = _SEEN_THROUGH | {"time", "label", "-text", "sup", "sub", "dd"}
_PASSING_CLASS = re.compile(
    r"odd|even|first|last|active|current|selected|hover|cur|on|alt|clear(?:fix)?|cf|fl|fr|left|right|new|hot|visited|"
    r"is-.*|has-.*|js-.*|(?:css|sc|jsx|emotion|svelte)-.*|post-\d+|wow|lazy.*|animate.*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu|foot\w*|copyright|friend\w*|links?|crumbs?|breadcrumbs?|pag(?:e|er|es|ination|ing)|"
    r"pagenav|login|topbar|share|tags?|lang\w*|sitemap|search)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:side\w*|aside|rank\w*|phb|paihang\w*|hot\w*|related|recommend\w*|popular|trending|most-?read|top10|"
    r"ads?|advert\w*|promo\w*|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SHARE_BY_TAG = {"nav": 0.1, "footer": 0.1, "header": 0.4, "aside": 0.5, "form": 0.3, "menu": 0.2, "ol": 0.8}


@dataclass(slots=True)
class Anchor:
    """A link to an http(s) address.

    Attributes:
        path: the elements it stands in, `div.main > ul.list > li > a`: the same for links of one list.
        text: its words as a headline; `title` and picture texts stand in where it has none.
        date: what is printed beside it, as printed; empty where nothing is.
        trust: 0–1, how little its surroundings are navigation or a side column.
    """

    url: str
    text: str
    path: str
    shape: str
    date: str = ""
    trust: float = 1.0


def read_anchors(tree: LexborHTMLParser, url: str) -> list[Anchor]:
    """The links of a page, in page order, without those inside one page.

    Args:
        url: the page's address; a `<base>` counts too.
    """
    base = _base_of(tree, url)
    own = canonical_address(url)
    found: list[tuple[LexborNode, str]] = []
    for node in tree.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        address = canonical_address(one_line(href), base) if href and not href.startswith("#") else ""
        if address and address != own:
            found.append((node, address))
        if len(found) >= MAX_ANCHORS:
            break
    rows = _Rows(found)
    return [_read(node, address, rows) for node, address in found]


class _Rows:
    """Which elements hold links to how many articles: found once for all links."""

    def __init__(self, found: list[tuple[LexborNode, str]]) -> None:
        self.held: dict[int, set[str]] = {}
        for node, address in found:
            if not score_address(address):
                continue
            for parent in _ancestors(node, _CLIMB):
                held = self.held.setdefault(parent.mem_id, set())
                if len(held) <= _CELL_LINKS:
                    held.add(address)

    def count(self, node: LexborNode) -> int:
        """Different articles linked below an element; 3 stands for more."""
        return len(self.held.get(node.mem_id, ()))

    def row_of(self, node: LexborNode) -> LexborNode | None:
        """The largest element around a link that holds this one article's links alone; None where there is none."""
        row = None
        for parent in _ancestors(node, _ROW_LEVELS):
            if self.count(parent) != 1 or parent.tag in {"body", "html"}:
                break
            row = parent
        return row


def _read(node: LexborNode, address: str, rows: _Rows) -> Anchor:
    text = _words_of(node)
    return Anchor(
        url=address,
        text=text,
        path=_path_of(node, rows),
        shape=shape_of(address),
        date=_date_beside(node, rows) if score_address(address) else "",
        trust=_trust(node),
    )


def _base_of(tree: LexborHTMLParser, url: str) -> str:
    element = tree.css_first("base[href]")
    return canonical_address(element.attributes.get("href") or "", url) or url if element is not None else url


def _ancestors(node: LexborNode, most: int) -> Iterator[LexborNode]:
    parent = node.parent
    for _ in range(most):
        if parent is None or parent.tag in {"html", "-document"}:
            return
        yield parent
        parent = parent.parent


def _path_of(node: LexborNode, rows: _Rows) -> str:
    parts = [_part(node, rows)]
    for parent in _ancestors(node, _CLIMB):
        part = _part(parent, rows)
        if parent.tag == "body" or len(parts) > _LEVELS:
            break
        if part in _SEEN_THROUGH:
            continue
        parts.append(part)
        if "#" in part:
            break
    return " > ".join(reversed(parts))


def _part(node: LexborNode, rows: _Rows) -> str:
    """One element of a path: its name with its id or lasting classes; a nameless column of a layout by its place."""
    attributes, tag = node.attributes, node.tag or ""
    identity = (attributes.get("id") or "").strip()
    if identity and not _DIGITS.search(identity) and " " not in identity and tag not in {"a", "li", "tr"}:
        return f"{tag}#{identity[:40]}"
    names = [name for name in (attributes.get("class") or "").split()[:6] if not _PASSING_CLASS.fullmatch(name)]
    kept = sorted({_DIGITS.sub("0", name)[:40] for name in names})[:2]
    if not kept and tag == "td" and rows.count(node) > _CELL_LINKS:
        return f"td:{_column(node)}"
    return ".".join([tag, *kept])


def _column(node: LexborNode) -> int:
    number, before = 1, node.prev
    while before is not None and number < 20:
        number += before.tag == "td"
        before = before.prev
    return number


def _trust(node: LexborNode) -> float:
    trust = 1.0
    for parent in _ancestors(node, 12):
        attributes = parent.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        trust = min(trust, _SHARE_BY_TAG.get(parent.tag or "", 1.0))
        if parent.tag != "body" and _FURNITURE.search(name):
            trust = min(trust, 0.3)
        elif parent.tag != "body" and _BESIDE.search(name):
            trust = min(trust, 0.5)
    return trust


def _words_of(node: LexborNode) -> str:
    """A link's words: its heading where it wraps a whole card; the `title` where the words are cut short."""
    heading = node.css_first("h1, h2, h3, h4, h5, h6, [class*=title], [class*=headline], [class*=tit]")
    text = one_line(heading.text(separator=" ")[:_TEXT_CHARS]) if heading is not None else ""
    text = clean_headline(drop_date(text if score_headline(text) else _without_dates(node)))
    hint = one_line((node.attributes.get("title") or "")[:_TEXT_CHARS])
    cut = text.rstrip(".…").strip()
    if hint and (not text or (len(hint) > len(cut) and cut != text and hint.startswith(cut))):
        return clean_headline(hint)
    return text or _picture_words(node)


def _without_dates(node: LexborNode) -> str:
    """A link's words but for elements in it that hold a date alone."""
    parts = [one_line(child.text(separator=" ")[:_TEXT_CHARS]) for child in node.iter(include_text=True)]
    kept = [part for part in parts if part and not (len(parts) > 1 and is_date(part))]
    return one_line("".join(kept) if all(child.tag in _WRITTEN_ON for child in node.iter()) else " ".join(kept))


def _picture_words(node: LexborNode) -> str:
    picture = node.css_first("img[alt]")
    return one_line((picture.attributes.get("alt") or "")[:_TEXT_CHARS]) if picture is not None else ""


def _date_beside(node: LexborNode, rows: _Rows) -> str:
    row = rows.row_of(node)
    if row is not None:
        stamp = row.css_first("time[datetime]")
        if stamp is not None and (given := find_date(one_line(stamp.attributes.get("datetime") or ""))):
            return given
        if found := _date_in_row(row, node):
            return found
        behind = _next_element(row)
        if behind is not None and not rows.count(behind) and behind.css_first("a") is None:
            return find_date(one_line(behind.text(separator=" ")[:_TEXT_CHARS]))
        return ""
    return find_date(_beside(node, forward=True)) or find_date(_beside(node, forward=False)) or find_date(_own(node))


def _date_in_row(row: LexborNode, node: LexborNode) -> str:
    """A date of the row: outside the link's words first, since headlines name days too."""
    own = _own(node)
    whole = one_line(row.text(separator=" ")[: 4 * _TEXT_CHARS])
    outside = whole.replace(own, " ", 1) if own else whole
    return find_date(outside) or (find_date(own) if drop_date(own) != own else "")


def _own(node: LexborNode) -> str:
    return one_line(node.text(separator=" ")[:_TEXT_CHARS])


def _next_element(node: LexborNode) -> LexborNode | None:
    behind = node.next
    while behind is not None and behind.tag == "-text":
        behind = behind.next
    return behind


def _beside(node: LexborNode, *, forward: bool) -> str:
    """The words between a link and the next break or link, for lists that have no elements of their own."""
    texts: list[str] = []
    beside = node.next if forward else node.prev
    while beside is not None and beside.tag in _INLINE and len(texts) < 8:
        if beside.tag != "-text" and beside.css_first("a") is not None:
            break
        texts.append(beside.text()[:_TEXT_CHARS])
        beside = beside.next if forward else beside.prev
    return one_line(" ".join(texts if forward else reversed(texts)))
