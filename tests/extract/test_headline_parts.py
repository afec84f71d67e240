"""Columns and numbers around headlines; accounts that print no label."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from yaowen.base.words import ExtractedArticle
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.headline_parts import HeadlineParts, part_headline

TEXT = "".join(f"<p>渡口第{number}天因为大雨停航，学校照常开放，值班人员加倍，水位上涨。</p>" for number in range(6))


def read(page: str) -> ExtractedArticle:
    return extract_page(page, url="https://news.example/1", zone="+08:00", fetched_at=datetime(2031, 5, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("【青桐观察】渡口停航之后", HeadlineParts("渡口停航之后", "青桐观察")),
        ("渡口停航调查（上）", HeadlineParts("渡口停航调查（上）", "", "上")),
        ("【调查】渡口停航始末(2/5)", HeadlineParts("渡口停航始末(2/5)", "调查", "2/5")),
        ("渡口停航之后 第2页", HeadlineParts("渡口停航之后", "", "第2页")),
        ("【青桐】快讯", HeadlineParts("【青桐】快讯")),
        ("渡口停航（图）", HeadlineParts("渡口停航（图）")),
        ("他说“【重要】”两个字很重要", HeadlineParts("他说“【重要】”两个字很重要")),
    ],
)
def test_a_chinese_headline_is_taken_apart(printed: str, parts: HeadlineParts) -> None:
    assert part_headline(printed, is_chinese=True) == parts


def test_a_headline_that_is_not_chinese_stays_whole() -> None:
    assert part_headline("【速報】渡し船が運休しました", is_chinese=False).headline == "【速報】渡し船が運休しました"


def test_the_column_of_a_page_is_kept_beside_its_headline() -> None:
    article = read(f"<h1>【青桐观察】渡口停航之后的学校</h1>{TEXT}")
    assert (article.headline, article.column) == ("渡口停航之后的学校", "青桐观察")


@pytest.mark.parametrize(
    "line",
    [
        "<span id=js_name> 青桐发布 </span>",
        "<p>澎湃号·政务 > 青桐发布</p>",
        "<p>百家号 青桐发布</p>",
        "<p>青桐发布 | 搜狐号</p>",
        "<p>公众号：青桐发布</p>",
    ],
)
def test_the_bare_name_of_an_account_is_the_source(line: str) -> None:
    assert read(f"<h1>渡口停航 学校照常开放</h1>{line}<p>2031-05-06 09:30</p>{TEXT}").source == "青桐发布"


def test_a_credited_source_comes_before_the_account() -> None:
    page = f"<h1>渡口停航 学校照常开放</h1><span id=js_name>青桐发布</span><p>来源：青桐通讯社</p>{TEXT}"
    assert read(page).source == "青桐通讯社"
