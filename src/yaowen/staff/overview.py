"""What waits at every stage and what was set aside: for `yaowen status`, `yaowen doctor` and the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min

from yaowen.base.clock import real_now
from yaowen.belt.models import WorkItem
from yaowen.belt.workers import list_workers
from yaowen.collect.models import Feed, Page, Picture
from yaowen.collect.outlets_health import OutletReport, report_outlets
from yaowen.collect.press_clock import make_clock
from yaowen.extract.asides import count_asides
from yaowen.extract.models import Article
from yaowen.group.models import Story

QUEUES: tuple[tuple[str, type[WorkItem], str], ...] = (
    ("feeds to ask", Feed, "due"),
    ("pages to fetch", Page, "found"),
    ("pages to read", Page, "fetched"),
    ("pictures to fetch", Picture, "wanted"),
    ("articles to group", Article, "new"),
    ("articles to index", Article, "grouped"),
    ("stories to render", Story, "changed"),
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due at a stage.

    Attributes:
        due: rows that may be worked on now.
        oldest_at: since when the one that has waited longest has been due, real time; None where none is.
    """

    name: str
    due: int
    oldest_at: datetime | None

    def waited_seconds(self, now: datetime) -> float:
        """How long the oldest has waited; 0 where none is due."""
        return max(0.0, (now - self.oldest_at).total_seconds()) if self.oldest_at else 0.0


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows that a stage could do nothing with.

    Attributes:
        step: where to look, and how to have them tried again.
    """

    name: str
    rows: int
    step: str


def read_backlog() -> list[Backlog]:
    """What is due at each stage, in the order the news flows; one indexed query a stage."""
    now = real_now()
    found = []
    for name, model, state in QUEUES:
        rows = model._default_manager.filter(state=state, due_at__lte=now)
        told = rows.aggregate(due=Count("pk"), oldest=Min("due_at"))
        found.append(Backlog(name, told["due"], told["oldest"]))
    return found


def read_asides() -> list[SetAside]:
    """What was set aside, by kind; kinds without any are left out."""
    asides = count_asides()
    ungrouped, unfound = asides.get("group", 0), asides.get("index articles", 0)
    kinds = (
        ("pages that cannot be read", Page.objects.filter(state="failed").count(),
         "see /desk/collect/page/?state__exact=failed; the action there tries them again"),
        ("articles that stand alone, ungrouped", ungrouped,
         "see /desk/extract/aside/; the action there tries them again"),
        ("articles that searches do not find", unfound,
         "see /desk/extract/aside/; the action there tries them again"),
        ("articles whose row is damaged", sum(asides.values()) - ungrouped - unfound,
         "see /desk/extract/aside/; the action there tries them again"),
        ("stories that cannot be rendered", Story.objects.filter(state="failed").count(),
         "see /desk/group/story/?state__exact=failed; the action there tries them again"),
    )  # fmt: skip
    return [SetAside(name, rows, step) for name, rows, step in kinds if rows]


def report_now() -> list[OutletReport]:
    """How every outlet fares: as the running site has it, or by looking now where none runs.

    A running site alone knows its news time: the clock that it was started with may be unknown to this process.
    """
    news_now = None if list_workers() else make_clock(settings.YAOWEN).now()
    return report_outlets(real_now(), news_now)
