"""Signature Version 4, by which object stores (S3 and all that speak like it) know who asks.

Source: "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)", Amazon S3 API Reference.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

from yaowen.collect.rules.addresses import DEFAULT_PORTS

_ALGORITHM = "AWS4-HMAC-SHA256"
_UNSPOILT = "-_.~"
BUCKET_MARK = "{bucket}"


@dataclass(frozen=True, slots=True)
class Keys:
    """Who asks. `session_token`: of keys lent for a while; empty for others. The secrets are never shown."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """What is signed: a request as it will be sent.

    Attributes:
        url: as `object_url` writes it.
        headers: all that are to be signed beside Host and our own.
        body: the bytes sent; they are signed too, so that none can be changed on the way.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def object_url(endpoint: str, bucket: str, key: str, query: Mapping[str, str] | None = None) -> str:
    """The address of an object, or of the bucket where the key is empty, percent-encoded as the signature wants it.

    Args:
        endpoint: http or https; `{bucket}` in it stands for the bucket, which else comes first in the path.
        query: parameters, in any order.
    """
    named = BUCKET_MARK in endpoint
    base = endpoint.replace(BUCKET_MARK, bucket).rstrip("/")
    path = quote(key if named else f"{bucket}/{key}".rstrip("/" if not key else ""), safe="/" + _UNSPOILT)
    asked = "&".join(f"{_plain(name)}={_plain(value)}" for name, value in sorted((query or {}).items()))
    return f"{base}/{path}" + (f"?{asked}" if asked else "")


def sign_call(call: Call, keys: Keys, region: str, at: datetime) -> dict[str, str]:
    """The headers to send, Authorization among them; Host is left to who sends.

    Args:
        at: the time, UTC; a store takes no request that is off by more than 15 minutes.
    """
    stamp, body_hash = f"{at:%Y%m%dT%H%M%SZ}", hashlib.sha256(call.body).hexdigest()
    sent = {**call.headers, "x-amz-content-sha256": body_hash, "x-amz-date": stamp}
    if keys.session_token:
        sent["x-amz-security-token"] = keys.session_token
    signed = {name.lower(): " ".join(value.split()) for name, value in sent.items()} | {"host": _host(call.url)}
    names = ";".join(sorted(signed))
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    parts = urlsplit(call.url)
    lines = [f"{name}:{signed[name]}\n" for name in sorted(signed)]
    request = "\n".join([call.method, parts.path or "/", _sorted(parts.query), "".join(lines), names, body_hash])
    text = "\n".join([_ALGORITHM, stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    signature = hmac.new(_signing_key(keys, scope), text.encode(), hashlib.sha256).hexdigest()
    told = f"Credential={keys.access_key_id}/{scope},SignedHeaders={names},Signature={signature}"
    return {**sent, "Authorization": f"{_ALGORITHM} {told}"}


def _signing_key(keys: Keys, scope: str) -> bytes:
    made = b"AWS4" + keys.secret_access_key.encode()
    for part in scope.split("/"):
        made = hmac.new(made, part.encode(), hashlib.sha256).digest()
    return made


def _host(url: str) -> str:
    """As libcurl writes it: the port only where it is not that of the scheme."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    named = f"[{host}]" if ":" in host else host
    return named if parts.port in {None, DEFAULT_PORTS.get(parts.scheme)} else f"{named}:{parts.port}"


def _sorted(query: str) -> str:
    """By names, then by values, as they are encoded: `a` stands before `a-`, though `a-=` sorts before `a=`."""
    pairs = sorted(one.partition("=")[::2] for one in query.split("&") if one)
    return "&".join(f"{name}={value}" for name, value in pairs)


def _plain(text: str) -> str:
    return quote(text, safe=_UNSPOILT)
