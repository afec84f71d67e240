"""Words of the stretch before a cue, with the few classes that the search for the speaker needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from yaowen.base.text.words import is_listed, tag
from yaowen.base.words import Span
from yaowen.extract.rules.claims.word_classes import (
    ADVERBS,
    CITING,
    EVENT_VERBS,
    LINKS,
    LOCALS,
    NOT_VERBS,
    PREPS,
    QUANTITIES,
    SHORT_VERBS,
)
from yaowen.extract.rules.names.surnames import SURNAMES, looks_named
from yaowen.extract.rules.names.titles import BODIES, TITLES, title_end
from yaowen.extract.rules.names.translit import DOTTED, is_spelt
from yaowen.extract.rules.reading import Reading

Class = Literal["noun", "name", "cover", "time", "adverb", "prep", "verb", "of", "link", "local", "mark", "other"]
"""of: 的; link: 和, 与, 、; local: 上, 中, 时, 后 that close a phrase; mark: punctuation."""

_TIME = (
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?|(?:\d{4}年)|(?<!第)\d{1,2}[日号](?!线|楼|人物)|"
    r"[今昨明前](?:天|日)?\(\d{1,2}(?:日|号)?\)日?|(?:上|本|这|下)?个?(?:周|星期|礼拜)[一二三四五六日天]|(?:上|本|这|下)个?(?:周|星期|礼拜)末?|"
    r"(?:今|昨|明|前)[天日晚晨早](?!(?<=前日)本)|(?:今|去|前|明)年|[上下]午|凌晨|清晨|早[上间]|中午|傍晚|晚[间上]|深夜|"
    r"一开始|起初|起先|当初|当[天日晚时]|[那同当]年|同[日天]|次日|翌日|隔天|日前|近日|近期|最近|日来|此前|先前|稍早|稍后|随后|之后|其后|"
    r"后来|前不久|不久前|此后|事后|会后|赛后|赛前|会前|选前|选后|战前|战后|早前|早些时候|目前|现在|当时|此时|如今|刚刚|刚才|随即|之前|以前|"
    r"过去|当地时间|北京时间|美东时间|格林尼治时间|截至|期间|一度|上个?月|本月|下个?月|上周|本周|下周|"
    r"(?:长久|长期|一直|多年)以来|多年来|[一二两三四五六七八九十几数\d]+个?(?:星期|小时|分钟|多?月|天|年|周)(?:之?前|以前|之后|后)|[上中下]旬|年[初底中末]|月[初底末]"
)
_PREPOSITION = (
    r"(?<![现存正所实内潜外旨自好健])在(?!线(?!上)|[内职野校场逃押任于建])|"
    r"向(?![东阳明荣])(?=[^,]{0,8}(?:媒体|记者|社|报|电视|BBC|CNN|外界|路透|法新|美联|彭博|纽时|\ue000))|(?<![面针反绝相应核校派结])对(?=此|媒体|记者|外)|"
    r"(?<![面针反绝相应核校派结])[对向](?=[^,;:]{0,12}(?:社|报|台|网|刊|新闻|电视|杂志|广播公司|记者|媒体|们|\ue000.)$)"
)
_LATIN = r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.'&-]*(?: [A-Za-zÀ-ɏ0-9][A-Za-zÀ-ɏ0-9.'&-]*)+"
_SOCIETY = (
    r"(?:促进|协进|研究|联谊|救助|互助|自救|后援|同乡|校友|家长|权益|工商|总商)会(?![议上见])"
    r"|[\u4e00-\u9fff]{1,2}委会(?!员)|[\u4e00-\u9fff]{2}会(?=副?(?:主委|主席|会长|秘书长|委员|理事|召集人|发言人|干事|总干事))|(?:调查|交易|看守|试验|检验|卫生|收容|事务)所|中时(?:电子报|新闻网)"
    r"|[\u4e00-\u9fff]{2}总[处署局](?![长的])|今日美国|光明日报|澎湃新闻|学习时报|日经(?:新闻|中文网)?(?!指|平均)"
)
_SPLIT = re.compile(
    f"(?P<time>{_TIME})|(?P<prep>{_PREPOSITION})|(?P<latin>{_LATIN})|(?P<body>{_SOCIETY})|(?P<dotted>{DOTTED.pattern})"
)
_VERBS = CITING | EVENT_VERBS | {"指着", "看着", "采访", "发文", "撰文", "发推", "通过"}
_VERB_HEADS = ("发表", "接受", "出席", "发布", "召开")
_NO_NAME_SIGNS = frozenset("的了们等在和与是、")
_OFFICE_SIGNS = frozenset("厅局署处院团队方者商员长")
"""防火 + 厅, 建造 + 方: with a verb before them they name an office or a party."""
_BEARERS = frozenset({"人士", "人员", "团体", "派", "人"})
"""建制 + 人士: a verb before them says what kind of people they are."""
_NO_NAME_ENDS = frozenset("则也亦续")
_STUCK_SIGNS = frozenset("对向续则也均亦于更在")
_STUCK_PRONOUNS = frozenset("他她它")
_GLOSS = re.compile(r"\([A-Z]")
_STUCK_PREPS = frozenset("对向")
_GUESSED_MAX_CHARS = 4
_AGE_CHARS = 2
_ASPECT_TAGS = frozenset({"ul", "uz", "ug"})
"""了, 着, 过: what stands before them is a verb."""
_LONE_NAME_CHARS = 3
_FEASTS = frozenset({"元旦", "春节", "中秋", "国庆", "除夕", "端午", "清明", "圣诞", "五一", "十一", "重阳"})
_AGES = re.compile("[今昨明前后当近现古去][天日年晚早代时今]|[月周日天时点分晚早]$")
_AFTER_NAME = frozenset({"adverb", "verb", "time", "prep"})
_STUCK_ADVERBS = frozenset("先另则也又并再均仍即曾已还亦续对向在将就")
"""What the cutter takes for the end of a name."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, by its place in the paragraph."""

    start: int
    end: int
    text: str
    kind: Class
    tag: str = ""


