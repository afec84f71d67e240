"""Articles that are a string of posts of social media, with hardly a sentence of their own 推文 微博 帖子.

Such a page has no prose to be found by: the posts are known by how they are embedded everywhere, with the writer's
handle and the day below, and what stands among them is the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import Layout, Line

FEWEST_LINES = 2
"""One line with a handle may be an author's own."""
_FRAME_DEPTH = 3
_FURNITURE_SHARE = 0.5
_DAY = (
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d{2}|\d{1,2} [A-Z][a-z]{2,8}\.? (?:19|20)\d{2}|"
    r"(?:19|20)\d{2}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?)"
)
_SIGNED = re.compile(rf"^[—–-]{{1,2}}\s?\S.{{0,80}}\(@\w{{1,30}}\)\s{{0,3}}(?:[·|,]\s?)?{_DAY}?$")
_PICTURED = re.compile(r"(?:^|\s)pic\.(?:twitter|x)\.com/\w{4,20}$")
_SHARED = re.compile(
    r"^(?:a post shared by|view this post on|来自.{1,20}的微博|由.{1,30}\(@[\w.]{1,30}\)分享)", re.IGNORECASE
)
_EMBEDDED = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-post|telegram-post|weibo-(?:embed|card|post)|"
    r"mastodon-embed|bluesky-embed|threads-(?:embed|post)|text-post-media)(?=\s|$)"
)
"""What the services' own snippets call the element around a post."""


def find_posts(layout: Layout, hinted: Sequence[bool], headline: str) -> tuple[int, ...]:
    """Places of the lines of a string of posts, and of those that stand among them in the same element.

    Args:
        layout: the page.
        hinted: which of its lines stand in furniture.
        headline: a line that only repeats it is none of them.

    Returns:
        In page order; empty where there are fewer than two lines of posts.
    """
    seen = [place for place, line in enumerate(layout.lines) if not hinted[place] or _is_framed(layout, line)]
    posts = [place for place in seen if _is_of_post(layout, layout.lines[place])]
    if len(posts) < FEWEST_LINES:
        return ()
    rooms = {room for place in posts for room in _rooms(layout, layout.lines[place])}
    folded = fold_line(headline)
    return tuple(
        place
        for place in seen
        if not rooms.isdisjoint(_rooms(layout, line := layout.lines[place]))
        and line.tag != "h1"
        and fold_line(line.text) != folded
        and not is_furniture_line(line.text)
    )


def _is_of_post(layout: Layout, line: Line) -> bool:
    written = _SIGNED.match(line.text) or _PICTURED.search(line.text) or _SHARED.match(line.text)
    return bool(written) or _frame_of(layout, line) >= 0


def _frame_of(layout: Layout, line: Line) -> int:
    """Place of the frame of a post around a line; -1 where there is none."""
    around = islice(layout.around(line.owner), _FRAME_DEPTH)
    return next((place for place in around if _EMBEDDED.search(layout.elements[place].name)), -1)


def _is_framed(layout: Layout, line: Line) -> bool:
    """Whether a line is in a frame that stands in no furniture: the frame's own name may call it some."""
    frame = _frame_of(layout, line)
    outside = layout.around(layout.elements[frame].parent) if frame >= 0 else ()
    return frame >= 0 and not any(layout.elements[place].furniture >= _FURNITURE_SHARE for place in outside)


def _rooms(layout: Layout, line: Line) -> tuple[int, ...]:
    """Places of the element whose paragraphs a line is one of; of a quotation also of that around it."""
    owner = line.owner if line.tag not in {"p", "blockquote"} else layout.elements[line.owner].parent
    if owner >= 0 and layout.elements[owner].tag == "blockquote":
        return owner, layout.elements[owner].parent
    return (owner,)
