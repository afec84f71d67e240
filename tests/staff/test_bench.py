"""The bench at the desk: pages pasted and stored, rules tried, saved and dropped, history read anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from collect.loopback import Loopback, Reply, running
from extract.ruled_pages import RULE
from staff.bench_desk import HTML, make_outlet, store_article
from yaowen.base.clock import real_now
from yaowen.collect.models import Outlet, Page
from yaowen.extract.models import Article, BenchPage, OutletRule, Rereading
from yaowen.extract.page_rules import rule_of, save_rule
from yaowen.extract.rules.page_rule import PageRule, read_rule
from yaowen.extract.store import erase_article

pytestmark = pytest.mark.django_db
BENCH, FETCHED = "/desk/bench/", "/desk/bench/page/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def server() -> Iterator[Loopback]:
    with running() as started:
        yield started


def paste(desk: Client, address: str, outlet: str = "") -> str:
    """Paste an address; what the desk shows then."""
    return desk.post(BENCH, {"address": address, "outlet": outlet}, follow=True).content.decode()


def messages_of(html: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r'<li class="(?:error|success)">(.*?)</li>', html)
    ]


def test_a_pasted_page_is_shown_with_the_reason_of_each_field(desk: Client, server: Loopback) -> None:
    make_outlet(server)
    html = paste(desk, server.url("/1.html"))
    assert "每日要闻汇总" in html
    assert "og:title, 92%" in html
    assert "div.pad p" in html
    assert "The rule 规则 of dengbao" in html
    assert server.times_asked("/1.html") == 1


def test_a_rule_is_tried_on_the_pasted_page_without_fetching_or_saving(desk: Client, server: Loopback) -> None:
    outlet = make_outlet(server)
    store_article(outlet, 2)
    paste(desk, server.url("/1.html"))
    html = desk.post(FETCHED, {"rule": RULE, "do": "try"}).content.decode()
    assert "the rule: div.t strong, 100%" in html
    assert "the rule: span#zoom, div.continued, 100%" in html
    assert "1 of 1 change" in html
    assert "<ins>渡口停航第2日</ins>" in html
    assert server.times_asked("/1.html") == 1
    assert not OutletRule.objects.exists()
    assert Article.objects.get().headline != "渡口停航第2日"


def test_a_saved_rule_counts_from_then_on_and_is_in_the_log(desk: Client) -> None:
    outlet = make_outlet()
    article = store_article(outlet, 1)
    address = reverse("bench-article", args=[article.pk])
    html = desk.post(address, {"rule": RULE, "do": "save"}, follow=True).content.decode()
    assert messages_of(html) == ["The rule of dengbao is saved; pages that are read from now on are read by it."]
    assert rule_of(outlet.pk, outlet.slug) == read_rule(RULE, "x")
    assert store_article(outlet, 2).headline == "渡口停航第2日"
    assert OutletRule.objects.get().saved_by == "mei"
    assert "span#zoom" in LogEntry.objects.get().change_message
    assert not Rereading.objects.exists()
    assert "span#zoom" in html


def test_history_is_read_anew_where_that_is_asked_for(desk: Client) -> None:
    outlet = make_outlet()
    article = store_article(outlet, 1)
    store_article(outlet, 2)
    address = reverse("bench-article", args=[article.pk])
    html = desk.post(address, {"rule": RULE, "do": "save and reread"}, follow=True).content.decode()
    assert "2 stored articles of dengbao are read anew" in html
    assert "0 of 2" in html
    assert Rereading.objects.get().asked_by == "mei"
    assert "0 of 2" in desk.get(BENCH).content.decode()


def test_a_dropped_rule_is_forgotten(desk: Client) -> None:
    outlet = make_outlet()
    save_rule(outlet.pk, PageRule(drop=("p.note",)), "mei")
    article = store_article(outlet, 1)
    address = reverse("bench-article", args=[article.pk])
    assert 'value="drop"' in desk.get(address).content.decode()
    desk.post(address, {"rule": "", "do": "drop"})
    assert not OutletRule.objects.exists()


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ('body = "div >"', "body: &#x27;div &gt;&#x27; is no CSS selector"),
        ('bodi = "div"', "unknown: bodi; the fields are headline"),
        ("body = ", "this is no TOML"),
        ('body = "<script>alert(1)</script>"', "is no CSS selector"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong_and_changes_nothing(desk: Client, rule: str, says: str) -> None:
    article = store_article(make_outlet(), 1)
    for do in ("try", "save", "save and reread"):
        html = desk.post(reverse("bench-article", args=[article.pk]), {"rule": rule, "do": do}).content.decode()
        assert says in html
        assert "<script>alert" not in html
    assert not OutletRule.objects.exists()
    assert not Rereading.objects.exists()


def test_a_selector_that_finds_nothing_is_told(desk: Client) -> None:
    article = store_article(make_outlet(), 1)
    answer = desk.post(reverse("bench-article", args=[article.pk]), {"rule": 'body = "div.gone"', "do": "try"})
    assert "body: div.gone finds nothing on this page" in answer.content.decode()


def test_nothing_of_a_hostile_page_runs_or_is_loaded(desk: Client) -> None:
    page = """<html><head><title>渡口<img src=x onerror=alert(1)></title></head><body>
    <h1>渡口停航</h1><iframe src="https://evil.test/"></iframe><form action="https://evil.test/"><input name=a></form>
    <div class="&quot;><script>alert(2)</script>"><p>两条渡船自八日起停航检修，预计十二日恢复。
    <a href="javascript:alert(3)">公告</a> <a href="https://shore.test/a">告示</a></p>
    <img src="https://evil.test/p.jpg" width=900 height=600>
    <p>往来两岸的居民改走上游的石桥，公交公司加开了六个班次。&lt;/textarea&gt;&lt;script&gt;alert(4)&lt;/script&gt;</p></div>
    <script>alert(5)</script></body></html>"""
    article = store_article(make_outlet(), 1, html=page)
    html = desk.get(reverse("bench-article", args=[article.pk])).content.decode()
    bench = html[html.index('<div id="bench">') : html.index('<br class="clear">')]
    tags = {found.lower() for found in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", bench)}
    assert tags <= {
        "div", "form", "input", "section", "h2", "table", "thead", "tbody", "tr", "th", "td", "small", "p", "label",
        "code", "textarea", "button", "ol", "li", "details", "summary", "pre", "b", "del", "ins", "a", "span",
    }  # fmt: skip
    assert "<script>alert" not in html
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?https?://""", bench)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", bench)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/x", "http://169.254.1.1/meta", "file:///etc/passwd", "http://[::1]/"]
)
def test_private_addresses_are_refused(desk: Client, address: str) -> None:
    make_outlet()
    html = paste(desk, address, "dengbao")
    assert messages_of(html)
    assert not BenchPage.objects.exists()


