"""Whether a speaker, or nobody named, says what a cue introduces."""

from __future__ import annotations

import re

from yaowen.base.text.words import is_listed, tag, word_set
from yaowen.base.words import Stance
from yaowen.extract.rules.claims.agencies import REPORT_NOUNS
from yaowen.extract.rules.claims.contents import TOLD_TO
from yaowen.extract.rules.claims.cues import Cue
from yaowen.extract.rules.claims.phrases import UTTERANCES
from yaowen.extract.rules.claims.speakers import Subject
from yaowen.extract.rules.claims.vetoes import is_bound, is_followed
from yaowen.extract.rules.claims.word_classes import CITING
from yaowen.extract.rules.names.surnames import looks_named
from yaowen.extract.rules.reading import Reading

_SUBORDINATE = re.compile(
    r"[^,;:]{0,40}?(?:(?<![纽华泰小])时|后|之后|之前|以来|以后|期间|之际|的同时)(?:,|[^,;:]{0,6}(?:说|表示|称|指出|强调|坦言|透露|认为|提到|指|宣布))"
)
_SUPPOSED = re.compile(r"(?:即使|如果|若|假如|倘若|一旦|除非|只要|无论|不论|即便)")
GOES_ON = re.compile(r"(?:但是?|不过|而且|并且?|同时|还|也|又|亦|而)")
"""Words that join a second statement to the first."""
_TURNS = frozenset({"但", "但是", "不过", "而", "亦"})
_MODAL = word_set(
    """
    将 将会 会 可能 要 应 应该 必须 需要 想 拟 计划 预计 准备 打算 可 可以 能 能够 须 欲
    """
)
_BECAUSE = frozenset({"因", "因为", "由于", "为了"})
_ITEM = re.compile("篇[^,]{0,6}$")
"""一篇新闻报道,…: the cue is a noun."""
_TELLING = frozenset({"告诉", "告知"})
_MUST = word_set("必须 必需 应 应该 应当 须 需 需要 不得 要 得 会 可以 可能")
_WISH = frozenset({"想", "不想", "想要"})
_IF = word_set("若 如果 若是 倘若 假如")
_COPULA_ENDS = ("是", "有", "如", "若", "会")
_CORE = frozenset({"表示", "指出", "认为", "强调", "透露", "宣称", "声称", "坚称", "重申", "坦言", "谈到", "提到"})
"""Cues of which any name may be the subject, though nothing shows that it can speak."""
_COMMON_TAGS = frozenset({"n", "vn", "v", "l", "i", "m", "r", "an"})
_NEEDED: dict[Stance, int] = {"announce": 1, "deny": 1}
"""How sure it must be that a subject can speak: what 宣布 or 否认 is done by speaks, whatever it is called."""
_WHEN = frozenset({"adverb", "time", "cover"})
_BY = frozenset({"被", "遭", "遭到", "受到"})
_AGAINST = frozenset({"反对", "支持"})
_DONE = re.compile("[作做]")
"""作上述表示: the cue is a noun."""
_RECALLED = frozenset({"提到", "提及", "谈到"})
"""我们已经提到了: the text speaks of itself."""
_READER = frozenset({"你", "您", "你们"})
_MANNERS = frozenset({"这样", "这么", "如此", "那么", "那样", "所", "如是", "如实", "不"})
_HELD = frozenset({"相信", "深信", "坚信", "觉得"})
"""他表示,…,相信…: it belongs to his words."""
_LONE_CHARS = 2
_SURE = 2
_ABOUT = frozenset({"对", "对于", "就"})


def ends_sentence(reading: Reading, cue: Cue) -> bool:
    """A plain word of speech is the last of its sentence."""
    plain = cue.frame == "speech" and cue.strong and cue.stance == "say"
    return plain and reading.open[cue.span[1] : cue.span[1] + 1] in {"。", ""}


def _has_manner(subject: Subject) -> bool:
    """这样说, 如他所说: the words before are no statement of the subject's, or are said to be like one."""
    return any(token.text in _MANNERS or token.kind not in _WHEN for token in subject.rest)


