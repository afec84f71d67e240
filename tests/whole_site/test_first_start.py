"""A stranger's first start: nothing set up, no outlet to be reached, and yet a paper to read."""

from __future__ import annotations

import contextlib
import re
import signal
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from whole_site.running import Site, free_port, running_site

PASSWORD = "渡轮 leaves at half past six"


def test_a_first_start_without_network_shows_the_sample_press(tmp_path: Path) -> None:
    with running_site(tmp_path / "data", "--sample") as site:
        page = site.wait_until(lambda: filled_front(site.get("/")), 120)
        assert "示例内容" in page
        site.wait_until(lambda: len(set(re.findall(r"/zh-hans/story/(\d+)/", site.get("/zh-hans/ranking/")[1]))) >= 45)
        site.wait_until(lambda: "说法不一" in site.get("/zh-hans/")[1])
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


def test_who_may_work_at_the_desk_may_do_so_while_the_sample_is_shown(tmp_path: Path) -> None:
    """The sample press has a database of its own; nobody who reads the tutorial would know."""
    (tmp_path / "password").write_text(PASSWORD, "utf-8")
    (tmp_path / "outlets.opml").write_text(
        f'<opml version="2.0"><body><outline text="far" type="rss" xmlUrl="http://127.0.0.1:{free_port()}/feed.xml"/>'
        "</body></opml>", "utf-8",
    )  # fmt: skip
    with contextlib.ExitStack() as ends:
        site = Site(tmp_path / "data")
        operate(site, tmp_path, "early")
        done = site.run("outlets", "import", str(tmp_path / "outlets.opml"), "--allow-private")
        assert done.returncode == 0, done.stderr
        site.start()
        ends.callback(site.stop)
        site.wait_until(lambda: "sample press" in site.output.read_text("utf-8") and site.get("/desk/login/")[0] == 200)
        operate(site, tmp_path, "late")
        assert f"yaowen status --data {tmp_path}/data/sample\n" in site.run("status").stdout
        for name in ("early", "late"):
            assert log_in(site, name, PASSWORD), name
        assert not log_in(site, "early", PASSWORD + "?")
        assert site.run("operator", "late", "--close").returncode == 0
        assert not log_in(site, "late", PASSWORD)


def operate(site: Site, folder: Path, name: str) -> None:
    """Make an account as the tutorial says."""
    done = site.run("operator", name, "--password-file", str(folder / "password"))
    assert done.returncode == 0, done.stderr


def log_in(site: Site, name: str, password: str) -> bool:
    """Whether the desk opens to an account."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{site.address}/desk/login/").read().decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[0]
    said = {"csrfmiddlewaretoken": token, "username": name, "password": password, "next": "/desk/"}
    request = urllib.request.Request(f"{site.address}/desk/login/", urllib.parse.urlencode(said).encode())
    request.add_header("Origin", site.address)
    return str(browser.open(request).url) == f"{site.address}/desk/"
