"""Which picture leads an article, and what stands under it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.words import FoundLink
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.compose import Request, read_request
from yaowen.extract.rules.page import parse_page
from yaowen.extract.rules.picture import find_picture
from yaowen.extract.rules.picture_address import LeadPicture, is_picture_address
from yaowen.extract.rules.picture_caption import find_credit
from yaowen.extract.rules.structured import read_structured

URL = "https://news.example/2031/0506/ferry.html"
NOW = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
TEXT = "<p>青桐渡口今天早上恢复通行，头班渡轮载了四十名乘客。</p><p>船长说风浪已经过去，下午加开两班。</p>"


def found(head: str = "", body: str = "", headline: str = "渡口恢复通行") -> LeadPicture:
    page = f"<html><head>{head}</head><body><h1>{headline}</h1>{body}</body></html>"
    tree = parse_page(page)
    return find_picture(tree, read_structured(tree), URL, headline)


def in_article(markup: str) -> LeadPicture:
    return found(body=f"<article>{markup}{TEXT}</article>")


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ('"/i/ferry.jpg"', "https://news.example/i/ferry.jpg"),
        ('["https://cdn.example/a.jpg","https://cdn.example/b.jpg"]', "https://cdn.example/a.jpg"),
        ('{"@type":"ImageObject","url":"https://cdn.example/o.jpg","width":1200}', "https://cdn.example/o.jpg"),
        ('{"contentUrl":"https://cdn.example/c.jpg","width":"1200px"}', "https://cdn.example/c.jpg"),
        (
            '[{"url":"https://cdn.example/s.jpg","width":320},{"url":"https://cdn.example/l.jpg","width":1500}]',
            "https://cdn.example/l.jpg",
        ),
        ('{"@id":"https://news.example/ferry#primaryimage"}', ""),
        ('[null, 7, {"url": {"x": 1}}]', ""),
    ],
)
def test_structured_data_in_every_form(image: str, url: str) -> None:
    linked = f'{{"@type":"NewsArticle","headline":"渡口恢复通行","image":{image}}}'
    assert found(f'<script type="application/ld+json">{linked}</script>').url == url


def test_open_graph_then_twitter_then_older_elements() -> None:
    card = '<meta name="twitter:image" content="/t.jpg">'
    assert found(f'{card}<meta property="og:image" content="/o.jpg">').url == "https://news.example/o.jpg"
    assert found(card).url == "https://news.example/t.jpg"
    assert found('<meta itemprop="image" content="//cdn.example/m.jpg">').url == "https://cdn.example/m.jpg"


@pytest.mark.parametrize(
    "address",
    [
        "/static/logo.png", "/img/share-logo.jpg", "/images/icon_512.png", "/u/avatar/17.jpg", "/pic/erweima.jpg",
        "/t/blank.gif", "/1x1.gif", "/images/default.jpg", "/upload/二维码.png", "/i/ferry.svg", "/weixin/share.png",
        "/p/pixel.png", "/favicon.ico", "/placeholder/ferry.jpg",
    ],
)  # fmt: skip
def test_logos_icons_codes_and_fillers_lead_nothing(address: str) -> None:
    assert not found(f'<meta property="og:image" content="{address}">').url
    assert in_article(f'<img src="{address}" width="800" height="500">').url == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.example/2031/town-unveils-its-new-logo-at-fair.jpg",
        "https://cdn.example/market-share-falls-again-2031.jpg",
        "https://cdn.example/W020310506371.jpg",
        "https://cdn.example/photo?id=88&w=1200",
        "https://cdn.example/clip/70a5_source-aspect-ratio_default_0.jpg",
    ],
)
def test_a_name_that_describes_a_picture_may_hold_such_words(address: str) -> None:
    assert is_picture_address(address)


@pytest.mark.parametrize("sizes", ['width="90" height="60"', 'width="970" height="90"', 'width="300" height="900"'])
def test_thumbnails_banners_and_strips_lead_nothing(sizes: str) -> None:
    assert in_article(f'<img src="/i/ferry.jpg" {sizes}>').url == ""


@pytest.mark.parametrize(
    "attributes",
    [
        'src="data:image/gif;base64,R0lGOD" data-original="/i/ferry.jpg"',
        'src="/s/blank.gif" data-src="/i/ferry.jpg"',
        'src="/s/x.gif" data-actualsrc="/i/ferry.jpg"',
        'src="/s/loading.gif" zoomfile="/i/ferry.jpg" file="/i/ferry.jpg"',
        'src="/i/ferry-320.jpg" srcset="/i/ferry-320.jpg 320w, /i/ferry.jpg 1600w, /i/ferry-4000.jpg 4000w"',
        'data-srcset="/i/ferry-640.jpg 640w, /i/ferry.jpg 1280w" src="/s/blank.gif"',
        'src="  /i/ferry.jpg  "',
    ],
)
def test_lazy_pictures_are_found_at_their_true_address(attributes: str) -> None:
    assert in_article(f"<p><img {attributes}></p>").url == "https://news.example/i/ferry.jpg"


def test_a_picture_element_offers_the_sizes_of_its_sources() -> None:
    markup = '<picture><source srcset="/i/l.webp 1600w"><img src="/i/s.jpg"></picture>'
    assert in_article(markup).url == "https://news.example/i/l.webp"


def test_pictures_beside_the_article_do_not_lead_it() -> None:
    side = '<aside><img src="/i/other.jpg" width="600" height="400"></aside>'
    related = '<div class="related"><img src="/i/next.jpg" width="600" height="400"></div>'
    assert found(body=f"<div>{side}{related}{TEXT}</div>").url == ""
    chosen = found(body=f'{side}<div id="content" class="article-content"><img src="/i/own.jpg">{TEXT}</div>{related}')
    assert chosen.url == "https://news.example/i/own.jpg"


def test_a_small_stated_picture_gives_way_to_a_large_one_in_the_text() -> None:
    head = '<meta property="og:image" content="/i/thumb.jpg"><meta property="og:image:width" content="200">'
    body = f'<article><img src="/i/large.jpg" width="900" height="600">{TEXT}</article>'
    assert found(head, body).url == "https://news.example/i/large.jpg"


@pytest.mark.parametrize("directive", ["noimageindex", "noai, noimageai", "max-image-preview:none"])
def test_a_page_that_withholds_its_pictures_gives_none_and_nor_does_its_feed(directive: str) -> None:
    head = f'<meta name="robots" content="{directive}"><meta property="og:image" content="/i/ferry.jpg">'
    page = f"<html><head>{head}</head><body><h1>渡口恢复通行</h1>{TEXT}</body></html>"
    item = FoundLink(URL, "渡口恢复通行", image="https://cdn.example/feed.jpg")
    read = read_request(Request(page.encode(), "utf-8", URL, item, "Asia/Shanghai", "zh-Hans", NOW)).article
    assert (read.image, read.image_withheld) == ("", True)


def test_an_answer_that_withholds_pictures_in_its_headers_gives_none() -> None:
    page = f'<meta property="og:image" content="/i/ferry.jpg"><h1>渡口恢复通行</h1>{TEXT}'.encode()
    item = FoundLink(URL, "渡口恢复通行", image="https://cdn.example/feed.jpg")
    asked = Request(page, "utf-8", URL, item, "Asia/Shanghai", "zh-Hans", NOW)
    assert read_request(asked).article.image == "https://news.example/i/ferry.jpg"
    assert read_request(replace(asked, withholds_pictures=True)).article.image == ""


def test_the_feeds_picture_stands_in_where_the_page_names_none() -> None:
    page = f"<html><body><h1>渡口恢复通行</h1>{TEXT}</body></html>".encode()
    for address, kept in (("https://cdn.example/feed.jpg", True), ("https://cdn.example/logo.png", False)):
        item = FoundLink(URL, "渡口恢复通行", image=address)
        read = read_request(Request(page, "utf-8", URL, item, "Asia/Shanghai", "zh-Hans", NOW)).article
        assert read.image == (address if kept else "")


@pytest.mark.parametrize(
    ("markup", "caption"),
    [
        ("<figure>{}<figcaption>渡轮靠岸。许青 摄</figcaption></figure>", "渡轮靠岸。许青 摄"),
        ('<p align="center">{}</p><p align="center">▲渡轮靠岸（资料图）</p>', "渡轮靠岸（资料图）"),
        ('<div>{}<div class="img-desc">渡轮靠岸</div></div>', "渡轮靠岸"),
        ("<p>{}</p><p>渡轮靠岸。（图取自青桐港网页）</p>", "渡轮靠岸。（图取自青桐港网页）"),
        ("<p>{}</p><p>渡輪靠岸（示意圖／圖取自河灣圖庫）</p>", "渡輪靠岸（示意圖／圖取自河灣圖庫）"),
        ("<p>{}</p><p>圖取自河灣港網頁</p>", "圖取自河灣港網頁"),
        ("<p>{}</p><p>这张地图取自旧书，渡口当时还没有桥。</p>", ""),
        ("<p>{}</p>", ""),
        ("<p>{}</p><p>渡口今天恢复通行。</p>", ""),
    ],
)
def test_the_words_under_a_picture(markup: str, caption: str) -> None:
    assert in_article(markup.format('<img src="/i/ferry.jpg">')).caption == caption


def test_an_alternative_text_is_a_caption_unless_it_repeats_the_headline() -> None:
    assert in_article('<img src="/i/f.jpg" alt="头班渡轮靠上青桐渡口">').caption == "头班渡轮靠上青桐渡口"
    assert in_article('<img src="/i/f.jpg" alt="渡口恢复通行">').caption == ""
    assert in_article('<img src="/i/f.jpg" alt="IMG_2031.jpg">').caption == ""


def test_a_stated_picture_takes_the_caption_of_its_twin_in_the_text() -> None:
    head = '<meta property="og:image" content="https://cdn.example/W020310506371_1200.jpg">'
    body = (
        '<article><figure><img src="https://cdn.example/W020310506371_640.jpg"><figcaption>渡轮靠岸</figcaption></figure>'
        f"{TEXT}</article>"
    )
    assert found(head, body).caption == "渡轮靠岸"


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("渡轮靠岸。许青 摄", "许青"),
        ("渡輪靠岸（許青攝）", "許青"),
        ("渡轮靠岸。本报记者许青摄", "本报记者许青"),
        ("渡轮靠岸 青桐海事处供图", "青桐海事处"),
        ("渡轮靠岸（图片来源：青桐晚报）", "青桐晚报"),
        ("渡轮靠岸。图/许青", "许青"),
        ("渡轮靠岸。（图取自青桐港网页）", "青桐港网页"),
        ("渡輪靠岸。（圖取自quay.example/ferry）", "quay.example/ferry"),
        ("The ferry docks. Photo: Xu Qing", "Xu Qing"),
        ("The ferry docks (Xu Qing/East Shore)", "Xu Qing/East Shore"),
        ("The ferry docks. © 2031 Lamplight", "Lamplight"),
        ("渡轮靠岸", ""),
    ],
)
def test_who_is_credited(caption: str, credit: str) -> None:
    assert find_credit(caption) == credit


def test_a_caption_is_no_paragraph_of_the_text() -> None:
    body = f'<div class="article-content"><p><img src="/i/f.jpg"></p><p>▲渡轮靠岸（资料图）</p>{TEXT * 3}</div>'
    page = f"<html><body><h1>渡口恢复通行</h1>{body}</body></html>"
    read = extract_page(page, url=URL, zone="Asia/Shanghai", fetched_at=NOW)
    assert read.image_caption == "渡轮靠岸（资料图）"
    assert not any("资料图" in text for text in read.paragraphs)
    assert any("头班渡轮" in text for text in read.paragraphs)


@pytest.mark.parametrize(
    "caption",
    [
        "渡轮靠岸（图取自青桐港网页）",
        "渡輪靠岸，旅客下船。（圖取自quay.example/ferry）",
        "渡輪與舊橋。（左圖取自河灣圖庫、右圖取自青桐港網頁）",
        "渡輪靠岸（示意圖／圖取自河灣圖庫）。",
        "圖取自河灣圖庫",
    ],
)
def test_words_that_say_where_a_picture_was_taken_from_are_no_paragraph_wherever_they_stand(caption: str) -> None:
    body = f'<div class="article-content"><p>{caption}</p>{TEXT * 3}</div>'
    page = f"<html><body><h1>渡口恢复通行</h1>{body}</body></html>"
    read = extract_page(page, url=URL, zone="Asia/Shanghai", fetched_at=NOW)
    assert read.paragraphs
    assert not any("取自" in text for text in read.paragraphs)


@pytest.mark.parametrize(
    "sentence", ["这段话取自许青的旧书（初版），渡口当时还没有桥。", "许青说，他的地图取自旧书，渡口当时还没有桥。"]
)
def test_prose_that_takes_something_from_somewhere_stays(sentence: str) -> None:
    body = f'<div class="article-content"><p>{sentence}</p>{TEXT * 3}</div>'
    page = f"<html><body><h1>渡口恢复通行</h1>{body}</body></html>"
    read = extract_page(page, url=URL, zone="Asia/Shanghai", fetched_at=NOW)
    assert sentence in read.paragraphs


@given(st.text(alphabet='<>="/ imgsrcpturefigonda-:,w0123456789.jpg渡', max_size=300))
def test_no_markup_is_an_error(noise: str) -> None:
    assert isinstance(found(noise, noise), LeadPicture)
    find_credit(noise)


def test_ten_thousand_pictures_take_no_time() -> None:
    many = "".join(
        f'<div><p><img src="/i/{place}.jpg" srcset="/a.jpg 1w, /b.jpg 2w"></p></div>' for place in range(10_000)
    )
    tree = parse_page(f"<body><article>{many}</article>")
    said = read_structured(tree)
    started = time.process_time()
    find_picture(tree, said, URL)
    find_credit("（" * 5000 + "图" * 5000)
    assert time.process_time() - started < 1.0
