"""Ask feedparser's own assertions (../shared/data/feeds_feedparser) of our feed parser.

    python evals/feed_expectations.py            # figures, what is out of scope, and every assertion not met
    python evals/feed_expectations.py --json     # the figures alone, for evals/gate.py

Texts are compared as a reader sees them (ours carry no markup), addresses in canonical form, dates as instants,
an encoding by the text that it makes of the bytes. `bozo` in an assertion says nothing here.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feed_words import Words, words_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "feeds_feedparser"

RAISED = "raised"
Path_ = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Assertions that ask for what no reader of a news site needs.

    Attributes:
        files: pattern of the files' names.
        asks: pattern of what they ask for, as `entries.title_detail.type`.
    """

    name: str
    reason: str
    files: str = r".*"
    asks: str = r".*"


OUT_OF_SCOPE = (
    Exclusion("sanitiser", "which tags and styles feedparser's sanitiser lets through; our texts carry none "
              "(that their words agree is counted apart)", files=r".*/sanitize/.*",
              asks=r"entries.*|feed\.title"),
    Exclusion("flags", "nothing but feedparser's bozo flag, or no assertion: only that no error is raised", asks=r""),
    Exclusion("CDF", "Microsoft's channel format of 1997; no outlet has it", files=r"wellformed/cdf/.*"),
    Exclusion("podcast chapters", "Podlove's chapter marks", files=r"wellformed/psc/.*"),
    Exclusion("HTTP", "ETag, Last-Modified and other headers: the Fetcher's part",
              asks=r"etag|modified(_parsed)?|headers.*"),
    Exclusion("details", "media type, base and language of a single text, addresses and mail of authors",
              asks=r".*(_detail|content|authors|source\..*)\.(type|base|language|email|url|href|src)"),
    Exclusion("links", "attributes of links (rel, type, hreflang, length, title) and files of podcasts",
              asks=r"(feed|entries)\.(links(\.(rel|type|hreflang|length|title))?|enclosures.*)"),
    Exclusion("feed's own data", "what a feed says of itself and no page shows: rights, tagline, editor, dates, "
              "logo, generator, cloud, search box",
              asks=r"feed\.(copyright|rights|info|tagline|subtitle|description|generator|docs|cloud|textinput|image|"
              r"icon|logo|id|guid|authors?|published|updated|created|publisher|contributors|validity|newlocation|"
              r"tags|category|itunes|thr_).*"),
    Exclusion("item's other data", "contributors, publisher, rights, comments, expiry, categories, podcasts', places' "
              "and licences' extensions, elements that feedparser does not know either",
              asks=r"entries\.(contributors|publisher|rights|copyright|comments|wfw|expired|tags|category|itunes|psc_|"
              r"where|license|thr_|guidislink|media_(credit|player|rating|restriction|license)|madeup|abcdefg|"
              r"subtitle).*"),
    Exclusion("source feed's data", "all but the name of the feed that an entry was taken from",
              asks=r"entries\.source\.(?!title$|title_detail\.value$).*"),
    Exclusion("language of an item", "found in the article's own text", asks=r"entries\.language"),
)  # fmt: skip
_EMBEDDED = re.compile(r"Expect:\s*(.*?)\s*(?:-->|$)", re.DOTALL)


def main() -> int:
    """Print the figures; 0 always, since the gate decides."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--json", action="store_true")
    args = made.parse_args()
    asked: Counter[str] = Counter()
    met: Counter[str] = Counter()
    failures: list[str] = []
    errors = 0
    for file, expression, problem in _answers():
        category = exclusion_of(file, expression)
        asked[category] += 1
        met[category] += not problem
        errors += problem.startswith(RAISED)
        if problem and category == "in scope":
            failures.append(f"{file}: {expression[:150]}\n      {problem[:200]}")
    figures = {
        "met": met["in scope"] / asked["in scope"],
        "asked": asked["in scope"],
        "sanitised_words": met["sanitiser"] / asked["sanitiser"],
        "errors": errors,
    }
    if args.json:
        print(json.dumps({"feeds_feedparser": figures}))
        return 0
    print(f"{met['in scope']} of {asked['in scope']} assertions met: {100 * figures['met']:.2f} %")
    print(f"words agree in {met['sanitiser']} of {asked['sanitiser']} sanitised texts")
    print(f"{errors} files made the parser raise\n\nout of scope:")
    for rule in OUT_OF_SCOPE:
        print(f"  {asked[rule.name]:4} {rule.name}: {rule.reason}")
    print("\nnot met:", *failures, sep="\n  ")
    return 0


def exclusion_of(file: str, expression: str) -> str:
    """The name of the exclusion that an assertion falls under; `in scope` for none."""
    asks = paths_in(expression)
    for rule in OUT_OF_SCOPE:
        if re.fullmatch(rule.files, file) and all(re.fullmatch(rule.asks, ".".join(path)) for path in asks or [()]):
            return rule.name
    for rule in OUT_OF_SCOPE:
        if rule.files == ".*" and any(re.fullmatch(rule.asks, ".".join(path)) for path in asks):
            return rule.name
    return "in scope"


def paths_in(expression: str) -> list[Path_]:
    """What an assertion asks for, without the places in lists: `entries[0]['title']` → (entries, title)."""
    found = [path for node in ast.walk(ast.parse(expression, mode="eval")) if len(path := _path(node)) > 0]
    outer = [path for path in found if not any(other != path and other[: len(path)] == path for other in found)]
    known = {"feed", "entries", "version", "encoding", "etag", "modified", "modified_parsed", "headers"}
    return [path for path in dict.fromkeys(outer) if path[0] in known]


def _path(node: ast.AST) -> Path_:
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Attribute(value=value, attr=name):
            return (*_path(value), name) if name not in {"get", "has_key"} else _path(value)
        case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
            return (*_path(value), key)
        case ast.Subscript(value=value):
            return _path(value)
        case ast.Call(func=ast.Attribute(attr="get" | "has_key") as func, args=[ast.Constant(value=str(key)), *_]):
            return (*_path(func.value), key)
    return ()


def _answers() -> Any:
    """File, assertion, and why it is not met (empty where it is)."""
    with zipfile.ZipFile(DATA / "feeds.zip") as archive:
        for line in (DATA / "index.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            body = archive.read(row["file"])
            expression = (row["expect"] or _embedded(body)).removesuffix('-->",').rstrip()
            try:
                words = words_of(row["file"], body, row["headers"] or {})
            except Exception as problem:
                yield row["file"], expression, f"{RAISED} {problem!r}"
                continue
            yield row["file"], expression, _ask(expression, words)


def _ask(expression: str, words: Words) -> str:
    asked = re.sub(r"^(?:not\s+)?bozo\s+and\s+", "", expression)
    try:
        return "" if eval(asked, {**words, "bozo": True, "len": len}) else f"read: {_shown(asked, words)}"
    except Exception as problem:
        return f"{problem!r}"


def _shown(expression: str, words: Words) -> str:
    sides = expression.partition(" == ")
    try:
        return repr(eval(sides[0], {**words, "len": len}))
    except Exception as problem:
        return repr(problem)


def _embedded(body: bytes) -> str:
    """The assertion in a file that the index could not read: UTF-16 and UTF-32."""
    for encoding in ("utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        try:
            if found := _EMBEDDED.search(body.decode(encoding)):
                return found[1]
        except UnicodeDecodeError:
            continue
    return "1"


if __name__ == "__main__":
    sys.exit(main())
