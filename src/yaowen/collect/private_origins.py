"""Which addresses lie in a private network: asked before an import, so that the operator is told at once."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from yaowen.collect.rules.addresses import is_denied, literal_address, origin_of

LOOKUPS_AT_ONCE = 8
LOOKUP_SECONDS = 20.0


def find_private_origin(url: str, *, look_up: bool = True) -> str:
    """host:port of an address that lies in a private network; empty where it does not."""
    return find_private_origins([url], look_up=look_up).get(url, "")


def find_private_origins(urls: Iterable[str], *, look_up: bool) -> dict[str, str]:
    """host:port of those addresses that lie in a private network.

    Args:
        look_up: look names up, for at most 20 s; otherwise only numbers and `localhost` are known to be private.
            What is missed here is refused when it is fetched.
    """
    origin_by_url = {url: origin_of(url) for url in urls}
    origins = sorted({origin for origin in origin_by_url.values() if origin})
    private = {origin for origin in origins if _names_private(origin)}
    if look_up:
        private |= _look_up(
            [origin for origin in origins if origin not in private and not literal_address(f"//{origin}")]
        )
    return {url: origin for url, origin in origin_by_url.items() if origin in private}


def _names_private(origin: str) -> bool:
    literal = literal_address(f"//{origin}")
    host = origin.rpartition(":")[0]
    return is_denied(literal) if literal else host == "localhost" or host.endswith(".localhost")


def _look_up(origins: Sequence[str]) -> set[str]:
    pool = ThreadPoolExecutor(LOOKUPS_AT_ONCE)
    asked = {pool.submit(_resolves_private, origin): origin for origin in origins}
    done, _ = wait(asked, LOOKUP_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    return {asked[future] for future in done if future.result()}


def _resolves_private(origin: str) -> bool:
    try:
        found = socket.getaddrinfo(origin.rpartition(":")[0], None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(is_denied(str(entry[4][0])) for entry in found)
