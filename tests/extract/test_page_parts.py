"""The parts of a page, one rule at a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from yaowen.base.dates.zones import load_zone
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.clean import clean_text
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.headline import strip_site
from yaowen.extract.rules.language import detect_language
from yaowen.extract.rules.names_of_elements import judge_name, names_body
from yaowen.extract.rules.page import parse_page
from yaowen.extract.rules.source_line import parse_source
from yaowen.extract.rules.structured import read_structured
from yaowen.extract.rules.zone_guess import guess_zone

FETCHED = datetime(2031, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：青桐通讯社", "青桐通讯社"),
        ("來源: 青桐通訊社", "青桐通訊社"),
        ("来源 青桐通讯社", "青桐通讯社"),
        ("2031-05-06 09:30:59 · news.example · 来源: QTN青桐之声", "QTN青桐之声"),
        ("2031年05月06日 09:30 来源：青桐通讯社 评论 0", "青桐通讯社"),
        ("来源：青桐通讯社 作者：许青 责任编辑：周南", "青桐通讯社"),
        ("来源：青桐通讯社 | 字号：大 中 小", "青桐通讯社"),
        ("稿源：青桐晚报", "青桐晚报"),
        ("转载自：青桐晚报　2031-05-06", "青桐晚报"),
        ("新闻来源: 《青桐晚报》", "青桐晚报"),
        ("来源：(青)通讯社QTN", "(青)通讯社QTN"),
        ("来源：青桐通讯社 12", "青桐通讯社"),
        ("来源：青桐通讯社(3)", "青桐通讯社"),
        ("來源：青桐通訊社 0 則留言", "青桐通訊社"),
        ("來源：青桐通訊社字級：A+ A", "青桐通訊社"),
        ("来源：青桐通讯社A+A-", "青桐通讯社"),
        ("来源：青桐通讯社分享到：微信", "青桐通讯社"),
        ("来源：青桐字体研究所", "青桐字体研究所"),
    ],
)
def test_a_source_line_gives_the_credited_name(line: str, source: str) -> None:
    assert parse_source(line) == source


@pytest.mark.parametrize(
    "line",
    [
        "記者：許青舟字級：A+ A",
        "記者許青舟字級：A+ A",
        "作者：許青舟A+A-",
        "作者：許青舟列印",
        "作者：許青舟分享到：微信",
        "文／許青舟字號：大中小",
        "作者：許青舟評論：0",
        "作者：許青舟 發表於 2031-05-06",
    ],
)
def test_a_control_behind_an_author_is_no_part_of_the_name(line: str) -> None:
    page = f"<h1>渡口停航 學校照常開放</h1><div>{line}</div><p>" + "渡口因為大雨停航，學校和醫院照常開放。" * 8
    read = extract_page(page, url="https://news.example/1", zone="Asia/Taipei", fetched_at=FETCHED)
    assert read.authors == ("許青舟",)


@pytest.mark.parametrize(
    ("end", "authors"),
    [
        ("（青桐晚报记者 许青）", ("许青",)),
        ("(青桐晚报记者 许青 周南)", ("许青", "周南")),
        ("（许青 河东报道）", ("许青",)),
        ("（许青、周南 河东报道）", ("许青", "周南")),
        ("（完）", ()),
        ("（河东镇供图）", ()),
        ("（记者提出的“我的家乡”）", ()),
    ],
)
def test_a_bracket_behind_the_last_paragraph_names_the_authors(end: str, authors: tuple[str, ...]) -> None:
    text = "渡口因为大雨停航，学校和医院照常开放。" * 12
    page = f"<h1>渡口停航 学校照常开放</h1><div class=content><p>{text}</p><p>{text}{end}</p></div>"
    read = extract_page(page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=FETCHED)
    assert read.authors == authors


@pytest.mark.parametrize(
    ("content", "authors"), [("Discuz! Team and Comsenz UI Team", ()), ("记者许青", ("许青",)), ("“我的", ())]
)
def test_makers_of_software_and_offices_are_no_authors(content: str, authors: tuple[str, ...]) -> None:
    page = f'<meta name="author" content="{content}"><h1>渡口停航 学校照常开放</h1><p>' + "渡口因为大雨停航。" * 20
    read = extract_page(page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=FETCHED)
    assert read.authors == authors


@pytest.mark.parametrize("line", ["作者：本报评论员", "作者：分享家"])
def test_a_name_that_holds_a_word_of_a_control_stays_whole(line: str) -> None:
    page = f"<h1>渡口停航 学校照常开放</h1><div>{line}</div><p>" + "渡口因为大雨停航，学校和医院照常开放。" * 8
    read = extract_page(page, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=FETCHED)
    assert read.authors == (line.removeprefix("作者："),)


@pytest.mark.parametrize(
    "line",
    [
        "消息来源 不愿透露姓名",
        "图片来源：许青",
        "數據來源：氣象台",
        "水的主要来源 是雨水",
        "来源：网络",
        "来源：",
        "责任编辑：周南",
        "来源：" + "很长的名字" * 12,
    ],
)
def test_a_line_that_credits_no_one_gives_none(line: str) -> None:
    assert parse_source(line) in {"", "不愿透露姓名"}
    assert parse_source(line) == "" or line.startswith("消息来源")


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("渡口停航 - 青桐晚报", "渡口停航"),
        ("渡口停航_国际_青桐晚报", "渡口停航"),
        ("青桐晚报 – 渡口停航", "渡口停航"),
        ("渡口停航|青桐晚报", "渡口停航"),
        ("渡口停航——青桐晚报", "渡口停航"),
        ("渡口停航", "渡口停航"),
        ("渡口停航：青桐晚报", "渡口停航"),
        ("渡口停航的青桐晚报", "渡口停航的青桐晚报"),
        ("雨停了 - 渡口还没有开", "雨停了 - 渡口还没有开"),
    ],
)
def test_the_sites_name_is_cut_from_a_title(title: str, headline: str) -> None:
    assert strip_site(title, ("青桐晚报", "news.example")) == headline


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("渡口停航 – 灯下国际电台 - LDR", "渡口停航"),
        ("渡口停航 - 燈下國際電臺 – LDR", "渡口停航"),
        ("渡口停航 - LDR", "渡口停航"),
        ("渡口停航 – 三天没有船 - LDR", "渡口停航 – 三天没有船"),
        ("渡口停航 – LDR News - 灯下电台", "渡口停航"),
        ("渡口停航 – 河湾晚报 - 灯下电台", "渡口停航 – 河湾晚报"),
        ("渡口停航 – 许青买下电台", "渡口停航 – 许青买下电台"),
        ("Ferry stops – TV - LDR", "Ferry stops – TV"),
    ],
)
@pytest.mark.parametrize("names", [("LDR", "灯下电台"), ("ldr", "灯下电台")])
def test_a_sites_name_in_two_scripts_is_cut_whole(title: str, headline: str, names: tuple[str, ...]) -> None:
    assert strip_site(title, names) == headline


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：周南", "（责任编辑：周南）", "版权所有 © 青桐晚报", "转载请注明来源", "更多>>",
        "热门新闻 更多>>", "分享到：微博 微信", "相关阅读：",
        "延伸閱讀", "上一篇：雨停了", "Advertisement", "Read more: Ferry stops", "Share this article", "12", "3.",
        "扫一扫关注我们",
        "发布时间：2031-05-06 09:30 来源：青桐通讯社", "未经授权不得转载", "Sign up for our newsletter",
        "字号：大 中 小",
    ],
)  # fmt: skip
def test_a_line_of_furniture_is_known_by_its_words(line: str) -> None:
    assert is_furniture_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "中国频繁军演", "大雨过后", "小镇无人", "更多人选择留下。", "相关部门表示，渡口周四恢复。",
        "记者在现场看到了值守的人员。",
        "他说：“来源不明的水不能喝。”", "Watch your step, the guard said.", "分享会上，他说起了渡口的往事。",
        "返回青桐市的旅客增加了。",
        "他说，扫描二维码以后就能看到船期，不用再打电话。", "文字是渡口老人留下的。",
        "More on this was said on Tuesday. He agreed.",
    ],
)  # fmt: skip
def test_a_sentence_is_no_furniture(line: str) -> None:
    assert not is_furniture_line(line)


def test_names_of_elements_are_judged_by_whole_parts() -> None:
    assert judge_name("comment-list") > judge_name("sidebar") > judge_name("byline") > 0
    assert judge_name("articleFooter") > 0.9
    for name in (
        "commentator-profile",
        "has-sidebar",
        "adaptive",
        "navy-blue",
        "article-body share-open",
        "",
        "x" * 600,
    ):
        assert judge_name(name) == 0, name
    assert names_body("c-entry-content clearfix")
    assert names_body("TRS_Editor")
    assert not names_body("content-list")


def test_text_is_cleaned_without_joining_words() -> None:
    assert clean_text("渡口\n停航") == "渡口停航"
    assert clean_text("two\nwords") == "two words"
    assert clean_text(" a\u200b\u00ad\ufeffb\x00\ud800 \u3000c ") == "ab c"


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("青桐市气象台说，未来三天有雨。", "en", "zh-Hans"),
        ("青桐市氣象台說，未來三天有雨。", "zh-CN", "zh-Hant"),
        ("青桐市の気象台によると、三日間は雨です。", "", "ja"),
        ("청동시 기상대는 사흘 동안 비가 온다고 밝혔다.", "", "ko"),
        ("The ferry north of the city stopped on Tuesday after three days of rain.", "", "en"),
        ("Die Fähre nördlich der Stadt fährt seit Dienstag nicht mehr, weil es regnet.", "", "de"),
        ("12345", "fr-FR", "fr"),
        ("12345", "the-language-of-this-page", "the"),
        ("12345", "Muttersprachlich, wie uns der Schnabel gewachsen ist", ""),
        ("12345", "\x00", ""),
        ("", "", ""),
    ],
)
def test_the_language_is_told_by_script_and_then_by_words(text: str, declared: str, language: str) -> None:
    assert detect_language(text, declared) == language


@pytest.mark.parametrize(
    ("html", "url", "zone"),
    [
        ("<html lang=zh-TW><p>雨", "https://news.example.tw/1", "Asia/Taipei"),
        ("<html lang=zh><p>雨", "https://news.example/1", "+08:00"),
        ("<p>" + "青桐市气象台说未来三天有雨" * 20, "", "+08:00"),
        ("<html lang=de><p>Regen", "", "Europe/Berlin"),
        ("<p>The ferry stopped on Tuesday after three days of rain", "", "UTC"),
    ],
)
def test_the_zone_is_guessed_by_country_and_then_by_language(html: str, url: str, zone: str) -> None:
    assert guess_zone(html, url) == zone


def test_linked_data_is_found_in_graphs_lists_and_dirt() -> None:
    page = """<script type="application/ld+json"><!-- [{"@graph": [{"@type": "Organization", "name": "青桐社"},
        {"@type": "ReportageNewsArticle", "headline": "雨&amp;渡口", "datePublished": "2031-05-06",
         "publisher": {"name": ["青桐晚报"]}, }]}] --></script>"""
    said = read_structured(parse_page(page))
    assert said.text("headline") == "雨&渡口"
    assert said.site == "青桐晚报"


@pytest.mark.parametrize(
    ("shared", "linked", "headline"),
    [
        ("Was am Fluss geschah", "Die Brücke ist wieder offen", "Die Brücke ist wieder offen"),
        ("Die Brücke ist wieder offen", "Brücke: Alles zur Eröffnung", "Die Brücke ist wieder offen"),
    ],
)
def test_the_shared_title_gives_way_where_page_window_and_linked_data_agree(
    shared: str, linked: str, headline: str
) -> None:
    shown = "Die Brücke ist wieder offen"
    page = (
        f'<title>{shown}</title><meta property="og:title" content="{shared}">'
        f'<meta name="twitter:title" content="{shown}">'
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{linked}"}}</script>'
        f"<h1>{shown}</h1><p>" + "Nach elf Monaten Bauzeit fahren wieder Wagen über den Fluss. " * 8
    )
    read = extract_page(page, url="https://news.example/1", zone="Europe/Berlin", fetched_at=FETCHED)
    assert read.headline == headline


def test_a_title_cut_at_its_own_quotation_mark_is_read_off_the_heading() -> None:
    page = (
        '<title>渡船停航</title><meta property="og:title" content="渡船停航首日 老乘客"舍不得"">'
        "<h1>渡船停航首日 老乘客&quot;舍不得&quot;</h1><p>" + "南岸渡口七日清晨贴出告示，两条渡船自八日起停航检修。" * 8
    )
    read = extract_page(page, url="https://lamp.test/1", zone="Asia/Shanghai", fetched_at=FETCHED)
    assert read.headline == '渡船停航首日 老乘客"舍不得"'


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("<p>Die Brücke, 24. April 2031, im Nebel über dem breiten Fluss</p>{text}<p>Datum 28.04.2031</p>", 28),
        ("{text}<p>发表于 2031年4月28日 12:40 - (阅读:3727)</p><h4># re: 旧桥 2031-05-02 12:46 读者</h4>", 28),
        ('{text}<script>var a = {{"publishTime":"2031-04-28 09:30"}}</script>', 28),
        (
            "<ul><li><a href=/3>精选（截止2031年3月1日）</a>"
            + "<li><a href=/2>船歌</a>" * 30
            + "</ul><div>2031-04-28 03:25:55</div>{text}",
            28,
        ),
        ("<p>作者：灯下 人气：1024 字体：大 中 小 发布日期： 5/4/2031 9:23:57 PM 收藏本页 打印本页</p>{text}", 5),
        (
            "<p>〓 渡口论坛 发布时间 2031/04/28 22:11:42 by 船夫 〓</p>".join(("{text}", "{text}"))
            + "<p>〓 渡口论坛 发布时间 2031/05/02 10:46:32 by 灯下 〓</p>",
            28,
        ),
    ],
)
def test_the_articles_own_time_is_told_from_those_of_pictures_and_comments(body: str, day: int) -> None:
    text = "<p>" + "Nach elf Monaten Bauzeit fahren wieder Wagen über den Fluss, sagte der Meister. " * 6 + "</p>"
    headline = "Die Brücke ist wieder offen"
    page = f"<html lang=de><title>{headline}</title><h1>{headline}</h1>{body.format(text=text)}"
    read = extract_page(page, url="https://news.example/1", zone="Europe/Berlin", fetched_at=FETCHED)
    assert read.published.at is not None
    assert read.published.at.astimezone(load_zone("Europe/Berlin")).day == day
