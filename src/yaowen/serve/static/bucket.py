"""The current edition in a bucket: what has changed is sent, what is linked before what links, removals come last.

A bucket changes object by object: a reader may see a new page beside an old list, but no link to what is not there yet.
"""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from yaowen.base.errors import BadInput
from yaowen.collect.object_store import ObjectStore, Order
from yaowen.render import editions
from yaowen.render.editions import hash_bytes
from yaowen.serve.static.ledger import (
    FOLDER,
    MANIFEST,
    NOTED_AT_ONCE,
    NOTES,
    Manifest,
    Note,
    Unreadable,
    decide_standing,
    parse_manifest,
    parse_note,
    write_manifest,
    write_note,
)
from yaowen.serve.static.maps import MovedPaths
from yaowen.serve.static.objects import WAVES, PageObject, objects_of_files, objects_of_moves
from yaowen.serve.static.pages import Extra, Wishes, files_of_edition, files_of_extras
from yaowen.serve.static.site import Published

_PRIVATE = {"Content-Type": "application/gzip", "Cache-Control": "no-store"}
_GONE_ALREADY = frozenset({404})
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class BucketWishes:
    """How the objects are to be.

    Attributes:
        pages: how the pages are to be.
        site_url: before the paths that readers of moved pages are sent on to.
        gzipped: text is stored as gzip.
        among_others: the bucket may hold what nobody has published there before.
    """

    pages: Wishes
    site_url: str
    gzipped: bool = True
    among_others: bool = False


@dataclass(slots=True)
class _Run:
    """One publishing under way. `standing`: what is known to stand; `wanted`: what shall, of what was looked at."""

    store: ObjectStore
    name: str
    before: Manifest
    tag: str
    standing: dict[str, str]
    notes: set[str]
    wanted: dict[str, str] = field(default_factory=dict)


def publish_objects(
    store: ObjectStore, extras: Iterable[Extra], wishes: BucketWishes, progress: Progress = lambda _done, _of: None
) -> Published:
    """Bring a bucket to the current edition.

    Args:
        extras: what the edition does not hold.
        progress: told how many objects are sent, and of how many.

    Raises:
        BadInput: there is no edition, the store refuses or cannot be reached, or the bucket is somebody else's.
    """
    number = editions.current_edition()
    if not number:
        message = "there is no edition yet; let `yaowen up` run until its front page stands"
        raise BadInput(message, about=str(store.place))
    told = Published(number)
    run = _begin(store, among_others=wishes.among_others)
    waves = _changed(run, _objects(number, extras, wishes, told.refused))
    total, done = sum(map(len, waves)), 0
    for some in _noted(chain.from_iterable(_batches(wave) for wave in waves), run):
        for _ in store.do_all(map(_order, some)):
            done += 1
            progress(done, total)
    told.pages, told.written = len(run.wanted), total
    told.removed = _end(run, changed=total > 0)
    return told


