"""Bodies, tables, posts and authors of pages that are made badly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from yaowen.base.words import ExtractedArticle
from yaowen.extract.rules.article import extract_page

FETCHED = datetime(2031, 5, 7, tzinfo=UTC)
TEXT = "".join(f"<p>渡口第{number}天因为大雨停航，学校照常开放，值班人员加倍。</p>" for number in range(6))


def read_page(page: str, url: str = "https://news.example/1") -> ExtractedArticle:
    return extract_page(page, url=url, zone="Asia/Shanghai", fetched_at=FETCHED)


def test_a_name_anchor_that_is_never_closed_makes_no_links_of_the_paragraphs_behind_it() -> None:
    paragraphs = "".join(f"<p>渡口第{number}天因为大雨停航，学校照常开放，值班人员加倍。</p>" for number in range(6))
    page = f"<h1>渡口停航 学校照常开放</h1><a name='top'>{paragraphs}"
    read = extract_page(page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=FETCHED)
    assert len(read.paragraphs) == 6


def test_hidden_copies_of_the_article_are_furniture_though_they_are_most_of_the_page() -> None:
    text = "".join(f"<p>渡口第{number}天因为大雨停航，学校照常开放，值班人员加倍。</p>" for number in range(9))
    copy = f"<div style='display:none'><div>渡口的照片</div>{text}</div>"
    page = f"<h1>渡口停航 学校照常开放</h1><div>{text}</div>{copy}{copy}"
    read = extract_page(page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=FETCHED)
    assert len(read.paragraphs) == 9


def test_addresses_and_sizes_in_the_told_text_do_not_make_it_longer_than_the_shown_one() -> None:
    told = "\\n".join(["渡口因为大雨停航。", *[f"https://pictures.example/{number}.jpg" for number in range(90)]])
    linked = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{told}"}}</script>'
    text = "".join(f"<p>渡口第{number}天因为大雨停航，学校照常开放。</p>" for number in range(9))
    page = f"{linked}<h1>渡口停航 学校照常开放</h1>{text}"
    read = extract_page(page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=FETCHED)
    assert len(read.paragraphs) == 9


@pytest.mark.parametrize(
    ("end", "authors"),
    [
        ("（袁青）", ("袁青",)),
        ("（许青舟 青桐报道）", ("许青舟",)),
        ("（渡口）", ()),
        ("（完）", ()),
    ],
)
def test_a_signature_in_brackets_ends_a_text_where_it_begins_with_a_surname(end: str, authors: tuple[str, ...]) -> None:
    assert read_page(f"<h1>渡口停航 学校照常开放</h1>{TEXT}<p>{end}</p>").authors == authors


def test_the_place_that_a_reporter_reports_from_is_no_author() -> None:
    page = f"<h1>渡口停航 学校照常开放</h1><p>青桐报记者 许青舟 渡口县报道</p>{TEXT}"
    assert read_page(page).authors == ("许青舟",)


@pytest.mark.parametrize("name", ["青桐网络", "青桐日报", "Qingtong Media"])
def test_a_company_in_the_author_element_is_the_templates_and_no_author(name: str) -> None:
    page = f'<meta name="author" content="{name}"><h1>渡口停航 学校照常开放</h1>{TEXT}'
    assert read_page(page).authors == ()


def test_a_newsroom_signs_for_itself_in_linked_data_but_not_on_a_chinese_page() -> None:
    linked = (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":'
        '{"@type":"Organization","name":"Ferry Post"},"publisher":{"name":"Ferry Post"}}</script>'
    )
    english = "".join(
        f"<p>The ferry stopped on day {number} because of the heavy rain upstream.</p>" for number in range(6)
    )
    assert read_page(f"{linked}<h1>The ferry stops</h1>{english}").authors == ("Ferry Post",)
    assert read_page(f"{linked}<h1>渡口停航 学校照常开放</h1>{TEXT}").authors == ()


def test_every_row_of_a_table_of_data_is_a_block_with_its_cells() -> None:
    rows = "".join(
        f"<tr><td>{day}</td><td>{'停航' if day % 2 else '照常'}</td><td>{9 * day}班</td></tr>" for day in (1, 2, 3, 4)
    )
    table_of_days = f"<table><tr><th>日</th><th>渡口</th><th>船</th></tr>{rows}</table>"
    page = f"<h1>渡口停航 学校照常开放</h1><div>{TEXT}{table_of_days}{TEXT}</div>"
    table = [block.text for block in read_page(page).blocks if block.kind == "table"]
    assert table == ["日\t渡口\t船", "1\t停航\t9班", "2\t照常\t18班", "3\t停航\t27班", "4\t照常\t36班"]


def test_a_page_that_holds_its_article_twice_gives_it_once() -> None:
    long = "".join(
        f"<p>渡口第{number}天因为大雨停航，学校照常开放，值班人员加倍，水位还在上涨。</p>" for number in range(6)
    )
    page = f"<h1>渡口停航 学校照常开放</h1><div><div class=pc>{long}</div><div class=wap>{long}</div></div>"
    assert len(read_page(page).paragraphs) == 6


def test_of_several_dated_posts_without_a_headline_of_the_page_the_first_is_read() -> None:
    posts = "".join(
        f"<div><div class=post-title>第{number}篇</div><div>2031-05-0{number} 08:00</div>"
        f"<div class=post-body>{TEXT.replace('渡口', f'渡口{number}号')}</div></div>"
        for number in (1, 2, 3)
    )
    read = read_page(f"<title>青桐的博客</title>{posts}")
    assert len(read.paragraphs) == 6
    assert all("渡口1号" in text for text in read.paragraphs)


def test_a_short_headline_is_not_taken_for_the_site_whose_longer_name_is_a_link() -> None:
    page = f"<title>渡口今停航|LampNews</title><a href='/'>LampNews</a><p><b>渡口今停航</b></p>{TEXT}"
    read = read_page(page)
    assert (read.headline, read.site) == ("渡口今停航", "LampNews")
