"""Invented outlets, events and statements for the tests of pages, and for looking at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from yaowen.base.rights import Grant, Rights
from yaowen.base.words import Block, Mode, Ranking, SpeakerKind, Stance, Standing
from yaowen.render.rules.material import Carrier, Dated, Event, Report, Statement

NOW = datetime(2026, 11, 23, 1, 25, tzinfo=UTC)

_NAMES = [
    ("yungang-evening", "云港晚报", "雲港晚報", "Yungang Evening News", "zh-Hans", "CN"),
    ("haichao-radio", "海潮电台", "海潮電台", "Haichao Radio", "zh-Hans", "CN"),
    ("east-shore", "东岸通讯社", "東岸通訊社", "East Shore Agency", "zh-Hans", "CN"),
    ("beiling-daily", "北岭日报", "北嶺日報", "Beiling Daily", "zh-Hans", "CN"),
    ("nanyu-times", "南屿时报", "南嶼時報", "Nanyu Times", "zh-Hant", "TW"),
    ("harbour-post", "海港邮报", "海港郵報", "Harbour Post", "en", "HK"),
    ("lamp-weekly", "灯下周刊", "燈下週刊", "Lamplight Weekly", "zh-Hans", "CN"),
    ("saltfield", "盐田新闻网", "鹽田新聞網", "Saltfield Wire", "zh-Hant", "HK"),
]


def carrier(place: int = 0, rights: Rights = "full", *, lowered: bool = False) -> Carrier:
    """One of eight invented outlets."""
    slug, hans, hant, english, language, country = _NAMES[place % len(_NAMES)]
    home = f"https://{slug}.example/"
    return Carrier(place + 1, slug, (hans, hant, english), language, country, home, Grant(rights, False, lowered))


def statement(
    text: str, speaker: str, cue: str, content: str, stance: Stance = "say", mode: Mode = "p", *, place: int = 0,
    paragraph: int = 0, kind: SpeakerKind = "unknown", within: int | None = None,
) -> Statement:  # fmt: skip
    """A claim found in a paragraph's text by its words."""

    def span(words: str) -> tuple[int, int] | None:
        at = text.find(words) if words else -1
        return (at, at + len(words)) if at >= 0 else None

    inside = span(content)
    return Statement(
        place, paragraph, span(speaker), span(cue), (inside,) if inside else (), speaker, cue, content, stance, mode,
        kind, within, 0.9,
    )  # fmt: skip


