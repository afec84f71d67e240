"""Health at the desk: lists, kept bytes that nothing renders, the front page, trying again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yaowen.base.clock import real_now
from yaowen.base.settings import Settings
from yaowen.base.store import read_fact
from yaowen.belt.models import Worker
from yaowen.collect.models import Feed, HealthEvent, Outlet, OutletHealth, Page
from yaowen.collect.packing import pack
from yaowen.extract.asides import note_aside
from yaowen.extract.models import Article
from yaowen.group.models import Story
from yaowen.staff import machine
from yaowen.staff.machine import check_backlog, check_clocks, check_database, check_disk, check_secret_files
from yaowen.staff.overview import Backlog, read_asides, read_backlog

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\x1b[2J灯塔\u202e<img src=x onerror=alert(2)>"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    return client


def make_outlet(slug: str = "haibao", state: str = "challenge", message: str = "海报时讯: shows a check") -> Outlet:
    outlet = Outlet.objects.create(slug=slug, name_hans="海报时讯", name_hant="海報時訊", name_en="The Sea Post")
    OutletHealth.objects.create(
        outlet=outlet, state=state, message=message, since=NOON, pages="cc..", page_url="https://haibao.example/1",
        page_body=pack(HOSTILE.encode()),
    )  # fmt: skip
    HealthEvent.objects.create(outlet=outlet, was="fine", state=state, at=NOON, reason=message)
    Feed.objects.create(
        outlet=outlet, url=f"https://{slug}.example/feed", host=f"{slug}.example:443", state="due", due_at=NOON,
        status=state, last_error=message, failed_body=pack(HOSTILE.encode()),
    )  # fmt: skip
    return outlet


LIST = "/desk/collect/outlethealth/"


def test_the_list_says_who_is_in_trouble_in_the_desks_language(desk: Client) -> None:
    make_outlet()
    make_outlet("tadao", "fine", "")
    for language, word in (("zh-hans", "人机验证"), ("zh-hant", "真人驗證"), ("en", "challenge page")):
        shown = desk.get(LIST, headers={"accept-language": language}).content.decode()
        assert word in shown
    shown = desk.get(LIST, {"wants": "person"}).content.decode()
    assert "shows a check" in shown
    assert desk.get(LIST, {"wants": "nothing", "state": "fine"}).content.decode().count("shows a check") == 0
    assert desk.get(LIST, {"q": "tadao"}).status_code == 200
    assert desk.get(LIST, {"since__gte": "2025-01-01 00:00:00+00:00"}).status_code == 200


def test_an_outlet_not_collected_any_more_is_not_listed(desk: Client) -> None:
    make_outlet()
    Outlet.objects.update(active=False)
    assert "shows a check" not in desk.get(LIST).content.decode()


def test_an_outlets_page_shows_what_happened_what_to_do_and_its_history(desk: Client) -> None:
    outlet = make_outlet()
    shown = desk.get(f"{LIST}{outlet.pk}/change/", headers={"accept-language": "en"}).content.decode()
    for part in ("Ask the outlet to let this address in", "cc..", "2025-01-17 04:00: fine → challenge page",
                 "https://haibao.example/feed", f"{LIST}{outlet.pk}/bytes/page/"):  # fmt: skip
        assert part in shown
    assert "<script>alert" not in shown


def bytes_addresses(outlet: Outlet) -> list[str]:
    feed = Feed.objects.get(outlet=outlet)
    page = Page.objects.create(
        outlet=outlet, feed=feed, url="https://haibao.example/2", host="haibao.example:443", url_hash=b"2" * 16,
        found_at=NOON, state="fetched", due_at=NOON, body=pack(HOSTILE.encode()),
    )  # fmt: skip
    return [
        f"{LIST}{outlet.pk}/bytes/page/", f"/desk/collect/feed/{feed.pk}/bytes/failed/",
        f"/desk/collect/page/{page.pk}/bytes/kept/",
    ]  # fmt: skip


def test_kept_bytes_are_plain_text_that_nothing_renders(desk: Client) -> None:
    for address in bytes_addresses(make_outlet()):
        answer = desk.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in answer["Cache-Control"]
        text = answer.content.decode()
        assert text == "<script>alert(1)</script>\\x1b[2J灯塔\\u202e<img src=x onerror=alert(2)>"


def test_kept_bytes_can_be_saved_as_they_came(desk: Client) -> None:
    for address in bytes_addresses(make_outlet()):
        answer = desk.get(address, {"raw": ""})
        assert answer.content == HOSTILE.encode()
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_there_are_no_bytes_for_who_may_not_see_the_table_nor_of_other_columns(desk: Client, client: Client) -> None:
    outlet = make_outlet()
    addresses = bytes_addresses(outlet)
    feed = Feed.objects.get()
    for wrong in ("etag", "good", "outlet"):
        assert desk.get(f"/desk/collect/feed/{feed.pk}/bytes/{wrong}/").status_code == 404
    assert desk.get("/desk/collect/feed/999999/bytes/failed/").status_code == 404
    Feed.objects.update(failed_body=b"damaged")
    assert "damaged" in desk.get(addresses[1]).content.decode()
    assert desk.get(addresses[1], {"raw": ""}).status_code == 404
    client.logout()
    assert [client.get(address).status_code for address in addresses] == [302] * 3
    client.force_login(User.objects.create(username="lin", is_staff=True))
    assert [client.get(address).status_code for address in addresses] == [403] * 3


def test_the_forms_of_feeds_and_pages_link_to_their_bytes(desk: Client) -> None:
    addresses = bytes_addresses(make_outlet())
    for address in addresses[1:]:
        shown = desk.get(address.partition("bytes/")[0] + "change/").content.decode()
        assert f'href="{address}"' in shown
        assert f'href="{address}?raw"' in shown
    feed = Feed.objects.get()
    assert f"/feed/{feed.pk}/bytes/good/" not in desk.get(f"/desk/collect/feed/{feed.pk}/change/").content.decode()


def test_the_front_page_sums_up_and_asks_no_more_for_more_outlets(desk: Client) -> None:
    make_outlet()
    HealthEvent.objects.create(outlet=make_outlet("hao", "fine", ""), was="tls", state="fine", at=real_now())
    with CaptureQueriesContext(connection) as few:
        shown = desk.get("/desk/", headers={"accept-language": "en"}).content.decode()
    assert "challenge page: 1" in shown
    assert "fine: 1" in shown
    assert "tls → fine" in shown
    assert "can be written" in shown
    for number in range(8):
        make_outlet(f"outlet{number}", "fine", "")
    with CaptureQueriesContext(connection) as many:
        desk.get("/desk/")
    assert len(many) <= len(few)


def test_an_account_that_may_not_see_health_gets_the_plain_front_page(client: Client) -> None:
    make_outlet()
    account = User.objects.create(username="lin", is_staff=True)
    account.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(account)
    shown = client.get("/desk/").content.decode()
    assert 'id="overview"' not in shown
    assert client.get(LIST).status_code == 403


def save_article(state: str) -> Article:
    outlet = Outlet.objects.get_or_create(slug="haibao", defaults={"name_hans": "海报时讯"})[0]
    return Article.objects.create(
        outlet=outlet, url="https://haibao.example/1", headline="渡轮停航", published=NOON, first_seen=NOON,
        state=state, due_at=NOON, language="zh-Hans", blocks=[["paragraph", "岛民改乘气垫船。"]],
    )  # fmt: skip


def test_articles_set_aside_are_listed_and_tried_again(desk: Client) -> None:
    article = save_article("indexed")
    note_aside(article.pk, "group", "KeyError: 'a word nobody expected'")
    address = reverse("admin:extract_aside_changelist")
    assert "a word nobody expected" in desk.get(address).content.decode()
    assert [(one.rows, one.name) for one in read_asides()] == [(1, "articles that stand alone, ungrouped")]
    key = article.asides.get().pk
    desk.post(address, {"action": "try_again", "_selected_action": [key]})
    article.refresh_from_db()
    assert article.state == "new"


def test_stories_that_cannot_be_rendered_are_tried_again(desk: Client) -> None:
    values = {"language": "zh", "due_at": NOON, "first_at": NOON, "last_at": NOON}
    broken, whole = Story.objects.create(state="failed", **values), Story.objects.create(state="rendered", **values)
    assert [one.name for one in read_asides()] == ["stories that cannot be rendered"]
    address = reverse("admin:group_story_changelist")
    desk.post(address, {"action": "try_again", "_selected_action": [broken.pk, whole.pk]})
    assert dict(Story.objects.values_list("pk", "state")) == {broken.pk: "changed", whole.pk: "rendered"}


def test_what_waits_is_counted_by_stage_with_the_oldest() -> None:
    save_article("new")
    queues = {one.name: one for one in read_backlog()}
    assert (queues["articles to group"].due, queues["articles to group"].oldest_at) == (1, NOON)
    assert queues["pages to read"] == Backlog("pages to read", 0, None)


def test_work_that_waits_long_is_a_warning_only_while_the_site_runs() -> None:
    late = [Backlog("articles to group", 7, real_now() - timedelta(hours=3))]
    (warned,) = check_backlog(late, running=True)
    assert (warned.level, "yaowen worker" in warned.step) == ("warn", True)
    assert next(check_backlog(late, running=False)).level == "ok"
    assert next(check_backlog([Backlog("x", 7, real_now())], running=True)).level == "ok"


def test_secrets_that_others_may_read_are_a_failure(tmp_path: Path) -> None:
    (tmp_path / "salts").write_text("1 00", "ascii")
    (tmp_path / "salts").chmod(0o644)
    (tmp_path / "secret_key").write_text("x", "ascii")
    (tmp_path / "secret_key").chmod(0o600)
    salts, secret = check_secret_files(tmp_path)
    assert (salts.level, salts.step) == ("fail", f"chmod 600 {tmp_path / 'salts'}")
    assert secret.level == "ok"
    (tmp_path / "salts").unlink()
    assert next(check_secret_files(tmp_path)).level == "ok"


def test_a_full_disk_is_a_failure_with_a_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_disk(tmp_path).level in {"ok", "warn"}
    for free, level in ((10_000_000, "fail"), (500_000_000, "warn"), (50_000_000_000, "ok")):
        monkeypatch.setattr("shutil.disk_usage", lambda _path, free=free: type("Usage", (), {"free": free}))
        assert check_disk(tmp_path).level == level


def test_the_database_is_tried_and_left_as_it_was() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert check_database().level == "ok"
    assert any("INSERT" in query["sql"] or "UPDATE" in query["sql"] for query in seen)
    assert read_fact("doctor") == ""


def given(clock: str) -> Settings:
    return Settings({**settings.YAOWEN.values, "CLOCK": clock})


def test_a_news_clock_that_is_behind_the_news_or_does_not_answer_is_told() -> None:
    article = save_article("indexed")
    Article.objects.filter(pk=article.pk).update(first_seen=datetime(2031, 5, 6, tzinfo=UTC))
    clock, news = check_clocks(given(""))
    assert (clock.level, news.level) == ("ok", "warn")
    assert "set back" in news.step
    _, news = check_clocks(given("2031-05-06T12:00:00+00:00"))
    assert (news.level, "days from real time" in news.found) == ("ok", True)
    _, news = check_clocks(given("http://127.0.0.1:1/clock"))
    assert (news.level, "YAOWEN_CLOCK" in news.step) == ("fail", True)


def test_a_machine_whose_clock_went_back_is_told() -> None:
    make_outlet()
    Feed.objects.update(last_ok_at=real_now() + timedelta(days=2))
    assert next(check_clocks(given(""))).level == "fail"


def test_a_site_without_workers_says_how_to_start_it() -> None:
    assert "yaowen up" in machine.check_workers().step
    Worker.objects.create(
        name="w", machine="lamp", place="elsewhere", pid=1, born=1, lanes="news", started_at=real_now(),
        beat_at=real_now(),
    )  # fmt: skip
    assert machine.check_workers().found == "1 on lamp"
