"""`yaowen extract --jsonl` and `yaowen read`: the contract line by line, and what people see."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extract.invented_pages import ADDRESS, HEADLINE, PARAGRAPHS, TEMPLATES
from yaowen.cli import extract as command
from yaowen.cli import read as reading

PAGE = TEMPLATES["portal in divs"].text.replace("2031年", "2021年")
"""Dated in the past: `yaowen read` takes the real time for the time of the fetch."""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE, "utf-8")
    return file


def ask(*lines: object) -> list[dict[str, Any]]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return list(command.answer_lines(io.BytesIO(text.encode()), ""))


def test_a_line_in_gives_the_article_out(page: Path) -> None:
    (answer,) = ask({"id": "a", "url": ADDRESS, "path": str(page), "fetched_at": "2031-05-07T00:00:00Z"})
    assert answer["id"] == "a"
    assert answer["title"] == HEADLINE
    assert answer["source"] == "青桐通讯社"
    assert answer["published"] == "2021-05-06T09:30:00+08:00"
    assert answer["language"] == "zh-Hans"
    assert answer["paragraphs"] == list(PARAGRAPHS)


def test_a_date_alone_is_printed_without_an_hour(tmp_path: Path) -> None:
    file = tmp_path / "day.html"
    file.write_text(PAGE.replace("09:30", ""), "utf-8")
    (answer,) = ask({"id": 1, "url": ADDRESS, "path": str(file), "fetched_at": "2031-05-07T00:00:00Z"})
    assert answer["published"] == "2021-05-06"


def test_answers_keep_the_order_and_bad_lines_stop_nothing(page: Path) -> None:
    good = {"id": "b", "url": None, "path": str(page), "fetched_at": None}
    nul, nowhere = {"id": "y", "path": "/no/such\0file"}, {"id": "z", "path": "/nowhere"}
    answers = ask("{not json", "[1]", {"id": "x"}, nul, "", nowhere, good)
    assert [answer["id"] for answer in answers] == [None, None, "x", "y", "z", "b"]
    assert [("error" in answer) for answer in answers] == [True, True, True, True, True, False]
    assert "line 1 is no JSON" in answers[0]["error"]
    assert "/nowhere cannot be read" in answers[4]["error"]


def test_the_bytes_of_a_lying_page_come_out_right(tmp_path: Path) -> None:
    template = TEMPLATES["a page that says utf-8 and sends GB18030"]
    file = tmp_path / "lie.html"
    file.write_bytes(template.text.encode("gb18030"))
    (answer,) = ask({"id": 1, "url": ADDRESS, "path": str(file)})
    assert answer["paragraphs"] == list(PARAGRAPHS)


def test_a_page_without_an_article_gives_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_bytes(b"")
    (answer,) = ask({"id": 1, "url": ADDRESS, "path": str(file)})
    assert (answer["title"], answer["paragraphs"], "error" in answer) == ("", [], False)


def test_read_prints_the_article_and_what_it_says(page: Path) -> None:
    result = CliRunner().invoke(reading.app, [str(page), "--url", ADDRESS])
    assert result.exit_code == 0
    for words in (HEADLINE, "青桐通讯社", "2021-05-06T09:30:00+08:00", "Who says what", "林知远", "原话", "When"):
        assert words in result.output


def test_read_as_json_holds_article_and_facts(page: Path) -> None:
    result = CliRunner().invoke(reading.app, [str(page), "--json", "--url", ADDRESS])
    answer = json.loads(result.output)
    assert answer["title"] == HEADLINE
    assert answer["published_raw"].startswith("2021年05月06日")
    assert len(answer["blocks"]) == len(PARAGRAPHS)
    assert answer["claims"]


@pytest.mark.parametrize("name", ["/no/such/file.html", "/tmp"])
def test_read_says_what_cannot_be_read(name: str) -> None:
    result = CliRunner().invoke(reading.app, [name])
    assert result.exit_code != 0
    assert name in str(result.exception)


def test_read_says_that_a_page_holds_no_article(tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text("<html></html>", "utf-8")
    result = CliRunner().invoke(reading.app, [str(file)])
    assert "no article" in str(result.exception)


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.encode("gb18030")
        self.send_response(200 if self.path == "/1.html" else 404)
        self.send_header("Content-Type", "text/html; charset=gbk")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_read_fetches_an_address(site: str) -> None:
    result = CliRunner().invoke(reading.app, [f"{site}/1.html", "--allow-private", "--json"])
    assert json.loads(result.output)["title"] == HEADLINE


def test_read_refuses_a_private_address_and_says_a_bad_status(site: str) -> None:
    refused = CliRunner().invoke(reading.app, [f"{site}/1.html"])
    missing = CliRunner().invoke(reading.app, [f"{site}/2.html", "--allow-private"])
    assert "private" in str(refused.exception)
    assert "404" in str(missing.exception)
