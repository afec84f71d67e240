"""The press's four house styles and the seed page: everything exact."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from yaowen.base.text.script import detect_script
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.clean import clean_text

pytestmark = pytest.mark.shared
DAY = datetime(2020, 8, 28, 6, tzinfo=UTC)
HOURS = 2


@pytest.fixture
def press(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(shared / "press"))
    yield importlib.import_module("archive"), importlib.import_module("pages")
    for name in ("archive", "pages"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("style", range(4))
def test_every_article_of_the_press_is_read_right(press: Any, shared: Path, style: int) -> None:
    archive, pages = press
    articles = archive.read_articles(shared / "data" / "stream_waimei", DAY, DAY + timedelta(hours=HOURS))
    assert len(articles) > 20
    for article in articles:
        others = [other for other in articles if other is not article][:20]
        traditional = detect_script("".join(article.paragraphs) or article.title) == "zh-Hant"
        house = pages.House(article.outlet, article.outlet_name, "utf-8", style, traditional)
        html = pages.article_page(house, "http://127.0.0.1:8800", article, others)
        read = extract_page(html, url="http://127.0.0.1:8800", zone="Asia/Shanghai", fetched_at=DAY + timedelta(days=1))
        assert read.printed_headline == clean_text(article.title)
        assert read.printed_headline.endswith(read.headline)
        assert read.published.at is not None
        assert abs((read.published.at - article.published).total_seconds()) < 60
        assert read.source == ("" if style == 0 else clean_text(article.outlet_name))
        own = [clean_text(text) for text in article.paragraphs]
        assert [text for text in read.paragraphs if text not in own] == [], article.slug


def test_the_seed_page_is_read_whole(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(shared / "measure"))
    seed_score = importlib.import_module("seed_score")
    capture = seed_score.read_capture(shared / "seed" / "page.txt")
    html = seed_score.build_page(capture)
    url = "https://chineseheadlinenews.com/article/1.html"
    read = extract_page(html, url=url, zone="+08:00", fetched_at=datetime(2026, 1, 15, 4, tzinfo=UTC))
    assert read.headline == capture.title
    assert read.site == "chineseheadlinenews.com"
    assert read.source == "VOA美国之音"
    assert read.published.at == datetime(2025, 1, 17, 1, 25, 59, tzinfo=UTC)
    assert list(read.paragraphs) == capture.paragraphs
