"""`yaowen read`: one article with everything that was read off it, from a file and from an address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from collect.loopback import Loopback, Reply, running
from yaowen.cli.read import app

TEXT = (
    "灯塔镇的旧桥在五月五日重新通车，桥面加宽了两米，两侧都修了人行道，老人和孩子可以放心地走过去。",
    "镇上的木匠沈望川说，旧桥的栏杆是他祖父做的，拆下来的木料都留着，要在河边的公园里做成长椅。",
    "夜里的灯光由镇上的小学生设计，颜色随着水位变化，水涨得高的时候是红色，平常是暖黄色。",
    "下一步，镇政府打算把河对岸的仓库改成图书馆，图纸已经贴在桥头，征求意见到五月底为止。",
)


def page_of(first: int, more: str = "") -> bytes:
    body = f"<p>{TEXT[first]}</p><img src=/bridge-in-fog.jpg width=700 alt=雾中的灯塔镇旧桥><p>{TEXT[first + 1]}</p>"
    return (
        "<html lang=zh-CN><head><meta charset=utf-8><title>【镇上】旧桥重新通车_灯塔晚报</title></head><body>"
        "<h1>【镇上】旧桥重新通车</h1><div class=info>2021-05-06 09:30 来源：灯塔晚报 记者：许青</div>"
        f"<div class=article-content>{body}</div>{more}<p>责任编辑：周南</p>"
        "<div class=hot-list><h3>排行榜</h3><a href=/9>渡口复航</a></div>"
        "<footer>版权所有 灯塔晚报</footer></body></html>"
    ).encode()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with running() as started:
        yield started


def test_all_that_was_read_is_shown_with_where_it_was_read(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(page_of(0, "<a href=bridge_2.html>下一页</a>"))
    done = CliRunner().invoke(app, [str(file), "--url", "https://lamp.example/bridge.html"], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    for shown in (
        "【镇上】旧桥重新通车", "镇上", "a line of the page, 97%", "2021-05-06T09:30:00+08:00", "许青", "周南",
        "[picture] https://lamp.example/bridge-in-fog.jpg", "雾中的灯塔镇旧桥", "https://lamp.example/bridge_2.html",
        "2 paragraph, 1 picture", "Who says what", "Beside the article", "ranking 2: 排行榜 | 渡口复航", *TEXT[:2],
    ):  # fmt: skip
        assert shown in done.output, shown


def test_scripts_get_everything_as_json(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(page_of(0))
    done = CliRunner().invoke(app, [str(file), "--url", "https://lamp.example/bridge.html", "--json"])
    row = json.loads(done.stdout)
    assert (row["title"], row["column"], row["editors"]) == ("旧桥重新通车", "镇上", ["周南"])
    assert [block["kind"] for block in row["blocks"]] == ["paragraph", "picture", "paragraph"]
    assert row["blocks"][1]["address"] == "https://lamp.example/bridge-in-fog.jpg"
    assert {one["field"] for one in row["origins"]} == {"headline", "source", "authors", "published", "text"}
    assert {"kind": "ranking", "text": "渡口复航", "address": "https://lamp.example/9"} in row["furniture"]
    assert row["paragraphs"] == list(TEXT[:2])


def test_an_article_on_two_pages_is_read_whole_from_its_address(server: Loopback) -> None:
    server.routes["/bridge.html"] = Reply(page_of(0, "<a href=bridge_2.html>下一页</a>"))
    server.routes["/bridge_2.html"] = Reply(page_of(2))
    done = CliRunner().invoke(app, [server.url("/bridge.html"), "--allow-private", "--json"])
    assert json.loads(done.stdout)["paragraphs"] == list(TEXT)


def test_a_part_that_cannot_be_had_is_said_and_the_rest_is_shown(server: Loopback) -> None:
    server.routes["/bridge.html"] = Reply(page_of(0, "<a href=bridge_2.html>下一页</a>"))
    done = CliRunner().invoke(app, [server.url("/bridge.html"), "--allow-private", "--json"])
    assert json.loads(done.stdout)["paragraphs"] == list(TEXT[:2])
    assert "part 2 cannot be read" in done.stderr
    assert "the text ends before it" in done.stderr


def test_a_page_without_an_article_says_what_to_give(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(b"<html></html>")
    done = CliRunner().invoke(app, [str(file)])
    assert done.exit_code != 0
    assert "give the address of one article" in str(done.exception)
