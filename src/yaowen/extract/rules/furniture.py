"""Furniture: what stands on an article's page and is not the article. Names of elements, and lines."""

from __future__ import annotations

import functools
import re

_CERTAIN = (
    r"comments?|comment-?list|disqus|livefyre|respond|footer|footnav|cookies?|consent|onetrust|didomi|gdpr|privacy|copyright|"
    r"datePublished|dateCreated|dateModified|mainEntityOfPage|breadcrumbs?|sr-only|screen-?reader-text|visually-?hidden"
)
_SURE = (
    r"sidebar|side-?bar|sidecol|rightcol|right-?side|foot|"
    r"crumbs?|nav|navi|navbar|navigation|menu|topbar|masthead|related|relate|relevant|"
    r"recommend(?:ed|ation|ations)?|xgyd|xgxw|shar(?:e|ing)|sharebar|share-?buttons?|social|sns|bdshare|jiathis|addthis|"
    r"rank|ranking|ranklist|hotnews|hot-?list|most-?read|most-?popular|most-?viewed|trending|outbrain|taboola|newsletters?|"
    r"ads?|advert|adverts|advertisement|advertising|adsense|adbox|ad-?container|sponsor(?:ed)?|login|popup|modal|qrcode|erweima|"
    r"skip-?link|caption|figcaption|photo-?credit|pagination|pager|app-?download"
)
_LIKELY = (
    r"reply|replies|bread|promo|promos|promotion|subscribe|subscription|paywall|signup|sign-?up|overlay|tags?|tag-?list|taglist|topics?|"
    r"keywords?|popular|more-?news|more-?stories|more-?from|read-?more|readmore|read-?next|read-?also|also-?read|next-?article|"
    r"prev-?next|next-?prev|page-?nav|author-?bio|author-?box|author-?info|author-?card|about-?author|byline|bylines|credits?|"
    r"print|toolbar|tool-?bar|search|teaser|teasers|teaserlist|editor-?info|editors?|disclaimer|weixin|wechat|"
    r"dateline|timestamp|pubdate|article-?meta|post-?meta|entry-?meta|meta|metadata|article-?info|news-?info|article-?header|"
    r"feedback|correction-?link|poll|survey|jump-?to|toc|table-of-contents|gallery-?nav|thumbs?|thumbnails?|video-?player|"
    r"bottom-?nav|partners?|follow|follow-?us|whatsapp|telegram|bookmark|clipboard|donate|donation|support-?us|inline-?related|"
    r"noprint|no-print|(?-i:hidden)(?=$|\s)|listen|audio-?player|speech|fact-?box|info-?box|embed|breaking-?news|author|headline"
)
_CERTAIN_NAME = re.compile(rf"(?:^|[\s_]|-|__)(?:{_CERTAIN})(?=$|[\s_-]|\d{1, 2}(?:$|[\s_-]))", re.IGNORECASE)
_SURE_NAME = re.compile(rf"(?:^|[\s_]|-|__)(?:{_SURE})(?=$|[\s_-]|\d{1, 2}(?:$|[\s_-]))", re.IGNORECASE)
_LIKELY_NAME = re.compile(rf"(?:^|[\s_]|-|__)(?:{_LIKELY})(?=$|[\s_-]|\d{1, 2}(?:$|[\s_-]))", re.IGNORECASE)
_CAMEL = re.compile(r"([a-z])([A-Z])")
_KEPT = re.compile(
    r"article-?body|articlebody|article-?content|story-?body|post-?content|post-?body|entry-?content|content-?body|"
    r"main-?content|article-?text|body-?text|TRS_(?:UE)?Editor|(?:has|with|no|without)-?(?:sidebar|ads?|comments?|nav)|"
    r"elementor-widget-(?:container|theme-post-content|text-editor)",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=20_000)
def judge_name(name: str) -> float:
    """How much of a page's prose an element may hold before its name, which calls it furniture, is disbelieved.

    Args:
        name: classes, id and itemprop, joined by spaces.

    Returns:
        A share: 0 where the name calls it no furniture, 0.25 for a likely name, 0.7 for a sure one, 0.97 for a certain one.
    """
    if not name or len(name) > 500 or _KEPT.search(name):
        return 0.0
    split = _CAMEL.sub(r"\1-\2", name)
    if _CERTAIN_NAME.search(name) or _CERTAIN_NAME.search(split):
        return 0.97
    if _SURE_NAME.search(split):
        return 0.7
    return 0.25 if _LIKELY_NAME.search(split) else 0.0


