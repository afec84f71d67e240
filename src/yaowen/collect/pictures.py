"""Pictures that lead articles: wanted with an article, fetched and made anew, handed to the edition, let go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.db import transaction
from django.db.models import F, Q

from yaowen.base.clock import real_now
from yaowen.base.rights import Grant, Rights, decide_shown
from yaowen.belt.conveyor import Context, claim, finish
from yaowen.collect.hashes import hash_address
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.models import Outlet, Page, Picture, PictureFile
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.pictures import SAME_PICTURE_PAGES, referer_of

WITHDRAWN = "withdrawn: this picture is never fetched again"
FILLER = "the same picture leads {n} articles of its outlet: it is the house's own filler"
UNUSED = "no page shows it any more"
_SHOWABLE = ("kept", "shown")
_LEAVING = {"erased": "gone", "refusing": "refused", "unused": ""}
"""States of pictures that the edition has to let go of, and what they become then; empty: the row goes."""
_AT_ONCE = 500
_SETTLED = timedelta(minutes=10)
"""A picture without a page is let go only when it has been so for a while: articles are read anew in two steps."""


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture as pages show it.

    Attributes:
        name: what its files' addresses begin with.
        width: of the original, in pixels. So is `height`.
        tone: its average colour, `#rrggbb`.
        files: (width, height, kind) of each file, kind `webp` or `jpeg`.
    """

    name: str
    width: int
    height: int
    tone: str
    files: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class HeldPicture:
    """A picture claimed for the edition. `bodies` in the order of the view's files; none where it is to be let go."""

    id: int
    epoch: int
    state: str
    view: PictureView
    bodies: tuple[bytes, ...] = ()


def link_picture(page_id: int, address: str, article_url: str = "") -> None:
    """Say which picture leads a page's article; one not known yet is fetched. Runs in the caller's transaction.

    Args:
        address: absolute http(s) address; empty for none, or where the rights allow none.
        article_url: the page that the picture stands on, named to hosts that ask for it.
    """
    if not canonical_address(address, tracking=True):
        Page.objects.filter(pk=page_id, picture__isnull=False).update(picture=None)
        return
    outlet_id = Page.objects.values_list("outlet_id", flat=True).get(pk=page_id)
    picture, made = _row_at(address, outlet_id, article_url)
    Page.objects.filter(pk=page_id).update(picture=picture)
    if not made:
        _drop_filler(picture, outlet_id)


def want_in_text(addresses: Iterable[str], outlet_id: int, article_url: str) -> list[int]:
    """Have pictures fetched that stand in a text. Runs in the caller's transaction, which keeps what it is given.

    Args:
        addresses: absolute http(s) ones; others are left out.
        article_url: the page that they stand on.

    Returns:
        Their ids.
    """
    known = [address for address in addresses if canonical_address(address, tracking=True)]
    return [_row_at(address, outlet_id, article_url)[0].pk for address in dict.fromkeys(known)]


def shown_by_hash(ids: Iterable[int]) -> dict[int, tuple[bytes, PictureView]]:
    """Those of some pictures that the edition holds, each with the hash of its address. One query."""
    rows = Picture.objects.filter(pk__in=list(ids), state="shown")
    return {row.pk: (bytes(row.url_hash), view_of_picture(row)) for row in rows}


def _row_at(address: str, outlet_id: int, article_url: str) -> tuple[Picture, bool]:
    """The row of a picture, made where there is none; whether it was."""
    host = origin_of(address)
    picture, made = Picture.objects.get_or_create(
        url_hash=hash_address(address),
        defaults={
            "outlet_id": outlet_id, "url": address, "host": host, "referer": referer_of(article_url),
            "state": "wanted", "due_at": real_now(), "wanted_at": real_now(),
        },
    )  # fmt: skip
    if made:
        ensure_hosts([host])
    return picture, made


def load_pictures(page_ids: Iterable[int]) -> dict[int, PictureView]:
    """The pictures that the edition holds, by the page whose article they lead. One query."""
    rows = Page.objects.filter(pk__in=set(page_ids), picture__state="shown").select_related("picture").only("picture")
    return {row.pk: view_of_picture(row.picture) for row in rows if row.picture is not None}


def view_of_picture(row: Picture) -> PictureView:
    """A row as pages show it."""
    files = tuple((width, height, kind) for width, height, kind in row.files)
    return PictureView(row.name, row.width, row.height, row.tone, files)


def claim_pictures(context: Context, limit: int) -> list[HeldPicture]:
    """Claim pictures that the edition is to take in or to let go of."""
    held: list[HeldPicture] = []
    for state in (*_LEAVING, "kept"):
        for row in claim(Picture, state, holder=context.holder, limit=limit - len(held)) if limit > len(held) else ():
            bodies = {(file.width, file.kind): bytes(file.body) for file in row.made.all()} if state == "kept" else {}
            view = view_of_picture(row)
            ordered = tuple(bodies[width, kind] for width, _, kind in view.files if (width, kind) in bodies)
            whole = state != "kept" or len(ordered) == len(view.files)
            held.append(HeldPicture(row.pk, row.epoch, state if whole else "refusing", view, ordered))
    return held


