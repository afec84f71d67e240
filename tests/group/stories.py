"""Invented articles for the tests of grouping, as arrivals and as rows."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.collect.models import Outlet
from yaowen.extract.models import Article
from yaowen.group.rules.arrival import Arrival

MORNING = datetime(2031, 3, 4, 1, 0, tzinfo=UTC)

BRIDGE = (
    "青禾市住建局四日通报，横跨澜水河的柳湾大桥当日清晨发现桥墩裂缝，已经实施全封闭管制。通报说，巡检人员在例行检查时发现三号桥墩"
    "出现长约两米的裂缝，随即上报并疏散了桥上车辆，没有人员受伤。市政府已经成立专家组，将在三天之内给出检测结论。受封桥影响，"
    "青禾市东西两岸的公交线路改由北侧的新渡桥绕行，预计单程增加二十分钟。"
)
ORCHARD = (
    "安槐县农业农村局介绍，今年当地的雪花梨产量预计达到十二万吨，比去年增加一成。连日晴好天气加快了果实成熟，采摘期提前了一周。"
    "县里组织了三十多家合作社同电商平台对接，首批八千箱雪花梨已经装车发往南方的城市。果农周茂林说，往年最愁的是卖不出去，"
    "今年还没有下树就订出去了一大半。"
)


def arrival(
    key: int, headline: str, text: str = "", *, outlet: str = "chenbao", hours: float = 0.0, language: str = "zh-Hans"
) -> Arrival:
    """An article so many hours after the morning."""
    return Arrival(key, outlet, headline, text, MORNING + timedelta(hours=hours), language)


def make_outlet(slug: str) -> Outlet:
    """An outlet of the tests."""
    return Outlet.objects.get_or_create(slug=slug, defaults={"name_hans": slug, "name_hant": slug, "name_en": slug})[0]


def save_arrival(given: Arrival, *, first_seen_hours: float = 0.5) -> int:
    """The arrival as a new article's row; returns its id."""
    row = Article.objects.create(
        outlet=make_outlet(given.outlet),
        url=f"https://{given.outlet}.example/{given.id}",
        headline=given.headline,
        published=given.published,
        first_seen=given.published + timedelta(hours=first_seen_hours),
        language=given.language,
        blocks=[["paragraph", given.text]] if given.text else [],
        state="new",
        due_at=real_now() - timedelta(seconds=1),
    )
    return row.pk


def make_context(holder: str = "tester") -> Context:
    """A worker's context whose clock stands at no particular time."""
    return Context(load_settings({}), Clock(), holder, threading.Event())
