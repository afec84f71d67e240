"""The carrier outlet's name as the page prints it, and all names that it goes by."""

from __future__ import annotations

from urllib.parse import urlsplit

from yaowen.extract.rules.structured import Structured


def host_of(url: str) -> str:
    """The host of an address without `www.`; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def find_site(said: Structured, url: str) -> tuple[str, tuple[str, ...]]:
    """The site's name as told to machines, and every name it goes by (for cutting it from titles and authors).

    Args:
        said: what the page says for machines.
        url: the page's address.

    Returns:
        The name, empty where none is told; and all names, the host and its longest label among them.
    """
    host = host_of(url)
    told = [said.meta("og:site_name", "application-name"), said.site]
    also = said.meta("twitter:site", "al:android:app_name", "apple-mobile-web-app-title")
    parts = host.split(".")
    label = max(parts[:-1], key=len) if len(parts) > 1 else host
    names = tuple(dict.fromkeys(name.lstrip("@") for name in [*told, also, host, label] if name))
    return next(filter(None, told), ""), names
