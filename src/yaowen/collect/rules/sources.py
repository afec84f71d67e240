"""The bytes of any source → its found links: feeds of every format, sitemaps, list pages by their rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yaowen.base.text.charset import decode_bytes
from yaowen.collect.rules.feeds.parse import parse_feed
from yaowen.collect.rules.feeds.parsed import FeedProblem, ParsedFeed
from yaowen.collect.rules.lists.read import ChangedList, read_list
from yaowen.collect.rules.lists.rule import parse_rule
from yaowen.collect.rules.sitemaps import is_sitemap, parse_sitemap, unpack_gzip

_BLANK = b"\x00 \t\r\n\xef\xbb\xbf"


def parse_source(
    body: bytes, charset: str | None, url: str, *, truncated: bool = False, rule: Mapping[str, Any] | None = None
) -> ParsedFeed | FeedProblem | ChangedList:
    """Read a source. Runs in a killable child.

    Args:
        body: as fetched, decompressed; a gzipped file is unpacked here.
        charset: what Content-Type declares, as given.
        url: where it came from, after redirects.
        truncated: the body broke off.
        rule: what the feed's row has as its rule; a list page is read by it.
    """
    listed = parse_rule(rule)
    if listed is not None and body.strip(_BLANK):
        return read_list(decode_bytes(body, charset).text, url, listed)
    unpacked = unpack_gzip(body)
    if is_sitemap(unpacked):
        return parse_sitemap(unpacked, charset, url)
    return parse_feed(unpacked, charset, url, truncated=truncated)