_CREDIT = (
    r"责任编辑|責任編輯|责编|責編|责任主编|编辑|編輯|美编|美編|校对|校對|审核|審核|核稿|监制|監製|值班主任|值班编委|主编|主編|编审|終審|终审|"
    r"值班编辑|视觉|设计|排版|实习编辑|實習編輯|通讯员|統籌|统筹|策划|策劃|出品|制图|記者|记者|文字|撰稿|來源|来源|稿源|作者|摄影|攝影"
)
_WHOLE = re.compile(
    r"^(?:"
    rf"[\[(（【]?\s?(?:{_CREDIT})\s?[:：/／丨|].{{0,40}}"
    r"|(?:发布时间|發布時間|發佈時間|发表时间|時間|时间|日期|更新时间|更新時間)\s?[:：].{0,80}"
    r"|(?=.{0,60}\d[:：]\d\d).{0,60}(?:来源|來源|稿源|作者|編輯|编辑|記者|记者)\s?[:：].{0,60}"
    r"|[\[(（【]\s?(?:责任编辑|責任編輯|编辑|編輯|责编|責編).{0,40}"
    r"|(?:版权所有|版權所有|copyright\b|©|\(c\)|all rights reserved).{0,150}"
    r"|.{0,10}(?:未经|未經).{0,20}(?:授权|授權|许可|許可|同意|允许|允許).{0,80}"
    r"|[(（【※*]{0,2}(?:转载|轉載)(?:请|請|须|須|时|時|自|本).{0,60}"
    r"|.{0,20}(?:更多|查看全部|返回)[^。]{0,6}(?:>+|＞+|»|→|…)|(?:更多|查看更多|閱讀更多|阅读更多|查看全部|点击查看|點擊查看|點我看)[^。，]{0,8}"
    r"|(?:相关|相關|延伸|推荐|推薦|热门|熱門|精彩|猜你|你可能|大家都在|更多)(?:新闻|新聞|阅读|閱讀|文章|报道|報導|報道|推荐|推薦|喜欢|喜歡|内容|看|關注).{0,40}"
    r"|(?:分享|收藏|点赞|打印|列印|关闭|關閉|字号|字號|字体|字體|大|中|小|评论|評論|留言|举报|纠错|返回顶部|返回首页|返回|下一页|上一页|上一篇|下一篇|登录|登入|注册)"
    r"(?:[\s|/:：到至]{0,4}(?:分享|收藏|点赞|打印|列印|关闭|關閉|字号|字號|大|中|小|评论|評論|留言|微信|微博|朋友圈|QQ空间|line|facebook|twitter|窗口|本页|此页|文章|我要|\d+))*[:：]?.{0,6}"
    r"|(?:上一篇|下一篇|上一页|下一页|本文链接|本文网址|原文链接|原文鏈接|原标题|原標題|关键[词字]|關鍵字|标签|標籤|tags?)\s?[:：].{0,100}"
    r"|.{0,20}(?:扫描|扫一扫|扫码|掃描|掃碼|长按|二维码|二維碼|关注我们|公众号|公眾號|下载客户端|下載客戶端|下载APP|加入會員|訂閱電子報).{0,40}"
    r"|(?:声明|聲明|免责声明|免責聲明|特别声明|版权声明|版權聲明)\s?[:：].{0,300}"
    r"|(?:advertisement|advertising|sponsored(?: content)?|ad|ads|anzeige|publicité|publicidad|reklama?|reklame|annonse|广告|廣告|継続を読む|この記事を)"
    r"|(?:share|tweet|email|print|save|comments?|like|follow|pin|whatsapp|facebook|twitter|linkedin|copy link|link copied!?|bookmark|subscribe|sign up|sign in|log in|menu|close|search|skip to (?:main )?content|back to top|loading\.*)"
    r"(?:[\s|,/]+(?:this|article|story|on|via|with|us|now|share|tweet|email|print|save|comments?|facebook|twitter|linkedin|\d+))*"
    r"|(?:read (?:more|next|also|the full)|also read|see also|related(?: (?:stories|articles|news|topics|coverage|content))?|more (?:on|from|stories|news|in|about)|recommended|most (?:read|popular|viewed)|trending(?: now)?|you may also like|don't miss|up next|watch|photos?|top stories|editor'?s'? picks?|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|leia (?:também|mais)|lea también|leggi anche|läs (?:också|mer)|les også|læs også|lue myös|czytaj (?:też|także|więcej)|přečtěte si|lees ook|もっと見る|関連記事|あわせて読みたい)\b\s?[:：>»|-]?.{0,120}"
    r"|(?:follow (?:us|him|her|me)\b|sign up (?:for|to|here)|subscribe (?:to|now|here|for)|click here|tap here|get (?:the|our) (?:latest|free|daily)|download (?:the|our) app|join (?:us|our)|like us on|contact (?:us|the author)|to comment|send (?:tips|feedback)).{0,160}"
    r")$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\d{1,2}\s?[.、)]?$")


def is_furniture_line(text: str) -> bool:
    """Whether a short line is page furniture by its words: credits, copyright, share and more-lines.

    Args:
        text: a cleaned line.
    """
    if len(text) > 320:
        return False
    return _WHOLE.match(text) is not None or _NUMBERED.match(text) is not None
