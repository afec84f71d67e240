"""Which IP addresses may be connected to: an own, complete deny list, pure and without name lookups."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA special-purpose registries (IPv4: RFC 6890 and later; IPv6 likewise), read in full: everything that is not
# globally reachable, and every form that carries an IPv4 address inside an IPv6 one.
_DENIED_V4 = (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",  # private, RFC 1918
    "100.64.0.0/10",  # carrier-grade NAT, RFC 6598; Alibaba's metadata service 100.100.100.200 lies in it
    "127.0.0.0/8",  # loopback
    "169.254.0.0/16",  # link-local; the metadata services of most clouds lie in it
    "172.16.0.0/12",  # private, RFC 1918
    "192.0.0.0/24",  # IETF protocol assignments; Oracle's metadata 192.0.0.192
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # AS112
    "192.52.193.0/24",  # AMT
    "192.88.99.0/24",  # 6to4 relays
    "192.168.0.0/16",  # private, RFC 1918
    "192.175.48.0/24",  # AS112
    "198.18.0.0/15",  # benchmarking
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, and broadcast
    "168.63.129.16/32",  # Azure's wire server: a public number that is internal
)
_ALLOWED_V6 = "2000::/3"  # global unicast: everything outside it is denied
_DENIED_V6 = (
    "2001::/23",  # IETF protocol assignments: Teredo, ORCHID, benchmarking
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4
    "2620:4f:8000::/48",  # AS112
    "3fff::/20",  # documentation
)
_NEVER = (
    "169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32", "224.0.0.0/4", "240.0.0.0/4",
    "fd00:ec2::/32", "fe80::/10", "ff00::/8",
)  # fmt: skip
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The upper half of an interface identifier that is made of an IPv4 address (RFC 5214, 6.1)."""
_V4 = tuple(ipaddress.IPv4Network(text) for text in _DENIED_V4)
_V6 = tuple(ipaddress.IPv6Network(text) for text in _DENIED_V6)
_NEVER_PRIVATE = tuple(map(ipaddress.ip_network, _NEVER))
_GLOBAL_V6 = ipaddress.IPv6Network(_ALLOWED_V6)
DEFAULT_PORTS = {"http": 80, "https": 443}


def is_denied(address: str) -> bool:
    """Whether an IP address must not be connected to. What is no IP address is denied too.

    IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) are denied altogether: no
    outlet needs them, and what they lead to is not to be seen.
    """
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(found, ipaddress.IPv4Address):
        return any(found in network for network in _V4)
    embedded = int(found) >> 32 & 0xFFFFFFFF in _ISATAP
    return embedded or found not in _GLOBAL_V6 or any(found in network for network in _V6)


def is_never_private(address: str) -> bool:
    """Whether an address must not be connected to even where an outlet's private origin is allowed.

    Cloud metadata services, link-local and multicast: no news stands there, and a name server decides what a
    private name leads to.
    """
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    return any(found.version == network.version and found in network for network in _NEVER_PRIVATE)


def origin_of(url: str) -> str:
    """host:port of an address, the port always written (`[::1]:80` for IPv6); empty where it has none."""
    try:
        parts = urlsplit(url)
        port = DEFAULT_PORTS.get(parts.scheme.lower(), 0) if parts.port is None else parts.port
    except ValueError:
        return ""
    host = _host(parts)
    return f"{host}:{port}" if host and port else ""


def literal_address(url: str) -> str:
    """The IP address that an address names by number; empty where it names a host by name."""
    try:
        return str(ipaddress.ip_address(_host(urlsplit(url)).strip("[]").partition("%")[0]))
    except ValueError:
        return ""


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    return f"[{host}]" if ":" in host else host
