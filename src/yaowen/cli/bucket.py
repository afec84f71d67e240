"""The bucket that `yaowen publish s3://` means, and its keys, from the settings and the names that all tools know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from yaowen.base.errors import BadInput, Misconfigured
from yaowen.base.settings import Settings
from yaowen.collect.fetcher import limits_of
from yaowen.collect.object_store import ObjectStore, Pace, Place
from yaowen.collect.rules.signature import Keys
from yaowen.serve.static.ledger import MOST_BYTES
from yaowen.serve.static.names import file_of

SCHEME = "s3://"
AMAZON = "https://s3.{region}.amazonaws.com"
TIMEOUT_SECONDS = 60.0
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
_REGION = re.compile(r"[\w-]{1,40}")


def parse_place(target: str, settings: Settings, environment: Mapping[str, str]) -> Place:
    """Where `s3://BUCKET/PREFIX` lies.

    Raises:
        BadInput: it names no bucket, or a prefix that no page could stand below.
        Misconfigured: the endpoint or the region cannot be used.
    """
    bucket, _, prefix = target.removeprefix(SCHEME).partition("/")
    prefix = prefix.strip("/")
    if not _BUCKET.fullmatch(bucket) or (prefix and file_of(f"/{prefix}") is None):
        message = "is no bucket; give s3://BUCKET or s3://BUCKET/PREFIX, of letters, digits, hyphens and dots"
        raise BadInput(message, about=target)
    own_region = environment.get("AWS_REGION", "") or environment.get("AWS_DEFAULT_REGION", "")
    region = settings.text("S3_REGION") or own_region or "us-east-1"
    if not _REGION.fullmatch(region):
        raise Misconfigured("is no region; an example: eu-central-1, or auto for R2", about="YAOWEN_S3_REGION")
    given = settings.text("S3_ENDPOINT") or environment.get("AWS_ENDPOINT_URL_S3", "")
    endpoint = (given or AMAZON.format(region=region)).rstrip("/")
    parts = urlsplit(endpoint.replace("{bucket}", bucket))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.path or "@" in parts.netloc:
        message = (
            "give the store's address without a path and without keys: https://s3.example.org, or https://{bucket}.…"
        )
        raise Misconfigured(message, about="YAOWEN_S3_ENDPOINT")
    return Place(endpoint, region, bucket, f"{prefix}/" if prefix else "")


def find_keys(settings: Settings, environment: Mapping[str, str]) -> Keys:
    """The keys to the store: our own settings, else those that all tools know; never a mixture of both.

    Raises:
        Misconfigured: one of the two is missing.
    """
    own = settings.text("S3_ACCESS_KEY_ID"), settings.text("S3_SECRET_ACCESS_KEY"), ""
    known = (
        environment.get("AWS_ACCESS_KEY_ID", ""),
        environment.get("AWS_SECRET_ACCESS_KEY", ""),
        environment.get("AWS_SESSION_TOKEN", ""),
    )
    key_id, secret, token = own if any(own) else known
    if not key_id or not secret:
        message = (
            "the keys to the object store are missing; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
            "or YAOWEN_S3_ACCESS_KEY_ID_FILE and YAOWEN_S3_SECRET_ACCESS_KEY_FILE"
        )
        raise Misconfigured(message)
    if not (key_id + token).isprintable() or " " in key_id:
        raise Misconfigured("it holds a sign that no key has; copy it again", about="AWS_ACCESS_KEY_ID")
    return Keys(key_id, secret, token)


def open_store(place: Place, keys: Keys, settings: Settings, pace: Pace) -> ObjectStore:
    """The bucket, ready to be asked."""
    limits = replace(limits_of(settings), timeout_seconds=TIMEOUT_SECONDS, max_bytes=MOST_BYTES)
    return ObjectStore(place, keys, limits, pace)
