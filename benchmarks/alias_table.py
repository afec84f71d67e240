"""Make src/yaowen/base/text/aliases_wikipedia.txt: spellings of one name in the mainland, Taiwan and Hong Kong.

Reads the public conversion groups (公共转换组) of the Chinese Wikipedia as JSON Lines, one rule a line with `group`,
`original` (usually Latin) and `zh-cn`, `zh-tw`, `zh-hk` …; the text is under CC BY-SA 4.0, so the table has a file of
its own.

    .venv/bin/python benchmarks/alias_table.py ../shared/data/names_zh/cgroup_news.jsonl.gz
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from yaowen.base.text.aliases import TABLES, AliasKind, AliasTable, make_table
from yaowen.base.text.script import is_han, to_simplified
from yaowen.base.text.words import is_listed, tag
from yaowen.extract.rules.names.translit import is_spelt

SOURCE = Path(__file__).resolve().parents[1] / "src" / "yaowen"
FOLDER = SOURCE / "base" / "text"
KINDS: dict[str, AliasKind] = {
    "政治人物": "person", "EU": "person", "US Senators": "person", "PoliticiansUK": "person", "PresidentsUS": "person",
    "PoliticiansPT": "person", "Nobel Prize": "person", "Tennis": "person", "People": "person",
    "NBA": "person", "泰國人名": "person",
    "地名": "place", "USState": "place", "UA toponyms": "place", "FR Places": "place", "DE Places": "place",
    "UK Places": "place", "BE Places": "place", "CH Places": "place", "CA Places": "place", "AU Places": "place",
    "IT Places": "place", "NL Places": "place", "IN Places": "place", "BR Places": "place", "IE Places": "place",
    "CL Places": "place", "AT Places": "place", "US CA Cities": "place", "IR Places": "place",
    "Organization": "organisation",
}  # fmt: skip
"""The groups read. Groups of football clubs, films, illnesses and computing hold words more than names."""
LEAST_SIGNS, MOST_SIGNS = 3, 14
LEAST_WHOLE = 5
HEAD = """\
# One name, several spellings: "spelling kept = other spelling, other spelling | Latin form", simplified characters.
# Made by benchmarks/alias_table.py from the public conversion groups of the Chinese Wikipedia (公共转换组,
# https://zh.wikipedia.org/wiki/Wikipedia:字词转换处理/公共转换组), by its authors, under CC BY-SA 4.0
# (https://creativecommons.org/licenses/by-sa/4.0/), by way of github.com/Gowee/zhconv-rs at b13469d7c247. Changed:
# simplified, cut to names, what is ambiguous left out. This file, unlike the program, is under CC BY-SA 4.0.
"""
_LINK = re.compile(r"\[\[(?:[^|\]]*\|)?([^\]]*)\]\]")
_DOTS = re.compile("[·•・‧∙]")
_LATIN = re.compile(r"[A-Z][A-Za-z'’.-]+(?: [A-Za-z'’.-]+){0,4}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a group, cleaned: the mainland's spelling first."""

    kind: AliasKind
    forms: tuple[str, ...]
    latin: str


def main(path: Path) -> None:
    """Write the table."""
    own = make_table((FOLDER / TABLES[0]).read_text("utf-8"))
    known = set(known_places())
    rules = drop_unsure(list(read_rules(path)), own, known)
    lines = dict(write_rules(rules, own))
    parts = [HEAD]
    for kind in ("person", "place", "organisation", "word"):
        parts += [f"## {kind}\n", *(f"{line}\n" for line, of in sorted(lines.items()) if of == kind)]
    (FOLDER / TABLES[1]).write_text("".join(parts), "utf-8")
    print(len(lines), "lines")


