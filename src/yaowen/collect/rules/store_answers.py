"""What an object store's answers mean: its errors in the operator's words, its lists of keys."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

TRIED_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that pass: the store is busy, or a machine of it was just lost."""
_CODES_TRIED_AGAIN = frozenset(
    {"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable", "OperationAborted"}
)
_READ_BYTES = 65536
_CODE = re.compile(r"<Code>\s*([A-Za-z][\w.-]{0,80})\s*</Code>")
_REGION = re.compile(r"<Region>\s*([\w-]{1,40})\s*</Region>")
_REGION_NAME = re.compile(r"[\w-]{1,40}")
_KEY = re.compile(r"<Contents>.*?<Key>(.*?)</Key>.*?</Contents>", re.DOTALL)
_NEXT = re.compile(r"<NextContinuationToken>(.*?)</NextContinuationToken>", re.DOTALL)
_NEEDED = "s3:ListBucket on the bucket; s3:GetObject, s3:PutObject and s3:DeleteObject in it"
_SENTENCES = {
    "NoSuchBucket": "there is no such bucket there; make it, or correct its name or YAOWEN_S3_ENDPOINT",
    "InvalidAccessKeyId": "the store does not know the access key; check AWS_ACCESS_KEY_ID, and that "
    "YAOWEN_S3_ENDPOINT is the store that gave it",
    "SignatureDoesNotMatch": "the secret key does not belong to the access key; check AWS_SECRET_ACCESS_KEY for what "
    "was cut off or added in copying, and YAOWEN_S3_REGION",
    "AccessDenied": f"the key may not do that; allow it {_NEEDED} (deploy/bucket-writer.json)",
    "ExpiredToken": "the keys were lent for a while that is over; get new ones",
    "InvalidToken": "the store does not know AWS_SESSION_TOKEN; get new keys, or unset it where they are lasting ones",
    "QuotaExceeded": "the bucket is full; make room in it",
}
_ALIKE = {
    "AllAccessDisabled": "AccessDenied",
    "AccountProblem": "AccessDenied",
    "TokenRefreshRequired": "ExpiredToken",
    "XMinioInvalidAccessKeyId": "InvalidAccessKeyId",
    "NotSignedUp": "AccessDenied",
    "Forbidden": "AccessDenied",
    "Unauthorized": "AccessDenied",
    "XMinioStorageFull": "QuotaExceeded",
}
_OF_REGION = frozenset(
    {
        "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "InvalidRegion", "PermanentRedirect",
        "TemporaryRedirect",
    }
)  # fmt: skip
_WITHOUT_CODE = {301: "PermanentRedirect", 307: "TemporaryRedirect", 401: "AccessDenied", 403: "AccessDenied"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is not what was asked for.

    Attributes:
        code: the store's own word for it; empty where it gives none.
        region: where the bucket lies, if the answer says so.
    """

    status: int
    code: str = ""
    region: str = ""

    @property
    def passes(self) -> bool:
        """Whether the same may be granted a little later."""
        return self.status in TRIED_AGAIN or self.code in _CODES_TRIED_AGAIN


def parse_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """What an answer refuses. Of its text nothing but the code and the region is taken: it may repeat secrets."""
    text = body[:_READ_BYTES].decode("utf-8", "replace")
    code, region = _CODE.search(text), _REGION.search(text)
    named = headers.get("x-amz-bucket-region", "")
    where = named if _REGION_NAME.fullmatch(named) else region[1] if region else ""
    return Refusal(status, code[1] if code else _WITHOUT_CODE.get(status, ""), where)


def say_refusal(refusal: Refusal, headers: Mapping[str, str], region: str, now: datetime) -> str:
    """The operator's sentence: what happened, and what to do.

    Args:
        region: the one that was asked in.
    """
    code = _ALIKE.get(refusal.code, refusal.code)
    answer = f"answers {refusal.status}" + (f" {refusal.code}" if refusal.code else "")
    if code in {"RequestTimeTooSkewed", "RequestExpired"}:
        sentence = f"this machine's clock {_skew(headers, now)}; set it (timedatectl set-ntp true)"
    elif code in _OF_REGION or (refusal.region and refusal.region != region and refusal.status in {301, 307, 400}):
        other = f"; set YAOWEN_S3_REGION={refusal.region}" if refusal.region else "; set YAOWEN_S3_REGION to it"
        sentence = (
            f"the bucket does not lie in the region {region}{other}, and YAOWEN_S3_ENDPOINT to the endpoint of it"
        )
    elif refusal.passes:
        sentence = "the store is too busy, or broken; what is sent stays: publish again later"
    else:
        sentence = _SENTENCES.get(code, "that was not expected; look the word up in the store's manual")
    return f"{answer}: {sentence}"


def parse_keys(body: bytes) -> tuple[list[str], str]:
    """The keys of a list (ListObjectsV2) and where it goes on; empty where it ends."""
    text = body.decode("utf-8", "replace")
    following = _NEXT.search(text)
    return [html.unescape(key) for key in _KEY.findall(text)], html.unescape(following[1]) if following else ""


def _skew(headers: Mapping[str, str], now: datetime) -> str:
    try:
        minutes = (now - parsedate_to_datetime(headers.get("date", ""))).total_seconds() / 60
    except (ValueError, TypeError, IndexError, OverflowError):
        return "differs from the store's"
    return f"is {abs(minutes):.0f} minutes {'fast' if minutes > 0 else 'slow'} by the store's"
