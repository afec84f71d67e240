"""Who may ask, and how often: API keys made at the desk, and a bucket of requests for everyone else."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

from yaowen.serve.api.keys import FindKey, Key
from yaowen.serve.api.problems import Problem
from yaowen.serve.limits import Buckets, Left
from yaowen.serve.networks import network_of

LONGEST_KEY_CHARS = 100
_SCHEME = "bearer "


class Caller(NamedTuple):
    """Who asks: what their bucket is called and holds, and what is left in it."""

    policy: str
    a_minute: int
    left: Left

    @property
    def headers(self) -> dict[str, str]:
        """What the answer tells of it (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.a_minute};w=60',
            "RateLimit": f'"{self.policy}";r={self.left.tokens};t={self.left.wait_seconds}',
        }


class Gate:
    """Lets requests through.

    Args:
        find_key: finds API keys.
        buckets: counts requests.
    """

    def __init__(self, find_key: FindKey, buckets: Buckets | None = None) -> None:
        self._find_key = find_key
        self._buckets = buckets or Buckets()

    def __call__(self, request: HttpRequest) -> Caller:
        """Count a request.

        Raises:
            Problem: the key is not known, or there were too many requests.
        """
        key = self._key_of(request)
        if key is None:
            a_minute = max(1, settings.YAOWEN.number("API_PER_MINUTE"))
            caller = Caller("anyone", a_minute, self._buckets.take(network_of(request), a_minute))
        else:
            caller = Caller("key", key.a_minute, self._buckets.take(b"key %d" % key.id, max(1, key.a_minute)))
        if not caller.left.allowed:
            advice = "" if key else "; ask the site's operator for an API key where you need more"
            detail = (
                f"Wait {caller.left.wait_seconds} seconds; {caller.a_minute} requests a minute are answered{advice}."
            )
            raise Problem("too-many", detail, {**caller.headers, "Retry-After": str(caller.left.wait_seconds)})
        return caller

    def _key_of(self, request: HttpRequest) -> Key | None:
        given = request.headers.get("Authorization", "")
        if not given:
            return None
        found = None
        if given[: len(_SCHEME)].lower() == _SCHEME:
            text = given[len(_SCHEME) :].strip()
            found = self._find_key(text) if 0 < len(text) <= LONGEST_KEY_CHARS else None
        if found is None:
            detail = "Send `Authorization: Bearer KEY` with a key made at this site's desk, or no such header at all."
            raise Problem("unknown-key", detail, {"WWW-Authenticate": 'Bearer realm="api"'})
        return found
