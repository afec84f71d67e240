"""Letters: the digest and the question that comes before it, sent through Django to the operator's own mail server.

The one place that sends mail (the Fetcher is the only code that opens other outside connections). No address is logged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from yaowen.base import addresses
from yaowen.base.addresses import BCP47, PathLanguage
from yaowen.base.text.direction import neutral
from yaowen.render.models import DigestReader
from yaowen.render.readers import confirm_token, leave_token
from yaowen.render.rules.digest import Digest
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.scripts import converted
from yaowen.render.rules.site import Site
from yaowen.render.rules.templates import render_template

UNSENT = (SMTPException, OSError)
"""What sending may raise: the mail server is away, or will not have the letter."""
REFUSED = SMTPRecipientsRefused
_SUBJECT_CHARS = 120
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is sent. `html`: empty for a letter of plain text alone."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] | None = None


def one_line(text: str) -> str:
    """A stranger's text on one line, without signs that break lines or turn the writing."""
    return _BLANK.sub(" ", neutral(text)).strip()


def write_question(site: Site, reader: DigestReader) -> Letter:
    """Asks whether the address wants the digest."""
    language = language_of(reader, site)
    url = f"{site.url}/{language}/digest/confirm/{confirm_token(reader)}/"
    name = one_line(converted(language, site.name))
    text = render_template("mail_confirm.txt", language, {"url": url, "site_name": name})
    return Letter(reader.email, phrase(language, "Confirm the daily digest of {site}", site=name), text)


def write_digest(site: Site, reader: DigestReader, digest: Digest) -> Letter:
    """A day's digest for a reader, who can leave with one click (RFC 8058)."""
    language = language_of(reader, site)
    leave = f"{site.url}/{language}/digest/leave/{leave_token(reader)}/"
    lines = [
        {
            "headline": one_line(line.headline.text), "lang": line.headline.lang or BCP47[language],
            "lead": one_line(line.lead.text) if line.lead else "", "outlet": one_line(line.outlet),
            "outlets": line.outlets, "url": site.url + addresses.story(language, line.story_id),
        }
        for line in digest.lines
    ]  # fmt: skip
    name = one_line(converted(language, site.name))
    values: dict[str, Any] = {
        "lines": lines, "leave": leave, "page": f"{site.url}{addresses.digest(language, digest.day)}",
        "title": digest.title, "site_name": name, "sample": site.sample,
    }  # fmt: skip
    subject = f"{name} · {digest.title}"
    if lines:
        subject += f" · {lines[0]['headline']}"
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<digest.{urlsplit(site.url).hostname}>",
        "Content-Language": BCP47[language],
    }
    text = render_template("mail_digest.txt", language, values)
    html = render_template("mail_digest.html", language, values)
    return Letter(reader.email, subject[:_SUBJECT_CHARS], text, html, headers)


def send(site: Site, letter: Letter) -> None:
    """Hand a letter to the mail server.

    Raises:
        SMTPException, OSError: it could not be handed over.
    """
    host = urlsplit(site.url).hostname or "localhost"
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=host), **(letter.headers or {})}
    made = EmailMultiAlternatives(
        letter.subject, letter.text, settings.YAOWEN.text("MAIL_FROM"), [letter.to], headers=headers
    )
    if letter.html:
        made.attach_alternative(letter.html, "text/html")
    made.send()


def language_of(reader: DigestReader, site: Site) -> PathLanguage:
    """The language that a reader asked for the digest in."""
    return next((one for one in addresses.PATH_LANGUAGES if one == reader.language), site.default_language)
