"""When a cue says nothing: negated, passive, a noun, a modifier, or only the frame of another event."""

from __future__ import annotations

import re

from yaowen.base.text.words import is_listed, tag, word_set
from yaowen.base.words import Stance
from yaowen.extract.rules.claims.agencies import REPORT_NOUNS
from yaowen.extract.rules.claims.contents import TOLD_TO
from yaowen.extract.rules.claims.cues import Cue
from yaowen.extract.rules.claims.phrases import UTTERANCES
from yaowen.extract.rules.claims.speakers import Subject
from yaowen.extract.rules.claims.word_classes import CITING
from yaowen.extract.rules.names.surnames import looks_named
from yaowen.extract.rules.reading import Reading

_NEGATED = re.compile(
    r"(?:不用|无需|不必|(?<!不得)(?<!不能)(?<!无法)(?<!不可)不|没|没有|未|并未|未能|未曾|从未|尚未|无法|不愿|拒绝|不让|不准|不许|不会|不能|难以|不便|不敢|无人|没人|不得)"
    r"(?:[我你他们]{0,2}多|有|再|对此|公开|明确|直接|具体|正面|进一步|详细|主动|及时|如实|清楚|充分|向\w{2,4})?$"
)
_PASSIVE = re.compile(
    r"(?:被|遭|遭到|受到|受(?![灾害伤访众雇益骗困聘审托贿])|获|获得|引发|招致|面对|遭受|面临|引来|备受|饱受|不顾|无视|惹来|引起|迎来)[\u4e00-\u9fff]{0,4}$"
)
_NOUN_BEFORE = re.compile(
    r"(?:(?:作出|做出|发出|提出|发表|给予|给与|给出|加以|得到|获得|引发|遭到|没有|任何)"
    r"(?:严厉|正面|广泛|尖锐|强烈|猛烈|公开|严正|书面|口头|明确|郑重|类似|这样的?|新的?|最后|紧急|严肃|正式|联合)?|的|的最新|的强烈|的严厉|的初步|的猛烈|的尖锐|之|份|项|种|些|(?<![多再首屡数两三])次|番|句|这|该|各|大量|无|有|作出|做出|发出|提出|予以|给予|进行|加以|致以|公开信|按|依|所)$"
)
_NOUN_AFTER = re.compile(
    r"的(?!是)|过的|着的|了的|声|书(?!记)|信(?![息心徒众用任托号访奉仰贷件教])|者|度(?![假过])|率(?![领先])|函|[、。;)]|之|时,|后,|下,|以来|显示|表明"
)
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
_FOLLOWED = re.compile(r"(?:了|道|过)?\s*(?:[(\[]\ue000*[)\]]\s*)?(?:[,:“\"]|[—―–-]{1,2}\s*“)")
_BOUND = re.compile(r"[^,:。;]{0,30}[,:]|[^,:。;]{0,14}“")
_OBJECT_BEFORE_QUOTE = TOLD_TO | {"形容", "描述"}
_SAID_SO = re.compile("的[:,]\\s*“")
_OCCASION = re.compile(
    "[^,;:。]{2,40}(?:一事|之事|的问题|一案|的(?:言论|看法|说法|指控|批评|质疑|报道|传闻|表态|建议|要求|警告))(?:,|$)"
)
_ABOUT_BEFORE = re.compile("(?:就|[针面]?对|对于|关于)(?![\u4e00-\u9fff]{0,2}[说称])[\u4e00-\u9fff]{2,24}$")
"""就蓬佩奥指控…一事: the whole clause says what another statement is about."""
_BECAUSE = frozenset({"因", "因为", "由于", "为了"})
_SO_CALLED = re.compile(
    "[^,;:。]{2,40}的(?:说法|言论|指控|传言|传闻|论调|说辞|谣言|指责|报道|报导|声明)"
    "(?=,?(?:也|都|则|已|又|显然|将|可能|会)*(?:被|遭|受到|引发|引起|引来|让|令|使|纯属|毫无|不实|不符|站不住|并非|对|没有))"
)
"""声称…的说法,也被驳回: the clause names a statement of which something else is told."""
_SAYS_SO_NEXT = re.compile("[,:]\\s*(?:并|则|还|也)?(?:说|称|指|指出|表示|强调|坦言|直言|认为)(?![了过])")
"""抗辩,指…: the next cue says it."""
_PUBLISHED = re.compile("(?:发|发布|发表|发出|宣读|签署|公布|出镜)[^,]{0,6}$")
"""发布道歉声明."""
_JOINT = re.compile("(?:联合|书面|共同|最新|正式)$")
_FOR_ANOTHER = re.compile("[为替][^,]{1,20}$")
_TELLING = frozenset({"告诉", "告知"})
_WANTED = frozenset({"要求", "建议", "指示", "命令", "呼吁", "倡议", "请求", "提议", "号召"})
_AS_WANTED = re.compile("(?:按照?|依照?|根据|应|遵照|落实|遵从|不顾|响应|配合|满足|符合|达到|回应|接受)[^,]{1,24}$")
"""按照政府要求,…: what is wanted is named."""
_DANGERS = frozenset({"威胁", "预警", "恐吓", "抗议"})
_MUST = word_set("必须 必需 应 应该 应当 须 需 需要 不得 要 得 会 可以 可能")
_TOLD_WHOM = re.compile("[对向跟][^,从]{1,10}$")
"""对父亲讲,…; not 从政治学讲."""
_WISH = frozenset({"想", "不想", "想要"})
_IF = word_set("若 如果 若是 倘若 假如")
_COPULA_ENDS = ("是", "有", "如", "若", "会")
_NAMED = frozenset({"指称", "声称", "宣称", "披露", "断言", "自称", "主张"})
"""Cues that are nouns behind 的: 美国的指称."""
_CORE = frozenset({"表示", "指出", "认为", "强调", "透露", "宣称", "声称", "坚称", "重申", "坦言", "谈到", "提到"})
"""Cues of which any name may be the subject, though nothing shows that it can speak."""
_COMMON_TAGS = frozenset({"n", "vn", "v", "l", "i", "m", "r", "an"})
_NOUN_AFTER_VERB = re.compile("(?:[为成是]|构成|造成|变成|形成|发出|存在|面临|应对|视[^,]{0,8}为)$")
_BARELY = re.compile("(?:被|遭到?|选择了?|值得)$")
"""被提及, 选择了相信: nobody says it."""
_NOUN_OF = re.compile("的(?:客观|主观|详细|简单|简短|最新|官方|公开|具体|全面|深入|专业|权威)$")
_NEEDED: dict[Stance, int] = {"announce": 1, "deny": 1}
"""How sure it must be that a subject can speak: what 宣布 or 否认 is done by speaks, whatever it is called."""
_QUOTED_BEFORE = re.compile('(?<=[”"])[^,;:。!?”"]{2,24}$')
_WHEN = frozenset({"adverb", "time", "cover"})
_BY = frozenset({"被", "遭", "遭到", "受到"})
_AGAINST = frozenset({"反对", "支持"})
_LONE_CHARS = 2
_SURE = 2
_ABOUT = frozenset({"对", "对于", "就"})
_BEFORE_CHARS = 26


