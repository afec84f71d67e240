"""Who wrote it: authors told to machines, 记者/作者/文 lines, bylines, linked authors. The site's name is no author."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.clean import clean_text, fold_line, holds_wide
from yaowen.extract.rules.controls import part_controls
from yaowen.extract.rules.structured import Structured, names_in
from yaowen.extract.rules.told import Told

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
    r"autorin/autor|(?:written |reported |posted |words |story )?by|von|par|por|di|af|av|door|od|texte?|autor(?:in)?s?|"
    r"authors?|skrevet av|tekst"
)
_LABEL_HAN = "作者|记者|記者|文|撰文|撰稿|本报记者|本報記者|通讯员|特约记者|見習記者|实习记者|执笔人|執筆"
_BY = re.compile(rf"^(?:{_LABEL_LATIN}|{_LABEL_HAN})(?:\s?[:：/／|]\s?|\s+)", re.IGNORECASE)
_BYLINE = re.compile(
    rf"^(?:{_LABEL_LATIN})(?:\s?:\s?|\s+)(?P<names>[^\d:|]{{4,90}}?)(?:[\s,]+\d{{1,2}}[./ ].{{0,40}})?$", re.IGNORECASE
)
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
_SIGNED = re.compile(
    rf"[（(]\s?(?P<names>[{_HAN}]{{2,4}}(?:[\s、][{_HAN}]{{2,4}}){{0,3}})(?:\s[{_HAN}]{{2,6}}(?:报道|報道|報導))?\s?[）)]$"
)
"""A signature in brackets at the end of a text: every name must begin with a surname."""
_OFFICE = re.compile(rf"^(?:记者|記者|通讯员|通訊員|实习生|實習生)(?=[{_HAN}]{{2,4}}$)")
_TAIL = re.compile(r"(?:出自|发自|發自|报道|報道|報導|摄影报道).*$|\s?(?:기자|記者|记者|编辑|編輯)$")
_NO_NAME = re.compile(
    r"[=<>\"@#“”「」『』‘《》]|https?:|\.(?:com|org|net|cn|de)\b|^\d+$|^(?:admin|administrator|editor|redaktion|redaction|redacción|"
    r"staff|newsroom|editorial|author|unknown|none|null|本站|佚名|未知|匿名|原创|網路|网络|管理员|小编|编辑部|"
    r"web\s?master|discuz!? team|comsenz ui team|phpwind|dedecms|phpcms|wordpress|joomla!?|"
    r"news desk|agenc(?:y|ies))$|^(?:image|photo|foto|picture|getty)\b",
    re.IGNORECASE,
)
_FROM = ("报道", "報道", "報導")
_MAKER = re.compile(
    r"(?:[网網]|网络|網絡|公司|集团|集團|科技|传媒|傳媒|[日晚早时商都]报|[日晚早時]報|报社|報社|电视台|電視台|杂志|雜誌|频道|頻道|中心|"
    r"出版社|期刊|在线|在線|客户端|新闻|新聞|publishers?|developer|media|group|inc|gmbh|ltd)\.?$",
    re.IGNORECASE,
)
"""Whom the `author` element names where a publishing system fills it."""
_PICTURED = re.compile(r"^[(\[]?(?:image|photo|foto|picture|bild)s?\b", re.IGNORECASE)
SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董潘袁蔡蒋蔣余于"
    "杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱侯江尹薛闫閻段雷龙龍黎史陶贺賀毛郝顾顧"
    "龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞"
    "左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷曲翁冉骆駱蓝藍路游辛靳欧阳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤"
    "阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊"
    "卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟遲邝鄺"
)
"""The first signs of the three hundred commonest Chinese surnames, in both scripts."""


def find_authors(
    tree: LexborHTMLParser,
    said: Structured,
    lines: Sequence[str],
    site_names: tuple[str, ...],
    *,
    tail: Sequence[str] = (),
    is_chinese: bool = True,
) -> Told[tuple[str, ...]]:
    """The authors' names as printed, in order, each once.

    Args:
        tree: the page.
        said: what it says for machines.
        lines: short lines around the headline and at the body's ends.
        site_names: names of the site, which are no authors. Outside China a newsroom that signs for itself in linked
            data is one where nobody else is named: Chinese templates put the site there whoever wrote it.
        tail: lines at the body's end, where signatures stand in brackets.
        is_chinese: the article is.
    """
    refused = {fold_line(name) for name in site_names if name}
    told = names_in(said.article.get("author"))
    persons = _names(name for name, kind in told if kind != "Organization")
    if any(fold_line(name) not in refused for name in persons):
        persons = _names(name for name, _ in told) if not is_chinese else persons
        refused = refused if is_chinese else set()
    ways: tuple[tuple[str, float, Callable[[], Iterable[str]], set[str]], ...] = (
        ("linked data", 0.95, lambda: persons, refused),
        ("a line of the page", 0.85, lambda: _shown(lines), refused),
        ("signature behind the text", 0.85, lambda: _signed(tail), refused),
        ("author meta", 0.85, lambda: (name for name in _names(said.metas_of(*_METAS)) if not _MAKER.search(name)),
         refused),
        ("linked data, organisation", 0.6, lambda: () if is_chinese else _names(name for name, _ in told), set()),
        ("an element made for authors", 0.6, lambda: _linked(tree), refused),
        ("linked data, organisation", 0.6, lambda: _names(name for name, _ in told), refused),
    )  # fmt: skip
    for where, sure, names, also in ways:
        authors = [name for name in names() if fold_line(name) not in also]
        if authors:
            return Told(tuple(dict.fromkeys(authors))[:MAX_AUTHORS], where, sure)
    return Told(())


def _signed(lines: Sequence[str]) -> list[str]:
    """The names in brackets at the end of a text: `（袁青）`, `（许青 青桐报道）`."""
    for line in reversed(lines):
        if found := _SIGNED.search(line):
            names = re.split(r"[\s、]+", found["names"])
            if all(name[0] in SURNAMES for name in names):
                return names
    return []


def _names(texts: Iterable[str]) -> list[str]:
    return [name for text in texts for name in part_names(text)]


def part_names(text: str) -> Iterator[str]:
    """The names in a byline, without labels and offices; none where it is an address, or a picture's credit."""
    if "://" in text or "www." in text or _PICTURED.match(text):
        return
    for part in _BREAK.split(_BY.sub("", text.strip())):
        name = _TAIL.sub("", _OFFICE.sub("", _BY.sub("", part.strip())).strip(" .:-–—·()（）[]【】\"'"))
        if 1 < len(name) <= 50 and len(name.split()) <= 6 and not _NO_NAME.search(name):
            yield name


def _shown(lines: Sequence[str]) -> list[str]:
    for line in map(part_controls, lines):
        if holds_wide(line) and (found := _LABELLED.search(line) or _REPORTER.search(line) or _BRACKETED.match(line)):
            parts = re.split(r"[\s、,，]+", _TAIL.sub("", found["names"]))
            if (
                len(parts) > 1
                and line[found.end("names") :].lstrip().startswith(_FROM)
                and parts[-1][0] not in SURNAMES
            ):
                parts.pop()  # the place it was reported from
            if names := [name for name in parts if 1 < len(name) <= 12 and not _NO_NAME.search(name)]:
                return names
        if (found := _BYLINE.match(line)) and (names := list(part_names(found["names"]))):
            return [name for name in names if name[:1].isupper()]
    return []


def _linked(tree: LexborHTMLParser) -> list[str]:
    texts = []
    for node in tree.css(_LINKED)[:6]:
        text = clean_text(node.attributes.get("content") or node.text(deep=True)[:200])
        if text and len(text) <= 80:
            texts.append(text)
    return _names(texts)
