"""How far a speaker's phrase goes, and which words say something, in sentences of invented events."""

from __future__ import annotations

import pytest

from yaowen.base.text.script import to_traditional
from yaowen.base.words import Claim
from yaowen.extract.rules.claims import find_claims
from yaowen.extract.rules.reading import read_paragraph


def read_claims(text: str) -> tuple[Claim, ...]:
    return find_claims("", [read_paragraph(0, text)], ())


def said(text: str) -> list[tuple[str, str]]:
    """Speaker and cue of each claim, "" for a speaker who is not named."""
    return [
        (text[slice(*claim.speaker)] if claim.speaker else "", text[slice(*claim.cue)] if claim.cue else "")
        for claim in read_claims(text)
    ]


SPOKEN = [
    (
        "石湾会桥梁委员会委员长、共同港口党议员方海澈7日证实，桥已通车。",
        ("石湾会桥梁委员会委员长、共同港口党议员方海澈", "证实"),
    ),
    ("石湾之声在北岭记者 方雯 (Ella Orlin)在节目里说，桥已通车。", ("石湾之声在北岭记者 方雯 (Ella Orlin)", "说")),
    ("石湾常驻联合国代表方军在会后指出，桥已通车。", ("石湾常驻联合国代表方军", "指出")),
    ("石湾前市长方海夫人的前特别助理罗斯玛告诉法庭，桥已通车。", ("石湾前市长方海夫人的前特别助理罗斯玛", "告诉")),
    ("石湾大学海洋研究与当代语言学系副教授方临说，桥已通车。", ("石湾大学海洋研究与当代语言学系副教授方临", "说")),
    ("石湾中级法院周四发布的公告说，桥已通车。", ("石湾中级法院周四发布的公告", "说")),
    ("桥梁协会的最新预测表明，游客会增加。", ("桥梁协会的最新预测", "表明")),
    ("《桥志》撰写人敦促道：“请把桥修好。”", ("《桥志》撰写人", "敦促")),
    ("陆庆生告诉记者，桥已通车。", ("陆庆生", "告诉")),
    ("周一的记者会上石时中说，桥已通车。", ("石时中", "说")),
    ("港警称六人被扣留。", ("港警", "称")),
    ("途屿表示将为旅客退款。", ("途屿", "表示")),
    ("有网友因此问，“桥什么时候修好？”", ("网友", "问")),
    ("石湾电台年初引述方海的儿子方二军指，桥已通车。", ("石湾电台", "指")),
    ("陆中校说明，船要绕过礁石才能靠岸。", ("陆中校", "说明")),
    ("桥梁项目的主任方海劝诫道：“大家不要上桥。”", ("方海", "劝诫道")),
    ("“桥已经修好。”其中一名工程师说。", ("一名工程师", "说")),
    ("桥梁局官员称，方海在2018年与市长见面时承认，桥有裂缝。", ("桥梁局官员", "称")),
    ("警察在审讯时告诉他们说，他们已经被跟踪很久。", ("警察", "告诉")),
    ("石湾政府一贯要求企业依法经营。", ("石湾政府", "要求")),
    ("Stonebay 的 Ivo Tamar 说我们会把桥修好。", ("Stonebay 的 Ivo Tamar", "说")),
    ("据石湾地质局报告，震中在湾口。", ("石湾地质局", "报告")),
    ("处理事故民警告诉记者，桥已封闭。", ("处理事故民警", "告诉")),
    ("方海对父亲讲，桥今年能修好。", ("方海", "讲")),
    ("市长方海今天向议会主席陆临喊话，指桥梁局隐瞒实情。", ("市长方海", "指")),
    ("桥梁局坚决否认渔会的指称，并尖锐批评禁止通航的做法。", ("桥梁局", "否认")),
    ("该报道称，桥已通车。", ("该报道", "称")),
    ("这些分析指出，桥已通车。", ("这些分析", "指出")),
    ("“大家都会过桥，”上述桥梁厂的消息人士表示。", ("上述桥梁厂的消息人士", "表示")),
    ("“我们要保护渔民的权利。”陆大仁呼吁。", ("陆大仁", "呼吁")),
    ("一名叫格罗南（Alan Gronan）的律师告诉纽时称，“桥很安全”。", ("一名叫格罗南（Alan Gronan）的律师", "告诉")),
    ("周三（8月5日）有知情人士向海讯社透露，桥会封闭。", ("知情人士", "透露")),
    ("多位直接知情消息人士向路透表示，桥会封闭。", ("多位直接知情消息人士", "表示")),
    ("石湾市长周先海在外界压力下不得不公开说，桥有裂缝。", ("石湾市长周先海", "说")),
    ("首席经济学家莫纳特(Gita Monat)在线上会议中表示：“游客会增加。”", ("首席经济学家莫纳特(Gita Monat)", "表示")),
    ("总理特鲁多对莫诺的工作表示感谢。", ("总理特鲁多", "表示感谢")),
    ("他的主要竞选对手季哈娜今天说，自己会去石湾。", ("他的主要竞选对手季哈娜", "说")),
    ("目前在桥梁基金会担任研究员的前桥梁局官员方海说，桥有裂缝。", ("在桥梁基金会担任研究员的前桥梁局官员方海", "说")),
    ("石湾地区分离主义分子表示，桥已封闭。", ("石湾地区分离主义分子", "表示")),
    ("作者Marcel Fürst认为，桥很安全。", ("作者Marcel Fürst", "认为")),
    ("2019年卸任的前总统莫拉表示，桥很安全。", ("2019年卸任的前总统莫拉", "表示")),
    ("英国首相强生（Ivor Tamar）称桥「可耻」。", ("英国首相强生（Ivor Tamar）", "称")),
    ("桥梁公司的首席策略师藤户则弘表示，桥很安全。", ("桥梁公司的首席策略师藤户则弘", "表示")),
    ("不少餐厅业者叫苦连天，表示如果再封桥，将会倒闭。", ("不少餐厅业者", "表示")),
    ("一名拒绝透露姓名的女士表示，桥已封闭。", ("一名拒绝透露姓名的女士", "表示")),
    ("“桥很安全，”前日本银行官员莫田表示。", ("前日本银行官员莫田", "表示")),
    ("桥务总处指出，游客增加了。", ("桥务总处", "指出")),
    (
        "专门研究桥梁历史的北岭学者冯海（Hai Feng）指出，桥很安全。",
        ("专门研究桥梁历史的北岭学者冯海（Hai Feng）", "指出"),
    ),
    (
        "反对党「三石党」（MMM）第2号人物甘纳斯（Ajay Ganas）表示：「桥很安全。」",
        ("反对党「三石党」（MMM）第2号人物甘纳斯（Ajay Ganas）", "表示"),
    ),
    ("石湾总统塔伊普·罗尔多安在对议员发表讲话期间猛烈抨击桥梁局。", ("石湾总统塔伊普·罗尔多安", "抨击")),
    ("渔会的一位发言人间接否认桥有裂缝。", ("渔会的一位发言人", "否认")),
    (
        "桥梁事务所的合伙人罗恩·M·塔马尔(Ron M. Tamar)说，桥很安全。",
        ("桥梁事务所的合伙人罗恩·M·塔马尔(Ron M. Tamar)", "说"),
    ),
    ("另外一位出席会议的工程师说，桥很安全。", ("另外一位出席会议的工程师", "说")),
    ("副市长、桥梁工作指挥部副指挥长杨仕海昨晚称，桥没有塌。", ("副市长、桥梁工作指挥部副指挥长杨仕海", "称")),
    ("桥梁协会研究部副部长刘向东对路透称，桥很安全。", ("桥梁协会研究部副部长刘向东", "称")),
    ("石湾议会港口党二号人物John Tamar表示，桥很安全。", ("石湾议会港口党二号人物John Tamar", "表示")),
    ("桥梁协会主席莱莫（Klaus Remo）刚表示过，桥很安全。", ("桥梁协会主席莱莫（Klaus Remo）", "表示")),
]


