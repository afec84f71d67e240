"""Page furniture: labels in the outlet's language, and dates in the many ways sites print them."""

from __future__ import annotations

from datetime import datetime

_WORDS = {
    "zh-Hans": {
        "source": "来源", "editor": "责任编辑", "published": "发布时间", "writer": "作者", "hot": "24小时热文",
        "more": "更多", "related": "相关阅读", "about": "关于我们", "contact": "联系我们", "rights": "版权所有",
        "home": "首页",
        "font": "字号", "share": "分享", "print": "打印", "note": "未经授权不得转载",
    },
    "zh-Hant": {
        "source": "來源", "editor": "責任編輯", "published": "發布時間", "writer": "記者", "hot": "24小時熱門",
        "more": "更多", "related": "延伸閱讀", "about": "關於我們", "contact": "聯絡我們", "rights": "版權所有",
        "home": "首頁",
        "font": "字級", "share": "分享", "print": "列印", "note": "未經授權不得轉載",
    },
    "en": {
        "source": "Source", "editor": "Editor", "published": "Published", "writer": "By", "hot": "Most read",
        "more": "More", "related": "Related", "about": "About us", "contact": "Contact",
        "rights": "All rights reserved",
        "home": "Home", "font": "Text size", "share": "Share", "print": "Print", "note": "Do not republish",
    },
}  # fmt: skip


def words_for(language: str) -> dict[str, str]:
    """The labels of a language."""
    return _WORDS[language]


def shown_dates(at: datetime, language: str) -> dict[str, str]:
    """A moment as the templates print it, in its own zone."""
    masthead = f"{at:%A}, {at.day} {at:%B %Y}" if language == "en" else f"{at.year}年{at.month}月{at.day}日"
    return {
        "second": f"{at:%Y-%m-%d %H:%M:%S}", "minute": f"{at:%Y-%m-%d %H:%M}",
        "chinese": f"{at:%Y}年{at:%m}月{at:%d}日 {at:%H:%M:%S}", "slashed": f"{at:%d/%m/%Y - %H:%M}",
        "masthead": masthead,
    }  # fmt: skip