def is_supposed(reading: Reading, clause: int) -> bool:
    """除非企业证明…: the clause tells of what may be."""
    return bool(_SUPPOSED.match(reading.open, clause))


def is_subordinate(reading: Reading, cue: Cue) -> bool:
    """宣布参选后,…: the cue only dates what follows."""
    return not is_followed(reading, cue) and bool(_SUBORDINATE.match(reading.open, cue.span[1]))


def may_speak(reading: Reading, cue: Cue, subject: Subject) -> bool:
    """Whether a cue with a subject of its own is a claim."""
    followed = (
        is_followed(reading, cue)
        or closes(reading, cue, subject)
        or (cue.word in _TELLING and is_bound(reading, cue) and _is_name_alone(reading, subject))
    )
    if cue.word == "显示" and not _may_show(reading, subject):
        return False
    if _is_only_thought(reading, cue, subject):
        return False
    if cue.frame == "report":
        return _may_report(reading, cue, subject)
    if subject.according:
        return (cue.frame == "speech" or cue.stance == "confirm") and subject.sure >= 1 and followed
    if cue.strong:
        return subject.sure == 2 or (subject.sure == 1 and (followed or _is_called(reading, cue, subject)))
    return subject.sure >= _NEEDED.get(cue.stance, 2) and _is_plain(reading, cue, subject)


def closes(reading: Reading, cue: Cue, subject: Subject) -> bool:
    """…,方临补充说。: a clause of its own behind what is said."""
    own = subject.span is not None and subject.span[0] == subject.clause and not _has_manner(subject)
    if own and _DONE.match(reading.open, subject.clause):
        return False
    return own and ends_sentence(reading, cue) and reading.open[: subject.clause].rstrip().endswith(",")


def _is_only_thought(reading: Reading, cue: Cue, subject: Subject) -> bool:
    """除非企业证明, 他们若表示, 想和您说: it is not said."""
    speaker = reading.folded[slice(*subject.span)] if subject.span else ""
    if speaker in _READER or (speaker.startswith("被") and cue.word in TOLD_TO):
        return True
    if speaker == "我们" and (cue.word in _RECALLED or (cue.word == "说" and not is_followed(reading, cue))):
        return True
    words = {token.text for token in subject.rest}
    wished = words & _WISH and not (subject.span and reading.folded.startswith("我", subject.span[0]))
    if (not cue.strong and is_supposed(reading, subject.clause)) or words & _IF or wished:
        return True
    return bool(subject.rest) and subject.rest[-1].text == "如"


def _is_name_alone(reading: Reading, subject: Subject) -> bool:
    """麦业成告诉…: a family name and one or two signs, no word of the dictionary."""
    name = reading.folded[slice(*subject.span)] if subject.span else ""
    return looks_named(name) and not is_listed(name)


def _is_called(reading: Reading, cue: Cue, subject: Subject) -> bool:
    """途易表示…: a name that nothing is known of, and no word of the dictionary, is the whole clause before the cue."""
    if cue.word not in _CORE or subject.span is None or any(token.kind not in _WHEN for token in subject.rest):
        return False
    name = reading.folded[slice(*subject.span)]
    if name.endswith(_COPULA_ENDS):
        return False
    return not (is_listed(name) and tag(name)[0][1] in _COMMON_TAGS)


def _may_show(reading: Reading, subject: Subject) -> bool:
    """Only texts 显示 something, and only where they are the subject themselves (not 该媒体刊登的截图)."""
    noun = reading.folded[slice(*subject.span)] if subject.span else ""
    return bool(REPORT_NOUNS.search(noun)) and all(token.kind != "of" for token in subject.rest)


def _may_report(reading: Reading, cue: Cue, subject: Subject) -> bool:
    followed = is_followed(reading, cue)
    if cue.word in {"消息", "报告"}:
        counted = reading.folded[slice(*subject.span)][-1:] in tuple("份项篇则次个") if subject.span else True
        sure = cue.word == "消息" or (subject.sure == _SURE and not counted)
        return subject.according and followed and sure
    plain = all(token.kind not in {"of", "verb"} or token.text in CITING for token in subject.rest)
    item = _ITEM.search(reading.open, subject.clause, cue.span[0])
    return followed and (subject.according or (subject.kind == "agency" and plain and not item))


