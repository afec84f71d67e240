"""What the feed farm serves: the plan of its feeds, invented news in four formats, and the ways to misbehave."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

SINGLE_HOSTS, SHARED_HOSTS, FEEDS_A_SHARED_HOST = 500, 125, 4
FEEDS = SINGLE_HOSTS + SHARED_HOSTS * FEEDS_A_SHARED_HOST
FAULTS = (
    "slow", "server_error", "not_found", "gone", "too_many", "busy", "redirect", "redirect_loop", "redirect_inside",
    "truncated", "wrong_charset", "new_guids", "never_ending", "slow_drip", "header_flood", "gzip_bomb",
    "deep_nesting", "many_entities", "html", "reset", "tls_garbage", "bare_304", "wrong_length", "silent", "refused",
)  # fmt: skip
FAULTS_OF_A_KIND = FEEDS // 10 // len(FAULTS)
SUFFIXES = ("rss", "atom", "json", "gbk")
_STARTED = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
_PLACES = ["青桐", "渡口", "灯塔", "北岭", "长堤", "柳湾", "石桥", "云台", "南浦", "芦汀"]
_EVENTS = [
    "恢复通行",
    "公布预算",
    "开工建设",
    "迎来客流",
    "发布预警",
    "举行听证",
    "更换车辆",
    "调整时刻",
    "完成验收",
    "征求意见",
]
_SENTENCE = "当地负责人介绍，这项工作自年初开始，已有二十七个单位参加，预计下月底前完成，具体安排将另行公布。"


@dataclass(frozen=True)
class FarmFeed:
    """One feed: where it stands and how it behaves. `fault` is empty for a healthy one."""

    number: int
    host: str
    fault: str

    @property
    def suffix(self) -> str:
        """Its format."""
        return SUFFIXES[self.number % len(SUFFIXES)]

    @property
    def path(self) -> str:
        """Its path on its host."""
        return f"/f{self.number}.{self.suffix}"

    @property
    def answers_304(self) -> bool:
        """A fifth of the healthy feeds knows no validators and always sends everything."""
        return self.number % 5 != 4

    def origin(self, port: int) -> str:
        """host:port; a refused one stands where nobody listens."""
        return f"{self.host}:{1 if self.fault == 'refused' else port}"

    def url(self, port: int) -> str:
        """Its address."""
        return f"{'https' if self.fault == 'tls_garbage' else 'http'}://{self.origin(port)}{self.path}"


def plan_feeds() -> list[FarmFeed]:
    """1,000 feeds: 500 with a host each, 500 on 125 hosts; of every fault three of the first, one of the second."""
    faults = {}
    for kind, fault in enumerate(FAULTS):
        for place in range(FAULTS_OF_A_KIND - 1):
            faults[(kind * (FAULTS_OF_A_KIND - 1) + place) * 6] = fault
        faults[SINGLE_HOSTS + kind * 5 * FEEDS_A_SHARED_HOST + 2] = fault
    feeds = []
    for number in range(FEEDS):
        place = number if number < SINGLE_HOSTS else SINGLE_HOSTS + (number - SINGLE_HOSTS) // FEEDS_A_SHARED_HOST
        feeds.append(FarmFeed(number, f"127.20.{place // 200}.{place % 200 + 1}", faults.get(number, "")))
    return feeds


def headline_of(number: int, serial: int) -> str:
    """An invented headline, one of its kind in its feed."""
    return f"{_PLACES[number % 10]}{_PLACES[serial % 10]}第{serial + 1}次{_EVENTS[(number + serial) % 9]}"


def make_body(number: int, suffix: str, base: str, newest: int, mark: str = "") -> bytes:
    """A feed of 20–60 items of 300–500 characters, 20–100 KB; `mark` makes its GUIDs other ones."""
    count = 20 + number % 41
    items = [_item(number, base, serial, mark) for serial in range(newest, newest - count, -1)]
    name = f"农场第{number}报"
    if suffix == "json":
        return _json(name, base, items)
    if suffix == "atom":
        return _atom(name, base, items)
    charset = "gb18030" if suffix == "gbk" else "utf-8"
    return _rss(name, base, items, "GBK" if suffix == "gbk" else charset).encode(charset)


def validators_of(number: int, body: bytes) -> dict[str, str]:
    """The validators a healthy feed sends: ETag strong or weak, Last-Modified, both, or neither."""
    tag = hashlib.blake2b(body, digest_size=8).hexdigest()
    etag, date = {"ETag": f'"{tag}"'}, {"Last-Modified": format_datetime(_STARTED, usegmt=True)}
    return ({"ETag": f'W/"{tag}"'}, {**etag, **date}, etag, date | etag, {})[number % 5]


def article_page(number: int, serial: int) -> bytes:
    """An article's page of about 12 KB."""
    title, text = headline_of(number, serial), f"<p>{_SENTENCE * 3}</p>\n" * 12
    links = "".join(f"<li><a href='/a/{number}/{n}.html'>{headline_of(number, n)}</a></li>" for n in range(20))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
        f"<article>{text}</article><ul>{links}</ul></body></html>"
    ).encode()


