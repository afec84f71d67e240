"""Invented pages of headlines, as sites of different age build them; each with the articles it really lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEADLINES = (
    "渡口今晨恢复通行 首班渡轮载客三百人",
    "青桐市议会通过老城供暖改造方案",
    "灯塔修缮工程提前两周完工",
    "气象台：周末沿海有七级大风",
    "小学食堂改用本地蔬菜 家长代表参与采购",
    "石桥镇发现明代水闸遗址",
    "新版公交线路图下月一日启用",
    "养老院志愿者人数三年翻番",
    "柳河水位回落至警戒线以下",
    "旧车站改建图书馆引发讨论",
    "渔民合作社发布休渔期安排",
    "市民提问：夜间施工谁来管？",
)
DAYS = tuple(f"2031-05-{day:02}" for day in range(18, 6, -1))
SECTIONS = ("时政", "国际", "财经", "社会", "体育", "文化", "评论", "图片", "视频", "专题", "房产", "教育")


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page, its address, and what it lists: address → headline; `dates` as printed, in order."""

    url: str
    text: str
    articles: dict[str, str]
    dates: tuple[str, ...] = ()


Builder = Callable[[], ListPage]
HOME = "https://news.lamp.test/"


def _page(body: str, url: str = HOME) -> str:
    links = "".join(f'<a href="{url}{place}/">{name}</a> ' for place, name in enumerate(SECTIONS))
    foot = "".join(f'<a href="https://www.friend{n}.test/">友好单位第{n}号官方网站首页</a> ' for n in range(8))
    return (
        '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>灯塔网</title></head><body>'
        f'<div class="nav">{links}</div>{body}<div class="friendlinks">友情链接：{foot}</div>'
        '<div class="footer"><a href="/about/12345.html">关于我们和版权声明详细说明</a></div></body></html>'
    )


def plain_list() -> ListPage:
    """`<ul>` with the time beside each link; alternating classes, one bold line."""
    urls = [f"{HOME}2031/05/{18 - n}/c{5000 + n}.html" for n in range(12)]
    rows = "".join(
        f'<li class="{("first", "odd", "even")[n % 3]}"><a href="{url}">'
        f"{'<b>' + head + '</b>' if n == 0 else head}</a><span>{day} 0{n % 10}:15</span></li>"
        for n, (url, head, day) in enumerate(zip(urls, HEADLINES, DAYS, strict=True))
    )
    dates = tuple(f"{day} 0{n % 10}:15" for n, day in enumerate(DAYS))
    return ListPage(HOME, _page(f"<ul class='list'>{rows}</ul>"), dict(zip(urls, HEADLINES, strict=True)), dates)


def breaks_in_a_cell() -> ListPage:
    """Old portal: one table cell, `<br>` between the lines, the date in brackets; a ranking in the next cell."""
    urls = [f"{HOME}gb/content/2031-05/{18 - n}/content_{88000 + n}.htm" for n in range(12)]
    lines = "<br>\n".join(
        f'·<a href="/gb/content/2031-05/{18 - n}/content_{88000 + n}.htm" target=_blank>{head}</a> ({day[5:]})'
        for n, (head, day) in enumerate(zip(HEADLINES, DAYS, strict=True))
    )
    ranking = "<br>".join(
        f'{n + 1}. <a href="/gb/content/2031-04/01/content_{70000 + n}.htm">上月热门报道之{head[:12]}</a>'
        for n, head in enumerate(HEADLINES[:6])
    )
    more = '<p align=right><a href="/gb/node_3.htm">更多>></a></p>'
    body = f"<table><tr><td valign=top>{lines}{more}</td><td width=240>{ranking}</td></tr></table>"
    return ListPage(HOME, _page(body), dict(zip(urls, HEADLINES, strict=True)), tuple(day[5:] for day in DAYS))


def table_rows() -> ListPage:
    """A table with a date column and a section column, and pages to turn."""
    urls = [f"{HOME}show.asp?id={3100 + n}" for n in range(12)]
    rows = "".join(
        f'<tr bgcolor="#{n}{n}f"><td><a href="list.asp?class={n % 3}">[{SECTIONS[n % 3]}]</a></td>'
        f'<td><a href="show.asp?id={3100 + n}">{head}</a></td><td>{day}</td></tr>'
        for n, (head, day) in enumerate(zip(HEADLINES, DAYS, strict=True))
    )
    turning = "".join(f'<a href="index.asp?page={n}">第{n}页</a> ' for n in range(2, 9))
    body = f"<table class='t'>{rows}</table><div>{turning}<a href='index.asp?page=2'>下一页</a></div>"
    return ListPage(HOME, _page(body), dict(zip(urls, HEADLINES, strict=True)), DAYS)


def cards() -> ListPage:
    """One link around a whole card: picture, heading, time, first words."""
    urls = [f"{HOME}article/{'abcdefabcdef'[n]}{n}9f3c7d21e8{n:02}" for n in range(12)]
    rows = "".join(
        f'<div class="card card-{n}"><a class="box" href="{url}"><img src="/{n}.jpg" alt="资料图">'
        f'<h3>{head}</h3><time datetime="{day}T08:00:00+08:00">{day[5:]}</time>'
        f"<p>本报讯 {head}，详情见内文。</p></a></div>"
        for n, (url, head, day) in enumerate(zip(urls, HEADLINES, DAYS, strict=True))
    )
    dates = tuple(f"{day}T08:00:00+08:00" for day in DAYS)
    return ListPage(HOME, _page(f"<main>{rows}</main>"), dict(zip(urls, HEADLINES, strict=True)), dates)


