"""`yaowen extract --outlet` and `yaowen read --rule`: rules from files, tried, kept, and the history read by them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract.ruled_pages import ADDRESS, RULE, make_page
from staff.bench_desk import make_outlet, store_article
from yaowen.base.errors import BadInput
from yaowen.cli import extract, extract_outlet, read
from yaowen.collect.models import Page
from yaowen.extract.models import Article, OutletRule, Rereading
from yaowen.extract.page_rules import rule_of
from yaowen.extract.rules.page_rule import read_rule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_second_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract_outlet, "open_site", lambda _data: None)


@pytest.fixture
def rule(tmp_path: Path) -> str:
    file = tmp_path / "dengbao.toml"
    file.write_text(RULE)
    return str(file)


def run(*words: str) -> str:
    done = CliRunner().invoke(extract.app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def refused(*words: str) -> str:
    with pytest.raises(BadInput) as problem:
        CliRunner().invoke(extract.app, list(words), catch_exceptions=False)
    return str(problem.value)


def test_a_rule_is_tried_on_stored_articles_and_nothing_is_written(rule: str) -> None:
    outlet = make_outlet()
    store_article(outlet, 1)
    told = run("--outlet", "dengbao", "--rule", rule, "--dry-run")
    assert "→ 渡口停航第1日" in told
    assert "1 of the last 1 stored articles read otherwise by it.\nNothing was written" in told
    assert not OutletRule.objects.exists()


def test_a_rule_is_kept_and_shown_as_a_file_that_can_be_given_back(rule: str) -> None:
    outlet = make_outlet()
    assert run("--outlet", "dengbao") == "# the pages of dengbao are read without a rule\n"
    assert "--outlet dengbao --again` reads its history anew" in run("--outlet", "dengbao", "--rule", rule)
    assert rule_of(outlet.pk, outlet.slug) == read_rule(RULE, "x")
    shown = run("--outlet", "dengbao")
    assert shown.startswith('[reading]\nheadline = "div.t strong"\nbody = ["span#zoom", "div.continued"]\n')
    assert read_rule(shown, "x") == read_rule(RULE, "x")


def test_the_history_is_read_by_a_rule_in_one_command(rule: str) -> None:
    outlet = make_outlet()
    for number in (1, 2, 3):
        store_article(outlet, number)
    told = run("--outlet", "dengbao", "--rule", rule, "--again")
    assert "3 articles read anew: 3 changed, 0 unchanged, 0 unreadable." in told
    assert "while the site runs" in told
    assert Page.objects.filter(state="fetched").count() == 3
    assert Rereading.objects.get().state == "done"


def test_read_again_without_a_change_nothing_is_made_due() -> None:
    store_article(make_outlet(), 1)
    assert "1 articles read anew: 0 changed, 1 unchanged, 0 unreadable.\n" in run("--outlet", "dengbao", "--again")
    assert Article.objects.get().state == "new"
    assert not Page.objects.filter(state="fetched").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('body = "p["', "body: 'p[' is no CSS selector"),
        ('boody = "p"', "unknown: boody"),
        ("\ufffe", "this is no TOML"),
    ],
)
def test_a_wrong_rule_names_its_file_and_is_not_kept(tmp_path: Path, text: str, says: str) -> None:
    make_outlet()
    file = tmp_path / "wrong.toml"
    file.write_text(text)
    told = refused("--outlet", "dengbao", "--rule", str(file))
    assert told.startswith(f"{file}: ")
    assert says in told
    assert not OutletRule.objects.exists()


def test_unknown_outlets_and_missing_files_are_told(tmp_path: Path, rule: str) -> None:
    assert "yaowen outlets list" in refused("--outlet", "nobody", "--rule", rule)
    assert "give a TOML file" in refused("--outlet", "nobody", "--rule", str(tmp_path / "none.toml"))


def test_one_page_is_read_by_a_rule_without_any_site(tmp_path: Path, rule: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(make_page())
    words = [str(page), "--url", ADDRESS, "--rule", rule]
    done = CliRunner().invoke(read.app, words, env={"COLUMNS": "200"}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "渡口停航第1日" in done.stdout
    assert "the rule: span#zoom, div.continued, 100%" in done.stdout
    assert not any(
        line.strip().startswith("灯塔银行") for line in done.stdout.split("Beside the article")[0].splitlines()
    )


def test_one_page_read_by_a_wrong_rule_says_what_is_wrong(tmp_path: Path) -> None:
    page, wrong = tmp_path / "page.html", tmp_path / "wrong.toml"
    page.write_text(make_page())
    wrong.write_text('drop = "p >"')
    with pytest.raises(BadInput, match="drop: 'p >' is no CSS selector"):
        CliRunner().invoke(read.app, [str(page), "--rule", str(wrong)], catch_exceptions=False)
