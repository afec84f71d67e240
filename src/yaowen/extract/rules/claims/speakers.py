"""The speaker: the noun phrase that a cue has as its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yaowen.base.text.words import is_listed, word_set
from yaowen.base.words import Span, SpeakerKind
from yaowen.extract.rules.claims.agencies import REPORT_NOUNS
from yaowen.extract.rules.claims.kinds import PRONOUNS, decide_kind
from yaowen.extract.rules.claims.tokens import Token, cut_tokens
from yaowen.extract.rules.claims.word_classes import CITING, EVENT_VERBS
from yaowen.extract.rules.names.surnames import looks_named
from yaowen.extract.rules.names.titles import TITLES, body_end, title_end
from yaowen.extract.rules.reading import Reading

_CLAUSE_MARKS = ",;:。!?\n—…\u3000"
_DELIMITER = re.compile(r"[,;:。!?\n—…\u3000]|--| - ")
_CONNECTIVES = re.compile(
    r"或者|或是|但是?|不过|然而|可是|而(?!立)|此外|另外|同时|与此同时|并且?|因此|所以|于是|对此|为此|其中|不仅|虽然?|尽管|即使|即便|由于|如果|若(?!干)|因为|且|"
    r"另一方面|一方面|例如|比如|正如|又如|至于|只是|结果|据悉|据了解|图为|那么|相较|相比|有趣的是|值得一提的是|首先|其次|最后|总之|事实上|当然|也就是说|"
    r"换言之|除此之外|接着|然后|另(?![一两类辟立])|甚至|包括|有(?!关|人(?![士员者民类权]))(?=[^,]{0,6}[人者员家媒士友析道息论])|综合|就连|还有"
)
_DATELINE = re.compile(
    r"[\u4e00-\u9fffA-Za-z-]{2,12}(?:\d{1,2}月)?\d{1,2}日?(?:专?电|[快专]?讯|消息|综合报道|综合报导|信息)[:,]?\s*(?:[(\[][^)\]]*[)\]])?:?\s*"
)
"""中新网4月14日电(记者…): where and when a wire report was filed stands before its first sentence."""
_ACCORDING = re.compile(r"(?:[另又仍再]?据|根据|依据|按照?|援引|引述|引用|综合)(?!称|说|报|悉|了解)")
_NOMINAL = frozenset({"noun", "name", "cover", "link"})
_OUTLET_ENDS = frozenset("报社台网")
_THIRD = frozenset({"他", "她", "他们", "她们"})
_COPULAS = frozenset({"是", "因为", "由于"})
_CAUSING = frozenset({"让", "使", "令", "使得", "叫"})
_TOWARDS = frozenset("对向跟")
_NAME_ENDS = frozenset("正明平方向同和公高超可能")
_SURE = 2
_PERSONS = frozenset({"person", "official"})
_NOUN_GOES_ON = frozenset("的(时上中里内等及和与、")
UTTERANCES = word_set("发言 致辞 致词 讲话 发文 撰文 推文 留言 发帖 发推 受访 来电 贴文 刊文 科普 投书 致函")
"""How somebody speaks, between speaker and cue: 胡剑萍发言称."""
_INSIDE_NAMES = frozenset({"会", "共同", "特别", "当代", "现代", "近代", "古代", "首席", "联席"})
"""They stop no phrase between two nouns: 议会 of one sign (韩国会情报委员会), 共同民主党, 当代语言学系."""
_POSTS = frozenset({"在", "驻"})
_PUBLISHED = word_set("发布 发表 公布 发出 提交 撰写 出版 刊登 刊发 刊载 签署 所写 推出")
_DIRECTED = "起出到着了过进入回给"
"""Ends of verbs that take an object and are no part of a name: 派出, 闯进."""
_FARTHEST_CHARS = 300
"""No subject is looked for farther before its cue."""
_COMPOUND_MAX_WORDS = 5
_MAX_CHARS = 60
_MAX_UNSURE_CHARS = 14


@dataclass(frozen=True, slots=True)
class Subject:
    """What stands before a cue in its clause.

    Attributes:
        span: the speaker, or None where the clause names none (dropped subject).
        sure: 2 it can speak, 1 perhaps, 0 hardly.
        rest: the words between speaker and cue.
        according: the clause begins with 据/根据.
        clause: where the clause begins.
    """

    span: Span | None
    kind: SpeakerKind
    sure: int
    rest: tuple[Token, ...]
    according: bool
    clause: int


def clause_start(reading: Reading, floor: int, place: int) -> int:
    """Where the clause that holds `place` begins: after the last mark in the open text, not before `floor`.

    A long quotation that stands before `place` without a mark between ends its own clause.
    """
    lead = _DATELINE.match(reading.open) if floor == 0 else None
    start = lead.end() if lead and lead.end() < place else floor
    for match in _DELIMITER.finditer(reading.open, start, place):
        start = match.end()
    for first, last in reading.covered_between(start, place):
        if start <= first and last <= place and _ends_clause(reading, first, last):
            start = last
    while start < place and reading.open[start].isspace():
        start += 1
    return start


def _ends_clause(reading: Reading, first: int, last: int) -> bool:
    """A quotation that reads as speech, and the brackets of a dateline (记者…)."""
    inner = reading.folded[first + 1 : last - 1]
    if reading.folded[first] in '“"' and reading.open[last : last + 1] in _NOUN_GOES_ON:
        return False
    if reading.folded[first] in '“"':
        return inner[-1:] in set("。!?,…") or len(inner) > 15
    before = reading.open[max(0, first - 3) : first].rstrip()
    return reading.folded[first] in "([" and (before == "" or before[-1] in "电讯。:]")


def find_subject(reading: Reading, floor: int, cue_start: int) -> Subject:
    """The subject of a cue, looked for between `floor` and the cue."""
    clause = clause_start(reading, max(floor, cue_start - _FARTHEST_CHARS), cue_start)
    start, according = _skip_lead(reading.open, clause, cue_start)
    tokens = _last_pronoun(_skip_lead_tokens(cut_tokens(reading, start, cue_start), according=according))
    told_of = reading.open[cue_start : cue_start + 1] in tuple(_CLAUSE_MARKS)
    phrase, rest = _split_phrase(tokens, told_of=told_of) if not according else _split_source(tokens)
    if not phrase or tokens[0].text in _CAUSING:
        return Subject(None, "unknown", 0, tuple(rest), according, clause)
    rest = _drop_addressee(rest)
    span = (phrase[0].start, phrase[-1].end)
    kind, sure = decide_kind(reading.folded[span[0] : span[1]])
    size = sum(token.end - token.start for token in phrase if token.kind != "cover")
    if size > (_MAX_CHARS if sure == 2 else _MAX_UNSURE_CHARS):
        sure = 0
    return Subject(span, kind, sure, tuple(rest), according, clause)


def _last_pronoun(tokens: list[Token]) -> list[Token]:
    """导致…的原因是他在文章中称: a pronoun behind a verb, with an adverb or preposition after it, begins the clause."""
    for place in range(len(tokens) - 2, 0, -1):
        if tokens[place].text in _THIRD and tokens[place + 1].kind in {"prep", "adverb", "time"}:
            return tokens[place:] if any(token.text in _COPULAS for token in tokens[:place]) else tokens
    return tokens


def _drop_addressee(rest: list[Token]) -> list[Token]:
    """Whom it is said to says nothing about who says it: 向路透社, 对记者."""
    place = next((at for at in range(len(rest) - 1, -1, -1) if rest[at].kind == "prep"), None)
    if place is None or rest[place].text not in _TOWARDS or place == len(rest) - 1:
        return rest
    return rest[:place] if all(token.kind in _NOMINAL for token in rest[place + 1 :]) else rest


def _skip_lead(text: str, start: int, end: int) -> tuple[int, bool]:
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


def _skip_lead_tokens(tokens: list[Token], *, according: bool) -> list[Token]:
    """Times, adverbs and whole prepositional phrases (在…会上) at the head of a clause.

    An adverb before a verb stays where a clause with 的 follows (曾担任总统的…).
    """
    while tokens:
        first = tokens[0]
        told = first.text in {"曾", "曾经", "刚", "已", "已经", "正"} and _relative_end(tokens[1:], 0)
        if told or (len(tokens) > 1 and _is_modifier(first, tokens[1])):
            return tokens
        if first.text == "有" and len(tokens) > 1 and tokens[1].kind in {"noun", "name"}:
            return tokens[1:] if tokens[1].text != "人" else [_joined(first, tokens[1]), *tokens[2:]]
        if first.kind == "time" and len(tokens) > 1 and tokens[1].text == "的":
            return _behind_place(tokens)
        if first.kind in {"time", "adverb", "mark", "local", "link"} and not (
            first.kind == "adverb" and len(tokens) == 1
        ):
            tokens = tokens[1:]
        elif first.kind == "prep" and not according:
            close = next((place for place in range(1, len(tokens)) if _closes_phrase(tokens, place)), None)
            if close is None:
                return tokens if first.kind == "prep" else tokens[1:]
            tokens = tokens[close + 1 :]
        else:
            return tokens
    return tokens


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
    if tokens[place].kind != "local":
        return False
    return following is None or tokens[place - 1].kind != "name" or not _is_modifier(tokens[place], following)


def _is_modifier(first: Token, second: Token) -> bool:
    """前 + 总统, 最新 + 的 + 调查: they begin the noun phrase."""
    if first.text == "前":
        return second.kind in {"noun", "name"}
    return first.kind == "adverb" and second.text in {"的", "多", "少"}


def _split_phrase(tokens: Sequence[Token], *, told_of: bool) -> tuple[list[Token], list[Token]]:
    """The noun phrase at the head of a clause, and what follows it before the cue.

    Args:
        tokens: the words of the clause.
        told_of: the clause ends here, so that it has a predicate of its own and is no phrase as a whole.
    """
    stop = next((place for place in range(len(tokens)) if _stops(tokens, place)), len(tokens))
    stop = _body_behind(tokens, _posted(tokens, stop))
    longer = _relative_end(tokens, stop) or _compound_end(tokens, stop) or stop
    stop = stop if told_of and stop and longer == len(tokens) else longer
    phrase = _mend_name(list(tokens[:stop]), tokens[stop:])
    while phrase and phrase[-1].text in UTTERANCES:
        phrase.pop()
    while phrase and phrase[-1].kind in {"of", "link", "mark", "local", "adverb"}:
        phrase.pop()
    return phrase, list(tokens[stop:])


def _posted(tokens: Sequence[Token], stop: int) -> int:
    """海讯社 + 在 + 北岭 + 记者: where somebody is posted stands inside the phrase."""
    if not 0 < stop < len(tokens) - 2 or tokens[stop].text not in _POSTS or tokens[stop + 1].kind != "name":
        return stop
    kind, sure = decide_kind("".join(token.text for token in tokens[:stop]))
    if tokens[stop + 2].text not in TITLES or (kind in _PERSONS and sure == _SURE):
        return stop
    return next((place for place in range(stop + 3, len(tokens)) if _stops(tokens, place)), len(tokens))


def _body_behind(tokens: Sequence[Token], stop: int) -> int:
    """国际货物 + 装卸 + 协调 + 协会: verbs inside the name of a body; where the phrase stops behind it."""
    if stop in {0, len(tokens)} or tokens[stop].kind != "verb":
        return stop
    for place in range(stop, min(stop + _COMPOUND_MAX_WORDS, len(tokens))):
        token = tokens[place]
        if place > stop and token.kind == "noun" and len(body_end(token.text) or "") > 1:
            return next((one for one in range(place + 1, len(tokens)) if _stops(tokens, one)), len(tokens))
        if token.kind not in {"verb", "noun"} or len(token.text) == 1 or token.text in CITING | EVENT_VERBS:
            return stop
    return stop


def _split_source(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
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
    while phrase and phrase[-1].kind in {"of", "link", "mark", "local", "prep"}:
        phrase.pop()
    return phrase, list(tokens[stop:])


def _mend_name(phrase: list[Token], rest: Sequence[Token]) -> list[Token]:
    """副总理韩 + 正在: the cutter joined the last character of a name to the next word."""
    if phrase and rest and rest[0].text == "中" and _is_half_name(phrase[-1]):
        phrase[-1] = replace(phrase[-1], end=rest[0].end, text=phrase[-1].text + "中")
    if len(phrase) < 2 or not rest or len(rest[0].text) != 2 or rest[0].text[0] not in _NAME_ENDS:
        return phrase
    last = phrase[-1]
    if len(last.text) == 1 and last.end == rest[0].start and title_end(phrase[-2].text):
        phrase[-1] = replace(last, end=last.end + 1, text=last.text + rest[0].text[0])
    return phrase


def _is_half_name(token: Token) -> bool:
    """陈时 before 中: nobody is in a person, so that the sign belongs to the name."""
    return len(token.text) == 2 and looks_named(token.text) and not is_listed(token.text)


def _stops(tokens: Sequence[Token], place: int) -> bool:
    """Whether a noun phrase ends before this word."""
    token = tokens[place]
    if token.text == "另" and place:
        return True
    if token.kind in {"time", "adverb", "prep", "verb", "mark"}:
        return not _is_inside_name(tokens, place)
    return token.kind == "local" and place == len(tokens) - 1


def _is_inside_name(tokens: Sequence[Token], place: int) -> bool:
    """韩国 + 会 + 情报, 的 + 特别 + 助理: an adverb or a time between two nouns of one phrase."""
    if not 0 < place < len(tokens) - 1 or tokens[place + 1].kind not in {"noun", "name"}:
        return False
    before = tokens[place - 1]
    if before.kind == "of" or before.text == "前":
        return tokens[place].tag == "t" or (tokens[place].kind == "adverb" and len(tokens[place].text) > 1)
    return tokens[place].text in _INSIDE_NAMES and before.kind in _NOMINAL and before.text not in PRONOUNS


def _relative_end(tokens: Sequence[Token], stop: int) -> int | None:
    """Where the phrase ends if its head is told about by a clause with 的 (了解情况的人士), else None."""
    ofs = [place for place, token in enumerate(tokens) if token.kind == "of" and place > stop]
    if not ofs or (_is_subject_already(tokens, stop) and not _is_published(tokens, ofs[-1])):
        return None
    head = ofs[-1] + 1
    end = next((place for place in range(head, len(tokens)) if _stops(tokens, place)), len(tokens))
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
    if tokens[stop].text in CITING:
        return True
    return tokens[stop].kind != "verb" and decide_kind("".join(token.text for token in tokens[:stop]))[1] == 2


def _compound_end(tokens: Sequence[Token], stop: int) -> int | None:
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
    end = next((place for place in range(1, len(tokens)) if _stops(tokens, place)), len(tokens))
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
