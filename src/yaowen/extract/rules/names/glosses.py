"""Glossed names: 佩泽什基安(Masoud Pezeshkian), 国际货币基金组织(IMF), 《金融时报》(Financial Times)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yaowen.base.text.words import is_listed, word_set
from yaowen.base.words import Name, NameKind, Span
from yaowen.extract.rules.names.boundaries import cut_run, run_before, spelt_start, titled_start, worded_start
from yaowen.extract.rules.names.latin import is_acronym, is_body, is_personal, is_site, parse_gloss
from yaowen.extract.rules.names.surnames import SURNAMES, looks_named
from yaowen.extract.rules.names.titles import TITLE_INSIDE, body_end, title_end
from yaowen.extract.rules.names.translit import DOT, SIGNS
from yaowen.extract.rules.reading import Reading

_BRACKET = re.compile(r"\s?\((?P<inner>[^()]{2,90})\)")
_CLOSING = {"”": "“", "’": "‘", "》": "《", '"': '"'}
_QUOTED_MAX_CHARS = 25
_PLACE_ENDS = re.compile(
    r"(?:[州市省县区镇乡村岛山河湖海湾岬港街路巷站桥塔馆宫殿寺庙柱碑城堡峰洋洲谷漠]|广场|机场|教堂|大厦|球场|体育场|公园|半岛|群岛|海峡|大道|车站|酒店|饭店|纪念碑|地区|族)$"
)
_COMPANY_BEFORE = re.compile(r"(?:公司|集团|企业|品牌|[药大厂]厂|制药商|厂商|巨头|平台|银行|零售商|制造商)$")
_THING_BEFORE = re.compile(r"(?:药物|毒剂|疫苗|软件|应用|系统|术语|病毒|型号)$")
_HONOUR = re.compile(
    "(?<=[\u4e00-\u9fff]{2})(?:枢机主教|大主教|主教|枢机|副?教授|博士|神父|牧师|拉比|爵士|将军|上将|先生|女士|律师|医生|参议员|议员|伊玛目|勋爵|修女|修士|上校|中将|少将)$"
)
"""What stands behind a name to honour it."""
_LIST_NUMBER = re.compile(r"\d+[.、]")
_BEFORE_PARTS = re.compile(".*[是叫]")
_GIVEN_CHARS = 2
_PARTS_MAX_CHARS = 9
_NO_NAMES = word_set("以及 或者 还有 包括 例如 即是 称为 名为 以下 简称")
_WORK_ENDS = re.compile(
    r"(?:杂志|日报|时报|研讨会|峰会|论坛|电影节|音乐节|大奖|杯|奖|[法议方]案|[^办方魔书用手语语技]法|条约|公约|宣言|条例)$"
)
_SITE_BEFORE = re.compile("(?:[东西南北中]部的?|位于|首都|首府|城市|港口|小镇|城镇|重镇|[州省郡]|郊区)$")
_PLACE_FIRST = re.compile("(?:San|Santa|La|Las|Los|El|New|North|South|East|West|Port|Saint|St|Fort|Upper|Lower)[ .]")
_PLACE_AFTER = re.compile(r"(?:市|省|州|县|区|镇|村|岛|地区|一带|附近|境内|机场|山区|海域)")
_PLACE_BEFORE = re.compile(
    r"(?:[东西南北中]部的?|位于|首都|首府|城市|港口|小镇|城镇|重镇|国家|[小岛大邻]国|岛屿|省份|[州省郡]|郊区|在|前往|抵达|飞往|来到|靠近)$"
)


def find_names(readings: Sequence[Reading]) -> tuple[Name, ...]:
    """Glossed names of an article, in the order of the text; each gloss gives one name."""
    return tuple(name for reading in readings for name in _find_in(reading))


def _find_in(reading: Reading) -> Iterator[Name]:
    for match in _BRACKET.finditer(reading.folded):
        latin = parse_gloss(reading.text[match.start("inner") : match.end("inner")])
        span = _name_span(reading, match.start(), latin) if latin else None
        if latin is not None and span is not None:
            zh = reading.text[slice(*span)]
            yield Name(reading.number, span, zh, latin, _decide_kind(reading, span, latin, match.end()))


def _name_span(reading: Reading, end: int, latin: str) -> Span | None:
    """The Chinese name that ends at `end`."""
    if end and reading.folded[end - 1] in _CLOSING:
        start = reading.folded.rfind(_CLOSING[reading.folded[end - 1]], max(0, end - _QUOTED_MAX_CHARS), end - 1)
        return (start + 1, end - 1) if 0 <= start < end - 2 else None
    run = run_before(reading.folded, end)
    if is_personal(latin) and (honour := _HONOUR.search(run)):
        run, end = run[: honour.start()], end - len(honour.group())
    if not any("\u3400" <= sign <= "\u9fff" for sign in run[-2:]):
        return None
    start = _start_in(run, latin)
    if is_personal(latin):
        start = _mend_start(run, start, latin)
    return (end - len(run) + start, end) if start < len(run) - 1 and run[start:] not in _NO_NAMES else None


def _mend_start(run: str, start: int, latin: str) -> int:
    """Numbers of a list and 是, 叫 before a name in parts are no part of it; 小 of a Jr. and a family name are."""
    name = run[start:]
    dot = DOT.search(name)
    lead = _LIST_NUMBER.match(name) or (_BEFORE_PARTS.match(name[: dot.start()]) if dot else None)
    if lead is not None:
        return start + lead.end()
    before = run[:start]
    if name[0] == "比" and before[-1:] in tuple("他她它我你们人者"):
        return start + 1
    if before.endswith("小") and latin.endswith(("Jr.", "Jr", "Junior")):
        return start - 1
    alone = len(name) == _GIVEN_CHARS and before[-1:] in SURNAMES and title_end(before) is None
    return start - 1 if alone and not is_listed(before[-2:]) and not body_end(before) else start


def _start_in(run: str, latin: str) -> int:
    start = _start_by_kind(run, latin)
    if not is_personal(latin) or DOT.search(run[start:]):
        return start
    titles = [match.end() for match in TITLE_INSIDE.finditer(run, start) if len(run) - match.end() >= _GIVEN_CHARS]
    name = run[titles[-1] :] if titles else ""
    named = name and not (is_listed(name) or body_end(name) or _PLACE_ENDS.search(name))
    return titles[-1] if named else start


def _start_by_kind(run: str, latin: str) -> int:
    if (is_personal(latin) and _sounds_spelt(run)) or _is_family_of_place(run, latin):
        return spelt_start(run, latin)
    titled = titled_start(run) if is_personal(latin) and " " in latin else None
    return worded_start(run) if titled is None else titled


def _is_family_of_place(run: str, latin: str) -> bool:
    """金尼·希尔(Ginny Hill): a name in parts, spelt to its end, though the last word is also one of places."""
    in_parts = DOT.search(run[-_PARTS_MAX_CHARS:])
    return bool(in_parts) and run[-1] in SIGNS and is_site(latin) and not (is_body(latin) or _PLACE_ENDS.search(run))


def _sounds_spelt(run: str) -> bool:
    """Whether the end of a run may be spelt by sound, and is no common word."""
    tail = DOT.sub("", run[-2:])
    last = cut_run(run)[-1]
    common = last.tag in {"n", "vn", "l"} and len(last.text) > 1 and not all(sign in SIGNS for sign in last.text)
    return bool(DOT.search(run)) or (sum(sign in SIGNS for sign in tail) >= 1 and not common)


def _is_place(folded: str, latin: str) -> bool:
    """The dictionary's place names, unless the gloss gives a first and a last name."""
    return cut_run(folded)[-1].tag == "ns" and (is_listed(folded) or " " not in latin)