def read_rules(path: Path) -> Iterator[Rule]:
    """The rules of the chosen groups with a Latin name and two spellings or more."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            kind = KINDS.get(row["group"])
            latin = clean_latin(row.get("original") or "")
            keys = ("zh-cn", "zh-hans", "zh-sg", "zh-tw", "zh-hant", "zh-hk", "zh-mo", "zh")
            forms = tuple(dict.fromkeys(clean_form(row[key]) for key in keys if row.get(key)))
            if kind is None or not latin or len(forms) < 2 or not all(map(is_plain, forms)):
                continue
            if kind in {"person", "place"} and not is_spelt(forms[0]):
                continue
            yield Rule(kind if is_whole(kind, forms[0], latin) else "word", forms, latin)


def is_whole(kind: AliasKind, form: str, latin: str) -> bool:
    """Whether a form names one person or place; short ones are family names and places at once (斯特林)."""
    return " " in latin if kind == "person" else kind != "place" or len(form) >= LEAST_WHOLE


def clean_latin(text: str) -> str:
    """`Dowden, Oliver` → Oliver Dowden, without accents and links; empty where it is no plain Latin name."""
    plain = _LINK.sub(r"\1", text).split(";")[0].split("(")[0].strip()
    last, comma, first = plain.partition(", ")
    plain = f"{first} {last}" if comma and "," not in first else plain
    letters = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    return letters if _LATIN.fullmatch(letters) else ""


def clean_form(text: str) -> str:
    """Simplified, with one kind of dot."""
    return _DOTS.sub("·", to_simplified(text)).strip()


def is_plain(form: str) -> bool:
    """Chinese characters with dots or hyphens, neither too short to be told from words nor a phrase."""
    letters = form.replace("·", "").replace("-", "")
    return form[0] not in "·-" and LEAST_SIGNS <= len(letters) <= MOST_SIGNS and all(map(is_han, letters))


def drop_unsure(rules: list[Rule], own: AliasTable, known: set[str]) -> list[Rule]:
    """Leave out spellings of several names, everyday words, parts of well-known names, and contradictions."""
    names: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for form in rule.forms:
            names[form].add(rule.latin.rpartition(" ")[2].casefold())
    longer = known | set(own.forms)
    parts = {part for one in longer for part in parts_of(one)}
    kept: list[Rule] = []
    for rule in rules:
        first = rule.forms[0]
        if len(names[first]) > 1 or is_word(first) or first in parts:
            continue
        others = [one for one in rule.forms[1:] if len(names[one]) == 1 and not is_word(one) and one not in parts]
        others = [one for one in others if one not in known]
        if others:
            kept.append(Rule(rule.kind, (first, *others), rule.latin))
    return kept


def parts_of(form: str) -> Iterator[str]:
    """All shorter stretches of a spelling that are long enough to stand in the table."""
    for size in range(LEAST_SIGNS, len(form)):
        yield from (form[place : place + size] for place in range(len(form) - size + 1))


def is_word(form: str) -> bool:
    """A word of the dictionary that is no name."""
    return is_listed(form) and not tag(form)[0][1].startswith(("nr", "ns", "nt", "nz"))


def write_rules(rules: Iterable[Rule], own: AliasTable) -> Iterator[tuple[str, AliasKind]]:
    """One line a name; rules that share a spelling are one name."""
    keys: dict[str, str] = {}
    groups: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        key = next((keys[form] for form in rule.forms if form in keys), rule.forms[0])
        ours = {own.forms[form] for form in rule.forms if form in own.forms}
        if len(ours) > 1:
            continue
        key = next(iter(ours), key)
        keys |= dict.fromkeys(rule.forms, key)
        groups[key].append(rule)
    for key, found in groups.items():
        others = [form for form in dict.fromkeys(form for rule in found for form in rule.forms) if form != key]
        others = [form for form in others if form not in own.forms]
        latin = list(dict.fromkeys(rule.latin for rule in found))
        kind = own.lines[key].kind if key in own.lines else found[0].kind
        if others:
            yield f"{key} = {', '.join(others)} | {', '.join(latin)}", kind


def known_places() -> Iterator[str]:
    """Chinese forms of the tables of places and names that ship."""
    for name in ("places.txt", "names.txt"):
        for line in (SOURCE / "group" / name).read_text("utf-8").splitlines():
            if not line.startswith("#"):
                yield from (form for form in line.partition(" = ")[2].split(", ") if len(form) > 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
