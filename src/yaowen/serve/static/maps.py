"""Paths that have moved or are gone, as maps for nginx and Caddy: files cannot answer 301 and 410."""

from __future__ import annotations

import re
from pathlib import Path

from yaowen.render.editions import FoundEntry

NGINX_MOVED, NGINX_GONE, CADDY = "moved.nginx.map", "gone.nginx.map", "moved.caddy"
_SAFE = re.compile(r"/[\w./~+-]*")


class MovedPaths:
    """Gathers the redirects and the pages taken down of an edition."""

    def __init__(self) -> None:
        self._moved: dict[str, str] = {}
        self._gone: dict[str, str] = {}

    def note(self, entry: FoundEntry) -> None:
        """Note a path that answers 301 or 410; one that would need quoting in a map is none of ours."""
        if not (_SAFE.fullmatch(entry.path) and _SAFE.fullmatch(entry.target or "/")):
            return
        if entry.status == 301:
            self._moved[entry.path] = entry.target
        elif entry.status == 410:
            self._gone[entry.path] = entry.target

    def list_moved(self) -> list[tuple[str, str]]:
        """What has moved, and where to."""
        return sorted(self._moved.items())

    def write(self, folder: Path, before: Path | None) -> bool:
        """Write the maps; True where they are others than before: the web server has to read them anew."""
        made = {NGINX_MOVED: self._nginx_moved(), NGINX_GONE: self._nginx_gone(), CADDY: self._caddy()}
        for name, text in made.items():
            (folder / name).write_text(text, "utf-8")
        return before is None or any(_text(before / name) != text for name, text in made.items())

    def _nginx_moved(self) -> str:
        return "".join(f'"{path}" "{target}";\n' for path, target in sorted(self._moved.items()))

    def _nginx_gone(self) -> str:
        return "".join(f'"{path}" 1;\n' for path in sorted(self._gone))

    def _caddy(self) -> str:
        moved = "".join(f"\t{path} {target}\n" for path, target in sorted(self._moved.items()))
        gone = "".join(f"\t{path} 1\n" for path in sorted(self._gone))
        return (
            f'map {{path}} {{yaowen_moved}} {{\n{moved}\tdefault ""\n}}\n'
            f'map {{path}} {{yaowen_gone}} {{\n{gone}\tdefault ""\n}}\n'
        )


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""
