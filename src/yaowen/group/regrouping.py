"""Grouping again what older rules or weights have grouped: judged from a plan file, then put right step by step.

Articles are judged in the order in which they were filed, as though they came today. What a person has merged, split
or moved is not judged: those stories stand as they are, and others may only join them. The judgements go to a file as
they are made, so that a run that was broken off goes on; the steps are events of the log like all others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Count

from yaowen.base.errors import ROW_FAULTS, Misconfigured
from yaowen.extract import store as articles
from yaowen.group.filing import ASIDE, GROUP_VERSION
from yaowen.group.following import put_back
from yaowen.group.ledger import PERSON, load_apart
from yaowen.group.models import GroupEvent, Membership, Story
from yaowen.group.restoring import arrival_of
from yaowen.group.rules.arrival import Filed
from yaowen.group.rules.filer import Filer
from yaowen.group.rules.model import WEIGHTS
from yaowen.group.rules.packed import find_stamp
from yaowen.group.rules.pins import Pins
from yaowen.group.rules.regrouping import NEW, Change, Unions, decide_change
from yaowen.group.rules.window import LIVE
from yaowen.group.undoing import UNDO

AT_ONCE = 500
Progress = Callable[[int, int], None]
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the newer rules say of an article; the fields as `Membership` has them."""

    article_id: int
    serial: int
    copy_of: int | None
    rule: str
    score: float
    shared: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """What the newer rules say so far.

    Attributes:
        groups: article → group (rules/regrouping.py), also of those not judged.
        judged: article → judgement.
        last: serial of the last article of the plan.
    """

    groups: dict[int, int] = field(default_factory=dict)
    judged: dict[int, Judgement] = field(default_factory=dict)
    unions: Unions = field(default_factory=Unions)
    last: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be grouped again.

    Attributes:
        first: serial of the first article; `last`: of the last one when it was asked.
        held: stories that a person has decided on.
    """

    language: str
    first: int
    last: int
    held: frozenset[int]

    @property
    def stamp(self) -> str:
        """Stands for the rules, the weights, the beginning and what persons have decided."""
        weights = resources.files("yaowen.group").joinpath(WEIGHTS).read_bytes()
        known = json.dumps([find_stamp(), GROUP_VERSION, self.language, self.first, sorted(self.held)]).encode()
        return blake2b(known + weights, digest_size=16).hexdigest()


def find_scope(language: str, since: datetime | None = None) -> Scope | None:
    """What is to be grouped again: from the first article that older rules have grouped, or from a time on.

    Returns:
        None where everything was grouped by these rules, or nothing since then.
    """
    rows = Membership.objects.filter(story__language=language).exclude(rule=ASIDE)
    asked = rows.filter(group_version__lt=GROUP_VERSION) if since is None else rows.filter(window_at__gte=since)
    first = asked.order_by("serial").values_list("serial", flat=True).first()
    last = rows.order_by("-serial").values_list("serial", flat=True).first()
    if first is None or last is None:
        return None
    return Scope(language, first, last, find_held(language))


def find_held(language: str) -> frozenset[int]:
    """The stories, as they stand now, that a person has merged, split off, moved articles into, or put back."""
    events = GroupEvent.objects.filter(language=language, kind__in=("merged", "split", "moved"))
    named = {story for pair in load_apart(language) for story in pair}
    for story, other, reason in events.values_list("story_id", "other_story_id", "reason").iterator():
        if reason.get("rule") in {PERSON, UNDO}:
            named |= {story, other or story}
    ends: set[int] = set()
    for some in chunks(sorted(named)):
        ends |= {into or one for one, into in Story.objects.filter(pk__in=some).values_list("pk", "merged_into")}
    return frozenset(ends)


def make_plan(scope: Scope, file: Path, progress: Progress) -> Plan:
    """Judge all articles of a scope that the file does not hold yet, and append them to it.

    Args:
        file: of an earlier run, or to be made; one made for other rules or decisions is replaced.
        progress: told how many articles are judged, of how many.
    """
    plan = read_plan(scope, file)
    rows = Membership.objects.filter(story__language=scope.language, serial__lte=scope.last).exclude(rule=ASIDE)
    total = rows.filter(serial__gte=scope.first).count()
    todo = list(
        rows.filter(serial__gte=max(scope.first, plan.last + 1)).order_by("serial").values_list("pk", flat=True)
    )
    filer = restore_filer(scope, plan)
    with file.open("a", encoding="utf-8") as out:
        done = total - len(todo)
        for some in chunks(todo):
            for line in judge(scope, filer, plan, some):
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            done += len(some)
            progress(done, total)
    return plan


def read_plan(scope: Scope, file: Path) -> Plan:
    """What a file holds of a scope; a file of another is begun anew. A line torn by a kill is cut off."""
    plan = Plan()
    try:
        kept = file.read_bytes() if file.exists() else b""
        lines = kept[: kept.rfind(b"\n") + 1].decode("utf-8").splitlines()
        if not lines or json.loads(lines[0]) != {"stamp": scope.stamp}:
            file.write_text(json.dumps({"stamp": scope.stamp}) + "\n", "utf-8")
            return plan
        if len(kept) != kept.rfind(b"\n") + 1:
            file.write_bytes(kept[: kept.rfind(b"\n") + 1])
    except (OSError, ValueError) as problem:
        message = f"the plan cannot be kept ({problem}); remove the file, or see that its folder can be written"
        raise Misconfigured(message, about=str(file)) from problem
    for line in map(json.loads, lines[1:]):
        _take(plan, line)
    return plan


def _take(plan: Plan, line: dict[str, Any]) -> None:
    """Take in a line of a plan."""
    article, serial, group = line["article"], line["serial"], line["group"]
    plan.groups[article] = group
    plan.last = serial
    if "rule" in line:
        said = (line["copy_of"], line["rule"], line["score"], tuple(line["shared"]))
        plan.judged[article] = Judgement(article, serial, *said)
    for merged, survivor in line.get("unions", ()):
        plan.unions.join(merged, survivor)


def restore_filer(scope: Scope, plan: Plan) -> Filer:
    """A grouper with the window before the next article: as planned, and before the plan begins as it stands."""
    filer = Filer(provisional=True)
    filer.pins = Pins(load_apart(scope.language))
    rows = Membership.objects.filter(story__language=scope.language).exclude(rule=ASIDE)
    next_at = rows.filter(serial__gt=plan.last or scope.first - 1).order_by("serial")
    begins = next_at.values_list("window_at", flat=True).first()
    if begins is None:
        return filer
    until = plan.last or scope.first - 1
    before = rows.filter(serial__lte=until, window_at__gte=begins - LIVE).order_by("serial")
    filer.restore(_as_planned(plan, list(before.values_list("pk", flat=True))))
    filer.schedule_all()
    return filer


def _as_planned(plan: Plan, article_ids: Sequence[int]) -> Iterator[Filed]:
    """Articles as the plan has them; those that it has not as they stand, which it takes in."""
    for some in chunks(article_ids):
        for row, arrival in load_rows(some):
            plan.groups.setdefault(row.article_id, row.story_id)
            group = plan.unions.find(plan.groups[row.article_id])
            judged = plan.judged.get(row.article_id)
            copy_of = judged.copy_of if judged else row.copy_of
            yield Filed(arrival, group, copy_of, row.window_at, row.story.first_at)


def load_rows(article_ids: Sequence[int]) -> Iterator[tuple[Membership, Any]]:
    """Memberships in order of filing, with their articles as the grouper takes them; what is withdrawn is left out."""
    found = articles.load_articles(article_ids)
    rows = Membership.objects.select_related("story").filter(article_id__in=article_ids)
    for row in rows.order_by("serial"):
        article = found.get(row.article_id)
        if article is not None and article.state != "withdrawn":
            yield row, arrival_of(article, row.published)


def judge(scope: Scope, filer: Filer, plan: Plan, article_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Judge articles in order of filing; gives a line of the plan for each, which it takes in."""
    for row, arrival in load_rows(article_ids):
        line: dict[str, Any] = {"article": row.article_id, "serial": row.serial}
        if row.story_id in scope.held:
            window_at = max(row.window_at, filer.window.now or row.window_at)
            put_back(filer, Filed(arrival, row.story_id, row.copy_of, window_at, row.story.first_at))
            line["group"] = row.story_id
        else:
            try:
                line |= file_anew(filer, row.article_id, arrival)
            except ROW_FAULTS:
                line["group"] = row.story_id  # it cannot be read any more: it stays where it is
        _take(plan, line)
        yield line


