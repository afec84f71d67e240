"""`yaowen operator`, as a command of its own process would run it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from typer.testing import CliRunner

from yaowen.base.errors import BadInput
from yaowen.cli import operator
from yaowen.staff.accounts import close_account, save_account

PASSWORD = "青屿渡轮 stops at noon"


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is open already: the tests' own database."""
    monkeypatch.setattr(operator, "open_site", lambda data, create: None)


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(operator.app, list(arguments), input=typed)
    return result.exit_code, str(result.exception) if result.exception else result.output


@pytest.mark.django_db
def test_an_account_is_made_with_a_password_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\nsecond line\n", "utf-8")
    code, said = run("mei", "--password-file", str(tmp_path / "password"))
    assert (code, said) == (0, "The account mei is made; the desk is at /desk/ on the site.\n")
    assert User.objects.get(username="mei").check_password(PASSWORD)
    assert run("mei", "--password-file", "-", "--read-only", typed="another long one 12\n")[0] == 0
    user = User.objects.get(username="mei")
    assert (user.check_password("another long one 12"), user.is_superuser) == (True, False)


@pytest.mark.django_db
def test_a_password_too_short_or_too_common_is_refused() -> None:
    for password in ("short", "1234567890", ""):
        with pytest.raises(BadInput, match="mei"):
            save_account("mei", password)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_name_that_will_not_do_is_refused() -> None:
    for name in ("", "a b", "x" * 200):
        with pytest.raises(BadInput):
            save_account(name, PASSWORD)


@pytest.mark.django_db
def test_a_closed_account_stays_and_cannot_log_in() -> None:
    save_account("mei", PASSWORD)
    assert run("mei", "--close") == (0, "The account mei is closed.\n")
    assert not User.objects.get().is_active
    with pytest.raises(BadInput, match="no such account"):
        close_account("nobody")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="missing"):
        operator.read_password(tmp_path / "missing")


def test_without_a_terminal_a_file_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(BadInput, match="--password-file"):
        operator.read_password(None)
