"""OPML 1 and 2: subscription lists, in and out. One bad line stops nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.document import Element, local_name, parse_document
from yaowen.collect.rules.feeds.plain_text import one_line, plain_text

MAX_LINES = 50_000
MAX_ATTRIBUTES = 100
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_NAME_CHARS = 200
_FOLDER_CHARS = 200
_OUTLINE = re.compile(r"<\s*outline\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([A-Za-z]+)\s*=\s*("[^"<>]*"|'[^'<>]*')""")


@dataclass(frozen=True, slots=True)
class OpmlLine:
    """A feed as an OPML file lists it.

    Attributes:
        line: line number in the file, from 1.
        url: canonical http(s) address of the feed; empty where the line is bad.
        folder: names of the outlines around it, joined by " / ".
        problem: why the line cannot be used; empty where it can.
    """

    line: int
    name: str
    url: str
    home_url: str = ""
    folder: str = ""
    problem: str = ""


def parse_opml(text: str) -> tuple[OpmlLine, ...] | None:
    """Read an OPML file; None where it is none.

    Lines that an XML reader cannot take in are read by themselves, or reported.
    """
    root = parse_document(text)
    if not _OUTLINE.search(text) or (root is not None and local_name(root) in {"html", "rss", "feed"}):
        return None
    lines = _numbered(text)
    found = [] if root is None else [line for line in _walk(root, lines) if line]
    read_lines, known = {line.line for line in found}, {line.url for line in found}
    lost = [(number, raw) for number, raw in lines if number not in read_lines and "xmlurl" in raw.lower()]
    missed = [line for number, raw in lost if (line := _rescue(number, raw)).problem or line.url not in known]
    return tuple(sorted([*found, *missed], key=lambda line: line.line)[:MAX_LINES])


def print_opml(title: str, lines: Iterable[OpmlLine]) -> str:
    """An OPML 2.0 file of feeds, in the folders they name."""
    folders: dict[str, list[str]] = {}
    for line in lines:
        name, home = quoteattr(line.name), f" htmlUrl={quoteattr(line.home_url)}" if line.home_url else ""
        outline = f'<outline type="rss" text={name} title={name} xmlUrl={quoteattr(line.url)}{home}/>'
        folders.setdefault(line.folder, []).append(outline)
    body: list[str] = []
    for folder, outlines in sorted(folders.items()):
        if folder:
            body += [f"<outline text={quoteattr(folder)}>", *(f"  {outline}" for outline in outlines), "</outline>"]
        else:
            body += outlines
    indented = "\n".join(f"    {line}" for line in body)
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>{escape(title)}</title></head>'
    )
    return f"{head}\n  <body>\n{indented}\n  </body>\n</opml>\n"


def _walk(root: Element, lines: list[tuple[int, str]]) -> Iterable[OpmlLine | None]:
    """Every outline of the tree that names a feed, with the folders around it (no recursion: depth is the file's)."""
    places = iter([number for number, raw in lines for _ in _OUTLINE.findall(raw)])
    for element in root.iter():
        if local_name(element) == "outline":
            number = next(places, 0)
            names = [str(name) for name in element.keys()[:MAX_ATTRIBUTES]]
            values = {name.lower(): str(element.get(name) or "") for name in names}
            if values.get("xmlurl") or values.get("type", "").lower() in {"rss", "atom", "json"}:
                yield _line(number, values, _folder(element))


def _folder(element: Element) -> str:
    names = [
        plain_text(str(parent.get("text") or parent.get("title") or ""))
        for parent in element.iterancestors()
        if local_name(parent) == "outline"
    ]
    return " / ".join(filter(None, reversed(names)))[:_FOLDER_CHARS]


def _line(number: int, values: dict[str, str], folder: str) -> OpmlLine:
    given = one_line(values.get("xmlurl", ""))
    url = canonical_address(_with_scheme(given), tracking=True)
    home = canonical_address(one_line(values.get("htmlurl", "")))
    name = plain_text(values.get("text") or values.get("title") or "", _NAME_CHARS)
    if not given:
        return OpmlLine(
            number, name, "", home, folder, "names no feed (xmlUrl is missing); add it, or leave the line out"
        )
    problem = "" if url else f"{given[:200]} is not an http or https address; correct xmlUrl"
    return OpmlLine(number, name, url, home, folder, problem)


def _with_scheme(address: str) -> str:
    """`feed:` addresses of old readers are http ones."""
    if address.lower().startswith("feed://"):
        return "http://" + address[7:]
    return address[5:] if address.lower().startswith("feed:http") else address


def _numbered(text: str) -> list[tuple[int, str]]:
    return [(number, raw) for number, raw in enumerate(text.splitlines(), 1) if _OUTLINE.search(raw)]


def _rescue(number: int, raw: str) -> OpmlLine:
    """A line that the XML reader lost: read by itself, or reported."""
    values = {name.lower(): plain_text(value[1:-1]) for name, value in _ATTRIBUTE.findall(raw)}
    if values.get("xmlurl"):
        return _line(number, values, "")
    return OpmlLine(number, "", "", problem="is broken XML; mend its quotes, or leave the line out")
