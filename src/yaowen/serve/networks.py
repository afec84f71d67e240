"""Whose connection a request is: only ever hashed under a salt in memory, never kept."""

from __future__ import annotations

from ipaddress import IPv6Address

from django.conf import settings
from django.http import HttpRequest

from yaowen.serve.read_source import find_address, parse_proxies


def network_of(request: HttpRequest) -> bytes:
    """An IPv4 address, or the /64 of an IPv6 one, as bytes."""
    proxies = parse_proxies(settings.YAOWEN.items("TRUSTED_PROXIES"))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    address = find_address(request.META.get("REMOTE_ADDR", ""), forwarded, proxies)
    if address is None:
        return b"nobody"
    return address.packed[:8] if isinstance(address, IPv6Address) else address.packed
