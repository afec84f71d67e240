"""The Fetcher against a real server that behaves in every bad way."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import replace

import pytest

from collect.loopback import Asked, Held, Loopback, Reply, running
from yaowen.base.settings import load_settings
from yaowen.collect.fetcher import Fetcher, fetch_all, fetch_one, limits_of
from yaowen.collect.private_origins import find_private_origin, find_private_origins
from yaowen.collect.rules.fetching import (
    Fetched,
    FetchFailure,
    FetchLimits,
    FetchReason,
    FetchRequest,
    FetchResult,
)

SMALL = FetchLimits(timeout_seconds=60, max_bytes=200_000, max_redirects=5, user_agent="Yaowen/test (mailto:a@b.test)")
SHORT = replace(SMALL, timeout_seconds=1.5)


def fetch(server: Loopback, path: str, limits: FetchLimits = SMALL) -> FetchResult:
    return fetch_one(server.url(path), server.origin, limits)


def reason_of(result: FetchResult) -> FetchReason:
    assert isinstance(result, FetchFailure), result
    return result.reason


def page_of(result: FetchResult) -> Fetched:
    assert isinstance(result, Fetched), result
    return result


def test_a_page_comes_with_its_status_headers_and_body(server: Loopback) -> None:
    server.routes["/a"] = Reply("灯塔".encode("gb18030"), kind='text/html; charset="GB18030"', headers={"ETag": '"x"'})
    page = page_of(fetch(server, "/a"))
    assert (page.status, page.body, page.media_type, page.charset) == (
        200,
        "灯塔".encode("gb18030"),
        "text/html",
        "GB18030",
    )
    assert page.headers["etag"] == '"x"'


def test_an_error_status_is_an_answer_too(server: Loopback) -> None:
    assert page_of(fetch(server, "/missing")).status == 404


def test_the_user_agent_names_us_and_nothing_else_leaks(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    server.routes["/a"] = Reply(b"1", headers={"Set-Cookie": "a=b; Path=/"})
    for _ in range(2):
        page_of(fetch(server, "/a"))
    assert [asked.headers["user-agent"] for asked in server.asked] == [SMALL.user_agent] * 2
    assert not any({"cookie", "authorization", "referer"} & asked.headers.keys() for asked in server.asked)


def test_the_user_agent_carries_the_contact_of_the_settings() -> None:
    assert "mailto:desk@lamp.test" in limits_of(load_settings({"YAOWEN_CONTACT": "mailto:desk@lamp.test"})).user_agent
    assert "https://lamp.test" in limits_of(load_settings({"YAOWEN_SITE_URL": "https://lamp.test"})).user_agent
    assert "127.0.0.1" not in limits_of(load_settings({})).user_agent


def test_validators_go_back_as_they_came(server: Loopback) -> None:
    server.routes["/feed"] = Reply(status=304)
    request = FetchRequest(server.url("/feed"), server.origin, etag="W/\"odd, 'tag'\"", last_modified="yesterday or so")
    page_of(next(result for _, result in fetch_all({1: request}, SMALL)))
    assert server.asked[0].headers["if-none-match"] == "W/\"odd, 'tag'\""
    assert server.asked[0].headers["if-modified-since"] == "yesterday or so"


@pytest.mark.parametrize("reply", [Reply(b"x" * 1000, announced=100_000_000), Reply(b"x" * 65536, forever=True)])
def test_a_body_of_a_hundred_megabytes_is_stopped_announced_or_not(server: Loopback, reply: Reply) -> None:
    server.routes["/large"] = reply
    assert reason_of(fetch(server, "/large")) is FetchReason.TOO_LARGE


def test_a_slow_drip_ends_at_the_total_deadline(server: Loopback) -> None:
    server.routes["/drip"] = Reply(b"<p>" + b"." * 1000, drip_seconds=0.05)
    result = fetch(server, "/drip", SHORT)
    assert reason_of(result) is FetchReason.DEADLINE
    assert result.seconds >= 1.4
    assert len(result.body) < 1003


def test_the_deadline_counts_all_hops_together(server: Loopback) -> None:
    for place in range(5):
        server.routes[f"/{place}"] = Reply(status=302, headers={"Location": f"/{place + 1}"}, wait_seconds=0.5)
    assert reason_of(fetch(server, "/0", SHORT)) is FetchReason.DEADLINE


def test_a_body_shorter_than_announced_is_truncated_and_kept_whole(server: Loopback) -> None:
    server.routes["/half"] = Reply(b"a" * 100_000, announced=150_000)
    result = fetch(server, "/half")
    assert reason_of(result) is FetchReason.TRUNCATED
    assert isinstance(result, FetchFailure)
    assert len(result.body) == 100_000


def test_endless_headers_are_cut_off(server: Loopback) -> None:
    server.routes["/a"] = Reply(headers={f"X-{place}": "v" * 1000 for place in range(90)})
    small = FetchLimits(timeout_seconds=60, max_header_bytes=20_000)
    assert reason_of(fetch(server, "/a", small)) is FetchReason.HEADERS


def test_redirects_are_followed_and_the_final_address_told(server: Loopback) -> None:
    server.routes["/old"] = Reply(status=301, headers={"Location": "/new?x=1#top"})
    server.routes["/new?x=1"] = Reply(b"here")
    page = page_of(fetch(server, "/old"))
    assert (page.url, page.final_url, page.body) == (server.url("/old"), server.url("/new?x=1"), b"here")


def test_a_redirect_in_raw_chinese_is_followed(server: Loopback) -> None:
    server.routes["/old"] = Reply(status=302, headers={"Location": "/%E7%81%AF/灯".encode().decode("latin-1")})
    server.routes["/%E7%81%AF/%E7%81%AF"] = Reply(b"here")
    assert page_of(fetch(server, "/old")).body == b"here"


def test_a_circle_of_redirects_is_seen_at_once(server: Loopback) -> None:
    server.routes["/a"] = Reply(status=301, headers={"Location": "/b"})
    server.routes["/b"] = Reply(status=301, headers={"Location": "/a"})
    assert reason_of(fetch(server, "/a")) is FetchReason.REDIRECT_LOOP
    assert len(server.asked) == 2


def test_no_more_than_five_redirects_are_followed(server: Loopback) -> None:
    for place in range(9):
        server.routes[f"/{place}"] = Reply(status=302, headers={"Location": f"/{place + 1}"})
    assert reason_of(fetch(server, "/0")) is FetchReason.REDIRECTS
    assert len(server.asked) == 6


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://x/", "http://[bad/"])
def test_a_redirect_to_anything_but_http_is_refused(server: Loopback, target: str) -> None:
    server.routes["/a"] = Reply(status=302, headers={"Location": target})
    assert reason_of(fetch(server, "/a")) is FetchReason.BAD_ADDRESS


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "0", "0.0.0.0", "127.0.0.1.", "[::1]",
     "[::ffff:127.0.0.1]"],
)  # fmt: skip
def test_no_spelling_of_a_private_address_is_connected(server: Loopback, host: str) -> None:
    server.routes["/"] = Reply(b"secret")
    result = fetch_one(f"http://{host}:{server.server_port}/", "", SMALL)
    assert reason_of(result) is FetchReason.DENIED
    assert not server.asked


def test_a_redirect_to_another_private_server_is_refused(server: Loopback) -> None:
    with running() as inner:
        inner.routes["/secret"] = Reply(b"secret")
        server.routes["/a"] = Reply(status=302, headers={"Location": inner.url("/secret")})
        assert reason_of(fetch(server, "/a")) is FetchReason.DENIED
        assert not inner.asked


def test_a_name_that_leads_to_loopback_is_refused_by_a_redirect_too(server: Loopback) -> None:
    server.routes["/a"] = Reply(status=302, headers={"Location": f"http://localhost:{server.server_port}/b"})
    assert reason_of(fetch(server, "/a")) is FetchReason.DENIED
    assert [asked.path for asked in server.asked] == ["/a"]


def test_a_kept_connection_of_an_allowed_request_does_not_serve_a_forbidden_one(server: Loopback) -> None:
    server.routes["/a"] = Reply(b"1")
    origin = f"localhost:{server.server_port}"
    fetcher = Fetcher(SMALL)
    fetcher.start("allowed", FetchRequest(f"http://{origin}/a", origin))
    assert isinstance(fetcher.poll(60)[0][1], Fetched)
    fetcher.start("forbidden", FetchRequest(f"http://{origin}/a"))
    assert reason_of(fetcher.poll(60)[0][1]) is FetchReason.DENIED
    fetcher.close()
    assert len(server.asked) == 1


def test_a_private_origin_allows_its_own_port_only(server: Loopback) -> None:
    with running() as other:
        assert reason_of(fetch_one(other.url("/"), server.origin, SMALL)) is FetchReason.DENIED


def test_nobody_listening_is_a_failure_of_connecting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        origin = f"127.0.0.1:{taken.getsockname()[1]}"
        assert reason_of(fetch_one(f"http://{origin}/", origin, SMALL)) is FetchReason.CONNECT


def test_plain_http_on_an_https_address_is_a_failure_of_tls(server: Loopback) -> None:
    assert reason_of(fetch_one(f"https://{server.origin}/", server.origin, SMALL)) is FetchReason.TLS


@pytest.mark.parametrize("url", ["", "lamp", "ftp://lamp.test/", "javascript:alert(1)", "http:///x", "http://a b/"])
def test_what_is_no_http_address_is_refused_without_asking(url: str) -> None:
    assert reason_of(fetch_one(url, "", SMALL)) is FetchReason.BAD_ADDRESS


def test_a_slow_answer_holds_up_nobody(server: Loopback) -> None:
    held = Held(Reply(b"1"))
    server.routes["/slow"] = held
    server.routes["/quick"] = Reply(b"2")
    fetcher = Fetcher(SMALL)
    fetcher.start("slow", FetchRequest(server.url("/slow"), server.origin))
    fetcher.start("quick", FetchRequest(server.url("/quick"), server.origin))
    first = fetcher.poll(60)
    held.release()
    second = fetcher.poll(60)
    fetcher.close()
    assert [[token for token, _ in answered] for answered in (first, second)] == [["quick"], ["slow"]]


def test_many_are_fetched_with_one_at_a_time_for_a_host(server: Loopback) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(asked.path.encode(), wait_seconds=0.01)

    with running() as other:
        requests: Mapping[str, FetchRequest] = {
            f"{host.origin}/{place}": FetchRequest(host.url(f"/{place}"), host.origin)
            for host in (server, other)
            for place in range(8)
        }
        for host in (server, other):
            host.routes = {f"/{place}": answer for place in range(8)}
        results = dict(fetch_all(requests, SMALL))
        assert {token: page_of(result).body for token, result in results.items()} == {
            token: b"/" + token.partition("/")[2].encode() for token in requests
        }
        assert server.most_at_once == other.most_at_once == 1


def test_giving_up_tells_what_was_under_way(server: Loopback) -> None:
    held = Held(Reply(b"1"))
    server.routes["/slow"] = held
    fetcher = Fetcher(SMALL)
    fetcher.start("slow", FetchRequest(server.url("/slow"), server.origin))
    fetcher.start("bad", FetchRequest("nowhere"))
    assert sorted(fetcher.close()) == ["bad", "slow"]
    held.release()


def test_a_private_server_is_found_by_number_and_by_name() -> None:
    assert find_private_origin("http://127.0.0.1:8123/feed") == "127.0.0.1:8123"
    assert find_private_origin("http://localhost/feed") == "localhost:80"
    assert find_private_origin("http://93.184.216.34/feed") == ""
    assert find_private_origin("http://none.invalid/feed") == ""
    assert find_private_origin("nonsense") == ""
    found = find_private_origins(["http://127.0.0.1/a", "http://localhost:81/b", "http://lamp.test/c"], look_up=False)
    assert found == {"http://127.0.0.1/a": "127.0.0.1:80", "http://localhost:81/b": "localhost:81"}


def test_polling_with_nothing_under_way_returns_at_once() -> None:
    fetcher = Fetcher(SMALL)
    assert fetcher.poll(3600) == []
    fetcher.close()
