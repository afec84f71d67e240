"""Who says what, in sentences of invented events; every row is read in both scripts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yaowen.base.text.script import to_traditional
from yaowen.base.words import Claim
from yaowen.extract.rules.claims import find_claims
from yaowen.extract.rules.reading import read_paragraph

Said = tuple[str | None, str | None, tuple[str, ...], str, str]
"""Speaker, cue, contents, stance, mode."""


def read_claims(*paragraphs: str) -> tuple[Claim, ...]:
    return find_claims("", [read_paragraph(number, text) for number, text in enumerate(paragraphs)], ())


def in_words(text: str, claim: Claim) -> Said:
    speaker = text[slice(*claim.speaker)] if claim.speaker else None
    cue = text[slice(*claim.cue)] if claim.cue else None
    return speaker, cue, tuple(text[slice(*span)] for span in claim.content), claim.stance, claim.mode


def without_name(claim: Claim) -> Claim:
    """`resolved` is in the text's own script."""
    return replace(claim, resolved=None)


ROWS: list[tuple[str, list[Said]]] = [
    ("桥梁局副局长方临发言称，隧道将如期通车。", [("桥梁局副局长方临", "称", ("隧道将如期通车",), "say", "p")]),
    (
        "桥梁局总顾问 Ivo Tamarov 指出，隧道没有裂缝。",
        [("桥梁局总顾问 Ivo Tamarov", "指出", ("隧道没有裂缝",), "say", "p")],
    ),
    ("造船公司 Seldon Yards 称，新船已经下水。", [("造船公司 Seldon Yards", "称", ("新船已经下水",), "say", "p")]),
    ("光缆建造方表示，工程已经完成。", [("光缆建造方", "表示", ("工程已经完成",), "say", "p")]),
    ("跨海桥梁装卸协调协会负责人方临说，桥很稳。", [("跨海桥梁装卸协调协会负责人方临", "说", ("桥很稳",), "say", "p")]),
    ("守桥人方临两个星期前表示，桥很稳。", [("守桥人方临", "表示", ("桥很稳",), "say", "p")]),
    ("这位八旬老人说，桥很稳。", [("这位八旬老人", "说", ("桥很稳",), "say", "p")]),
    ("另一名建制人士也表示自己没有去过。", [("另一名建制人士", "表示", ("自己没有去过",), "say", "p")]),
    ("有人认为，桥太窄。", [("有人", "认为", ("桥太窄",), "believe", "p")]),
    ("据桥梁局于2018年下发的文件显示，桥宽九米。", [("桥梁局于2018年下发的文件", "显示", ("桥宽九米",), "say", "p")]),
    ("多家媒体就此事发表评论，指桥太窄。", [("多家媒体", "指", ("桥太窄",), "say", "p")]),
    ("电台就桥梁局指控渔民毁坏浮标一事，警告渔民不要再去。", [("电台", "警告", ("渔民不要再去",), "warn", "p")]),
    ("方临是这么说的：“桥很稳，大家放心。”", [("方临", "说", ("“桥很稳，大家放心。”",), "say", "q")]),
    ("渔民协会对此纷纷表示抗议，然而桥还在建。", [("渔民协会", "表示抗议", (), "condemn", "p")]),
    (
        "方临当庭表示会上诉，方临同时表示不后悔。",
        [("方临", "表示", ("会上诉",), "say", "p"), ("方临", "表示", ("不后悔",), "say", "p")],
    ),
    ("南海造船今年7月宣布在北岭设厂。", [("南海造船", "宣布", ("在北岭设厂",), "announce", "p")]),
    ("桥梁局发言人称，桥很稳。", [("桥梁局发言人", "称", ("桥很稳",), "say", "p")]),
    ("海讯社援引一名渔民的话说，桥很稳。", [("海讯社", "说", ("桥很稳",), "say", "p")]),
    ("据桥梁局证实，桥已经通车。", [("桥梁局", "证实", ("桥已经通车",), "confirm", "p")]),
    ("被撞男孩父亲称，没有人道歉。", [("被撞男孩父亲", "称", ("没有人道歉",), "say", "p")]),
    ("在医院值守的民警说，桥很稳。", [("在医院值守的民警", "说", ("桥很稳",), "say", "p")]),
    ("桥梁局发表声明谴责有人毁坏浮标。", [("桥梁局", "谴责", ("有人毁坏浮标",), "condemn", "p")]),
    ("桥梁局当天通过电视证实，桥已经通车。", [("桥梁局", "证实", ("桥已经通车",), "confirm", "p")]),
    ("桥梁局发言人凯莉·麦克南则在会上表示，桥很稳。", [("桥梁局发言人凯莉·麦克南", "表示", ("桥很稳",), "say", "p")]),
    ("海讯社报道（记者许砚）：桥已经通车。", [("海讯社", "报道", ("桥已经通车",), "say", "p")]),
    ("渔民多次表示支持林远。", [("渔民", "表示支持", ("林远",), "praise", "p")]),
    (
        "“我们不认为这是竞争，” 方临说，并称桥不会收费。",
        [("方临", "说", ("“我们不认为这是竞争，”",), "say", "q"), (None, "称", ("桥不会收费",), "say", "p")],
    ),
    ("南湖市长周岚说，隧道将如期通车。", [("南湖市长周岚", "说", ("隧道将如期通车",), "say", "p")]),
    (
        "周岚昨天在记者会上向媒体表示，“桥梁没有任何裂缝。”",
        [("周岚", "表示", ("“桥梁没有任何裂缝。”",), "say", "q")],
    ),
    (
        "“这不是终点，”林远表示，“我们还会继续。”",
        [("林远", "表示", ("“这不是终点，”", "“我们还会继续。”"), "say", "q")],
    ),
    ("“我们会查清楚。”一名不愿具名的官员说。", [("一名不愿具名的官员", "说", ("“我们会查清楚。”",), "say", "q")]),
    (
        "据《海港日报》报道，三名官员已被停职。",
        [("《海港日报》", "报道", ("三名官员已被停职",), "say", "p")],
    ),
    (
        "世卫组织呼吁各国加快接种，并警告说疫情尚未结束。",
        [
            ("世卫组织", "呼吁", ("各国加快接种",), "call", "p"),
            (None, "警告说", ("疫情尚未结束",), "warn", "p"),
        ],
    ),
    (
        "该公司否认产品存在缺陷，但承认检测报告“并不完整”。",
        [
            ("该公司", "否认", ("产品存在缺陷",), "deny", "p"),
            (None, "承认", ("检测报告“并不完整”",), "admit", "m"),
        ],
    ),
    ("双方对会谈成果表示满意。", [("双方", "表示满意", ("会谈成果",), "praise", "p")]),
    ("校方拒绝置评。", [("校方", "拒绝置评", (), "refuse", "p")]),
    ("外交部拒绝证实船只是否已经靠岸。", [("外交部", "拒绝证实", ("船只是否已经靠岸",), "refuse", "p")]),
    ("市长承诺在三年内建成新医院。", [("市长", "承诺", ("在三年内建成新医院",), "promise", "p")]),
    ("总统办公室证实了这一消息。", [("总统办公室", "证实", ("这一消息",), "confirm", "p")]),
    ("有记者问：工程何时完成？", [("记者", "问", ("工程何时完成",), "ask", "p")]),
    ("专家建议市民减少外出。", [("专家", "建议", ("市民减少外出",), "call", "p")]),
    (
        "林远告诉《海港日报》，他没有收到通知。",
        [("林远", "告诉", ("他没有收到通知",), "say", "p")],
    ),
    (
        "曾担任港务局局长的工程师何力说，水位仍在上升。",
        [("曾担任港务局局长的工程师何力", "说", ("水位仍在上升",), "say", "p")],
    ),
    (
        "了解谈判情况的人士称，协议接近完成。",
        [("了解谈判情况的人士", "称", ("协议接近完成",), "say", "p")],
    ),
    (
        "海洋救援站的兽医温白鹭对本台说，海豹已经康复。",
        [("海洋救援站的兽医温白鹭", "说", ("海豹已经康复",), "say", "p")],
    ),
    ("港务局向海讯社证实，船只已经沉没。", [("港务局", "证实", ("船只已经沉没",), "confirm", "p")]),
    ("理事长江问渠承认，经费早已用完。", [("理事长江问渠", "承认", ("经费早已用完",), "admit", "p")]),
    ("江问渠说，经费早已用完。", [("江问渠", "说", ("经费早已用完",), "say", "p")]),
    ("市长何之问表示，街灯都会换新。", [("市长何之问", "表示", ("街灯都会换新",), "say", "p")]),
    ("局长马连山问：谁来负责？", [("局长马连山", "问", ("谁来负责",), "ask", "p")]),
    ("所长何问之也指出，样本合格。", [("所长何问之", "指出", ("样本合格",), "say", "p")]),
    ("资深媒体人纪硕鸣受访时说：“可以。”", [("资深媒体人纪硕鸣", "说", ("“可以。”",), "say", "q")]),
    ("岳停云致词时表示，灯塔会重新点亮。", [("岳停云", "表示", ("灯塔会重新点亮",), "say", "p")]),
    ("有关媒体报道，轻轨将会延期。", [("有关媒体", "报道", ("轻轨将会延期",), "say", "p")]),
    ("另流行病学家岳停云则认为，疫情已经过去。", [("流行病学家岳停云", "认为", ("疫情已经过去",), "believe", "p")]),
    ("《石湾周刊》引述知情人士消息说，港口将会出售。", [("《石湾周刊》", "说", ("港口将会出售",), "say", "p")]),
    ("岳停云否认地震局觉得没有面子。", [("岳停云", "否认", ("地震局觉得没有面子",), "deny", "p")]),
    ("市民质疑市长是否说过工程会延期。", [("市民", "质疑", ("市长是否说过工程会延期",), "condemn", "p")]),
    ("长生公司星期三（9月23日）表示已经启动试验。", [("长生公司", "表示", ("已经启动试验",), "say", "p")]),
    ("该文批评港务局隐瞒真相。", [("该文", "批评", ("港务局隐瞒真相",), "condemn", "p")]),
    ("岳停云对法新社说，灯塔会重新点亮。", [("岳停云", "说", ("灯塔会重新点亮",), "say", "p")]),
    ("她续指，合同已经到期。", [("她", "指", ("合同已经到期",), "say", "p")]),
    (
        "石湾司法委员赖恩德斯对废止“蓝卡”计划表示欢迎。",
        [("石湾司法委员赖恩德斯", "表示欢迎", ("废止“蓝卡”计划",), "praise", "m")],
    ),
    ("消防员工作权益促进会指出，人手严重不足。", [("消防员工作权益促进会", "指出", ("人手严重不足",), "say", "p")]),
    ("石湾回声报说，疫情已经过去。", [("石湾回声报", "说", ("疫情已经过去",), "say", "p")]),
    ("据中时电子报报道，渡轮已经停航。", [("中时电子报", "报道", ("渡轮已经停航",), "say", "p")]),
    ("日经新闻称，渡轮已经停航。", [("日经新闻", "称", ("渡轮已经停航",), "say", "p")]),
    ("前总统岳停云认为，时机已到。", [("前总统岳停云", "认为", ("时机已到",), "believe", "p")]),
    ("最新的民意调查显示，多数人赞成。", [("最新的民意调查", "显示", ("多数人赞成",), "say", "p")]),
    ("石湾警察今天说，道路已经开放。", [("石湾警察", "说", ("道路已经开放",), "say", "p")]),
    ("上述求助函称，资金已经断流。", [("上述求助函", "称", ("资金已经断流",), "say", "p")]),
    ("石湾调查所（SBI）的官员说，震央在海上。", [("石湾调查所（SBI）的官员", "说", ("震央在海上",), "say", "p")]),
    ("岳停云形容这项消息“令人苦恼”。", [("岳停云", "形容", ("这项消息“令人苦恼”",), "say", "m")]),
    ("此前就有分析师警告称，市场会下跌。", [("分析师", "警告称", ("市场会下跌",), "warn", "p")]),
    ("岳停云续称，合同已经到期。", [("岳停云", "称", ("合同已经到期",), "say", "p")]),
    ("灯塔森林防火厅今天表示，火势受控。", [("灯塔森林防火厅", "表示", ("火势受控",), "say", "p")]),
    ("灯塔教育发公告称，课程照常。", [("灯塔教育", "称", ("课程照常",), "say", "p")]),
    ("越来越多的国家指出，水位在上升。", [("越来越多的国家", "指出", ("水位在上升",), "say", "p")]),
    (
        "灯塔协会昨天发文，对石湾前总统岳停云的辞世表示哀悼。",
        [("灯塔协会", "表示哀悼", ("石湾前总统岳停云的辞世",), "believe", "p")],
    ),
    (
        "航迹追踪网站“蓝翼”指出，飞机曾经折返。",
        [("航迹追踪网站“蓝翼”", "指出", ("飞机曾经折返",), "say", "p")],
    ),
    ("石湾的街灯将在年内换新，方临补充说。", [("方临", "补充说", ("石湾的街灯将在年内换新",), "say", "p")]),
    ("有守桥人担忧说，桥会塌。", [("守桥人", "担忧说", ("桥会塌",), "believe", "p")]),
    ("有石湾大学毕业生告诉记者，他见过海豹。", [("石湾大学毕业生", "告诉", ("他见过海豹",), "say", "p")]),
    ("石湾热线告诉周岚，窗口已经关闭。", [("石湾热线", "告诉", ("窗口已经关闭",), "say", "p")]),
    (
        "方临一直声称“零事故”，上月却有两艘船相撞。",
        [("方临", "声称", ("“零事故”",), "say", "q")],
    ),
    (
        "港务局称渡轮没有超载，但这个说法并无根据。",
        [("港务局", "称", ("渡轮没有超载",), "say", "p")],
    ),
    (
        "港务局声称会退票，但是他们却关上了窗口。",
        [("港务局", "声称", ("会退票",), "say", "p")],
    ),
    ("港务局长通知渔民协会，航道将在周五关闭。", [("港务局长", "通知", ("航道将在周五关闭",), "say", "p")]),
    ("辞职的方临已经做出承诺，会交回钥匙。", [("辞职的方临", "做出承诺", ("会交回钥匙",), "promise", "p")]),
    ("高速公路局预估三个路段会塞车。", [("高速公路局", "预估", ("三个路段会塞车",), "believe", "p")]),
    (
        "有记者提问，渔民协会主席昨天称，码头太窄。",
        [
            ("记者", "提问", ("渔民协会主席昨天称，码头太窄",), "ask", "p"),
            ("渔民协会主席", "称", ("码头太窄",), "say", "p"),
        ],
    ),
    (
        "石湾民间渔民阵线发动大游行，要求港务局撤回草案。",
        [("石湾民间渔民阵线", "要求", ("港务局撤回草案",), "call", "p")],
    ),
    (
        "港务局周三（9月2日）的声明以“公平”为题，批评渔民毁坏浮标。",
        [("港务局周三（9月2日）的声明", "批评", ("渔民毁坏浮标",), "condemn", "p")],
    ),
    (
        "石湾大学的经济学专家赛默（Vilem Semer）运用模型算过，指出影响很小。",
        [("石湾大学的经济学专家赛默（Vilem Semer）", "指出", ("影响很小",), "say", "p")],
    ),
    (
        "造船公司一位不愿透露姓名的高管表示，合同已经签好。",
        [("造船公司一位不愿透露姓名的高管", "表示", ("合同已经签好",), "say", "p")],
    ),
    (
        "与港务局关系密切的一位人士表示，合同已经签好。",
        [("与港务局关系密切的一位人士", "表示", ("合同已经签好",), "say", "p")],
    ),
    ("与周岚一同出席的副院长方临说，桥很稳。", [("与周岚一同出席的副院长方临", "说", ("桥很稳",), "say", "p")]),
    ("渔民协会主席周岚质询，航道何时开放。", [("渔民协会主席周岚", "质询", ("航道何时开放",), "ask", "p")]),
    ("计划公布后，被批评人士认为威胁海豹。", [("批评人士", "认为", ("威胁海豹",), "believe", "p")]),
    (
        "港务局昨天表示反对，称计划太贵。",
        [("港务局", "表示反对", (), "condemn", "p"), (None, "称", ("计划太贵",), "say", "p")],
    ),
    (
        "市长方临忍不住揶揄：“船比桥还长，真是好笑啊。”",
        [("市长方临", "揶揄", ("“船比桥还长，真是好笑啊。”",), "say", "q")],
    ),
    ("《石湾周刊》的社论暗示，市长会辞职。", [("《石湾周刊》的社论", "暗示", ("市长会辞职",), "say", "p")]),
    ("市长方临提出，“石湾应该有自己的船厂。”", [("市长方临", "提出", ("“石湾应该有自己的船厂。”",), "say", "q")]),
    (
        "律师方临向本台分析了制度的不公：“等一年要比坐牢还苦，没有人知道何时结束。”",
        [("律师方临", "分析", ("“等一年要比坐牢还苦，没有人知道何时结束。”",), "say", "q")],
    ),
    ("石湾看守所不理会规定，还对两位律师扬言：随便去告。", [("石湾看守所", "扬言", ("随便去告",), "warn", "p")]),
    (
        "市长方临强调，灯塔属于渔民，他呼吁大家都来守护。",
        [
            ("市长方临", "强调", ("灯塔属于渔民，他呼吁大家都来守护",), "say", "p"),
            ("他", "呼吁", ("大家都来守护",), "call", "p"),
        ],
    ),
    (
        "市长方临说，桥已修好，相信渔民会满意。",
        [("市长方临", "说", ("桥已修好，相信渔民会满意",), "say", "p")],
    ),
    (
        "地铁公司总经理卓声扬三次鞠躬，宣布车票可以退。",
        [("地铁公司总经理卓声扬", "宣布", ("车票可以退",), "announce", "p")],
    ),
    ("卓声扬则否认井里进水。", [("卓声扬", "否认", ("井里进水",), "deny", "p")]),
    ("港务部长金与正很快声称，船已沉没。", [("港务部长金与正", "声称", ("船已沉没",), "say", "p")]),
    ("石湾大学教授郑永年发表感言说，海豹会回来。", [("石湾大学教授郑永年", "说", ("海豹会回来",), "say", "p")]),
    ("港务部长陈时中明确表示，船不会再来。", [("港务部长陈时中", "表示", ("船不会再来",), "say", "p")]),
    ("港务部长辛格也在发言中说，船来了。", [("港务部长辛格", "说", ("船来了",), "say", "p")]),
    ("还有人认为桥太窄。", [("有人", "认为", ("桥太窄",), "believe", "p")]),
    ("海讯社引述石湾大学最新发布的渔业报告称，鱼会回来。", [("海讯社", "称", ("鱼会回来",), "say", "p")]),
    ("据桥梁局官网发布的消息，桥会关闭。", [("桥梁局官网", "消息", ("桥会关闭",), "say", "p")]),
    ("方临只有说“风浪太大”。", [("方临", "说", ("“风浪太大”",), "say", "q")]),
    ("陈一新介绍，桥有三条车道。", [("陈一新", "介绍", ("桥有三条车道",), "say", "p")]),
    ("华为坚称，船不是它的。", [("华为", "坚称", ("船不是它的",), "say", "p")]),
    ("BBC中文报导，桥已关闭。", [("BBC中文", "报导", ("桥已关闭",), "say", "p")]),
    ("石湾Now新闻报导，桥已关闭。", [("石湾Now新闻", "报导", ("桥已关闭",), "say", "p")]),
    ("石湾电台“海风一台”周日18日报道：桥已关闭。", [("石湾电台“海风一台”", "报道", ("桥已关闭",), "say", "p")]),
    ("据方临讲，当晚大约有一百辆车。", [("方临", "讲", ("当晚大约有一百辆车",), "say", "p")]),
    (
        "对两岸事务熟悉的渔业专家方临指出，鱼会回来。",
        [("对两岸事务熟悉的渔业专家方临", "指出", ("鱼会回来",), "say", "p")],
    ),
    ("石湾公司的张一鸣很早就认为，鱼会回来。", [("石湾公司的张一鸣", "认为", ("鱼会回来",), "believe", "p")]),
    ("根据石湾日报今天的报道，桥会关闭。", [("石湾日报", "报道", ("桥会关闭",), "say", "p")]),
    ("直到好友徐晓冬9月17日透露，船已离岸。", [("好友徐晓冬", "透露", ("船已离岸",), "say", "p")]),
    (
        "“今晚的风比昨天大得多，”将近一点时，市长方临在电台上说。",
        [("市长方临", "说", ("“今晚的风比昨天大得多，”",), "say", "q")],
    ),
    ("市长方临说不会辞职。", [("市长方临", "说", ("不会辞职",), "say", "p")]),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_a_sentence_gives_its_claims(text: str, wanted: list[Said]) -> None:
    assert [in_words(text, claim) for claim in read_claims(text)] == wanted


@pytest.mark.parametrize("text", [text for text, _ in ROWS])
def test_traditional_script_gives_the_same_claims_at_the_same_places(text: str) -> None:
    other = to_traditional(text)
    assert len(other) == len(text)
    assert other != text or text == "校方拒绝置评。"
    assert [without_name(claim) for claim in read_claims(other)] == [without_name(claim) for claim in read_claims(text)]


@pytest.mark.parametrize(
    "text",
    [
        "他没有说明辞职的原因。",
        "这种被称为“海豚”的机器人售价不菲。",
        "该计划曾遭到环保团体批评。",
        "公司宣布退出该市场后，股价大跌。",
        "据说那里从前是一片海。",
        "她写过三本小说，其中一本讲述灯塔。",
        "这座桥号称全国最长。",
        "市民对评论区的问题议论纷纷。",
        "一般来说，秋天的雨水较少。",
        "“双子星”计划今年启动。",
        "这表明水位正在下降。",
        "警方的指控并不成立。",
        "如果市长宣布停工，工人就会离开。",
        "除非公司提供证据，证明货物合法，否则不得进口。",
        "继续沉默只会让市民认为另有内情。",
        "“历史”用那种话怎么说，谁也不知道。",
        "多数刊物不登讽刺漫画。",
        "让关注此事的市民觉得无奈。",
        "贷款增幅低于预期，股价下跌。",
        "确切说，那是一条河。",
        "会议围绕副总理岳停云的主张展开。",
        "石湾在“海带”倡议下输出的计划已经中断。",
        "加开听证会就相关指控进行辩论。",
        "港务局今天发布了数据与解读，作上述表示。",
        "“回声在线”的一篇新闻报道，有一段是这样写的。",
        "按常理说，桥不会塌。",
        "我们说狭路相逢勇者胜。",
        "渔民应该向港务局说不。",
        "保守一点说，桥会塌。",
        "局长在提及这是大日子时，声音沙哑。",
        "桥梁局长提出九项建议。",
        "供应商已接到港务局通知，要移走浮标。",
        "方临以渔民身份出院，以表明病已经好了。",
        "在会上，面对媒体提问时表示，船又来了。",
        "您认为桥会塌吗？",
        "被港务局告知他是最后一个渔民。",
        "不少人为表示支持，在岸边点灯。",
        "或可认为：船会再来。",
        "刚才我们已经提到了，桥很窄。",
        "渔民为表达支持市长，计划在岸边点灯。",
    ],
)
def test_a_sentence_in_which_nobody_speaks_gives_no_claim(text: str) -> None:
    assert read_claims(text) == ()
    assert read_claims(to_traditional(text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "不知道该说什么好。", "渔民选择了相信。", "那座旧桥很少被提及，但没有人忘记。", "政府说拆就拆，没有办法。",
        "他对此坚信不疑。", "话说那一年，桥还没有修。", "文章用第一人称，读来亲切。", "短片因感谢渔民而走红。",
        "多年来渔民对此提出尖锐批评并起诉了桥梁局。", "美指继续下跌。",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_cue_gives_no_claim(text: str) -> None:
    assert read_claims(text) == ()


def test_a_speaker_and_a_colon_before_a_quotation_need_no_word_that_says_so() -> None:
    (claim,) = read_claims("发言人方临：“桥很稳，大家放心。”")
    assert in_words("发言人方临：“桥很稳，大家放心。”", claim) == (
        "发言人方临",
        None,
        ("“桥很稳，大家放心。”",),
        "say",
        "q",
    )
    assert read_claims("图为桥面：“平安桥”三个字。") == ()


def test_he_is_no_body_met_before() -> None:
    claims = read_claims("桥梁局说，桥很稳。", "最后，他说：“我会去看。”")
    assert claims[-1].resolved is None


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_in_their_own_words() -> None:
    (claim,) = read_claims("方临说，“桥很稳，大家放心。")
    assert claim.mode == "q"


def test_an_agency_that_reports_a_statement_holds_it() -> None:
    text = "海讯社周五报道说，灯塔宫表示，新航线将在春天开通。"
    outer, inner = read_claims(text)
    assert in_words(text, outer)[:2] == ("海讯社", "报道说")
    assert in_words(text, inner) == ("灯塔宫", "表示", ("新航线将在春天开通",), "say", "p")
    assert (outer.within, inner.within) == (None, 0)
    assert outer.content[0][0] <= (inner.speaker or (0, 0))[0]
    assert outer.content[0][1] == inner.content[0][1]


def test_places_within_count_over_the_whole_article() -> None:
    claims = read_claims("周岚说，一切正常。", "海讯社报道，港务局称，码头已经关闭。")
    assert [claim.within for claim in claims] == [None, None, 1]


def test_he_is_the_person_who_spoke_before() -> None:
    claims = read_claims("港务局发言人林远否认码头发生火灾。他说，浓烟来自一次演习。")
    assert [claim.resolved for claim in claims] == [None, "林远"]


def test_a_dropped_subject_is_the_speaker_of_the_clause_before() -> None:
    claims = read_claims("海关署谴责走私船只，还敦促邻国加强巡逻。")
    assert [(claim.speaker is None, claim.resolved) for claim in claims] == [(False, None), (True, "海关署")]


def test_the_report_is_that_of_the_paper_named_before() -> None:
    claims = read_claims("《海港日报》发表了一篇长文。报道称，码头的租金已经翻倍。")
    assert [claim.resolved for claim in claims] == ["《海港日报》"]


def test_a_bare_company_is_the_one_named_before() -> None:
    claims = read_claims("南湖船运公司昨天发布年报。公司说，利润已经翻倍。该公司还否认裁员。")
    assert [claim.resolved for claim in claims] == ["南湖船运公司", "南湖船运公司"]
    assert [claim.resolved for claim in read_claims("公司说，利润已经翻倍。")] == [None]


def test_a_company_is_called_as_it_is_printed() -> None:
    (claim,) = read_claims("南湖船運公司昨天發布年報。公司說，利潤已經翻倍。")
    assert claim.resolved == "南湖船運公司"


def test_the_writer_is_nobody_met_before() -> None:
    claims = read_claims("林远说，灯塔停电。我说，等一等。他说，已经修好。")
    assert [claim.resolved for claim in claims] == [None, None, "林远"]


def test_a_name_met_as_a_speaker_needs_no_other_proof_later() -> None:
    text = "石湾电信说，网络已经恢复。石湾电信否认裁员。"
    assert [in_words(text, claim)[:2] for claim in read_claims(text)] == [("石湾电信", "说"), ("石湾电信", "否认")]


def test_what_is_dropped_inside_a_denial_moves_no_other_claim() -> None:
    claims = read_claims("岳停云否认地震局觉得没有面子。", "海讯社报道，港务局称，码头已经关闭。")
    assert [claim.within for claim in claims] == [None, None, 1]


def test_a_quotation_that_stands_alone_goes_on_with_its_speaker() -> None:
    text = "周岚说，隧道没有延误。“我们每天都在施工，春节也没有停过。”"
    claims = read_claims(text)
    assert in_words(text, claims[1]) == (None, None, ("“我们每天都在施工，春节也没有停过。”",), "say", "q")
    assert claims[1].resolved == "周岚"
    assert claims[1].confidence < claims[0].confidence


def test_a_statement_of_another_speaker_does_not_belong_to_the_first() -> None:
    text = "港务局否认泄漏，而渔民则称海水已经变色。"
    assert [in_words(text, claim)[2] for claim in read_claims(text)] == [("泄漏",), ("海水已经变色",)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("海讯社报道，码头已经关闭。", "agency"),
        ("外交部说，谈判没有中断。", "government"),
        ("市长周岚说，隧道没有延误。", "official"),
        ("渔民协会说，今年的收成不好。", "organisation"),
        ("林远说，他会回来。", "person"),
        ("报告说，水位正在上升。", "unknown"),
    ],
)
def test_a_speaker_has_a_kind(text: str, kind: str) -> None:
    assert [claim.speaker_kind for claim in read_claims(text)] == [kind]


def test_a_dateline_is_no_part_of_the_speaker() -> None:
    text = "海讯社石湾9月13日电（记者何力）港务局发言人林远13日表示，航道已经恢复。"
    assert [in_words(text, claim)[0] for claim in read_claims(text)] == ["港务局发言人林远"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "The mayor of South Lake said on Friday that the tunnel would open in spring.",
            ("The mayor of South Lake", "said", ("the tunnel would open in spring",), "say", "p"),
        ),
        ("“We keep digging,” said Mayor Lan Zhou.", ("Mayor Lan Zhou", "said", ("“We keep digging,”",), "say", "q")),
        (
            "The bridge is safe, the harbour office said.",
            ("the harbour office", "said", ("The bridge is safe",), "say", "p"),
        ),
        (
            "Orlin, who leads the port, told reporters that the bridge would stay open.",
            ("Orlin", "told", ("the bridge would stay open",), "say", "p"),
        ),
        (
            "According to the harbour office, two boats sank.",
            ("the harbour office", "According to", ("two boats sank",), "say", "p"),
        ),
        (
            "Two boats sank overnight, according to the harbour office.",
            ("the harbour office", "according to", ("Two boats sank overnight",), "say", "p"),
        ),
        ("Officials say the bridge is safe.", ("Officials", "say", ("the bridge is safe",), "say", "p")),
        ("The port declined to comment.", ("The port", "declined to comment", (), "refuse", "p")),
        ("Meanwhile, the union denied the leak.", ("the union", "denied", ("the leak",), "deny", "p")),
        (
            "Officials told the Harbour Times that it was late.",
            ("Officials", "told", ("it was late",), "say", "p"),
        ),
    ],
)
def test_an_english_sentence_gives_its_claim(text: str, wanted: Said) -> None:
    assert [in_words(text, claim) for claim in read_claims(text)] == [wanted]


