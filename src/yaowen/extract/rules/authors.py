"""Who wrote it: authors told to machines, linked authors, 记者/作者/文 lines. A name of the site is no author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.clean import clean_text, fold_line
from yaowen.extract.rules.structured import Structured, names_in

MAX_AUTHORS = 12
_METAS = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "cxenseparse:author",
    "mediator_author",
)
_LINKED = '[rel~="author"], [itemprop="author"], .author-name, .byline__name, .article-author, .author a, .byline a, .post-author'
_BREAK = re.compile(
    r"\s*(?:[,，、;；|/&\n]|\s(?:and|und|et|y|og|och|en|e|i|with|with additional reporting by)\s|·|和(?=[\u3400-\u9fff]{2,3}$))\s*"
)
_BY = re.compile(
    r"^(?:(?:written |reported |posted )?by|von|par|por|di|af|av|door|text|texte|autor(?:in)?s?|author|words by|story by|od|de|"
    r"作者|记者|記者|文|撰文|撰稿|本报记者|本報記者|通讯员|责编|编辑|特约记者|見習記者|实习记者)(?:\s?[:：/／|]\s?|\s+)",
    re.IGNORECASE,
)
_CHINESE_BYLINE = re.compile(
    r"(?:作\s?者|记\s?者|記\s?者|撰文|撰稿|文字|文|原作者|發文者|楼主|作者姓名)\s?[:：/／|︱]\s?(?P<names>[^\s\d:：|/（(【\[]{1,20}(?:[\s、,，][\u3400-\u9fff·]{2,4}(?=[\s、,，)]|$)){0,5})"
    r"|(?:本报|本報|本网|本站|本刊|新华社|中新社|中央社)?(?:特约|見習|实习|實習|首席|驻[\u3400-\u9fff]{1,5})?(?:记者|記者|通讯员)\s(?P<more>[\u3400-\u9fff]{2,4}(?:[\s、][\u3400-\u9fff]{2,4}){0,4})(?=$|[\s/／)）】報报摄])"
)
_ROLE = re.compile(r"\s?(?:기자|記者|记者|编辑|編輯|报道|報導)$")
_NO_NAME = re.compile(
    r"https?:|@|\.(?:com|org|net|cn|de)\b|^\d+$|^(?:admin|administrator|editor|redaktion|redaction|redacción|staff|newsroom|editorial|author|unknown|none|null|"
    r"本站|佚名|未知|匿名|原创|網路|网络|管理员|小编|编辑部|web\s?master|news desk|agenc(?:y|ies))$",
    re.IGNORECASE,
)


def find_authors(
    tree: LexborHTMLParser, said: Structured, lines: Sequence[str], site_names: tuple[str, ...]
) -> tuple[str, ...]:
    """The authors' names as printed, in order, each once.

    Args:
        tree: the page.
        said: what it says for machines.
        lines: short lines around the headline and at the body's ends.
        site_names: names of the site, which are no authors.
    """
    refused = {fold_line(name) for name in site_names if name}
    told = [name for name, _ in names_in(said.article.get("author"))]
    for names in (_names(told), _chinese(lines), _names(said.metas_of(*_METAS)), _linked(tree)):
        authors = [name for name in names if fold_line(name) not in refused]
        if authors:
            return tuple(dict.fromkeys(authors))[:MAX_AUTHORS]
    return ()


def _names(texts: Iterable[str]) -> list[str]:
    found = []
    for text in texts:
        if "://" in text or "www." in text:
            continue
        for part in _BREAK.split(_BY.sub("", text.strip())):
            name = _BY.sub("", part.strip()).strip(" .:-–—·()（）[]【】\"'")
            name = _ROLE.sub("", name)
            if 1 < len(name) <= 50 and len(name.split()) <= 6 and not _NO_NAME.search(name):
                found.append(name)
    return found


def _chinese(lines: Sequence[str]) -> list[str]:
    for line in lines:
        if found := _CHINESE_BYLINE.search(line):
            names = re.split(r"[\s、,，]+", found["names"] or found["more"])
            return [name for name in names if 1 < len(name) <= 12 and not _NO_NAME.search(name)]
    return []


def _linked(tree: LexborHTMLParser) -> list[str]:
    texts = []
    for node in tree.css(_LINKED)[:6]:
        text = clean_text(node.attributes.get("content") or node.text(deep=True)[:200])
        if text and len(text) <= 80:
            texts.append(text)
    return _names(texts)
