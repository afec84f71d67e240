"""The closed table of states: each in words for a person and what to do, in the three languages of the site.

Long, for it is one table: a state without its words in all languages is found at a glance, and by a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from yaowen.collect.rules.health import FeedStatus

WordsLanguage = Literal["zh-hans", "zh-hant", "en"]
WORDS_LANGUAGES: tuple[WordsLanguage, ...] = ("zh-hans", "zh-hant", "en")
Wants = Literal["nothing", "patience", "person"]
"""What a state asks for: nothing; patience (tried again by itself); a person."""


@dataclass(frozen=True, slots=True)
class Said:
    """A state in one language: its name, what has happened, what to do."""

    label: str
    sentence: str
    step: str


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state in all languages, and what it asks for."""

    wants: Wants
    hans: Said
    hant: Said
    english: Said

    def said(self, language: WordsLanguage) -> Said:
        """The state in a language."""
        return {"zh-hans": self.hans, "zh-hant": self.hant, "en": self.english}[language]


def words_of(state: str) -> StateWords:
    """The words of a state; an unknown value, from a newer version, says so."""
    try:
        return STATE_WORDS[FeedStatus(state)]
    except ValueError:
        unknown = Said(state, "a state that this version does not know", "update the program")
        return StateWords("person", unknown, unknown, unknown)


