"""The stage that fetches the pictures that lead articles, and has them made anew in a guarded child."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from yaowen.base.clock import real_now
from yaowen.base.guard import Guard, GuardError, GuardMemory
from yaowen.base.settings import Settings
from yaowen.belt.conveyor import Context, finish, retry
from yaowen.collect.errands import Errands
from yaowen.collect.fetcher import limits_of
from yaowen.collect.hashes import hash_bytes
from yaowen.collect.models import Picture, PictureFile
from yaowen.collect.pictures import drop_unwanted, refuse_pictures
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import Fetched, FetchLimits, FetchRequest, FetchResult
from yaowen.collect.rules.pictures import (
    MadePicture,
    PictureEnd,
    PictureFault,
    PictureVerdict,
    decide_answer,
    is_filler,
    remake_picture,
    say_fault,
)

log = logging.getLogger(__name__)

ACCEPT = "image/avif, image/webp, image/jpeg, image/png, image/gif;q=0.8"
REMAKE_SECONDS = 12.0
"""Processor time that one picture may take: a PNG of 40 megapixels takes 7 s here."""
REMAKE_BYTES = 640 * 1024 * 1024
"""Memory for one picture: 40 megapixels of 4 bytes, held three times while they are turned and scaled."""
IDLE_SECONDS = 5.0
"""After which the child goes: it holds Pillow, and pictures come in bursts."""
LOOK_SECONDS = 5.0
FILLER = "{url}: its host gives the same bytes for several pictures: a notice, not the picture"
KNOWN_WITHDRAWN = "the same bytes were withdrawn with another article"
_ENDS = {PictureEnd.REFUSED: "refused", PictureEnd.GONE: "gone", PictureEnd.FAILED: "failed"}
_LOOKED_AT_TWINS = 50


def picture_limits(settings: Settings) -> FetchLimits:
    """The limits of every fetch, with the size that a picture may have."""
    return replace(limits_of(settings), max_bytes=settings.number("PICTURE_MAX_BYTES"))


class PictureWork:
    """The pictures' side of the rolling set."""

    model = Picture
    state = "wanted"
    order = "-wanted_at"

    def __init__(self) -> None:
        self.maker = Guard(remake_picture, memory_bytes=REMAKE_BYTES)
        self.used_seconds = time.monotonic()

    def request_of(self, row: Picture) -> FetchRequest:
        """A plain request, or one that names the article's page."""
        referer = row.referer if row.named_page else ""
        return FetchRequest(row.url, row.outlet.private_origin, accept=ACCEPT, referer=referer)

    def conclude(self, context: Context, answers: Sequence[tuple[Picture, FetchResult]]) -> None:
        """Save what has become of the pictures, each in its own transaction: making one anew takes a while."""
        for row, result in answers:
            if context.stopping.is_set():
                finish(row, state=self.state)  # to be fetched again: there is no time left to make it anew
                continue
            named = row.named_page or not row.referer
            verdict = decide_answer(result, row.attempts, real_now(), named_page=named)
            if verdict.end is PictureEnd.FETCHED and isinstance(result, Fetched):
                self._take(row, result)
            else:
                with transaction.atomic():
                    _save_end(row, result, verdict)

    def _take(self, row: Picture, result: Fetched) -> None:
        body_hash = hash_bytes(result.body)
        if _settled_by_twins(row, body_hash):
            return
        made = self._remake(row.url, result.body)
        with transaction.atomic():
            _save_made(row, made, {"body_hash": body_hash, "http_status": result.status})

    def _remake(self, url: str, body: bytes) -> MadePicture | str:
        """The picture made anew, or the sentence that says why there is none."""
        try:
            made = self.maker.call(REMAKE_SECONDS, body)
        except GuardMemory:
            made = PictureFault.TOO_MANY_PIXELS
        except GuardError as problem:
            log.warning("%s: its decoding was stopped (%s); the article stands without a picture", url, problem)
            made = PictureFault.BROKEN
        self.used_seconds = time.monotonic()
        return say_fault(url, made) if isinstance(made, PictureFault) else made


