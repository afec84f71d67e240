"""What later stages may ask of names: noting who is named where, the names that have pages, an operator's word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from yaowen.base.clock import real_now
from yaowen.base.errors import BadInput
from yaowen.names.models import KnownName, NameDecision, NameForm, Sighting
from yaowen.names.noting import Noted, SeenArticle, note_articles, recount
from yaowen.names.rules.joining import plain_form
from yaowen.names.rules.mentions import fold_latin

__all__ = [
    "FormSeen",
    "NameView",
    "Noted",
    "SeenArticle",
    "close_names",
    "decide_name",
    "due_names",
    "find_name",
    "forms_of",
    "has_due_names",
    "known_latin",
    "names_of",
    "newest_stories",
    "note_articles",
    "spellings_of",
    "stories_of_name",
]


LEAST_SEARCHED = 2
"""Forms of one character stand for too much to be looked for in another spelling."""


@dataclass(frozen=True, slots=True)
class NameView:
    """A name as pages show it.

    Attributes:
        opened: it has a page; `joined_to`: the name whose page answers for it.
        due_at: real time since which its page is to be rendered.
        printed: how the article that it was asked for prints it.
    """

    id: int
    zh: str
    latin: str
    kind: str
    outlets: int
    opened: bool
    joined_to: int | None = None
    due_at: datetime | None = field(default=None, compare=False)
    printed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class FormSeen:
    """A written form as printed, and how many outlets print it so."""

    printed: str
    outlets: int


def names_of(article_ids: Iterable[int]) -> dict[int, list[NameView]]:
    """The names with a page that articles name, in the order of first mention. Two queries."""
    rows = Sighting.objects.filter(article_id__in=list(article_ids)).order_by("article_id", "pk")
    pairs = list(rows.values_list("article_id", "name_id", "name__joined_to", "printed"))
    views = _opened({joined or name for _, name, joined, _ in pairs})
    found: dict[int, list[NameView]] = defaultdict(list)
    for article, name, joined, printed in pairs:
        view = views.get(joined or name)
        if view is not None and view not in found[article]:
            found[article].append(replace(view, printed=printed))
    return dict(found)


def has_due_names() -> bool:
    """Whether a name's page waits to be rendered."""
    return KnownName.objects.filter(due_at__isnull=False).exists()


def due_names(limit: int) -> list[NameView]:
    """Names whose pages are to be rendered or closed, those that wait longest first. One query."""
    return [_view(row) for row in KnownName.objects.filter(due_at__isnull=False).order_by("due_at", "pk")[:limit]]


def close_names(names: Iterable[NameView]) -> None:
    """Note that their pages stand; one that an operator has changed since stays due. One query."""
    done = Q()
    for one in names:
        done |= Q(pk=one.id, due_at=one.due_at)
    if done:
        KnownName.objects.filter(done).update(due_at=None)


def newest_stories(name_ids: Iterable[int], limit: int) -> dict[int, list[int]]:
    """The newest stories of each name, joined names with it, the newest first. A query a name, and one."""
    members = _members(name_ids)
    found: dict[int, list[int]] = {}
    for one, group in members.items():
        rows = Sighting.objects.filter(name_id__in=group).order_by("-at", "-article_id")
        found[one] = list(dict.fromkeys(rows.values_list("story_id", flat=True)[: limit * 6]))[:limit]
    return found


def forms_of(name_ids: Iterable[int]) -> dict[int, list[FormSeen]]:
    """Each name's forms as printed, those of most outlets first. Two queries."""
    members = _members(name_ids)
    owner = {member: one for one, group in members.items() for member in group}
    rows = Sighting.objects.filter(name_id__in=list(owner)).values("name_id", "printed")
    outlets: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows.annotate(outlets=Count("outlet_id", distinct=True)):
        outlets[owner[row["name_id"]]][row["printed"]] += row["outlets"]
    return {
        one: [FormSeen(printed, n) for printed, n in sorted(outlets[one].items(), key=lambda pair: (-pair[1], pair[0]))]
        for one in members
    }


def stories_of_name(name_ids: Iterable[int], limit: int = 500) -> list[int]:
    """Stories whose pages lead to any of these names, the newest first. One query."""
    rows = Sighting.objects.filter(name_id__in=list(name_ids)).order_by("-at")
    return list(dict.fromkeys(rows.values_list("story_id", flat=True)[: limit * 4]))[:limit]


