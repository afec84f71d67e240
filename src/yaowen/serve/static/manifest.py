"""The files of a publishing: which stand already, which are linked from the one before, which have to be written."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import brotli
import zstandard

SUFFIXES = ("", ".gz", ".br", ".zst")
LEAST_PACKED_BYTES = 256
_BROTLI_QUALITY = 6
"""0.2 ms a page of 17 KB; 9 takes 10 ms for 8 % fewer bytes, 11 takes 19 ms for 14 %."""
_NEW = ".new"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be: its name, what it is known by, its bytes when they are asked for, whether it is packed too.

    Attributes:
        content_type: for a store that has to be told; a web server tells it by the name.
    """

    name: str
    token: str
    load: Callable[[], bytes]
    packed: bool
    content_type: str = "application/octet-stream"


class Manifest:
    """What stands of the publishing under way, beside what stood in the one shown.

    Args:
        shown: the one shown; None where there is none.
        building: the one under way; an earlier attempt's is gone on with.
    """

    def __init__(self, shown: Path | None, building: Path) -> None:
        self._shown = shown
        self._building = building
        self._pages = building / "pages"
        self._pages.mkdir(parents=True, exist_ok=True)
        self._before = _read(shown) if shown else {}
        self._here = _read(building)
        for left in self._pages.rglob(f"*{_NEW}") if self._here else ():
            left.unlink()
        self.wanted: dict[str, str] = {}
        self._manifest = (building / "manifest").open("a", encoding="utf-8", newline="\n")

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, *_: object) -> None:
        self._manifest.close()

    def keep(self, file: File) -> bool:
        """See that a file stands as it is to be; True where it had to be written."""
        self.wanted[file.name] = file.token
        if self._here.get(file.name) == file.token and (self._pages / file.name).is_file():
            return False
        linked = self._before.get(file.name) == file.token and self._link(file)
        if not linked:
            _write(self._pages / file.name, file.load(), packed=file.packed)
        self._here[file.name] = file.token
        self._manifest.write(f"{file.token}\t{file.name}\n")
        self._manifest.flush()
        return not linked

    def remove_unwanted(self) -> int:
        """Remove files of an earlier attempt that no page stands for; returns how many went since the one shown."""
        for name in self._here.keys() - self.wanted.keys():
            _remove(self._pages / name)
        return len(self._before.keys() - self.wanted.keys())

    def finish(self) -> None:
        """Leave a manifest of exactly what stands."""
        lines = "".join(f"{token}\t{name}\n" for name, token in sorted(self.wanted.items()))
        (self._building / "manifest").write_text(lines, "utf-8")

    def _link(self, file: File) -> bool:
        assert self._shown is not None
        old, new = self._shown / "pages" / file.name, self._pages / file.name
        _remove(new)
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            for suffix in SUFFIXES if file.packed else ("",):
                if not suffix or Path(f"{old}{suffix}").exists():
                    os.link(f"{old}{suffix}", f"{new}{suffix}")
        except OSError:  # no hard links here, or the old file is gone
            return False
        return True


def _write(file: Path, body: bytes, *, packed: bool) -> None:
    """Write a file and its compressed forms, each in one step; forms that are no longer made go."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _remove(file)
    forms = {"": body}
    if packed and len(body) >= LEAST_PACKED_BYTES:
        forms[".gz"] = gzip.compress(body, 9, mtime=0)
        forms[".br"] = brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
        forms[".zst"] = zstandard.ZstdCompressor(level=12).compress(body)
    for suffix, form in forms.items():
        temporary = Path(f"{file}{suffix}{_NEW}")
        temporary.write_bytes(form)
        temporary.replace(f"{file}{suffix}")


def _remove(file: Path) -> None:
    for suffix in SUFFIXES:
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def _read(publishing: Path) -> dict[str, str]:
    try:
        text = (publishing / "manifest").read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    whole = (line.partition("\t") for line in text.split("\n")[:-1])
    return {name: token for token, tab, name in whole if tab}
