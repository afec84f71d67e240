"""A text as its page sets it: lists, tables, quotations, pictures and safe links, with who says what still marked."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some
from selectolax.lexbor import LexborHTMLParser

from render.invented import carrier, event, report, statement
from render.pages import render_site
from yaowen.base.rights import Grant
from yaowen.base.words import Block, Link
from yaowen.render.rules.attributions import mark_body
from yaowen.render.rules.body_blocks import lay_pieces
from yaowen.render.rules.material import Picture, Report, Statement
from yaowen.render.rules.shown import decide_quotable

FILES = ((320, 213, "webp"), (640, 427, "webp"), (640, 427, "jpeg"))
BRIDGE = Picture("b" * 24, 900, 600, "#7d8a90", FILES)
FERRY = Picture("f" * 24, 900, 600, "#7d8a90", FILES)
SAID = "渡口管理站站长林知远说，两条渡船都要检修。"
PLACE = "https://lamp.test/a?b=1&c=2"


def of_blocks(*blocks: Block, said: tuple[Statement, ...] = (), **fields: object) -> Report:
    of = replace(carrier(0), grant=Grant("full", pictures=True))
    return replace(report(1, "渡口停航", of=of, statements=said), blocks=blocks, **fields)  # type: ignore[arg-type]


def body_of(one: Report, path: str = "/zh-hans/article/1/") -> LexborHTMLParser:
    page = LexborHTMLParser(render_site([event(1, [one])])[path].body.decode())
    node = page.css_first(".body")
    assert node is not None
    return LexborHTMLParser(node.html or "")


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text(deep=True).split()) for node in tree.css(selector)]


def test_each_kind_of_block_is_set_as_what_it_is() -> None:
    body = body_of(of_blocks(
        Block("paragraph", "南岸渡口七日贴出告示。"), Block("heading", "改走石桥"), Block("list", "一路公交"),
        Block("list", "二路公交"), Block("quote", "票价不变。"), Block("quote", "十二日恢复。"),
        Block("table", "线路\t班次"), Block("table", "一路\t六"), Block("paragraph", "完。"),
    ))  # fmt: skip
    assert texts(body, "h2") == ["改走石桥"]
    assert [texts(LexborHTMLParser(node.html or ""), "li") for node in body.css("ul")] == [["一路公交", "二路公交"]]
    assert texts(body, "blockquote p") == ["票价不变。", "十二日恢复。"]
    assert [texts(LexborHTMLParser(f"<table>{row.html}</table>"), "td") for row in body.css("tr")] == [
        ["线路", "班次"], ["一路", "六"],
    ]  # fmt: skip
    assert [node.attributes["id"] for node in body.css("[id]")] == [f"p{number}" for number in range(1, 10)]


def test_a_table_of_one_column_is_set_as_paragraphs() -> None:
    body = body_of(of_blocks(Block("table", "南岸渡口七日贴出告示。"), Block("table", "票价不变。")))
    assert not body.css("table")
    assert texts(body, "p") == ["南岸渡口七日贴出告示。", "票价不变。"]


def test_links_lead_out_without_passing_anything_on() -> None:
    body = body_of(of_blocks(Block("paragraph", "详见渡口公告全文。", ((2, 6, PLACE),))))
    [link] = body.css("a")
    assert link.text() == "渡口公告"
    assert (link.attributes["href"], link.attributes["rel"]) == (PLACE, "nofollow noopener")
    assert texts(body, "p") == ["详见渡口公告全文。"]


def test_only_web_addresses_are_linked() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "//lamp.test/", "file:///etc/passwd", "vbscript:x", ""):
        body = body_of(of_blocks(Block("paragraph", "详见渡口公告全文。", ((2, 6, address),))))
        assert not body.css("a"), address


def test_a_mark_inside_a_link_parts_it_and_nothing_stands_in_another_link() -> None:
    said = (statement(SAID, "林知远", "说", "两条渡船都要检修"),)
    body = body_of(of_blocks(Block("paragraph", SAID, ((0, len(SAID), PLACE),)), said=said))
    assert [(node.text(), node.attributes["class"]) for node in body.css("p a")] == [
        ("渡口管理站站长", "out"), ("林知远说", "says"), ("，两条渡船都要检修。", "out"),
    ]  # fmt: skip
    assert not body.css("a a")
    assert texts(body, "p") == [SAID]


def test_links_and_marks_stay_over_their_words_in_the_other_script() -> None:
    said = (statement(SAID, "林知远", "说", "两条渡船都要检修"),)
    one = of_blocks(Block("paragraph", SAID, ((13, 17, PLACE),)), said=said)
    body = body_of(one, "/zh-hant/article/1/")
    assert texts(body, "a.out") == ["條渡船都"]
    assert texts(body, "a.says") == ["林知遠說"]


def test_words_in_lists_and_tables_are_marked_with_their_notes() -> None:
    said = (
        statement(SAID, "林知远", "说", "两条渡船都要检修", place=0, paragraph=0),
        replace(statement(SAID, "林知远", "说", "两条渡船都要检修", place=1), paragraph=1),
    )
    body = body_of(of_blocks(Block("list", SAID), Block("table", f"{SAID}\t七日"), said=said))
    assert texts(body, "li > a.says") == texts(body, "td > a.says") == ["林知远说"]
    assert {node.attributes["href"] for node in body.css("a.says")} == {"#says-0", "#says-1"}
    assert {node.attributes["id"] for node in body.css(".note")} == {"says-0", "says-1"}
    assert {node.attributes["href"] for node in body.css(".note .close")} == {"#p1", "#p2"}


def test_pictures_of_ours_stand_in_the_text_with_their_words_and_others_do_not() -> None:
    blocks = (
        Block("picture", "旧桥", address="https://lamp.test/bridge.jpg"), Block("paragraph", SAID),
        Block("picture", "渡船", address="https://lamp.test/ferry.jpg"),
        Block("picture", "不在我们这里", address="https://lamp.test/other.jpg"),
    )  # fmt: skip
    pictures = (("https://lamp.test/bridge.jpg", BRIDGE), ("https://lamp.test/ferry.jpg", FERRY))
    said = (statement(SAID, "林知远", "说", "两条渡船都要检修"),)
    one = of_blocks(*blocks, pictures=pictures, picture=BRIDGE, said=said)
    body = body_of(one)
    assert [node.attributes["src"] for node in body.css("img")] == [f"/picture/{'f' * 24}-640.jpeg"]
    assert texts(body, "figcaption span")[0] == "渡船"
    assert texts(body, "a.says") == ["林知远说"]
    assert "lamp.test" not in (body.html or "")


def test_below_the_full_right_no_picture_of_the_text_and_no_link_is_shown() -> None:
    blocks = (
        Block("paragraph", SAID * 20, ((0, 4, PLACE),)),
        Block("picture", "渡船", address="https://lamp.test/f.jpg"),
    )
    pictures = (("https://lamp.test/f.jpg", FERRY),)
    full = of_blocks(*blocks, pictures=pictures)
    assert body_of(full).css("img, a.out")
    for grant in (Grant("excerpt", pictures=True), Grant("full", pictures=False)):
        body = body_of(replace(full, carrier=replace(full.carrier, grant=grant)))
        assert not body.css("img")
        assert bool(body.css("a.out")) == (grant.rights == "full")


@given(some.data())
def test_no_sign_of_a_text_is_lost_or_doubled_whatever_links_and_marks_it_has(data: some.DataObject) -> None:
    text = data.draw(some.text("渡口林知远说，\t停航ab ", min_size=1, max_size=40))
    places = some.integers(-3, len(text) + 3)
    links = data.draw(some.lists(some.tuples(places, places, some.sampled_from([PLACE, "javascript:x"])), max_size=4))
    spans = data.draw(some.lists(some.tuples(places, places), max_size=3))
    kind = data.draw(some.sampled_from(["paragraph", "list", "table", "quote", "heading"]))
    said = tuple(
        replace(statement(text, "", "", ""), place=place, speaker="林知远", cue_span=(max(0, start), end))
        for place, (start, end) in enumerate(spans)
    )
    ordered: tuple[Link, ...] = tuple(sorted(links))
    one = of_blocks(Block(kind, text, ordered), said=said)  # type: ignore[arg-type]
    [paragraph] = mark_body("zh-hans", one, decide_quotable(one))
    assert "".join(run.text for run in paragraph.runs) == text
    assert not any(run.href and run.note is not None for run in paragraph.runs)
    assert all(run.href in {"", PLACE} for run in paragraph.runs)
    [piece] = lay_pieces([paragraph])
    cells = ["".join(run.text for run in cell) for row in piece.rows for cell in row.cells]
    assert not cells or "\t".join(cells) == text
