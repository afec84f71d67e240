"""The web servers of deploy/ with a real publishing: nginx takes its configuration, Caddy serves the files."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import brotli
import pytest

from whole_site.running import free_port
from yaowen.render.editions import Gone, Redirect, StoredPage, publish
from yaowen.serve.headers import CONTENT_SECURITY_POLICY
from yaowen.serve.static.pages import Wishes
from yaowen.serve.static.site import publish_files

pytestmark = [pytest.mark.soak, pytest.mark.django_db]
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FRONT = "<h1>云港跨海大桥主塔合龙</h1>".encode() * 40


@pytest.fixture
def published(db: None, tmp_path: Path) -> Path:
    """A folder with a small site in it."""
    publish(
        [
            StoredPage("/zh-hans/", FRONT),
            StoredPage("/zh-hans/404/", "没有这一页".encode()),
            StoredPage("/zh-hans/410/", "已撤下".encode()),
            StoredPage("/zh-hans/feed.xml", b"<rss/>", "application/rss+xml"),
            Redirect("/zh-hans/story/7/", "/zh-hans/story/3/"),
            Gone("/zh-hans/article/9/", "/zh-hans/410/"),
        ],
        datetime(2026, 11, 23, tzinfo=UTC),
    )
    publish_files(tmp_path / "site", (), Wishes())
    return tmp_path / "site"


def configuration(name: str, published: Path) -> str:
    """A configuration of deploy/ for this folder."""
    return (DEPLOY / name).read_text("utf-8").replace("/srv/yaowen", str(published))


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not here: apt-get install nginx-light")
@pytest.mark.parametrize("name", ["nginx-static.conf", "nginx-proxy.conf"])
def test_nginx_takes_its_configuration(name: str, published: Path, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=news.example"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    own = configuration(name, published).replace("/etc/letsencrypt/live/news.example/privkey.pem", str(key))
    own = own.replace("/etc/letsencrypt/live/news.example/fullchain.pem", str(certificate))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ include /etc/nginx/mime.types;\n{own} }}\n", "utf-8")
    command = ["nginx", "-t", "-c", str(whole), "-e", str(tmp_path / "error.log")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


@pytest.fixture
def caddy(published: Path, tmp_path: Path) -> Iterator[str]:
    """Caddy with the files; its address."""
    if shutil.which("caddy") is None:
        pytest.skip("caddy is not here: apt-get install caddy")
    address = f"http://127.0.0.1:{free_port()}"
    own = configuration("Caddyfile.static", published).replace("news.example {", f"{address} {{")
    (tmp_path / "Caddyfile").write_text("{\n\tadmin off\n}\n" + own, "utf-8")
    command = ["caddy", "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, stderr=log, env={**os.environ, "HOME": str(tmp_path)})
    try:
        for _ in range(6000):
            assert server.poll() is None, (tmp_path / "log").read_text()
            try:
                asked(address, "/zh-hans/")
                break
            except OSError:
                time.sleep(0.01)
        yield address
    finally:
        server.terminate()
        server.wait()


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def asked(address: str, path: str, **headers: str) -> tuple[int, Message, bytes]:
    """What a path answers: status, headers, body."""
    request = urllib.request.Request(address + path, headers=headers)
    try:
        with urllib.request.build_opener(_Staying).open(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as told:
        return told.code, told.headers, told.read()


def test_caddy_serves_the_files_as_the_site_would(caddy: str) -> None:
    status, headers, body = asked(caddy, "/zh-hans/")
    assert (status, body) == (200, FRONT)
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    packed = asked(caddy, "/zh-hans/", **{"Accept-Encoding": "gzip, br"})
    assert packed[1]["Content-Encoding"] == "br"
    assert brotli.decompress(packed[2]) == FRONT
    assert asked(caddy, "/zh-hans/feed.xml")[1]["Content-Type"] == "application/rss+xml; charset=utf-8"


def test_caddy_knows_what_has_moved_and_what_is_gone(caddy: str) -> None:
    status, headers, _ = asked(caddy, "/zh-hans/story/7/")
    assert (status, headers["Location"]) == (301, "/zh-hans/story/3/")
    gone = asked(caddy, "/zh-hans/article/9/")
    assert (gone[0], gone[2].decode()) == (410, "已撤下")
    missing = asked(caddy, "/zh-hans/nothing/")
    assert (missing[0], missing[2].decode()) == (404, "没有这一页")
