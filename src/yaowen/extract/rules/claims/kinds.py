"""What kind of speaker a noun phrase names, from its last words."""

from __future__ import annotations

import re

from yaowen.base.text.aliases import load_aliases
from yaowen.base.text.words import is_listed, tag, word_set
from yaowen.base.words import SpeakerKind
from yaowen.extract.rules.claims.agencies import REPORT_NOUNS, is_agency
from yaowen.extract.rules.names.surnames import looks_named
from yaowen.extract.rules.names.titles import GOVERNMENTS, OFFICE_INSIDE, OFFICES, TITLE_INSIDE, body_end, title_end
from yaowen.extract.rules.names.translit import DOT, is_spelt

PERSON_PRONOUNS = word_set("他 她 我 你 您 他本人 她本人 其 自己 后者 前者 对方 本人")
GROUP_PRONOUNS = word_set("他们 她们 我们 两人 二人 三人 双方 大家 众人 它们 咱们 两国 两者 它")
PRONOUNS = PERSON_PRONOUNS | GROUP_PRONOUNS
Verdict = tuple[SpeakerKind, int]
_GLOSS = re.compile(r"\([^()]*\)$")
_GROUPS = re.compile(
    r"(?:人士|分子|专家|学者|(?:毕业|研究|留学|实习|大学|高中|中学|医学|考|男|女|师)生|热线|客服|同学|同事|同僚|邻居|网友|民众|居民|目击者|团体|人们|家长|学生|们|一方|各界|外界|市场|舆论|评论|方面|单位|部门|高层|者|徒|友|户|民警|交警|刑警|团|营|战区|员|民|家|长|官|师|人|商|客|代表|国家|报|社|媒|台|网|国|家属|消息|法新|路透)$"
)
_COUNTED = re.compile(
    r"^(?:[一两二三四五六七八九十几\d]+|多|数|某|该|这|那|部分|有些|一些|许多|不少)(?:名|位|个|些|家|国)?"
)
_GOVERNMENT_ENDS = tuple(GOVERNMENTS)
_DEMONSTRATIVES = word_set(
    """
    这 那 此 这些 那些 此举 这样 这里 那里 什么 谁 哪 该 有 相关 有关 多方 今 结果 数据 事实 这一切
    每次 上次 这次 每天 大批 一批 一名 一位 一个 可能 一些 多名 多位 其他
    总 老 公开 常理 情理 道理 惯例
    上述 经验 常识 规定 迹象 证据 种种 资料 大局 格局 结局 全局 机会 全部 局部 内部 好处 坏处 这个 那个
    """
)
_COMMON_TAGS = frozenset({"n", "vn", "v", "l", "i", "t", "ns"})
_QUOTED_END = re.compile(r"“[^“”]*$")
"""网站“蓝翼: the name in quotation marks at the end of a phrase whose closing mark is stripped."""
_LETTER = re.compile(r"[\u3400-\u9fff]|[^\W\d_]{2}")
_LATIN_NAME_BEHIND = re.compile(
    r"(?P<office>.*[\u4e00-\u9fff])\s*[A-ZÀ-Þ][A-Za-zÀ-ɏ.'’-]*(?: [A-ZÀ-Þ][A-Za-zÀ-ɏ.'’-]*)*$"
)
"""开发者 Raymond Hill: an office in Chinese, a name in Latin letters."""
_LATIN_PERSON = re.compile(r"(?:.*的\s*)?[A-Z][a-z'’-]+(?: [A-Z][A-Za-z.'’-]*)*? [A-Z][a-z'’-]+$")
"""Google 的 Ryan Babbush: two capitalised words, nothing before them but whose they are."""
_TWO_LATIN_WORDS = re.compile(r"[\u4e00-\u9fff]\s*[A-ZÀ-Þ][A-Za-zÀ-ɏ'’-]+ [A-ZÀ-Þ][A-Za-zÀ-ɏ.'’-]+$")
_AFTER_VERB = re.compile("[在与和向对用以把将给让被的]$")
_FIRM = re.compile(
    "(?:制造商|运营商|供应商|零售商|开发商|生产商|经销商|巨头|平台|网站|品牌|公司|集团|企业|银行|券商)[\u4e00-\u9fff]{2,6}$"
)
"""制造商捷安特: a firm called by its trade and its name."""
_BY_ALIAS: dict[str, Verdict] = {"person": ("person", 2), "organisation": ("organisation", 2)}
"""Names of the table of spellings; its places and words tell nothing."""
_SHORT_POWER = re.compile(r"[中美英日韩朝俄乌台港澳陆法德印巴伊以加澳泰越菲马新缅土欧][警军府检官]$")
"""韩警, 俄军: a country's police, army or government in two signs."""
_MAY = re.compile(r"(?:[只也将都不才就还很便总]|可能|一定)会$")
_MAX_NAME_CHARS = 12
_SPELT_MIN_CHARS = 3
_PERSON_TAGS = frozenset({"nr", "nrt", "nrfg"})


