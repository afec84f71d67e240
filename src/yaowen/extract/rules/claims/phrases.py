"""The noun phrase at the head of a clause: whom or what a cue has as its speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yaowen.base.text.words import is_listed, word_set
from yaowen.extract.rules.claims.agencies import REPORT_NOUNS
from yaowen.extract.rules.claims.kinds import decide_kind
from yaowen.extract.rules.claims.phrase_ends import compound_end, relative_end, stops
from yaowen.extract.rules.claims.tokens import Token
from yaowen.extract.rules.claims.word_classes import CITING, EVENT_VERBS
from yaowen.extract.rules.names.surnames import looks_named
from yaowen.extract.rules.names.titles import TITLES, body_end, title_end

_NOMINAL = frozenset({"noun", "name", "cover", "link"})
_NAME_ENDS = frozenset("正明平方向同和公高超可能")
_SURE = 2
_PERSONS = frozenset({"person", "official"})
UTTERANCES = word_set("发言 致辞 致词 讲话 发文 撰文 推文 留言 发帖 发推 受访 来电 贴文 刊文 科普 投书 致函")
"""How somebody speaks, between speaker and cue: 胡剑萍发言称."""
_POSTS = frozenset({"在", "驻"})
_GIVEN_OUT = frozenset({"发布", "发表", "公布", "发自", "即时", "最新"})
"""据官网发布的消息: whose news it is stands before."""
_TOGETHER = frozenset({"与", "和"})
"""与局长一同出席的院长: what the phrase begins with tells about its noun."""
_COMPOUND_MAX_WORDS = 5


def split_phrase(tokens: Sequence[Token], *, told_of: bool) -> tuple[list[Token], list[Token]]:
    """The noun phrase at the head of a clause, and what follows it before the cue.

    Args:
        tokens: the words of the clause.
        told_of: the clause ends here, so that it has a predicate of its own and is no phrase as a whole.
    """
    stop = next((place for place in range(len(tokens)) if stops(tokens, place)), len(tokens))
    stop = 0 if tokens and tokens[0].text in _TOGETHER else _body_behind(tokens, _posted(tokens, stop))
    stop = _dated_text(tokens, stop)
    longer = relative_end(tokens, stop) or compound_end(tokens, stop) or stop
    stop = stop if told_of and stop and longer == len(tokens) else longer
    phrase = _mend_name(list(tokens[:stop]), tokens[stop:])
    while phrase and phrase[-1].text in UTTERANCES:
        phrase.pop()
    while phrase and phrase[-1].kind in {"of", "link", "mark", "local", "adverb"}:
        phrase.pop()
    return phrase, list(tokens[stop:])


def _dated_text(tokens: Sequence[Token], stop: int) -> int:
    """国务院 + 周三 + (9月2日) + 的 + 声明: a text with its day; where the phrase stops behind it."""
    place = stop
    while 0 < place < len(tokens) and (tokens[place].kind == "time" or tokens[place].text.startswith("(")):
        place += 1
    if not stop < place < len(tokens) - 1 or tokens[place].kind != "of":
        return stop
    return place + 2 if REPORT_NOUNS.search(tokens[place + 1].text) else stop


def _posted(tokens: Sequence[Token], stop: int) -> int:
    """海讯社 + 在 + 北岭 + 记者: where somebody is posted stands inside the phrase."""
    if not 0 < stop < len(tokens) - 2 or tokens[stop].text not in _POSTS or tokens[stop + 1].kind != "name":
        return stop
    kind, sure = decide_kind("".join(token.text for token in tokens[:stop]))
    if tokens[stop + 2].text not in TITLES or (kind in _PERSONS and sure == _SURE):
        return stop
    return next((place for place in range(stop + 3, len(tokens)) if stops(tokens, place)), len(tokens))


def _body_behind(tokens: Sequence[Token], stop: int) -> int:
    """国际货物 + 装卸 + 协调 + 协会: verbs inside the name of a body; where the phrase stops behind it."""
    if stop in {0, len(tokens)} or tokens[stop].kind != "verb":
        return stop
    for place in range(stop, min(stop + _COMPOUND_MAX_WORDS, len(tokens))):
        token = tokens[place]
        if place > stop and token.kind == "noun" and len(body_end(token.text) or "") > 1:
            return next((one for one in range(place + 1, len(tokens)) if stops(tokens, one)), len(tokens))
        if token.kind not in {"verb", "noun"} or len(token.text) == 1 or token.text in CITING | EVENT_VERBS:
            return stop
    return stop


def split_source(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Behind 据 all up to the cue is the source, but for times, adverbs and who is cited by it.

    What a clause with 的 tells about the source belongs to it (县政府于2018年下发的文件).
    """
    told = max((place for place, token in enumerate(tokens) if token.kind == "of"), default=0)
    stop = next(
        (
            place
            for place, token in enumerate(tokens)
            if place > told and (token.kind in {"time", "adverb"} or token.text in CITING)
        ),
        len(tokens),
    )
    phrase = list(tokens[:stop])
    while phrase and (
        phrase[-1].kind in {"of", "link", "mark", "local", "prep", "time"} or phrase[-1].text in _GIVEN_OUT
    ):
        phrase.pop()
    return phrase, list(tokens[stop:])


def _mend_name(phrase: list[Token], rest: Sequence[Token]) -> list[Token]:
    """副总理韩 + 正在: the cutter joined the last character of a name to the next word."""
    if phrase and rest and rest[0].text == "中" and _is_half_name(phrase[-1]):
        phrase[-1] = replace(phrase[-1], end=rest[0].end, text=phrase[-1].text + "中")
    if _is_name_around(phrase, rest):
        phrase[-1] = replace(phrase[-1], end=rest[1].end, text=phrase[-1].text + rest[0].text + rest[1].text)
        return phrase
    if len(phrase) < 2 or not rest or len(rest[0].text) != 2 or rest[0].text[0] not in _NAME_ENDS:
        return phrase
    last = phrase[-1]
    if len(last.text) == 1 and last.end == rest[0].start and title_end(phrase[-2].text):
        phrase[-1] = replace(last, end=last.end + 1, text=last.text + rest[0].text[0])
    return phrase


def _is_name_around(phrase: list[Token], rest: Sequence[Token]) -> bool:
    """策略师 + 藤户 + 则 + 弘: a sign that may be an adverb stands inside a name behind a title."""
    if len(phrase) < 2 or len(rest) != 2 or rest[0].kind != "adverb" or is_listed(phrase[-1].text):
        return False
    signs = len(rest[0].text) == len(rest[1].text) == 1 and rest[1].kind in _NOMINAL
    return signs and len(phrase[-1].text) <= 2 and len(title_end(phrase[-2].text) or "") > 1


def _is_half_name(token: Token) -> bool:
    """陈时 before 中: nobody is in a person, so that the sign belongs to the name."""
    return len(token.text) == 2 and looks_named(token.text) and not is_listed(token.text)
