"""Who wrote it: authors told to machines, 记者/作者/文 lines, bylines, linked authors. The site's name is no author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.clean import clean_text, fold_line
from yaowen.extract.rules.controls import part_controls
from yaowen.extract.rules.structured import Structured, names_in

MAX_AUTHORS = 12
_METAS = (
    "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl",
    "cxenseparse:author", "mediator_author",
)  # fmt: skip
_LINKED = (
    '[rel~="author"], [itemprop="author"], .author-name, .byline__name, .article-author, .author a, .byline a, '
    ".post-author"
)
_HAN = r"\u3400-\u9fff"
_BREAK = re.compile(
    r"\s*(?:[,，、;；|/&\n]|\s(?:and|und|et|y|og|och|en|e|i|with|with additional reporting by)\s|·"
    rf"|和(?=[{_HAN}]{{2,3}}$))\s*"
)
_LABEL_LATIN = (
    r"(?:written |reported |posted |words |story )?by|von|par|por|di|af|av|door|od|texte?|autor(?:in)?s?|authors?|"
    r"skrevet av|tekst"
)
_LABEL_HAN = "作者|记者|記者|文|撰文|撰稿|本报记者|本報記者|通讯员|特约记者|見習記者|实习记者|执笔人|執筆"
_BY = re.compile(rf"^(?:{_LABEL_LATIN}|{_LABEL_HAN})(?:\s?[:：/／|]\s?|\s+)", re.IGNORECASE)
_BYLINE = re.compile(rf"^(?:{_LABEL_LATIN})(?:\s?:\s?|\s+)(?P<names>[^\d:|]{{4,90}})$", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:作\s?者|记\s?者|記\s?者|撰文|撰稿|执笔人?|執筆|文字|原作者|發文者|楼主|^文)\s?[:：/／|︱]\s?"
    rf"(?P<names>[^\s\d:：|/（(【\[]{{1,20}}(?:[\s、,，][{_HAN}·]{{2,4}}(?=[\s、,，)]|$)){{0,5}})"
)
_REPORTER = re.compile(
    rf"(?:本报|本報|本网|本站|本刊|[{_HAN}]{{2,6}}[报報社网網])?(?:特约|見習|实习|實習|首席|驻[{_HAN}]{{1,5}})?"
    rf"(?:记者|記者|通讯员|实习生)\s?(?P<names>[{_HAN}]{{2,4}}?(?:[\s、][{_HAN}]{{2,4}}){{0,4}})"
    r"(?=$|[\s/／)）】]|报道|報道|報導|摄|發自|发自|文$|文[\s/／])"
)
_BRACKETED = re.compile(
    rf"^[（(]\s?(?:[{_HAN}]{{2,8}}记者\s)?(?P<names>[{_HAN}]{{2,4}}(?:[\s、][{_HAN}]{{2,4}}){{0,3}}?)\s[{_HAN}]{{2,6}}"
    r"(?:报道|報道|報導|摄影报道)\s?[）)]$"
)
_OFFICE = re.compile(rf"^(?:记者|記者|通讯员|通訊員|实习生|實習生)(?=[{_HAN}]{{2,4}}$)")
_TAIL = re.compile(r"(?:出自|发自|發自|报道|報道|報導|摄影报道).*$|\s?(?:기자|記者|记者|编辑|編輯)$")
_NO_NAME = re.compile(
    r"[=<>\"@#“”「」『』‘《》]|https?:|\.(?:com|org|net|cn|de)\b|^\d+$|^(?:admin|administrator|editor|redaktion|redaction|redacción|"
    r"staff|newsroom|editorial|author|unknown|none|null|本站|佚名|未知|匿名|原创|網路|网络|管理员|小编|编辑部|"
    r"web\s?master|discuz!? team|comsenz ui team|phpwind|dedecms|phpcms|wordpress|joomla!?|"
    r"news desk|agenc(?:y|ies))$|^(?:image|photo|foto|picture|getty)\b",
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
    told = names_in(said.article.get("author"))
    for names in (
        _names(name for name, kind in told if kind != "Organization"),
        _shown(lines),
        _names(said.metas_of(*_METAS)),
        _linked(tree),
        _names(name for name, _ in told),
    ):
        authors = [name for name in names if fold_line(name) not in refused]
        if authors:
            return tuple(dict.fromkeys(authors))[:MAX_AUTHORS]
    return ()


def _names(texts: Iterable[str]) -> list[str]:
    return [name for text in texts for name in _parted(text)]


def _parted(text: str) -> Iterator[str]:
    if "://" in text or "www." in text:
        return
    for part in _BREAK.split(_BY.sub("", text.strip())):
        name = _TAIL.sub("", _OFFICE.sub("", _BY.sub("", part.strip())).strip(" .:-–—·()（）[]【】\"'"))
        if 1 < len(name) <= 50 and len(name.split()) <= 6 and not _NO_NAME.search(name):
            yield name


def _shown(lines: Sequence[str]) -> list[str]:
    for line in map(part_controls, lines):
        if found := _LABELLED.search(line) or _REPORTER.search(line) or _BRACKETED.match(line):
            parts = re.split(r"[\s、,，]+", _TAIL.sub("", found["names"]))
            if names := [name for name in parts if 1 < len(name) <= 12 and not _NO_NAME.search(name)]:
                return names
        if (found := _BYLINE.match(line)) and (names := list(_parted(found["names"]))):
            return [name for name in names if name[:1].isupper()]
    return []


def _linked(tree: LexborHTMLParser) -> list[str]:
    texts = []
    for node in tree.css(_LINKED)[:6]:
        text = clean_text(node.attributes.get("content") or node.text(deep=True)[:200])
        if text and len(text) <= 80:
            texts.append(text)
    return _names(texts)