def is_followed(reading: Reading, cue: Cue) -> bool:
    """A comma, colon or quotation stands after the cue."""
    return bool(_FOLLOWED.match(reading.open, cue.span[1]))


def is_bound(reading: Reading, cue: Cue) -> bool:
    """A comma or colon stands after the cue, at most one short word between (告诉记者,…)."""
    return bool(_BOUND.match(reading.open, cue.span[1]))


def is_vetoed(reading: Reading, cue: Cue, floor: int) -> bool:
    """Whether the words right around a cue show that it is none."""
    start, end = cue.span
    before = reading.open[max(floor, start - _BEFORE_CHARS) : start]
    if cue.bound and not (is_bound(reading, cue) if cue.word in _OBJECT_BEFORE_QUOTE else is_followed(reading, cue)):
        return True
    if _NEGATED.search(before) and cue.stance not in {"refuse", "believe"}:
        return True
    occasion = _OCCASION.match(reading.open, end) and _ABOUT_BEFORE.search(before)
    if _is_modifier(reading, cue) or occasion or _BARELY.search(before) or _is_only_named(reading, cue, before):
        return True
    if cue.frame == "act" or cue.bound or not cue.strong or cue.word == "主张":
        if _PASSIVE.search(before) or (cue.frame != "report" and _NOUN_BEFORE.search(before)):
            return True
        return _is_noun_after(reading, cue)
    return False


