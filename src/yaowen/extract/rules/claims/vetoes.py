"""When the words right around a cue say that it is none: negated, a noun, a modifier, the frame of another event."""

from __future__ import annotations

import re

from yaowen.extract.rules.claims.contents import TOLD_TO, object_then_quote
from yaowen.extract.rules.claims.cues import Cue
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
_FOLLOWED = re.compile(r"(?:了|道|过)?\s*(?:[(\[]\ue000*[)\]]\s*)?(?:[,:“\"]|[—―–-]{1,2}\s*“)")
_BOUND = re.compile(r"[^,:。;]{0,30}[,:]|[^,:。;]{0,14}“")
_OBJECT_BEFORE_QUOTE = TOLD_TO | {"形容", "描述"}
_SAID_SO = re.compile("的[:,]\\s*“")
_OCCASION = re.compile(
    "[^,;:。]{2,40}(?:一事|之事|的问题|一案|的(?:言论|看法|说法|指控|批评|质疑|报道|传闻|表态|建议|要求|警告))(?:,|$)"
)
_ABOUT_BEFORE = re.compile("(?:就|[针面]?对|对于|关于)(?![\u4e00-\u9fff]{0,2}[说称])[\u4e00-\u9fff]{2,24}$")
"""就蓬佩奥指控…一事: the whole clause says what another statement is about."""
_SO_CALLED = re.compile(
    "[^,;:。]{2,40}的(?:说法|言论|指控|传言|传闻|论调|说辞|谣言|指责|报道|报导|声明)"
    "(?=,?(?:也|都|则|已|又|显然|将|可能|会)*(?:被|遭|受到|引发|引起|引来|让|令|使|纯属|毫无|不实|不符|站不住|并非|对|没有))"
)
"""声称…的说法,也被驳回: the clause names a statement of which something else is told."""
_SAYS_SO_NEXT = re.compile("[,:]\\s*(?:并|则|还|也)?(?:说|称|指|指出|表示|强调|坦言|直言|认为)(?![了过])")
"""抗辩,指…: the next cue says it."""
_PUBLISHED = re.compile("(?:发|发布|发表|发出|宣读|签署|公布|出镜)[^,]{0,6}$")
"""发布道歉声明."""
_FOR = re.compile("(?<![因认称成作以华行])为$")
_PURPOSE = re.compile("(?:[,\ue000一-鿿](?<![所可足难用得给予加致何是])以|以此来?|藉此|借此|(?:^|[,;:。]|人)为|为了)$")
"""…,以表明…: what something is done for."""
_AND = ("与", "和", "及", "或", "或者")
"""数据与解读: the cue is the second of two nouns."""
_UNDERTAKEN = ("进行", "展开")
"""就指控进行辩论: the cue is a noun."""
_NOTIFIED = re.compile("[^,:。;将要]{1,10}[,:]")
"""通知联合国,…: who is told, and nothing else, stands before the comma."""
_RECEIVED = re.compile("(?:接到|收到|接获|发出|发布|下发)[^,]{0,10}$")
_JOINT = re.compile("(?:联合|书面|共同|最新|正式)$")
_FOR_ANOTHER = re.compile("[为替][^,]{1,20}$")
_WANTED = frozenset({"要求", "建议", "指示", "命令", "呼吁", "倡议", "请求", "提议", "号召"})
_AS_WANTED = re.compile("(?:按照?|依照?|根据|应|遵照|落实|遵从|不顾|响应|配合|满足|符合|达到|回应|接受)[^,]{1,24}$")
"""按照政府要求,…: what is wanted is named."""
_DANGERS = frozenset({"威胁", "预警", "恐吓", "抗议"})
_ACCORDING_TO = re.compile("据[^,]{2,10}$")
_TOLD_WHOM = re.compile("[对向跟][^,从]{1,10}$")
"""对父亲讲,…; not 从政治学讲."""
_NAMED = frozenset({"指称", "声称", "宣称", "披露", "断言", "自称", "主张"})
"""Cues that are nouns behind 的: 美国的指称."""
_NOUN_AFTER_VERB = re.compile("(?:[为成是]|构成|造成|变成|形成|发出|存在|面临|应对|视[^,]{0,8}为)$")
_BARELY = re.compile("(?:被|遭到?|选择了?|值得)$")
"""被提及, 选择了相信: nobody says it."""
_NOUN_OF = re.compile("的(?:客观|主观|详细|简单|简短|最新|官方|公开|具体|全面|深入|专业|权威)$")
_QUOTED_BEFORE = re.compile('(?<=[”"])[^,;:。!?”"]{2,24}$')
_BEFORE_CHARS = 26


def is_followed(reading: Reading, cue: Cue) -> bool:
    """A comma, colon or quotation stands after the cue."""
    return bool(_FOLLOWED.match(reading.open, cue.span[1]))


def is_bound(reading: Reading, cue: Cue) -> bool:
    """A comma or colon stands after the cue, at most one short word between (告诉记者,…)."""
    return bool(_BOUND.match(reading.open, cue.span[1]))


def _is_introducing(reading: Reading, cue: Cue) -> bool:
    if object_then_quote(reading, cue) is not None:
        return True
    if cue.word == "提出":
        return reading.open.startswith((",", ":"), cue.span[1])
    if cue.word == "通知":
        return bool(_NOTIFIED.match(reading.open, cue.span[1])) and not _RECEIVED.search(reading.open, 0, cue.span[0])
    return is_bound(reading, cue) if cue.word in _OBJECT_BEFORE_QUOTE else is_followed(reading, cue)


def is_vetoed(reading: Reading, cue: Cue, floor: int) -> bool:
    """Whether the words right around a cue show that it is none."""
    start, end = cue.span
    before = reading.open[max(floor, start - _BEFORE_CHARS) : start]
    if cue.bound and not _is_introducing(reading, cue):
        return True
    if (
        _PURPOSE.search(before)
        or (cue.word.startswith(("表达", "表示")) and _FOR.search(before))
        or (_NEGATED.search(before) and cue.stance not in {"refuse", "believe"})
    ):
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
        return _TOLD_WHOM.search(before) is None and _ACCORDING_TO.search(before) is None
    if cue.word in _WANTED and reading.open.startswith(",", cue.span[1]):
        return cue.word == "指示" or bool(_AS_WANTED.search(before))
    if cue.word in _NAMED and before.endswith("的"):
        return True
    nouns = [_NOUN_OF]
    nouns += [_JOINT] if cue.word == "声明" else []
    nouns += [_FOR_ANOTHER] if cue.word in {"辩护", "疾呼"} else []
    nouns += [_NOUN_AFTER_VERB] if cue.word in _DANGERS else [_PUBLISHED] if cue.word in {"声明", "通知"} else []
    act = cue.frame == "act" and not cue.word.startswith("表示")
    if (cue.bound or act) and _SAYS_SO_NEXT.match(reading.open, cue.span[1]):
        return True
    return cue.bound and (any(noun.search(before) for noun in nouns) or before.endswith(_AND))


def _is_modifier(reading: Reading, cue: Cue) -> bool:
    """他说的话; not 他说的是…, nor 他是这么说的:…."""
    end = cue.span[1]
    if not reading.open.startswith(("的", "过的", "了的"), end) or _SAID_SO.match(reading.open, end):
        return False
    return cue.stance == "believe" or not reading.open.startswith("的是", end)


def _is_noun_after(reading: Reading, cue: Cue) -> bool:
    if cue.stance == "condemn" and reading.open.startswith(_UNDERTAKEN, cue.span[1]):
        return True
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
