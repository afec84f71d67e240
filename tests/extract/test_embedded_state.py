"""Articles that only a page's own scripts would show."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from yaowen.extract.rules.article import extract_page

TEXTS = [f"渡口第{number}天因为大雨停航，学校照常开放，值班人员加倍，水位还在上涨。" for number in range(8)]
MARKUP = "".join(f'<p class="x">{text}</p>' for text in TEXTS)
STATES = {
    "next data": f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": MARKUP})}</script>',
    "initial state": f"<script>window.__INITIAL_STATE__ = {json.dumps({'article': {'content': MARKUP}})};</script>",
    "parts": "<script type='application/json'>"
    + json.dumps({"article": [{"type": "p", "children": [{"text": text[:9]}, {"text": text[9:]}]} for text in TEXTS]})
    + "</script>",
    "flight in two pieces": "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>"
        for piece in ("24:T1b," + MARKUP[:200], MARKUP[200:])
    ),
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_the_text_in_embedded_state_is_read_where_the_page_shows_none(state: str) -> None:
    page = f"<title>渡口停航 学校照常开放</title><div id=app>加载中</div>{state}"
    read = extract_page(
        page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=datetime(2031, 5, 7, tzinfo=UTC)
    )
    assert read.paragraphs == tuple(TEXTS)


def test_embedded_state_does_not_come_before_what_the_page_shows() -> None:
    shown = "".join(f"<p>{text.replace('渡口', '码头')}</p>" for text in TEXTS)
    page = f"<h1>码头停航 学校照常开放</h1>{shown}{STATES['next data']}"
    read = extract_page(
        page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=datetime(2031, 5, 7, tzinfo=UTC)
    )
    assert all("码头" in text for text in read.paragraphs)


@pytest.mark.parametrize(
    "source", ["{", "[" * 100_000, '{"a":' * 50_000, "window.__INITIAL_STATE__ = {" + "[" * 100_000]
)
def test_broken_state_gives_nothing(source: str) -> None:
    page = f"<title>渡口停航</title><script type='application/json'>{source}{' ' * 300}</script>"
    read = extract_page(
        page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=datetime(2031, 5, 7, tzinfo=UTC)
    )
    assert read.paragraphs == ()
