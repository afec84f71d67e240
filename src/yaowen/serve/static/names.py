"""Which file a path of the site becomes, and which it may never become."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_PLAIN = re.compile(r"[\w.~+-]+")
LONGEST_BYTES = 240
"""Of one name: most file systems hold 255, and a suffix follows."""


def file_of(path: str) -> PurePosixPath | None:
    """The file below the folder of pages; None where no web server would find it, or it would lie elsewhere.

    Args:
        path: begins with a slash; one that ends with a slash becomes an `index.html`.
    """
    *folders, name = path[1:].split("/")
    parts = [*folders, name or "index.html"]
    return PurePosixPath(*parts) if path.startswith("/") and all(map(_is_plain, parts)) else None


def _is_plain(part: str) -> bool:
    return bool(_PLAIN.fullmatch(part)) and part.strip(".") != "" and len(part.encode()) <= LONGEST_BYTES
