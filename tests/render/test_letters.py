"""The digest by mail: only to those who confirmed, once a day, and never with a stranger's signs in its head."""

from __future__ import annotations

import re
import smtplib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError
from hypothesis import given, settings
from hypothesis import strategies as st

from render.invented import NOW, carrier, event, report
from render.pages import SITE
from render.rows import context_of, save_event
from yaowen.base.clock import real_now
from yaowen.base.errors import Misconfigured
from yaowen.base.settings import load_settings
from yaowen.render import letter_stage, readers
from yaowen.render.letter_stage import SendLetters
from yaowen.render.letters import one_line, write_digest, write_question
from yaowen.render.models import DigestReader
from yaowen.render.readers import ask_to_join, confirm, find_asking, find_leaving, leave_token, parse_email
from yaowen.render.rules.digest import finished_days, letter_day, make_digest
from yaowen.render.stage import RenderStories
from yaowen.settings import _mail

MAIL = {"YAOWEN_MAIL_URL": "smtp://mail.test", "YAOWEN_MAIL_FROM": "要闻 <news@news.example>"}
YESTERDAY = date(2026, 11, 22)


@pytest.fixture
def posting(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A worker's context at a site with mail, at 09:25 in its zone."""
    context = context_of(MAIL)
    monkeypatch.setattr(django_settings, "YAOWEN", context.settings)
    return context


def reader(email: str = "lin@reader.test", *, confirmed: bool = True, language: str = "zh-hans") -> DigestReader:
    at = real_now()
    return DigestReader.objects.create(
        email=email, language=language, asked_at=at, told_at=at, confirmed_at=at if confirmed else None
    )


def news_of_yesterday(headline: str = "青屿渡轮停航三日") -> None:
    at = NOW - timedelta(hours=16)
    save_event(event(1, [report(10, headline, published=at, of=carrier(0, "excerpt"))]))
    RenderStories().step(context_of())


def step(context: Any) -> int:
    return SendLetters().step(context)


def parsed(sent: EmailMultiAlternatives) -> EmailMessage:
    made = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


def test_who_asks_gets_a_question_and_who_confirms_gets_yesterdays_digest_once(posting: Any) -> None:
    news_of_yesterday()
    ask_to_join("lin@reader.test", "zh-hans", real_now())
    assert step(posting) == 1
    (question,) = mail.outbox
    assert question.to == ["lin@reader.test"]
    found = re.search(r"/zh-hans/digest/confirm/([\w:-]+)/", str(question.body))
    assert found
    asking = find_asking(found[1])
    assert asking is not None
    assert step(posting) == 0
    confirm(asking, real_now())
    assert step(posting) == 1
    digest = mail.outbox[1]
    assert "青屿渡轮停航三日" in digest.subject
    assert "/zh-hans/story/1/" in str(digest.body)
    assert step(posting) == 0
    assert DigestReader.objects.get().last_day == YESTERDAY


def test_a_letter_can_be_ended_with_one_click(posting: Any) -> None:
    news_of_yesterday()
    reader(language="zh-hant")
    step(posting)
    made = parsed(mail.outbox[0])  # type: ignore[arg-type]
    address = re.fullmatch(r"<http://127.0.0.1:8000/zh-hant/digest/leave/([\w:-]+)/>", made["List-Unsubscribe"].strip())
    assert address
    assert made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert made["Auto-Submitted"] == "auto-generated"
    assert find_leaving(address[1]) == DigestReader.objects.get()
    html = made.get_body(("html",))
    assert html is not None
    assert '<html lang="zh-Hant">' in html.get_content()
    assert "青嶼渡輪停航三日" in html.get_content()
    assert not re.search(r"<img|<link|<style|url\(|src=", html.get_content())  # nothing is fetched by who reads it


def test_without_a_mail_server_nothing_is_sent(db: None) -> None:
    news_of_yesterday()
    reader()
    ask_to_join("mei@reader.test", "en", real_now())
    assert step(context_of()) == 0
    assert mail.outbox == []


def test_before_its_hour_no_digest_is_sent(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    news_of_yesterday()
    reader()
    assert step(context_of({**MAIL, "YAOWEN_DIGEST_HOUR": "10"})) == 0
    zone = "Asia/Shanghai"
    assert letter_day(datetime(2026, 11, 22, 22, 59, tzinfo=UTC), zone, 7) is None
    assert letter_day(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), zone, 7) == YESTERDAY


def test_a_day_without_news_sends_nothing(posting: Any) -> None:
    reader()
    assert step(posting) == 0
    assert mail.outbox == []


def refuse(error: Exception) -> Any:
    def sent(*_: object) -> None:
        raise error

    return sent


def test_what_the_mail_server_will_not_have_is_tried_again_and_no_address_is_logged(
    posting: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    news_of_yesterday()
    reader()
    ask_to_join("mei@reader.test", "en", real_now())
    with monkeypatch.context() as away:
        away.setattr(letter_stage, "send", refuse(smtplib.SMTPServerDisconnected("lin@reader.test: go away")))
        assert step(posting) == 0
    assert "@" not in caplog.text
    assert "SMTPServerDisconnected" in caplog.text
    assert step(posting) == 2


def test_an_address_that_is_refused_three_times_is_deleted(
    posting: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    news_of_yesterday()
    reader()
    monkeypatch.setattr(letter_stage, "send", refuse(smtplib.SMTPRecipientsRefused({"lin@reader.test": (550, b"no")})))
    for _ in range(readers.MOST_REFUSALS):
        assert DigestReader.objects.count() == 1
        step(posting)
        DigestReader.objects.update(last_day=None)
    assert DigestReader.objects.count() == 0
    assert "@" not in caplog.text


def test_two_workers_send_nobody_a_digest_twice(posting: Any) -> None:
    reader()
    first = readers.claim_due(YESTERDAY, 10)
    second = readers.claim_due(YESTERDAY, 10)
    assert len([*first, *second]) == 1


def test_asking_again_sends_no_second_question_so_soon_and_none_to_a_reader(posting: Any) -> None:
    at = real_now()
    for hours in (0, 1, 5):
        ask_to_join("lin@reader.test", "en", at + timedelta(hours=hours))
        step(posting)
    assert len(mail.outbox) == 1
    ask_to_join("lin@reader.test", "en", at + timedelta(hours=13))
    step(posting)
    assert len(mail.outbox) == 2
    confirm(DigestReader.objects.get(), at)
    ask_to_join("lin@reader.test", "en", at + timedelta(days=9))
    assert DigestReader.objects.get().confirmed_at == at
    assert list(readers.claim_asking(at, 10)) == []


def test_who_never_confirms_is_deleted(posting: Any) -> None:
    at = real_now()
    reader("old@reader.test", confirmed=False)
    DigestReader.objects.update(asked_at=at - timedelta(days=7))
    reader("new@reader.test", confirmed=False)
    step(posting)
    assert [one.email for one in DigestReader.objects.all()] == ["new@reader.test"]


def test_an_address_is_on_the_list_once(db: None) -> None:
    reader()
    with pytest.raises(IntegrityError):
        reader()


@pytest.mark.django_db
def test_a_token_is_good_for_its_own_purpose_alone() -> None:
    one = reader()
    assert find_asking(leave_token(one)) is None
    assert find_leaving(readers.confirm_token(one)) is None
    assert find_leaving("x" * 40) is None
    readers.leave(one)
    assert find_leaving(leave_token(one)) is None


@pytest.mark.parametrize(
    ("text", "email"),
    [(" Lin@Reader.TEST ", "Lin@reader.test"), ("lin", None), ("", None), ("a@b@c.test", None),
     ("lin@reader.test\nBcc: x@y.test", None), ("lín@reader.test", None), ("a" * 250 + "@reader.test", None)],
)  # fmt: skip
def test_only_a_plain_address_is_taken(text: str, email: str | None) -> None:
    assert parse_email(text) == email


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=30))
def test_no_text_of_strangers_breaks_a_letter(headline: str, lead: str, name: str) -> None:
    outlet = replace(carrier(), names=(f"报{name}", "", ""))
    told = event(1, [report(1, f"标{headline}", (f"港务局周五宣布渡轮停航三日。{lead}",), outlet)])
    site = replace(SITE, name=f"要闻{name}", letters=True)
    one = DigestReader(pk=7, email="lin@reader.test", language="zh-hans")
    for letter in (write_digest(site, one, make_digest(site, "zh-hans", YESTERDAY, [told])), write_question(site, one)):
        assert "\n" not in letter.subject
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", letter.subject + letter.text + letter.html)
        assert "<script" not in letter.html.lower()
        made = EmailMultiAlternatives(letter.subject, letter.text, "n@news.example", [letter.to])
        head = message_from_bytes(made.message().as_bytes(), policy=policy.default)
        assert set(head.keys()) == {
            "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID",
        }  # fmt: skip
        assert letter.text.count("\n1. ") <= 1


def test_a_text_is_put_on_one_line() -> None:
    assert one_line(" 渡轮\r\nBcc: x\x00\u2028停航\u202e ") == "渡轮 Bcc: x 停航"


def test_only_days_that_are_over_are_listed() -> None:
    days = ["2026-11-23", "2026-11-22", "2026-11-21"]
    assert finished_days(days, NOW, "Asia/Shanghai") == [date(2026, 11, 22), date(2026, 11, 21)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [("smtp://mei:p%40ss@mail.test:2525", ("mail.test", 2525, "mei", "p@ss", True, False)),
     ("smtps://mail.test", ("mail.test", 465, "", "", False, True)),
     ("smtp://127.0.0.1:25", ("127.0.0.1", 25, "", "", False, False))],
)  # fmt: skip
def test_the_mail_server_is_read_from_one_address(url: str, expected: tuple[Any, ...]) -> None:
    made = _mail(load_settings({"YAOWEN_MAIL_URL": url, "YAOWEN_MAIL_FROM": "n@news.example"}))
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(made[f"EMAIL_{name}"] for name in names) == expected


@pytest.mark.parametrize("url", ["http://mail.test", "mail.test", "smtp://", "file:letters"])
def test_another_address_is_refused_with_examples(url: str) -> None:
    with pytest.raises(Misconfigured, match="smtp://user:password@host:587"):
        _mail(load_settings({"YAOWEN_MAIL_URL": url, "YAOWEN_MAIL_FROM": "n@news.example"}))


def test_letters_need_a_sender() -> None:
    with pytest.raises(Misconfigured, match="MAIL_FROM"):
        _mail(load_settings({"YAOWEN_MAIL_URL": "smtp://mail.test"}))
