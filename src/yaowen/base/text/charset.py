"""Bytes of a page or feed → text: what they say they are is heard, what they are decides."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from yaowen.base.text.charset_labels import codec_for, parse_label

SNIFFED_BYTES = 4096
_SAMPLE_BYTES = 1 << 20
_SCORED_BYTES = 24_000
_DECLARED_BONUS = 0.15
_FLOOR = 0.25
"""A Chinese, Japanese or Korean reading below this score is none: common signs make up .5–.9 of real text, and
below .1 of text read by a wrong codec (counted on both scripts of a news archive, each codec against each)."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s{0,99}<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_CHINESE_PAGE = re.compile(rb"<html\b[^>]{0,300}?lang\s{0,9}=\s{0,9}[\"']?zh", re.IGNORECASE)
_MARKS = re.compile(rb"[<>\r\n]+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_WESTERN_OR_WIDE = frozenset({"utf-8", "utf-16-le", "utf-16-be", "windows-1252"})

# The commonest signs of each script: over half of any running text.
_HAN = frozenset(
    "，。、“”‘’；：？！（）《》「」『』　·—…"
    "的国中在一人是美有不年为大了和对这会他法日月上个政行我以出新到们发来家时港公民说方要被关表能与多生经后前于自报外员成也"
    "地可全其将香事之台主动示部情过下者就作特业当制学期用安进所总市数现开疫但本都而因府长并加及文议最分信定病内名重任天交斯"
    "已同权力道周共指高受实面机此明应度还些提得司体据利如选工区系由英间资没领等正华社布平务问两网至立统持次例更产场理认近北"
    "元反子称无联强入合从今意里海治心德去起好党院普官然金局际目通尔该相看性果湾位济冠取警电计保万使战点举种接很世三或军回题"
    "第求京向路声化告界导西调着士达朗施做张比查收代小增论基那克口续非何馆感案原约件确建视传未决球样则毒息李么她管包透亚研媒"
    "活证常记知言处控欧维参教消商只州支二想南引易打宣解访你展让手放首推企量究科准刑直再组许巴协止别微结标影卫令亿规护审各四"
    "委防价给话获國會為報時發對長與總來員後灣將這關於統導確經過電動個開說萬數議業進央機際內區並學記診現體武計場間漢當炎衛選"
    "肺資檢黨訪應強續登務眾狀實達處染東調據無傳團境閱們產醫領聯稱午權陳約兩延風問濟舉式軍從輝辦請認流專格華疾馬張訂網林預參"
    "清協維視沒證採印物還造超點結死見每陸程書戰亞品離遭編決則聲館億規創單設涉洲圖論組讓蘭"
)
_KANA = frozenset(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FD), 0x3001, 0x3002, 0x300C, 0x300D]))
_HANGUL = frozenset(
    "이다는의에을를가고하지기은로사도서리인자대어시나한일정수있라보전상그해만부장제들과구원으주니아여연조성공스국생무신개년동"
    "관위문적경오선건실차중미소거안방회명당까되비면와했것교행민때김등월후할던유세내말"
)
_CYRILLIC = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшю")
_COMMON = {"gb18030": _HAN, "big5": _HAN, "shift_jis": _KANA, "euc-jp": _KANA, "euc-kr": _HANGUL}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was read in (a WHATWG name)."""

    text: str
    encoding: str


def decode_bytes(body: bytes, declared: str | None = None) -> Decoded:
    """Read the bytes of a page or feed as text. Never raises; what cannot be read becomes U+FFFD.

    Order: byte order mark; UTF-16 by its zero bytes; strict UTF-8; then the encoding whose reading looks most like
    the language it is for, where a declaration (HTTP, then meta or XML) weighs in but does not decide.

    Args:
        body: all the bytes, or their beginning.
        declared: the charset parameter of Content-Type, where there is one.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], encoding)
    said = [name for name in (parse_label(declared), sniff_declared(body)) if name]
    if wide := _wide_encoding(body):
        return _read(body, wide)
    if "iso-2022-jp" in said and b"\x1b$" in body:
        return _read(body, "iso-2022-jp")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _read(body, _decide_encoding(body, said))
    if _may_be_chance(text, body, said):
        return _read(body, _decide_encoding(body, said))
    return Decoded(text, "utf-8")


