"""OPML 1 and 2: subscription lists, in and out. One bad line stops nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.document import Element, local_name, parse_document
from yaowen.collect.rules.feeds.plain_text import one_line, plain_text
from yaowen.collect.rules.lists.rule import parse_rule, print_rule

KINDS = frozenset(["rss", "atom", "json", "sitemap", "list"])
NAMESPACE = "urn:yaowen:opml"
SEPARATOR = " / "
MAX_LINES = 50_000
MAX_ATTRIBUTES = 100
_NAME_CHARS = 200
_FOLDER_CHARS = 200
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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
        kind: `rss`, `atom`, `json`, `sitemap` or `list`, as the line says.
        rule: a list page's rule, which Yaowen writes beside its address; empty for feeds.
    """

    line: int
    name: str
    url: str
    home_url: str = ""
    folder: str = ""
    problem: str = ""
    kind: str = "rss"
    rule: dict[str, Any] = field(default_factory=dict)


def parse_opml(text: str) -> tuple[OpmlLine, ...] | None:
    """Read an OPML file; None where it is none.

    Lines that an XML reader cannot take in are read by themselves, or reported.
    """
    root = parse_document(text)
    if not _OUTLINE.search(text) or (root is not None and local_name(root) in {"html", "rss", "feed"}):
        return None
    lines = _numbered(text)
    found = [] if root is None else [line for line in _walk(root, lines) if line]
    crowded = Counter(number for number, _ in lines)
    read_lines, known = {line.line for line in found}, {line.url for line in found}
    missed = [
        line
        for number, raw in lines
        if "xmlurl" in raw.lower()
        and (line := _rescue(number, raw)).url not in known
        and (number not in read_lines or (line.url and crowded[number] > 1))
    ]
    return tuple(sorted([*found, *missed], key=lambda line: line.line)[:MAX_LINES])


def print_opml(title: str, lines: Iterable[OpmlLine]) -> str:
    """An OPML 2.0 file of feeds, in the folders they name."""
    ordered = sorted(lines, key=lambda line: _folders(line.folder))
    body: list[str] = []
    open_folders: list[str] = []
    for line in ordered:
        folders = _folders(line.folder)
        shared = _shared(open_folders, folders)
        while len(open_folders) > shared:
            open_folders.pop()
            body.append(_indent(open_folders) + "</outline>")
        for name in folders[shared:]:
            body.append(f"{_indent(open_folders)}<outline text={_quoted(name)} title={_quoted(name)}>")
            open_folders.append(name)
        body.append(_indent(open_folders) + _outline(line))
    body += [_indent(open_folders[:depth]) + "</outline>" for depth in reversed(range(len(open_folders)))]
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0" xmlns:yaowen="{NAMESPACE}">\n'
        f"  <head><title>{escape(_CONTROLS.sub('', title))}</title></head>"
    )
    listed = "".join(f"{line}\n" for line in body)
    return f"{head}\n  <body>\n{listed}  </body>\n</opml>\n"


def _outline(line: OpmlLine) -> str:
    kind = line.kind if line.kind in KINDS else "rss"
    home = f" htmlUrl={_quoted(line.home_url)}" if line.home_url else ""
    rule = f" yaowen:rule={_quoted(json.dumps(line.rule, ensure_ascii=False))}" if line.rule else ""
    name = _quoted(line.name)
    return f'<outline type="{kind}" text={name} title={name} xmlUrl={_quoted(line.url)}{home}{rule}/>'


def _folders(folder: str) -> list[str]:
    return [name for part in folder.split(SEPARATOR) if (name := part.strip())]


def _shared(one: list[str], other: list[str]) -> int:
    """How many folders two paths have in common from the outermost on."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (mine, its) in enumerate(pairs) if mine != its), min(len(one), len(other)))


def _indent(folders: list[str]) -> str:
    return "  " * (len(folders) + 2)


def _quoted(text: str) -> str:
    return quoteattr(_CONTROLS.sub("", text))


def _walk(root: Element, lines: list[tuple[int, str]]) -> Iterable[OpmlLine | None]:
    """Every outline of the tree that names a feed, with the folders around it (no recursion: depth is the file's)."""
    places = iter([number for number, _ in lines])
    for element in root.iter():
        if local_name(element) == "outline":
            number = next(places, 0)
            names = [str(name) for name in element.keys()[:MAX_ATTRIBUTES]]
            values = {name.lower(): str(element.get(name) or "") for name in names}
            if values.get("xmlurl") or values.get("type", "").lower() in KINDS:
                yield _line(number, values, _folder(element))


def _folder(element: Element) -> str:
    names = [
        plain_text(str(parent.get("text") or parent.get("title") or ""))
        for parent in element.iterancestors()
        if local_name(parent) == "outline"
    ]
    return SEPARATOR.join(filter(None, reversed(names)))[:_FOLDER_CHARS]


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
    kind = values.get("type", "").lower()
    rule = _rule(values.get(f"{{{NAMESPACE}}}rule", ""))
    if kind == "list" and not rule and not problem:
        problem = f"{url[:200]} is a list page without its pattern; add it with `yaowen outlets add`"
    return OpmlLine(number, name, url, home, folder, problem, kind if kind in KINDS else "rss", rule)


def _rule(text: str) -> dict[str, Any]:
    try:
        found = parse_rule(json.loads(text)) if text else None
    except (ValueError, RecursionError, AttributeError):
        return {}
    return print_rule(found) if found else {}


def _with_scheme(address: str) -> str:
    """`feed:` addresses of old readers are http ones."""
    if address.lower().startswith("feed://"):
        return "http://" + address[7:]
    return address[5:] if address.lower().startswith("feed:http") else address


def _numbered(text: str) -> list[tuple[int, str]]:
    """Every outline as written, up to the next one, with the number of its line: some files are one line."""
    starts = [found.start() for found in _OUTLINE.finditer(text)]
    pieces = (text[start:end] for start, end in pairwise([*starts, len(text)]))
    number, place, numbered = 1, 0, []
    for start, piece in zip(starts, pieces, strict=True):
        number += text.count("\n", place, start)
        numbered.append((number, piece))
        place = start
    return numbered


def _rescue(number: int, raw: str) -> OpmlLine:
    """A line that the XML reader lost: read by itself, or reported."""
    values = {name.lower(): plain_text(value[1:-1]) for name, value in _ATTRIBUTE.findall(raw)}
    if values.get("xmlurl"):
        return _line(number, values, "")
    return OpmlLine(number, "", "", problem="is broken XML; mend its quotes, or leave the line out")
