"""Joining and leaving the digest by mail, as readers' browsers and mail programs do it."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from yaowen.base.clock import real_now
from yaowen.base.settings import load_settings
from yaowen.render.models import DigestReader
from yaowen.render.readers import ask_to_join, confirm_token, leave_token
from yaowen.serve import digest
from yaowen.serve.limits import Buckets

pytestmark = pytest.mark.django_db
JOIN = "/zh-hans/digest/join/"


@pytest.fixture(autouse=True)
def letters(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"YAOWEN_MAIL_URL": "smtp://mail.test", "YAOWEN_MAIL_FROM": "news@news.example"}
    monkeypatch.setattr(django_settings, "YAOWEN", load_settings(given))
    monkeypatch.setattr(digest, "_buckets", Buckets(lambda: 0.0))


def asked(email: str = "lin@reader.test") -> DigestReader:
    ask_to_join(email, "en", real_now())
    return DigestReader.objects.get(email=email)


def test_asking_puts_nobody_on_the_list_and_sends_nothing_by_itself(client: Client) -> None:
    answer = client.post(JOIN, {"email": "lin@reader.test"})
    assert answer.status_code == 200
    assert "请查看邮箱" in answer.content.decode()
    row = DigestReader.objects.get()
    assert (row.confirmed_at, row.language) == (None, "zh-hans")
    assert mail.outbox == []


def test_the_answer_tells_nobody_who_is_on_the_list(client: Client) -> None:
    asked()
    DigestReader.objects.update(confirmed_at=real_now())
    known = client.post(JOIN, {"email": "lin@reader.test"})
    unknown = client.post(JOIN, {"email": "mei@reader.test"})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_a_link_alone_confirms_nothing_and_a_click_does(client: Client) -> None:
    row = asked()
    path = f"/en/digest/confirm/{confirm_token(row)}/"
    assert "Yes, send it to me" in client.get(path).content.decode()
    row.refresh_from_db()
    assert row.confirmed_at is None
    assert "every morning" in client.post(path).content.decode()
    row.refresh_from_db()
    assert row.confirmed_at is not None


def test_a_mail_program_leaves_with_one_post_and_a_reader_with_a_click(client: Client) -> None:
    row = asked()
    path = f"/en/digest/leave/{leave_token(row)}/"
    assert "Delete my address" in client.get(path).content.decode()
    assert DigestReader.objects.exists()
    answer = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not DigestReader.objects.exists()
    assert client.post(path).status_code == 200


def test_answers_are_kept_nowhere_and_their_address_is_passed_on_to_nobody(client: Client) -> None:
    row = asked()
    for path in (f"/en/digest/leave/{leave_token(row)}/", f"/en/digest/confirm/{confirm_token(row)}/"):
        answer = client.get(path)
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert "lin@reader.test" not in answer.content.decode()
        assert "Set-Cookie" not in answer


@pytest.mark.parametrize("email", ["", "lin", "lin@reader.test\r\nBcc: x@y.test", "\0@reader.test", "x" * 5000])
def test_what_is_no_address_is_said_so(client: Client, email: str) -> None:
    assert client.post(JOIN, {"email": email}).status_code == 400
    assert not DigestReader.objects.exists()


def test_a_form_on_another_site_puts_nobody_on_the_list(client: Client) -> None:
    for headers in ({"Origin": "https://evil.test"}, {"Referer": "https://evil.test/x"}, {"Origin": "null"}):
        assert client.post(JOIN, {"email": "lin@reader.test"}, headers=headers).status_code == 403
    assert not DigestReader.objects.exists()
    assert client.post(JOIN, {"email": "a@b.test"}, headers={"Origin": "http://testserver"}).status_code == 200


def test_one_network_cannot_have_many_letters_sent(client: Client) -> None:
    answers = [client.post(JOIN, {"email": f"r{number}@reader.test"}).status_code for number in range(6)]
    assert answers == [200] * digest.A_MINUTE + [429] * (6 - digest.A_MINUTE)
    assert DigestReader.objects.count() == digest.A_MINUTE
    assert client.post(JOIN, {"email": "x@reader.test"}, REMOTE_ADDR="198.51.100.9").status_code == 200


def test_without_a_mail_server_none_of_it_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked()
    monkeypatch.setattr(django_settings, "YAOWEN", load_settings({}))
    assert client.post(JOIN, {"email": "lin@reader.test"}).status_code == 404
    assert client.get(f"/en/digest/leave/{leave_token(row)}/").status_code == 404


def test_a_false_token_is_refused(client: Client) -> None:
    asked()
    for token in ("x" * 30, "abc:def:ghijklmn", confirm_token(DigestReader.objects.get())[:-1] + "_"):
        assert client.post(f"/en/digest/confirm/{token}/").status_code == 404
    assert DigestReader.objects.get().confirmed_at is None
    assert client.get("/en/digest/join/").status_code == 405
