"""The stage that sends letters: questions to those who asked, the digest of yesterday to those who confirmed."""

from __future__ import annotations

import logging
import time
from datetime import date

from yaowen.base.addresses import PathLanguage
from yaowen.base.clock import real_now
from yaowen.belt.conveyor import Context
from yaowen.render.digests import load_digest_events
from yaowen.render.letters import REFUSED, UNSENT, Letter, language_of, send, write_digest, write_question
from yaowen.render.models import DigestReader
from yaowen.render.readers import claim_asking, claim_due, drop_unconfirmed, note_refusal, take_back
from yaowen.render.rules.digest import Digest, letter_day, make_digest
from yaowen.render.rules.site import Site
from yaowen.render.store import site_now

log = logging.getLogger(__name__)
LOOK_SECONDS = 20.0
PAUSE_SECONDS = 900.0
"""After a letter that the mail server would not have."""
BATCH = 50


class SendLetters:
    """Send what is due, a batch a step; nothing at all where no mail server is configured."""

    name = "send letters"
    lane = "letters"

    def __init__(self) -> None:
        self._look_at_seconds = float("-inf")
        self._digests: dict[tuple[date, PathLanguage], Digest] = {}

    def step(self, context: Context) -> int:
        """Returns how many letters were sent."""
        if time.monotonic() < self._look_at_seconds:
            return 0
        self._look_at_seconds = time.monotonic() + LOOK_SECONDS
        site = site_now(context.settings)
        if not site.letters:
            return 0
        sent = self._send_questions(site)
        day = letter_day(context.clock.now(), site.zone, context.settings.number("DIGEST_HOUR"))
        if day is not None:
            sent += self._send_digests(site, day)
        if sent >= BATCH:
            self._look_at_seconds = float("-inf")
        return sent

    def _send_questions(self, site: Site) -> int:
        drop_unconfirmed(real_now())
        return sum(self._try(site, row, write_question(site, row)) for row in claim_asking(real_now(), BATCH))

    def _send_digests(self, site: Site, day: date) -> int:
        self._digests = {key: made for key, made in self._digests.items() if key[0] == day}
        sent = 0
        for row in claim_due(day, BATCH):
            digest = self._digest(site, day, language_of(row, site))
            sent += bool(digest.lines) and self._try(site, row, write_digest(site, row, digest))
        return sent

    def _digest(self, site: Site, day: date, language: PathLanguage) -> Digest:
        if (day, language) not in self._digests:
            self._digests[day, language] = make_digest(site, language, day, load_digest_events(day))
        return self._digests[day, language]

    def _try(self, site: Site, reader: DigestReader, letter: Letter) -> bool:
        """Send a letter; one that cannot be sent is due again after a pause.

        Only the kind of an error is told: its text may name addresses.
        """
        try:
            send(site, letter)
        except REFUSED:
            note_refusal(reader)
            return False
        except UNSENT as problem:
            take_back(reader)
            self._look_at_seconds = time.monotonic() + PAUSE_SECONDS
            kind = type(problem).__name__
            log.warning("letters cannot be sent now (%s); look at YAOWEN_MAIL_URL; they are tried again later", kind)
            return False
        return True