STATE_WORDS: dict[FeedStatus, StateWords] = {
    FeedStatus.NEW: StateWords(
        "patience",
        Said("未采集", "还没有采集过。", "稍候即可，会自动采集。"),
        Said("未採集", "還沒有採集過。", "稍候即可，會自動採集。"),
        Said("new", "It has not been asked yet.", "Wait: it is asked by itself."),
    ),
    FeedStatus.FINE: StateWords(
        "nothing",
        Said("正常", "应答正常。", "无需处理。"),
        Said("正常", "應答正常。", "無須處理。"),
        Said("fine", "It answers as it should.", "Nothing is to be done."),
    ),
    FeedStatus.SLOW: StateWords(
        "patience",
        Said("缓慢", "没有在时限内答完。", "会自动重试；若总是如此，可放宽 YAOWEN_FETCH_TIMEOUT_SECONDS。"),
        Said("緩慢", "沒有在時限內答完。", "會自動重試；若總是如此，可放寬 YAOWEN_FETCH_TIMEOUT_SECONDS。"),
        Said("slow", "It does not answer in full within the time limit.",
             "It is tried again by itself; where it stays so, raise YAOWEN_FETCH_TIMEOUT_SECONDS."),
    ),
    FeedStatus.UNREACHABLE: StateWords(
        "patience",
        Said("连不上", "找不到主机，或者主机不接受连接。", "会自动重试；若持续数日，请核对地址和本机的域名解析。"),
        Said("連不上", "找不到主機，或者主機不接受連線。",
             "會自動重試；若持續數日，請核對網址和本機的網域名稱解析。"),
        Said("unreachable", "Its host cannot be found or takes no connection.",
             "It is tried again by itself; after some days check the address and this machine's name server."),
    ),
    FeedStatus.TLS: StateWords(
        "person",
        Said("证书有误", "它的安全证书无法验证。", "请核对地址，或告知该媒体；证书更正后自动恢复。"),
        Said("憑證有誤", "它的安全憑證無法驗證。", "請核對網址，或告知該媒體；憑證更正後自動恢復。"),
        Said("certificate", "Its certificate cannot be verified.",
             "Check the address or tell the outlet; it recovers by itself when the certificate is right."),
    ),
    FeedStatus.DENIED: StateWords(
        "person",
        Said("内网地址", "它指向内部或特殊网络地址，这类地址从不抓取。",
             "若是自己的服务器，请用 --allow-private 重新导入。"),
        Said("內網位址", "它指向內部或特殊網路位址，這類位址從不抓取。",
             "若是自己的伺服器，請用 --allow-private 重新匯入。"),
        Said("private address", "It leads to a private or special network address, which is never fetched.",
             "If it is your own server, import it with --allow-private."),
    ),
    FeedStatus.BAD_ADDRESS: StateWords(
        "person",
        Said("地址有误", "这不是可用的 http 或 https 地址。", "请更正地址。"),
        Said("網址有誤", "這不是可用的 http 或 https 網址。", "請更正網址。"),
        Said("bad address", "This is not a usable http or https address.", "Correct the address."),
    ),
    FeedStatus.REDIRECTS: StateWords(
        "person",
        Said("循环跳转", "它不停地跳转，到不了终点。", "请到该媒体的网站查找新地址。"),
        Said("循環轉址", "它不停地轉址，到不了終點。", "請到該媒體的網站查找新網址。"),
        Said("redirects", "It redirects in a circle or too often.", "Look for its new address on the outlet's site."),
    ),
    FeedStatus.NOT_FOUND: StateWords(
        "person",
        Said("找不到", "这个地址上已没有订阅源。", "请用 yaowen outlets add 该媒体的首页，查找新地址。"),
        Said("找不到", "這個網址上已沒有訂閱源。", "請用 yaowen outlets add 該媒體的首頁，查找新網址。"),
        Said("not found", "There is no feed at this address any more.",
             "Look for the new one: yaowen outlets add with the outlet's home page."),
    ),
    FeedStatus.GONE: StateWords(
        "person",
        Said("已停办", "媒体声明这个订阅源已永久停用，已不再采集。", "请到其网站另找一个，或移除该媒体。"),
        Said("已停辦", "媒體聲明這個訂閱源已永久停用，已不再採集。", "請到其網站另找一個，或移除該媒體。"),
        Said("gone", "The outlet says that this feed has ended; it is not asked any more.",
             "Look for another on its site, or remove the outlet."),
    ),
    FeedStatus.BLOCKED: StateWords(
        "person",
        Said("被拒绝", "它不让我们采集。", "请与该媒体联系，或移除。"),
        Said("被拒絕", "它不讓我們採集。", "請與該媒體聯絡，或移除。"),
        Said("blocked", "It refuses to answer us.", "Ask the outlet, or remove it."),
    ),
    FeedStatus.CHALLENGE: StateWords(
        "person",
        Said("人机验证", "它要求先通过人机验证，程序无法通过。", "请该媒体放行本机地址，或换一个订阅源，或移除。"),
        Said("真人驗證", "它要求先通過真人驗證，程式無法通過。", "請該媒體放行本機位址，或換一個訂閱源，或移除。"),
        Said("challenge page", "It shows a check for people, which programs do not pass.",
             "Ask the outlet to let this address in, look for another feed, or remove it."),
    ),
    FeedStatus.TOO_MANY: StateWords(
        "patience",
        Said("请求过频", "它嫌我们采集得太勤。", "会按它要求的时间再来；也可以调大该主机的间隔。"),
        Said("請求過頻", "它嫌我們採集得太勤。", "會按它要求的時間再來；也可以調大該主機的間隔。"),
        Said("too many requests", "It says that we ask too often.",
             "It is asked again when it allows it; you may lengthen its host's pause at the desk."),
    ),
    FeedStatus.SERVER_ERROR: StateWords(
        "patience",
        Said("服务器故障", "它的服务器出了故障。", "会自动重试。"),
        Said("伺服器故障", "它的伺服器出了故障。", "會自動重試。"),
        Said("server error", "Its server is in trouble.", "It is tried again by itself."),
    ),
    FeedStatus.TOO_LARGE: StateWords(
        "person",
        Said("过大", "它发来的内容超过上限。", "可调大 YAOWEN_FETCH_MAX_BYTES，或另找一个订阅源。"),
        Said("過大", "它送來的內容超過上限。", "可調大 YAOWEN_FETCH_MAX_BYTES，或另找一個訂閱源。"),
        Said("too large", "It sends more than the size limit.",
             "Raise YAOWEN_FETCH_MAX_BYTES, or look for another feed of it."),
    ),
    FeedStatus.TRUNCATED: StateWords(
        "patience",
        Said("中途断开", "内容没有传完就断了；已收到的条目照常采用。", "会自动重试。"),
        Said("中途中斷", "內容沒有傳完就斷了；已收到的條目照常採用。", "會自動重試。"),
        Said("broken off", "It breaks off before its end; the items that came are used.",
             "It is tried again by itself."),
    ),
    FeedStatus.HTML: StateWords(
        "person",
        Said("变成网页", "这里答的是网页，不是订阅源：也许搬了家，也许在挡我们。",
             "请用浏览器打开看看；最后收到的内容可在编务台查看。"),
        Said("變成網頁", "這裡答的是網頁，不是訂閱源：也許搬了家，也許在擋我們。",
             "請用瀏覽器打開看看；最後收到的內容可在編務台查看。"),
        Said("web page", "It answers with a web page in place of a feed: it has moved, or we are kept out.",
             "Open it in a browser; the last bytes are kept at the desk."),
    ),
    FeedStatus.EMPTY: StateWords(
        "patience",
        Said("空白", "应答是空的。", "会自动重试。"),
        Said("空白", "應答是空的。", "會自動重試。"),
        Said("empty", "It answers with nothing.", "It is tried again by itself."),
    ),
    FeedStatus.NOT_A_FEED: StateWords(
        "person",
        Said("无法解析", "内容既不是 RSS、Atom，也不是 JSON Feed。",
             "请到该媒体的网站查找正确的地址；最后收到的内容可在编务台查看。"),
        Said("無法解析", "內容既不是 RSS、Atom，也不是 JSON Feed。",
             "請到該媒體的網站查找正確的網址；最後收到的內容可在編務台查看。"),
        Said("parse error", "What it answers is neither RSS, Atom nor JSON Feed.",
             "Look for the right address on its site; the last bytes are kept at the desk."),
    ),
    FeedStatus.HOSTILE: StateWords(
        "person",
        Said("解析中止", "解析它耗时或占用内存过多，已被中止。", "请在编务台查看最后收到的内容，或移除。"),
        Said("解析中止", "解析它耗時或佔用記憶體過多，已被中止。", "請在編務台查看最後收到的內容，或移除。"),
        Said("parsing stopped", "Parsing it took too much time or memory and was stopped.",
             "Look at the last bytes at the desk, or remove it."),
    ),
    FeedStatus.ROBOTS: StateWords(
        "person",
        Said("robots 禁止", "该主机的 robots.txt 不许采集它。", "请与该媒体联系，或移除。"),
        Said("robots 禁止", "該主機的 robots.txt 不許採集它。", "請與該媒體聯絡，或移除。"),
        Said("robots forbids", "The robots.txt of its host forbids to fetch it.", "Ask the outlet, or remove it."),
    ),
    FeedStatus.CHANGED: StateWords(
        "person",
        Said("列表改版", "列表页改了样式，原来的规则认不出文章链接了。", "请运行 yaowen outlets relearn。"),
        Said("列表改版", "列表頁改了樣式，原來的規則認不出文章連結了。", "請執行 yaowen outlets relearn。"),
        Said("list changed", "The list page has changed its form; its rule knows none of the links.",
             "Run yaowen outlets relearn."),
    ),
    FeedStatus.MOVED: StateWords(
        "patience",
        Said("已搬家", "它已永久改用新地址。", "多次确认后会自动改用新地址，无需处理。"),
        Said("已搬家", "它已永久改用新網址。", "多次確認後會自動改用新網址，無須處理。"),
        Said("moved", "It redirects for good to a new address.",
             "The new address is taken over by itself after repeated sighting."),
    ),
    FeedStatus.STALE: StateWords(
        "person",
        Said("久未更新", "应答正常，但久无新内容，远超它平时的间隔。", "请看看该媒体是否停更，或换了订阅源。"),
        Said("久未更新", "應答正常，但久無新內容，遠超它平時的間隔。", "請看看該媒體是否停更，或換了訂閱源。"),
        Said("stale", "It answers, but has brought nothing new for much longer than it usually takes.",
             "See whether the outlet has stopped, or has another feed now."),
    ),
    FeedStatus.PARTLY: StateWords(
        "person",
        Said("部分失灵", "它的订阅源有的正常，有的不正常。", "请看各个订阅源的说明。"),
        Said("部分失靈", "它的訂閱源有的正常，有的不正常。", "請看各個訂閱源的說明。"),
        Said("partly failing", "Some of its feeds answer and some do not.", "See what is said of each feed."),
    ),
    FeedStatus.PAGES_CHALLENGE: StateWords(
        "person",
        Said("文章页须验证", "订阅源正常，但文章页要求人机验证；文章只能用订阅源里的文字。",
             "请该媒体放行本机地址。"),
        Said("文章頁須驗證", "訂閱源正常，但文章頁要求真人驗證；文章只能用訂閱源裡的文字。",
             "請該媒體放行本機位址。"),
        Said("challenge on pages",
             "Its feed answers, but its pages show a check for people; articles are made of the "
             "feed's words.", "Ask the outlet to let this address in."),
    ),
    FeedStatus.PAGES_BLOCKED: StateWords(
        "person",
        Said("文章页被拒绝", "订阅源正常，但文章页不让我们读；文章只能用订阅源里的文字。",
             "请与该媒体联系，或调大该主机的间隔。"),
        Said("文章頁被拒絕", "訂閱源正常，但文章頁不讓我們讀；文章只能用訂閱源裡的文字。",
             "請與該媒體聯絡，或調大該主機的間隔。"),
        Said("blocked on pages", "Its feed answers, but its pages are refused to us; articles are made of the feed's "
             "words.", "Ask the outlet, or lengthen its host's pause at the desk."),
    ),
    FeedStatus.PAGES_EMPTY: StateWords(
        "person",
        Said("文章页无正文", "文章页抓得到，却找不到正文；文章只能用订阅源里的文字。",
             "请用 yaowen read 试读其中一篇，看看原因。"),
        Said("文章頁無內文", "文章頁抓得到，卻找不到內文；文章只能用訂閱源裡的文字。",
             "請用 yaowen read 試讀其中一篇，看看原因。"),
        Said("no text on pages",
             "Its pages are fetched, but no text is found in them; articles are made of the feed's "
             "words.", "Read one with yaowen read to see why."),
    ),
}  # fmt: skip
