"""Who a reader is: salted hashes of (address, kind of browser), and the closed table of kinds. Pure.

An address goes in and a hash comes out; nothing here keeps an address.
"""

from __future__ import annotations

import functools
import hashlib
import re
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

BROWSERS = ("other", "wechat", "qq", "edge", "firefox", "chrome", "safari", "app")
SYSTEMS = ("other", "android", "iphone", "ipad", "windows", "mac", "linux", "harmony")
"""The closed table: 8 browsers × 8 systems = 64 agent classes (DESIGN.md, Rank: at most 64)."""

_BROWSER_SIGNS = (
    ("wechat", ("micromessenger",)),
    ("qq", ("qqbrowser", "mqqbrowser")),
    ("edge", ("edg/", "edga/", "edgios/")),
    ("app", ("newsarticle", "weibo", "alipayclient", "baiduboxapp", "fban/", "instagram", "; wv)")),
    ("firefox", ("firefox/", "fxios/")),
    ("chrome", ("chrome/", "crios/", "chromium/")),
    ("safari", ("safari/",)),
)
_SYSTEM_SIGNS = (
    ("harmony", ("harmonyos", "openharmony")),
    ("android", ("android",)),
    ("iphone", ("iphone", "ipod")),
    ("ipad", ("ipad",)),
    ("windows", ("windows",)),
    ("mac", ("macintosh", "mac os x")),
    ("linux", ("linux", "cros", "x11")),
)

SALT_BYTES = 32
_READER_BYTES = 8
_NETWORK_BYTES = 4
_V6_READER_BYTES = 8
_V6_NETWORK_BYTES = 6
_V4_NETWORK_BYTES = 3

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_DOTTED = re.compile(r"\.".join([_OCTET] * 4))

Address = IPv4Address | IPv6Address


class Identity(NamedTuple):
    """A reader under one salt: 64-bit `reader` and 32-bit `network`, both unsigned."""

    reader: int
    network: int


NOBODY = Identity(0, 0)
"""Who a reader is under a salt that is destroyed: nobody is told from anybody."""


def decide_agent_class(user_agent: str) -> int:
    """Place of a User-Agent in the closed table, 0–63. The first sign decides: WeChat calls itself Chrome too."""
    lowered = user_agent.lower()
    browser = _first(lowered, _BROWSER_SIGNS)
    system = _first(lowered, _SYSTEM_SIGNS)
    return BROWSERS.index(browser) * len(SYSTEMS) + SYSTEMS.index(system)


def parse_address(text: str) -> Address | None:
    """An IP address, an IPv4 one out of its mapped form; None where the text is none.

    Takes what servers and proxies write: `1.2.3.4`, `1.2.3.4:567`, `2001:db8::1`, `[2001:db8::1]:567`.
    """
    if (plain := _DOTTED.fullmatch(text)) is not None:  # nearly all: a fifth of the time
        return IPv4Address(bytes(map(int, plain.groups())))
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = IPv6Address(bare.partition("%")[0]) if ":" in bare else IPv4Address(bare)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def identify(address: Address, agent_class: int, salt: bytes) -> Identity:
    """The reader and the network of a read under one salt (DESIGN.md, Rank).

    Reader: keyed BLAKE2 of (IPv4 address or IPv6 /64, agent class); network: of (IPv4 /24 or IPv6 /48).

    Args:
        salt: 32 random bytes, the key.
    """
    packed = address.packed
    if len(packed) == 4:
        person, network = packed, packed[:_V4_NETWORK_BYTES]
    else:
        person, network = packed[:_V6_READER_BYTES], packed[:_V6_NETWORK_BYTES]
    reader_key, network_key = _keys(salt)
    reader, crowd = reader_key.copy(), network_key.copy()
    reader.update(person + bytes((agent_class,)))
    crowd.update(network)
    return Identity(int.from_bytes(reader.digest(), "little"), int.from_bytes(crowd.digest(), "little"))


@functools.lru_cache(maxsize=2)
def _keys(salt: bytes) -> tuple[hashlib.blake2b, hashlib.blake2b]:
    """Hashes that have taken in the salt and nothing else: doing so costs as much as the rest. Two live at a time."""
    return (
        hashlib.blake2b(digest_size=_READER_BYTES, key=salt, person=b"reader"),
        hashlib.blake2b(digest_size=_NETWORK_BYTES, key=salt, person=b"network"),
    )


def _first(lowered: str, signs: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next((name for name, marks in signs if any(mark in lowered for mark in marks)), "other")
