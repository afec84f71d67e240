"""Addresses from outside, as pages may link them."""

from __future__ import annotations

import functools
from html import escape
from urllib.parse import urlsplit

import minijinja


def is_web_address(url: str) -> bool:
    """Whether an address is http or https: no other kind is linked, so that none runs a script here."""
    return url.lower().startswith(("http://", "https://"))


@functools.lru_cache(maxsize=4096)
def link_text(address: str) -> minijinja.Markup:
    """An address escaped for an attribute; minijinja alone would write every slash as an entity."""
    return minijinja.Markup(escape(address))


def web_link(url: str) -> minijinja.Markup:
    """A web address escaped for an attribute; `#` for any other."""
    return link_text(url if is_web_address(url) else "#")


def host_name(url: str) -> str:
    """The host of an address, for readers."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
