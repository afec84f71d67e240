"""Furniture by the words of a line: credits, copyright, share and more-lines, in Chinese and a few other languages."""

from __future__ import annotations

import functools
import re

LONGEST_CHARS = 320

_CREDIT = """
    责任编辑 責任編輯 责编 責編 网编 责任主编 编辑 編輯 美编 美編 校对 校對 审核 審核 核稿 监制 監製 值班主任
    值班编委 主编 主編 编审 終審 终审 值班编辑 视觉 设计 排版 实习编辑 實習編輯 通讯员 統籌 统筹 策划 策劃 出品
    制图 記者 记者 文字 撰稿 來源 来源 稿源 作者 摄影 攝影 新闻来源 信息来源 文章来源 稿件来源
"""
_TIME_LABEL = """
    发布时间 發布時間 發佈時間 发表时间 時間 时间 日期 更新时间 更新時間
"""
_SHOWN_LABEL = """
    来源 來源 稿源 作者 編輯 编辑 記者 记者
"""
_BUTTON = """
    分享 收藏 点赞 打印 列印 关闭 關閉 字号 字號 字体 字體 大 中 小 评论 評論 留言 举报 纠错 返回顶部 返回首页
    返回 下一页 上一页 上一篇 下一篇 登录 登入 注册 微信 微博 朋友圈 qq空间 qq line facebook twitter 窗口 本页
    此页 文章 我要 到 至
"""
_MORE_OF = """
    相关 相關 延伸 推荐 推薦 热门 熱門 精彩 猜你 你可能 大家都在 更多
"""
_MORE_WHAT = """
    新闻 新聞 阅读 閱讀 文章 报道 報導 報道 推荐 推薦 喜欢 喜歡 内容 看 關注 链接
"""
_NEIGHBOUR = """
    上一篇 下一篇 上一页 下一页 本文链接 本文网址 原文链接 原文鏈接 原标题 原標題 关键词 关键字 關鍵字 标签 標籤
    tag tags
"""
_SCAN = """
    扫描 扫一扫 扫码 掃描 掃碼 长按 長按 关注我们 欢迎关注 點擊訂閱 微信公众号 微信公眾號 下载客户端 下載客戶端
    下载app 加入會員 訂閱電子報
"""
_BUTTON_EN = (
    "share|tweet|email|print|save|comments?|like|follow|pin|whatsapp|facebook|twitter|linkedin|copy link|"
    "link copied!?|bookmark|subscribe|sign up|sign in|log in|menu|close|search|skip to (?:main )?content|"
    "back to top|loading\\.*"
)
_BUTTON_TAIL_EN = (
    "this|article|story|on|via|with|us|now|share|tweet|email|print|save|comments?|facebook|twitter|linkedin|\\d+"
)
_MORE_EN = (
    "read more|read next|read also|read the full|also read|see also|related|related (?:stories|articles|news|"
    "topics|coverage|content)|more on|more from|more stories|more news|recommended|most read|most popular|"
    "most viewed|trending|trending now|you may also like|don't miss|up next|top stories|editor'?s'? picks?"
)
_MORE_OTHERS = (
    "lesen sie auch|mehr zum thema|lire aussi|à lire aussi|leia também|leia mais|lea también|leggi anche|"
    "läs också|läs mer|les også|læs også|lue myös|czytaj też|czytaj także|czytaj więcej|přečtěte si|lees ook|"
    "もっと見る|関連記事|あわせて読みたい"
)
_CALL_EN = (
    "follow (?:us|him|her|me)|sign up (?:for|to|here)|subscribe (?:to|now|here|for)|click here|tap here|"
    "get (?:the|our) (?:latest|free|daily)|download (?:the|our) app|join (?:us|our)|like us on|contact (?:us|"
    "the author)|to comment|send (?:tips|feedback)"
)
_ADVERT = (
    "advertisement|advertising|sponsored(?: content)?|ads?|anzeige|publicité|publicidad|reklama?|reklame|"
    "annonse|广告|廣告|継続を読む|この記事を"
)


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_KINDS = (
    rf"[\[(（【]?\s?(?:{_any(_CREDIT)})\s?[:：/／丨].{{0,40}}",
    rf"[\[(（【]\s?(?:{_any(_CREDIT)})[^。]{{0,40}}[\])）】]",
    rf"(?:{_any(_TIME_LABEL)})\s?[:：].{{0,80}}",
    rf"(?=.{{0,60}}\d[:：]\d\d).{{0,60}}(?:{_any(_SHOWN_LABEL)})\s?[:：].{{0,60}}",
    r"(?:版权所有|版權所有|copyright\b|©|\(c\)|all rights reserved).{0,150}",
    r".{0,10}(?:未经|未經).{0,20}(?:授权|授權|许可|許可|同意|允许|允許).{0,80}(?:转载|轉載|使用|复制|複製|引用).{0,60}",
    r"[(（【※*]{0,2}(?:转载|轉載)(?:请|請|须|須|时|時|自|本).{0,60}",
    r".{0,20}(?:更多|查看全部|返回)[^。]{0,6}(?:>+|＞+|»|→|…)",
    r"(?:更多|查看更多|閱讀更多|阅读更多|查看全部|点击查看|點擊查看|點我看)[^。，]{0,8}",
    rf"(?:{_any(_MORE_OF)})(?:{_any(_MORE_WHAT)})[^。，]{{0,40}}",
    rf"(?:{_any(_BUTTON)})(?:[\s|/:：]{{0,4}}(?:{_any(_BUTTON)}|\d+))*\s?[:：]?[()（）\d\s]{{0,8}}",
    rf"(?:{_any(_NEIGHBOUR)})\s?[:：].{{0,100}}",
    rf"[^。，]{{0,12}}(?:{_any(_SCAN)}).{{0,40}}",
    r"(?:免责|免責|特别|特別|版权|版權|本网|本站|重要)(?:声明|聲明)\s?[:：]?.{0,300}",
    rf"(?:{_ADVERT})",
    rf"(?:{_BUTTON_EN})(?:[\s|,/]+(?:{_BUTTON_TAIL_EN}))*",
    rf"(?:{_MORE_EN}|{_MORE_OTHERS})\b\s?[:：>»|-]?[^.!?。]{{0,120}}",
    rf"(?:{_CALL_EN})\b.{{0,160}}",
    r"\d{1,2}\s?[.、)]?",
)
_FURNITURE = re.compile("|".join(f"(?:{kind})" for kind in _KINDS))
"""Asked of text in lower case: ignoring case costs many times more."""


def is_furniture_line(text: str) -> bool:
    """Whether a short line is page furniture by its words.

    Args:
        text: a cleaned line.
    """
    return len(text) <= LONGEST_CHARS and _is_furniture(text)


@functools.lru_cache(maxsize=4096)
def _is_furniture(text: str) -> bool:
    return _FURNITURE.fullmatch(text.lower()) is not None