def hostile_body(fault: str) -> tuple[bytes, dict[str, str]]:
    """A body that is meant to hurt, and its headers."""
    match fault:
        case "gzip_bomb":
            return gzip.compress(bytes(64_000_000)), {"Content-Encoding": "gzip"}
        case "deep_nesting":
            return b"<rss>" + b"<a>" * 600_000, {}
        case "many_entities":
            lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
            return f'<!DOCTYPE r [<!ENTITY e0 "ha">{lines}]><rss><channel>&e11;</channel></rss>'.encode(), {}
    return "<!DOCTYPE html><html><body><h1>您的访问被拒绝</h1></body></html>".encode(), {}


def _item(number: int, base: str, serial: int, mark: str) -> dict[str, str]:
    at = _STARTED + timedelta(minutes=37 * serial)
    return {
        "title": headline_of(number, serial),
        "url": f"{base}/a/{number}/{serial}.html",
        "guid": f"{mark or 'item'}-{number}-{serial}",
        "text": _SENTENCE * (6 + serial % 5),
        "rfc": format_datetime(at),
        "iso": at.isoformat(),
    }


def _rss(name: str, base: str, items: list[dict[str, str]], charset: str) -> str:
    entries = "".join(
        f"<item><title>{item['title']}</title><link>{item['url']}</link><guid isPermaLink='false'>{item['guid']}</guid>"
        f"<pubDate>{item['rfc']}</pubDate><category>本地</category>"
        f"<description><![CDATA[<p>{item['text']}</p>]]></description></item>\n"
        for item in items
    )
    return (
        f"<?xml version='1.0' encoding='{charset}'?>\n<rss version='2.0'><channel><title>{name}</title>"
        f"<link>{base}/</link><description>{name}</description>\n{entries}</channel></rss>\n"
    )


def _atom(name: str, base: str, items: list[dict[str, str]]) -> bytes:
    entries = "".join(
        f"<entry><title>{item['title']}</title><link href='{item['url']}'/><id>{item['guid']}</id>"
        f"<published>{item['iso']}</published><updated>{item['iso']}</updated>"
        f"<summary type='html'>&lt;p&gt;{item['text']}&lt;/p&gt;</summary></entry>\n"
        for item in items
    )
    head = f"<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom'><title>{name}</title>"
    return f"{head}<id>{base}/</id><updated>{items[0]['iso']}</updated>\n{entries}</feed>\n".encode()


def _json(name: str, base: str, items: list[dict[str, str]]) -> bytes:
    listed = [
        {"id": item["guid"], "url": item["url"], "title": item["title"], "date_published": item["iso"],
         "content_html": f"<p>{item['text']}</p>"}
        for item in items
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": f"{base}/", "items": listed}
    return json.dumps(feed, ensure_ascii=False).encode()
