"""The Fetcher is the only code that opens outside connections: read from the source, and hard to dodge."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "yaowen"
MODULES = {
    str(path.relative_to(SOURCE)): path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts
}
CONNECTING = (
    "_socket", "_ssl", "aiohttp", "anyio", "asyncio", "curl_cffi", "feedparser", "ftplib", "http.client", "httpcore",
    "http.server", "httpx", "imaplib", "multiprocessing", "niquests", "nntplib", "poplib", "pycurl", "requests",
    "smtplib", "socket", "socketserver", "ssl", "telnetlib", "tornado", "trafilatura.downloads", "trio", "twisted",
    "urllib.request", "urllib3", "webbrowser", "websocket", "websockets", "wsgiref", "xmlrpc",
)  # fmt: skip
"""Modules that open connections, or can be made to."""
RUNNING = ("subprocess", "pty", "runpy", "code")
"""Modules that start other programs, which could connect in our place."""
CALLS = frozenset(
    [
        "__import__", "create_connection", "eval", "exec", "fetch_response", "fetch_url", "import_module",
        "load_module", "open_connection", "EmailMessage", "EmailMultiAlternatives", "get_connection", "send_mail",
        "urlopen", "urlretrieve",
    ]
)  # fmt: skip
OF_OS = ("exec", "popen", "posix_spawn", "spawn", "system")
"""Functions that connect, start programs, or import by a name that cannot be read here."""
ALLOWED = {
    "collect/fetcher.py": {"pycurl", "socket", "ssl"},
    "collect/private_origins.py": {"socket"},  # looks names up before an import; connects to nothing
    "sample/press.py": {"http.server"},  # the sample press answers on loopback; it asks nobody
    "cli/supervisor.py": {"socket", "multiprocessing", "import_module"},  # our own port and processes, warmed up
    "cli/children.py": {"multiprocessing"},  # the pipe between the supervisor and its children
    "render/letters.py": {"EmailMultiAlternatives", "smtplib"},  # the digest, to the operator's own mail server
    "cli/app.py": {"import_module"},  # the commands, by our own names
    "base/mortality.py": {"multiprocessing"},  # asks who its parent is; starts nothing
    "base/guard.py": {"subprocess", "import_module"},  # the killable child: our own interpreter and modules
}


def dodges(tree: ast.AST) -> Iterator[str]:
    """Every import and call by which code could open a connection."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (alias.name for alias in node.names if alias.name in CALLS)
        elif isinstance(node, ast.Attribute):
            names = [dotted(node)]
            if node.attr in CALLS:
                yield node.attr
        elif isinstance(node, ast.Name) and node.id in CALLS:
            yield node.id
        yield from (name for name in names if name.startswith(tuple(f"os.{start}" for start in OF_OS)))
        for name in names:
            yield from (module for module in (*CONNECTING, *RUNNING) if f"{name}.".startswith(f"{module}."))


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute; what is no plain name stands as `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


@pytest.mark.parametrize("name", MODULES)
def test_only_the_fetcher_opens_outside_connections(name: str) -> None:
    found = set(dodges(ast.parse(MODULES[name].read_text("utf-8"))))
    assert found <= ALLOWED.get(name, set()), f"{name}: let collect/fetcher.py do it, or say why not"


def test_every_exception_is_still_needed() -> None:
    for name, allowed in ALLOWED.items():
        assert set(dodges(ast.parse(MODULES[name].read_text("utf-8")))) == allowed, name


@pytest.mark.parametrize(
    "code",
    [
        "import socket",
        "import socket as s",
        "from socket import create_connection",
        "import http.client",
        "from http import client",
        "from http.client import HTTPSConnection as H",
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import urllib.parse\nurllib.request.urlopen(x)",
        "def f():\n    import requests",
        "import aiohttp.client",
        "import asyncio",
        "import ssl",
        "from trafilatura import fetch_url",
        "import trafilatura\ntrafilatura.fetch_url(x)",
        "from trafilatura.downloads import x",
        "import importlib\nimportlib.import_module('soc' + 'ket')",
        "from importlib import import_module\nimport_module(x)",
        "__import__('socket')",
        "getattr(b, '__import__')\neval(x)",
        "exec(x)",
        "import subprocess",
        "import os\nos.system('curl x')",
        "import os\nos.popen('curl x')",
        "from os import execv",
        "import pycurl",
        "from django.core.mail import send_mail",
        "from django.core import mail\nmail.EmailMessage(x).send()",
        "import multiprocessing.connection",
    ],
)
def test_no_dodge_goes_unseen(code: str) -> None:
    assert list(dodges(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["import http", "from urllib.parse import urlsplit", "from http import HTTPStatus", "import sockets_of_tea"]
)
def test_what_connects_to_nothing_is_let_be(code: str) -> None:
    assert not list(dodges(ast.parse(code)))


def test_no_parser_of_xml_may_use_the_network() -> None:
    """lxml fetches what a document names where it is told that it may."""
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "no_network":
                assert isinstance(node.value, ast.Constant), name
                assert node.value.value is True, name