class CollectPictures:
    """Fetches the pictures that articles want, politely, and makes them small and safe.

    A lane of its own: neither a slow picture host nor the making of a picture may hold up feeds and pages.
    """

    name = "collect pictures"
    lane = "pictures"

    def __init__(self) -> None:
        self._work = PictureWork()
        self._errands: Errands[Picture] = Errands(self._work, picture_limits)
        self._look_at_seconds = 0.0

    def step(self, context: Context) -> int:
        """Start the pictures that are due, save what has come; returns how many were concluded."""
        if time.monotonic() >= self._look_at_seconds:
            self._look_at_seconds = time.monotonic() + LOOK_SECONDS
            drop_unwanted()
        done = self._errands.step(context)
        if not done and time.monotonic() - self._work.used_seconds > IDLE_SECONDS:
            self._work.maker.close()
        return done

    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return self._errands.is_busy()

    def move_on(self, seconds: float) -> bool:
        """Let it go on; True as soon as a step is of use."""
        return self._errands.move_on(seconds)

    def wind_down(self, context: Context) -> None:
        """Give up what is under way, so that another worker may take it at once."""
        self._errands.close(context)
        self._work.maker.close()


def _save_end(row: Picture, result: FetchResult, verdict: PictureVerdict) -> None:
    status = result.status if isinstance(result, Fetched) else 0
    if verdict.end is PictureEnd.AGAIN:
        retry(row, verdict.message, pause_seconds=verdict.wait_seconds, http_status=status)
    elif verdict.end is PictureEnd.WITH_REFERER:
        _ask_again(row, verdict.message, status)
    else:
        finish(row, state=_ENDS[verdict.end], last_error=verdict.message[:500], http_status=status)


def _ask_again(row: Picture, message: str, status: int) -> None:
    """Once more, naming the article's page as a reader's browser would."""
    retry(row, message, pause_seconds=0.0, named_page=True, http_status=status)


def _settled_by_twins(row: Picture, body_hash: bytes) -> bool:
    """Decide by other pictures of the same bytes: withdrawn ones, or so many at one host that they are a notice."""
    with transaction.atomic():
        twins = list(Picture.objects.filter(body_hash=body_hash).exclude(pk=row.pk)[:_LOOKED_AT_TWINS])
        if any(twin.withdrawn for twin in twins):
            finish(
                row, state="gone", last_error=KNOWN_WITHDRAWN, body_hash=body_hash, withdrawn=True, url="", referer=""
            )
            return True
        at_host = [twin for twin in twins if origin_of(twin.url) == origin_of(row.url)]
        known = any(twin.state in {"refused", "refusing"} for twin in at_host)
        if not known and not is_filler(row.url, [twin.url for twin in at_host]):
            return False
        if not row.named_page and row.referer:
            _ask_again(row, FILLER.format(url=row.url), 200)
            return True
        refuse_pictures([twin for twin in at_host if twin.state in {"kept", "shown"}], FILLER.format(url=row.url))
        finish(row, state="refused", last_error=FILLER.format(url=row.url)[:500], body_hash=body_hash)
        return True


def _save_made(row: Picture, made: MadePicture | str, fields: dict[str, Any]) -> None:
    if isinstance(made, str):
        finish(row, state="refused", last_error=made[:500], **fields)
        return
    if Picture.objects.filter(name=made.name, withdrawn=True).exists():
        finish(row, state="gone", last_error=KNOWN_WITHDRAWN, withdrawn=True, url="", referer="", **fields)
        return
    files = [[file.width, file.height, file.kind] for file in made.files]
    fields |= {"name": made.name, "width": made.width, "height": made.height, "tone": made.tone, "files": files}
    if finish(row, state="kept", **fields):
        PictureFile.objects.filter(picture_id=row.pk).delete()
        PictureFile.objects.bulk_create(
            PictureFile(picture_id=row.pk, width=file.width, kind=file.kind, body=file.body) for file in made.files
        )
