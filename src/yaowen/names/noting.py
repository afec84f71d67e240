"""Noting who is named in changed articles: forms learned, sightings kept, names counted and given a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from yaowen.base.clock import real_now
from yaowen.names.models import NAME_CHARS, KnownName, NameForm, Sighting
from yaowen.names.rules.joining import Gloss, Latin, place_gloss, plain_form
from yaowen.names.rules.mentions import LearnedForms, Mention, find_mentions, fold_latin, kind_of, latin_of

INDEPENDENT_OUTLETS = 3
"""Outlets that must name somebody in words of their own before the name has a page, unless the table has it."""
_ROWS = 400


@dataclass(frozen=True, slots=True)
class SeenArticle:
    """An article of a changed story. `text`: headline and paragraphs; `own`: no copy; `glosses`: (zh, latin, kind)."""

    id: int
    story_id: int
    outlet_id: int
    own: bool
    at: datetime
    text: str
    glosses: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """What noting has changed. `turned`: names that had a page and have none now, or the other way about."""

    touched: frozenset[int] = frozenset()
    turned: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Wanted:
    """A name as a text or gloss tells it, before it has a row."""

    kept: str
    kind: str
    latin: str
    article_id: int
    listed: bool


@dataclass(slots=True)
class _Book:
    """What is known of names while a batch is read."""

    learned: LearnedForms
    latins: dict[str, Latin]
    new_forms: dict[str, tuple[str, str]] = field(default_factory=dict)
    wanted: dict[str, _Wanted] = field(default_factory=dict)

    def mentions(self, article: SeenArticle) -> dict[str, Mention]:
        """The names of an article by the spelling kept; what its glosses teach is learned first."""
        glossed = list(self._learn(article))
        found = find_mentions(article.text, self.learned)
        for mention in glossed:
            found.setdefault(mention.kept, mention)
        for kept in found:
            if kept not in self.wanted and (kind := kind_of(kept)) is not None:
                self.wanted[kept] = _Wanted(kept, kind, latin_of(kept), article.id, listed=True)
        return found

    def _learn(self, article: SeenArticle) -> Iterator[Mention]:
        for zh, latin, kind in article.glosses:
            gloss = Gloss(plain_form(zh), latin.strip(), kind)
            placed = place_gloss(gloss, article.id, self.learned.kept_of, self.latins)
            if placed is None or len(gloss.zh) > NAME_CHARS:
                continue
            if placed.told_by in {"gloss", "latin"}:
                self.learned.learn(gloss.zh, placed.kept)
                self.new_forms[gloss.zh] = (placed.kept, placed.told_by)
            if placed.told_by == "gloss":
                key = fold_latin(gloss.latin)
                self.latins.setdefault(key, Latin(placed.kept, article.id, kind))
                self.wanted[placed.kept] = _Wanted(
                    placed.kept, kind, gloss.latin[:NAME_CHARS], article.id, listed=False
                )
            yield Mention(placed.kept, zh.strip())


def note_articles(articles: Sequence[SeenArticle], gone: Iterable[int] = (), withdrawn: Iterable[int] = ()) -> Noted:
    """Keep which names articles mention, in one transaction.

    Args:
        articles: all articles of changed stories.
        gone: stories without a page from now on; nothing is seen in them any more.
        withdrawn: articles that nobody is seen in any more.

    Returns:
        The names whose pages show something else now; they are due.
    """
    with transaction.atomic():
        book = _open_book()
        mentions = {article.id: book.mentions(article) for article in articles}
        ids = _save_names(book, {kept for found in mentions.values() for kept in found})
        before = Sighting.objects.filter(Q(story_id__in={one.story_id for one in articles} | set(gone))
                                         | Q(article_id__in=[*mentions, *withdrawn]))  # fmt: skip
        wanted = {
            (ids[kept], article.id): Sighting(
                name_id=ids[kept], article_id=article.id, story_id=article.story_id, outlet_id=article.outlet_id,
                own=article.own, printed=mention.printed[:NAME_CHARS], at=article.at,
            )
            for article in articles
            for kept, mention in mentions[article.id].items()
            if kept in ids
        }  # fmt: skip
        touched = _renew(list(before), wanted)
        turned = frozenset(recount(touched))
        standing = KnownName.objects.filter(pk__in=set(ids.values()) | touched, opened=True, due_at__isnull=True)
        standing.update(due_at=real_now())  # their pages show the changed stories
        return Noted(frozenset(touched), turned)


def _renew(before: Sequence[Sighting], wanted: Mapping[tuple[int, int], Sighting]) -> set[int]:
    """Write what differs; returns the names of it."""
    known = {(row.name_id, row.article_id): row for row in before}
    old = [row for key, row in known.items() if key not in wanted or not _same(row, wanted[key])]
    new = [row for key, row in wanted.items() if key not in known or not _same(known[key], row)]
    if old:
        Sighting.objects.filter(pk__in=[row.pk for row in old]).delete()
    Sighting.objects.bulk_create(new, batch_size=_ROWS)
    return {row.name_id for row in (*old, *new)}


def _same(one: Sighting, two: Sighting) -> bool:
    return (one.story_id, one.outlet_id, one.own, one.printed) == (two.story_id, two.outlet_id, two.own, two.printed)


def _open_book() -> _Book:
    """All learned forms, and who owns which Latin form. Two queries."""
    learned = LearnedForms()
    for form, kept in NameForm.objects.values_list("form", "name__zh"):
        learned.learn(form, kept)
    rows = KnownName.objects.exclude(latin_key="").order_by("-pk")
    latins = {key: Latin(zh, article, kind) for key, zh, article, kind in
              rows.values_list("latin_key", "zh", "first_article", "kind")}  # fmt: skip
    return _Book(learned, latins)


def _save_names(book: _Book, mentioned: set[str]) -> dict[str, int]:
    """Rows for names met the first time; spelling kept → id of those mentioned."""
    ids = _ids_of(mentioned)
    new = [book.wanted[kept] for kept in sorted(mentioned - ids.keys()) if kept in book.wanted]
    if new:
        KnownName.objects.bulk_create(
            [KnownName(zh=one.kept, latin=one.latin, latin_key=fold_latin(one.latin)[:NAME_CHARS], kind=one.kind,
                       first_article=one.article_id, listed=one.listed) for one in new],
            ignore_conflicts=True, batch_size=_ROWS,
        )  # fmt: skip
        ids |= _ids_of({one.kept for one in new})
    forms = [NameForm(form=form, name_id=ids[kept], told_by=told_by)
             for form, (kept, told_by) in book.new_forms.items() if kept in ids]  # fmt: skip
    if forms:
        NameForm.objects.bulk_create(forms, ignore_conflicts=True, batch_size=_ROWS)
    return ids


def _ids_of(kept: Iterable[str]) -> dict[str, int]:
    return dict(KnownName.objects.filter(zh__in=list(kept)).values_list("zh", "pk"))


def recount(name_ids: Iterable[int]) -> set[int]:
    """Count outlets anew, decide which names have a page, and make those due whose page shows something else.

    Returns:
        Names that had a page and have none now, or the other way about.
    """
    rows = {row.pk: row for row in KnownName.objects.filter(pk__in=list(name_ids))}
    heads = {row.joined_to or row.pk for row in rows.values()}
    rows |= {row.pk: row for row in KnownName.objects.filter(Q(pk__in=heads) | Q(joined_to__in=heads))}
    members: dict[int, list[int]] = defaultdict(list)
    for row in rows.values():
        members[row.joined_to or row.pk].append(row.pk)
    outlets, shown = _count_outlets(members), _most_printed(members)
    turned: set[int] = set()
    now = real_now()
    changed: list[KnownName] = []
    for row in rows.values():
        counted, seen = outlets.get(row.pk, (0, False))
        opens = row.joined_to is None and not row.hidden and seen and (row.listed or counted >= INDEPENDENT_OUTLETS)
        opens = opens or (row.opened and row.joined_to is None and not row.hidden)
        if opens != row.opened:
            turned.add(row.pk)
        row.due_at = (row.due_at or now) if opens or row.opened else row.due_at
        row.outlets, row.opened = counted, opens
        row.shown = "" if row.listed else shown.get(row.pk, row.shown)
        changed.append(row)
    KnownName.objects.bulk_update(changed, ["outlets", "opened", "shown", "due_at"], batch_size=_ROWS)
    return turned


def _most_printed(members: Mapping[int, Sequence[int]]) -> dict[int, str]:
    """The form that most outlets print of each, simplified; the longer one of two. One query."""
    owner = {one: head for head, group in members.items() for one in group}
    rows = Sighting.objects.filter(name_id__in=list(owner)).values_list("name_id", "printed", "outlet_id").distinct()
    outlets: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for name, printed, outlet in rows:
        outlets[owner[name]][plain_form(printed)].add(outlet)
    chinese = {head: [form for form in forms if not form.isascii()] for head, forms in outlets.items()}
    return {
        head: max(forms, key=lambda form: (len(outlets[head][form]), len(form), form))
        for head, forms in chinese.items()
        if forms
    }


def _count_outlets(members: Mapping[int, Sequence[int]]) -> dict[int, tuple[int, bool]]:
    """Outlets that name each in words of their own, and whether anybody names it. One query."""
    owner = {one: head for head, group in members.items() for one in group}
    rows = Sighting.objects.filter(name_id__in=list(owner)).values("name_id", "outlet_id")
    own: dict[int, set[int]] = defaultdict(set)
    seen: set[int] = set()
    for row in rows.annotate(words=Count("pk", filter=Q(own=True))):
        head = owner[row["name_id"]]
        seen.add(head)
        if row["words"]:
            own[head].add(row["outlet_id"])
    return {head: (len(own[head]), head in seen) for head in members}
