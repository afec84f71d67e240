"""What the names of elements tell: the classes and ids that templates give to furniture, and to an article's body."""

from __future__ import annotations

import functools
import re

_CERTAIN = """
    comment comments comment-list commentlist disqus livefyre respond footer footnav cookie cookies consent
    onetrust didomi gdpr privacy copyright date-published date-created date-modified main-entity-of-page
    breadcrumb breadcrumbs sr-only screen-reader-text visually-hidden visuallyhidden
"""
_SURE = """
    sidebar side-bar sidecol rightcol right-side rightside foot crumb crumbs nav navi navbar navigation menu
    topbar masthead related relate relevant recommend recommended recommendation recommendations xgyd xgxw share
    sharing sharebar share-button share-buttons sharebuttons social sns bdshare jiathis addthis rank ranking
    ranklist hotnews hot-list hotlist most-read most-popular most-viewed mostread mostpopular trending outbrain
    taboola newsletter newsletters ad ads advert adverts advertisement advertising adsense adbox ad-container
    sponsor sponsored login popup modal qrcode erweima skip-link caption figcaption photo-credit pagination
    pager app-download
"""
_LIKELY = """
    reply replies bread promo promos promotion subscribe subscription paywall signup sign-up overlay tag tags
    tag-list taglist topic topics keyword keywords popular more-news more-stories more-from read-more readmore
    read-next read-also also-read next-article prev-next next-prev page-nav author-bio author-box author-info
    author-card about-author byline bylines credit credits print toolbar tool-bar search teaser teasers
    teaserlist editor-info editor editors disclaimer weixin wechat dateline timestamp pubdate article-meta
    post-meta entry-meta meta metadata article-info news-info article-header feedback correction-link poll
    survey jump-to toc table-of-contents gallery-nav thumb thumbs thumbnail thumbnails video-player bottom-nav
    partner partners follow follow-us whatsapp telegram bookmark clipboard donate donation support-us
    inline-related noprint no-print listen audio-player speech fact-box factbox info-box infobox embed
    breaking-news author headline
"""
_KEPT = re.compile(
    r"article-?body|article-?content|story-?body|post-?content|post-?body|entry-?content|content-?body|main-?content|"
    r"article-?text|body-?text|trs_(?:ue)?editor|(?:has|with|no|without)-?(?:sidebar|ads?|comments?|nav)|"
    r"elementor-widget-(?:container|theme-post-content|text-editor)"
)
"""Asked of names in lower case, as all expressions here are: ignoring case costs many times more."""
_BODY = re.compile(
    r"article-?_*(?:body|content|text)|story-?_*body|post-?_*(?:content|body)|entry-?_*content|content-?_*body|"
    r"body-?_*content|news-?_*(?:content|text|body|txt)|trs_(?:ue)?editor|rm_txt|artibody|zoom\b|js_content|main-?text|"
    r"text-?con|detail-?_*(?:content|body|text)|rich-?text"
)
_CAMEL = re.compile(r"([a-z])([A-Z])")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?:$|\s)")


def _pattern(words: str) -> re.Pattern[str]:
    """The words as whole parts of a name, a number of one or two digits behind them or none."""
    joined = "|".join(sorted(words.split(), key=len, reverse=True))
    return re.compile(rf"(?:^|[\s_-])(?:{joined})(?=$|[\s_-]|\d{{1,2}}(?:$|[\s_-]))")


_ANY = _pattern(f"{_CERTAIN} {_SURE} {_LIKELY} hidden")
"""A first look: most names say nothing of the kind."""
_BELIEVED = ((_pattern(_CERTAIN), 0.97), (_pattern(_SURE), 0.7), (_pattern(_LIKELY), 0.25), (_HIDDEN, 0.25))


@functools.lru_cache(maxsize=20_000)
def judge_name(name: str) -> float:
    """How much of a page's prose an element may hold before its name, which calls it furniture, is disbelieved.

    Args:
        name: classes, id and itemprop, joined by spaces.

    Returns:
        A share: 0 where the name calls it no furniture, 0.25 for a likely, 0.7 for a sure, 0.97 for a certain name.
    """
    if not name or len(name) > 500 or _KEPT.search(name.lower()):
        return 0.0
    parted = _CAMEL.sub(r"\1-\2", name).lower()
    if not _ANY.search(parted):
        return 0.0
    return next((share for pattern, share in _BELIEVED if pattern.search(parted)), 0.0)


@functools.lru_cache(maxsize=20_000)
def names_body(name: str) -> bool:
    """Whether the classes and id of an element call it an article's body.

    Args:
        name: classes, id and itemprop, joined by spaces.
    """
    return bool(name) and _BODY.search(name.lower()) is not None