def test_an_outlets_own_private_server_is_no_other_outlets(desk: Client, server: Loopback) -> None:
    make_outlet(server)
    make_outlet(slug="anbao")
    assert "private" in messages_of(paste(desk, server.url("/1.html"), "anbao"))[0]
    assert server.times_asked("/1.html") == 0


def test_what_a_server_says_of_a_missing_page_is_told(desk: Client, server: Loopback) -> None:
    make_outlet(server)
    assert "status 404" in messages_of(paste(desk, server.url("/2.html")))[0]


def test_a_page_of_no_outlet_can_be_tried_and_not_saved(desk: Client, server: Loopback) -> None:
    make_outlet(server)
    paste(desk, server.url("/1.html"))
    BenchPage.objects.update(outlet=None)
    assert "the rule: i.from" in desk.post(FETCHED, {"rule": RULE, "do": "try"}).content.decode()
    assert "belongs to no outlet" in desk.post(FETCHED, {"rule": RULE, "do": "save"}).content.decode()
    assert not OutletRule.objects.exists()


def test_each_operator_has_a_page_of_their_own_and_it_goes_after_a_day(desk: Client, server: Loopback) -> None:
    make_outlet(server)
    paste(desk, server.url("/1.html"))
    other = Client()
    other.force_login(User.objects.create(username="lan", is_staff=True, is_superuser=True))
    assert other.get(FETCHED).status_code == 302
    BenchPage.objects.update(fetched_at=real_now() - timedelta(days=2))
    assert desk.get(FETCHED).status_code == 302
    server.routes["/1.html"] = Reply(b"<p>x</p>", kind=HTML)
    paste(other, server.url("/1.html"))
    assert list(BenchPage.objects.values_list("operator", flat=True)) == ["lan"]


