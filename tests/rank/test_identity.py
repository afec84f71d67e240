"""Who a reader is."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.rank.rules.identity import BROWSERS, SYSTEMS, decide_agent_class, identify, parse_address

SALT, OTHER_SALT = b"a" * 32, b"b" * 32
addresses = st.ip_addresses()


def test_the_table_of_agents_is_closed_at_sixty_four() -> None:
    assert len(BROWSERS) * len(SYSTEMS) == 64


@given(st.text())
def test_every_agent_has_a_place_in_the_table(agent: str) -> None:
    assert 0 <= decide_agent_class(agent) < 64


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0", "wechat", "android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "edge", "windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Safari/604.1", "safari", "iphone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) CriOS/120 Safari/604.1", "chrome", "ipad"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "firefox", "linux"),
        ("", "other", "other"),
    ],
)
def test_an_agent_is_told_by_browser_and_system(agent: str, browser: str, system: str) -> None:
    assert decide_agent_class(agent) == BROWSERS.index(browser) * 8 + SYSTEMS.index(system)


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_a_slash_64_with_one_agent_is_one_reader(address: IPv6Address, suffix: int) -> None:
    neighbour = IPv6Address((int(address) >> 64 << 64) | suffix)
    assert identify(address, 3, SALT) == identify(neighbour, 3, SALT)


@given(st.ip_addresses(v=4), st.integers(0, 255))
def test_a_slash_24_is_one_network_of_different_readers(address: IPv4Address, last: int) -> None:
    neighbour = IPv4Address((int(address) >> 8 << 8) | last)
    mine, theirs = identify(address, 3, SALT), identify(neighbour, 3, SALT)
    assert mine.network == theirs.network
    assert (mine.reader == theirs.reader) == (address == neighbour)


@given(st.ip_addresses(v=6), st.integers(0, 2**80 - 1))
def test_a_slash_48_is_one_network(address: IPv6Address, suffix: int) -> None:
    neighbour = IPv6Address((int(address) >> 80 << 80) | suffix)
    assert identify(address, 3, SALT).network == identify(neighbour, 3, SALT).network


@given(addresses)
def test_another_agent_or_another_salt_is_another_reader(address: IPv4Address | IPv6Address) -> None:
    mine = identify(address, 3, SALT)
    assert identify(address, 4, SALT).reader != mine.reader
    assert identify(address, 4, SALT).network == mine.network
    assert identify(address, 3, OTHER_SALT).reader != mine.reader


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7:5123 ", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_addresses_are_read_as_servers_write_them(text: str, address: str) -> None:
    assert parse_address(text) == ip_address(address)


@given(st.text())
def test_what_is_no_address_is_none_and_no_error(text: str) -> None:
    found = parse_address(text)
    assert found is None or found.version in {4, 6}
