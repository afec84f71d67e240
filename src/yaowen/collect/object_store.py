"""A bucket of an object store that speaks S3: objects are read, listed, sent and removed, many at once.

The operator has named the store: it may lie in the operator's own network.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from yaowen.base.clock import real_now
from yaowen.base.errors import BadInput
from yaowen.collect.fetcher import Fetcher
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import Fetched, FetchLimits, FetchReason, FetchRequest, FetchResult
from yaowen.collect.rules.signature import Call, Keys, object_url, sign_call
from yaowen.collect.rules.store_answers import Refusal, parse_keys, parse_refusal, say_refusal

LISTED_AT_ONCE = 500
TRIES = 7
FIRST_TRIES = 2
"""While the store has answered nothing yet: its address is probably wrong."""
LONGEST_PAUSE_SECONDS = 20.0
_POLL_SECONDS = 0.2
_PASSING = frozenset({FetchReason.DNS, FetchReason.CONNECT, FetchReason.DEADLINE, FetchReason.TRUNCATED})
WEBSITE_REDIRECT = "x-amz-website-redirect-location"
"""Where the store's own web server sends a reader who asks for the object."""
_OPTIONAL = frozenset({WEBSITE_REDIRECT, "If-Match", "If-None-Match"})
"""Headers that some stores answer 501 to; they are left out from then on."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bucket lies. `prefix`: before the key of every object, with a slash at its end; or empty."""

    endpoint: str
    region: str
    bucket: str
    prefix: str = ""

    def __str__(self) -> str:
        """As the operator names it."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard a store is asked. `pause_seconds`: before something is tried again; doubled each time."""

    at_once: int = 16
    pause_seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object read. `tag` names its bytes (ETag)."""

    body: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class Order:
    """Something to be done with one object.

    Attributes:
        method: GET, PUT or DELETE. `key`: without the place's prefix; empty for the bucket itself.
        settles: statuses that are no failure, beside those of success.
    """

    method: str
    key: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    settles: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Try:
    """An order under way: how often it was tried, and from when on it may be tried again."""

    order: Order
    tries: int = 0
    after_seconds: float = 0.0


class ObjectStore:
    """One bucket. Not thread-safe.

    Args:
        limits: of one request; its `max_bytes` are those of an object that is read.
    """

    def __init__(self, place: Place, keys: Keys, limits: FetchLimits, pace: Pace | None = None) -> None:
        self.place = place
        self._keys = keys
        self._limits = limits
        self._pace = pace or Pace()
        self._fetcher = Fetcher(limits)
        self._window = float(self._pace.at_once)
        self._answered = False
        self._left_out: set[str] = set()
        self.requests = 0

    def __enter__(self) -> ObjectStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._fetcher.close()

    def load(self, key: str) -> StoredObject | None:
        """Read an object; None where there is none.

        Raises:
            BadInput: the store refuses, or cannot be reached.
        """
        (answer,) = self._do([Order("GET", key, settles=frozenset({404}))])
        if answer.status == 404:
            refusal = parse_refusal(404, answer.headers, answer.body)
            if refusal.code == "NoSuchBucket":
                raise self._refused("GET", refusal, answer)
            return None
        return StoredObject(answer.body, answer.headers.get("etag", ""))

    def list_keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin so, without the place's prefix, in their order.

        Raises:
            BadInput: as for `load`.
        """
        following = "-"
        while following:
            query = {"list-type": "2", "prefix": self.place.prefix + prefix, "max-keys": str(LISTED_AT_ONCE)}
            if following != "-":
                query["continuation-token"] = following
            (answer,) = self._do([Order("GET", "", query=query)])
            found, following = parse_keys(answer.body)
            yield from (key.removeprefix(self.place.prefix) for key in found)

    def send(self, key: str, body: bytes, headers: Mapping[str, str]) -> bool:
        """Write one object; False where a condition in the headers does not hold.

        Raises:
            BadInput: as for `load`.
        """
        (answer,) = self._do([Order("PUT", key, body, headers, settles=frozenset({409, 412}))])
        return answer.status not in {409, 412}

    def do_all(self, orders: Iterable[Order]) -> Iterator[None]:
        """Do many things at once, in no order; gives something for each that is done. Orders are asked for as needed.

        Raises:
            BadInput: as for `load`; what is under way then may be done or not.
        """
        for _ in self._do(orders):
            yield None

    def _do(self, orders: Iterable[Order]) -> Iterator[Fetched]:
        coming = (_Try(order) for order in orders)
        waiting: deque[_Try] = deque()
        while True:
            self._fill(coming, waiting)
            if not len(self._fetcher) and not waiting:
                return
            if not len(self._fetcher):
                time.sleep(max(0.0, min(one.after_seconds for one in waiting) - time.monotonic()))
            for one, result in self._fetcher.poll(_POLL_SECONDS):
                answer = self._judge(one, result)
                if answer is None:
                    waiting.append(one)
                else:
                    yield answer

    def _fill(self, coming: Iterator[_Try], waiting: deque[_Try]) -> None:
        """Start as many as may be under way: those to be tried again first, as they become due."""
        for _ in range(len(waiting)):
            one = waiting.popleft()
            if len(self._fetcher) < self._window and one.after_seconds <= time.monotonic():
                self._start(one)
            else:
                waiting.append(one)
        while len(self._fetcher) + len(waiting) < max(1, int(self._window)):
            fresh = next(coming, None)
            if fresh is None:
                return
            self._start(fresh)

    def _start(self, one: _Try) -> None:
        order, place = one.order, self.place
        url = object_url(place.endpoint, place.bucket, place.prefix + order.key if order.key else "", order.query)
        headers = {name: value for name, value in order.headers.items() if name not in self._left_out}
        signed = sign_call(Call(order.method, url, headers, order.body), self._keys, place.region, real_now())
        method = "" if order.method == "GET" else order.method
        own = FetchRequest(url, origin_of(url), method=method, body=order.body, headers=tuple(signed.items()))
        one.tries += 1
        self.requests += 1
        self._fetcher.start(one, own)

    def _judge(self, one: _Try, result: FetchResult) -> Fetched | None:
        """The answer that settles an order; None where it is tried again."""
        if not isinstance(result, Fetched):
            if result.reason not in _PASSING or one.tries >= (TRIES if self._answered else FIRST_TRIES):
                raise BadInput(f"{result.message}; what is sent stays: publish again", about=str(self.place))
            self._later(one)
            return None
        self._answered = True
        if 200 <= result.status < 300 or result.status in one.order.settles:
            self._window = min(self._pace.at_once, self._window + 1.0 / self._window)
            return result
        refusal = parse_refusal(result.status, result.headers, result.body)
        optional = _OPTIONAL & one.order.headers.keys()
        if optional and one.tries < TRIES and (result.status == 501 or refusal.code == "NotImplemented"):
            self._left_out |= optional
            self._later(one, pause_seconds=0.0)
            return None
        if not refusal.passes or one.tries >= TRIES:
            raise self._refused(one.order.method, refusal, result)
        self._window = max(1.0, self._window / 2)
        self._later(one)
        return None

    def _later(self, one: _Try, pause_seconds: float | None = None) -> None:
        grown = min(LONGEST_PAUSE_SECONDS, self._pace.pause_seconds * 2 ** (one.tries - 1))
        spread = grown * random.uniform(0.5, 1.0)  # noqa: S311 (no secret)
        one.after_seconds = time.monotonic() + (spread if pause_seconds is None else pause_seconds)

    def _refused(self, method: str, refusal: Refusal, answer: Fetched) -> BadInput:
        told = say_refusal(refusal, answer.headers, self.place.region, real_now())
        return BadInput(f"{method} at {self.place.endpoint} {told}", about=str(self.place))
