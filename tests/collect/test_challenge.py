"""Checks for people, and pages that only speak of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.clock import real_now
from yaowen.collect.rules.challenge import LOOKED_AT_BYTES, find_challenge, read_words
from yaowen.collect.rules.fetching import Fetched
from yaowen.collect.rules.page_marks import PageMark, add_marks, judge_pages
from yaowen.collect.rules.page_verdict import PageEnd, decide_page

ARTICLE = "澜水河上的渡口今天恢复通行，第一班渡船早上六点离岸，船上有三十多名赶早班的乘客和两辆运菜的三轮车。" * 20

CHECKS = {
    "cloudflare": (403, {}, "<title>Just a moment...</title><script>window._cf_chl_opt={};</script>"),
    "cloudflare header": (403, {"cf-mitigated": "challenge"}, ""),
    "akamai": (200, {}, "<html><body><div id='sec-if-cpt-container'></div><script src='/x'></script></body></html>"),
    "datadome": (403, {"x-datadome": "protected"}, "<p>Please enable JS and disable any ad blocker"),
    "aws": (202, {"x-amzn-waf-action": "challenge"}, "<script>window.gokuProps={}</script>"),
    "jiasule": (521, {}, "<script>document.cookie=('__jsl_clearance_s=1');location.href=location.pathname</script>"),
    "aliyun": (200, {}, "<script>document.cookie='acw_sc__v2='+x;document.location.reload()</script>"),
    "geetest": (200, {}, "<html><title>访问验证</title><script>initGeetest({})</script><p>请完成验证后继续访问"),
    "gbk": (200, {}, "<html><title>安全验证</title><p>请拖动滑块完成拼图"),
    "traditional": (403, {}, "<title>驗證您是真人</title>"),
    "captcha form": (200, {}, "<form><img src='/captcha.png'><input name=code></form>"),
    "cookie wall": (200, {}, "<html><script>document.cookie='k=1';window.location.reload();</script></html>"),
}  # fmt: skip
NO_CHECKS = {
    "an article on captchas": (200, {}, f"<title>人机验证为何失灵</title><p>{ARTICLE}<script>grecaptcha</script>"),
    "an article with a comment form": (200, {}, f"<p>{ARTICLE}</p><div class='g-recaptcha'></div>"),
    "cloudflare's script on a usual page": (
        200, {}, f"<p>{ARTICLE}</p><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
    "cloudflare's mark quoted in an article": (200, {}, f"<p>{ARTICLE}</p><pre>_cf_chl_opt</pre>"),
    "a short notice": (200, {}, "<title>渡口停航</title><p>今晨大雾，渡口停航。</p>"),
    "a plain refusal": (403, {}, "<h1>403 Forbidden</h1>"),
    "an empty answer": (200, {}, ""),
    "a page that sets a cookie": (200, {}, f"<p>{ARTICLE}</p><script>document.cookie='a=1';location.href</script>"),
    "datadome's header on a good answer": (200, {"x-datadome": "protected"}, f"<p>{ARTICLE}"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHECKS)
def test_a_check_for_people_is_known(case: str) -> None:
    status, headers, body = CHECKS[case]
    assert find_challenge(status, headers, body.encode("gb18030" if case == "gbk" else "utf-8"))


@pytest.mark.parametrize("case", NO_CHECKS)
def test_what_is_none_is_not_taken_for_one(case: str) -> None:
    status, headers, body = NO_CHECKS[case]
    assert find_challenge(status, headers, body.encode()) == ""


@given(st.sampled_from([200, 202, 403, 503, 521]), st.binary(max_size=3000))
def test_no_bytes_make_it_fail(status: int, body: bytes) -> None:
    assert isinstance(find_challenge(status, {}, body), str)
    assert isinstance(read_words(body), str)


@pytest.mark.parametrize("piece", [b"<", b"<title", b"<title>", b"<script", b"</script ", b"<!--", b"document.cookie=",
                                   b"captcha<", b"&#x", b"<svg><"])  # fmt: skip
def test_hostile_bytes_cost_linear_time(piece: bytes) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        find_challenge(403, {}, b"captcha document.cookie location=" + piece * (size // len(piece)))
        return time.process_time() - started

    assert min(seconds(LOOKED_AT_BYTES - 100) for _ in range(3)) < 0.5


def test_a_page_that_shows_a_check_is_asked_once_more_and_then_made_of_the_feeds_words() -> None:
    body = CHECKS["cloudflare"][2].encode()
    answer = Fetched("https://a.example/1", "https://a.example/1", 200, {"content-type": "text/html"}, body)
    first, second = decide_page(answer, 0, real_now()), decide_page(answer, 1, real_now())
    assert (first.end, first.mark) == (PageEnd.AGAIN, PageMark.CHALLENGE)
    assert (second.end, second.mark) == (PageEnd.WORDLESS, PageMark.CHALLENGE)
    assert "Cloudflare's check for people" in first.message


@pytest.mark.parametrize(("row", "state"), [
    ("cccc", None), ("ccccc", "pages_challenge"), ("....cccccccccccccccc", "pages_challenge"),
    (".....ccccccccccccccc", None), ("cbcbcbcbb", "pages_blocked"), ("eeeeeeee..", "pages_empty"),
    ("eeeee.....", None), ("xxxxxxxx", None), ("", None),
])  # fmt: skip
def test_pages_are_the_outlets_trouble_from_four_in_five_on(row: str, state: str | None) -> None:
    found = judge_pages(row)
    assert (found[0].value if found else None) == state


@given(st.text("c.bex", max_size=20), st.text("c.bex", max_size=60))
def test_only_the_last_twenty_pages_are_kept(row: str, marks: str) -> None:
    assert add_marks(row, marks) == (row + marks)[-20:]
