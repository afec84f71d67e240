"""Reads out of access logs: what counts, what is refused and why, and that nothing counts twice."""

from __future__ import annotations

import gzip
import io
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.clock import Clock
from yaowen.base.errors import BadInput
from yaowen.base.settings import Settings
from yaowen.group.models import Membership, Story
from yaowen.rank.models import ReadLog
from yaowen.rank.recount import recount
from yaowen.rank.rules.access_line import COMBINED, make_parser, page_of
from yaowen.rank.store import open_salts, salt_day
from yaowen.rank.verify import verify
from yaowen.serve.access_log import AccessLog
from yaowen.serve.beacon import Beacon

AT = datetime(2025, 3, 14, 9, 30, 20, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"
database = pytest.mark.django_db(transaction=True)


class SetClock(Clock):
    """A clock that stands where the test puts it."""

    def __init__(self, at: datetime = AT) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def given_settings(tmp_path: Path) -> Settings:
    """Story 5 with article 12."""
    dates = {"due_at": AT, "first_at": AT, "last_at": AT}
    Story.objects.create(pk=5, language="zh", state="rendered", headline_article_id=12, articles=1, **dates)
    Membership.objects.create(
        article_id=12, story_id=5, rule="alone", filed_at=AT, outlet_id=1, published=AT, serial=1, window_at=AT
    )
    changed = {"SITE_URL": "https://news.example", "TRUSTED_PROXIES": "10.0.0.0/8", "DATA": str(tmp_path)}
    return Settings({**settings.YAOWEN.values, **changed})


def line(
    address: str = "203.0.113.7", request: str = "GET /zh-hans/article/12/ HTTP/1.1", status: int = 200,
    agent: str = PHONE, ago: timedelta = timedelta(seconds=20),
) -> str:  # fmt: skip
    return f'{address} - - [{AT - ago:%d/%b/%Y:%H:%M:%S +0000}] "{request}" {status} 512 "-" "{agent}"\n'


def votes(at: datetime = AT) -> int:
    return recount(SetClock(at).minute(), 8).votes.get(5, 0)


def imported(made: Settings, *files: Path, log_format: str = "combined") -> AccessLog:
    source = AccessLog(made, SetClock(), make_parser(log_format))
    for file in files:
        source.import_file(file)
    return source


@database
def test_page_views_count_and_all_else_is_told_by_its_reason(given_settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    file.write_text(
        line()
        + line("198.51.100.1", "GET /en/story/5/?from=share HTTP/2.0", 304)
        + line(request="POST /zh-hans/article/12/ HTTP/1.1")
        + line(status=404)
        + line(request="GET /zh-hans/ HTTP/1.1")
        + line(request="GET /assets/style.css HTTP/1.1")
        + line(agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
        + line(agent="-")
        + line(request="GET /zh-hans/article/999/ HTTP/1.1")
        + line(ago=timedelta(hours=12))
        + line(ago=timedelta(hours=-1))
        + line("unix:")
        + "what is this\n"
        + "\n"
    )
    found = imported(given_settings, file).tallied
    assert found.counted == 2
    assert dict(found.refused) == {
        "no page view": 4, "robot": 2, "no page": 1, "salt destroyed": 1, "future": 1, "no address": 1, "bad line": 1,
    }  # fmt: skip
    assert (found.lines, found.bad) == (14, [13])
    assert votes() == 2


@database
def test_imported_twice_packed_or_renamed_it_counts_once(given_settings: Settings, tmp_path: Path) -> None:
    text = (line() + line("198.51.100.1")).encode()
    (tmp_path / "access.log").write_bytes(text)
    assert imported(given_settings, tmp_path / "access.log").tallied.counted == 2
    (tmp_path / "access.log.1").write_bytes(text)
    (tmp_path / "access.log.2.gz").write_bytes(gzip.compress(text))
    (tmp_path / "access.log.3.zst").write_bytes(zstandard.compress(text))
    again = imported(given_settings, *(tmp_path / f"access.log{end}" for end in ("", ".1", ".2.gz", ".3.zst")))
    assert again.tallied.lines == 0
    assert votes() == 2


@database
@pytest.mark.parametrize("end", [".gz", ".zst"])
def test_a_packed_log_goes_on_where_the_plain_one_ended(given_settings: Settings, tmp_path: Path, end: str) -> None:
    first, second = line().encode(), line("198.51.100.1").encode() * 3
    (tmp_path / "access.log").write_bytes(first + second[:20])
    assert imported(given_settings, tmp_path / "access.log").tallied.lines == 1
    pack = gzip.compress if end == ".gz" else zstandard.compress
    (tmp_path / f"old{end}").write_bytes(pack(first + second))
    assert imported(given_settings, tmp_path / f"old{end}").tallied.lines == 3
    assert votes() == 2


@database
def test_a_reader_whom_the_beacon_has_seen_too_counts_once(given_settings: Settings, tmp_path: Path) -> None:
    beacon = Beacon(given_settings, SetClock())
    environ = {
        "REQUEST_METHOD": "POST", "REMOTE_ADDR": "203.0.113.7", "HTTP_ORIGIN": "https://news.example",
        "HTTP_USER_AGENT": PHONE, "CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"a12"),
    }  # fmt: skip
    assert beacon.answer(environ) == 204
    beacon.close()
    (tmp_path / "access.log").write_text(line())
    assert imported(given_settings, tmp_path / "access.log").tallied.counted == 1
    assert votes() == 1


@database
def test_no_address_and_no_line_reaches_the_database(given_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text(line("198.51.100.77") + "198.51.100.78 is no line\n")
    imported(given_settings, tmp_path / "access.log")
    with connection.cursor() as cursor:
        cursor.execute("SELECT head, offset_bytes FROM imported_log")
        stored = repr(cursor.fetchall()).encode()
    stored += b"".join(bytes(row.data) for row in ReadLog.objects.all())
    for address in (b"198.51.100.7", bytes([198, 51, 100, 77]), bytes([77, 100, 51, 198])):
        assert address not in stored


@database
def test_followed_across_a_rotation_every_line_counts_once(given_settings: Settings, tmp_path: Path) -> None:
    file, stop = tmp_path / "access.log", threading.Event()
    file.write_text(line("192.0.2.1"))
    source = AccessLog(given_settings, SetClock(), make_parser("combined"))

    def follow() -> None:
        try:
            source.follow(file, stop.is_set, wait_seconds=0.01)
        finally:
            connection.close()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        wait_for(source, 1)
        with file.open("a") as more:
            more.write(line("198.51.100.1"))
        wait_for(source, 2)
        file.rename(tmp_path / "access.log.1")
        with (tmp_path / "access.log.1").open("a") as late:
            late.write(line("198.51.101.1"))
        file.write_text(line("198.51.102.1"))
        wait_for(source, 4)
    finally:
        stop.set()
        thread.join()
    assert source.tallied.lines == 4
    assert votes() == 4


MIDNIGHT = datetime(2025, 3, 15, tzinfo=UTC)


def sent(made: Settings, address: str, at: datetime) -> None:
    """Let the beacon take a read of article 12."""
    beacon = Beacon(made, SetClock(at))
    environ = {
        "REQUEST_METHOD": "POST", "REMOTE_ADDR": address, "HTTP_ORIGIN": "https://news.example",
        "HTTP_USER_AGENT": PHONE, "CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"a12"),
    }  # fmt: skip
    assert beacon.answer(environ) == 204
    beacon.close()


@database
def test_who_follows_behind_midnight_loses_no_line_and_counts_no_reader_twice(
    given_settings: Settings, tmp_path: Path
) -> None:
    """Four readers before midnight, told after it: two were seen in time too, one reads on after midnight."""
    file, clock = tmp_path / "access.log", SetClock(MIDNIGHT - timedelta(seconds=30))
    sent(given_settings, "203.0.113.7", MIDNIGHT - timedelta(minutes=3))
    source = AccessLog(given_settings, clock, make_parser("combined"))
    file.write_text(line("203.0.114.1", ago=AT - MIDNIGHT + timedelta(minutes=3)))
    source.import_file(file)
    clock.at = MIDNIGHT + timedelta(seconds=4)
    open_salts(given_settings).destroy_old(salt_day(clock.minute()))
    with file.open("a") as more:
        for address in ("203.0.113.7", "203.0.114.1", "203.0.115.1", "203.0.116.1"):
            more.write(line(address, ago=AT - MIDNIGHT + timedelta(minutes=2, seconds=2)))
        more.write(line("203.0.115.1", ago=AT - MIDNIGHT - timedelta(seconds=2)))
    source.import_file(file)
    assert source.tallied.counted == 6
    assert not +source.tallied.refused
    assert [votes(MIDNIGHT + timedelta(hours=ahead)) for ahead in (0, 1, 23)] == [4, 4, 4]
    assert votes(MIDNIGHT + timedelta(hours=24)) == 1
    assert votes(MIDNIGHT - timedelta(minutes=2)) == 3  # under the salt that is destroyed all who were late are one
    assert verify(SetClock(MIDNIGHT + timedelta(hours=1)).minute()).differences == ()


@database
def test_what_is_older_than_the_last_half_hour_of_yesterday_is_refused(
    given_settings: Settings, tmp_path: Path
) -> None:
    ago = AT - MIDNIGHT
    (tmp_path / "access.log").write_text(
        line("203.0.114.1", ago=ago + timedelta(minutes=30)) + line("203.0.114.2", ago=ago + timedelta(minutes=29))
    )
    source = AccessLog(given_settings, SetClock(MIDNIGHT + timedelta(hours=3)), make_parser("combined"))
    source.import_file(tmp_path / "access.log")
    assert (source.tallied.counted, dict(+source.tallied.refused)) == (1, {"salt destroyed": 1})


def wait_for(source: AccessLog, counted: int) -> None:
    for _ in range(1000):
        if source.tallied.counted >= counted:
            return
        time.sleep(0.01)
    raise AssertionError(source.tallied)


CUSTOM = '$remote_addr [$time_iso8601] "$request_method $request_uri" $status "$http_user_agent" "$http_sec_purpose"'
SAME = [
    ("combined", line()),
    (COMBINED, line()),
    (CUSTOM, f'203.0.113.7 [2025-03-14T09:30:00+00:00] "GET /zh-hans/article/12/" 200 "{PHONE}" "-"\n'),
    ("json", ('{"time":"2025-03-14T09:30:00Z","remote_addr":"203.0.113.7","request":"GET /en/article/12/ HTTP/1.1",'
     f'"status":200,"http_user_agent":"{PHONE}"}}\n')),
    ("json", ('{"EdgeStartTimestamp":1741944600000000000,"ClientIP":"203.0.113.7","ClientRequestMethod":"GET",'
     f'"ClientRequestURI":"/zh-hans/article/12/","EdgeResponseStatus":200,"ClientRequestUserAgent":"{PHONE}"}}\n')),
    ("json", ('{"ts":1741944600.5,"request":{"remote_ip":"203.0.113.7","method":"GET","uri":"/zh-hans/article/12/",'
     f'"headers":{{"User-Agent":["{PHONE}"]}}}},"status":200}}\n')),
    ("w3c", ("#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)\n"
     f"2025-03-14\t09:30:00\t203.0.113.7\tGET\t/zh-hans/article/12/\t200\t{PHONE.replace(' ', '%20')}\n")),
]  # fmt: skip


@database
@pytest.mark.parametrize(("log_format", "text"), SAME)
def test_every_format_tells_the_same_read(given_settings: Settings, tmp_path: Path, log_format: str, text: str) -> None:
    (tmp_path / "access.log").write_text(line())
    (tmp_path / "other.log").write_text("\n" + text)
    imported(given_settings, tmp_path / "access.log")
    assert imported(given_settings, tmp_path / "other.log", log_format=log_format).tallied.counted == 1
    assert votes() == 1


@database
def test_the_reader_behind_a_configured_proxy_is_counted(given_settings: Settings, tmp_path: Path) -> None:
    log_format = COMBINED + ' "$http_x_forwarded_for"'
    own = line("10.0.0.1").rstrip() + ' "198.51.100.9, 203.0.113.7"\n'
    (tmp_path / "access.log").write_text(own + line("192.0.2.4").rstrip() + ' "198.51.100.9"\n' + own)
    (tmp_path / "plain.log").write_text(line() + line("192.0.2.4"))
    imported(given_settings, tmp_path / "access.log", log_format=log_format)
    imported(given_settings, tmp_path / "plain.log")
    assert votes() == 2


@pytest.mark.parametrize("log_format", ["apache", "$remote_addr $status", "$time_local $status $http_user_agent"])
def test_a_format_that_leaves_out_what_is_needed_is_refused(log_format: str) -> None:
    with pytest.raises(BadInput):
        make_parser(log_format)


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/zh-hant/article/7/", 7), ("/en/story/8/?a=b", -8), ("https://news.example/en/story/8/", -8),
        ("/en/story/8", 0), ("/de/story/8/", 0), ("/en/story/08/", 0), ("/en/ranking/", 0), ("", 0), ("http://[", 0),
    ],
)  # fmt: skip
def test_only_articles_and_stories_are_pages(path: str, page: int) -> None:
    assert page_of(path) == page


@given(st.binary(max_size=300), st.sampled_from(["combined", "json", "w3c", CUSTOM]))
def test_no_line_breaks_a_parser(raw: bytes, log_format: str) -> None:
    parse = make_parser(log_format)
    parse(b"#Fields: date time c-ip") if log_format == "w3c" else None
    try:
        found = parse(raw)
    except (ValueError, OverflowError, LookupError):
        return
    assert found is None or found.at > 0