def finish_pictures(held: Iterable[HeldPicture]) -> None:
    """Note that the edition has taken in what was kept, and let go of the rest. Runs in the caller's transaction."""
    for one in held:
        row = Picture(pk=one.id, epoch=one.epoch)
        if one.state == "kept":
            if finish(row, state="shown"):
                PictureFile.objects.filter(picture_id=one.id).delete()
        elif _LEAVING[one.state]:
            finish(row, state=_LEAVING[one.state], last_error=F("last_error"))
        else:
            Picture.objects.filter(pk=one.id, epoch=one.epoch).delete()


def names_in_use(names: Collection[str]) -> set[str]:
    """Those of the names that other pictures, kept or shown, carry too: the same bytes under another address."""
    return set(Picture.objects.filter(name__in=names, state__in=_SHOWABLE).values_list("name", flat=True))


def pages_of_pictures(ids: Iterable[int]) -> set[int]:
    """The pages whose articles some pictures lead."""
    return set(Page.objects.filter(picture_id__in=list(ids)).values_list("pk", flat=True))


def erase_picture(page_url: str, in_text: Collection[int] = ()) -> None:
    """Withdraw the picture of an article, wherever else the same address or the same bytes stand.

    Bytes and addresses go; hashes stay, so that it is never kept again. The edition lets go of its files next.

    Args:
        page_url: the article's address.
        in_text: ids of the pictures that stand in its text.
    """
    found = Picture.objects.filter(Q(page__url_hash=hash_address(page_url)) | Q(pk__in=in_text))
    ids = set(found.values_list("pk", flat=True))
    hashes = [bytes(one) for one in found.values_list("body_hash", flat=True) if one]
    names = [one for one in found.values_list("name", flat=True) if one]
    same = Picture.objects.filter(Q(pk__in=ids) | Q(body_hash__in=hashes) | Q(name__in=names))
    ids = set(same.values_list("pk", flat=True))
    PictureFile.objects.filter(picture_id__in=ids).delete()
    Picture.objects.filter(pk__in=ids).update(
        state="erased", due_at=real_now(), holder="", epoch=F("epoch") + 1, url="", referer="", hop=None,
        last_error=WITHDRAWN, withdrawn=True,
    )  # fmt: skip


def drop_unused(allowed_outlets: Collection[int], in_texts: Collection[int] = ()) -> int:
    """Let go of pictures that no page may show any more; returns how many.

    Args:
        allowed_outlets: outlets whose rights allow pictures.
        in_texts: ids of the pictures that stand in texts which may be shown.
    """
    shown = Picture.objects.filter(state__in=_SHOWABLE, wanted_at__lt=real_now() - _SETTLED)
    allowed = Page.objects.filter(outlet_id__in=allowed_outlets, picture__isnull=False).exclude(state="gone")
    unled = shown.exclude(pk__in=allowed.values("picture_id")).order_by("pk").values_list("pk", flat=True)
    kept = frozenset(in_texts)
    ids = [one for one in unled.iterator() if one not in kept][:_AT_ONCE]
    PictureFile.objects.filter(picture_id__in=ids).delete()
    return Picture.objects.filter(pk__in=ids).update(
        state="unused", due_at=real_now(), holder="", epoch=F("epoch") + 1, last_error=UNUSED
    )


def drop_unwanted() -> int:
    """Forget pictures not fetched yet whose outlet's rights allow none any more; returns how many."""
    waiting = Outlet.objects.filter(picture__state="wanted").distinct()
    closed = [row.pk for row in waiting if not allows_pictures(row)]
    return Picture.objects.filter(state="wanted", outlet_id__in=closed).delete()[0] if closed else 0


def allows_pictures(outlet: Outlet) -> bool:
    """Whether an outlet's rights let any of its pictures be shown."""
    return decide_shown(Grant(cast("Rights", outlet.rights), outlet.pictures, outlet.lowered), ()).pictures


def refuse_pictures(rows: Iterable[Picture], reason: str) -> None:
    """Show these pictures no more: they are no pictures of their articles. Runs in the caller's transaction."""
    for row in rows:
        leaves = row.state == "shown"
        PictureFile.objects.filter(picture_id=row.pk).delete()
        Picture.objects.filter(pk=row.pk).update(
            state="refusing" if leaves else "refused", due_at=real_now(), holder="", epoch=F("epoch") + 1,
            last_error=reason[:500],
        )  # fmt: skip


def _drop_filler(picture: Picture, outlet_id: int) -> None:
    """Refuse a picture that stands at so many articles of an outlet that it is no picture of any of them."""
    if picture.state not in {"wanted", *_SHOWABLE}:
        return
    pages = Page.objects.filter(picture=picture, outlet_id=outlet_id).count()
    if pages >= SAME_PICTURE_PAGES:
        with transaction.atomic():
            refuse_pictures([picture], FILLER.format(n=pages))
