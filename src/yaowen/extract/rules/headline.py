"""The headline: what machines are told, what the page shows, and what the window says, made to agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.clean import clean_text, fold_line
from yaowen.extract.rules.layout import Line
from yaowen.extract.rules.structured import Structured
from yaowen.extract.rules.told import Told

MAX_CHARS = 300
MAX_LINES = 400
_MARKS = r"[|｜_»«丨ㅣ]"
_PARTING = re.compile(
    rf"\s*(?:{_MARKS}|\s[-–—·•:/]\s|——|--|-(?=[\u3400-\u9fff\uac00-\ud7af])|(?<=[\u3400-\u9fff\uac00-\ud7af])[-–—](?=\S))\s*"
)
_SURE_MARK = re.compile(rf"\s*{_MARKS}\s*")
_GARBAGE = re.compile(
    r"^(?:untitled|home|index|首页|首頁|无标题文档|無標題文件|新闻|新聞|正文|详情|404\b.*|not found|error|"
    r"page not found|access denied|just a moment\.*)$",
    re.IGNORECASE,
)
_BIG = 'h1, [itemprop="headline"], .title h2, h2.title, .headline, .article-title, .entry-title, #title, .articletitle'
_SHORTEST_SHARE = 0.35
_EDGES = "|_»«丨ㅣ-–—·•/*>"
_QUOTES = str.maketrans("‘’‚‛′“”„‟″«»", "'" * 5 + '"' * 7)
_LEAST_LINKED_CHARS = 4
_SURE = {"og:title": 0.92, "linked data": 0.92, "title meta": 0.85}
"""Shares of extract_fundus's pages that are labelled with it."""
_TAIL_CHARS = 20
_SECTION_CHARS = 6
_SECTION = re.compile(r"(?<=.{8})-[\u3400-\u9fff\uac00-\ud7af]{2,4}$|(?<=.{15}) - [A-Z][A-Za-z]{2,14}$")
"""A section between headline and site's name."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_NAME = re.compile(
    r"\s[-–—|]\s(?:"
    r"(?P<han>[\u3400-\u9fff]{0,12}(?:[网網报報台臺社]|新[闻聞]|[电電][视視]|[广廣]播|[周週]刊|[杂雜][志誌]|中文))|"
    r"[A-Z][A-Z0-9]{1,7}|"
    r"(?:[A-Z][\w.'&]* ){0,4}(?:News|Times|Post|Daily|Herald|Radio|TV|Press|Online|Agency|Chinese))$"
)
"""An outlet's name before the same in another script: `头条 – 灯下电台 - LDR`."""
_ENDS = "：:|｜_»«丨ㅣ-–—·•/"


def find_headline(
    tree: LexborHTMLParser, said: Structured, site_names: tuple[str, ...], lines: Iterable[Line] = ()
) -> Told[str]:
    """The article's headline without the site's name.

    Open Graph and JSON-LD come first: they are written for sharing the article and right more often than the largest
    letters (105 and 94 of 127 pages of extract_fundus, h1 89), then the window's title. Each is cut to the line of
    the page that begins or ends it, where there is one.

    Args:
        tree: the page.
        said: what the page says for machines.
        site_names: names the site goes by; a part of a title that equals one is cut off.
        lines: the page's lines in order.

    Returns:
        The headline; empty where the page has none.
    """
    names = {fold_line(name) for name in site_names}
    window = window_title(tree)
    told = _told_titles(said)
    shortest = min((len(fold_line(one)) for one in (window, *told.values()) if one), default=0)
    page_lines = _fold_lines(lines, _SHORTEST_SHARE * shortest)
    if told["linked data"] and _is_linked_better(Titles(told, strip_site(window, site_names)), page_lines):
        told = {"linked data": told["linked data"], **told}
    for where, cut in told.items():
        title = _uncut(cut, page_lines)
        settled = _settle(title, page_lines, names) or strip_site(title, site_names)
        if not is_garbage(settled) and fold_line(settled) not in names:
            return Told(settled[:MAX_CHARS], where, _SURE[where])
    if settled := _settle(window, page_lines, names):
        return Told(settled[:MAX_CHARS], "window title and a line of the page", 0.85)
    shown = [text for text in _shown(tree) if fold_line(text) not in names]
    for text in shown:
        if _agrees(text, window):
            return Told(text, "largest letters and window title", 0.85)
    title = strip_site(window, site_names, unknown_tail=True)
    if not is_garbage(title) and fold_line(title) not in names:
        return Told(title[:MAX_CHARS], "window title", 0.6)
    return Told(shown[0], "largest letters", 0.5) if shown else Told("")