def file_anew(filer: Filer, article_id: int, arrival: Any) -> dict[str, Any]:
    """File an article; what the plan keeps of it. A group opened for it has its number."""
    decision = filer.file(arrival)
    place = decision.placement
    names = {place.story: NEW + article_id} if place.opened else {}
    if place.opened:
        filer.rename_story(place.story, NEW + article_id)
    unions = [*place.unions, *(one.union for one in decision.refiled)]
    return {
        "group": names.get(place.story, place.story),
        "copy_of": place.copy_of,
        "rule": place.rule,
        "score": round(place.score, 4),
        "shared": list(place.shared),
        "unions": [[names.get(one.merged, one.merged), names.get(one.survivor, one.survivor)] for one in unions],
    }


def find_change(scope: Scope, plan: Plan) -> Change:
    """What is to be changed for the database to be as planned."""
    homes: dict[int, int] = {}
    for some in chunks(list(plan.groups)):
        homes |= dict(Membership.objects.filter(article_id__in=some).values_list("article_id", "story_id"))
    named = {*homes.values(), *(group for group in plan.groups.values() if group < NEW)}
    sizes: Counter[int] = Counter()
    for some in chunks(sorted(named)):
        counted = Membership.objects.filter(story_id__in=some).values("story_id").annotate(many=Count("pk"))
        sizes.update({row["story_id"]: row["many"] for row in counted})
    return decide_change(plan.groups, homes, sizes, plan.unions, scope.held)


def chunks(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    """A list in pieces."""
    for place in range(0, len(rows), AT_ONCE):
        yield rows[place : place + AT_ONCE]
