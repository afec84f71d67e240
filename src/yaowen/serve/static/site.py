"""A publishing lies in `DIR/editions/NAME/`; `DIR/current` is a link to the one that is shown, changed in one step.

What has not changed since the last one is linked, not written. A broken-off publishing goes on where it stopped.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from yaowen.base.errors import BadInput
from yaowen.render import editions
from yaowen.serve.static.manifest import Manifest
from yaowen.serve.static.maps import MovedPaths
from yaowen.serve.static.pages import Extra, Wishes, files_of_edition, files_of_extras

_BUILDING = ".building"


@dataclass(slots=True)
class Published:
    """What became of the pages. `refused`: paths that no file can stand for; `moved`: whether the maps have changed."""

    edition: int = 0
    pages: int = 0
    written: int = 0
    removed: int = 0
    moved: bool = False
    refused: list[str] = field(default_factory=list)


def publish_files(
    folder: Path, extras: Iterable[Extra], wishes: Wishes, progress: Callable[[int], object] = lambda _: None
) -> Published:
    """Write the current edition into a folder and show it there.

    Args:
        extras: what the edition does not hold.
        progress: told how many pages are done.

    Raises:
        BadInput: there is no edition yet, or another publishing is under way.
        OSError: the folder cannot be written.
    """
    number = editions.current_edition()
    if not number:
        raise BadInput("there is no edition yet; let `yaowen up` run until its front page stands", about=str(folder))
    told = Published(number)
    with _alone(folder):
        shown = _shown(folder)
        building = folder / "editions" / _BUILDING
        moved = MovedPaths()
        own = files_of_edition(number, wishes, moved, told.refused)
        with Manifest(shown, building) as manifest:
            for place, file in enumerate(chain(own, files_of_extras(extras, told.refused))):
                told.written += manifest.keep(file)
                progress(place + 1)
            told.pages, told.removed = len(manifest.wanted), manifest.remove_unwanted()
        manifest.finish()
        told.moved = moved.write(building, shown)
        os.sync()  # a cut of the power may not leave an edition shown whose files are not on disk
        _show(folder, building, number)
    return told


def _shown(folder: Path) -> Path | None:
    link = folder / "current"
    return link.resolve() if link.is_symlink() and link.exists() else None


def _show(folder: Path, building: Path, number: int) -> None:
    """Give the publishing its name, show it, and let go of all but the one before it."""
    own = folder / "editions"
    taken = {one.name for one in own.iterdir()}
    name = next(one for attempt in range(len(taken) + 1) if (one := f"{number:09d}-{attempt:04d}") not in taken)
    building.rename(own / name)
    link = folder / "current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("editions") / name)
    before = _shown(folder)
    link.replace(folder / "current")
    kept = {name, before.name if before else name}
    for old in own.iterdir():
        if old.name not in kept:
            shutil.rmtree(old)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise BadInput("another publishing into it is under way; wait for its end", about=str(folder)) from problem
        yield
