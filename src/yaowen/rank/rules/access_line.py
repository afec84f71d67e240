"""Lines of web servers' access logs: combined, an nginx `log_format`, JSON, W3C extended. Pure; nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.base.errors import BadInput

COMBINED = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
)
_PAGE = re.compile(rf"/(?:{'|'.join(PATH_LANGUAGES)})/(article|story)/([1-9][0-9]{{0,17}})/")
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_LONGEST_LINE_BYTES = 32_768

_NAMES: dict[str, tuple[str, ...]] = {
    "at": (
        "msec", "time_iso8601", "time_local", "ts", "time", "@timestamp", "timestamp", "edgestarttimestamp",
        "start_time", "date-time",
    ),
    "address": ("remote_addr", "remote_ip", "client_ip", "clientip", "c-ip", "remote_host", "remoteip", "host"),
    "forwarded": ("http_x_forwarded_for", "x_forwarded_for", "x-forwarded-for", "cs(x-forwarded-for)"),
    "request": ("request",),
    "method": ("request_method", "method", "cs-method", "clientrequestmethod", "verb"),
    "path": ("request_uri", "uri", "cs-uri-stem", "clientrequesturi", "clientrequestpath", "path", "url"),
    "status": ("status", "sc-status", "edgeresponsestatus", "response", "status_code"),
    "agent": (
        "http_user_agent", "user_agent", "user-agent", "cs(user-agent)", "clientrequestuseragent", "useragent", "agent",
    ),
    "purpose": ("http_sec_purpose", "http_purpose", "http_x_moz", "sec-purpose", "purpose", "x-moz"),
    "kind": ("sent_http_content_type", "content_type", "content-type", "edgeresponsecontenttype"),
}  # fmt: skip
"""What servers and content delivery networks call these, folded to small letters; the first that is there counts."""


@dataclass(frozen=True, slots=True)
class Line:
    """A request as the log tells it. `at`: unix seconds; what the log leaves out is empty."""

    at: float
    address: str
    forwarded: str
    method: str
    path: str
    status: str
    agent: str
    purpose: str
    kind: str


Parse = Callable[[bytes], "Line | None"]


def make_parser(log_format: str) -> Parse:
    """The parser of a format: `combined`, `json`, `w3c`, or the text of an nginx `log_format`.

    A parser answers None to a line that says nothing (a comment, an empty one).

    Raises:
        BadInput: no such format, or one that leaves out what is needed. The parser itself raises ValueError for a
            line that is not of its format.
    """
    if log_format == "json":
        return _parse_json
    if log_format == "w3c":
        return _W3C().parse
    if "$" in log_format or log_format in {"combined", "nginx"}:
        return _nginx_parser(log_format if "$" in log_format else COMBINED)
    message = "is no format; say combined, json, w3c, or give the text of nginx's log_format, with its $variables"
    raise BadInput(message, about=log_format)


def page_of(path: str) -> int:
    """The page that an address is of: article id, or −story id; 0 for any other."""
    if "://" in path[:8]:
        path = "/" + path.split("/", 3)[-1]
    found = _PAGE.fullmatch(path.partition("?")[0])
    if found is None:
        return 0
    return int(found[2]) if found[1] == "article" else -int(found[2])


def _nginx_parser(log_format: str) -> Parse:
    names = _VARIABLE.findall(log_format)
    known = {alias for aliases in _NAMES.values() for alias in aliases}
    if missing := [need for need in ("at", "address", "status", "agent") if not set(_NAMES[need]) & set(names)]:
        wanted = {"at": "$time_local", "address": "$remote_addr", "status": "$status", "agent": "$http_user_agent"}
        told = ", ".join(wanted[one] for one in missing)
        raise BadInput(f"the format leaves out what is needed: {told}", about="--format")
    pattern, place, seen = "", 0, set[str]()
    for found in _VARIABLE.finditer(log_format):
        pattern += re.escape(log_format[place : found.start()])
        name, after = found[1], log_format[found.end() : found.end() + 1]
        inside = f"[^{re.escape(after)}]*?" if after else ".*"
        if after == '"':
            inside = r'(?:[^"\\]|\\.)*'
        pattern += f"(?P<{name}>{inside})" if name in known and name not in seen else f"(?:{inside})"
        seen.add(name)
        place = found.end()
    whole = re.compile(pattern + re.escape(log_format[place:]))

    def parse(line: bytes) -> Line | None:
        text = _text(line)
        if not text:
            return None
        found = whole.fullmatch(text)
        if found is None:
            raise ValueError("not of the format")
        return _line_of(found.groupdict(""))

    return parse


def _parse_json(line: bytes) -> Line | None:
    if not _text(line):
        return None
    row = orjson.loads(line)
    if not isinstance(row, dict):
        raise ValueError("no object")
    return _line_of(_flat(row))


class _W3C:
    """W3C extended: a `#Fields:` line names what follows, parted by tabs or spaces."""

    def __init__(self) -> None:
        self._fields: list[str] = []

    def parse(self, line: bytes) -> Line | None:
        text = _text(line)
        if text.startswith("#Fields:"):
            self._fields = text.removeprefix("#Fields:").lower().split()
        if not text or text.startswith("#"):
            return None
        values = text.split("\t") if "\t" in text else text.split()
        if len(values) != len(self._fields):
            raise ValueError("not as many values as fields")
        row = {name: "" if value == "-" else value for name, value in zip(self._fields, values, strict=True)}
        if "date" in row and "time" in row:
            row["time"] = f"{row['date']}T{row['time']}Z"
        if agent := row.get("cs(user-agent)"):
            row["cs(user-agent)"] = agent.replace("%20", " ").replace("%2520", " ").replace("+", " ")
        return _line_of(row)


def _line_of(row: Mapping[str, str]) -> Line:
    def get(what: str) -> str:
        value = next((row[name] for name in _NAMES[what] if row.get(name)), "")
        return "" if value == "-" else value

    method, path = get("method"), get("path")
    if request := get("request"):
        parts = request.split(" ")
        if len(parts) >= 2:
            method, path = parts[0], parts[1]
    return Line(
        _seconds(get("at")), get("address"), get("forwarded"), method, path, get("status"), get("agent"),
        get("purpose"), get("kind"),
    )  # fmt: skip


def _flat(row: Mapping[str, Any]) -> dict[str, str]:
    """Names folded, what stands within objects lifted out (`request.headers.User-Agent`), lists by their first."""
    flat: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat = _flat(value) | flat
        elif isinstance(value, list):
            flat[name.lower()] = str(value[0]) if value else ""
        elif value is not None:
            flat[name.lower()] = str(value)
    return flat


def _seconds(text: str) -> float:
    """Unix seconds of what servers write: seconds, milli- or nanoseconds, ISO 8601, 14/Mar/2025:09:30:20 +0000."""
    try:
        number = float(text)
    except ValueError:
        if "/" in text[:4]:
            return datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp()
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    for least, unit in ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3)):
        if number >= least:
            return number / unit
    if not number > 0:
        raise ValueError("no time")
    return number


def _text(line: bytes) -> str:
    if len(line) > _LONGEST_LINE_BYTES:
        raise ValueError("too long")
    return line.decode("utf-8", "replace").strip()
