"""The headline: what machines are told, what stands in the largest letters, and what the window says, made to agree."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.clean import clean_text, fold_line
from yaowen.extract.rules.structured import Structured

MAX_CHARS = 300
_PARTING = re.compile(r"\s*(?:[|｜_»«]|\s[-–—·•:/]\s|——|--|-(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[-–—](?=\S))\s*")
_GARBAGE = re.compile(
    r"^(?:untitled|home|index|首页|首頁|无标题文档|無標題文件|新闻|新聞|正文|404.*|not found|error)$", re.IGNORECASE
)
_BIG = 'h1, [itemprop="headline"], .title h2, h2.title, .headline, .article-title, .entry-title, #title, .articletitle'


def find_headline(tree: LexborHTMLParser, said: Structured, site_names: tuple[str, ...]) -> str:
    """The article's headline without the site's name.

    Args:
        tree: the page.
        said: what the page says for machines.
        site_names: names the site goes by; a part of the window's title that equals one is cut off.

    Returns:
        The headline; empty where the page has none.
    """
    window = window_title(tree)
    told = [said.meta("og:title", "twitter:title", "dc.title", "title"), said.text("headline")]
    told = [strip_site(title, site_names) for title in told if title]
    shown = [text for text in _shown(tree) if fold_line(text) not in {fold_line(name) for name in site_names}]
    for text in shown:
        if _agrees(text, [*told, window]):
            return text[:MAX_CHARS]
    titles = [*told, strip_site(window, site_names)]
    for title in titles:
        if not is_garbage(title):
            return title[:MAX_CHARS]
    return shown[0][:MAX_CHARS] if shown else ""


def is_garbage(title: str) -> bool:
    """Whether a title says nothing: empty, untitled, an error."""
    return not title or _GARBAGE.match(title) is not None


def window_title(tree: LexborHTMLParser) -> str:
    """The text of the title element."""
    node = tree.css_first("head title") or tree.css_first("title")
    return clean_text(node.text(deep=True)[:2000]) if node else ""


def strip_site(title: str, site_names: tuple[str, ...]) -> str:
    """A title without the parts that name the site or its sections.

    `头条 - 青桐晚报`, `青桐晚报 – 头条` and `头条_国际_青桐晚报` give `头条`.
    """
    parts = [part for part in _PARTING.split(title) if part]
    if len(parts) < 2:
        return title
    folded = {fold_line(name) for name in site_names if name}
    named = [place for place, part in enumerate(parts) if _names_site(fold_line(part), folded)]
    if named and named[-1] == len(parts) - 1 and named[0] > 0:
        return _cut(title, parts, 0, named[0])
    if named and named[0] == 0:
        return _cut(title, parts, named[-1] + 1 if named[-1] < len(parts) - 1 else 1, len(parts))
    longest = max(range(len(parts)), key=lambda place: len(parts[place]))
    if len(parts[longest]) > 0.6 * len(title) and len(parts[-1]) <= 20:
        return parts[longest] if longest in {0, len(parts) - 1} else _cut(title, parts, 0, longest + 1)
    return title


def _names_site(part: str, folded: set[str]) -> bool:
    return any(part == name or (len(name) > 2 and len(part) > 2 and (name in part or part in name)) for name in folded)


def _cut(title: str, parts: list[str], first: int, last: int) -> str:
    start = title.find(parts[first])
    end = title.find(parts[last - 1], start) + len(parts[last - 1])
    return title[start:end].strip()


def _shown(tree: LexborHTMLParser) -> list[str]:
    found = []
    for node in tree.css(_BIG)[:12]:
        text = clean_text(node.text(deep=True)[:1000])
        if 2 <= len(text) <= MAX_CHARS:
            found.append(text)
    return found


def _agrees(text: str, titles: list[str]) -> bool:
    """Whether a title says the same: one contains the other, or most of its characters."""
    folded = fold_line(text)
    for title in titles:
        other = fold_line(title)
        if len(folded) >= 4 and (
            folded in other or (len(other) >= 6 and other in folded and len(other) > 0.6 * len(folded))
        ):
            return True
    return False