def cut_tokens(reading: Reading, start: int, end: int) -> list[Token]:
    """The words of a stretch of a paragraph; a quotation, bracket or title is one word."""
    tokens: list[Token] = []
    place = start
    for first, last in reading.covered_between(start, end):
        tokens += _cut_open(reading.open, place, max(place, first))
        tokens.append(Token(max(first, start), min(last, end), reading.folded[first:last], "cover"))
        place = min(last, end)
    return _drop_blanks(_join_names(_name_glossed(tokens + _cut_open(reading.open, place, end))))


def _name_glossed(tokens: list[Token]) -> list[Token]:
    """强生(Boris Johnson): what stands before a gloss is a name, whatever the cutter calls it."""
    for place in range(len(tokens) - 1):
        if _GLOSS.match(tokens[place + 1].text) and tokens[place].kind == "verb":
            tokens[place] = replace(tokens[place], kind="name", tag="nr")
    return tokens


def _join_names(tokens: list[Token]) -> list[Token]:
    """Names of three signs that the cutter took for words: 金 + 与 + 正, 郑 + 永年, 陈时 + 中, 亚塞拜 + 然则."""
    place = 0
    while place < len(tokens) - 1:
        size = _split_name(tokens, place)
        if size:
            parts = tokens[place : place + size]
            name = "".join(token.text for token in parts)
            tokens[place : place + size] = [Token(parts[0].start, parts[-1].end, name, "name", "nr")]
        elif tokens[place].kind == "name" and tokens[place + 1].text == "然则":
            one, two = tokens[place : place + 2]
            whole = Token(one.start, two.start + 1, one.text + "然", "name", one.tag)
            tokens[place : place + 2] = [whole, Token(two.start + 1, two.end, "则", "adverb", "d")]
        place += 1
    return tokens


def _split_name(tokens: Sequence[Token], place: int) -> int:
    """How many words from a place on are one name, at the head of a clause or behind a title; 0 where they are none."""
    first, second, *rest = tokens[place : place + 4]
    behind = place == 0 or tokens[place - 1].text in TITLES or len(title_end(tokens[place - 1].text) or "") > 1
    if not behind or first.text[0] not in SURNAMES or first.text in _LEXICON:
        return 0
    ends = not rest or rest[0].kind in _AFTER_NAME
    if len(first.text) == 2 and second.text == "中" and ends and not is_listed(first.text):
        return 2
    if len(first.text) > 1:
        return 0
    if second.tag == "t" and len(second.text) == 2 and second.text not in _FEASTS and not _AGES.search(second.text):
        return 2
    joined = second.text in {"与", "和"} and len(rest) > 0 and len(rest[0].text) == 1 and rest[0].text not in SURNAMES
    return 3 if joined and (len(rest) == 1 or rest[1].kind in _AFTER_NAME) else 0


def _drop_blanks(tokens: list[Token]) -> list[Token]:
    """Blanks beside Latin letters part no phrases: 法律顾问 Mark Chandler."""
    sides = [None, *tokens, None]
    return [
        token
        for before, token, after in zip(sides, tokens, sides[2:], strict=False)
        if not (token.text.isspace() and _parts_nothing(before, after))
    ]