def _ends_in_place(before: str) -> bool:
    """加利福尼亚 before 加登格罗夫: a place of the dictionary directly before a name is what holds it."""
    words = cut_run(run_before(before, len(before)))
    return bool(words) and words[-1].tag == "ns" and is_listed(words[-1].text) and len(words[-1].text) > _GIVEN_CHARS


def _decide_kind(reading: Reading, span: Span, latin: str, after: int) -> NameKind:  # noqa: PLR0911 (an ordered table in the form of tests)
    folded = reading.folded[slice(*span)]
    before = reading.folded[max(0, span[0] - 6) : span[0]]
    if before.endswith("《"):
        return "organisation" if re.search(r"报|新闻|周刊|邮报|时代", folded) else "work"
    if is_body(latin) and (body_end(folded) or re.search(r"[报刊]$", folded)):
        return "organisation"
    parted = DOT.search(folded) and is_personal(latin) and " " in latin
    in_parts = parted or _is_family_of_place(folded, latin)
    if not in_parts and (is_site(latin) or (_PLACE_ENDS.search(folded) and not title_end(before))):
        return "place"
    if _WORK_ENDS.search(folded) and " " in latin:
        return "work" if not re.search(r"报$|杂志$", folded) else "organisation"
    if is_body(latin) or is_acronym(latin) or (body_end(folded) and len(folded) > 2):
        return "organisation" if is_body(latin) or body_end(folded) else "other"
    if before[-1:] in tuple("“‘") and " " in latin and not is_personal(latin):
        return "work"
    if _COMPANY_BEFORE.search(before):
        return "organisation"
    if _THING_BEFORE.search(before):
        return "other"
    if "-" in folded and " " not in latin and not title_end(before):
        return "place"
    if title_end(before) or DOT.search(folded):
        return "person"
    named = is_personal(latin) and " " in latin and not _PLACE_FIRST.match(latin)
    beside = _PLACE_BEFORE.search(before) or _PLACE_AFTER.match(reading.folded, after)
    held = not named and is_personal(latin) and _ends_in_place(reading.folded[: span[0]])
    if (beside and not named) or held or _SITE_BEFORE.search(before) or _is_place(folded, latin):
        return "place"
    person = is_personal(latin) and (_sounds_spelt(folded) or (named and looks_named(folded)))
    return "person" if person else "other"
