"""Where a glossed name begins: behind an office, a place or a function word, and as long as it sounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yaowen.base.text.words import is_listed, tag, word_set
from yaowen.extract.rules.names.latin import count_sounds
from yaowen.extract.rules.names.titles import TITLE_INSIDE, body_end, title_end
from yaowen.extract.rules.names.translit import DOT, SIGNS

_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134fA-Za-z0-9·•・‧∙.&-]+$")
_MAX_RUN_CHARS = 30
_MAX_NAME_CHARS = 14
_WHOLE_MAX_CHARS = 4
_FUNCTION = word_set(
    """
    的 和 与 及 是 在 由 叫 为 向 对 跟 同 或 从 到 至 被 将 把 据 以 给 称 让 有 了 着 过 于 当 乃 即 名 位 则 但
    而 也 曾 请 指 访 见 称为 名叫 取名 名为 参加 以及 还有 包括 例如 像 前 后 新 老 靠 靠着 比如 替 跟
    品牌 厂商 业者 运营商 供应商 零售商 制造商 开发商 代理商 承包商 电信商
    """
)
_OPEN_TAGS = frozenset(
    {
        "n",
        "nz",
        "ns",
        "nt",
        "nr",
        "nrt",
        "nrfg",
        "j",
        "vn",
        "a",
        "b",
        "an",
        "ad",
        "eng",
        "l",
        "i",
        "ng",
        "zg",
        "s",
        "g",
        "q",
        "z",
        "m",
        "f",
        "t",
        "y",
        "h",
        "k",
    }
)
_FUNCTION_ENDS = tuple(_FUNCTION)
_BEARER_ENDS = frozenset("师家员长手商王后爵徒兵迷者")
_NEVER_FIRST = frozenset("的了着是他她它我你这那")
_JOINTS = frozenset("和与及跟同由于在从自向对")
_BETWEEN_NAMES = "的或和与及、"
"""No name in parts holds one of these; what stands before them is another's."""
_CLOSED_WORDS = word_set(
    """
    的 是 到 在 和 与 及 或 由 向 对 从 为 被 将 把 据 以 给 让 有 了 着 过 于 这 那 该 其 他 她 它 我 你 们 也 都
    并 就 还 又 曾 正 已 不 没 上 下 时 后 前 中 名 位 个 家 种 款 座 条 件 项 届 次 一 一个 一种 一位 一名 一家
    一款 一座 两 这个 这种 那个 个人 可以 服用 叫 像 例如 比如 包括 所属 隶属 加入 参加 担任 出任 前往 抵达 位于
    位在 来自 成立 创立 创办 举行 发表 宣布 推出 使用 利用 通过 称 称为
    名为 名叫 取名 叫做 叫作 有关 关于 针对 简称 俗称 一种 前往 访问 收购 起诉 禁止 支持 反对 批准 推出 加入
    寻求 饰演 扮演 罹患 患有 感染 采用 获得 取得 接受 导致 引发 实施 实时 近来 近期 日前 近日 目前 现在 今天 昨天 去年
    今年 智库 景点 引述 援引 转述 靠 靠着 由于 当下 使 使用 进入 从 现 现任 在
    """
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the run before a bracket, by its place in the run."""

    start: int
    end: int
    text: str
    tag: str


def run_before(folded: str, place: int) -> str:
    """The unbroken run of characters that ends at a place."""
    match = _RUN.search(folded[max(0, place - _MAX_RUN_CHARS) : place])
    return match.group() if match else ""


def cut_run(run: str) -> list[Word]:
    """The words of a run."""
    words: list[Word] = []
    place = 0
    for text, label in tag(run):
        words.append(Word(place, place + len(text), text, label))
        place += len(text)
    return words


def spelt_start(run: str, latin: str) -> int:
    """Where a name that is spelt by sound begins in its run.

    Returns:
        The place of the best of all possible beginnings: it stands behind an office, place or function word, its
        characters are such as names are spelt with, and it is about as long as the Latin name or its last word sounds.
    """
    words = cut_run(run)
    parts = [part for part in re.split(r"[ -]", latin) if part]
    lengths = {count_sounds(parts[-1]), sum(map(count_sounds, parts)), count_sounds(parts[0])} if parts else {2}
    first = _first_dot(run)
    places = range(max(0, len(run) - _MAX_NAME_CHARS), len(run) - 1 if first is None else first)
    return max(places, key=lambda place: _worth(run, place, words, lengths), default=0)


def titled_start(run: str) -> int | None:
    """Where a name that is not spelt by sound begins: two to four characters behind an office (顾问叶望辉)."""
    ends = [place for place in range(len(run) - 5, len(run) - 1) if place > 0 and len(title_end(run[:place]) or "") > 1]
    return ends[-1] if ends else None


def _last_part(run: str) -> int:
    """Where the last part of a name in parts begins, 0 where there are none."""
    return max((match.start() for match in DOT.finditer(run)), default=0)


def _first_dot(run: str) -> int | None:
    """The first dot of the name that ends a run, behind the last office in it."""
    behind = max((match.end() for match in TITLE_INSIDE.finditer(run)), default=0)
    behind = max(behind, max((run.rfind(sign, 0, _last_part(run)) + 1 for sign in _BETWEEN_NAMES), default=0))
    dots = [match.start() for match in DOT.finditer(run, behind)] or [match.start() for match in DOT.finditer(run)]
    return dots[0] if dots else None


def _worth(run: str, place: int, words: Sequence[Word], lengths: set[int]) -> float:
    name, before = run[place:], run[:place]
    letters = DOT.sub("", name)
    strange = sum(sign not in SIGNS and not sign.isascii() for sign in letters)
    worth = -1.6 * strange - 0.7 * min(abs(len(letters) - length) for length in lengths) + 0.15 * len(letters)
    if name[0] in _NEVER_FIRST:
        worth -= 5
    if len(letters) == 1:
        worth -= 3
    if not before:
        worth += 0.0 if name[0] in _JOINTS else 2.5
    elif title_end(before):
        worth += 4.0 if len(title_end(before) or "") > 1 else 1.0
    elif before.endswith(_FUNCTION_ENDS):
        worth += 1.2
    elif before[-1] in _BEARER_ENDS or body_end(before):
        worth += 1.0
    return worth + _worth_of_words(place, len(run), words)


def _worth_of_words(place: int, end: int, words: Sequence[Word]) -> float:
    """Beginning where a word begins is good, better where it is a person's name to the end or follows a place."""
    at = next((number for number, word in enumerate(words) if word.start == place), None)
    if at is None:
        return -0.8
    worth = 0.8
    if at > 1 and _may_begin_name(words[at - 2].text, words[at - 1].text):
        return worth
    if words[at].tag.startswith("nr") and words[at].end == end and is_listed(words[at].text):
        worth += 1.2
    if at and words[at - 1].tag in {"ns", "nt"} and is_listed(words[at - 1].text):
        worth += 1.0
    return worth


def _may_begin_name(before: str, word: str) -> bool:
    """的巴金 + 斯卡娅: behind 的 or a title, a word of spelling characters begins the name already."""
    return all(sign in SIGNS for sign in word) and (before == "的" or title_end(before) is not None)


def worded_start(run: str) -> int:
    """Where a name that is made of words begins in its run (国际货币基金组织)."""
    words = cut_run(run)
    start = len(run)
    for word in reversed(words):
        closed = word.text in _CLOSED_WORDS or (word.tag not in _OPEN_TAGS and not _is_inner(word, start, len(run)))
        spelt = word.text in SIGNS and start < len(run) and run[start] in SIGNS and word.text not in _CLOSED_WORDS
        if closed and not spelt and start < len(run):
            break
        start = word.start
    return _whole_first_word(run, _drop_place(words, start))


def _whole_first_word(run: str, start: int) -> int:
    """新西兰, not 西兰; 沃尔特•里德医疗中心 with the part before its dot."""
    if start and DOT.match(run[start - 1]):
        before = re.search(f"[{''.join(SIGNS)}]+$", run[: start - 1])
        return before.start() if before else start
    longer = run[start - 1 :] if start and len(run) - start < _WHOLE_MAX_CHARS else ""
    return start - 1 if longer and is_listed(longer) and tag(longer)[0][1] in {"ns", "nrt"} else start


def _is_inner(word: Word, start: int, end: int) -> bool:
    """A verb inside a name: two characters with at least two more behind it that are already taken (合作 组织)."""
    return word.tag == "v" and len(word.text) == 2 and 2 <= end - start <= 4 and word.text not in _CLOSED_WORDS


def _drop_place(words: Sequence[Word], start: int) -> int:
    """在曼谷民主纪念碑: a place behind a preposition says where, and is no part of the name."""
    at = next((number for number, word in enumerate(words) if word.start == start), None)
    if at is None or at == 0 or at + 1 >= len(words):
        return start
    return words[at].end if words[at].tag == "ns" and words[at - 1].text in {"在", "位于", "到", "位在"} else start