def _parts_nothing(before: Token | None, after: Token | None) -> bool:
    """Between two words: one in Latin letters, a title before or a gloss after."""
    if before is not None and (before.text.isascii() or before.text in TITLES):
        return True
    return after is not None and (after.text.isascii() or (after.kind == "cover" and after.text[0] == "("))


def _cut_open(text: str, start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    place = start
    for match in _SPLIT.finditer(text, start, end):
        tokens += _cut_plain(text, place, match.start())
        if match["time"]:
            tokens.append(Token(match.start(), match.end(), match.group(), "time"))
        elif match["latin"]:
            tokens.append(Token(match.start(), match.end(), match.group(), "name", "eng"))
        elif match["body"]:
            tokens.append(Token(match.start(), match.end(), match.group(), "noun", "nt"))
        elif match["prep"]:
            tokens.append(Token(match.start(), match.end(), match.group(), "prep"))
        else:
            tokens += _cut_dotted(text, match.start(), match.end())
        place = match.end()
    return tokens + _cut_plain(text, place, end)


def _cut_dotted(text: str, start: int, end: int) -> list[Token]:
    """A name in parts, parted from the words before its first part and after its last."""
    dots = [place for place in range(start, end) if text[place] in "·•・‧∙.-"]
    head = _cut_plain(text, start, dots[0])
    tail = _cut_plain(text, dots[-1] + 1, end)
    first = head[-1].start if head else dots[0]
    while len(head) > 1 and is_spelt(head[-2].text) and head[-2].kind != "time":
        head.pop()
        first = head[-1].start
    last = dots[-1] + 1
    if tail and len(tail[0].text) > 1 and tail[0].text[-1] in _STUCK_SIGNS and not is_listed(tail[0].text):
        end = tail[0].end - 1
        tail[:1] = [replace(tail[0], end=end, text=text[tail[0].start : end]), *_cut_plain(text, end, end + 1)]
    while tail and (last == dots[-1] + 1 or tail[0].tag in {"nr", "nrt", "nrfg", "zg"} or _spells(tail[0].text)):
        last = tail.pop(0).end
    return [*head[:-1], Token(first, last, text[first:last], "name", "nr"), *tail]


def _spells(text: str) -> bool:
    return (
        text not in ADVERBS
        and text not in PREPS
        and text not in LINKS
        and (is_spelt(text + text) if len(text) == 1 else is_spelt(text))
    )


def _cut_plain(text: str, start: int, end: int) -> list[Token]:
    name = _titled_name(text, start, end) or _lone_name(text, start, end)
    if name is not None:
        first, last = name
        tail = [Token(last, end, text[last:end], "adverb", "d")] if last < end else []
        return [*_cut_words(text, start, first), Token(first, last, text[first:last], "name", "nr"), *tail]
    return _cut_words(text, start, end)


def _titled_name(text: str, start: int, end: int) -> Span | None:
    """A Chinese name behind a title that ends a stretch, at most one adverb after it: kept whole."""
    tail = text[end - 1 : end]
    for last in (end - 1,) if tail in _NO_NAME_ENDS else (end - 1, end) if tail in _STUCK_ADVERBS else (end,):
        for first in (last - 2, last - 3):
            if first - 1 <= start or text[first] not in SURNAMES or not _may_name(text[first:last]):
                continue
            if len(title_end(text[max(start, first - 6) : first]) or "") > 1:
                return first, last
    return None


def _lone_name(text: str, start: int, end: int) -> Span | None:
    """郑庆生, where the cutter sees 郑 and a verb: a stretch that is a family name and one other word of two signs.

    One adverb may follow it (郑庆生则).
    """
    last = end - 1 if end - start > _LONE_NAME_CHARS and text[end - 1] in _STUCK_ADVERBS else end
    if last - start != _LONE_NAME_CHARS or text[start] not in SURNAMES or text[start] in _LEXICON:
        return None
    words = tag(text[start:last])
    if [len(word) for word, _ in words] != [1, _LONE_NAME_CHARS - 1] or words[1][0] in _LEXICON:
        return None
    return (start, last) if words[1][1] in _VERB_TAGS | {"n", "nr", "vn", "a"} else None


def _cut_words(text: str, start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    place = start
    for whole, label in tag(text[start:end]) if end > start else ():
        for word, kind in _part_guess(whole, label):
            tokens.append(Token(place, place + len(word), word, kind, label))
            place += len(word)
        if whole in _OFFICE_SIGNS and len(tokens) > 1 and tokens[-2].kind == "verb" and len(tokens[-2].text) > 1:
            tokens[-2:] = [Token(tokens[-2].start, place, tokens[-2].text + whole, "noun", "nt")]
        if (
            whole in _BEARERS
            and len(tokens) > 1
            and tokens[-2].kind == "verb"
            and len(tokens[-2].text) > 1
            and tokens[-2].text not in _VERBS
        ):
            tokens[-2] = replace(tokens[-2], kind="noun")
        if len(whole) == 2 and len(tokens) > 2 and _is_given_name(tokens[-3:]):
            tokens[-2:] = [Token(tokens[-2].start, place, tokens[-2].text + whole, "name", "nr")]
        if label in _ASPECT_TAGS and len(tokens) > 1 and tokens[-2].tag in _VERB_TAGS:
            tokens[-2] = replace(tokens[-2], kind="verb")
        if whole == "地" and label == "uv" and len(tokens) > 1:
            tokens[-2:] = [replace(token, kind="adverb") for token in tokens[-2:]]
    return tokens


def _is_given_name(tokens: Sequence[Token]) -> bool:
    """总经理 + 卓 + 声扬: a family name between a title and a verb that is no common word."""
    title, family, given = tokens
    if len(title_end(title.text) or "") < 2 or family.text not in SURNAMES or family.text in _LEXICON:
        return False
    return given.kind == "verb" and given.text not in _LEXICON and given.tag in _VERB_TAGS


def _part_guess(word: str, label: str) -> tuple[tuple[str, Class], ...]:
    """A word, or the two that the cutter guessed to be one: 陈国先 + 则, 斯 + 对, 她 + 续."""
    if label == "nr" and word[0] in _STUCK_PREPS and 2 < len(word) <= _GUESSED_MAX_CHARS and not is_listed(word):
        return (word[0], "prep"), (word[1:], "name")
    stuck = _STUCK_ADVERBS if label == "nr" and len(word) > 2 else _STUCK_SIGNS
    if (
        1 < len(word) <= _GUESSED_MAX_CHARS
        and (word[-1] in stuck or word[0] in _STUCK_PRONOUNS)
        and not is_listed(word)
    ):
        place = 1 if word[0] in _STUCK_PRONOUNS else -1
        return (word[:place], "name" if place < 0 else "noun"), (word[place:], _class_of(word[place:], "v"))
    return ((word, _class_of(word, label)),)


def _may_name(word: str) -> bool:
    """No particle in it, and no word of the dictionary that is no person's name: 方面, 陈述."""
    return _NO_NAME_SIGNS.isdisjoint(word) and (not is_listed(word) or tag(word)[0][1] in _PERSON_TAGS)


_CLASSES: tuple[tuple[Class, frozenset[str]], ...] = (
    ("link", LINKS),
    ("verb", _VERBS),
    ("of", frozenset({"的", "之", "的话"})),
    ("adverb", ADVERBS),
    ("prep", PREPS),
    ("local", LOCALS),
    ("noun", QUANTITIES),
)
_LEXICON: dict[str, Class] = {word: kind for kind, words in reversed(_CLASSES) for word in words}
"""Words with a class of their own whatever the cutter calls them; the first list wins."""
_PERSON_TAGS = frozenset({"nr", "nrt", "nrfg"})
_NAME_TAGS = frozenset({"nr", "ns", "nt", "nrt", "nrfg", "nz", "eng"})
_VERB_TAGS = frozenset({"v", "vd", "vq", "vg", "vi"})


def _class_of(word: str, label: str) -> Class:
    known = _LEXICON.get(word)
    if known is not None:
        return known
    idiom = label in {"i", "l"} and (word[-1] in "起出到着了过" or (label == "i" and len(word) == _GUESSED_MAX_CHARS))
    if label in _VERB_TAGS or word.startswith(_VERB_HEADS) or idiom:
        return "verb" if idiom else _class_of_verb(word)
    if label == "x":
        return "other" if word.isalnum() else "mark"
    if label in _NAME_TAGS:
        return "name"
    if label == "t":
        return "noun" if word.endswith("旬") and len(word) == _AGE_CHARS and word[0] not in "上中下" else "time"
    times = label == "m" and len(word) > 1 and word[-1] in "次度番"
    manner = len(word) >= _LONE_NAME_CHARS and word[-1] == "地" and not is_listed(word)
    adverb = label in {"d", "ad"} and len(word) > 1 and is_listed(word) and not (is_spelt(word) or looks_named(word))
    return "adverb" if adverb or manner or times else "noun"


def _class_of_verb(word: str) -> Class:
    """A verb, unless it is a part of a name or title as often."""
    if len(word) == 1:
        return "verb" if word in SHORT_VERBS else "noun"
    if word.startswith(_VERB_HEADS) or word[-1] in "起出到着了过":
        return "verb"
    named = word in NOT_VERBS or word in TITLES or word in BODIES
    return "noun" if named or is_spelt(word) or not is_listed(word) else "verb"