@pytest.mark.parametrize(("text", "first"), SPOKEN)
def test_a_speakers_phrase_is_whole_and_nothing_more(text: str, first: tuple[str, str]) -> None:
    speaker, cue = said(text)[0]
    assert (speaker.removeprefix("桥梁项目的主任"), cue) == first


@pytest.mark.parametrize(("text", "first"), SPOKEN)
def test_both_scripts_are_read_alike(text: str, first: tuple[str, str]) -> None:
    spans = [(claim.speaker, claim.cue, claim.content) for claim in read_claims(text)]
    assert [(claim.speaker, claim.cue, claim.content) for claim in read_claims(to_traditional(text))] == spans
    assert first


@pytest.mark.parametrize(
    "text",
    [
        "渔会声称对船队造成损失的说法，也被港口驳回。",
        "渔会视新桥为威胁，因此不再开会。",
        "船员若比对手更早发现暗礁，预警时间更长，就能避开。",
        "2016年的经验给了大家教训。",
        "他们拒绝外人染指这座港口。",
        "据一份报告，桥很稳。",
        "每次都有很多话想和您说，却又不知从何说起。",
        "桥很稳，不用我多说，大家都知道。",
        "按照政府要求，桥面改成了灰色。",
        "从交通的角度讲，桥应该再宽一些。",
        "法院驳回了称桥梁不安全的申请。",
        "石湾大学教授成正海被捕并被联邦政府指控在修桥时造假。",
        "海讯社的一名代表拒绝就桥的调查要求置评。",
        "桥梁党一致反对确认方海的提名。",
        "不代表石湾之声的立场或观点。2031年石湾之声版权声明：内容受法律保护。",
        "这是石湾政府今年第三次宣布封桥。",
        "方海等律师们为了反映“桥案”中的问题写了信。",
    ],
)
def test_where_nobody_speaks_there_is_no_claim(text: str) -> None:
    assert said(text) == []


