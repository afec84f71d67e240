"""How deep a page's elements may be nested: no order of tags gets past the bound, no real page is touched."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.depth import MAX_DEPTH, cut_depth
from yaowen.extract.rules.page import parse_page

TAG_NAMES = (
    "div section ul li dl dd dt h1 h2 blockquote span label x-y a b i nobr font p button object address option "
    "optgroup details summary ruby rt svg g foreignobject math td"
)
TAGS = st.lists(
    st.tuples(
        st.sampled_from(TAG_NAMES.split()), st.sampled_from(["<{}>", "<{}>", "</{}>", '<{} a="</div>">', "<{}/>"])
    )
)
BOUND = 6


def depth_of(page: bytes) -> int:
    """Levels of the tree below the body, those of `p` apart, which ends itself."""
    deepest, waiting = 0, [(LexborHTMLParser(page).body, 0)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        child = node.child if node is not None else None
        while child is not None:
            waiting.append((child, depth + (child.tag not in {"p", "-text", "-comment"})))
            child = child.next
    return deepest


@given(TAGS)
@example([("h1", "<{}>"), ("b", "<{}>"), ("h1", "<{}>"), ("b", "</{}>")] * 12)
@example([("span", "<{}>"), ("div", "<{}>"), ("span", "</{}>")] * 20)
@example([("svg", "<{}>"), ("div", "<{}>"), ("x-y", "<{}/>")] * 20)
@example([("li", "<{}>"), ("h2", "<{}>")] * 20)
def test_no_order_of_tags_is_nested_much_deeper_than_the_bound(tags: list[tuple[str, str]]) -> None:
    page = "".join(shape.format(name) for name, shape in tags).encode()
    assert depth_of(cut_depth(page, BOUND)) <= 2 * BOUND + 1  # an `a` left open stands again in every block


@pytest.mark.parametrize(
    "page",
    [
        "<ul>" + "<li>一则<b>消息</b>" * 3000 + "</ul>",
        "<ul>" + "<li><div>一则</div>" * 3000 + "</ul>",
        "<dl>" + "<dt>词<dd>义" * 3000 + "</dl>",
        "<p>段<br>落<img src=a.png>" * 3000,
        "<h2>题</h2><p>文<span>字</span>" * 3000,
        "<table>" + "<tr><td>1<td><b>2</b>" * 3000 + "</table>",
        "<select>" + "<option>岛" * 3000 + "</select>",
        "<svg>" + '<path d="M0 0"/><g/>' * 3000 + "</svg>",
        "<script>" + "document.write('<div>');" * 3000 + "</script>" + "<!-- <div> -->" * 3000,
        '<div title="<div>">文</div>' * 3000,
    ],
    ids=["items", "items with divisions", "terms", "paragraphs", "heads", "cells", "options", "drawing", "scripts",
         "attributes"],
)  # fmt: skip
def test_what_is_left_open_in_real_pages_is_not_nested(page: str) -> None:
    assert cut_depth(page.encode()) == page.encode()


def test_the_text_of_what_lies_too_deep_stays() -> None:
    page = "<div>" * 3 * MAX_DEPTH + "深处的<i>字</i>" + "</div>" * 3 * MAX_DEPTH + "<p>浅处</p>"
    kept = cut_depth(page.encode())
    assert kept.count(b"<div>") == kept.count(b"</div>") == MAX_DEPTH
    assert kept.decode().endswith("<p>浅处</p>")
    assert "深处的<i>字</i>" not in kept.decode()
    assert "深处的字" in kept.decode()


@pytest.mark.parametrize(
    "tags", ["<li><h2>", "<blockquote><li><li><h2>", "<div></b>", "<h1><span>", "<summary>", "<dd><h2>"]
)
def test_a_page_of_a_hundred_thousand_nested_elements_is_read(tags: str) -> None:
    body = parse_page(f"{tags * 100_000}<p>渡轮停航").body
    assert body is not None
    assert "渡轮停航" in body.text()
