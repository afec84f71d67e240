"""An outlet's history read anew by its operator's rule: what changes, what stays, and what a crash leaves."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from extract.ruled_pages import NOON, RULE, make_page
from yaowen.base.clock import Clock, real_now
from yaowen.base.errors import BadInput
from yaowen.base.guard import GuardTimeout
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.collect.models import Host, Outlet, Page
from yaowen.collect.packing import pack
from yaowen.collect.store import FetchedPage, claim_fetched, hash_address
from yaowen.extract.bench import Bench
from yaowen.extract.models import Article, Evidence, OutletRule, Rereading
from yaowen.extract.page_rules import check_rule, drop_rule, rule_of, save_rule
from yaowen.extract.rereading import BATCH, Progress, ask_rereading, read_progress, reread_some
from yaowen.extract.rules.compose import ReadArticle, read_request
from yaowen.extract.rules.page_rule import NO_RULE, PageRule, read_rule
from yaowen.extract.saving import save_article
from yaowen.extract.stage import Extract, request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def context() -> Context:
    return Context(load_settings({}), Clock(), "tester", threading.Event())


@pytest.fixture
def outlet() -> Outlet:
    return Outlet.objects.create(slug="dengbao", name_hans="灯报", name_hant="燈報", name_en="The Lamp")


def save_page(outlet: Outlet, number: int, html: str = "") -> Page:
    url = f"https://lamp.test/2031/05/07/ferry-{number}.html"
    Host.objects.get_or_create(name="https://lamp.test", defaults={"next_at": real_now()})
    return Page.objects.create(
        outlet=outlet, url=url, host="https://lamp.test", url_hash=hash_address(url), found_at=NOON, fetched_at=NOON,
        item={"url": url, "headline": f"渡口停航第{number}日", "guid": "", "published_raw": ""},
        state="fetched", due_at=real_now() - timedelta(seconds=5), content_type="text/html; charset=utf-8",
        body=pack((html or make_page(number)).encode()),
    )  # fmt: skip


def read(page: FetchedPage) -> ReadArticle:
    return read_request(request_of(page))


def extract_all(context: Context) -> int:
    read_pages = 0
    while pages := claim_fetched(context, 50):
        for page in pages:
            save_article(page, read(page))
        read_pages += len(pages)
    return read_pages


def settle() -> None:
    Article.objects.update(state="indexed")


def run(errand: Progress) -> Progress:
    found = errand
    while not found.done:
        assert reread_some("tester", read) or (read_progress(errand.id) or errand).done
        found = read_progress(errand.id) or errand
    return found


def texts(outlet: Outlet) -> list[str]:
    rows = Article.objects.filter(outlet=outlet).order_by("pk")
    return [" ".join(block[1] for block in row.blocks) for row in rows]


def test_history_is_read_by_a_new_rule_and_only_what_changes_goes_on(context: Context, outlet: Outlet) -> None:
    plain = "<html><body><h1>石桥通车</h1>" + "<p>南岸石桥七日通车，行人和自行车先行，公共汽车月底再走。</p>"
    for number in (1, 2):
        save_page(outlet, number)
    save_page(outlet, 3, plain)
    extract_all(context)
    settle()
    before = texts(outlet)
    save_rule(outlet.pk, read_rule(RULE, "x"), "mei")
    done = run(ask_rereading(outlet.pk, "mei"))
    assert (done.articles, done.changed, done.unchanged, done.unreadable) == (3, 2, 1, 0)
    assert texts(outlet) == before
    assert extract_all(context) == 2
    assert [row.state for row in Article.objects.order_by("pk")] == ["new", "new", "indexed"]
    assert all("存款" not in text for text in texts(outlet))
    where = {field: told for field, told, _ in Evidence.objects.get(article__page__url__endswith="-1.html").origins}
    assert where["text"] == "the rule: span#zoom, div.continued"


def test_read_anew_without_a_change_nothing_is_touched(context: Context, outlet: Outlet) -> None:
    save_page(outlet, 1)
    extract_all(context)
    settle()
    epochs = list(Article.objects.values_list("epoch", flat=True))
    done = run(ask_rereading(outlet.pk, "mei"))
    assert (done.changed, done.unchanged) == (0, 1)
    assert list(Article.objects.values_list("epoch", flat=True)) == epochs
    assert not Page.objects.filter(state="fetched").exists()


def test_a_page_that_cannot_be_read_is_counted_and_its_article_stays(context: Context, outlet: Outlet) -> None:
    def fail(page: FetchedPage) -> ReadArticle:
        if page.url.endswith("-1.html"):
            raise GuardTimeout
        return read(page)

    for number in (1, 2):
        save_page(outlet, number)
    extract_all(context)
    Page.objects.filter(url__endswith="-2.html").update(body=b"no zstd")
    errand = ask_rereading(outlet.pk, "mei")
    assert reread_some("tester", fail) == 2
    done = read_progress(errand.id)
    assert done is not None
    assert (done.unreadable, done.changed, done.done) == (2, 0, True)
    assert Article.objects.exclude(blocks=[]).count() == 2


def test_an_errand_goes_on_where_a_dead_worker_left_it(context: Context, outlet: Outlet) -> None:
    for number in range(BATCH + 3):
        save_page(outlet, number)
    extract_all(context)
    errand = ask_rereading(outlet.pk, "mei")
    assert reread_some("the first", read) == BATCH
    half = read_progress(errand.id)
    assert half is not None
    assert (half.read, half.done) == (BATCH, False)

    def die(page: FetchedPage) -> ReadArticle:
        raise SystemExit

    with pytest.raises(SystemExit):
        reread_some("the first", die)
    assert reread_some("the second", read) == 0
    Rereading.objects.update(due_at=real_now() - timedelta(seconds=1))
    assert reread_some("the second", read) == 3
    done = read_progress(errand.id)
    assert done is not None
    assert (done.read, done.unchanged, done.done) == (BATCH + 3, BATCH + 3, True)


def test_an_errand_asked_for_twice_goes_on_and_begins_anew_after_another_rule(context: Context, outlet: Outlet) -> None:
    for number in range(BATCH + 1):
        save_page(outlet, number)
    extract_all(context)
    first = ask_rereading(outlet.pk, "mei")
    reread_some("tester", read)
    assert ask_rereading(outlet.pk, "mei").id == first.id
    save_rule(outlet.pk, PageRule(drop=("p.note",)), "mei")
    again = ask_rereading(outlet.pk, "mei")
    assert (again.read, again.articles) == (0, BATCH + 1)
    assert read_progress(first.id) is None


def test_withdrawn_articles_and_those_of_other_outlets_are_not_read(context: Context, outlet: Outlet) -> None:
    other = Outlet.objects.create(slug="anbao", name_hans="岸报", name_hant="岸報", name_en="The Shore")
    save_page(outlet, 1)
    save_page(outlet, 2)
    save_page(other, 3)
    extract_all(context)
    Article.objects.filter(page__url__endswith="-2.html").update(state="withdrawn")
    assert run(ask_rereading(outlet.pk, "mei")).read == 1


def test_the_stage_works_on_errands_where_no_page_waits(context: Context, outlet: Outlet) -> None:
    save_page(outlet, 1)
    extract_all(context)
    settle()
    save_rule(outlet.pk, read_rule(RULE, "x"), "mei")
    errand = ask_rereading(outlet.pk, "mei")
    stage = Extract()
    try:
        assert stage.step(context) == 1
        done = read_progress(errand.id)
        assert done is not None
        assert (done.done, done.changed) == (True, 1)
        assert stage.step(context) == 1
    finally:
        stage.wind_down()
    assert "存款" not in texts(outlet)[0]


def test_the_operators_rule_stands_over_the_files_and_an_empty_one_over_none(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yaowen.extract.page_rules.reading_defaults", lambda: {"dengbao": {"body": "div.text"}})
    assert rule_of(outlet.pk, outlet.slug) == PageRule(body=("div.text",))
    save_rule(outlet.pk, PageRule(drop=("p.note",)), "mei")
    assert rule_of(outlet.pk, outlet.slug) == PageRule(drop=("p.note",))
    save_rule(outlet.pk, NO_RULE, "mei")
    assert rule_of(outlet.pk, outlet.slug) == NO_RULE
    assert drop_rule(outlet.pk)
    assert rule_of(outlet.pk, outlet.slug) == PageRule(body=("div.text",))


@pytest.mark.parametrize("kept", [{"bodi": ["p"]}, {"body": 3}, ["p"], "p", 3])
def test_a_damaged_rule_keeps_no_page_from_being_read(context: Context, outlet: Outlet, kept: object) -> None:
    OutletRule.objects.create(outlet=outlet, rule=kept, saved_at=real_now())
    save_page(outlet, 1)
    assert extract_all(context) == 1
    assert Article.objects.count() == 1


def test_a_rule_is_checked_in_a_child_and_told_what_is_wrong() -> None:
    check_rule(PageRule(body=("div.a > p",)), "灯报")
    with pytest.raises(BadInput, match=r"灯报: drop: 'p\[' is no CSS selector"):
        check_rule(PageRule(drop=("p[",)), "灯报")


def test_the_bench_tells_what_a_rule_would_change_of_stored_articles(context: Context, outlet: Outlet) -> None:
    save_page(outlet, 1)
    extract_all(context)
    with Bench() as bench:
        [same] = bench.try_on_stored(outlet.pk, NO_RULE)
        assert not same.changes
        [tried] = bench.try_on_stored(outlet.pk, read_rule(RULE, "x"))
    changes = {one.field: (one.before, one.after) for one in tried.fields}
    assert changes["headline"][1] == "渡口停航第1日"
    assert changes["next_page"] == ("", "https://lamp.test/2031/05/07/ferry-more.html")
    assert "source" not in changes
    assert any("存款" in line for line in tried.goes)
    assert any("石桥夜间照明" in line for line in (*tried.comes, *texts(outlet)))
    assert not OutletRule.objects.exists()
