"""Keys of the JSON API: made at the desk, shown once, kept as their hash."""

from __future__ import annotations

import hashlib
import secrets

from yaowen.serve.api.keys import Key
from yaowen.staff.models import ApiKey

PREFIX = "yaowen_"
_SECRET_BYTES = 24
HINT_CHARS = len(PREFIX) + 4


def new_key() -> str:
    """A new key: 192 random bits behind a word by which leaked keys are recognised."""
    return PREFIX + secrets.token_urlsafe(_SECRET_BYTES)


def hash_key(text: str) -> bytes:
    """What is kept of a key. A random key needs no slow hash."""
    return hashlib.sha256(text.encode()).digest()


def find_key(text: str) -> Key | None:
    """An open key by its text. One query."""
    row = ApiKey.objects.filter(hash=hash_key(text), closed_at__isnull=True).first()
    return None if row is None else Key(row.pk, max(1, row.a_minute))
