"""Pages that mean harm, made by a seed: traps of many kinds around invented articles, and articles torn to pieces."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

PROSE = (
    "<p>青桐市气象台说，受山地云团影响，未来三天当地将有中到大雨，市民出行要注意安全。</p>"
    "<p>台长林知远表示，“城北渡口已经停航，学校和医院照常开放。”公共汽车的时间没有变化。</p>"
    "<p>The ferry north of the city stopped on Tuesday after three days of rain, officials said.</p>"
)
ARTICLE = (
    "<html lang=zh-CN><head><meta charset=utf-8><title>渡口停航_青桐晚报</title>"
    '<meta property="og:title" content="渡口停航">'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"渡口停航","datePublished":'
    '"2031-05-06T09:30:00+08:00","author":[{"@type":"Person","name":"许青"}]}</script></head>'
    "<body><nav><a href=/>首页</a></nav><h1>渡口停航</h1><div class=info>2031-05-06 09:30 来源：青桐社</div>"
    "<div class=article-content>"
    f"{PROSE}<figure><img src=/ferry-in-rain.jpg width=700><figcaption>渡口</figcaption></figure>{PROSE}"
    "<table><tr><td>一</td><td>二</td></tr><tr><td>三</td><td>四</td></tr><tr><td>五</td><td>六</td></tr></table></div>"
    "<div class=pages><a href=/1_2.html>下一页</a></div><ul class=related><li><a href=/2>旧城改造开工</a></li></ul>"
    '<script>window.__INITIAL_STATE__={"article":{"content":"<p>渡口停航。</p>"}}</script></body></html>'
)
BLOCKS = (
    "div",
    "p",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "section",
    "blockquote",
    "center",
    "form",
    "h2",
    "figure",
    "pre",
    "dl",
)
MARKS = ("a href=x", "b", "i", "font", "span", "em", "u", "nobr", "a", "strong")
ENTITIES = (
    "&#x;",
    "&#99999999;",
    "&#xD800;",
    "&#0;",
    "&notanentity;",
    "&amp",
    "&#x41",
    "&lt;p&gt;",
    "&",
    "&#",
    "&nbsp",
)
RAW = (
    "script",
    "style",
    "textarea",
    "title",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "select",
    "frameset",
    "xmp",
)


def make_page(seed: int, number: int, most: int) -> str:
    """One page.

    Args:
        seed: of the whole run.
        number: of the page; the same numbers give the same pages.
        most: repetitions of a trap, at most.
    """
    chance = random.Random(seed * 1_000_003 + number)
    kinds: Sequence[Callable[[random.Random, int], str]] = (
        _nested, _attributes, _entities, _signs, _raw, _table, _links, _structured, _torn, _shuffled, _pager, _pictures,
    )  # fmt: skip
    parts = [
        chance.choice(kinds)(chance, chance.choice((3, 50, most // 20, most))) for _ in range(chance.randint(1, 3))
    ]
    parts.insert(chance.randint(0, len(parts)), chance.choice((ARTICLE, PROSE, "")))
    return "".join(parts)


def _nested(chance: random.Random, count: int) -> str:
    names = chance.choices(BLOCKS + MARKS, k=chance.randint(1, 4))
    opened = "".join(f"<{name}>" for name in names) * (count // len(names))
    return opened + PROSE + ("".join(f"</{name.split()[0]}>" for name in reversed(names)) * (count // len(names)))


def _attributes(chance: random.Random, count: int) -> str:
    quote = chance.choice(("", '"', "'", '"x>'))
    names = " ".join(
        f"{chance.choice(('a', 'class', 'data-', 'on'))}{number}={quote}1{quote[:1]}" for number in range(count // 2)
    )
    return f"<{chance.choice(BLOCKS)} {names}>{PROSE}"


def _entities(chance: random.Random, count: int) -> str:
    return "".join(chance.choices(ENTITIES, k=5)) * count + PROSE


def _signs(chance: random.Random, count: int) -> str:
    sign = chance.choice(
        ("\0", "\n", " ", "\u3000", "青", "a", "1", "|", "：", "-", "\ud800", "\u202e", "<", ">", "/", "'", '"', "\\")
    )
    return (
        chance.choice(
            (f"<h1>{sign * count}</h1>", sign * count, f"<title>{sign * count}</title>", f"<p>{sign * count}。</p>")
        )
        + PROSE
    )


def _raw(chance: random.Random, count: int) -> str:
    name = chance.choice(RAW)
    return (
        f"<{name}>" * chance.choice((1, count))
        + "var a = '<p>';" * (count // 4)
        + chance.choice(("", f"</{name}>"))
        + PROSE
    )


def _table(chance: random.Random, count: int) -> str:
    cell = chance.choice(("<td>1</td>", "<td><table><tr><td>1", "<tr><td>1<td>2", "<th>一</th><td>二</td><tr>"))
    return "<table><tr>" + cell * count + PROSE


def _links(chance: random.Random, count: int) -> str:
    href = chance.choice(
        ("x", "javascript:alert(1)", "//", "http://[", "#", "a" * 3000 if count < 1000 else "a", "?page=2")
    )
    return f"<a href='{href}'>{chance.choice(('y', '下一页', '2', '来源：青桐社'))}</a>" * count + PROSE


def _structured(chance: random.Random, count: int) -> str:
    made = chance.choice((
        "[" * count, '{"@graph":' * count, '{"headline":"' + "\\" * count, '{"author":[' + '{"name":"许青"},' * count,
        '{"@type":"NewsArticle","articleBody":"' + "渡口停航。" * count + '"}',
        '{"datePublished":"' + "9" * count + '"}',
    ))  # fmt: skip
    return (
        f'<script type="application/ld+json">{made}</script>'
        + "<meta property=og:title content='渡口'>" * (count // 5)
        + PROSE
    )


def _torn(chance: random.Random, _count: int) -> str:
    text = list(ARTICLE)
    for _ in range(chance.randint(1, 200)):
        place = chance.randrange(len(text))
        text[place : place + chance.randint(0, 12)] = chance.choice(
            ("", "<", ">", '"', "&", "</", "<!--", "]]>", "\0", "青")
        )
    return "".join(text)


def _shuffled(chance: random.Random, count: int) -> str:
    pieces = ARTICLE.replace(">", ">\x01").split("\x01")
    return "".join(chance.choices(pieces, k=min(count, 3000)))


def _pager(chance: random.Random, count: int) -> str:
    return (
        f'<script>createPageHTML({count}, {chance.randint(0, 9)}, "{"a" * min(count, 500)}", "html")</script>' + PROSE
    )


def _pictures(_chance: random.Random, count: int) -> str:
    return (
        "<figure><img srcset='"
        + "a.jpg 800w, " * min(count, 500)
        + "' src=x.jpg><figcaption>图</figcaption></figure>" * count
        + PROSE
    )