def report(
    article_id: int = 1,
    headline: str = "云港跨海大桥主塔合龙",
    paragraphs: Sequence[str] = ("历时四年的主塔周日清晨合龙。", "建设方说工期提前两个月。"),
    of: Carrier | None = None,
    **fields: object,
) -> Report:
    """A report of an invented event."""
    chosen = of or carrier()
    made = Report(
        id=article_id, carrier=chosen, url=f"{chosen.home_url}news/{article_id}.html", headline=headline, source="",
        authors=(), published=NOW - timedelta(hours=3), precision="second", first_seen=NOW - timedelta(hours=2),
        language="zh-Hans", blocks=tuple(Block("paragraph", text) for text in paragraphs),
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def event(story_id: int = 1, reports: Iterable[Report] = (), **fields: object) -> Event:
    """A story of reports; its counts follow from them."""
    members = tuple(sorted(reports or (report(),), key=lambda one: (one.published, one.id)))
    times = [one.published for one in members]
    own = [one for one in members if one.copy_of is None]
    language = "zh" if members[0].language.startswith("zh") else members[0].language
    made = Event(
        story_id, language, own[0].id if own else members[0].id, min(times), max(times),
        len({one.carrier.id for one in members}), len({one.carrier.id for one in own}), members,
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def manuscript_event(story_id: int = 5) -> Event:
    """Two publishers at odds over a poet's papers: statements that contradict, dates, copies, a source."""
    first = (
        "已故诗人沈白的未刊手稿上周五出现在拍卖图录里。市档案馆馆长梁若水(Liang Ruoshui)周日证实，"
        "手稿今年两度易手，“第二次没有登记”。家属去年十月把手稿交给档案馆保管。"
    )
    second = "家属代表沈青说，潮声出版社私印了其中四十页诗稿。潮声出版社否认私印其中四十页诗稿，称合同到明年三月才满。"
    third = "拍卖行拒绝置评，只说成交之前不谈来历。"
    texts = (first, second, third)
    said = (
        statement(first, "市档案馆馆长梁若水", "证实", "手稿今年两度易手，“第二次没有登记”", "confirm", "m", place=0),
        statement(second, "家属代表沈青", "说", "潮声出版社私印了其中四十页诗稿", "say", "p", place=1, paragraph=1),
        statement(second, "潮声出版社", "否认", "私印其中四十页诗稿", "deny", "p", place=2, paragraph=1),
        statement(third, "拍卖行", "拒绝置评", "成交之前不谈来历", "refuse", "p", place=3, paragraph=2),
    )
    dates = (
        Dated("上周五", "2026-11-20", "已故诗人沈白的未刊手稿上周五出现在拍卖图录里。"),
        Dated("去年十月", "2025-10", "家属去年十月把手稿交给档案馆保管。"),
    )
    start = datetime(2026, 11, 22, 13, 10, 4, tzinfo=UTC)
    origin = report(
        501,
        "两家出版社就诗人遗稿各执一词",
        texts,
        carrier(0),
        published=start,
        source="云港晚报",
        authors=("许砚",),
        statements=said,
        dates=dates,
    )
    copies = [
        report(502 + place, "沈白遗稿现身拍卖图录，家属要说法", texts, carrier(outlet), copy_of=501, source="云港晚报",
               published=start + timedelta(minutes=40 * (place + 1)))
        for place, outlet in enumerate((2, 3, 6))
    ]  # fmt: skip
    reply_text = "潮聲出版社社長江聞昨天表示：「合同明年三月才滿，我們一頁也沒有印。」"
    reply = report(
        505, "潮聲出版社：合同明年三月才滿", (reply_text,), carrier(4), language="zh-Hant",
        published=start + timedelta(hours=9, minutes=52), statements=(
            statement(reply_text, "潮聲出版社社長江聞", "表示", "合同明年三月才滿，我們一頁也沒有印。", "say", "q"),
        ),
    )  # fmt: skip
    late = report(
        506,
        "诗人遗稿风波：档案馆将公开登记簿",
        ("档案馆周一将公开登记簿。",),
        carrier(1),
        published=start + timedelta(hours=11),
    )
    return event(story_id, [origin, *copies, reply, late], headline_id=501)


_BRIDGE = (
    "历时四年的主塔周日清晨合龙。建设方说工期提前两个月；环保团体表示仍在等待海豚迁徙的监测报告，"
    "交通署证实报告“将于下月公布”。"
)
_PIER = "反对派说“账没有算清”，市长表示将在春天再提一次，并请审计处先把三年来的开支列清楚。"
_HEADLINES = [
    ("云港跨海大桥主塔合龙，明年底通车", _BRIDGE, 8),
    ("南屿台风预警升至橙色，渡轮今晚起停航", "气象台说风力或达十二级；轮渡公司称已退票三万张，岛上学校明天停课。", 7),
    ("市议会一票之差否决旧码头改建案", _PIER, 6),
    ("北岭天文台：首次拍到双星吞并全过程", "观测从去年十月持续到今年三月，数据本周公开，任何人都可以下载。", 5),
    ("云港队点球大战淘汰卫冕冠军", "门将扑出三个点球，赛后说“腿都软了”。", 5),
    ("央行研究所：房价明年或仍高估一成", "报告认为租金与收入的差距仍在扩大，但涨幅已经连续五个月放缓。", 4),
    ("渔民捞起百年沉船铜钟，捐给海事馆", "铜钟上的铭文还看得清，馆方说明年春天展出。", 4),
    ("地铁六号线延误四小时，公司致歉", "信号系统在早高峰前失灵，公司答应退还当天票款。", 4),
    ("大学生用旧手机搭出地震早期预警网", "三百部旧手机装在图书馆和校舍里，成本不到一台专业仪器。", 3),
    ("红树林面积十年首增，候鸟多了三成", "监测站说，去年停掉的两座养虾场已经长出新苗。", 3),
    ("老书店“灯下”谢幕，读者排队到深夜", "店主说不难过，“书都有人带回家了”。", 2),
    ("盐田改建的冬泳池开放，水温七度", "第一天来了四百人，最年长的八十一岁。", 2),
    ("航空公司承认行李系统被改动，称乘客资料未外泄", "公司在声明里承认系统遭人改动，警方拒绝评论调查进展。", 3),
    ("中学取消早读后，迟到少了一半", "校方比较了两个学期的记录，准备再试一年。", 1),
    ("古桥修缮时发现三百年前的工匠名册", "名册藏在桥心石里，记着四十二个人的名字和工钱。", 2),
    ("县医院试行夜间门诊，首周接诊六百人", "", 1),
    ("茶农用声音驱鸟，不再拉网", "喇叭里放的是老鹰的叫声，每天换一段，鸟儿还没有学会不怕。", 1),
    ("图书馆把罚款改成还一本带两本", "逾期图书一个月里回来了九千册。", 2),
    ("岛上最后一部手摇电话停用", "接线员说她记得每一家的号码。", 1),
    ("滨海公路塌方，绕行多走四十公里", "抢修队预计周三傍晚单线通车。", 4),
    ("乐团在地铁站里排练，指挥请乘客挑曲子", "", 1),
    ("竹纸作坊招到第一个九零后学徒", "师傅说，手艺可以慢慢学，先学会早起。", 1),
]  # fmt: skip


def many_events() -> list[Event]:
    """A day's news: a widely reported lead, a disputed story, single reports, one in English."""
    events, article_id = [manuscript_event()], 1000
    for place, (headline, text, outlets) in enumerate(_HEADLINES):
        reports = []
        for number in range(outlets):
            article_id += 1
            at = NOW - timedelta(minutes=35 + 47 * place + 21 * number, seconds=7 * number)
            title = headline if number == 0 else f"{headline.split('，')[0]}（{_NAMES[number][1]}）"
            words = (text, f"{headline}。记者在现场看到，人群到傍晚才散去。") if text else ()
            reports.append(report(article_id, title, words, carrier(number), published=at, first_seen=at))
        events.append(event(10 + place, reports, headline_id=reports[0].id))
    english = report(
        900, "Harbour tunnel reopens after night of repairs", ("The tunnel reopened at dawn, the operator said.",),
        carrier(5), language="en", published=NOW - timedelta(hours=2),
    )  # fmt: skip
    return [*events, event(900, [english])]


def ranking_of(events: Sequence[Event], minute: int | None = None) -> Ranking:
    """A ranking of these events in a made-up order: readers first, then coverage."""
    ordered = sorted(events, key=lambda one: (-one.outlets, one.id))
    lines = []
    for rank, one in enumerate(ordered, 1):
        readers = max(0, 2381 - 173 * rank)
        before = None if rank % 7 == 3 else max(1, rank + (rank * 5) % 7 - 3)
        lines.append(Standing(one.id, readers, one.origins, rank, before, "readers" if readers else "coverage"))
    return Ranking(minute or int(NOW.timestamp() // 60), tuple(lines))
