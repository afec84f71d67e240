"""The sample press gives way to real news by itself."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest

from whole_site.running import Site, free_port, replay_press


@pytest.mark.shared
def test_the_first_real_article_takes_the_sample_off_the_site(tmp_path: Path, shared: Path) -> None:
    port = free_port()
    site = Site(tmp_path / "data")
    site.environment |= {"YAOWEN_MIN_INTERVAL_SECONDS": "1", "YAOWEN_MAX_INTERVAL_SECONDS": "2"}
    list_of_outlets = tmp_path / "outlets.opml"
    outlines = "".join(
        f'<outline text="{slug}" type="rss" xmlUrl="http://127.0.0.1:{port}/{slug}/feed.xml"/>'
        for slug in ("cna", "rfi")
    )
    list_of_outlets.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', "utf-8")
    assert site.run("migrate").returncode == 0
    done = site.run("outlets", "import", str(list_of_outlets), "--allow-private", "--host-delay", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    with contextlib.ExitStack() as ends:
        site.start()
        ends.callback(site.stop)
        page = site.wait_until(lambda: stories_on(site.get("/")), 120)
        assert "示例内容" in page
        ends.enter_context(replay_press(shared, "--from", "2020-08-28", "--port", str(port)))
        real = site.wait_until(lambda: "示例内容" not in site.get("/")[1] and stories_on(site.get("/")), 180)
        assert "示例内容" not in real
        assert site.status()["outlets"] == 2
        site.wait_until(lambda: site.status()["articles"] > 100)


def stories_on(answer: tuple[int, str]) -> str:
    """The page, once it shows a story."""
    status, page = answer
    return page if status == 200 and re.search(r"/zh-hans/story/\d+/", page.replace("&#x2f;", "/")) else ""
