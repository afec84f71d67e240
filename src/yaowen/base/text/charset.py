"""Bytes of a page or feed → text: what they say they are is heard, what they are decides."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from yaowen.base.text.charset_labels import codec_for, parse_label
from yaowen.base.text.common_signs import CYRILLIC, HAN, HANGUL, HEBREW, KANA, THAI
from yaowen.base.text.mojibake import undo_double_encoding

SNIFFED_BYTES = 4096
_SAMPLE_BYTES = 1 << 20
_SCORED_BYTES = 8_000
_DECLARED_BONUS = 0.15
_FLOOR = 0.25
"""A Chinese, Japanese or Korean reading below this score is none: common signs make up .5–.9 of real text, and
below .1 of text read by a wrong codec (counted on both scripts of a news archive, each codec against each)."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_WIDE_STARTS = (
    ("utf-32-le", re.compile(rb"[\t\n\r <{]\x00\x00\x00[\t\n\r -~]\x00\x00\x00")),
    ("utf-32-be", re.compile(rb"\x00\x00\x00[\t\n\r <{]\x00\x00\x00[\t\n\r -~]")),
    ("utf-16-le", re.compile(rb"(?:[\t\n\r ]\x00)*[<{]\x00[\t\n\r -~]\x00")),
    ("utf-16-be", re.compile(rb"(?:\x00[\t\n\r ])*\x00[<{]\x00[\t\n\r -~]")),
)
"""How markup or JSON begins where every sign takes two or four bytes (XML 1.0, appendix F)."""
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s{0,99}<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_CHINESE_PAGE = re.compile(rb"<html\b[^>]{0,300}?lang\s{0,9}=\s{0,9}[\"']?zh", re.IGNORECASE)
_MARKS = re.compile(rb"[<>\r\n]+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LETTER = re.compile(rb"[A-Za-z]")
_WESTERN_OR_WIDE = frozenset({"utf-8", "utf-16-le", "utf-16-be", "windows-1252"})

_COMMON = {"gb18030": HAN, "big5": HAN, "shift_jis": KANA | HAN, "euc-jp": KANA | HAN, "euc-kr": HANGUL}
_CERTAIN = 0.5
"""A declared reading of this score needs no comparison: wrong ones stay far below."""
_MOST_PER_KANA = 3.0
_ALPHABETS = {"windows-1251": CYRILLIC, "koi8-r": CYRILLIC, "cp874": THAI, "windows-1255": HEBREW}
_ALPHABET_FLOOR = 0.8
_ALPHABET_SIGNS = 20
"""Fewer high bytes than this are no evidence for an alphabet: a headline of rare Chinese signs may look like any."""


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
    return Decoded(undo_double_encoding(text, body), "utf-8")


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
    """UTF-16 or UTF-32 without a mark: it begins with markup, or every other byte is zero."""
    head = body[:1024]
    if head.count(0) < 2:
        return None
    for encoding, start in _WIDE_STARTS:
        if start.match(head):
            return encoding
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
    for encoding in said:
        if encoding in _COMMON and _score(sample, encoding, _COMMON[encoding]) > _CERTAIN:
            return encoding
    scores = {"utf-8": _utf8_score(sample)}
    for encoding, common in _COMMON.items():
        scores[encoding] = _score(sample, encoding, common)
    for encoding in ("shift_jis", "euc-jp"):
        # Common Chinese signs are Japanese ones too; without kana it is no Japanese.
        scores[encoding] = min(scores[encoding], _MOST_PER_KANA * _score(sample, encoding, KANA))
    for encoding in set(said) & set(_COMMON):
        scores[encoding] += _DECLARED_BONUS if scores[encoding] > 0 else 0
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] >= _FLOOR:
        return best
    trusted = [encoding for encoding in said if encoding not in _WESTERN_OR_WIDE]
    if trusted:
        return trusted[0]
    if alphabet := _alphabet(sample):
        return alphabet
    if _is_dense(sample) or _CHINESE_PAGE.search(body[:SNIFFED_BYTES]):
        return _likeliest({encoding: scores[encoding] for encoding in _COMMON})
    return "windows-1252"


def _likeliest(scores: dict[str, float]) -> str:
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0 else "gb18030"


def _alphabet(sample: bytes) -> str | None:
    """The single-byte encoding of a script of its own that the sample reads well in."""
    if sum(map(len, _HIGH_RUN.findall(sample))) < _ALPHABET_SIGNS or not _is_dense(sample):
        return None
    scores = {encoding: _score(sample, encoding, letters) for encoding, letters in _ALPHABETS.items()}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > _ALPHABET_FLOOR else None


def _is_dense(sample: bytes) -> bool:
    """Whether high bytes stand in rows, or are a third of all letters, as in no western text."""
    runs = _HIGH_RUN.findall(sample)
    high = sum(map(len, runs))
    letters = len(_LETTER.findall(sample))
    return 2 * sum(len(run) for run in runs if len(run) >= 6) > high or 2 * high > letters


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
    known = sum(map(common.__contains__, signs))
    broken = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in signs)
    return (known - 3 * broken) / len(signs)
