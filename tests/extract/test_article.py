"""Whole pages: headline, time, source, exact paragraphs, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extract.invented_pages import ADDRESS, OTHERS, OUTLET, TEMPLATES, Template
from yaowen.base.dates.zones import load_zone
from yaowen.base.text.charset import decode_bytes
from yaowen.base.words import ExtractedArticle
from yaowen.extract.rules.article import extract_page

NOW = datetime(2031, 5, 7, tzinfo=UTC)
PROSE = "<p>" + "青桐市气象台说，未来三天当地将有中到大雨，市民出行要注意安全。" * 3 + "</p>"


def read(html: str, url: str = ADDRESS) -> ExtractedArticle:
    return extract_page(html, url=url, zone="Asia/Shanghai", fetched_at=NOW)


@pytest.fixture(params=TEMPLATES)
def template(request: pytest.FixtureRequest) -> Template:
    return TEMPLATES[request.param]


@pytest.fixture
def article(template: Template) -> ExtractedArticle:
    body = template.text.encode({"big5": "big5hkscs"}.get(template.charset, template.charset))
    return read(decode_bytes(body).text)


def test_the_paragraphs_are_exactly_the_articles(template: Template, article: ExtractedArticle) -> None:
    assert article.paragraphs == template.paragraphs


def test_the_headline_has_no_site_name(template: Template, article: ExtractedArticle) -> None:
    assert article.headline == template.headline


def test_the_credited_source_is_told_apart_from_the_site(template: Template, article: ExtractedArticle) -> None:
    assert article.source == template.source
    assert article.site in {OUTLET, "青桐晚報"}


def test_the_shown_time_is_the_articles_time(template: Template, article: ExtractedArticle) -> None:
    assert article.published.at is not None
    local = article.published.at.astimezone(load_zone("Asia/Shanghai"))
    assert local.replace(tzinfo=None).isoformat() == template.shown
    assert article.published.precision == "minute"
    assert article.published.confidence > 0.6


def test_no_other_headline_gets_into_the_text(article: ExtractedArticle) -> None:
    text = "\n".join(article.paragraphs)
    assert not any(title in text for title in OTHERS)


def test_the_script_is_told(template: Template, article: ExtractedArticle) -> None:
    assert article.language == ("zh-Hant" if template.charset == "big5" else "zh-Hans")


def test_authors_come_from_linked_data_and_from_lines() -> None:
    assert read(TEMPLATES["semantic"].text).authors == ("许青",)
    assert read(TEMPLATES["tables and breaks in GB18030"].text).authors == ("许青",)


def test_an_author_that_is_the_sites_name_is_none() -> None:
    metas = f'<meta name="author" content="{OUTLET}"><meta property="og:site_name" content="{OUTLET}">'
    page = f"{metas}<h1>渡口停航</h1>{PROSE}"
    assert read(page).authors == ()


def test_an_author_that_only_the_windows_title_knows_as_the_site_is_none() -> None:
    window = f"<title>渡口停航 学校照常开放 - {OUTLET}</title><h1>渡口停航 学校照常开放</h1>"
    page = f'<meta name="author" content="{{}}">{window}{PROSE}'
    assert read(page.format(OUTLET)).authors == ()
    assert read(page.format("许青")).authors == ("许青",)
    assert read(page.format("许青")).site == OUTLET


@pytest.mark.parametrize(
    ("told", "shown", "expected"),
    [
        ("09:40:00+00:00", "May 6, 2031, 9:30 am GMT", "09:30"),
        ("09:40:00+00:00", "5:30 AM EDT May 6, 2031", "09:30"),
        ("09:40:00+00:00", "Updated May 6, 2031, 9:30 am GMT", "09:40"),
        ("09:40:00+00:00", "May 6, 2031, 9:50 am GMT", "09:40"),
        ("09:40:00+00:00", "May 6, 2031, 9:30 am", "09:40"),
        ("09:40:00+00:00", "2031-05-06T09:30:14Z", "09:40"),
    ],
)
def test_a_told_time_that_is_of_a_change_gives_way_to_an_earlier_one_shown_with_its_zone(
    told: str, shown: str, expected: str
) -> None:
    page = (
        f'<meta property="article:published_time" content="2031-05-06T{told}"><title>渡口停航</title>'
        f"<h1>渡口停航</h1><div>{shown}</div>{PROSE}"
    )
    assert f"{read(page).published.at:%H:%M}" == expected


def test_a_time_told_without_a_zone_gives_way_to_the_shown_one() -> None:
    page = (
        '<meta name="pubdate" content="2031-05-06 00:00:00"><title>渡口停航</title><h1>渡口停航</h1>'
        f"<div>2031-05-06 09:30</div>{PROSE}"
    )
    assert read(page).published.at == datetime(2031, 5, 6, 1, 30, tzinfo=UTC)


def test_a_time_told_with_its_zone_is_believed() -> None:
    page = (
        '<meta property="article:published_time" content="2031-05-06T01:31:00Z">'
        f"<title>渡口停航</title><h1>渡口停航</h1><div>2031-05-06 09:30</div>{PROSE}"
    )
    assert read(page).published.at == datetime(2031, 5, 6, 1, 31, tzinfo=UTC)


def test_a_time_after_the_fetch_is_the_fetch() -> None:
    page = f"<h1>渡口停航</h1><div>2033-01-01 09:30</div>{PROSE}"
    assert read(page).published.at == NOW


def test_a_date_in_the_address_is_the_last_resort() -> None:
    found = read(f"<h1>渡口停航</h1>{PROSE}").published
    assert found.precision == "day"
    assert found.confidence < 0.7


def test_a_standfirst_outside_the_body_is_part_of_the_text() -> None:
    lead = "青桐市连日大雨，城北渡口从今天起停航，恢复的时间还没有确定。"
    body = f'<div class="ads">广告</div><div class="article-body">{PROSE}</div>'
    page = f'<h1>渡口停航</h1><div class="summary">{lead}</div>{body}'
    assert read(page).paragraphs[0] == lead


def test_a_name_that_calls_the_whole_text_furniture_is_not_believed() -> None:
    page = f'<h1>渡口停航</h1><div class="tags sidebar">{PROSE * 4}</div>'
    assert len(read(page).paragraphs) == 4


def test_comments_longer_than_the_article_stay_out() -> None:
    comments = "".join(
        f"<p>第{number}楼：雨太大了，我家门口的路都被淹了，谁知道什么时候能停。</p>" for number in range(60)
    )
    page = f'<h1>渡口停航</h1><div class="main">{PROSE}</div><div class="comments">{comments}</div>'
    assert "楼" not in "".join(read(page).paragraphs)


def test_lines_wrapped_by_hand_are_joined_into_paragraphs() -> None:
    text = "青桐市气象台五日说受山地云团影响未来三天当地将有中到大雨市民出行要注意安全请大家互相转告"
    lines = "<br>\n".join(
        ["　　" + text[:22], text[22:44], "　　" + text[:22], text[22:44], "　　" + text[:22], text[22:44] + "。"]
    )
    paragraphs = read(f"<h1>渡口停航</h1><div>{lines}</div>").paragraphs
    assert paragraphs == (text[:44], text[:44], text[:44] + "。")


def test_a_body_that_only_a_script_would_show_is_taken_from_linked_data() -> None:
    text = "青桐市气象台说，未来三天当地将有中到大雨，市民出行要注意安全。" * 8
    page = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"渡口停航","articleBody":"'
        f'{text}\\n{text}"}}</script><div id="app"></div>'
    )
    article = read(page)
    assert article.headline == "渡口停航"
    assert article.paragraphs == (text, text)


def test_broken_linked_data_still_gives_its_plain_fields() -> None:
    page = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"渡口停航","datePublished":'
        f'"2031-05-06T09:30:00+08:00","text":"a "quoted" word"}}</script>{PROSE}'
    )
    article = read(page)
    assert article.headline == "渡口停航"
    assert article.published.at == datetime(2031, 5, 6, 1, 30, tzinfo=UTC)


def test_the_page_may_ask_not_to_be_quoted() -> None:
    assert read(f'<meta name="robots" content="index, nosnippet"><h1>渡口停航</h1>{PROSE}').opted_out
    assert read(f'<meta name="tdm-reservation" content="1"><h1>渡口停航</h1>{PROSE}').opted_out
    assert not read(f'<meta name="robots" content="index, follow"><h1>渡口停航</h1>{PROSE}').opted_out


def test_relative_addresses_are_completed_and_others_refused() -> None:
    head = '<link rel="canonical" href="/1.html"><meta property="og:image" content="javascript:alert(1)">'
    page = f"{head}<h1>渡口停航</h1>{PROSE}"
    article = read(page)
    assert article.canonical_url == "https://news.example/1.html"
    assert article.image == ""


def test_an_english_page_is_read_too() -> None:
    text = "The ferry north of the city stopped on Tuesday after three days of rain, the harbour office said."
    page = (
        "<title>Ferry stops after three days of rain | Clearwater Post</title>"
        "<h1>Ferry stops after three days of rain</h1>"
        '<div class="byline">By Ann Rivers</div><time datetime="2031-05-06T09:30:00-04:00">May 6</time>'
        f"<p>{text}</p><p>{text}</p>"
    )
    article = extract_page(page, url="https://post.example/a", zone="America/New_York", fetched_at=NOW)
    assert article.headline == "Ferry stops after three days of rain"
    assert article.site == "Clearwater Post"
    assert article.authors == ("Ann Rivers",)
    assert article.language == "en"
    assert article.paragraphs == (text, text)
    assert article.published.at == datetime(2031, 5, 6, 13, 30, tzinfo=UTC)


def test_the_linked_headline_in_large_letters_comes_before_a_title_for_search_engines() -> None:
    linked = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"渡口停航 学校照常开放"}</script>'
    head = '<title>青桐渡口停航最新消息</title><meta property="og:title" content="青桐渡口停航最新消息">'
    page = f"{head}{linked}<h1>渡口停航 学校照常开放</h1><p>" + "渡口因为大雨停航。" * 20
    assert read(page).headline == "渡口停航 学校照常开放"


def test_a_headline_that_differs_in_its_marks_alone_is_printed_as_it_is_typeset() -> None:
    linked = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry’s ‘last’ trip"}</script>'
    page = f'<meta property="og:title" content="Ferry\'s \'last\' trip">{linked}<p>' + "The ferry stops for good. " * 20
    assert read(page).headline == "Ferry’s ‘last’ trip"
