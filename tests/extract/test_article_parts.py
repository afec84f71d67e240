"""Articles on several pages 下一页: found, fetched politely, joined, withdrawn as one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from collect.loopback import Loopback, Reply, running
from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.base.words import Block, FoundLink, text_of
from yaowen.belt.conveyor import Context
from yaowen.collect.hashes import hash_bytes
from yaowen.collect.known import marks_of, match_items
from yaowen.collect.models import Host, Outlet, Page
from yaowen.collect.packing import pack
from yaowen.collect.rules.identity import identify_items
from yaowen.collect.stage import CollectPages
from yaowen.collect.store import addresses_of, bury, claim_fetched, hash_address
from yaowen.extract.models import Article, Part, Revision
from yaowen.extract.rules.compose import read_request
from yaowen.extract.rules.layout import lay_out
from yaowen.extract.rules.page import parse_page
from yaowen.extract.rules.parts import (
    MOST_PARTS,
    PartAsked,
    PartPage,
    find_next_part,
    is_part_of,
    join_parts,
)
from yaowen.extract.saving import save_article
from yaowen.extract.stage import request_of
from yaowen.extract.store import erase_article, find_article, load_articles, load_moments, pages_of

FIRST = "https://lamp.example/2031/05/bridge_117.html"
SENTENCES = (
    "灯塔镇的旧桥在五月五日重新通车，桥面加宽了两米，两侧都修了人行道，老人和孩子可以放心地走过去。",
    "工程队用了十一个月，先把桥墩一根一根地换掉，再铺上新的石板，其间渡船每天往返四十次，没有停过一天。",
    "镇上的木匠沈望川说，旧桥的栏杆是他祖父做的，拆下来的木料都留着，要在河边的公园里做成长椅。",
    "夜里的灯光由镇上的小学生设计，颜色随着水位变化，水涨得高的时候是红色，平常是暖黄色。",
    "下一步，镇政府打算把河对岸的仓库改成图书馆，图纸已经贴在桥头，征求意见到五月底为止。",
    "通车那天来了三千多人，卖糖画的摊子从早摆到晚，桥上的风很大，没有一个人愿意先走下来。",
)


def page_of(number: int, links: str = "", texts: tuple[str, ...] = ()) -> bytes:
    """One page of the article."""
    own = texts or SENTENCES[2 * number - 2 : 2 * number]
    body = "".join(f"<p>{text}</p>" for text in own)
    return (
        "<html lang=zh-CN><head><meta charset=utf-8><title>旧桥重新通车_灯塔晚报</title></head><body>"
        "<nav><a href=/>首页</a></nav><h1>旧桥重新通车</h1><div class=info>2031-05-06 09:30 来源：灯塔晚报</div>"
        f"<div class=article-content>{body}</div><div class=pages>{links}</div>"
        "<footer>版权所有 灯塔晚报</footer></body></html>"
    ).encode()


def next_of(html: str, url: str = FIRST, number: int = 1) -> str:
    tree = parse_page(html)
    return find_next_part(PartPage(lay_out(tree), tree, html, url), PartAsked(FIRST, number))


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://lamp.example/2031/05/bridge_117_2.html", 2),
        ("https://lamp.example/2031/05/bridge_117_1.html", 2),
        ("https://lamp.example/2031/05/bridge_117-3.html", 3),
        ("https://lamp.example/2031/05/bridge_117_p2.html", 2),
        ("https://lamp.example/2031/05/bridge_117/2", 2),
        ("https://lamp.example/2031/05/bridge_117/page/2/", 2),
        ("https://lamp.example/2031/05/bridge_117.html?page=2", 2),
        ("https://lamp.example/2031/05/bridge_117.html?p=4", 4),
    ],
)
def test_the_first_pages_address_with_a_number_is_a_part(address: str, number: int) -> None:
    assert is_part_of(address, FIRST, number)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://lamp.example/2031/05/bridge_118.html", 2),
        ("https://lamp.example/2031/05/bridge_117_7.html", 2),
        ("https://lamp.example/2031/05/bridge_117_0.html", 2),
        ("https://lamp.example/2031/05/bridge_117_2031.html", 2),
        ("https://other.example/2031/05/bridge_117_2.html", 2),
        ("https://lamp.example:8443/2031/05/bridge_117_2.html", 2),
        ("https://lamp.example/2031/05/bridge_117.html?id=2", 2),
        ("https://lamp.example/2031/05/bridge_117.html?page=2&sort=new", 2),
        ("https://lamp.example/2031/05/bridge_117.html", 2),
        ("https://lamp.example/2031/05/", 2),
        ("https://[broken/2031", 2),
    ],
)
def test_another_address_is_no_part(address: str, number: int) -> None:
    assert not is_part_of(address, FIRST, number)


def test_parts_of_an_index_page_and_of_a_first_page_with_a_number_are_known() -> None:
    assert is_part_of("https://lamp.example/a/index_1.html", "https://lamp.example/a/", 2)
    assert is_part_of("https://lamp.example/a/index_2.html", "https://lamp.example/a/index.html", 3)
    assert is_part_of("https://lamp.example/a_2.html", "https://lamp.example/a_1.html", 2)
    assert is_part_of("https://lamp.example/a?page=2", "https://lamp.example/a?page=1", 2)


@pytest.mark.parametrize("words", ["下一页", "下一頁 >", "[下页]", "后一页", "Next", "»", "2", "第2页", "[2]"])
def test_a_link_to_the_next_page_is_followed_by_its_words_and_its_address(words: str) -> None:
    html = page_of(1, f"<b>1</b> <a href=bridge_117_2.html>{words}</a>").decode()
    assert next_of(html) == "https://lamp.example/2031/05/bridge_117_2.html"


@pytest.mark.parametrize(
    "link",
    [
        "<a href=bridge_118.html>下一页</a>",
        "<a href=bridge_117_2.html>镇上的新桥</a>",
        "<a href=//other.example/2031/05/bridge_117_2.html>下一页</a>",
        "<a href=javascript:next()>下一页</a>",
        "<a href=#2>下一页</a>",
        "<a rel=next href=bridge_119.html>后一页</a>",
    ],
)
def test_other_links_lead_nowhere(link: str) -> None:
    assert next_of(page_of(1, link).decode()) == ""


def test_a_pager_written_by_a_script_and_a_linked_next_page_are_followed() -> None:
    script = '<script>createPageHTML(3, 0, "bridge_117", "html");</script>'
    assert next_of(page_of(1, script).decode()) == "https://lamp.example/2031/05/bridge_117_1.html"
    assert next_of(page_of(3, script).decode(), number=3) == ""
    linked = page_of(1).decode().replace("<title>", "<link rel=next href=bridge_117_2.html><title>")
    assert next_of(linked) == "https://lamp.example/2031/05/bridge_117_2.html"


def test_no_more_than_so_many_parts_are_asked_for() -> None:
    html = page_of(1, f"<a href=bridge_117_{MOST_PARTS + 1}.html>下一页</a>").decode()
    assert next_of(html, number=MOST_PARTS) == ""


def blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text) for text in texts)


def test_what_a_part_repeats_stands_once_and_a_part_that_only_repeats_ends_the_text() -> None:
    first, second, third = (
        blocks("引言", *SENTENCES[:2]),
        blocks("引言", *SENTENCES[2:4]),
        blocks(*SENTENCES[:2], "第三页"),
    )
    assert text_of(join_parts([first, second])) == ("引言", *SENTENCES[:4])
    assert join_parts([first, third, second]) == first
    assert join_parts([]) == ()
    assert join_parts([first]) == first


def test_a_text_longer_than_any_article_ends_before_the_part_that_makes_it_so() -> None:
    long = [blocks(*(f"{number} {sign * 90_000}" for number in range(4))) for sign in "甲乙丙"]
    assert join_parts(long) == long[0]


pytestmark = pytest.mark.django_db
PATIENCE_SECONDS = 60.0
ITEM = {"headline": "旧桥重新通车", "guid": "", "published_raw": "", "summary": "", "authors": []}


@pytest.fixture
def context() -> Context:
    settings = load_settings({"YAOWEN_HOST_DELAY_SECONDS": "0"})
    return Context(settings, Clock(), "tester", threading.Event())


class Press:
    """An outlet on loopback whose article goes on over several pages."""

    def __init__(self, server: Loopback, answers: dict[str, Reply]) -> None:
        self.server, self.base = server, f"http://{server.origin}"
        server.routes.update(answers)
        self.outlet = Outlet.objects.create(
            slug="lamp", name_hans="灯塔晚报", name_hant="燈塔晚報", name_en="Lamp",
            private_origin=server.origin,
        )  # fmt: skip

    def paths(self) -> list[str]:
        return [one.path for one in self.server.asked if one.path.startswith("/bridge")]

    def bring(self, path: str = "/bridge.html") -> None:
        """What a feed would bring."""
        url = self.base + path
        Host.objects.get_or_create(name=self.base, defaults={"next_at": real_now()})
        Page.objects.create(
            outlet=self.outlet, url=url, host=self.base, url_hash=hash_address(url), state="found",
            due_at=real_now(), found_at=datetime(2031, 5, 6, 4, tzinfo=UTC),
            item={**ITEM, "url": url},
        )  # fmt: skip


def work(context: Context, until: Callable[[], bool]) -> None:
    """Fetch and read until a state is reached."""
    stage, end = CollectPages(), time.monotonic() + PATIENCE_SECONDS
    try:
        while not until():
            assert time.monotonic() < end, list(Page.objects.values_list("url", "state", "last_error"))
            stage.step(context)
            stage.move_on(0.01)
            for page in claim_fetched(context, 20):
                save_article(page, read_request(request_of(page)))
    finally:
        stage.wind_down(context)


def at_rest() -> bool:
    return not Page.objects.filter(state__in=("found", "fetched")).exists()


def text() -> tuple[str, ...]:
    row = Article.objects.get()
    return text_of(load_articles([row.pk])[row.pk].blocks)


def three_pages(*, last: str = "") -> dict[str, Reply]:
    link = "<a href={0}>下一页</a>"
    return {
        "/bridge.html": Reply(page_of(1, link.format("/bridge_2.html"))),
        "/bridge_2.html": Reply(page_of(2, link.format("/bridge_3.html"))),
        "/bridge_3.html": Reply(page_of(3, last)),
    }


@pytest.fixture
def server() -> Iterator[Loopback]:
    with running() as started:
        yield started


def test_an_article_on_three_pages_becomes_one(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages())
    press.bring()
    work(context, at_rest)
    article = Article.objects.get()
    assert text() == SENTENCES
    assert article.headline == "旧桥重新通车"
    assert press.paths() == ["/bridge.html", "/bridge_2.html", "/bridge_3.html"]
    states = dict(Part.objects.values_list("number", "state"))
    assert states == dict.fromkeys((1, 2, 3), "read")
    assert not Revision.objects.exists(), "its parts coming in is no change by the outlet"
    assert max(moment.paragraph for moment in load_moments([article.pk])[article.pk]) < len(SENTENCES)
    assert set(Page.objects.values_list("state", flat=True)) == {"extracted"}


def endless_page(number: int) -> bytes:
    text = f"第{number}段。" + SENTENCES[0] * (number + 1)
    return page_of(number, f"<a href=/bridge_{number + 1}.html>下一页</a>", (text,))


def test_a_loop_of_pages_ends(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages(last="<a href=/bridge.html>下一页</a><a href=/bridge_2.html>2</a>"))
    press.bring()
    work(context, at_rest)
    assert text() == SENTENCES
    assert len(press.paths()) == 3


def test_pages_that_go_on_for_ever_are_read_so_far(context: Context, server: Loopback) -> None:
    press = Press(server, {})
    press.server.routes = {
        f"/bridge{'' if number == 1 else f'_{number}'}.html": Reply(
            page_of(
                number,
                f"<a href=/bridge_{number + 1}.html>下一页</a>",
                (f"第{number}段。" + SENTENCES[0] * (number + 1),),
            )
        )
        for number in range(1, MOST_PARTS + 5)
    }
    press.bring()
    work(context, at_rest)
    assert len(press.paths()) == MOST_PARTS
    assert len(text()) == MOST_PARTS


def test_a_second_page_that_shows_the_first_one_again_adds_nothing(context: Context, server: Loopback) -> None:
    answers = three_pages()
    answers["/bridge_2.html"] = Reply(page_of(1, "<a href=/bridge_3.html>下一页</a>"))
    press = Press(server, answers)
    press.bring()
    work(context, at_rest)
    assert text() == SENTENCES[:2]
    assert Part.objects.get(number=2).state == "missing"
    assert "/bridge_3.html" not in press.paths()


@pytest.mark.parametrize("answer", [Reply(status=410), Reply(b"%PDF-1.7", kind="application/pdf")])
def test_a_part_that_cannot_be_had_leaves_the_text_before_it(context: Context, server: Loopback, answer: Reply) -> None:
    press = Press(server, {**three_pages(), "/bridge_2.html": answer})
    press.bring()

    def settled() -> bool:
        Page.objects.filter(state="found").update(due_at=real_now())
        return at_rest()

    work(context, settled)
    assert text() == SENTENCES[:2]
    assert Article.objects.count() == 1


def test_robots_are_asked_for_parts_too(context: Context, server: Loopback) -> None:
    answers = {**three_pages(), "/robots.txt": Reply(b"User-agent: *\nDisallow: /bridge_2", kind="text/plain")}
    press = Press(server, answers)
    press.bring()
    work(context, at_rest)
    assert press.paths() == ["/bridge.html"]
    assert text() == SENTENCES[:2]


def test_a_part_on_another_host_is_not_fetched(context: Context, server: Loopback) -> None:
    with running() as other:
        answers = three_pages()
        answers["/bridge.html"] = Reply(page_of(1, f"<a href=http://{other.origin}/bridge_2.html>下一页</a>"))
        press = Press(server, answers)
        press.bring()
        work(context, at_rest)
        assert not other.asked
    assert not Part.objects.exists()


def test_a_feed_that_names_a_part_as_well_makes_no_second_article(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages())
    press.bring()
    work(context, at_rest)
    known = Page.objects.get(url=press.base + "/bridge_2.html")
    item = FoundLink(known.url, "旧桥重新通车（2）")
    assert find_article([known.pk]) == Article.objects.get().pk
    (match,) = match_items(press.outlet.pk, [item], [marks_of(identify_items([item], real_now())[0])])
    assert match.page is not None
    assert match.page.id == known.pk


def again(path: str, body: bytes, visit: str = "updated") -> None:
    """Let a page come once more with other bytes."""
    Page.objects.filter(url__endswith=path).update(
        state="fetched",
        visit=visit,
        body=pack(body),
        body_hash=hash_bytes(body),
        due_at=real_now() - timedelta(seconds=1),
    )


def test_the_first_page_read_again_keeps_the_text_of_the_others(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages())
    press.bring()
    work(context, at_rest)
    again("/bridge.html", page_of(1, "<a href=/bridge_2.html>下一页</a>"))
    work(context, at_rest)
    assert text() == SENTENCES
    assert not Revision.objects.exists(), "nothing has changed"
    changed = SENTENCES[0].replace("两米", "三米")
    again("/bridge.html", page_of(1, "<a href=/bridge_2.html>下一页</a>", (changed, SENTENCES[1])))
    work(context, at_rest)
    assert text() == (changed, *SENTENCES[1:])
    assert Revision.objects.get().changed == "text"


def test_a_changed_part_is_a_revision_of_its_article(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages())
    press.bring()
    work(context, at_rest)
    changed = SENTENCES[2].replace("长椅", "书架")
    again("/bridge_2.html", page_of(2, "<a href=/bridge_3.html>下一页</a>", (changed, SENTENCES[3])))
    work(context, at_rest)
    assert text() == (*SENTENCES[:2], changed, *SENTENCES[3:])
    assert Revision.objects.get().changed == "text"


def test_an_outlet_that_puts_all_on_one_page_ends_the_parts(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages())
    press.bring()
    work(context, at_rest)
    again("/bridge.html", page_of(1, "", SENTENCES))
    work(context, at_rest)
    assert text() == SENTENCES
    assert not Part.objects.filter(number__gt=1).exists()


def test_a_part_read_while_another_is_written_is_read_again(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages())
    press.bring()
    work(context, lambda: Page.objects.filter(url__endswith="_2.html", state="fetched").exists() or at_rest())
    Page.objects.filter(url__endswith="_2.html").update(state="fetched", due_at=real_now() - timedelta(seconds=1))
    Part.objects.filter(number=2).update(state="asked", blocks=[])
    (page,) = [one for one in claim_fetched(context, 5) if one.url.endswith("_2.html")]
    read = read_request(request_of(page))
    Part.objects.filter(number=1).update(blocks=[["paragraph", "另一个版本的第一页。"]])
    assert save_article(page, read) is None
    assert Page.objects.get(pk=page.id).state == "fetched"
    Page.objects.update(due_at=real_now())
    work(context, at_rest)
    assert Part.objects.get(number=2).state == "read"


def test_a_withdrawn_article_takes_its_parts_along(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages())
    press.bring()
    work(context, at_rest)
    article = Article.objects.get()
    addresses = addresses_of(pages_of(article.pk))
    assert {urlsplit(one).path for one in addresses} == {"/bridge.html", "/bridge_2.html", "/bridge_3.html"}
    assert len(pages_of(article.pk, parts=False)) == 1
    for address in addresses:
        bury(address, article.pk, "asked by the outlet", real_now())
    erase_article(article.pk)
    assert not Part.objects.exists()
    assert not Page.objects.exclude(url="").exists()
    assert load_articles([article.pk])[article.pk].blocks == ()


def test_a_part_of_a_withdrawn_article_brings_nothing_back(context: Context, server: Loopback) -> None:
    press = Press(server, three_pages())
    press.bring()
    work(context, lambda: Part.objects.filter(number=2).exists())
    Page.objects.filter(url__endswith="_2.html").update(
        state="fetched", body=pack(page_of(2)), due_at=real_now() - timedelta(seconds=1)
    )
    Article.objects.update(state="withdrawn", blocks=[])
    work(context, at_rest)
    assert Article.objects.get().blocks == []
    assert Page.objects.get(url__endswith="_2.html").state == "gone"
