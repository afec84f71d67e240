"""`yaowen doctor`, `status` and `outlets show`: what they say, and what their exit codes mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from typer import Typer
from typer.testing import CliRunner, Result

from yaowen.base.clock import real_now
from yaowen.belt.models import Worker
from yaowen.cli import doctor, outlets, status
from yaowen.collect.models import Feed, HealthEvent, Outlet, OutletHealth, Page
from yaowen.collect.outlets_health import review_outlets
from yaowen.collect.packing import pack

pytestmark = pytest.mark.django_db

HOSTILE = "\x1b]0;owned\x07\x1b[2J<script>灯塔</script>\u202e"


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    settings.YAOWEN.data.mkdir(parents=True, exist_ok=True)
    for name in ("salts", "secret_key"):
        Path(settings.YAOWEN.data / name).unlink(missing_ok=True)


def run(app: Typer, *arguments: str) -> Result:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def work() -> None:
    """A worker lives."""
    Worker.objects.create(
        name="w", machine="lamp", place="elsewhere", pid=1, born=1, lanes="news", started_at=real_now(),
        beat_at=real_now(),
    )  # fmt: skip


def make_outlet(slug: str, feed_status: str = "fine", message: str = "") -> Outlet:
    outlet = Outlet.objects.create(slug=slug, name_hans=f"{slug}报", name_hant=slug, name_en=slug)
    Feed.objects.create(
        outlet=outlet, url=f"https://{slug}.example/feed?token=geheim", host=f"{slug}.example:443", state="due",
        due_at=real_now() + timedelta(hours=1), status=feed_status, last_error=message, attempts=3 if message else 0,
        last_ok_at=real_now(), last_new_at=real_now(), failed_body=pack(HOSTILE.encode()) if message else None,
    )  # fmt: skip
    return outlet


def review() -> None:
    review_outlets(real_now(), real_now())


def test_where_all_is_well_the_doctor_says_so_and_ends_with_0() -> None:
    work()
    make_outlet("haibao")
    review()
    done = run(doctor.app)
    assert done.exit_code == 0, done.output
    assert "1 of 1 outlets are fine" in done.output
    assert "can be written" in done.output
    assert json.loads(run(doctor.app, "--json").output)["exit_code"] == 0


def test_a_trouble_that_mends_by_itself_is_named_and_asks_for_nobody() -> None:
    work()
    make_outlet("haibao", "server_error", "haibao报: answers 500; it is tried again by itself")
    review()
    done = run(doctor.app)
    assert done.exit_code == 0
    assert "answers 500; it is tried again by itself" in done.output


def test_a_trouble_that_wants_a_person_ends_with_1_and_says_what_to_do_in_three_languages() -> None:
    work()
    make_outlet("haibao", "challenge", "haibao报: shows Cloudflare's check for people; ask the outlet")
    review()
    done = run(doctor.app)
    assert done.exit_code == 1
    assert "Cloudflare's check for people; ask the outlet" in done.output
    assert "人机验证" in run(doctor.app, "--language", "zh-hans").output
    assert "真人驗證" in run(doctor.app, "--language", "zh-hant").output
    (found,) = json.loads(run(doctor.app, "--json").output)["outlets"]
    assert (found["outlet"], found["state"], found["wants"]) == ("haibao", "challenge", "person")
    assert set(found["words"]) == {"zh-hans", "zh-hant", "en"}


def test_a_language_that_is_none_of_three_is_refused() -> None:
    done = CliRunner().invoke(doctor.app, ["--language", "fr"])
    assert "zh-hans, zh-hant, en" in str(done.exception)


def test_a_site_without_workers_is_looked_at_directly_and_ends_with_1() -> None:
    make_outlet("haibao", "blocked", "haibao报: answers 403; ask the outlet")
    done = run(doctor.app)
    assert done.exit_code == 1
    assert "start the site with `yaowen up`" in done.output
    assert "answers 403; ask the outlet" in done.output
    assert not OutletHealth.objects.exists()


def test_secrets_that_others_may_read_end_with_3() -> None:
    work()
    salts = settings.YAOWEN.data / "salts"
    salts.write_text("", "ascii")
    salts.chmod(0o644)
    done = run(doctor.app)
    assert done.exit_code == 3
    assert f"chmod 600 {salts}" in done.output.replace("\n", "")


def test_recoveries_are_told() -> None:
    work()
    outlet = make_outlet("haibao")
    review()
    HealthEvent.objects.create(outlet=outlet, was="tls", state="fine", at=real_now())
    assert "recovered: haibao报 (tls until" in run(doctor.app).output
    assert json.loads(run(doctor.app, "--json").output)["recovered"][0]["was"] == "tls"


def test_rows_set_aside_are_counted_by_status_and_doctor_with_where_to_look() -> None:
    work()
    outlet = make_outlet("haibao")
    review()
    Page.objects.create(
        outlet=outlet, url="https://haibao.example/1", host="haibao.example:443", url_hash=b"1" * 16, state="failed",
        due_at=real_now(), found_at=datetime(2031, 5, 6, tzinfo=UTC),
    )  # fmt: skip
    assert json.loads(run(status.app, "--json").output)["set_aside"] == 1
    assert "pages that cannot be read: 1; see /desk/collect/page/" in run(status.app).output
    done = run(doctor.app)
    assert done.exit_code == 1
    assert "pages that cannot be read: 1" in done.output


def test_one_outlet_is_shown_with_feeds_pages_and_history() -> None:
    work()
    outlet = make_outlet("haibao", "challenge", "haibao报: shows a check; ask the outlet")
    OutletHealth.objects.create(outlet=outlet, pages="ccccc")
    review()
    done = run(outlets.app, "show", "haibao")
    assert done.exit_code == 0
    for part in ("haibao报 (haibao): challenge page since", "shows a check; ask the outlet", "last pages: ccccc",
                 "new → challenge"):  # fmt: skip
        assert part in done.output
    found = json.loads(run(outlets.app, "show", "haibao", "--json").output)
    assert (found["state"], len(found["feeds"]), found["history"][0]["state"]) == ("challenge", 1, "challenge")


def test_last_bytes_do_nothing_to_a_terminal() -> None:
    make_outlet("haibao", "challenge", "haibao报: shows a check; ask the outlet")
    done = run(outlets.app, "show", "haibao", "--last-bytes")
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output
    assert "\\x1b]0;owned\\x07\\x1b[2J<script>灯塔</script>\\u202e" in done.output
    assert "geheim" not in done.output
    (kept,) = json.loads(run(outlets.app, "show", "haibao", "--last-bytes", "--json").output)
    assert (kept["what"], kept["size"]) == ("feed", len(HOSTILE.encode()))


def test_an_outlet_without_such_bytes_and_one_that_is_not_there_are_told() -> None:
    make_outlet("haibao")
    assert "no such bytes are kept" in run(outlets.app, "show", "haibao", "--last-bytes").output
    done = CliRunner().invoke(outlets.app, ["show", "nowhere"])
    assert "yaowen outlets list" in str(done.exception)
