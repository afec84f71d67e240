"""Pages that ask a visitor to prove to be a person (人机验证, captcha) in place of what was asked for.

Known by marks that stand on nothing else, or by words and parts that articles too may hold (an article on captchas,
a comment form with one) where next to nothing else can be read on the page. The marks are the guards' own script
names, cookies and headers, as their documentation and their pages show them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

LOOKED_AT_BYTES = 100_000
"""Challenge pages seen take 1–60 KB; beyond this a page holds something."""
FEW_CHARS = 600
"""An article that only names a captcha reads longer; the longest challenge page seen says 400 signs."""
ALMOST_NONE_CHARS = 60
SMALL_BYTES = 20_000
"""Only on smaller pages words are looked for without a part of a guard beside them."""

_HEADERS = (
    ("cf-mitigated", re.compile(r"challenge"), "Cloudflare"),
    ("x-amzn-waf-action", re.compile(r"challenge|captcha"), "AWS WAF"),
    ("x-datadome", re.compile(r"protected"), "DataDome"),
    ("server", re.compile(r"ddos-guard", re.IGNORECASE), "DDoS-Guard"),
)
_REFUSING = frozenset({202, 401, 403, 405, 412, 418, 429, 503, 521})
_CERTAIN = {
    b"_cf_chl_opt": "Cloudflare", b"cf-chl-widget": "Cloudflare", b"challenge-error-text": "Cloudflare",
    b"/_sec/cp_challenge/": "Akamai", b"sec-if-cpt-container": "Akamai", b"bm-verify=": "Akamai",
    b"captcha-delivery.com": "DataDome", b"px-captcha": "HUMAN", b"awsWafCookieDomainList": "AWS WAF",
    b"gokuProps": "AWS WAF", b"__jsl_clearance": "Jiasule 加速乐", b"acw_sc__v2": "Aliyun 阿里云",
    b"/_____tmd_____/punish": "Aliyun 阿里云", b"punish-component": "Aliyun 阿里云", b"aliyun_waf_": "Aliyun 阿里云",
    b"Incapsula incident ID": "Imperva", b"sucuri_cloudproxy_js": "Sucuri", b"check.ddos-guard.net": "DDoS-Guard",
    b"wappass.baidu.com/static/captcha": "Baidu 百度", b"/TSPD/": "F5", b"bobcmn": "F5", b"_guard/auto.js": "a guard",
    b"_guard/click.js": "a guard", b"_guard/slide.js": "a guard",
}  # fmt: skip
"""Bytes that stand on challenge pages only, and whose they are. Single searches: a tenth of one pattern's time."""
_PARTS = (
    b"initGeetest", b"geetest.com", b"TencentCaptcha", b"NECaptcha", b"dingxiang-inc", b"g-recaptcha", b"h-captcha",
    b"cf-turnstile", b"smartcaptcha", b"captcha", b"Captcha", b"CAPTCHA",
)  # fmt: skip
_POSSIBLE = re.compile(
    "人机验证|人機驗證|安全验证|安全驗證|滑动验证|滑動驗證|访问验证|訪問驗證|请完成验证|請完成驗證|拖动滑块|请输入验证码|"
    "驗證您是|验证您是|正在验证|正在進行安全|环境异常|访问过于频繁|请开启\\s?JavaScript|"
    "just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|"
    "are you (?:a )?(?:robot|human)|robot check|security check|pardon our interruption|one moment, please|"
    "enable javascript and cookies|please enable js and disable|press (?:&|and|&amp;) hold|unusual traffic|"
    "ロボットではない",
    re.IGNORECASE,
)
_MOVES_ON = (b"location.href", b"location.replace", b"location.reload", b"location=", b"location =")
_UNREAD = re.compile(
    r"<(script|style|svg|template)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>?", re.DOTALL | re.IGNORECASE
)  # each alternative gives up at the next sign that cannot follow: hostile bytes cost linear time
_TITLE = re.compile(r"<title\b[^<>]{0,200}>(.{0,500}?)</title", re.DOTALL | re.IGNORECASE)


def find_challenge(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Who asks for proof of a person, such as `Cloudflare`; empty where nobody does.

    Args:
        headers: of the answer, names in lower case.
        body: decoded as to compression.
    """
    for name, pattern, guard in _HEADERS:
        if status in _REFUSING and pattern.search(headers.get(name, "")):
            return guard
    if len(body) > LOOKED_AT_BYTES:
        return ""
    certain = next((guard for mark, guard in _CERTAIN.items() if mark in body), "")
    if certain and (status in _REFUSING or len(read_words(body)) < FEW_CHARS):
        return certain
    return _find_by_words(body)


def read_words(body: bytes) -> str:
    """What a person would read on a page, its title included, roughly."""
    text = body.decode("utf-8", "replace")
    if "�" in text:
        text = body.decode("gb18030", "replace")
    title = _TITLE.search(text)
    words = html.unescape(_UNREAD.sub(" ", text))
    return " ".join(f"{title[1] if title else ''} {words}".split())


def _find_by_words(body: bytes) -> str:
    part = any(mark in body for mark in _PARTS)
    wall = b"document.cookie" in body and any(mark in body for mark in _MOVES_ON)
    if not (part or wall or len(body) < SMALL_BYTES):
        return ""
    words = read_words(body)
    if len(words) >= FEW_CHARS:
        return ""
    if _POSSIBLE.search(words):
        return "a guard"
    if part and len(words) < FEW_CHARS // 2:
        return "a captcha"
    return "a script that sets a cookie" if wall and len(words) < ALMOST_NONE_CHARS else ""