def bare_name(phrase: str) -> str:
    """A folded phrase without trailing gloss and without marks around it."""
    bare = _GLOSS.sub("", phrase.strip()).strip()
    return bare.strip('“”‘’"')


def decide_kind(phrase: str) -> tuple[SpeakerKind, int]:
    """Kind of a folded noun phrase, and how sure it is that it can speak: 2 sure, 1 perhaps, 0 hardly."""
    name = bare_name(phrase)
    head = _QUOTED_END.sub("", name)
    if head and head != name and is_agency(head):
        return "agency", 2
    known = _decide_by_list(name) or _decide_by_end(head or name) or _decide_foreign(name)
    if known is not None:
        return known
    kind, sure = _decide_by_words(name)
    return kind, 2 if _GLOSS.search(phrase) else sure


def _decide_by_list(name: str) -> Verdict | None:
    if not _LETTER.search(name) or name in _DEMONSTRATIVES:
        return "unknown", 0
    if _MAY.search(name):
        return "unknown", 0
    if name in PRONOUNS:
        return ("unknown", 1) if name.startswith("它") else ("person", 2)
    if is_agency(name):
        return "agency", 2
    kept = load_aliases().forms.get(name)
    return _BY_ALIAS.get(load_aliases().lines[kept].kind) if kept else None


def _decide_by_end(name: str) -> Verdict | None:
    """The last words of a phrase: a government, an office or profession, a text, an organisation."""
    if name.endswith(_GOVERNMENT_ENDS) or _SHORT_POWER.match(name):
        return "government", 2
    title = title_end(name)
    if title is not None:
        return ("official" if title in OFFICES else "person"), 2
    if REPORT_NOUNS.search(name):
        return "unknown", 2
    return ("organisation", 2) if body_end(name) else None


def _decide_by_words(name: str) -> Verdict:
    titles = [match.end() for match in TITLE_INSIDE.finditer(name)]
    if titles and 2 <= len(name) - titles[-1] <= _MAX_NAME_CHARS and not _is_wording(name[titles[-1] :]):
        return _person_kind(name), 2
    words: list[tuple[str, str]] = tag(name)
    label = words[-1][1]
    if label == "ns" and not titles and not DOT.search(name) and _is_place(words):
        return "government", 2
    if _is_person(name, words, titled=bool(titles)):
        return _person_kind(name), 2
    if _GROUPS.search(name) and label != "nt":
        return "person", 2
    if label in {"nt", "nz"} or name.isascii() or name.endswith("》") or _FIRM.search(name):
        return "organisation", 2
    return ("person" if _COUNTED.match(name) or len(name) <= 4 else "unknown"), 1


def _decide_foreign(name: str) -> Verdict | None:
    """A name in Latin letters behind a Chinese office or kind of body."""
    found = _LATIN_NAME_BEHIND.match(name)
    if found is None or found["office"].endswith("的"):
        return ("person", 2) if _LATIN_PERSON.match(name) and "的" in name else None
    before = found["office"]
    if _TWO_LATIN_WORDS.search(name) and not _AFTER_VERB.search(before):
        return _person_kind(name), 2
    if title_end(before) or _GROUPS.search(before):
        return _person_kind(name), 2
    return ("organisation", 2) if body_end(before) else None


def _is_wording(text: str) -> bool:
    """Common words only, two characters or more each: 职权威势."""
    return len(text) > _SPELT_MIN_CHARS and all(
        label in {"n", "vn", "v"} and len(word) > 1 and is_listed(word) for word, label in tag(text)
    )


def _is_person(name: str, words: list[tuple[str, str]], *, titled: bool) -> bool:
    last, label = words[-1]
    if label in _PERSON_TAGS or DOT.search(name) or (is_spelt(last) and label not in _COMMON_TAGS):
        return True
    if label == "ns":
        return titled or len(name) <= 4
    if len(name) >= _SPELT_MIN_CHARS and is_spelt(name) and not is_listed(name):
        return True
    if not looks_named(name):
        return False
    return label == "d" or len(words) == len(name) or (label == "v" and [len(word) for word, _ in words] == [1, 2])


def _is_place(words: list[tuple[str, str]]) -> bool:
    """Nothing but places: 美国, 湖北武汉. The cutter takes rare family names for places, but only in parts."""
    return all(label == "ns" and len(word) > 1 for word, label in words)


def _person_kind(name: str) -> SpeakerKind:
    """An official where an office stands before the name."""
    return "official" if OFFICE_INSIDE.search(name) else "person"
