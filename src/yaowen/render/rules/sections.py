"""Sections of the paper 版面: which there are, what feeds call them, and how a story's articles vote on its own."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from yaowen.base.text.script import fold_script
from yaowen.render.rules.phrases import marked

Section = Literal["world", "china", "business", "tech", "society", "culture", "sport"]
TITLES: dict[Section, str] = {
    "world": marked("World"),
    "china": marked("Greater China"),
    "business": marked("Business"),
    "tech": marked("Technology"),
    "society": marked("Society"),
    "culture": marked("Culture"),
    "sport": marked("Sport"),
}
"""In the order of the page: slug, as it stands in addresses, and title."""
SECTIONS: tuple[Section, ...] = tuple(TITLES)

Teller = Literal["desk", "feed", "outlet", "words", ""]
_CARRIES: dict[Teller, float] = {"desk": 1000.0, "feed": 3.0, "outlet": 2.0, "words": 1.0, "": 0.25}
"""How much an article's section counts by who tells it; what a text's words tell is multiplied by their sureness.
An article of which nothing is told counts a little against the others."""
_COPY_CARRIES, _HEAD_CARRIES = 0.25, 1.25
_MAJORITY = 0.5

_NAMES: Mapping[Section, tuple[str, str]] = {
    "world": (
        "国际 国际新闻 国际要闻 国际在线 世界 环球 全球 海外 天下 外国 国外 东南亚 欧洲 亚太 中东 非洲 美洲",
        "world|world news|international|global|foreign|us news|uk news|europe|asia|asia pacific|middle east|africa",
    ),
    "china": (
        "中国 中国新闻 中国要闻 大陆 内地 两岸 港澳 港澳台 港台 香港 澳门 台湾 中港台 时政 政治 国内 军事 外交",
        "china|china news|hong kong|taiwan|macau|greater china|mainland",
    ),
    "business": (
        "财经 经济 商业 金融 股市 证券 产经 产业 理财 房产 地产 房地产 楼市 汽车 农经 经贸 能源 国际财经 财富",
        "business|economy|markets|finance|money|companies|property|energy|business news",
    ),
    "tech": (
        "科技 科学 科技新闻 数码 互联网 it 人工智能 航天 技术 太空 手机 科普",
        "tech|technology|science|ai|space|gadgets|computing",
    ),
    "society": (
        "社会 社会新闻 民生 地方 本地 本地新闻 法治 教育 健康 卫生 医疗 生活 天气 气象 路况 环保 公益",
        "society|local|health|education|life|weather|environment|crime|traffic",
    ),
    "culture": (
        "文化 文娱 娱乐 艺文 影视 电影 音乐 读书 书评 副刊 艺术 明星 综艺 戏剧 演艺 文史 历史 旅游 美食 游戏 时尚",
        "arts|culture|entertainment|books|film|movies|music|arts & culture|travel|style|lifestyle|food|games",
    ),
    "sport": (
        "体育 体育新闻 足球 篮球 运动 赛事 奥运 电竞 网球",
        "sport|sports|football|soccer|basketball|tennis|olympics",
    ),
}
_NAMING = 3
"""Categories looked at: an outlet names its section first, what follows are keywords."""


@dataclass(frozen=True, slots=True)
class Told:
    """The section of one article and who tells it. `section` empty: it has none.

    Attributes:
        sure: 0–1.
        copy: it is a near-copy 转载 of another.
        heads: its headline stands for the story: where articles are at odds, it decides.
    """

    section: Section | Literal[""] = ""
    by: Teller = ""
    sure: float = 1.0
    copy: bool = False
    heads: bool = False


def section_named(name: str) -> Section | Literal[""]:
    """The section that a feed's category names; empty where it names none of ours (a keyword, 要闻, 首页).

    Only a whole name counts, or a part of a path (`News/World`, `新闻 > 国际`): a keyword that holds one does not.
    """
    known = _known_names()
    parts = fold_script(name).lower().replace(">", "/").replace("／", "/").replace("：", "/").split("/")
    return next((known[part.strip()] for part in parts if part.strip() in known), "")


def section_of_categories(names: Sequence[str]) -> Section | Literal[""]:
    """The section of the first category that names one, among the first three."""
    return next((found for name in names[:_NAMING] if (found := section_named(name))), "")


def as_section(slug: str) -> Section | Literal[""]:
    """A slug as a section; empty where it is none of ours."""
    return next((one for one in SECTIONS if one == slug), "")


def vote_section(told: Iterable[Told]) -> Told:
    """A story's section: that of more than half of what its articles tell; an operator's word stands over all.

    Near-copies count a quarter: twenty prints of one wire text say no more than the text does.
    """
    votes: defaultdict[Section | Literal[""], float] = defaultdict(float)
    best: dict[str, Told] = {}
    for one in told:
        votes[one.section] += _carried(one)
        if one.section not in best or _CARRIES[one.by] > _CARRIES[best[one.section].by]:
            best[one.section] = one
    total = sum(votes.values())
    if not total:
        return Told()
    winner = max(votes, key=lambda section: (votes[section], section))
    share = votes[winner] / total
    return Told(winner, best[winner].by, share) if share > _MAJORITY else Told()


def _carried(one: Told) -> float:
    sure = one.sure if one.by == "words" else 1.0
    return _CARRIES[one.by] * sure * (_COPY_CARRIES if one.copy else 1.0) * (_HEAD_CARRIES if one.heads else 1.0)


@functools.cache
def _known_names() -> dict[str, Section]:
    return {
        name: section for section, (chinese, latin) in _NAMES.items() for name in (*chinese.split(), *latin.split("|"))
    }
