"""What the page does not say, the feed does."""

from __future__ import annotations

from datetime import UTC, datetime

from yaowen.base.words import FoundLink
from yaowen.extract.rules.compose import Request, read_request

NOW = datetime(2031, 1, 18, 4, 0, tzinfo=UTC)
TEXT = "风雨停航两天后，渡口今晨恢复通行，学校照常开课，公共汽车的时间没有变化。" * 6


def source_of(shown: str, item: FoundLink) -> str:
    page = f"<html><body><h1>渡口恢复通行</h1><p>2031-01-17 09:25 {shown}</p><p>{TEXT}</p></body></html>"
    read = read_request(Request(page.encode(), "utf-8", item.url, item, "Asia/Shanghai", "zh-Hans", NOW))
    return read.article.source


def test_the_source_that_the_feed_credits_stands_where_the_page_credits_none() -> None:
    item = FoundLink("https://lamp.test/a", "渡口恢复通行", source="青桐社")
    assert source_of("", item) == "青桐社"
    assert source_of("来源：山城日报", item) == "山城日报"
    assert source_of("", FoundLink("https://lamp.test/a", "渡口恢复通行")) == ""


def test_a_date_in_no_dialect_dates_an_article_by_its_fetch_and_says_so() -> None:
    item = FoundLink("https://lamp.test/a", "渡口恢复通行", published_raw="不久以后", summary=TEXT)
    published = read_request(Request(None, "", item.url, item, "Asia/Shanghai", "zh-Hans", NOW)).article.published
    assert (published.at, published.precision, published.confidence) == (NOW, "none", 0.1)


def test_a_feeds_shortened_date_is_read_in_the_outlets_zone() -> None:
    item = FoundLink("https://lamp.test/a", "渡口恢复通行", published_raw="昨晚8点", summary=TEXT)
    published = read_request(Request(None, "", item.url, item, "Asia/Shanghai", "zh-Hans", NOW)).article.published
    assert published.at == datetime(2031, 1, 17, 12, 0, tzinfo=UTC)
    assert published.raw == "昨晚8点"


def test_a_headline_that_is_only_the_sources_name_gives_way_to_the_feeds() -> None:
    page = f"<title>山城日报 – </title><a href='/'>山城日报</a><p>2031-01-17 09:25 来源：山城日报</p><p>{TEXT}</p>"

    def headline_with(item: FoundLink) -> str:
        request = Request(page.encode(), "utf-8", item.url, item, "Asia/Shanghai", "zh-Hans", NOW)
        return read_request(request).article.headline

    assert headline_with(FoundLink("https://lamp.test/a", "渡口恢复通行")) == "渡口恢复通行"
    assert headline_with(FoundLink("https://lamp.test/a", "")) == "山城日报"


def test_a_columns_tag_stays_with_the_headline_that_is_kept() -> None:
    page = f"<h1>【渡口来信】 风雨停航两天后恢复通行</h1><p>2031-01-17 09:25</p><p>{TEXT}</p>"
    item = FoundLink("https://lamp.test/a", "")
    read = read_request(Request(page.encode(), "utf-8", item.url, item, "Asia/Shanghai", "zh-Hans", NOW)).article
    assert (read.headline, read.column) == ("【渡口来信】 风雨停航两天后恢复通行", "渡口来信")
