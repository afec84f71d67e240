"""The deny list, against the registries, the standard library, and every form that carries another address."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.rules.addresses import is_denied, is_never_private, literal_address, origin_of
from yaowen.collect.rules.fetching import FetchReason
from yaowen.collect.rules.hops import OTHER_SERVICES, decide_hop, next_hop, plain_address

PUBLIC = ["93.184.216.34", "8.8.8.8", "1.1.1.1", "114.114.114.114", "2606:4700::6810:84e5", "2408:8719::1", "240e::1",
          "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "169.253.1.1", "198.17.1.1", "198.20.0.1",
          "192.0.1.1", "223.255.255.255", "2001:200::1", "2003::1", "2620:4f:8001::1", "3ffe::1"]  # fmt: skip
REGISTRY_V4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
]  # fmt: skip
REGISTRY_V6 = [
    "::1/128", "::/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23",
    "2001::/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48",
    "2001:10::/28", "2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "::/96",
]  # fmt: skip
"""The IANA special-purpose registries of both families, multicast and the forms that are no longer used."""
METADATA = ["169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254",
            "fe80::a9fe:a9fe"]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert not is_denied(address)


@pytest.mark.parametrize("network", [*REGISTRY_V4, *REGISTRY_V6])
def test_every_network_of_the_registries_is_denied_from_end_to_end(network: str) -> None:
    block = ipaddress.ip_network(network)
    for address in (block[0], block[-1], block[block.num_addresses // 2]):
        assert is_denied(str(address))


@pytest.mark.parametrize("address", METADATA)
def test_metadata_services_are_denied_even_where_a_private_origin_is_allowed(address: str) -> None:
    assert is_denied(address)
    assert is_never_private(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.7", "172.20.1.1", "fd12::1", "::1"])
def test_an_operators_own_server_may_be_allowed(address: str) -> None:
    assert is_denied(address)
    assert not is_never_private(address)


@pytest.mark.parametrize(
    "address", ["", "lamp.test", "127.1", "999.1.1.1", "0x7f.0.0.1", "2130706433", "１.1.1.1", "1.1.1.1 "]
)
def test_what_is_no_address_is_denied(address: str) -> None:
    assert is_denied(address)
    assert is_never_private(address)


@pytest.mark.parametrize("zone", ["fe80::1%eth0", "::1%lo", "2001:db8::1%25"])
def test_a_zone_changes_nothing(zone: str) -> None:
    assert is_denied(zone)


@given(st.ip_addresses())
def test_whatever_the_standard_library_calls_not_global_is_denied(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert is_denied(str(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_is_denied(address: ipaddress.IPv4Address) -> None:
    """Mapped, compatible, NAT64 of both kinds, 6to4, Teredo (inverted), ISATAP of both kinds."""
    number = int(address)
    forms = [
        0xFFFF << 32 | number,
        number,
        0x0064FF9B << 96 | number,
        0x0064FF9B0001 << 80 | number,
        0x2002 << 112 | number << 80 | 1,
        0x20010000 << 96 | (number ^ 0xFFFFFFFF),
        0x2606470000000000 << 64 | 0x00005EFE << 32 | number,
        0x2606470000000000 << 64 | 0x02005EFE << 32 | number,
    ]
    for form in forms:
        assert is_denied(str(ipaddress.IPv6Address(form)))


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://Lamp.TEST/x", "lamp.test:80"),
        ("https://lamp.test./", "lamp.test:443"),
        ("http://lamp.test:8080/", "lamp.test:8080"),
        ("http://[::1]/", "[::1]:80"),
        ("http://u:p@lamp.test/", "lamp.test:80"),
        ("http://lamp.test:0/", ""),
        ("ftp://lamp.test/", ""), ("http://lamp.test:99999/", ""), ("lamp", ""), ("http://[::1/", ""),
    ],
)  # fmt: skip
def test_an_origin_names_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_an_address_by_number_is_told_from_a_name() -> None:
    assert literal_address("http://127.0.0.1:80/") == "127.0.0.1"
    assert literal_address("http://[fe80::1%25eth0]/") == "fe80::1"
    assert literal_address("http://lamp.test/") == ""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://lamp.test/", None),
        ("https://lamp.test:8443/", None),
        ("http://lamp.test:22/", FetchReason.PORT),
        ("http://lamp.test:6379/", FetchReason.PORT),
        ("http://lamp.test:0/", FetchReason.BAD_ADDRESS),
        ("http://10.0.0.1/", FetchReason.DENIED),
        ("http://[::ffff:10.0.0.1]/", FetchReason.DENIED),
        ("file:///etc/passwd", FetchReason.BAD_ADDRESS),
        ("gopher://lamp.test/", FetchReason.BAD_ADDRESS),
        ("dict://lamp.test:11211/", FetchReason.BAD_ADDRESS),
        ("http://lamp.test\\@10.0.0.1/", FetchReason.DENIED),
    ],
)
def test_what_may_be_asked_is_decided_before_anything_is(url: str, reason: FetchReason | None) -> None:
    assert decide_hop(url, "") is reason


def test_a_private_origin_frees_its_own_host_and_port_alone() -> None:
    assert decide_hop("http://10.0.0.1:6379/", "10.0.0.1:6379") is None
    assert decide_hop("http://10.0.0.1/", "10.0.0.1:6379") is FetchReason.DENIED
    assert 80 not in OTHER_SERVICES
    assert 443 not in OTHER_SERVICES


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b?c#d", "https://lamp.test/b?c"),
        ("http://user:secret@lamp.test/b", "http://lamp.test/b"),
        ("//Other.TEST:443/b", "https://other.test/b"),
        ("http://新闻.test/灯", "http://xn--efvy88h.test/%E7%81%AF"),
        ("/open/../private/a", "https://lamp.test/private/a"),
        ("https://lamp.test/open/%2e%2E/private", "https://lamp.test/private"),
        ("http://１２７.0.0.1/", "http://127.0.0.1/"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://lamp.test./b", "http://lamp.test/b"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("http://[bad/", ""),
        (" /b\t", "https://lamp.test/b"),
    ],
)
def test_where_a_redirect_leads_is_told_in_one_plain_form(location: str, target: str) -> None:
    assert next_hop("https://lamp.test/a", location) == target


@given(st.text(max_size=60))
def test_a_plain_address_is_ascii_without_credentials_and_stays_so(url: str) -> None:
    plain = plain_address(url)
    assert plain.isascii()
    assert plain_address(plain) == plain
    if decide_hop(plain, "") is None:
        assert "@" not in plain.split("/")[2]
