"""Glossed names of invented and well-formed kinds; the left boundary is what is hard."""

from __future__ import annotations

import pytest

from yaowen.extract.rules.names import find_names
from yaowen.extract.rules.reading import read_paragraph


def read_names(text: str) -> list[tuple[str, str, str]]:
    return [(name.zh, name.latin, name.kind) for name in find_names([read_paragraph(0, text)])]


@pytest.mark.parametrize(
    ("text", "zh", "latin"),
    [
        ("石湾总统佩拉什基安(Masud Perashkian)抵达南湖。", "佩拉什基安", "Masud Perashkian"),
        ("港務局發言人培斯克夫（Dmitri Peskof）表示，一切正常。", "培斯克夫", "Dmitri Peskof"),
        ("石湾的长期盟友--叙拉总统巴萨尔·阿萨迪(Basar al-Assadi)出逃。", "巴萨尔·阿萨迪", "Basar al-Assadi"),
        ("倫敦大學科學教育教授瑞恩斯（Michael Reins）指出。", "瑞恩斯", "Michael Reins"),
        ("他与米舒斯泰(Mikhail Mishustai)举行了会谈。", "米舒斯泰", "Mikhail Mishustai"),
        ("国家安全顾问叶望峰(Stephen Yeates)也在场。", "叶望峰", "Stephen Yeates"),
        ("（Bo Lin）和亚当·里森(Adam Reeson)同行。", "亚当·里森", "Adam Reeson"),
        ("现年73岁的巴金斯拉娅(Nina Bakinslaya)出席。", "巴金斯拉娅", "Nina Bakinslaya"),
        ("电邮的收件人波布林斯特(Tony Bobulinst)作证。", "波布林斯特", "Tony Bobulinst"),
        ("流行病学家范科霍尔(Maria Van Kerkhol)认为。", "范科霍尔", "Maria Van Kerkhol"),
        ("民主黨籍對手拜德森(Joe Bydson)沒有回應。", "拜德森", "Joe Bydson"),
        ("石湾大学的白云文教授(Michael Barry)说。", "白云文", "Michael Barry"),
        ("教廷国务卿帕罗拉枢机主教(Cardinal Pietro Parola)说。", "帕罗拉", "Cardinal Pietro Parola"),
        ("2.莱恩·雷诺森(Ryan Reynoldson)", "莱恩·雷诺森", "Ryan Reynoldson"),
        ("女王曾是索菲·夏洛塔(Sophie Charlotta)。", "索菲·夏洛塔", "Sophie Charlotta"),
        ("他的长子小拜德森(Joe Bydson Jr.)在场。", "小拜德森", "Joe Bydson Jr."),
        ("首先恭喜金奇伟(C.W. Chin)。", "金奇伟", "C.W. Chin"),
        ("王月娇(Vivian Wang)", "王月娇", "Vivian Wang"),
        ("旅馆的老板罗卜筛特(Lobschait)不同意。", "罗卜筛特", "Lobschait"),
        ("正如石湾歌手陈奕信(Easton)所唱。", "陈奕信", "Easton"),
        ("她比唐纳德·拉普(Donald Rapp)更快。", "唐纳德·拉普", "Donald Rapp"),
        ("他指责南湖总统文在宁（Mun Jae-in）。", "文在宁", "Mun Jae-in"),
        ("如欧尔班或弗拉基·蒲京或南湖的雷杰普·埃尔多(Recep Erdo)那样。", "雷杰普·埃尔多", "Recep Erdo"),
        ("主任奈贝尔·拉菲斯伊玛目(Imam Nabel Rafis)说。", "奈贝尔·拉菲斯", "Imam Nabel Rafis"),
        ("金尼·希尔斯（Ginny Hills）的文章。", "金尼·希尔斯", "Ginny Hills"),
        ("主持人克莱蒙·伯顿－希尔（Clemence Burton-Hill）缺席。", "克莱蒙·伯顿－希尔", "Clemence Burton-Hill"),
    ],
)
def test_a_persons_name_begins_behind_office_and_place(text: str, zh: str, latin: str) -> None:
    assert (zh, latin, "person") in read_names(text)


@pytest.mark.parametrize(
    ("text", "zh", "kind"),
    [
        ("国际灯塔基金组织(ILF)警告说，水位过高。", "国际灯塔基金组织", "organisation"),
        ("據「海灣時報」(The Bay Times)報導。", "海灣時報", "organisation"),
        ("飞机降落在北部的安巴拉机场(Ambala Airport)。", "安巴拉机场", "place"),
        ("他住在佛罗里州桑福德(Sanford)。", "桑福德", "place"),
        ("她主演过《名扬四方》(Famous Everywhere)。", "名扬四方", "work"),
        ("议会通过“石湾防卫法”(Stonebay Defense Act)。", "石湾防卫法", "work"),
        ("风暴在小国贝里塔斯(Belitas)登陆。", "贝里塔斯", "place"),
        ("海讯社报道，智库东洋理事会(The Eastern Council)成立。", "东洋理事会", "organisation"),
        ("公司正寻求人工智能(AI)的帮助。", "人工智能", "other"),
        ("他在沃尔特•里德医疗中心(Walter Reed Medical Center)露面。", "沃尔特•里德医疗中心", "organisation"),
        ("报告提供了有关中欧灯塔小组(EU-China Lighthouse Group)的内容。", "中欧灯塔小组", "organisation"),
        ("像新西兰(New Zealand)一样。", "新西兰", "place"),
        ("一种名为地塞米林(dexamethalin)的药。", "地塞米林", "other"),
        ("公布的国内生产总值(GDP)增长放缓。", "国内生产总值", "other"),
    ],
)
def test_a_name_has_a_kind(text: str, zh: str, kind: str) -> None:
    assert [(name, said) for name, _, said in read_names(text)] == [(zh, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "戰鬥機（F-16）起飛。",
        "（图片来源：Reuters）",
        "水温升高（约3度）。",
        "微信(WeChat",
        "见附录(a)。",
        "详情(https://example.org/x)",
    ],
)
def test_brackets_without_a_name_give_none(text: str) -> None:
    assert read_names(text) == []


def test_offsets_point_at_the_chinese_form_as_printed() -> None:
    text = "發言人培斯克夫（Dmitri Peskof）與培斯克娃（Anna Peskova）同來。"
    names = find_names([read_paragraph(0, text)])
    assert [text[slice(*name.span)] for name in names] == [name.zh for name in names] == ["培斯克夫", "培斯克娃"]