def _told_titles(said: Structured) -> dict[str, str]:
    """The titles told to machines by where they are, the best place first."""
    return {
        "og:title": said.meta("og:title"),
        "linked data": said.text("headline"),
        "title meta": said.meta("twitter:title", "dc.title", "articletitle"),
    }


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of a page: told to machines by place, and the window's without the site's name."""

    told: Mapping[str, str]
    window: str


def _is_linked_better(titles: Titles, lines: Sequence[tuple[str, Line]]) -> bool:
    """Whether the linked headline comes before the shared title: it was typeset with more care, or the others agree.

    Of the pages of extract_fundus where it stands alone in large letters 8 of 9 are labelled with it.
    """
    shared, linked, third = (_fold_marks(title) for title in titles.told.values())
    window = _fold_marks(titles.window)
    if linked == shared or len(linked) < _LEAST_LINKED_CHARS:
        return linked == shared
    large = [text.translate(_QUOTES) for text, line in lines if line.tag == "h1"]
    shown_large = any(text.startswith(linked.rstrip(".…")) for text in large)
    if shown_large and not window.startswith(linked):
        return True
    if shown_large and third in {"", linked}:
        return bool(third) and not any(shared in text.translate(_QUOTES) for text, _ in lines)
    return False


def is_garbage(title: str) -> bool:
    """Whether a title says nothing: empty, untitled, an error."""
    return not title or _GARBAGE.match(title) is not None


def window_title(tree: LexborHTMLParser) -> str:
    """The text of the title element."""
    node = tree.css_first("head title") or tree.css_first("title")
    return clean_text(node.text(deep=True)[:2000]) if node else ""


def site_in_window(window: str, headline: str) -> str:
    """What the window's title names beside the headline: the part farthest from it; empty where there is none."""
    start = window.find(headline)
    if not headline or start < 0:
        return ""
    before, after = window[:start], window[start + len(headline) :]
    parts = [part for part in _PARTING.split(after) if part] or [part for part in _PARTING.split(before) if part][:1]
    return parts[-1] if parts and len(parts[-1]) <= 40 else ""


def strip_site(title: str, site_names: tuple[str, ...], *, unknown_tail: bool = False) -> str:
    """A title without the parts that name the site or its sections.

    `头条 - 青桐晚报`, `青桐晚报 – 头条` and `头条_国际_青桐晚报` give `头条`.

    Args:
        title: as told.
        site_names: names the site goes by.
        unknown_tail: also cut a short last part that no known name explains.
    """
    if head := _before_name(title, site_names):
        return _without_section(_without_other_name(head, title))
    parts = [part for part in _PARTING.split(title) if part]
    if len(parts) < 2:
        return title
    folded = {fold_line(name) for name in site_names if name}
    named = [place for place, part in enumerate(parts) if _names_site(fold_line(part), folded)]
    if named and named[-1] == len(parts) - 1 and named[0] > 0:
        return _without_section(_without_other_name(_before(title, parts, named[0]), title))
    if named and named[0] == 0:
        return title[title.find(parts[0]) + len(parts[0]) :].lstrip(_ENDS + " \u3000").strip() or title
    return _without_tail(title, parts, unknown_tail)


def _without_tail(title: str, parts: Sequence[str], unknown_tail: bool) -> str:
    """A title without what stands behind a sure mark, or without any short last part."""
    mark = _SURE_MARK.search(title)
    if mark and len(title) - mark.end() <= 2 * _TAIL_CHARS and mark.start() >= 0.4 * len(title):
        return title[: mark.start()].strip()
    if unknown_tail and len(parts[-1]) <= _TAIL_CHARS and len(parts[-1]) < 0.5 * len(title):
        return _before(title, parts, len(parts) - 1)
    return title


