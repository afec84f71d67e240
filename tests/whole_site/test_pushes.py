"""A running site is pushed to by a hub: from the feed that names it to the article's page."""

from __future__ import annotations

import http.client
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from collect.hub import Hub, running_hub, sign
from collect.loopback import Reply
from collect.scene import rss_of
from whole_site.crew import ARTICLE
from whole_site.running import running_site, scratch_database


def offer(hub: Hub, *places: int) -> None:
    link = f'<{hub.url("/hub")}>; rel="hub", <{hub.url("/feed")}>; rel="self"'
    hub.routes["/feed"] = replace(rss_of(hub, *places), headers={"Link": link})
    for place in places:
        hub.routes[f"/p{place}"] = Reply(ARTICLE.format(f"青桐渡口第{place}次航班恢复通行").encode())


def push_in_chunks(hub: Hub, body: bytes) -> int:
    """Push a body of unknown length, as some hubs do."""
    asked = hub.requests[-1]
    parts = urlsplit(asked["hub.callback"])
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"Content-Type": "application/rss+xml", "X-Hub-Signature": sign(asked["hub.secret"], body)}
    pieces = (body[start : start + 100] for start in range(0, len(body), 100))
    connection.request("POST", parts.path, pieces, headers, encode_chunked=True)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_a_pushed_article_stands_on_the_site_and_a_forged_one_does_not(tmp_path: Path) -> None:
    with running_hub() as hub, scratch_database() as database_url:
        offer(hub, 1)
        feeds = tmp_path / "outlets.opml"
        feeds.write_text(
            f'<opml version="2.0"><body><outline text="青桐" type="rss" xmlUrl="{hub.url("/feed")}"/></body></opml>',
            "utf-8",
        )
        with running_site(tmp_path / "data", "--no-sample", database_url=database_url) as site:
            site.wait_until(lambda: site.get("/healthz")[0] == 200)
            done = site.run("outlets", "import", str(feeds), "--allow-private", "--host-delay", "0")
            assert done.returncode == 0, done.stdout + done.stderr
            site.wait_until(lambda: site.status()["pushed_feeds"] == 1 and site.status()["articles"] == 1)
            readings = hub.times_asked("/feed")
            offer(hub, 3)  # reachable, but no reading names it: only pushes do
            offer(hub, 2)
            forged = rss_of(hub, 3).body
            assert hub.push(forged, sign("a guess", forged)) == 202
            assert push_in_chunks(hub, rss_of(hub, 2).body) == 202
            site.wait_until(lambda: site.status()["articles"] == 2)
            assert hub.times_asked("/feed") == readings
            assert hub.times_asked("/p3") == 0
            assert push_in_chunks(hub, b"<rss>" + b" " * 9_000_000) == 413
            assert "hub live" in " ".join(site.run("outlets", "list").stdout.split())