def _is_only_named(reading: Reading, cue: Cue, before: str) -> bool:
    """美国的指称, 构成威胁, 驳回了称…的申请: what the cue says is named, not said."""
    alone = cue.strong and not is_followed(reading, cue)
    if alone and (before.endswith("了") or _SO_CALLED.match(reading.open, cue.span[1])):
        return True
    if cue.word == "讲":
        return _TOLD_WHOM.search(before) is None
    if cue.word in _WANTED and reading.open.startswith(",", cue.span[1]):
        return cue.word == "指示" or bool(_AS_WANTED.search(before))
    if cue.word in _NAMED and before.endswith("的"):
        return True
    nouns = [_NOUN_OF]
    nouns += [_JOINT] if cue.word == "声明" else []
    nouns += [_FOR_ANOTHER] if cue.word in {"辩护", "疾呼"} else []
    nouns += [_NOUN_AFTER_VERB] if cue.word in _DANGERS else [_PUBLISHED] if cue.word == "声明" else []
    act = cue.frame == "act" and not cue.word.startswith("表示")
    if (cue.bound or act) and _SAYS_SO_NEXT.match(reading.open, cue.span[1]):
        return True
    return cue.bound and any(noun.search(before) for noun in nouns)


def _is_modifier(reading: Reading, cue: Cue) -> bool:
    """他说的话; not 他说的是…, nor 他是这么说的:…."""
    end = cue.span[1]
    if not reading.open.startswith(("的", "过的", "了的"), end) or _SAID_SO.match(reading.open, end):
        return False
    return cue.stance == "believe" or not reading.open.startswith("的是", end)


def _is_noun_after(reading: Reading, cue: Cue) -> bool:
    after = reading.open[cue.span[1] : cue.span[1] + 3]
    if cue.frame == "report" or not _NOUN_AFTER.match(after) or _closes_quotation(reading, cue):
        return False
    return not ((cue.word.startswith("表示") or cue.frame == "speech") and after[:1] in ",。;")


def _closes_quotation(reading: Reading, cue: Cue) -> bool:
    """“…。”白大仁呼吁。: the sentence ends with the cue, and its words stand before the speaker."""
    if reading.open[cue.span[1] : cue.span[1] + 1] not in {"。", ""}:
        return False
    lead = _QUOTED_BEFORE.search(reading.open, 0, cue.span[0])
    quote = reading.quote_to(lead.start()) if lead else None
    return quote is not None and reading.folded[quote[1] - 2] in "。!?,…"


def is_supposed(reading: Reading, clause: int) -> bool:
    """除非企业证明…: the clause tells of what may be."""
    return bool(_SUPPOSED.match(reading.open, clause))


def is_subordinate(reading: Reading, cue: Cue) -> bool:
    """宣布参选后,…: the cue only dates what follows."""
    return not is_followed(reading, cue) and bool(_SUBORDINATE.match(reading.open, cue.span[1]))


def may_speak(reading: Reading, cue: Cue, subject: Subject) -> bool:
    """Whether a cue with a subject of its own is a claim."""
    followed = is_followed(reading, cue) or (
        cue.word in _TELLING and is_bound(reading, cue) and _is_name_alone(reading, subject)
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


def _is_only_thought(reading: Reading, cue: Cue, subject: Subject) -> bool:
    """除非企业证明, 他们若表示, 想和您说: it is not said."""
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
    return followed and (subject.according or (subject.kind == "agency" and plain))


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
    if weak and (joined is None or (joined.group() in _TURNS and not after_speech)):
        return False
    if not cue.strong and joined is None and after_speech:
        return False
    if cue.frame == "report" or subject.according or any(token.text in _MUST for token in subject.rest[-1:]):
        return False
    kinds = {token.kind for token in subject.rest}
    if cue.word.startswith("表示") and subject.rest and subject.rest[0].text in _ABOUT:
        return True
    if cue.strong:
        return "verb" not in kinds or is_followed(reading, cue)
    return kinds <= {"adverb", "time", "link", "local"} and _is_plain(reading, cue, subject)
