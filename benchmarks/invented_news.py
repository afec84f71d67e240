"""Invented stories by a seed, as the earlier stages keep them: for benchmarks of pages.

Words are drawn from common signs so that texts pack like news; nothing in them means anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

NOW = datetime(2026, 11, 23, 1, 25, tzinfo=UTC)
OUTLETS = 30
_SIGNS = (
    "云港海潮东岸北岭南屿灯盐田山河桥塔船渔村城市长官员公司工人学生老师医院法庭警方报告会议交通铁路航空天气台风雨雪"
    "说称表示认为否认证实宣布要求决定开始结束增加减少继续停止可能已经仍然因为所以但是并且其中今年明年昨天周一月日点时"
)
_CUES = (("说", "say"), ("表示", "say"), ("否认", "deny"), ("证实", "confirm"), ("拒绝置评", "refuse"))
_REPORTS = ((0.60, 1), (0.85, 2), (0.95, 4), (1.0, 12))
"""How many reports stories have: shares of all stories, summed up."""
_STORIES_AN_HOUR = 70
_CHUNK = 500


class Press:
    """Draws headlines, texts and statements.

    Args:
        seed: the same one draws the same.
    """

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._words = [self._drawn(self._dice.choice((2, 2, 2, 3))) for _ in range(6000)]
        self._article_id = 0

    def _drawn(self, signs: int) -> str:
        return "".join(self._dice.choices(_SIGNS, k=signs))

    def sentence(self, signs: int) -> str:
        """A sentence of about so many signs."""
        words: list[str] = []
        while sum(map(len, words)) < signs:
            words.append(self._words[int(len(self._words) * self._dice.random() ** 2)])
            if self._dice.random() < 0.15:
                words.append("，")
        return "".join(words).strip("，")

    def rows(self, story_id: int) -> dict[str, list[Any]]:
        """A story as rows of the earlier stages' tables."""
        from yaowen.group.models import Membership, Story  # noqa: PLC0415 (Django is set up first)

        at = NOW - timedelta(hours=story_id / _STORIES_AN_HOUR)
        share = self._dice.random()
        reports = next(count for bound, count in _REPORTS if share <= bound)
        carriers = self._dice.sample(range(1, OUTLETS + 1), reports)
        made: dict[str, list[Any]] = {"articles": [], "claims": [], "moments": [], "members": []}
        for place, carrier in enumerate(carriers):
            self._article_id += 1
            self._report(made, self._article_id, carrier, at + timedelta(minutes=17 * place))
            made["members"].append(
                Membership(
                    article_id=self._article_id, story_id=story_id, rule="event", filed_at=at, outlet_id=carrier,
                    published=at, serial=place, window_at=at,
                    copy_of=self._article_id - place if place % 4 == 3 else None,
                )
            )  # fmt: skip
        last = at + timedelta(minutes=17 * (reports - 1))
        story = Story(
            pk=story_id, language="zh", headline_article_id=self._article_id, first_at=at, last_at=last,
            articles=reports, outlets=reports, origins=max(1, reports - reports // 4), state="changed",
            due_at=datetime(2020, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        return {"stories": [story], **made}

    def _report(self, made: dict[str, list[Any]], article_id: int, carrier: int, at: datetime) -> None:
        from yaowen.extract.models import Article, ClaimRow, MomentRow  # noqa: PLC0415 (Django is set up first)

        paragraphs = [self.sentence(self._dice.randint(60, 200)) + "。" for _ in range(6)]
        for place in range(3):
            speaker, (cue, stance) = self.sentence(6), self._dice.choice(_CUES)
            content = self.sentence(30)
            start = len(speaker) + len(cue) + 1
            paragraphs[place + 1] = f"{speaker}{cue}，{content}。" + paragraphs[place + 1]
            made["claims"].append(
                ClaimRow(
                    article_id=article_id, place=place, paragraph=place + 1, speaker_span=[0, len(speaker)],
                    cue_span=[len(speaker), len(speaker) + len(cue)], content_spans=[[start, start + len(content)]],
                    speaker=speaker, cue=cue, content=content, stance=stance, mode="p", confidence=0.9,
                )
            )  # fmt: skip
        for day in (1, 9):
            value = (at - timedelta(days=day)).date().isoformat()
            moment = MomentRow(
                article_id=article_id, paragraph=0, start=0, end=2, text="上周", value=value, sentence=paragraphs[0]
            )
            made["moments"].append(moment)
        made["articles"].append(
            Article(
                pk=article_id, outlet_id=carrier, url=f"https://outlet{carrier}.example/{article_id}.html",
                headline=self.sentence(20), source="云港晚报", authors=["许砚"], published=at,
                published_precision="second", first_seen=at, language="zh-Hans", state="grouped", due_at=at,
                blocks=[["paragraph", text] for text in paragraphs],
            )
        )  # fmt: skip


def save_news(stories: int, seed: int = 7) -> int:
    """Keep so many invented stories, all to be rendered; returns how many articles they have."""
    from yaowen.collect.models import Outlet  # noqa: PLC0415 (Django is set up first)
    from yaowen.extract.models import Article, ClaimRow, MomentRow  # noqa: PLC0415 (Django is set up first)
    from yaowen.group.models import Membership, Story  # noqa: PLC0415 (Django is set up first)

    Outlet.objects.bulk_create(
        Outlet(
            pk=one, slug=f"outlet-{one}", name_hans=f"云港{one}报", name_hant=f"雲港{one}報",
            name_en=f"Yungang {one}", home_url=f"https://outlet{one}.example/", rights="full", country="CN",
        )
        for one in range(1, OUTLETS + 1)
    )  # fmt: skip
    press, tables = Press(seed), {"stories": Story, "articles": Article, "claims": ClaimRow}
    tables |= {"moments": MomentRow, "members": Membership}
    for some in _chunks(iter(range(1, stories + 1))):
        drawn = [press.rows(one) for one in some]
        for name, table in tables.items():
            table._default_manager.bulk_create(row for rows in drawn for row in rows[name])
    return Article.objects.count()


def _chunks(ids: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(ids, _CHUNK)):
        yield chunk