def _before_name(title: str, site_names: tuple[str, ...]) -> str:
    """What stands before the site's name and a mark at the end of a title; empty where no name stands there."""
    for name in filter(None, site_names):
        head = title.removesuffix(name).rstrip()
        if head != title and head[-1:] and head[-1] in _ENDS:
            return head.rstrip(_ENDS + " ")
    return ""


def _without_other_name(head: str, title: str) -> str:
    """What stands before a site's name that was printed in two scripts, of which the last is cut already."""
    found = _OTHER_NAME.search(head)
    if not found:
        return head
    cut_han = _HAN.search(title, len(head)) is not None
    return head[: found.start()].rstrip() if cut_han != bool(found["han"]) else head


def _without_section(title: str) -> str:
    """`渡口停航_国际` without the section that stood between headline and site."""
    head, tail = _SECTION.sub("", title), ""
    while (mark := list(_SURE_MARK.finditer(head))) and len(tail := head[mark[-1].end() :]) <= _SECTION_CHARS:
        head = head[: mark[-1].start()]
    return head if len(head) > len(tail) else title


def _names_site(part: str, folded: set[str]) -> bool:
    return any(
        part == name or (len(name) > 2 and len(part) > 2 and (name in part or part in name) and len(part) < 40)
        for name in folded
    )


def _before(title: str, parts: Sequence[str], count: int) -> str:
    """The title up to the end of its first `count` parts."""
    end = 0
    for part in parts[:count]:
        end = title.find(part, end) + len(part)
    return title[:end].strip()


def _fold_marks(title: str) -> str:
    return fold_line(title).translate(_QUOTES)


def _fold_lines(lines: Iterable[Line], least: float) -> list[tuple[str, Line]]:
    """The lines that may be a title, with their folded texts; ASCII is not longer for being folded."""
    return [
        (fold_line(line.text), line)
        for place, line in enumerate(lines)
        if len(line.text) <= MAX_CHARS
        and (place < MAX_LINES or line.tag == "h1")
        and (len(line.text) >= least or not line.text.isascii())
    ]


def _uncut(title: str, lines: Sequence[tuple[str, Line]]) -> str:
    """A told title whose attribute ended at a quotation mark of the headline's own, as the page's heading has it."""
    folded = fold_line(title)
    whole = (line.text for text, line in lines if line.tag == "h1" and text.startswith(f'{folded}"'))
    return next(whole, title) if len(folded) >= _LEAST_LINKED_CHARS else title


def _settle(title: str, lines: Sequence[tuple[str, Line]], names: set[str]) -> str:
    """The line of the page that a title is made of: all of it, or its beginning or end beside the site's name.

    Among several, headings come before other lines, these before links (a logo's is the site's name), longer ones
    before shorter, later ones before earlier.
    """
    folded_title = fold_line(title)
    best, best_rank = "", (False, False, 0)
    for folded, line in lines:
        if len(folded) < 4 or len(folded) < _SHORTEST_SHARE * len(folded_title) or folded in names:
            continue
        if folded == folded_title:
            return line.text
        if _is_cut_off(folded_title, folded):
            rank = (line.tag in {"h1", "h2", "h3"}, line.linked < line.weight, len(folded))
            if rank >= best_rank:
                best, best_rank = line.text, rank
    return best


def _is_cut_off(title: str, part: str) -> bool:
    """Whether a title is this part, a mark that parts sites from headlines, and something else; or the other way."""
    if title.startswith(part):
        return title[len(part)] in _EDGES
    return title.endswith(part) and title[-len(part) - 1] in _EDGES


def _shown(tree: LexborHTMLParser) -> list[str]:
    found = []
    for node in tree.css(_BIG)[:12]:
        text = clean_text(node.text(deep=True)[:1000])
        if 2 <= len(text) <= MAX_CHARS:
            found.append(text)
    return found


def _agrees(text: str, title: str) -> bool:
    """Whether two titles say the same: one contains the other."""
    folded, other = fold_line(text), fold_line(title)
    if len(folded) < 4:
        return False
    return folded in other or (len(other) >= 6 and other in folded and len(other) > 0.6 * len(folded))
