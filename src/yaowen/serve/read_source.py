"""Where reads come from: the one interface of the read beacon and of access logs, and the rules that both follow.

A source tells what it saw of a view of a page; the same rules make a `Read` of it or say why it is none, so that a
reader whom two sources have seen counts once. The address is hashed here and never kept.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal, NamedTuple, Protocol, TypeVar

from crawleruseragents import is_crawler

from yaowen.base.errors import Misconfigured
from yaowen.base.settings import Settings
from yaowen.rank.store import (
    NOBODY,
    Address,
    Read,
    decide_agent_class,
    identify,
    open_salts,
    parse_address,
    salt_day,
)

LATE_MINUTES = 30
"""How far before midnight a view may lie that is told after it. Windows that begin in the new day's eve count under the
salt that still lives; no ranking is frozen between 23:30 and midnight UTC that would need the destroyed one."""
_LONGEST_AGENT_CHARS = 512

Network = IPv4Network | IPv6Network
Refusal = Literal[
    "bad line", "no page view", "robot", "prefetch", "no address", "another site", "salt destroyed", "future", "no page"
]
REFUSALS: dict[Refusal, str] = {
    "bad line": "not of the format",
    "no page view": "other requests: not a GET of an article or story page answered 200 or 304",
    "robot": "robots",
    "prefetch": "fetched ahead of the reader",
    "no address": "without a reader's address",
    "another site": "sent by pages of another site",
    "salt destroyed": "of an earlier UTC day, its last half hour apart: they cannot be counted exactly any more",
    "future": "from the future: see the clocks of both machines",
    "no page": "of pages that belong to no story",
}


class PageView(NamedTuple):
    """What a source saw of one view of a page.

    Attributes:
        page: article id, or −story id; 0: no page that can be read.
        minute: ⌈t/60⌉ of news time.
        address: whose connection it was, as text.
        forwarded: X-Forwarded-For; believed only from trusted proxies.
        agent: User-Agent.
        ahead: whether the browser fetched it ahead of the reader (prefetch, prerender, preview).
    """

    page: int
    minute: int
    address: str
    forwarded: str
    agent: str
    ahead: bool


_Told_contra = TypeVar("_Told_contra", contravariant=True)


class ReadSource(Protocol[_Told_contra]):
    """A source of reads, by what it is told of a page view: a request's environment, a line of a log."""

    def read_of(self, told: _Told_contra) -> Read | Refusal:
        """The read that a page view is, or why it is none.

        Raises:
            OSError: the salts cannot be read.
            Misconfigured: they are damaged.
        """
        ...

    def close(self) -> None:
        """Write what waits; nothing is recorded any more."""
        ...


class ReadRules:
    """What makes a page view a read, whatever source tells of it.

    Args:
        settings: trusted proxies and the data folder with the salts.
    """

    def __init__(self, settings: Settings) -> None:
        self._salts = open_salts(settings)
        self._proxies = parse_proxies(settings.items("TRUSTED_PROXIES"))

    def read_of(self, view: PageView, now_minute: int) -> Read | Refusal:
        """The read that a page view is, or why it is none; raises as `ReadSource` says.

        A view of the last half hour before midnight that is told after it is hashed with the salt of its day, which
        lives a day longer. Who it was under the day before is not known any more: there all such readers are one, so
        that none counts twice.
        """
        if refusal := _refuse(view, now_minute):
            return refusal
        address = find_address(view.address, view.forwarded, self._proxies)
        if address is None:
            return "no address"
        kind, day = agent_class(view.agent), salt_day(now_minute)
        salt, salt_before = self._salts.pair(day)
        if salt_day(view.minute) == day:
            own, before = identify(address, kind, salt), identify(address, kind, salt_before)
        elif salt_day(view.minute + LATE_MINUTES) == day:
            own, before = identify(address, kind, salt_before), NOBODY
        else:
            return "salt destroyed"
        return Read(view.page, view.minute, own, before)


def _refuse(view: PageView, now_minute: int) -> Refusal | None:
    """Why a view is no read, whoever it was."""
    if view.page == 0:
        return "no page view"
    if view.ahead:
        return "prefetch"
    if is_robot(view.agent):
        return "robot"
    return "future" if view.minute > now_minute else None


@functools.lru_cache(maxsize=4096)
def is_robot(agent: str) -> bool:
    """Whether a User-Agent is a robot's, by the list of the package crawler-user-agents; none given is one."""
    return not agent or is_crawler(agent[:_LONGEST_AGENT_CHARS])


@functools.lru_cache(maxsize=4096)
def agent_class(agent: str) -> int:
    """Place of a User-Agent in the closed table of kinds."""
    return decide_agent_class(agent[:_LONGEST_AGENT_CHARS])


def find_address(connected: str, forwarded: str, proxies: Sequence[Network]) -> Address | None:
    """The address of the reader: the connection's, or what trusted proxies say that it is; None where it is none.

    X-Forwarded-For is read from the right; the first address that is no trusted proxy is the reader's.
    """
    found = parse_address(connected)
    if not proxies or not forwarded:
        return found
    for hop in reversed(forwarded.split(",")):
        if found is None or not any(found in network for network in proxies):
            return found
        found = parse_address(hop) if hop.strip() else found
    return found


def parse_proxies(listed: Sequence[str]) -> tuple[Network, ...]:
    """The networks of YAOWEN_TRUSTED_PROXIES.

    Raises:
        Misconfigured: one of them is no address.
    """
    try:
        return tuple(ip_network(each) for each in listed)
    except ValueError as problem:
        message = f"{problem}; give addresses or networks like 127.0.0.1, 10.0.0.0/8"
        raise Misconfigured(message, about="YAOWEN_TRUSTED_PROXIES") from problem
