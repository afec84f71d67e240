"""The deny list, against the registries and against the standard library."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.rules.addresses import is_denied, literal_address, origin_of

PUBLIC = ["93.184.216.34", "8.8.8.8", "1.1.1.1", "114.114.114.114", "2606:4700::6810:84e5", "2408:8719::1", "240e::1"]
SPECIAL = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
    "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert not is_denied(address)


@pytest.mark.parametrize("address", [*SPECIAL, "", "lamp.test", "127.1", "999.1.1.1"])
def test_special_addresses_and_what_is_none_are_denied(address: str) -> None:
    assert is_denied(address)


@given(st.ip_addresses())
def test_whatever_the_standard_library_calls_not_global_is_denied(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert is_denied(str(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_is_denied(address: ipaddress.IPv4Address) -> None:
    for network in ("::ffff:0:0", "64:ff9b::", "::"):
        assert is_denied(str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(network)) + int(address))))


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://Lamp.TEST/x", "lamp.test:80"),
        ("https://lamp.test./", "lamp.test:443"),
        ("http://lamp.test:8080/", "lamp.test:8080"),
        ("http://[::1]/", "[::1]:80"),
        ("http://u:p@lamp.test/", "lamp.test:80"),
        ("ftp://lamp.test/", ""), ("http://lamp.test:99999/", ""), ("lamp", ""), ("http://[::1/", ""),
    ],
)  # fmt: skip
def test_an_origin_names_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_an_address_by_number_is_told_from_a_name() -> None:
    assert literal_address("http://127.0.0.1:80/") == "127.0.0.1"
    assert literal_address("http://[fe80::1%25eth0]/") == "fe80::1"
    assert literal_address("http://lamp.test/") == ""
