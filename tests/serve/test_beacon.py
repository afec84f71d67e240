"""The read beacon."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from django.conf import settings
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.clock import Clock
from yaowen.base.errors import Misconfigured
from yaowen.base.settings import Settings
from yaowen.group.models import Membership, Story
from yaowen.rank import writer
from yaowen.rank.models import ReadLog
from yaowen.rank.rules.packing import unpack_reads
from yaowen.serve.beacon import Beacon, origin_of
from yaowen.serve.read_source import find_address, is_robot, parse_proxies

AT = datetime(2025, 3, 14, 9, 30, 20, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
SITE = "https://news.example"
CHANGED = {"SITE_URL": SITE, "READ_ORIGINS": "https://mirror.example", "TRUSTED_PROXIES": "10.0.0.0/8"}

database = pytest.mark.django_db(transaction=True)
Send = Callable[..., int]


class SetClock(Clock):
    """A clock that stands where the test puts it."""

    def __init__(self) -> None:
        super().__init__()
        self.at = AT

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def pages() -> None:
    """Story 5 with article 12; story 6, merged into it."""
    dates = {"due_at": AT, "first_at": AT, "last_at": AT}
    Story.objects.create(pk=5, language="zh", state="rendered", headline_article_id=12, articles=1, **dates)
    Story.objects.create(pk=6, language="zh", state="merged", merged_into=5, **dates)
    Membership.objects.create(
        article_id=12, story_id=5, rule="alone", filed_at=AT, outlet_id=1, published=AT, serial=1, window_at=AT
    )


@pytest.fixture
def send(tmp_path: Path, pages: None, clock: SetClock) -> Iterator[Send]:
    """Sends a beacon as a browser does; returns the status."""
    beacon = Beacon(Settings({**settings.YAOWEN.values, **CHANGED, "DATA": str(tmp_path)}), clock)

    def send(body: bytes = b"a12", method: str = "POST", **headers: Any) -> int:
        environ = {
            "REQUEST_METHOD": method, "REMOTE_ADDR": "203.0.113.7", "HTTP_HOST": "news.example", "HTTP_ORIGIN": SITE,
            "HTTP_USER_AGENT": PHONE, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
        }  # fmt: skip
        return beacon.answer({name: value for name, value in {**environ, **headers}.items() if value is not None})

    yield send
    beacon.close()


def logged() -> int:
    """Reads in the log."""
    return sum(ReadLog.objects.values_list("n", flat=True))


def readers() -> int:
    """Distinct readers in the log, under the first salt."""
    rows = ReadLog.objects.values_list("data", "n")
    return len({reader for data, n in rows for reader in unpack_reads(bytes(data), n).reader.tolist()})


@database
@pytest.mark.parametrize("body", [b"a12", b"s5", b"a12\n"])
def test_a_read_is_in_the_log_when_the_answer_comes(send: Send, body: bytes) -> None:
    assert send(body) == 204
    assert logged() == 1


@database
def test_the_log_says_page_and_minute_and_two_ids_that_differ(send: Send) -> None:
    send(b"a12")
    row = ReadLog.objects.get()
    reads = unpack_reads(bytes(row.data), row.n)
    assert (row.minute, reads.page.tolist()) == (int(AT.timestamp()) // 60 + 1, [12])
    assert reads.reader[0] != reads.reader_before[0]


@database
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
def test_only_post_is_a_read(send: Send, method: str) -> None:
    assert send(method=method) == 405
    assert logged() == 0


@database
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a",
        b"12",
        b"a0",
        b"a-1",
        b"a012",
        b"b12",
        b"a12 s5",
        b"a" + b"1" * 30,
        "a１２".encode(),
        b"a12" + b" " * 70,
    ],
)
def test_a_body_that_names_no_page_leaves_no_row(send: Send, body: bytes) -> None:
    assert send(body) == 204
    assert logged() == 0


@database
@pytest.mark.parametrize("body", [b"a13", b"s7", b"s12", b"s6", b"a5"])
def test_a_page_that_is_unknown_or_merged_away_leaves_no_row(send: Send, body: bytes) -> None:
    assert send(body) == 204
    assert logged() == 0


@database
@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "https://news.example.evil.example"},
        {"HTTP_ORIGIN": "http://news.example:81"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": None},
        {"HTTP_ORIGIN": None, "HTTP_REFERER": "https://evil.example/https://news.example/"},
        {"HTTP_ORIGIN": "https://evil.example", "HTTP_HOST": "evil.example"},
        {"HTTP_ORIGIN": "https://[", "HTTP_HOST": "["},
        {"HTTP_ORIGIN": None, "HTTP_HOST": ""},
    ],
)
def test_a_foreign_page_adds_nothing(send: Send, headers: dict[str, str | None]) -> None:
    assert send(**headers) == 204
    assert logged() == 0


@database
@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://mirror.example"},
        {"HTTP_ORIGIN": None, "HTTP_REFERER": f"{SITE}/zh-hans/"},
        {"HTTP_ORIGIN": "http://localhost:8000", "HTTP_HOST": "localhost:8000"},
    ],
)
def test_the_site_by_its_other_names_and_its_mirrors_may_send(send: Send, headers: dict[str, str | None]) -> None:
    assert send(**headers) == 204
    assert logged() == 1


@database
@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_X_PURPOSE": "preview"},
        {"HTTP_X_MOZ": "prefetch"},
        {"HTTP_USER_AGENT": None},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"HTTP_USER_AGENT": "curl/8.5.0"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "unix:"},
    ],
)
def test_robots_and_fetching_ahead_add_nothing(send: Send, headers: dict[str, str | None]) -> None:
    assert send(**headers) == 204
    assert logged() == 0


def test_every_robot_of_the_list_is_known() -> None:
    agents = [agent for robot in CRAWLER_USER_AGENTS_DATA for agent in robot["instances"]]
    assert len(agents) > 1000
    assert [agent for agent in agents if not is_robot(agent)] == []
    assert not is_robot(PHONE)
    assert not is_robot(DESKTOP)


@database
def test_a_thousand_reloads_in_a_minute_are_one_row(send: Send) -> None:
    assert {send() for _ in range(1000)} == {204}
    assert logged() == 1


@database
def test_a_reload_a_minute_later_is_a_row_of_the_same_reader(send: Send, clock: SetClock) -> None:
    send()
    clock.at += timedelta(minutes=1)
    send()
    assert (logged(), readers()) == (2, 1)


@database
def test_a_slash_64_of_one_kind_of_browser_is_one_reader(send: Send) -> None:
    for last in range(50):
        send(REMOTE_ADDR=f"2001:db8:1:2::{last:x}")
    assert readers() == 1


@database
def test_many_threads_at_once_all_find_their_reads_in_the_log(send: Send) -> None:
    with ThreadPoolExecutor(32) as pool:
        assert set(pool.map(lambda n: send(REMOTE_ADDR=f"203.0.{n // 250}.{n % 250}"), range(500))) == {204}
    assert (logged(), readers()) == (500, 500)
    assert ReadLog.objects.count() < 500, "reads that wait together go to disk together"


@database
def test_forwarded_addresses_count_only_behind_a_trusted_proxy(send: Send) -> None:
    for last in range(5):
        send(HTTP_X_FORWARDED_FOR=f"198.51.100.{last}")
    assert readers() == 1
    for last in range(5):
        send(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR=f"198.51.100.{last}, 10.9.9.9")
    assert readers() == 6


@database
def test_a_failing_database_is_said_and_the_next_read_is_kept(
    send: Send, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> int:
        raise OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(writer, "append_reads", fail)
        assert send() == 503
    assert logged() == 0
    assert "disk I/O error" in caplog.text
    assert "203.0.113.7" not in caplog.text
    assert send() == 204
    assert logged() == 1


@database
def test_salts_that_cannot_be_read_are_said(send: Send, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "salts").write_text("nonsense")
    assert send() == 503
    assert "delete it" in caplog.text


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "unknown", ""),
    ],
)
def test_the_nearest_address_that_is_no_proxy_is_the_readers(remote: str, forwarded: str, address: str) -> None:
    found = find_address(remote, forwarded, parse_proxies(["10.0.0.0/8"]))
    assert found == (ip_address(address) if address else None)


def test_a_proxy_that_is_no_address_is_named() -> None:
    with pytest.raises(Misconfigured, match=r"YAOWEN_TRUSTED_PROXIES.*proxy"):
        parse_proxies(["proxy.example"])


@given(st.text())
def test_any_text_has_an_origin_or_none(text: str) -> None:
    assert origin_of(text) == "" or "://" in origin_of(text)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://News.example/a/b", "https://news.example"),
        ("https://news.example:443/", "https://news.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/x", "http://[::1]:8000"),
        ("news.example", ""),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(address: str, origin: str) -> None:
    assert origin_of(address) == origin