@contextmanager
def alone(folder: Path, place: str) -> Iterator[None]:
    """No other publishing of this machine into the same bucket at once.

    Raises:
        BadInput: one is under way.
    """
    with (folder / f"publishing-{hash_bytes(place.encode()).hex()}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise BadInput("another publishing into it is under way; wait for its end", about=place) from problem
        yield


def _begin(store: ObjectStore, *, among_others: bool) -> _Run:
    """See what stands.

    Raises:
        BadInput: there is something, and nothing that tells that it is ours.
    """
    found = store.load(MANIFEST)
    try:
        before = parse_manifest(found.body) if found else Manifest()
    except Unreadable as problem:
        message = f"{MANIFEST} is damaged; remove it, and publish again with --among-others: everything is sent anew"
        raise BadInput(message, about=str(store.place)) from problem
    listed = set(store.list_keys(NOTES))
    if not found and not listed and not among_others:
        _refuse_used(store)
    notes = filter(None, (_load_note(store, key) for key in sorted(listed - before.notes)))
    standing = decide_standing(before, notes)
    return _Run(store, secrets.token_hex(8), before, found.tag if found else "", standing, listed)


def _refuse_used(store: ObjectStore) -> None:
    other = next((key for key in store.list_keys("") if not key.startswith(FOLDER)), None)
    if other is not None:
        shown = other if other.isprintable() else ascii(other)
        message = (
            f"holds what publish has not put there ({shown[:200]}); name an empty bucket or prefix, or give "
            "--among-others: then files of the same names as pages are replaced, and all others left alone"
        )
        raise BadInput(message, about=str(store.place))


def _load_note(store: ObjectStore, key: str) -> Note | None:
    """A note; None where it is gone, or none of ours."""
    found = store.load(key)
    try:
        return parse_note(found.body) if found else None
    except Unreadable:
        return None


def _objects(number: int, extras: Iterable[Extra], wishes: BucketWishes, refused: list[str]) -> Iterator[PageObject]:
    moved = MovedPaths()
    files = chain(files_of_edition(number, wishes.pages, moved, refused), files_of_extras(extras, refused))
    yield from objects_of_files(files, gzipped=wishes.gzipped)
    yield from objects_of_moves(moved.list_moved(), wishes.site_url)


def _changed(run: _Run, objects: Iterable[PageObject]) -> list[list[PageObject]]:
    """What has to be sent, by waves; bytes are loaded only as they are sent."""
    waves: list[list[PageObject]] = [[] for _ in range(WAVES)]
    for one in objects:
        run.wanted[one.key] = one.token
        if run.standing.get(one.key) != one.token:
            waves[one.wave].append(one)
    return waves


def _batches(wave: Iterable[PageObject]) -> Iterator[list[PageObject]]:
    source = iter(wave)
    while some := list(islice(source, NOTED_AT_ONCE)):
        yield some


def _noted(batches: Iterable[list[PageObject]], run: _Run) -> Iterator[list[PageObject]]:
    """Each batch after the note of it is written; the note of the batch before is settled with it."""
    last: Order | None = None
    for number, some in enumerate(batches):
        key, tokens = f"{NOTES}{run.name}-{number:06d}", {one.key: one.token for one in some}
        run.notes.add(key)
        orders = [_note_order(key, run, tokens, settled=False), *([last] if last else [])]
        for _ in run.store.do_all(orders):
            pass
        yield some
        last = _note_order(key, run, tokens, settled=True)


def _note_order(key: str, run: _Run, tokens: Mapping[str, str], *, settled: bool) -> Order:
    return Order("PUT", key, write_note(Note(run.name, run.before.run, settled, tokens)), _PRIVATE)


def _order(one: PageObject) -> Order:
    body, headers = one.form()
    return Order("PUT", one.key, body, headers)


def _end(run: _Run, *, changed: bool) -> int:
    """Write the manifest, remove what is no longer wanted and is ours, and the notes; returns how many pages went."""
    unwanted = sorted(run.standing.keys() - run.wanted.keys())
    if changed or unwanted or run.notes or not run.before.run:
        # Until they are gone they stand in the manifest: a publishing that is broken off here removes them next time.
        left = run.wanted | dict.fromkeys(unwanted, "")
        _save_manifest(run, left, {"If-Match": run.tag} if run.tag else {"If-None-Match": "*"})
    _remove(run, unwanted)
    if unwanted:
        _save_manifest(run, run.wanted, {})
    _remove(run, sorted(run.notes))
    return len(unwanted)


def _save_manifest(run: _Run, tokens: Mapping[str, str], condition: Mapping[str, str]) -> None:
    body = write_manifest(Manifest(run.name, tokens, frozenset(run.notes)))
    if not run.store.send(MANIFEST, body, {**_PRIVATE, **condition}):
        message = "another publishing into it has ended meanwhile; publish again, one at a time"
        raise BadInput(message, about=str(run.store.place))


def _remove(run: _Run, keys: Iterable[str]) -> None:
    for _ in run.store.do_all(Order("DELETE", key, settles=_GONE_ALREADY) for key in keys):
        pass
