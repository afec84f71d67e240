"""Who gets the digest by mail: only those who asked for it and confirmed it; whoever leaves is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, Q

from yaowen.base.addresses import PathLanguage
from yaowen.render.models import DigestReader

CONFIRM_WITHIN = timedelta(days=3)
ASKED_AGAIN_AFTER = timedelta(hours=12)
"""Whoever asks for an address again sooner sends it no second letter."""
MOST_REFUSALS = 3
LONGEST_EMAIL_CHARS = 254
_CONFIRM, _LEAVE = "digest confirm", "digest leave"


def parse_email(text: str) -> str | None:
    """An address with its domain in lower case; None where it is none."""
    plain = text.strip()
    try:
        validate_email(plain)
    except ValidationError:
        return None
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}" if len(plain) <= LONGEST_EMAIL_CHARS and plain.isascii() else None


def ask_to_join(email: str, language: PathLanguage, at: datetime) -> None:
    """Note that somebody asked for the digest; a letter asks the address itself. Those who get it already stay so."""
    row, made = DigestReader.objects.get_or_create(email=email, defaults={"language": language, "asked_at": at})
    if not made and row.confirmed_at is None and row.asked_at < at - ASKED_AGAIN_AFTER:
        DigestReader.objects.filter(pk=row.pk).update(asked_at=at, told_at=None, language=language)


def confirm_token(reader: DigestReader) -> str:
    """What the link of the first letter carries."""
    return signing.dumps(reader.pk, salt=_CONFIRM)


def leave_token(reader: DigestReader) -> str:
    """What the link of every letter carries; it stays good."""
    return signing.dumps(reader.pk, salt=_LEAVE)


def find_asking(token: str) -> DigestReader | None:
    """Whose confirmation a token is; None for a false or old one."""
    return _find(token, _CONFIRM, CONFIRM_WITHIN)


def find_leaving(token: str) -> DigestReader | None:
    """Whose ending a token is; None for a false one, and for one who has left."""
    return _find(token, _LEAVE, None)


def confirm(reader: DigestReader, at: datetime) -> None:
    """Put somebody on the list."""
    DigestReader.objects.filter(pk=reader.pk, confirmed_at__isnull=True).update(confirmed_at=at)


def leave(reader: DigestReader) -> None:
    """Delete somebody from the list."""
    DigestReader.objects.filter(pk=reader.pk).delete()


def drop_unconfirmed(at: datetime) -> None:
    """Delete those who never confirmed."""
    DigestReader.objects.filter(confirmed_at__isnull=True, asked_at__lt=at - 2 * CONFIRM_WITHIN).delete()


def claim_asking(at: datetime, limit: int) -> Iterator[DigestReader]:
    """Those who have to be asked for their confirmation, each claimed by one worker."""
    for row in DigestReader.objects.filter(told_at__isnull=True, confirmed_at__isnull=True).order_by("pk")[:limit]:
        if DigestReader.objects.filter(pk=row.pk, told_at__isnull=True).update(told_at=at):
            yield row


def claim_due(day: date, limit: int) -> Iterator[DigestReader]:
    """Those who have not had a day's digest, each claimed by one worker: nobody gets one twice."""
    due = Q(last_day__isnull=True) | Q(last_day__lt=day)
    for row in DigestReader.objects.filter(due, confirmed_at__isnull=False).order_by("pk")[:limit]:
        if DigestReader.objects.filter(due, pk=row.pk).update(last_day=day):
            yield row


def take_back(reader: DigestReader) -> None:
    """A letter could not be sent: it is due again."""
    DigestReader.objects.filter(pk=reader.pk).update(told_at=reader.told_at, last_day=reader.last_day)


def note_refusal(reader: DigestReader) -> None:
    """The mail server refuses the address; after three times it is deleted."""
    DigestReader.objects.filter(pk=reader.pk).update(refusals=F("refusals") + 1)
    DigestReader.objects.filter(pk=reader.pk, refusals__gte=MOST_REFUSALS).delete()


def _find(token: str, salt: str, max_age: timedelta | None) -> DigestReader | None:
    try:
        number = signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None
    return DigestReader.objects.filter(pk=number).first() if isinstance(number, int) else None
