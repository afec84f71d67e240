"""The links by which a feed names itself and its WebSub hub (W3C WebSub, 4)."""

from __future__ import annotations

from yaowen.collect.rules.feeds.document import Children, pick


def find_relation(channel: Children, relation: str) -> str:
    """The href of the first link of a channel with that relation; empty where there is none.

    An empty href is the document's own base (RFC 3986, 4.4): `#`, which joins to that.
    """
    for link in pick(channel, "link"):
        if relation in (link.get("rel") or "").lower().split() and (href := link.get("href")) is not None:
            return href.strip() or "#"
    return ""