def _is_plain(reading: Reading, cue: Cue, subject: Subject) -> bool:
    """Nothing between subject and cue makes the cue an intention or an object."""
    words = {token.text for token in subject.rest}
    if words & _MODAL or ((cue.frame == "act" or cue.bound) and words & _BECAUSE) or _is_undergone(cue, subject):
        return False
    if cue.frame == "speech" and words & CITING and is_followed(reading, cue):
        return True
    last = subject.rest[-1] if subject.rest else None
    if last is not None and last.kind in {"noun", "name", "of"} and any(token.kind == "of" for token in subject.rest):
        return False
    if cue.stance == "believe" and not is_followed(reading, cue) and last is not None and last.kind == "verb":
        return False
    bare = reading.open[cue.span[1] : cue.span[1] + 1] == "," and not cue.word.startswith("表示")
    if bare and cue.frame not in {"speech", "refuse"}:
        return _is_occasion(subject)
    return (
        cue.frame in {"speech", "refuse"}
        or last is None
        or last.kind != "verb"
        or last.tag == "i"
        or _utters(last.text)
    )


def _is_undergone(cue: Cue, subject: Subject) -> bool:
    """被捕并被联邦政府 + 指控; 反对 + 确认, 拒绝就此 + 要求: another does it, or it is not done."""
    rest = subject.rest
    if cue.frame == "act" and (any(token.text == "拒绝" for token in rest) or (rest and rest[-1].text in _AGAINST)):
        return True
    place = next((at for at in range(len(rest) - 1, -1, -1) if rest[at].text in _BY), None)
    return place is not None and all(
        token.kind in {"noun", "name", "of", "link", "cover"} for token in rest[place + 1 :]
    )


def _utters(verb: str) -> bool:
    """撰文, 发表声明: a verb that says how, and whose subject says what follows."""
    return verb in UTTERANCES or (verb.startswith(("发表", "发布")) and len(verb) > _LONE_CHARS)


def _is_occasion(subject: Subject) -> bool:
    """Nothing between subject and cue but when, how, and by what or where (当天通过电视)."""
    rest = [token for token in subject.rest if token.kind not in _WHEN and token.text not in "初末底"]
    if rest and rest[0].kind == "prep" and rest[-1].text[-1] in "时后" and len(rest) > 1:
        return True
    if not rest or rest[0].kind == "prep" or rest[0].text == "通过":
        return all(token.kind in {"noun", "name", "local", "link", "adverb"} for token in rest[1:])
    return False


def may_go_on(reading: Reading, cue: Cue, subject: Subject, *, after_speech: bool) -> bool:
    """Whether a cue without a subject of its own goes on with one named before (…,并强调…).

    Args:
        reading: the paragraph.
        cue: the cue.
        subject: what stands before it.
        after_speech: an earlier claim of the sentence is open; its own words may hold the verb.
    """
    joined = GOES_ON.match(reading.open, subject.clause)
    weak = not cue.strong and cue.stance == "believe"
    held = (not cue.strong or cue.word in _HELD) and joined is None and after_speech
    if held or (weak and (joined is None or (joined.group() in _TURNS and not after_speech))):
        return False
    if reading.open.endswith("在", 0, cue.span[0]) and is_subordinate(reading, cue):
        return False
    if cue.frame == "report" or subject.according or any(token.text in _MUST for token in subject.rest[-1:]):
        return False
    kinds = {token.kind for token in subject.rest}
    if cue.word.startswith("表示") and subject.rest and subject.rest[0].text in _ABOUT:
        return True
    if cue.strong:
        return "verb" not in kinds or is_followed(reading, cue)
    return kinds <= {"adverb", "time", "link", "local"} and _is_plain(reading, cue, subject)
