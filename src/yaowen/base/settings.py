"""The table of settings: name, default, unit, help. An unknown YAOWEN_ key is an error."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from yaowen.base.errors import Misconfigured

PREFIX = "YAOWEN_"
SECRET_FILE = "secret_key"  # noqa: S105 (the name of a file)
SQLITE_FILE = "yaowen.sqlite3"
SAMPLE_FOLDER = "sample"
"""In the data folder: the data folder of the sample press."""
"""Name of the file in DATA that keeps Django's secret."""
Kind = Literal["text", "number", "decimal", "list"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `secret` ones may also be given as a file: YAOWEN_NAME_FILE."""

    name: str
    default: str
    kind: Kind
    unit: str
    help: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA", "./data", "text", "folder", "Where the database, the salts and the secret key lie."),
    Setting(
        "DATABASE_URL", "", "text", "address", "postgresql://user:password@host/name; empty: SQLite in DATA.", True
    ),
    Setting("HOST", "127.0.0.1", "text", "address", "Address the site listens on."),
    Setting("PORT", "8000", "number", "port", "Port the site listens on."),
    Setting("SITE_URL", "", "text", "address", "Public address of the site; empty: http://HOST:PORT."),
    Setting("SITE_NAME", "要闻", "text", "words", "Name on the masthead."),
    Setting("CONTACT", "", "text", "address", "mailto: or https: address on every page and in the User-Agent."),
    Setting("TIME_ZONE", "Asia/Shanghai", "text", "IANA zone", "Decides days; stored at the first start."),
    Setting("DEFAULT_LANGUAGE", "zh-hans", "text", "zh-hans|zh-hant|en", "What the address / shows."),
    Setting("CLOCK", "", "text", "ISO 8601 or address", "News time other than real time (replay); see --clock."),
    Setting("SECRET_KEY", "", "text", "words", "Django's secret; empty: made once and kept in DATA.", True),
    Setting("ALLOWED_HOSTS", "", "list", "host names", "Further names the desk and search answer to."),
    Setting("KEEP_PAGES_DAYS", "30", "number", "days", "How long fetched bytes are kept."),
    Setting("FETCH_TIMEOUT_SECONDS", "20", "decimal", "seconds", "Total time of one fetch, redirects included."),
    Setting("FETCH_MAX_BYTES", "8388608", "number", "bytes", "Largest decoded body of one fetch."),
    Setting("PICTURE_MAX_BYTES", "8388608", "number", "bytes", "Largest picture that is fetched."),
    Setting("FETCH_MAX_REDIRECTS", "5", "number", "hops", "Redirects followed in one fetch."),
    Setting("FETCH_CONCURRENCY", "16", "number", "connections", "Fetches at once, one a host; slow ones fourfold."),
    Setting("HOST_DELAY_SECONDS", "2", "decimal", "seconds", "Pause between two requests to one host."),
    Setting("MIN_INTERVAL_SECONDS", "300", "decimal", "seconds", "Shortest pause between two readings of a feed."),
    Setting("MAX_INTERVAL_SECONDS", "86400", "decimal", "seconds", "Longest pause between two readings of a feed."),
    Setting("RECHECKS_PER_HOUR", "600", "number", "pages", "Young pages asked again unbidden, conditionally; 0: none."),
    Setting("READERS_PER_NETWORK", "8", "number", "readers", "K: readers of one network that count for one story."),
    Setting("SALTS", "file", "text", "file|database", "Where readers' salts lie; database: shared by web machines."),
    Setting("RANKING_SIZE", "60", "number", "stories", "Length of the ranking beside every article."),
    Setting("READ_ORIGINS", "", "list", "origins", "Further sites whose pages may send read beacons."),
    Setting("TRUSTED_PROXIES", "", "list", "addresses", "Proxies whose X-Forwarded-For is believed."),
    Setting("EDITION_SECONDS", "3", "decimal", "seconds", "Shortest pause between two editions."),
    Setting(
        "MAIL_URL",
        "",
        "text",
        "address",
        "smtp://user:password@host:587 (STARTTLS), smtps://…:465 or file:///folder for letters; empty: none are sent.",
        True,
    ),
    Setting("MAIL_FROM", "", "text", "address", "Who the letters are from: 要闻 <news@example.org>."),
    Setting("DIGEST_HOUR", "7", "number", "hour", "From when on yesterday's digest is sent, in the display zone."),
    Setting(
        "HUB_URL", "", "text", "address", "WebSub hub that the site's feeds name, told of what is new; empty: none."
    ),
    Setting(
        "S3_ENDPOINT",
        "",
        "text",
        "address",
        "Object store of `yaowen publish s3://`; `{bucket}` in it stands for the bucket, which else begins the path; "
        "empty: AWS_ENDPOINT_URL_S3, then Amazon's.",
    ),
    Setting("S3_REGION", "", "text", "name", "Region that the store's requests are signed for; empty: AWS_REGION."),
    Setting("S3_ACCESS_KEY_ID", "", "text", "words", "Key to the store; empty: AWS_ACCESS_KEY_ID.", True),
    Setting("S3_SECRET_ACCESS_KEY", "", "text", "words", "Its secret; empty: AWS_SECRET_ACCESS_KEY.", True),
    Setting("API_PER_MINUTE", "120", "number", "requests", "Requests to the API a minute without an API key."),
    Setting("WEB_THREADS", "32", "number", "threads", "Requests answered at once by the web process."),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as given, checked. Ask by name: `settings.number("PORT")`."""

    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """The setting as it stands."""
        return self.values[name]

    def number(self, name: str) -> int:
        """A whole number ≥ 0."""
        return int(self.values[name])

    def decimal(self, name: str) -> float:
        """A number ≥ 0, in the unit the table names."""
        return float(self.values[name])

    def items(self, name: str) -> tuple[str, ...]:
        """A comma-separated list."""
        return tuple(item.strip() for item in self.values[name].split(",") if item.strip())

    @property
    def data(self) -> Path:
        """The data folder, absolute."""
        return Path(self.values["DATA"]).expanduser().absolute()

    @property
    def site_url(self) -> str:
        """The public address, without a slash at the end."""
        given = self.values["SITE_URL"].rstrip("/")
        return given or f"http://{self.values['HOST']}:{self.values['PORT']}"


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read all YAOWEN_ keys of an environment.

    Raises:
        Misconfigured: an unknown key, or a value that is not of its kind.
    """
    values = {setting.name: setting.default for setting in SETTINGS}
    for key, value in environment.items():
        if key.startswith(PREFIX):
            setting, given = _known(key, value)
            values[setting.name] = _checked(setting, given)
    return Settings(values)


def _known(key: str, value: str) -> tuple[Setting, str]:
    name = key.removeprefix(PREFIX)
    if name in _BY_NAME:
        return _BY_NAME[name], value
    stem = name.removesuffix("_FILE")
    if stem != name and stem in _BY_NAME and _BY_NAME[stem].secret:
        try:
            return _BY_NAME[stem], Path(value).read_text("utf-8").strip()
        except OSError as problem:
            raise Misconfigured(f"cannot read {value}: {problem.strerror}", about=key) from problem
    near = difflib.get_close_matches(name, _BY_NAME, n=1)
    hint = f"; did you mean {PREFIX}{near[0]}?" if near else f"; docs/reference/settings.md lists all {len(SETTINGS)}"
    raise Misconfigured(f"there is no such setting{hint}", about=key)


def _checked(setting: Setting, value: str) -> str:
    try:
        number = {"number": int, "decimal": float}[setting.kind](value) if setting.kind in {"number", "decimal"} else 0
    except ValueError:
        number = -1
    if number < 0:
        message = f"{value!r} is not a number of {setting.unit}; the default is {setting.default}"
        raise Misconfigured(message, about=PREFIX + setting.name)
    return value
