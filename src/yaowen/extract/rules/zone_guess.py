"""The zone of a page that names none: by the country of its host, then by its language."""

from __future__ import annotations

import re

from yaowen.extract.rules.language import detect_language
from yaowen.extract.rules.site import host_of

_BY_COUNTRY = {
    "cn": "Asia/Shanghai", "hk": "Asia/Hong_Kong", "tw": "Asia/Taipei", "mo": "Asia/Macau", "sg": "Asia/Singapore",
    "my": "Asia/Kuala_Lumpur", "jp": "Asia/Tokyo", "kr": "Asia/Seoul", "in": "Asia/Kolkata", "th": "Asia/Bangkok",
    "vn": "Asia/Ho_Chi_Minh", "id": "Asia/Jakarta", "ph": "Asia/Manila", "il": "Asia/Jerusalem",
    "tr": "Europe/Istanbul", "ru": "Europe/Moscow", "ua": "Europe/Kyiv", "de": "Europe/Berlin",
    "at": "Europe/Vienna", "ch": "Europe/Zurich", "fr": "Europe/Paris", "it": "Europe/Rome", "es": "Europe/Madrid",
    "pt": "Europe/Lisbon", "nl": "Europe/Amsterdam", "be": "Europe/Brussels", "lu": "Europe/Luxembourg",
    "dk": "Europe/Copenhagen", "se": "Europe/Stockholm", "no": "Europe/Oslo", "fi": "Europe/Helsinki",
    "is": "Atlantic/Reykjavik", "ie": "Europe/Dublin", "uk": "Europe/London", "pl": "Europe/Warsaw",
    "cz": "Europe/Prague", "sk": "Europe/Bratislava", "hu": "Europe/Budapest", "ro": "Europe/Bucharest",
    "bg": "Europe/Sofia", "gr": "Europe/Athens", "li": "Europe/Vaduz", "lt": "Europe/Vilnius", "lv": "Europe/Riga",
    "ee": "Europe/Tallinn", "ca": "America/Toronto", "us": "America/New_York", "mx": "America/Mexico_City",
    "br": "America/Sao_Paulo", "ar": "America/Argentina/Buenos_Aires", "cl": "America/Santiago",
    "co": "America/Bogota", "au": "Australia/Sydney", "nz": "Pacific/Auckland", "za": "Africa/Johannesburg",
    "na": "Africa/Windhoek", "ng": "Africa/Lagos", "ke": "Africa/Nairobi", "eg": "Africa/Cairo",
}  # fmt: skip
_BY_LANGUAGE = {
    "zh": "Asia/Shanghai", "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "de": "Europe/Berlin", "fr": "Europe/Paris",
    "it": "Europe/Rome", "es": "Europe/Madrid", "pl": "Europe/Warsaw", "nl": "Europe/Amsterdam",
    "sv": "Europe/Stockholm", "da": "Europe/Copenhagen", "nb": "Europe/Oslo", "no": "Europe/Oslo",
    "fi": "Europe/Helsinki", "tr": "Europe/Istanbul", "ru": "Europe/Moscow", "cs": "Europe/Prague",
    "hu": "Europe/Budapest",
}  # fmt: skip
CHINESE_ZONE = "+08:00"
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LANG = re.compile(r"<html\b[^<>]{0,500}?\blang\s?=\s?[\"']?([A-Za-z-]{2,12})", re.IGNORECASE)
_SAMPLE_CHARS = 40_000
_MANY_HAN = 200
_NO_HAN = bytes(byte for byte in range(256) if not 0x4E <= byte <= 0x9F)
"""What no character between U+4E00 and U+9FFF begins with in UTF-16."""


def guess_zone(html: str, url: str) -> str:
    """IANA name or offset for times printed without a zone.

    Chinese pages of no country are of +08:00; pages of no known language of UTC.

    Args:
        html: the page's text.
        url: its address; may be empty.
    """
    country = host_of(url).rpartition(".")[2]
    if country in _BY_COUNTRY:
        return _BY_COUNTRY[country]
    sample = html[:_SAMPLE_CHARS]
    found = _LANG.search(sample)
    language = found[1].split("-")[0].lower() if found else ""
    if language == "zh" or (language not in {"ja", "ko"} and _count_han(sample) > _MANY_HAN):
        return CHINESE_ZONE
    if not language:
        language = detect_language(_TAG.sub(" ", sample)).split("-")[0]
    return _BY_LANGUAGE.get(language, "UTC")


def _count_han(text: str) -> int:
    """Chinese characters of a text, told by the first of their two bytes: a regular expression costs ten times more."""
    return len(text.encode("utf-16-be", "ignore")[::2].translate(None, _NO_HAN))
