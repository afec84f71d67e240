"""The article in the state that a page embeds for its own scripts: `__NEXT_DATA__` and its kin.

Asked only where the page itself shows no text. Two shapes are read: a text with markup in one string, and a list of
parts with a text each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.clean import clean_text, weigh
from yaowen.extract.rules.furniture_lines import is_furniture_line

MAX_SCRIPT_CHARS = 3_000_000
LEAST_WEIGHT = 300.0
"""Sentences of this weight make an article; less is a cookie notice or a teaser."""
_MAX_VALUES = 50_000
_STATE = re.compile(
    r"(?:__(?:INITIAL_STATE|INITIAL_DATA|PRELOADED_STATE|APOLLO_STATE|NEXT_DATA|SSR_DATA|DATA)__|_ROUTER_DATA|_SSR_DATA|"
    r"globalContent|articleData)[\"'\]]{0,2}\s{0,5}=\s{0,5}(?=[\[{])"
)
_FLIGHT = re.compile(r'__next_f\.push\(\[\s{0,3}1\s{0,3},\s{0,3}("(?:[^"\\]|\\.){1,2000000}")\s{0,3}\]\)', re.DOTALL)
_PARAGRAPH = re.compile(r"<(p|h[2-4]|li|blockquote)\b[^<>]{0,300}>(.{1,20000}?)</\1>", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{1,500}>")
_TEXT_KEYS = ("text", "content", "html", "value", "body", "paragraph", "children", "articleBody", "data")
_SENTENCE_END = re.compile(r"[。！？!?.…][”’」』）)\"'】]{0,2}$")
Texts = tuple[str, ...]


def read_embedded(tree: LexborHTMLParser) -> Texts:
    """The paragraphs of the longest text in a page's embedded state; none where none is an article's.

    Args:
        tree: the page.
    """
    best, best_weight = Texts(), LEAST_WEIGHT
    for texts in _candidates(tree):
        weight = sum(weigh(text) for text in texts if _SENTENCE_END.search(text))
        if weight > best_weight:
            best, best_weight = texts, weight
    return best


def _candidates(tree: LexborHTMLParser) -> Iterator[Texts]:
    flight: list[str] = []
    for script in tree.css("script"):
        attributes = script.attributes
        if "src" in attributes or "ld+json" in (attributes.get("type") or ""):
            continue
        source = script.text(deep=True)
        if not 200 < len(source) <= MAX_SCRIPT_CHARS:
            continue
        flight += [piece for found in _FLIGHT.finditer(source) if isinstance(piece := _load(found[1]), str)]
        state = _load(source) if source.lstrip()[:1] in {"{", "["} else _assigned(source)
        if state is not None:
            yield from _texts_in(state)
    if flight:
        yield _paragraphs("".join(flight))


def _assigned(source: str) -> Any:
    """What a script assigns to a variable that is known to hold a page's state."""
    found = _STATE.search(source)
    if not found:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(source, found.end())[0]
    except (ValueError, RecursionError):
        return None


def _load(source: str) -> Any:
    try:
        return json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None


def _texts_in(state: Any) -> Iterator[Texts]:
    """Every text with markup, and every list of parts."""
    waiting, seen = [state], 0
    while waiting and seen < _MAX_VALUES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, str):
            if len(value) > 200 and "<" in value:
                yield _paragraphs(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            yield _parts(value)
            waiting.extend(value[:2000])


def _paragraphs(markup: str) -> Texts:
    if markup.count("&lt;p") > markup.count("<p"):
        markup = unescape(markup)
    return _cleaned(found[2] for found in _PARAGRAPH.finditer(markup))


def _parts(values: list[Any]) -> Texts:
    return _cleaned(text for value in values[:2000] if isinstance(value, dict) and (text := _text_of(value, 3)))


def _text_of(value: Any, depth: int) -> str:
    """The text of a part: under the first known key that holds one, joined where it is a list of runs."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and depth:
        return "".join(_text_of(one, depth - 1) for one in value[:200])
    if isinstance(value, dict) and depth:
        return next((text for key in _TEXT_KEYS if key in value and (text := _text_of(value[key], depth - 1))), "")
    return ""


def _cleaned(texts: Iterator[str]) -> Texts:
    plain = (clean_text(unescape(_MARKUP.sub(" " if "<br" in text else "", text))) for text in texts)
    return tuple(text for text in plain if text and not is_furniture_line(text))