def pictures_and_details() -> ListPage:
    """Three links to each article: a picture, the headline, 详细; a tag link between them."""
    urls = [f"{HOME}a/203105{18 - n:02}/{n}71.shtml" for n in range(12)]
    rows = "".join(
        f'<div class="item"><div class="pic"><a href="{url}"><img src="/{n}.jpg" alt=""></a></div>'
        f'<div class="txt"><h2><a href="{url}">{head}</a></h2><p>导语若干字。<a href="{url}" class="d">[详细]</a></p>'
        f'<span class="tag"><a href="/tag/渡口">渡口</a></span><span class="time">{day} 10:0{n % 10}</span></div></div>'
        for n, (url, head, day) in enumerate(zip(urls, HEADLINES, DAYS, strict=True))
    )
    dates = tuple(f"{day} 10:0{n % 10}" for n, day in enumerate(DAYS))
    return ListPage(HOME, _page(f'<div id="feed">{rows}</div>'), dict(zip(urls, HEADLINES, strict=True)), dates)


def beside_a_ranking() -> ListPage:
    """The newest on the left, a numbered ranking of other articles on the right."""
    urls = [f"{HOME}news/{9000 + n}" for n in range(12)]
    rows = "".join(f'<li><a href="/news/{9000 + n}">{head}</a></li>' for n, head in enumerate(HEADLINES))
    ranking = "".join(
        f'<li><em>{n + 1}</em><a href="/news/{100 + n}">{n + 1}、点击最多的旧闻之{head[:10]}</a></li>'
        for n, head in enumerate(HEADLINES)
    )
    body = f'<div class="left"><ul>{rows}</ul></div><div class="right rank"><ol>{ranking}</ol></div>'
    return ListPage(HOME, _page(body), dict(zip(urls, HEADLINES, strict=True)))


def definition_list() -> ListPage:
    """`<dl>`: the link in `<dt>`, the date in the `<dd>` behind it."""
    urls = [f"{HOME}2031-05/{18 - n}/t2031_{n}003.html" for n in range(12)]
    rows = "".join(
        f'<dt><a href="./2031-05/{18 - n}/t2031_{n}003.html">{head}</a></dt><dd>{day.replace("-", "年", 1)}</dd>'
        for n, (head, day) in enumerate(zip(HEADLINES, [f"2031-5月{18 - n}日" for n in range(12)], strict=True))
    )
    dates = tuple(f"2031年5月{18 - n}日" for n in range(12))
    return ListPage(HOME, _page(f"<dl>{rows}</dl>"), dict(zip(urls, HEADLINES, strict=True)), dates)


def cut_short() -> ListPage:
    """Words cut off with dots; the whole headline stands in `title`."""
    urls = [f"{HOME}n1/2031/05{18 - n:02}/c{100 + n}-4567{n:02}.html" for n in range(12)]
    rows = "".join(
        f'<p class="line_{n}"><a href="{url}" title="{head}">{head[:9]}…</a><i>[{day[5:]} 11:30]</i></p>'
        for n, (url, head, day) in enumerate(zip(urls, HEADLINES, DAYS, strict=True))
    )
    dates = tuple(f"{day[5:]} 11:30" for day in DAYS)
    return ListPage(HOME, _page(f'<div class="lines">{rows}</div>'), dict(zip(urls, HEADLINES, strict=True)), dates)


def several_hosts() -> ListPage:
    """A portal's front: sections on hosts of their own; dates in the headlines stay where they are."""
    heads = [f"{head}（5月{n + 1}日）" if n % 4 == 0 else head for n, head in enumerate(HEADLINES)]
    hosts = ("finance", "sports", "news")
    urls = [f"https://{hosts[n % 3]}.lamp.test/c/2031-05-18/doc-ihaich{n}z34567{n:02}.shtml" for n in range(12)]
    rows = "".join(f'<li><a href="{url}">{head}</a></li>' for url, head in zip(urls, heads, strict=True))
    return ListPage(HOME, _page(f'<div class="mod"><ul>{rows}</ul></div>'), dict(zip(urls, heads, strict=True)))


def english_slugs() -> ListPage:
    """Addresses of words, as English sites have them."""
    heads = [f"Ferry number {n} resumes service after the storm" for n in range(9)]
    urls = [f"https://lamp.test/world/ferry-number-{'abcdefghi'[n] * 3}"
            f"-resumes-service" for n in range(9)]  # fmt: skip
    rows = "".join(
        f'<article class="teaser post-{n}"><h3><a href="{url}">{head}</a></h3><time>May {9 - n}, 2031</time></article>'
        for n, (url, head) in enumerate(zip(urls, heads, strict=True))
    )
    menu = "<nav><a href='/about-our-newsroom'>About our newsroom</a><a href='/world/'>World</a></nav>"
    dates = tuple(f"May {9 - n}, 2031" for n in range(9))
    return ListPage(
        "https://lamp.test/", f"<html><body>{menu}{rows}</body></html>", dict(zip(urls, heads, strict=True)), dates
    )


def numbered_hot_list() -> ListPage:
    """A page that is itself a ranking: the places are no part of the headlines."""
    urls = [f"{HOME}hot/{7000 + n}.html" for n in range(12)]
    rows = "".join(f'<li><a href="/hot/{7000 + n}.html">{n + 1}. {head}</a></li>' for n, head in enumerate(HEADLINES))
    return ListPage(HOME, _page(f'<ol class="hotlist">{rows}</ol>'), dict(zip(urls, HEADLINES, strict=True)))


PAGES: tuple[Builder, ...] = (
    plain_list, breaks_in_a_cell, table_rows, cards, pictures_and_details, beside_a_ranking, definition_list,
    cut_short, several_hosts, english_slugs, numbered_hot_list,
)  # fmt: skip
