"""What votes an attacker gets: through the beacon into the log, counted by the ranking's own window and a recount."""

from __future__ import annotations

import io
import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from rank.scene import SetClock
from yaowen.base.settings import Settings
from yaowen.group.models import Membership, Story
from yaowen.rank.models import ReadLog
from yaowen.rank.recount import build_window, recount
from yaowen.rank.rules.identity import identify, parse_address
from yaowen.rank.rules.packing import Reads
from yaowen.rank.rules.window import Window
from yaowen.rank.stories import StoryBook
from yaowen.serve.beacon import Beacon
from yaowen.serve.read_source import agent_class

pytestmark = pytest.mark.django_db(transaction=True)

K = 8
SITE = "https://news.example"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"
SYSTEMS = ("Windows NT 10.0", "Macintosh", "X11; Linux", "Linux; Android 14", "iPhone", "iPad", "OpenHarmony")
BROWSERS = ("Chrome/120.0 Safari/537.36", "Firefox/121.0", "Edg/120.0", "MicroMessenger/8.0")
ROBOTS = Path(__file__).parents[3] / "shared/data/hostile_text/crawler-user-agents.json"
_NO_BODY = b""


class Attacker:
    """Sends beacons, and asks what came of them."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock()
        self.clock.at = datetime(2025, 3, 14, 23, 50, 20, tzinfo=UTC)
        changed = {"SITE_URL": SITE, "TRUSTED_PROXIES": "10.0.0.0/8", "DATA": str(folder)}
        self.beacon = Beacon(Settings({**settings.YAOWEN.values, **changed}), self.clock)

    def send(self, address: str = "203.0.113.7", body: bytes = b"a12", **headers: Any) -> int:
        environ = {
            "REQUEST_METHOD": "POST", "REMOTE_ADDR": address, "HTTP_HOST": "news.example", "HTTP_ORIGIN": SITE,
            "HTTP_USER_AGENT": PHONE, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
        }  # fmt: skip
        environ |= headers
        return self.beacon.answer({name: value for name, value in environ.items() if value is not None})

    def votes(self, story: int = 5) -> int:
        """What the ranking counts for a story now; window and recount agree."""
        minute = self.clock.minute()
        found = dict(build_window(minute, K, StoryBook()).leaders(100)).get(story, 0)
        assert recount(minute, K).votes.get(story, 0) == found
        return found


@pytest.fixture
def attacker(tmp_path: Path) -> Iterator[Attacker]:
    """Stories 5 (article 12), 7, 8 and 9; story 6, merged into 5."""
    at = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
    dates = {"due_at": at, "first_at": at, "last_at": at}
    for story in (5, 7, 8, 9):
        Story.objects.create(pk=story, language="zh", state="rendered", headline_article_id=12, articles=1, **dates)
    Story.objects.create(pk=6, language="zh", state="merged", merged_into=5, **dates)
    Membership.objects.create(
        article_id=12, story_id=5, rule="alone", filed_at=at, outlet_id=1, published=at, serial=1, window_at=at
    )
    made = Attacker(tmp_path)
    yield made
    made.beacon.close()


def test_a_thousand_beacons_of_one_client_are_one_vote_across_midnight_too(attacker: Attacker) -> None:
    """From ten to midnight on for two days: at no minute more than one."""
    for _ in range(1000):
        assert attacker.send() == 204
    for minutes in (5, 10, 60, 600, 700, 80, 1, 1440):
        attacker.clock.at = datetime.fromtimestamp(attacker.clock.at.timestamp() + 60 * minutes, UTC)
        attacker.send()
        assert attacker.votes() == 1


def test_a_million_beacons_of_one_client_are_one_vote_in_any_24_hours() -> None:
    """Three days of them, straight into the window, seven a minute by three clocks."""
    first, count = 1440 * 20_000, 1_000_000
    minutes = np.sort(np.random.default_rng(1).integers(first, first + 3 * 1440, count))
    address = parse_address("203.0.113.7")
    assert address is not None
    made = {day: identify(address, 3, bytes([day % 251]) * 32) for day in range(first // 1440 - 2, first // 1440 + 4)}
    window = Window(K, first)
    for start in range(0, count, 20_000):
        some = minutes[start : start + 20_000]
        days = ((some - 1) // 1440).tolist()
        columns = (np.array([made[day - ago][part] for day in days], np.uint64) for part in (0, 1) for ago in (0, 1))
        reader, before, network, network_before = columns
        pages = np.full(len(some), 12)
        narrow = (network.astype(np.uint32), network_before.astype(np.uint32))
        window.merge(some, np.full(len(some), 5), Reads(pages, reader, before, *narrow))
        window.advance(int(some[-1]))
        assert window.leaders(10) == [(5, 1)]


def test_ten_thousand_agents_of_one_address_are_at_most_k(attacker: Attacker) -> None:
    for number in range(2000):
        system, browser = SYSTEMS[number % len(SYSTEMS)], BROWSERS[number % len(BROWSERS)]
        attacker.send(HTTP_USER_AGENT=f"Mozilla/5.0 ({system}) {browser} Made/{number}")
    assert attacker.votes() == K


def test_ten_thousand_invented_agents_have_at_most_64_classes() -> None:
    made = random.Random(7)
    letters = "ChromeSafariFirefoxEdgAndroidiPhone /0123456789();.MicroMessengerWindowsMac"
    agents = ["".join(made.choices(letters, k=60)) for _ in range(10_000)]
    address = parse_address("203.0.113.7")
    assert address is not None
    assert len({identify(address, agent_class(agent), b"s" * 32) for agent in agents}) <= 64


def test_a_slash_64_with_many_addresses_and_one_agent_is_one(attacker: Attacker) -> None:
    for number in range(1000):
        attacker.send(str(IPv6Address((0x2001_0DB8_0001_0002 << 64) + number * 7919 + 1)))
    assert attacker.votes() == 1


def test_a_hundred_thousand_addresses_of_a_slash_64_have_one_identity() -> None:
    base = 0x2001_0DB8_0001_0002 << 64
    assert len({identify(IPv6Address(base + number), 3, b"s" * 32) for number in range(100_000)}) == 1


def test_200_000_invented_readers_of_one_network_are_at_most_k() -> None:
    """Whatever the hashes are: the window lets K of a network through, now and a day later."""
    minute, count = 1440 * 20_000 + 700, 200_000
    readers = np.random.default_rng(2).integers(0, 2**64, count, np.uint64, endpoint=False)
    same = np.full(count, 77, np.uint32)
    window = Window(K, minute)
    window.merge(
        np.full(count, minute), np.full(count, 5), Reads(np.full(count, 12), readers, ~readers, same, same)
    )  # fmt: skip
    assert window.leaders(10) == [(5, K)]
    window.advance(minute + 1439)
    assert window.leaders(10) == [(5, K)]
    window.advance(minute + 1440)
    assert window.leaders(10) == []


def test_a_whole_slash_24_is_at_most_k(attacker: Attacker) -> None:
    for number in range(254):
        attacker.send(f"203.0.113.{number + 1}")
    assert attacker.votes() == K


@pytest.mark.parametrize("classes", [1, 5, 20])
def test_20_people_behind_one_address_count_as_their_kinds_up_to_k(attacker: Attacker, classes: int) -> None:
    """The loss that is stated on the method page: equal phones are one reader."""
    kinds = [f"Mozilla/5.0 ({system}) {browser}" for system in SYSTEMS for browser in BROWSERS][:20]
    assert len({agent_class(kind) for kind in kinds}) == 20
    for person in range(20):
        attacker.send(HTTP_USER_AGENT=kinds[person % classes])
    assert attacker.votes() == min(classes, K)


def test_a_ring_of_200_networks_keeps_under_a_tenth(attacker: Attacker) -> None:
    """Three stories, through the beacon, two readers a network; 300 honest ones read one or two stories."""
    for net in range(200):
        for host in (1, 2):
            for body in (b"s7", b"s8", b"s9"):
                attacker.send(f"198.{18 + net // 250}.{net % 250}.{host}", body)
    for honest in range(300):
        attacker.send(f"192.{honest // 250}.{honest % 250}.9", b"a12")
        if honest % 5 == 0:
            attacker.send(f"192.{honest // 250}.{honest % 250}.9", b"s7")
    assert attacker.votes(5) == 300
    assert attacker.votes(7) <= 60 + 40
    assert attacker.votes(8) <= 40


@pytest.mark.shared
def test_no_known_robot_has_a_vote(attacker: Attacker) -> None:
    agents = [agent for robot in json.loads(ROBOTS.read_text()) for agent in robot["instances"]]
    assert len(agents) > 2000
    assert {attacker.send(HTTP_USER_AGENT=agent) for agent in agents} == {204}
    assert ReadLog.objects.count() == 0


@pytest.mark.parametrize(
    ("status", "changed"),
    [
        (204, {"HTTP_SEC_PURPOSE": "prefetch"}),
        (204, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}),
        (204, {"HTTP_PURPOSE": "prefetch"}),
        (204, {"HTTP_X_MOZ": "prefetch"}),
        (405, {"REQUEST_METHOD": "GET"}),
        (204, {"HTTP_ORIGIN": "https://elsewhere.example"}),
        (204, {"HTTP_ORIGIN": "null"}),
        (204, {"HTTP_ORIGIN": None}),
        (204, {"HTTP_ORIGIN": "https://news.example.evil.example"}),
        (204, {"body": b"a12" + b" " * 1000}),
        (204, {"body": b"a12", "CONTENT_LENGTH": str(10**12)}),
        (204, {"body": b"a999"}),
        (204, {"body": b"s6"}),
        (204, {"body": b"a0012"}),
        (204, {"body": b"a12&a13"}),
        (204, {"body": _NO_BODY}),
        (204, {"HTTP_USER_AGENT": None}),
    ],
)
def test_what_is_no_read_gets_the_same_answer_and_no_row(
    attacker: Attacker, status: int, changed: dict[str, Any]
) -> None:
    assert attacker.send(**changed) == status
    assert ReadLog.objects.count() == 0


def test_forwarded_addresses_of_a_stranger_are_not_believed(attacker: Attacker) -> None:
    for number in range(50):
        attacker.send(HTTP_X_FORWARDED_FOR=f"198.51.{number}.1, 10.0.0.1")
    assert attacker.votes() == 1


def test_invented_hops_before_a_proxys_own_are_not_believed(attacker: Attacker) -> None:
    for _ in range(50):
        invented = ".".join(str(part) for part in os.urandom(4))
        attacker.send("10.0.0.1", HTTP_X_FORWARDED_FOR=f"{invented}, 203.0.113.7")
    assert attacker.votes() == 1


def test_replayed_beacons_add_nothing(attacker: Attacker) -> None:
    for _ in range(3):
        for number in range(20):
            attacker.send(f"192.0.{number}.1")
    assert attacker.votes() == 20
