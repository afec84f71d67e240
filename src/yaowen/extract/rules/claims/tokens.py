"""Words of the stretch before a cue, with the few classes that the search for the speaker needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from yaowen.base.text.words import tag
from yaowen.extract.rules.names.surnames import looks_named
from yaowen.extract.rules.names.translit import DOTTED, is_spelt
from yaowen.extract.rules.reading import Reading

Class = Literal["noun", "name", "cover", "time", "adverb", "prep", "verb", "of", "link", "local", "mark", "other"]
"""of: 的; link: 和, 与, 、; local: 上, 中, 时, 后 that close a phrase; mark: punctuation."""

_TIME = (
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?|(?:\d{4}年)|\d{1,2}[日号](?!线|楼)|[今昨明前](?:天|日)?\(\d{1,2}(?:日|号)?\)日?|"
    r"(?:上|本|这|下)?个?(?:周|星期|礼拜)[一二三四五六日天]|(?:今|昨|明|前)[天日晚晨早]|(?:今|去|前|明)年|[上下]午|凌晨|清晨|早[上间]|中午|傍晚|晚[间上]|深夜|当[天日晚时]|同[日天]|"
    r"次日|翌日|隔天|日前|近日|近期|最近|日来|此前|先前|稍早|稍后|随后|之后|其后|后来|此后|事后|会后|赛后|赛前|会前|早前|早些时候|目前|现在|当时|此时|如今|刚刚|刚才|随即|之前|以前|过去|当地时间|"
    r"北京时间|美东时间|格林尼治时间|截至|期间|一度|上个?月|本月|下个?月|上周|本周|下周|[上中下]旬|年[初底中末]|月[初底末]"
)
_PREPOSITION = (
    r"(?<![现存正所实内潜外旨自好健])在(?![内线职野校场逃押任于建])|向(?=[^,]{0,8}(?:媒体|记者|社|报|电视|BBC|外界|\ue000))|对(?=此|媒体|记者|外)"
)
_LATIN = r"[A-Za-z][A-Za-z.'&-]*(?: [A-Za-z0-9][A-Za-z0-9.'&-]*)+"
_SPLIT = re.compile(f"(?P<time>{_TIME})|(?P<prep>{_PREPOSITION})|(?P<latin>{_LATIN})|(?P<dotted>{DOTTED.pattern})")
_ADVERBS = frozenset(
    """也 还 则 都 又 再 更 均 并 仍 便 即 曾 已 却 就 才 只 仅 且 亦 皆 竟 乃 遂 未 不 没 没有 并未 从未 尚未 多次 再次 一再 再三 反复 屡次 不断 同时 首次 曾经 已经 仍然 依然 甚至 特别 尤其 明确 公开 强烈 严厉 高度
    坚决 愤怒 怒 痛 直接 坦率 详细 进一步 随即 立即 正式 突然 经常 常常 往往 总是 一直 始终 私下 主动 如实 亲自 共同 联合 一致 分别 各自 异口同声 普遍 最终 终于 其实 确实 显然 另外 此外 一度 又再 则是 就是 还是 又是 也是 都是
    应该 可以 可能 必须 需要 将 将会 会 能 能够 要 想 愿 愿意 敢 得 须 笑着 哭着 曾在 先 严正 郑重 率先 连番 接连 相继 纷纷 大力 激动 兴奋 无奈 多番 两度 三度 明言 苦 忍不住 不禁 更加 更是 继续 也曾 仍在 独家 综合 具体 认真 谨慎
    低调 高调 自豪 感性 感慨 欣慰 沉痛 严肃 幽默 淡定 坦然 略带 重 强调 所 还曾 均已 亦曾 口头 书面 正""".split()  # noqa: SIM905
)
CITING = frozenset("援引 引述 引用 转引 转述".split())  # noqa: SIM905
"""Verbs by which one speaker gives the words of another."""
_VERBS = CITING | {"指着", "看着", "采访"}
_VERB_HEADS = ("发表", "接受", "出席", "发布", "召开")
_STUCK_ADVERBS = frozenset("先另则也又并再均仍即曾已还")
"""What the cutter takes for the end of a name."""
_SHORT_VERBS = frozenset("是 有 到 去 来 做 让 使 令 看 听 读 写 答 走 坐 站 打 拿 说 称 指 问 开 见 谈 任 率 赴 访 发 出 入 回 获 接 跑 带 送 求 等 找 变 成 给 请 派".split())  # noqa: SIM905
_QUANTITIES = frozenset("不少 很多 许多 部分 多数 大多数 绝大多数 另一 若干 全体 所有 各 多 两 数 不同 多名 多位".split())  # noqa: SIM905
_PREPS = frozenset(
    """在 向 对 就 于 从 以 因 因为 将 把 被 让 给 由 由于 按 按照 依 依照 根据 据 经 经过 通过 为 为了 当 随着 针对 对于 关于 至于 除了 除 沿着 朝 往 自 自从 趁 藉 藉由 透过 凭 借 经由 遭 受 遭到 受到 用 替""".split()  # noqa: SIM905
)
_LINKS = frozenset("、 和 与 及 以及 跟 同 暨 或 兼 ／ /".split())  # noqa: SIM905
_LOCALS = frozenset("上 中 时 后 前 里 下 内 间 之后 之前 以后 以前 期间 之际 以来 当中 之中 之时 其间 时候 会上 后来 之上 之下 现场".split())  # noqa: SIM905
_NOT_VERBS = frozenset(
    """组织 代表 发言 领导 研究 调查 报告 报道 记者 主播 编辑 教练 导演 管理 经济 安全 合作 投资 开发 建设 评论 分析 专访 总统 主持 工作 服务 运动 活动 教育 培训 消费 通讯 交通 联合 通报 顾问 创作 生产 保护 卫生 救援 执行 主管 统计 监督 防疫 防控
    疾控 检察 司法 立法 选举 竞选 候选 参选 候任 前任 现任 时任 退休 知情 在野 执政 反对 领队 飞行 知名 著名 负责 相关 有关 相当 当选 联盟 支持 反对派 示威 抗议 维权 从业 受访 旅行 兼任 卸任 退役 候补 替补""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, by its place in the paragraph."""

    start: int
    end: int
    text: str
    kind: Class
    tag: str = ""


def cut_tokens(reading: Reading, start: int, end: int) -> list[Token]:
    """The words of a stretch of a paragraph; a quotation, bracket or title is one word."""
    tokens: list[Token] = []
    place = start
    for first, last in reading.covered:
        if last <= start or first >= end:
            continue
        tokens += _cut_open(reading.open, place, max(place, first))
        tokens.append(Token(max(first, start), min(last, end), reading.folded[first:last], "cover"))
        place = min(last, end)
    return tokens + _cut_open(reading.open, place, end)


def _cut_open(text: str, start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    place = start
    for match in _SPLIT.finditer(text, start, end):
        tokens += _cut_plain(text, place, match.start())
        if match["time"]:
            tokens.append(Token(match.start(), match.end(), match.group(), "time"))
        elif match["latin"]:
            tokens.append(Token(match.start(), match.end(), match.group(), "name", "eng"))
        elif match["prep"]:
            tokens.append(Token(match.start(), match.end(), match.group(), "prep"))
        else:
            tokens += _cut_dotted(text, match.start(), match.end())
        place = match.end()
    return tokens + _cut_plain(text, place, end)


def _cut_dotted(text: str, start: int, end: int) -> list[Token]:
    """A name in parts, parted from the words before its first part and after its last."""
    dots = [place for place in range(start, end) if text[place] in "·•・‧∙-"]
    head = _cut_plain(text, start, dots[0])
    tail = _cut_plain(text, dots[-1] + 1, end)
    first = head[-1].start if head else dots[0]
    while len(head) > 1 and is_spelt(head[-2].text) and head[-2].kind != "time":
        head.pop()
        first = head[-1].start
    last = dots[-1] + 1
    while tail and (last == dots[-1] + 1 or tail[0].tag in {"nr", "nrt", "nrfg", "zg"} or _spells(tail[0].text)):
        last = tail.pop(0).end
    return [*head[:-1], Token(first, last, text[first:last], "name", "nr"), *tail]


def _spells(text: str) -> bool:
    return text not in _ADVERBS and text not in _PREPS and text not in _LINKS and (is_spelt(text + text) if len(text) == 1 else is_spelt(text))


def _cut_plain(text: str, start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    place = start
    for whole, label in tag(text[start:end]) if end > start else ():
        word = whole[:-1] if label == "nr" and len(whole) > 2 and whole[-1] in _STUCK_ADVERBS else whole
        if word != whole:
            tokens.append(Token(place, place + len(word), word, "name", label))
            place += len(word)
            word = whole[-1]
        tokens.append(Token(place, place + len(word), word, _class_of(word, label), label))
        if word == "地" and label == "uv" and len(tokens) > 1:
            tokens[-2:] = [replace(token, kind="adverb") for token in tokens[-2:]]
        place += len(word)
    return tokens


def _class_of(word: str, label: str) -> Class:  # noqa: PLR0911 (a table in the form of tests)
    if word in _LINKS:
        return "link"
    if word in _VERBS or word.startswith(_VERB_HEADS):
        return "verb"
    if word in {"的", "之", "的话"}:
        return "of"
    if word in _ADVERBS:
        return "adverb"
    if word in _PREPS:
        return "prep"
    if word in _LOCALS:
        return "local"
    if label == "x":
        return "other" if word.isalnum() else "mark"
    if label in {"nr", "ns", "nt", "nrt", "nrfg", "nz", "eng"}:
        return "name"
    if label == "t":
        return "time"
    if word in _QUANTITIES:
        return "noun"
    if label == "d":
        return "noun" if is_spelt(word) or len(word) == 1 or looks_named(word) else "adverb"
    if len(word) > 1 and label in {"i", "l", "v"} and word[-1] in "起出到着了过":
        return "verb"
    if label in {"v", "vd", "vq", "vg", "vi"}:
        if len(word) == 1:
            return "verb" if word in _SHORT_VERBS else "noun"
        return "noun" if word in _NOT_VERBS or is_spelt(word) else "verb"
    return "noun"