def find_name(text: str) -> NameView | None:
    """The name with a page that a text is a form of, in simplified characters. At most three queries."""
    rows = KnownName.objects.filter(Q(zh=text) | Q(forms__form=text) | Q(sightings__printed=text))
    row = rows.order_by("pk").first()
    if row is None:
        return None
    return _opened([row.joined_to or row.pk]).get(row.joined_to or row.pk)


def spellings_of(form: str) -> tuple[str, ...]:
    """Other forms of the names that a form stands for, learned from glosses or joined by an operator.

    Args:
        form: folded: simplified, lower case; in Chinese or Latin letters.

    Returns:
        Chinese forms, simplified, and Latin ones; none where no name is known by it. At most four queries.
    """
    plain = plain_form(form)
    if len(plain) < LEAST_SEARCHED:
        return ()
    own = KnownName.objects.filter(**{"latin_key": fold_latin(plain)} if plain.isascii() else {"zh": plain})
    taught = KnownName.objects.filter(forms__form=plain)
    rows = own.values_list("pk", "joined_to").union(taught.values_list("pk", "joined_to"))
    heads = {joined or one for one, joined in rows}
    if not heads:
        return ()
    members = KnownName.objects.filter(Q(pk__in=heads) | Q(joined_to__in=heads))
    known = [form for row in members for form in (row.zh, row.latin) if form]
    learned = NameForm.objects.filter(name__in=[row.pk for row in members]).values_list("form", flat=True)
    return tuple(one for one in dict.fromkeys([*known, *learned]) if plain_form(one).lower() != plain.lower())


def known_latin(forms: Iterable[str]) -> frozenset[str]:
    """Those of some forms in Latin letters that a name is known by. One query."""
    keys = {form: fold_latin(form) for form in forms}
    asked = set(keys.values()) - {""}
    found = set(KnownName.objects.filter(latin_key__in=asked).values_list("latin_key", flat=True)) if asked else set()
    return frozenset(form for form, key in keys.items() if key in found)


def decide_name(decision: NameDecision) -> list[int]:
    """Keep an operator's word and act on it.

    Args:
        decision: not saved yet; `other_id` for a join.

    Returns:
        The stories whose pages lead to the names concerned: to be rendered again.

    Raises:
        BadInput: no such name, no reason, or a join that leads nowhere.
    """
    about = f"name {decision.name_id}"
    if not decision.reason.strip():
        raise BadInput("say why; the reason is kept and shown at the desk", about=about)
    with transaction.atomic():
        name = KnownName.objects.select_for_update().filter(pk=decision.name_id).first()
        if name is None:
            raise BadInput("is no name; the list of names at the desk has the numbers", about=about)
        concerned = _act(decision, name)
        decision.save()
        recount(concerned)
        KnownName.objects.filter(pk__in=concerned).update(due_at=real_now())
    return stories_of_name(concerned)


def _act(decision: NameDecision, name: KnownName) -> list[int]:
    """Change the rows of a decision; returns the names whose pages change."""
    about = f"name {name.pk}"
    if decision.kind in {"hide", "show"}:
        name.hidden = decision.kind == "hide"
        name.save(update_fields=["hidden"])
        return [name.pk]
    if decision.kind == "part":
        former, name.joined_to = name.joined_to, None
        name.save(update_fields=["joined_to"])
        return [name.pk, *([former] if former else [])]
    other = KnownName.objects.filter(pk=decision.other_id or 0).first()
    if other is None or other.pk == name.pk or other.joined_to is not None:
        raise BadInput("is joined to a name that stands by itself; give that one's number", about=about)
    KnownName.objects.filter(joined_to=name.pk).update(joined_to=other.pk)
    name.joined_to = other.pk
    name.save(update_fields=["joined_to"])
    return [name.pk, other.pk]


def _members(name_ids: Iterable[int]) -> dict[int, list[int]]:
    """Each name with those joined to it. One query."""
    found = {one: [one] for one in name_ids}
    for one, joined in KnownName.objects.filter(joined_to__in=list(found)).values_list("pk", "joined_to"):
        found[joined or one].append(one)
    return found


def _opened(name_ids: Iterable[int]) -> Mapping[int, NameView]:
    rows = KnownName.objects.filter(pk__in=list(name_ids), opened=True)
    return {row.pk: _view(row) for row in rows}


def _view(row: KnownName) -> NameView:
    return NameView(
        row.pk, row.shown or row.zh, row.latin, row.kind, row.outlets, row.opened, row.joined_to, row.due_at
    )