def test_an_english_sentence_in_which_nobody_speaks_gives_no_claim() -> None:
    assert read_claims("The tunnel opened in 2019.", "The group is named after the river.") == ()


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("周岚说：“一切正常。”", "q"),
        ("周岚说，一切正常。", "p"),
        ("周岚说，工程进度“令人满意”，没有延误。", "m"),
        ("周岚说，“Blue Whale”号已经离港。", "p"),
    ],
)
def test_names_in_quotation_marks_make_no_quotation(text: str, mode: str) -> None:
    assert [claim.mode for claim in read_claims(text)] == [mode]


def test_a_name_of_one_sign_speaks_where_its_bearer_was_met() -> None:
    text = "检查局局长克里斯托弗·雷（Christopher Ray）说，情况不好。雷在本月表示会辞职。"
    assert [in_words(text, claim)[0] for claim in read_claims(text)] == [
        "检查局局长克里斯托弗·雷（Christopher Ray）",
        "雷",
    ]
    assert not read_claims("雷在本月表示会辞职。")
    assert [claim.speaker for claim in read_claims("总书记习近原在会上称，桥很稳。", "习还说，船会来。")][1:] == [
        (0, 1)
    ]


@pytest.mark.parametrize("lead", ["市长方临说，桥已修好。", "他提到两座桥，并呼吁帮助那些人："])
def test_a_paragraph_of_one_quotation_goes_on_with_the_person_before(lead: str) -> None:
    *_, claim = read_claims("市长方临说，风很大。", lead, "“灯塔很亮，海豹也都回来了。”")
    assert (claim.paragraph, claim.cue, claim.mode, claim.resolved) == (2, None, "q", "方临")


def test_a_paragraph_of_one_quotation_does_not_go_on_with_a_body() -> None:
    assert [claim.paragraph for claim in read_claims("港务局说，桥已修好。", "“灯塔很亮，海豹也都回来了。”")] == [0]


def test_what_they_say_again_stands_beside_what_they_said() -> None:
    first, second = read_claims("他强调，灯塔属于渔民，他呼吁大家都来守护。")
    assert (first.within, second.within) == (None, None)
    assert first.content[0][1] <= (second.speaker or (0, 0))[0]
