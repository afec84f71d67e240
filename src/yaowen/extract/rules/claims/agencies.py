"""News agencies, papers and broadcasters by the names that texts call them (simplified script)."""

from __future__ import annotations

import re

_NAMED = (
    "路透社?|美联社?|法新社?|彭博社?|新华社|新华网|中新社|中新网|中央社|中通社|共同社|时事社|韩联社|朝中社|塔斯社|塔斯|俄新社|国际文传|卫星社|安莎社|德新社|埃菲社|合众国际社|"
    "BBC|CNN|NHK|VOA|RFA|RFI|CBS|NBC|ABC|FOX|CNBC|TVBS|ETtoday|英国广播公司|美国之音|自由亚洲电台|法广|德国之声|半岛电视台|纽约时报|纽时|华盛顿邮报|华邮|华尔街日报|华日|金融时报|泰晤士报|卫报|"
    "经济学人|每日邮报|每日电讯报|独立报|今日美国|洛杉矶时报|朝日新闻|读卖新闻|日经|日经新闻|日本经济新闻|南华早报|联合报|联合早报|中国时报|自由时报|苹果日报|明报|星岛日报|大公报|文汇报|"
    "人民日报|环球时报|光明日报|解放军报|经济日报|中国日报|央视|央广|澎湃新闻|财新|财新网|新京报|南方周末|界面新闻|第一财经|求是|学习时报|端传媒|富比世|福布斯|时代|新闻周刊|世界报|费加罗报|明镜|图片报"
)
_NAME = re.compile(rf"(?:{_NAMED})(?:中文网|中文部?|网站|网|新闻网|电视台|新闻台|记者|新闻)?$")
_KIND = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}(?<!相关|有关|最新|头条|重大|负面|网上|本地|国际|电视|报纸|体育|娱乐|财经)新闻|[A-Za-z]{2,}新闻|通讯社|电视台|广播公司|广播电台|电台|卫视|新闻网|新闻台|日报|晚报|早报|时报|邮报|周报|周刊|月刊|杂志|新闻社|电视|传媒|媒体|[外美英日韩俄台港陆法德官党]媒|当地|党刊|党报|报纸|"
    r"[\u4e00-\u9fff]{1,4}(?<![会公旅行版合作帝结报])社|[\u4e00-\u9fff]{2,}(?:(?<![举情汇警预通简年])报|网|日报)|《[^》]*(?:报|刊|周刊|时报|杂志|新闻|网|时代|邮报|求是|路透|经济学人|富比世|科学|自然)》)(?:网站|网|的?网站)?$"
)
_PIECES = re.compile(r"(?:报道|报导|消息|社论|文章|专栏|报)$")
REPORT_NOUNS = re.compile(
    r"(?:报道|报导|文章|该文|函|判决|裁定|裁决|消息|社论|声明|公告|通告|公报|报告|评论|该报|该社|该媒体|该网站|信中|文中|书中|新闻稿|公开信|白皮书|通报|文件|论文|起诉书|判决书|调查|研究|分析)$"
)
"""Texts that speak for themselves: 报道称, 声明指出."""


def is_agency(name: str) -> bool:
    """Whether a name, without its gloss, is that of a news outlet."""
    return bool(
        _NAME.search(name) or _KIND.search(name) or (_PIECES.search(name) and len(name) > 2 and _NAME.search(name[:-2]))
    )
