"""Message catalogues: every interface sentence found, `.po` compiled to `.mo`.

Run `python -m yaowen.locale.compile` after changing a `.po` file.
A bare machine has no msgfmt, so that the compiled catalogues are committed; a test sees that they are fresh.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from yaowen.render.rules.phrases import CATALOGUES, DOMAIN

_LOCALE = Path(__file__).resolve().parent
_RENDER = _LOCALE.parent / "render"
_STRING = r'\s*"((?:[^"\\]|\\.)*)"\s*'
_TEMPLATE_ONE = re.compile(r"(?<![\w])_\(" + _STRING)
_TEMPLATE_MANY = re.compile(r"\bn_\(" + _STRING + "," + _STRING)
_CODE_ONE = re.compile(r"\b(?:marked\(|phrase\(\s*[\w.]+\s*,)" + _STRING)
_CODE_MANY = re.compile(r"\bplural\(\s*[\w.]+\s*," + _STRING + "," + _STRING)

Message = tuple[str, str]
"""A sentence, and its plural form or nothing."""


def find_messages() -> set[Message]:
    """Every interface sentence of the templates and of the code."""
    found: set[Message] = set()
    for file in sorted((_RENDER / "templates").glob("*")):
        found |= set(_messages_in(file.read_text("utf-8"), _TEMPLATE_ONE, _TEMPLATE_MANY))
    for file in sorted(_RENDER.rglob("*.py")):
        found |= set(_messages_in(file.read_text("utf-8"), _CODE_ONE, _CODE_MANY))
    return found


def _messages_in(text: str, one: re.Pattern[str], many: re.Pattern[str]) -> Iterator[Message]:
    for match in one.finditer(text):
        yield _plain(match.group(1)), ""
    for match in many.finditer(text):
        yield _plain(match.group(1)), _plain(match.group(2))


def _plain(literal: str) -> str:
    return literal.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def catalogue_files() -> Iterator[Path]:
    """The `.po` files, one a language."""
    for folder in CATALOGUES.values():
        yield _LOCALE / folder / "LC_MESSAGES" / f"{DOMAIN}.po"


def compile_catalogue(file: Path) -> bytes:
    """The `.mo` bytes of a `.po` file."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 (only who changes the words needs Babel)
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with file.open("rb") as source:
        catalogue = read_po(source, locale=file.parent.parent.name)
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def main() -> None:
    """Compile every catalogue beside its source."""
    for file in catalogue_files():
        file.with_suffix(".mo").write_bytes(compile_catalogue(file))
        sys.stdout.write(f"{file.with_suffix('.mo')}\n")


if __name__ == "__main__":
    main()
