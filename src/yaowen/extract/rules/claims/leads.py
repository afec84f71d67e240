"""What stands before a speaker in a clause: connectives, 据, times, adverbs, whole prepositional phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from yaowen.extract.rules.claims.phrase_ends import relative_end
from yaowen.extract.rules.claims.tokens import Token

_CONNECTIVES = re.compile(
    r"或者|或是|但是?|不过|然而|可是|而(?!立)|此外|另外(?!一[位名个家份])|同时|与此同时|并且?|因此|所以|于是|对此|为此|其中的?|不仅|虽然?|尽管|即使|即便|由于|如果|若(?!干)|因为|且|"
    r"直到|被(?=(?:批评|外界|专家|分析|舆论|网友|媒体|学者|评论|普遍|观察|各界|许多|不少|很多|一些)[^,]{0,6}$)|另一方面|一方面|例如|比如|正如|又如|至于|只是|结果|据悉|据了解|图为|那么|相较|相比|有趣的是|值得一提的是|首先|其次|最后|总之|事实上|当然|也就是说|"
    r"换言之|除此之外|接着|然后|另(?![一两类辟立外])|甚至|包括|有(?!关|了|人(?![士员者民类权]))(?=[^,]{0,6}[人者员家媒士友析道息论])|综合|就连|还有(?!人)|还(?=有人)"
)
_ACCORDING = re.compile(r"(?:[另又仍再]?据|根据|依据|按照?|援引|引述|引用|综合)(?!称|说|报|悉|了解)")
_THIRD = frozenset({"他", "她", "他们", "她们"})
_COPULAS = frozenset({"是", "因为", "由于"})
_TELLING_ADVERBS = frozenset(
    {"曾", "曾经", "刚", "已", "已经", "正", "专门", "长期", "一直", "尚未", "从未", "即将", "刚刚", "不"}
)
"""They may begin a clause with 的 that tells about the speaker: 专门研究…的学者."""


def skip_lead(text: str, start: int, end: int) -> tuple[int, bool]:
    """Connectives and 据 at the head of a clause."""
    according = False
    while True:
        match = _ACCORDING.match(text, start, end)
        if match is not None:
            return match.end(), True
        match = _CONNECTIVES.match(text, start, end)
        if match is None:
            return start, according
        start = match.end()


def skip_lead_tokens(tokens: list[Token], *, according: bool) -> list[Token]:
    """Times, adverbs and whole prepositional phrases (在…会上) at the head of a clause.

    An adverb before a verb stays where a clause with 的 follows (曾担任总统的…).
    """
    while tokens and not _begins_phrase(tokens):
        first = tokens[0]
        if first.text == "有" and len(tokens) > 1 and tokens[1].kind in {"noun", "name"}:
            return tokens[1:] if tokens[1].text != "人" else [_joined(first, tokens[1]), *tokens[2:]]
        if first.kind == "time" and len(tokens) > 1 and tokens[1].text == "的":
            return _behind_place(tokens)
        count = _count_lead(tokens, according=according)
        if not count:
            break
        tokens = tokens[count:]
    return tokens


def _begins_phrase(tokens: list[Token]) -> bool:
    """曾 + 担任 + …的, 前 + 总统, 2019年 + 卸任 + 的 + 总统: the first word is the noun phrase's own."""
    first = tokens[0]
    if first.text in {"与", "和"} and relative_end(tokens[1:], 0):
        return True
    if first.text in _TELLING_ADVERBS and relative_end(tokens[1:], 0):
        return True
    if len(tokens) > 1 and (_is_modifier(first, tokens[1]) or _is_another(first, tokens[1])):
        return True
    return first.kind == "time" and first.text[-1] in "年月" and _tells_when(tokens)


def _is_another(first: Token, second: Token) -> bool:
    """另外 + 一位: one more of them."""
    return first.text == "另外" and second.text.startswith("一")


def _count_lead(tokens: list[Token], *, according: bool) -> int:
    """How many words at the head only lead to the speaker; a date in brackets goes with its 周三."""
    first = tokens[0]
    if first.kind == "time" and len(tokens) > 1 and tokens[1].text.startswith("("):
        return 2
    if first.kind in {"time", "adverb", "mark", "local", "link"}:
        return 0 if first.kind == "adverb" and len(tokens) == 1 else 1
    if first.kind == "prep" and not according:
        return 1 + next((place for place in range(1, len(tokens)) if _closes_phrase(tokens, place)), -1)
    return 0


def _tells_when(tokens: list[Token]) -> bool:
    """2019年 + 卸任 + 的 总统: the time belongs to a clause that tells about the noun."""
    told = len(tokens) > 3 and (tokens[1].kind == "verb" or tokens[1].tag == "v") and tokens[2].kind == "of"
    return told and bool(relative_end(tokens, 0) or tokens[3].kind in {"noun", "name", "local"})


def _behind_place(tokens: list[Token]) -> list[Token]:
    """周一 的 记者会 上 …: what follows the place; all where there is none (当时 的 政府)."""
    close = next((place for place in range(2, len(tokens)) if _closes_phrase(tokens, place)), None)
    return tokens if close is None or close == len(tokens) - 1 else tokens[close + 1 :]


def _joined(first: Token, second: Token) -> Token:
    """有 + 人: somebody, who is not named."""
    return replace(first, end=second.end, text=first.text + second.text, kind="noun")


def _closes_phrase(tokens: Sequence[Token], place: int) -> bool:
    """A word of place or time that ends a prepositional phrase; not 前 in 前总统."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if tokens[place].text == "方面":
        return tokens[0].text == "从"
    if tokens[place].text == "前" and tokens[place - 1].kind == "of" and following is not None:
        return False
    if tokens[place].kind != "local":
        return False
    return following is None or tokens[place - 1].kind != "name" or not _is_modifier(tokens[place], following)


def last_pronoun(tokens: list[Token]) -> list[Token]:
    """导致…的原因是他在文章中称: a pronoun behind a verb, with an adverb or preposition after it, begins the clause."""
    for place in range(len(tokens) - 2, 0, -1):
        if tokens[place].text in _THIRD and tokens[place + 1].kind in {"prep", "adverb", "time"}:
            return tokens[place:] if any(token.text in _COPULAS for token in tokens[:place]) else tokens
    return tokens


def _is_modifier(first: Token, second: Token) -> bool:
    """前 + 总统, 最新 + 的 + 调查: they begin the noun phrase."""
    if first.text == "前":
        return second.kind in {"noun", "name"}
    return first.kind == "adverb" and second.text in {"的", "多", "少"}