def sniff_declared(body: bytes) -> str | None:
    """The encoding that the first bytes of a page or feed declare in a meta element or XML declaration."""
    head = body[:SNIFFED_BYTES]
    for pattern in (_XML, _META):
        for found in pattern.finditer(head):
            name = parse_label(found[1].decode("ascii"))
            if name:
                return "utf-8" if name.startswith("utf-16") else name
    return None


def _read(body: bytes, encoding: str) -> Decoded:
    text = body.decode(codec_for(encoding), "replace")
    if encoding == "big5" and "\ufffd" in text:
        # Microsoft's extension holds a few signs that HKSCS lacks.
        other = body.decode("cp950", "replace")
        text = other if other.count("\ufffd") < text.count("\ufffd") else text
    return Decoded(text, encoding)


def _wide_encoding(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its markup is zero."""
    head = body[:1024]
    pairs = len(head) // 2
    if pairs < 4:
        return None
    if head[1::2].count(0) > 0.4 * pairs and head[::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[::2].count(0) > 0.4 * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def _may_be_chance(text: str, body: bytes, said: list[str]) -> bool:
    """Whether text that happens to be UTF-8 may be another encoding: a few two-byte signs, and declared otherwise."""
    if not said or said[0] not in _COMMON or text.isascii() or len(body) > 2000:
        return False
    return all(sign < "\u0800" for sign in text)


def _decide_encoding(body: bytes, said: list[str]) -> str:
    sample = _sample(body)
    scores = {"utf-8": _utf8_score(sample)}
    for encoding, common in _COMMON.items():
        scores[encoding] = _score(sample, encoding, common)
    for encoding in set(said) & set(_COMMON):
        scores[encoding] += _DECLARED_BONUS if scores[encoding] > 0 else 0
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] >= _FLOOR:
        return best
    trusted = [encoding for encoding in said if encoding not in _WESTERN_OR_WIDE]
    if trusted:
        return trusted[0]
    runs_long = _runs_long(sample)
    if runs_long and _score(sample, "windows-1251", _CYRILLIC) > 0.7:
        return "windows-1251"
    if runs_long or _CHINESE_PAGE.search(body[:SNIFFED_BYTES]):
        return _likeliest({encoding: scores[encoding] for encoding in _COMMON})
    return "windows-1252"


def _likeliest(scores: dict[str, float]) -> str:
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0 else "gb18030"


def _runs_long(sample: bytes) -> bool:
    """Whether high bytes stand in long rows, as they do in no western text: a headline of rare Chinese signs."""
    runs = _HIGH_RUN.findall(sample)
    return 2 * sum(len(run) for run in runs if len(run) >= 6) > sum(map(len, runs))


def _sample(body: bytes) -> bytes:
    """The lines and texts that hold more than ASCII. Cut at marks that are no second byte in any encoding here."""
    kept, size = [], 0
    for part in _MARKS.split(body[:_SAMPLE_BYTES]):
        if not part.isascii():
            kept.append(part[:_SCORED_BYTES])
            size += len(part)
            if size > _SCORED_BYTES:
                break
    return b"\n".join(kept) or body[-_SCORED_BYTES:]


def _utf8_score(sample: bytes) -> float:
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(sign > "\x7f" for sign in text) - broken
    return good / (good + broken) - 0.5 * broken / (good + broken) if good else 0.0


def _score(sample: bytes, encoding: str, common: frozenset[str]) -> float:
    """How much a reading looks like running text, at most 1: share of common signs, less three times that of errors."""
    signs = [sign for sign in sample.decode(codec_for(encoding), "replace") if sign > "\x7f"]
    if not signs:
        return 0.0
    known = sum(sign in common for sign in signs)
    broken = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in signs)
    return (known - 3 * broken) / len(signs)
