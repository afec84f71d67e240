"""The article's text from wherever the page has it: its lines, its linked data, its embedded state, the fallback."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from yaowen.base.words import Block, text_of
from yaowen.extract.rules.blocks import make_blocks
from yaowen.extract.rules.body import Body, find_body
from yaowen.extract.rules.body_pictures import drop_captions, find_pictures
from yaowen.extract.rules.boundary import load_line_model, redraw_boundary
from yaowen.extract.rules.clean import clean_text, weigh
from yaowen.extract.rules.confidence import calibrate, load_steps, mean_sureness
from yaowen.extract.rules.embedded import read_embedded
from yaowen.extract.rules.fallback import read_with_fallback
from yaowen.extract.rules.layout import Layout
from yaowen.extract.rules.line_features import Context
from yaowen.extract.rules.posts import find_posts
from yaowen.extract.rules.prose import hinted_lines
from yaowen.extract.rules.structured import Structured, description_of
from yaowen.extract.rules.told import Told

MAX_BLOCKS = 3_000
_VALUE = re.compile(r"https?://\S+|[\w.-]{1,40}")
"""Pictures' addresses, sizes and names that publishing systems let run into the told text."""
POSTS_BELOW_WEIGHT, POSTS_SURE = 120.0, 0.4
"""A page with less prose than two sentences may be a string of posts."""
_LEAST_WEIGHT = 300.0
"""A page with less text than this beside its links has no article that another reader could find in its lines."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as far as it is read before its body is."""

    tree: LexborHTMLParser
    html: str
    url: str
    layout: Layout
    said: Structured
    headline: str


def read_body(page: Page) -> Body:
    """The article's lines: found by the rules, looked over by the model; posts, where there is hardly any prose."""
    body = find_body(page.layout, page.headline)
    if sum(page.layout.lines[place].weight for place in body.lines) < POSTS_BELOW_WEIGHT and (posts := _posts(page)):
        return Body(-1, posts, POSTS_SURE)
    if not body.lines:
        return body
    context = Context(page.layout, body.hinted, body.lines, page.headline, description_of(page.said))
    lines, sure = redraw_boundary(context, load_line_model())
    return replace(body, lines=lines, confidence=calibrate(mean_sureness(body.confidence, sure), load_steps()))


def _posts(page: Page) -> tuple[int, ...]:
    return find_posts(page.layout, hinted_lines(page.layout), page.headline)


def read_blocks(page: Page, body: Body) -> Told[tuple[Block, ...]]:
    """The article's blocks, where they were read, and how sure it is that they are it.

    Args:
        page: the page.
        body: its lines that are the article's; they give way to told or embedded text that is much longer.
    """
    pictures = find_pictures(page.layout, body.lines, page.url, page.headline)
    blocks = drop_captions(make_blocks(page.layout, body.lines, page.url, pictures))[:MAX_BLOCKS]
    own = Told(blocks, "lines of the page", body.confidence)
    told = _told_blocks(page.said)
    told_chars, chars = (sum(map(len, text_of(some))) for some in (told, blocks))
    if told_chars > 200 and chars < 0.5 * told_chars:
        return Told(told, "linked data", 0.7)
    if sum(map(weigh, text_of(blocks))) >= _LEAST_WEIGHT:
        return own
    if embedded := read_embedded(page.tree):
        return Told(_paragraphs(embedded), "state embedded for scripts", 0.5)
    if blocks or sum(line.weight - line.linked for line in page.layout.lines) < _LEAST_WEIGHT:
        return own
    return Told(_paragraphs(read_with_fallback(page.html, page.url, page.headline)), "the fallback reader", 0.3)


def _told_blocks(said: Structured) -> tuple[Block, ...]:
    raw = said.article.get("articleBody")
    parts: Sequence[str] = re.split(r"\n+|</p>", raw) if isinstance(raw, str) else []
    texts = [clean_text(re.sub(r"<[^<>]{1,300}>", " ", part)) for part in parts]
    return _paragraphs([text for text in texts if text and not _VALUE.fullmatch(text)])


def _paragraphs(texts: Sequence[str]) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text) for text in texts)[:MAX_BLOCKS]
