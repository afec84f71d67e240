"""Charset labels that pages may use, after the WHATWG Encoding Standard, and the codecs that read them.

Every label of the standard is here but those of its "replacement" and "x-user-defined", which nobody may decode; some
more that Chinese sites write stand beside them. A label outside the list is no charset: that keeps codecs which are
no text encodings (zlib, rot13, utf-7) out.
"""

from __future__ import annotations

CODEC_OF = {"gb18030": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949"}
"""Python's codec for the names that are not their own codec; `gb18030` reads GB2312 and GBK too."""

_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "gb18030": "gb18030 gb2312 gbk gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58 x-gbk cp936 ms936 "
    "windows-936 gb2312-80 gb-2312 gb18030-2000",
    "big5": "big5 big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5 big-5 cp950 ms950 windows-950",
    "shift_jis": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932",
    "euc-jp": "euc-jp x-euc-jp cseucpkdfmtjapanese eucjp",
    "iso-2022-jp": "iso-2022-jp csiso2022jp",
    "euc-kr": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cseuckr csksc56011987 iso-ir-149 "
    "windows-949 cp949 uhc",
    "windows-1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 l1 ascii us-ascii "
    "ansi_x3.4-1968 csisolatin1 ibm819 cp819 iso-ir-100 iso_8859-1:1987",
    "windows-1250": "windows-1250 cp1250 x-cp1250",
    "windows-1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "windows-1253": "windows-1253 cp1253 x-cp1253",
    "windows-1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 latin5 l5 csisolatin5 iso-ir-148 iso88599 "
    "iso_8859-9 iso_8859-9:1989",
    "windows-1255": "windows-1255 cp1255 x-cp1255",
    "windows-1256": "windows-1256 cp1256 x-cp1256",
    "windows-1257": "windows-1257 cp1257 x-cp1257",
    "windows-1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 dos-874 tis-620 iso-8859-11 iso8859-11 iso885911",
    "iso-8859-2": "iso-8859-2 iso8859-2 latin2 l2 csisolatin2 iso-ir-101 iso88592 iso_8859-2 iso_8859-2:1987",
    "iso-8859-3": "iso-8859-3 iso8859-3 latin3 csisolatin3 iso-ir-109 iso88593 iso_8859-3 iso_8859-3:1988 l3",
    "iso-8859-4": "iso-8859-4 iso8859-4 latin4 csisolatin4 iso-ir-110 iso88594 iso_8859-4 iso_8859-4:1988 l4",
    "iso-8859-5": "iso-8859-5 iso8859-5 cyrillic csisolatincyrillic iso-ir-144 iso88595 iso_8859-5 iso_8859-5:1988",
    "iso-8859-6": "iso-8859-6 iso8859-6 arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e "
    "iso-8859-6-i iso-ir-127 iso88596 iso_8859-6 iso_8859-6:1987",
    "iso-8859-7": "iso-8859-7 iso8859-7 greek csisolatingreek ecma-118 elot_928 greek8 iso-ir-126 iso88597 iso_8859-7 "
    "iso_8859-7:1987 sun_eu_greek",
    "iso-8859-8": "iso-8859-8 iso8859-8 iso-8859-8-i hebrew logical visual csiso88598e csiso88598i csisolatinhebrew "
    "iso-8859-8-e iso-ir-138 iso88598 iso_8859-8 iso_8859-8:1988",
    "iso-8859-10": "iso-8859-10 iso8859-10 latin6 csisolatin6 iso-ir-157 iso885910 l6",
    "iso-8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso-8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso-8859-15": "iso-8859-15 iso8859-15 latin9 l9 csisolatin9 iso885915 iso_8859-15",
    "iso-8859-16": "iso-8859-16",
    "koi8-r": "koi8-r koi8 koi cskoi8r koi8_r",
    "koi8-u": "koi8-u koi8-ru",
    "ibm866": "ibm866 866 cp866 csibm866",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "utf-16-le": "utf-16le utf-16 unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
}
_NAME_OF = {label: name for name, labels in _LABELS.items() for label in labels.split()}


def parse_label(label: str | None) -> str | None:
    """The encoding that a label names; None for a label that is on no list."""
    return _NAME_OF.get(label.strip(" \t\r\n\f\"';").lower()) if label else None


def codec_for(encoding: str) -> str:
    """The name of Python's codec for an encoding that `parse_label` named."""
    return CODEC_OF.get(encoding, encoding)


def decode_as(body: bytes, label: str) -> str:
    """Bytes read in the encoding that a label names, whatever they look like; empty without a usable label."""
    encoding = parse_label(label)
    return body.decode(codec_for(encoding), "replace").removeprefix("\ufeff") if encoding else ""
