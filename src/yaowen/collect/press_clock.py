"""The clock of the site: real time, moved, or that of a replay press, asked through the Fetcher."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import urlsplit

from yaowen.base.clock import Clock, Reading, parse_face, parse_offset
from yaowen.base.errors import Misconfigured
from yaowen.base.settings import Settings
from yaowen.collect.fetcher import fetch_one, limits_of
from yaowen.collect.rules.fetching import Fetched


def make_clock(settings: Settings) -> Clock:
    """The clock that the setting CLOCK names: empty for real time, an ISO 8601 time, or an http address.

    Raises:
        Misconfigured: it is neither.
    """
    given = settings.text("CLOCK")
    if given.startswith(("http://", "https://")):
        return Clock(lambda: _ask(given, settings))
    return Clock(offset=parse_offset(given) if given else timedelta(0))


def _ask(url: str, settings: Settings) -> Reading:
    """The face of the clock at an address.

    Raises:
        OSError: it does not answer.
        Misconfigured: what answers is no clock.
    """
    moment = time.monotonic()
    answer = fetch_one(url, urlsplit(url).netloc, limits_of(settings))
    if not isinstance(answer, Fetched):
        raise OSError(f"{url}: the clock does not answer ({answer})")
    try:
        return parse_face(answer.body, moment)
    except (ValueError, KeyError, TypeError) as problem:
        message = f'{url} answers, but not with {{"now": ISO 8601, "speed": number or null}}'
        raise Misconfigured(message, about="--clock") from problem
