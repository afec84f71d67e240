"""Where a noun phrase ends that holds verbs: clauses with 的, names of bodies, what befell somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yaowen.base.text.words import word_set
from yaowen.extract.rules.claims.agencies import REPORT_NOUNS
from yaowen.extract.rules.claims.kinds import PRONOUNS, decide_kind
from yaowen.extract.rules.claims.tokens import Token
from yaowen.extract.rules.claims.word_classes import CITING, EVENT_VERBS
from yaowen.extract.rules.names.titles import body_end, title_end

_NOMINAL = frozenset({"noun", "name", "cover", "link"})
_OUTLET_ENDS = frozenset("报社台网")
_SURE = 2
_PERSONS = frozenset({"person", "official"})
_INSIDE_NAMES = frozenset({"会", "共同", "特别", "当代", "现代", "近代", "古代", "首席", "联席"})
"""They stop no phrase between two nouns: 议会 of one sign (韩国会情报委员会), 共同民主党, 当代语言学系."""
_COUNTED = re.compile(r"(?:[多数几两三四五六七八九十]|一|\d+)[位名个]|[位名]")
"""多位 + 直接 + 知情人士: an adverb between the number and the noun tells about the noun."""
_PUBLISHED = word_set("发布 发表 公布 发出 提交 撰写 出版 刊登 刊发 刊载 签署 所写 推出")
_DIRECTED = "起出到着了过进入回给"
"""Ends of verbs that take an object and are no part of a name: 派出, 闯进."""
_COMPOUND_MAX_WORDS = 5


def relative_end(tokens: Sequence[Token], stop: int) -> int | None:
    """Where the phrase ends if its head is told about by a clause with 的 (了解情况的人士), else None."""
    ofs = [place for place, token in enumerate(tokens) if token.kind == "of" and place > stop]
    cites = 0 < stop < len(tokens) and tokens[stop].text in CITING
    if not ofs or cites or (_is_subject_already(tokens, stop) and not _is_published(tokens, ofs[-1])):
        return None
    head = ofs[-1] + 1
    end = next((place for place in range(head, len(tokens)) if stops(tokens, place)), len(tokens))
    if end == head:
        return None
    _, sure = decide_kind("".join(token.text for token in tokens[head:end]))
    return end if sure == 2 else None


def _is_published(tokens: Sequence[Token], told: int) -> bool:
    """…周四发布的公告: a text that somebody has published, up to the cue."""
    head = [token for token in tokens[told + 1 :] if token.kind not in {"time", "adverb"}]
    if tokens[told - 1].text not in _PUBLISHED or not head or any(token.kind not in _NOMINAL for token in head):
        return False
    return head[-1].kind == "cover" or bool(REPORT_NOUNS.search(head[-1].text))


def _is_subject_already(tokens: Sequence[Token], stop: int) -> bool:
    """What stands before the first verb or preposition is a subject, or cites another speaker."""
    if stop >= len(tokens) or stop == 0:
        return False
    refused = tokens[stop].text == "拒绝" and tokens[stop + 1 : stop + 2] and tokens[stop + 1].text in {"就", "对"}
    if tokens[stop].text in CITING or refused:
        return True
    return tokens[stop].kind != "verb" and decide_kind("".join(token.text for token in tokens[:stop]))[1] == 2


def compound_end(tokens: Sequence[Token], stop: int) -> int | None:
    """A name that holds a verb: where only nouns follow it.

    Its end must be an office or organisation (疫情指挥中心), or its beginning alone cannot speak (航迹追踪网站).
    """
    if _is_outlet(tokens, stop):
        return len(tokens)
    if stop == 0 and tokens and (tokens[0].kind == "verb" or tokens[0].text == "被"):
        return _named_by_verb(tokens) if tokens[0].kind == "verb" else _undergoing(tokens)
    rest = tokens[stop + 1 :]
    if (
        stop >= len(tokens) - 1
        or tokens[stop].kind != "verb"
        or tokens[stop].text in CITING
        or tokens[stop].text in EVENT_VERBS
        or tokens[stop].text[0] == "发"
        or tokens[stop].text[-1] in _DIRECTED
        or any(word.kind not in _NOMINAL for word in rest)
    ):
        return None
    kind, sure = decide_kind("".join(token.text for token in tokens[:stop]))
    titled = kind not in _PERSONS and any(len(title_end(token.text) or "") > 1 for token in rest)
    if len(tokens) - stop <= _COMPOUND_MAX_WORDS and (len(body_end(tokens[-1].text) or "") > 1 or titled):
        return len(tokens)
    if sure == _SURE:
        return None
    return len(tokens) if decide_kind("".join(token.text for token in tokens[stop:]))[1] == 2 else None


def _undergoing(tokens: Sequence[Token]) -> int | None:
    """被撞男孩父亲: what befell somebody belongs to the phrase, where only nouns follow it."""
    whole = tokens[-1].kind in _NOMINAL and decide_kind("".join(token.text for token in tokens))[1] == _SURE
    return len(tokens) if whole else None


def _is_outlet(tokens: Sequence[Token], stop: int) -> bool:
    """回声 + 报: a paper whose name is a verb."""
    return stop == len(tokens) - 2 and tokens[-1].text in _OUTLET_ENDS


def _named_by_verb(tokens: Sequence[Token]) -> int | None:
    """A clause that begins with a verb is a name only up to an organisation or a title (强生公司, 代理主任)."""
    end = next((place for place in range(1, len(tokens)) if stops(tokens, place)), len(tokens))
    phrase = [token for token in tokens[:end] if token.kind != "cover"]
    if (
        len(tokens[0].text) == 1
        or tokens[0].text[-1] in "起出到着了过"
        or not 2 <= len(phrase) <= _COMPOUND_MAX_WORDS
        or any(token.kind not in _NOMINAL for token in phrase[1:])
    ):
        return None
    ends_so = _is_outlet(phrase, 0) or len(body_end(phrase[-1].text) or "") > 1
    titled = end == len(tokens) and any(len(title_end(token.text) or "") > 1 for token in phrase[1:])
    return end if ends_so or titled else None


def stops(tokens: Sequence[Token], place: int) -> bool:
    """Whether a noun phrase ends before this word."""
    token = tokens[place]
    if place and (token.text == "另" or _acts(tokens[place - 1], token)):
        return True
    if token.kind in {"time", "adverb", "prep", "verb", "mark"}:
        return not _is_inside_name(tokens, place)
    return token.kind == "local" and place == len(tokens) - 1


def _acts(before: Token, token: Token) -> bool:
    """塞梅拉克(Vilém Semerák) + 运用: what could be a noun is a verb behind a name's gloss."""
    return before.kind == "cover" and before.text[0] == "(" and token.tag == "vn" and len(token.text) > 1


def _is_inside_name(tokens: Sequence[Token], place: int) -> bool:
    """韩国 + 会 + 情报, 的 + 特别 + 助理: an adverb or a time between two nouns of one phrase."""
    if not 0 < place < len(tokens) - 1 or tokens[place + 1].kind not in {"noun", "name"}:
        return False
    before = tokens[place - 1]
    if before.kind == "of" or before.text == "前":
        return tokens[place].tag == "t" or (tokens[place].kind == "adverb" and len(tokens[place].text) > 1)
    if tokens[place].kind == "adverb" and _COUNTED.fullmatch(before.text):
        return True
    return tokens[place].text in _INSIDE_NAMES and before.kind in _NOMINAL and before.text not in PRONOUNS
