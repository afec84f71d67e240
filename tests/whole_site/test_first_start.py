"""A stranger's first start: nothing set up, no outlet to be reached, and yet a paper to read."""

from __future__ import annotations

import re
import signal
from pathlib import Path

from whole_site.running import running_site


def test_a_first_start_without_network_shows_the_sample_press(tmp_path: Path) -> None:
    with running_site(tmp_path / "data", "--sample") as site:
        page = site.wait_until(lambda: filled_front(site.get("/")), 120)
        assert "示例内容" in page
        site.wait_until(lambda: len(set(re.findall(r"/zh-hans/story/(\d+)/", site.get("/zh-hans/ranking/")[1]))) >= 45)
        story = re.findall(r"/zh-hans/story/\d+/", page)[0]
        for path in (story, story.replace("zh-hans", "zh-hant"), story.replace("zh-hans", "en"), "/zh-hans/method/"):
            assert site.get(path)[0] == 200, path
        assert "示例内容" in site.get(story)[1]
        assert site.get("/zh-hans/search/?q=%E5%A4%A7%E6%A1%A5")[0] == 200
        for path in ("/feed.xml", "/zh-hans/feed.xml", "/zh-hans/ranking/atom.xml"):
            assert site.get(path)[0] == 200, path
        assert site.get("/zh-hans/nonsense/")[0] == 404
        assert site.stop(signal.SIGINT) == 0


def filled_front(answer: tuple[int, str]) -> str:
    """The front page once it has stories on it."""
    status, page = answer
    return page if status == 200 and len(set(re.findall(r"/zh-hans/story/\d+/", page))) >= 10 else ""


def test_killed_while_it_works_it_goes_on_where_it_was(tmp_path: Path) -> None:
    with running_site(tmp_path / "data", "--sample") as site:
        site.wait_until(lambda: site.get("/")[0] == 200, 120)
        site.stop(signal.SIGKILL)
    with running_site(tmp_path / "data", "--sample") as again:
        again.wait_until(lambda: filled_front(again.get("/")), 120)
