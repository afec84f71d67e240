"""What feeds file their items under, in every dialect."""

from __future__ import annotations

import pytest

from yaowen.collect.rules.feeds.categories import CATEGORY_CHARS, MOST_CATEGORIES
from yaowen.collect.rules.feeds.parse import parse_feed
from yaowen.collect.rules.feeds.parsed import ParsedFeed

URL = "https://haibao.example/feed"
RSS = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>海报</title><item><title>渡轮</title>'
    "<link>https://haibao.example/1</link>{}</item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>海报</title><entry><title>渡轮</title><id>urn:1</id>'
    '<link href="https://haibao.example/1"/>{}</entry></feed>'
)
JSON = (
    '{{"version": "https://jsonfeed.org/version/1.1", "title": "海报", "items": [{{"id": "1", "title": "渡轮", '
    '"url": "https://haibao.example/1", "tags": {}}}]}}'
)


def categories(text: str) -> tuple[str, ...]:
    parsed = parse_feed(text.encode(), "utf-8", URL)
    assert isinstance(parsed, ParsedFeed)
    return parsed.items[0].categories


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (RSS.format("<category>港口</category><category> 财经 </category>"), ("港口", "财经")),
        (RSS.format("<category><![CDATA[A &amp; B]]></category>"), ("A & B",)),
        (RSS.format("<dc:subject>體育</dc:subject>"), ("體育",)),
        (RSS.format("<category>体育</category><category>体育</category><category/>"), ("体育",)),
        (RSS.format(""), ()),
        (ATOM.format('<category term="sport"/><category term="x" label="文娱"/>'), ("sport", "文娱")),
        (JSON.format('["财经", 7, null]'), ("财经", "7")),
        (JSON.format('"财经"'), ("财经",)),
    ],
)
def test_categories_are_read_in_the_feeds_order(text: str, found: tuple[str, ...]) -> None:
    assert categories(text) == found


def test_no_feed_can_fill_the_table_with_categories() -> None:
    many = categories(RSS.format("".join(f"<category>{'长' * 200}{number}</category>" for number in range(50))))
    assert len(many) == MOST_CATEGORIES
    assert all(len(one) <= CATEGORY_CHARS for one in many)
