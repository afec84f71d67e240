"""Both sources of reads tell the same of the same page view."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from yaowen.base.clock import Clock
from yaowen.base.settings import Settings
from yaowen.rank.rules.access_line import Line, make_parser
from yaowen.rank.store import Read
from yaowen.serve.access_log import AccessLog
from yaowen.serve.beacon import Beacon, Environ
from yaowen.serve.read_source import ReadSource, Refusal

AT = datetime(2025, 3, 14, 9, 30, 20, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"
ROBOT = "Googlebot/2.1 (+http://www.google.com/bot.html)"


class SetClock(Clock):
    """A clock that stands."""

    def now(self) -> datetime:
        return AT


@dataclass(frozen=True)
class Seen:
    """A view of a page."""

    page: str = "a12"
    address: str = "203.0.113.7"
    forwarded: str = ""
    agent: str = PHONE
    purpose: str = ""


@dataclass(frozen=True)
class Sources:
    """Both, of one site."""

    beacon: ReadSource[Environ]
    log: ReadSource[Line]

    def tell(self, seen: Seen) -> tuple[Read | Refusal, Read | Refusal]:
        """What each makes of a view."""
        body = seen.page.encode()
        environ = {
            "REMOTE_ADDR": seen.address, "HTTP_ORIGIN": "https://news.example", "HTTP_USER_AGENT": seen.agent,
            "HTTP_X_FORWARDED_FOR": seen.forwarded, "HTTP_SEC_PURPOSE": seen.purpose, "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }  # fmt: skip
        kind = {"a": "article", "s": "story"}.get(seen.page[:1], "section")
        line = Line(
            AT.timestamp(), seen.address, seen.forwarded, "GET", f"/zh-hans/{kind}/{seen.page[1:]}/", "200",
            seen.agent, seen.purpose, "text/html",
        )  # fmt: skip
        return self.beacon.read_of(environ), self.log.read_of(line)


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    changed = {"SITE_URL": "https://news.example", "TRUSTED_PROXIES": "10.0.0.0/8", "DATA": str(tmp_path)}
    made = Settings({**settings.YAOWEN.values, **changed})
    both = Sources(Beacon(made, SetClock()), AccessLog(made, SetClock(), make_parser("combined")))
    yield both
    both.beacon.close()
    both.log.close()


@pytest.mark.parametrize(
    "seen",
    [
        Seen(), Seen("s34"), Seen(address="2001:db8::7"), Seen(address="203.0.113.7:5000"),
        Seen(address="10.0.0.1", forwarded="6.6.6.6, 198.51.100.9"), Seen(forwarded="6.6.6.6"),
        Seen(agent="Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"),
    ],
)  # fmt: skip
def test_a_view_is_the_same_read(sources: Sources, seen: Seen) -> None:
    from_beacon, from_log = sources.tell(seen)
    assert isinstance(from_beacon, Read)
    assert from_beacon == from_log


def test_different_readers_are_different(sources: Sources) -> None:
    views = (Seen(), Seen(address="203.0.113.8"), Seen(agent="Mozilla/5.0 (Windows NT 10.0) Firefox/120.0"))
    assert len({sources.tell(seen)[side] for seen in views for side in (0, 1)}) == len(views)


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Seen("x12"), "no page view"), (Seen(agent=ROBOT), "robot"), (Seen(agent=""), "robot"),
        (Seen(purpose="prefetch;prerender"), "prefetch"), (Seen(address="unix:"), "no address"),
        (Seen(address="10.0.0.1", forwarded="unknown"), "no address"),
    ],
)  # fmt: skip
def test_a_view_is_refused_for_the_same_reason(sources: Sources, seen: Seen, reason: Refusal) -> None:
    assert sources.tell(seen) == (reason, reason)
