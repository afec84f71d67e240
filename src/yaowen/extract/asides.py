"""Articles on which a later stage failed: noted for the operator, tried again when a person says so."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.belt.conveyor import ERROR_CHARS
from yaowen.extract.models import Article, Aside


def note_aside(article_id: int, stage: str, reason: str) -> None:
    """Note that a stage failed on an article, which goes on without its work."""
    values = {"reason": reason[:ERROR_CHARS].replace("\x00", "�"), "at": real_now()}
    Aside.objects.update_or_create(article_id=article_id, stage=stage, defaults=values)


def clear_asides(article_ids: Iterable[int], stage: str) -> None:
    """Forget such notes: the stage has done its work on these articles by now."""
    Aside.objects.filter(article_id__in=list(article_ids), stage=stage).delete()


def noted_aside(article_ids: Iterable[int], stage: str) -> set[int]:
    """Those of some articles that a stage failed on."""
    rows = Aside.objects.filter(article_id__in=list(article_ids), stage=stage)
    return set(rows.values_list("article_id", flat=True))


def count_asides() -> dict[str, int]:
    """How many articles are set aside, by the stage that failed on them; stages without any are left out."""
    found: dict[str, int] = {}
    for stage in Aside.objects.values_list("stage", flat=True):
        found[stage] = found.get(stage, 0) + 1
    return found


def try_again(article_ids: Iterable[int]) -> int:
    """Send articles that were set aside through the later stages once more; returns how many.

    An article that stands in its story already stays there, unless it is alone since the grouper failed on it.
    """
    with transaction.atomic():
        wanted = set(Aside.objects.filter(article_id__in=set(article_ids)).values_list("article_id", flat=True))
        rows = Article.objects.filter(pk__in=wanted).exclude(state="withdrawn")
        values = {"state": "new", "due_at": real_now(), "holder": "", "attempts": 0, "last_error": ""}
        return rows.update(epoch=F("epoch") + 1, **values)
