"""Pages of invented outlets, marked up as sites of different ages and care do it. All events are made up."""

from __future__ import annotations

from dataclasses import dataclass

PARAGRAPHS = (
    "青桐市气象台5日说，受山地云团影响，未来三天当地将有中到大雨，市民出行要注意安全。",
    "台长林知远表示，“城北渡口已经停航，学校和医院照常开放。”公共汽车的时间没有变化。",
    "转弯处的老茶馆",
    "市水务局在去年九月完成了河堤的加固，今年没有发生过险情，记者在现场看到了值守的人员。",
    "渡口预计周四恢复。",
)
TRADITIONAL = (
    "青桐市氣象台5日說，受山地雲團影響，未來三天當地將有中到大雨，市民出行要注意安全。",
    "台長林知遠表示，「城北渡口已經停航，學校和醫院照常開放。」公共汽車的時間沒有變化。",
    "市水務局在去年九月完成了河堤的加固，今年沒有發生過險情，記者在現場看到了值守的人員。",
    "渡口預計週四恢復。",
)
OTHERS = tuple(
    f"{place}旧城改造工程今日开工 居民搬进新居" for place in ("河东", "河西", "南山", "北岭", "东湖", "西渡")
)
HEADLINE = "渡口停航 学校照常开放"
OUTLET = "青桐晚报"
ADDRESS = "https://news.example/2031/05/06/1.html"


@dataclass(frozen=True)
class Template:
    """A way to mark up a page, and what must be read off it.

    Attributes:
        text: the page.
        charset: what it is sent in.
        source: the source it credits.
        shown: the local time it shows.
    """

    text: str
    charset: str = "utf-8"
    source: str = "青桐通讯社"
    shown: str = "2031-05-06T09:30:00"
    paragraphs: tuple[str, ...] = PARAGRAPHS
    headline: str = HEADLINE


def _side() -> str:
    links = "".join(f'<li><a href="/{number}.html">{title}</a></li>' for number, title in enumerate(OTHERS))
    return f'<div class="box"><h3>24小时排行 更多&gt;&gt;</h3><ol>{links}</ol></div>'


def _menu() -> str:
    return '<div class="top"><a href="/">首页</a> <a href="/china">中国</a> <a href="/world">国际</a></div>'


def _foot() -> str:
    return "<div>关于我们 | 联系我们</div><p>版权所有 青桐晚报 未经授权不得转载</p>"


def _document(title: str, body: str, head: str = '<meta charset="utf-8">') -> str:
    return f"<!DOCTYPE html><html><head>{head}<title>{title}</title></head><body>{body}</body></html>"


def _ps(paragraphs: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{text}</p>" for text in paragraphs)


_LINKED = (
    '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"青桐晚报"},'
    '{"@type":["NewsArticle"],"headline":"渡口停航 学校照常开放","datePublished":"2031-05-06T09:30:00+08:00",'
    '"author":[{"@type":"Person","name":"许青"}],"publisher":{"@type":"Organization","name":"青桐晚报"}}]}</script>'
)

TEMPLATES = {
    "semantic": Template(
        _document(
            f"{HEADLINE} - {OUTLET}",
            f"<header><nav>{_menu()}</nav></header><main><article><h1>{HEADLINE}</h1><p>来源：青桐通讯社</p>"
            f"{_ps(PARAGRAPHS)}</article></main><aside>{_side()}</aside><footer>{_foot()}</footer>",
            f'<meta charset="utf-8"><meta property="og:site_name" content="{OUTLET}">{_LINKED}',
        )
    ),
    "portal in divs": Template(
        _document(
            f"{HEADLINE}_国际_{OUTLET}",
            f'{_menu()}<div class="w1000"><div class="l"><h1>{HEADLINE}</h1><div class="info">2031年05月06日 09:30 '
            f'<span>来源：<a href="http://agency.example">青桐通讯社</a></span> 评论(<a href="#c">0</a>)</div>'
            f'<div id="artibody">{_ps(PARAGRAPHS)}<p>（责任编辑：周南）</p></div>'
            '<div class="share">分享到 微博 微信</div></div>'
            f'<div class="r">{_side()}</div></div>{_foot()}',
        )
    ),
    "tables and breaks in GB18030": Template(
        _document(
            f"{HEADLINE}|{OUTLET}",
            f'<table width="960"><tr><td colspan=2>{_menu()}</td></tr><tr><td><p align=center><b>{HEADLINE}</b></p>'
            f"<p align=center>发布时间：2031-05-06 09:30　来源：青桐通讯社　作者：许青</p><div>　　"
            + "<br>\n<br>\n　　".join(PARAGRAPHS)
            + f"</div></td><td width=200>{_side()}</td></tr><tr><td colspan=2>{_foot()}</td></tr></table>",
            '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
        ),
        charset="gb18030",
    ),
    "a page that says utf-8 and sends GB18030": Template(
        _document(
            f"{OUTLET} – {HEADLINE}",
            f"{_menu()}{_side()}<section><h2>{HEADLINE}</h2><div>来源: 青桐通讯社 · 06/05/2031 - 09:30</div>"
            f"{_ps(PARAGRAPHS)}<p>转载请注明来源</p></section>{_foot()}",
        ),
        charset="gb18030",
    ),
    "Big5 with meta names": Template(
        _document(
            "渡口停航 學校照常開放 | 青桐晚報",
            f'<div class="menu"><a href=/>首頁</a></div><div class="post"><h1>渡口停航 學校照常開放</h1>'
            f'<span class="time">2031/05/06 09:30</span><div class="text">{_ps(TRADITIONAL)}</div></div>',
            '<meta charset="big5"><meta name="source" content="青桐通訊社">',
        ),
        charset="big5",
        source="青桐通訊社",
        paragraphs=TRADITIONAL,
        headline="渡口停航 學校照常開放",
    ),
}
