"""Pages of an invented paper whose own look leads every reader astray, and the rule that puts it right."""

from __future__ import annotations

from datetime import UTC, datetime

NOON = datetime(2031, 5, 7, 4, 0, tzinfo=UTC)
ADDRESS = "https://lamp.test/2031/05/07/ferry.html"
_SENTENCES = (
    "南岸渡口七日清晨贴出告示，两条渡船自八日起停航检修，预计十二日恢复。",
    "渡口管理站说，检修的是轮机和船底，费用由县里承担，票价不变。",
    "往来两岸的居民改走上游的石桥，公交公司加开了六个班次。",
)
_SPONSORED = (
    "青屿山庄全新开盘，湖景别墅限量发售，今日到访即享九五折优惠，欢迎各界人士莅临品鉴。",
    "灯塔银行推出夏季存款计划，年息三厘，名额有限，先到先得，详情请到各网点查询办理。",
    "海风旅行社暑期亲子团热卖，七天六夜海岛行，含往返机票与酒店，报名从速，额满即止。",
    "南岸眼镜店店庆三十年，全场镜架对折，验光免费，还有好礼相送，期待新老顾客光临惠顾。",
)
RULE = """
[reading]
headline = "div.t strong"
body = ["span#zoom", "div.continued"]
drop = ["div.y7", "p.note"]
source = "i.from"
author = "b.who"
published = "em.when"
picture = "div.shot"
next_page = "a.on"
"""


def make_page(number: int = 1, *, advert: bool = True) -> str:
    """A page of the paper: its text in an inline element, advertisements within, everything else unnamed or lying."""
    said = "".join(f"<p>{sentence}</p>" for sentence in (f"第{number}日：{_SENTENCES[0]}", *_SENTENCES[1:]))
    between = "".join(f"<p>{sentence}</p>" for sentence in _SPONSORED)
    return f"""<html lang="zh-Hans"><head><title>灯报_每日要闻汇总</title>
<meta name="author" content="灯报编辑部"><meta name="pubdate" content="2031-05-01 00:00">
<meta property="og:title" content="灯报 每日要闻汇总">
<meta property="og:image" content="https://lamp.test/house.jpg"></head>
<body><div class="t"><strong>渡口停航第{number}日</strong></div>
<div class="x"><i class="from">稿源：南岸电台</i> <b class="who">记者 许青</b>
<em class="when">2031年5月7日 10时20分</em></div>
<div class="shot"><img data-src="/p/ferry-{number}.jpg" width="900" height="600"></div>
<span id="zoom">{said}{f'<div class="y7">{between}</div>' if advert else ""}<p class="note">本文由读者上传。</p></span>
<div class="pad"><p>{_SPONSORED[0]}</p></div>
<div class="continued"><p>县交通局说，石桥夜间照明已经修好，行人可以放心通行。</p></div>
<a class="on" href="/2031/05/07/ferry-more.html">更多内容在此</a></body></html>"""