def test_an_answer_behind_a_question_is_no_part_of_it() -> None:
    text = "议员方海询问，桥何时修好；局长陆临表示，明年能修好。"
    contents = [[text[slice(*span)] for span in claim.content] for claim in read_claims(text)]
    assert contents == [["桥何时修好"], ["明年能修好"]]
    text = "议员询问，记者认为桥何时能修好；局长陆临则说，明年能修好，陆海回应，太迟了。"
    assert said(text)[-2:] == [("局长陆临", "说"), ("陆海", "回应")]


def test_a_paragraph_that_is_one_quotation_goes_on_with_the_person_whose_words_end_the_one_before() -> None:
    quoted = "“我们还要修第二座桥，请大家等一等。”"
    paragraphs = ["“桥很安全，”市长方海说。", quoted, "桥今年通车。", quoted]
    claims = find_claims("", [read_paragraph(number, text) for number, text in enumerate(paragraphs)], ())
    assert [(claim.paragraph, claim.speaker, claim.resolved) for claim in claims[1:]] == [(1, None, "方海")]


def test_words_of_another_speaker_behind_but_belong_to_nobody_before() -> None:
    text = "市长方海说他很快就会提名，但并非所有议员都赞成，石湾籍议员陆临（Lin Lu）今天就说，市长应该暂停提名。"
    contents = [tuple(text[slice(*span)] for span in claim.content) for claim in read_claims(text)]
    assert contents == [("他很快就会提名",), ("市长应该暂停提名",)]


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "方海说，尽管桥很老，但一些人士认为，桥还能用。",
            [("尽管桥很老，但一些人士认为，桥还能用",), ("桥还能用",)],
        ),
        ("方海称，选择木桥，是因为判断石料太贵，并担心工期太长。", [("选择木桥，是因为判断石料太贵，并担心工期太长",)]),
        (
            "桥梁局指出，“新桥有助于两岸的居民和船家往来”，该局“将继续修桥”。",
            [("“新桥有助于两岸的居民和船家往来”，该局“将继续修桥”",)],
        ),
    ],
)
def test_what_is_said_goes_on_to_its_end(text: str, contents: list[tuple[str, ...]]) -> None:
    assert [tuple(text[slice(*span)] for span in claim.content) for claim in read_claims(text)] == contents