def test_a_withdrawn_article_leaves_no_page_on_the_bench(desk: Client, server: Loopback) -> None:
    outlet = make_outlet(server)
    article = store_article(outlet, 1)
    paste(desk, server.url("/1.html"))
    erase_article(article.pk)
    assert not BenchPage.objects.exists()
    assert desk.get(reverse("bench-article", args=[article.pk])).status_code == 302


def test_an_article_whose_page_is_gone_says_so(desk: Client) -> None:
    article = store_article(make_outlet(), 1)
    Page.objects.update(body=None)
    html = desk.get(reverse("bench-article", args=[article.pk]), follow=True).content.decode()
    assert "not kept any more" in messages_of(html)[0]
    Page.objects.update(body=b"damaged")
    html = desk.get(reverse("bench-article", args=[article.pk]), follow=True).content.decode()
    assert "damaged" in messages_of(html)[0]


def test_a_number_leads_to_the_stored_article(desk: Client) -> None:
    article = store_article(make_outlet(), 1)
    answer = desk.post(BENCH, {"address": f" {article.pk} "})
    assert (answer.status_code, answer["Location"]) == (302, reverse("bench-article", args=[article.pk]))
    assert messages_of(paste(desk, "999999999999999999999")) == ["Article 999999999999999999: there is no such article"]


def test_a_readers_account_may_look_and_change_nothing(client: Client, server: Loopback) -> None:
    article = store_article(make_outlet(server), 1)
    reader = User.objects.create(username="lan", is_staff=True)
    client.force_login(reader)
    assert client.get(BENCH).status_code == 403
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    address = reverse("bench-article", args=[article.pk])
    html = client.get(address).content.decode()
    assert "readonly" in html
    assert 'name="do"' not in html
    for do in ("try", "save", "drop", "save and reread"):
        client.post(address, {"rule": RULE, "do": do})
    client.post(BENCH, {"address": server.url("/1.html")})
    assert not OutletRule.objects.exists()
    assert not BenchPage.objects.exists()
    assert server.times_asked("/1.html") == 0


def test_nobody_else_gets_to_the_bench(client: Client) -> None:
    article = store_article(make_outlet(), 1)
    for address in (BENCH, FETCHED, reverse("bench-article", args=[article.pk])):
        assert client.get(address)["Location"].startswith("/desk/login/")


def test_a_form_from_elsewhere_is_refused(server: Loopback) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    make_outlet(server)
    assert strict.post(BENCH, {"address": server.url("/1.html")}).status_code == 403


def test_the_desk_leads_to_the_bench_from_its_first_page_and_from_each_article(desk: Client) -> None:
    article = store_article(make_outlet(), 1)
    assert BENCH in desk.get("/desk/").content.decode()
    form = desk.get(reverse("admin:extract_article_change", args=[article.pk])).content.decode()
    assert reverse("bench-article", args=[article.pk]) in form


def test_the_benchs_own_style_is_served_from_here(desk: Client) -> None:
    html = desk.get(BENCH).content.decode()
    [address] = re.findall(r'href="(/desk/static/staff/bench\.css)"', html)
    assert b"#bench" in b"".join(desk.get(address).streaming_content)  # type: ignore[attr-defined]
    assert Outlet.objects.count() == 0
