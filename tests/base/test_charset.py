"""Bytes to text: marks, declarations, lies and silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.text.charset import decode_bytes, sniff_declared
from yaowen.base.text.charset_labels import codec_for, parse_label

HANS = (
    "青桐市气象台今天说，受山地云团影响，未来三天当地将有中到大雨，市民出行要注意安全。"
    "城北渡口已经停航，学校和医院照常开放，公共汽车的时间也没有变化。"
)
HANT = (
    "青桐市氣象台今天說，受山地雲團影響，未來三天當地將有中到大雨，市民出行要注意安全。"
    "城北渡口已經停航，學校和醫院照常開放，公共汽車的時間也沒有變化。"
)
JAPANESE = "青桐市の気象台は、山の雲の影響で三日間は雨になると発表しました。市民の皆さんはご注意ください。"
KOREAN = "청동시 기상대는 오늘 산지 구름의 영향으로 사흘 동안 비가 내릴 것이라고 밝혔다. 시민들은 주의해야 한다."
THAI = "สำนักอุตุนิยมวิทยาแจ้งว่าจะมีฝนตกหนักในสามวันข้างหน้า ขอให้ประชาชนระวัง"
HEBREW = "השירות המטאורולוגי הודיע כי בשלושת הימים הקרובים צפוי גשם כבד, והתושבים מתבקשים להיזהר."
RUSSIAN = "Метеостанция города сообщила, что в ближайшие три дня ожидается сильный дождь и ветер."
FRENCH = "La météo annonce trois journées de pluie à Clairefontaine, où la traversée est arrêtée jusqu'à l'été."

TEXTS = [
    (HANS, "gb18030"), (HANT, "gb18030"), (HANT, "big5"),
    (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"), (KOREAN, "euc-kr"),
]  # fmt: skip
LIES = [None, "utf-8", "gbk", "big5", "iso-8859-1", "euc-kr", "zlib", "no-such-charset"]


@pytest.mark.parametrize(("text", "encoding"), TEXTS)
@pytest.mark.parametrize("declared", LIES)
def test_a_text_is_read_right_whatever_the_header_says(text: str, encoding: str, declared: str | None) -> None:
    body = f"<html><body><p>{text}</p></body></html>".encode(codec_for(encoding))
    decoded = decode_bytes(body, declared)
    assert text in decoded.text
    assert decoded.encoding == encoding


@pytest.mark.parametrize("declared", LIES)
def test_utf_8_is_read_right_whatever_the_page_says(declared: str | None) -> None:
    body = f'<meta charset="gb2312"><p>{HANS}</p>'.encode()
    assert decode_bytes(body, declared).text == body.decode()


def test_a_page_that_says_utf_8_and_sends_gb18030_keeps_its_character_references() -> None:
    page = f'<?xml version="1.0" encoding="utf-8"?><rss><title>{HANS}&#128516;&amp;\U0001f604</title></rss>'
    decoded = decode_bytes(page.encode("gb18030"), "utf-8")
    assert decoded.text == page
    assert decoded.encoding == "gb18030"


def test_signs_outside_big5_sent_as_references_disturb_nothing() -> None:
    page = f'<meta charset="utf-8"><p>{HANT}喆镕</p>'
    body = page.encode("big5", "xmlcharrefreplace")
    assert HANT in decode_bytes(body).text
    assert "&#38229;" in decode_bytes(body).text


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_obeyed_and_dropped(mark: str) -> None:
    assert decode_bytes(HANS.encode(mark), "big5").text == HANS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("start", ["<!DOCTYPE html><html><head><title>x</title></head><p>", "\r\n<rss>", '{"a":"'])
@pytest.mark.parametrize("declared", [None, "utf-8", "gbk"])
def test_two_and_four_bytes_a_sign_are_known_without_a_mark(encoding: str, start: str, declared: str | None) -> None:
    page = start + 20 * HANS
    assert decode_bytes(page.encode(encoding), declared).text == page


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"])
def test_a_mark_of_two_and_four_bytes_is_obeyed(encoding: str) -> None:
    assert decode_bytes(("\ufeff" + HANS).encode(encoding), "big5").text == HANS


@pytest.mark.parametrize("text", [HANS, HANT, FRENCH, RUSSIAN, KOREAN])
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_utf_8_encoded_twice_is_read_once(text: str, wrong: str) -> None:
    read_wrongly = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in text.encode())
    assert decode_bytes(f"<p>{read_wrongly}</p>".encode()).text == f"<p>{text}</p>"


def test_a_page_that_shows_mojibake_among_good_text_is_left_alone() -> None:
    page = f"<p>{HANS}</p><p>â€œä¸\xad</p>"
    assert decode_bytes(page.encode()).text == page
    assert decode_bytes("Âge, Île, ¿Qué? à\xa0la «une»".encode()).text == "Âge, Île, ¿Qué? à\xa0la «une»"


def test_utf_8_cut_inside_a_sign_stays_utf_8() -> None:
    decoded = decode_bytes(HANS.encode()[:-1], "gbk")
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(HANS[:-1])


def test_a_few_broken_bytes_do_not_turn_utf_8_into_something_else() -> None:
    body = HANS.encode() + b"\xe4\xb8" + HANS.encode()
    assert decode_bytes(body).text.count(HANS) == 2


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [(RUSSIAN, "cp1251", "windows-1251"), (RUSSIAN, "cp1251", None), (RUSSIAN, "koi8-r", "koi8-r"),
     (FRENCH, "cp1252", "iso-8859-1"), (FRENCH, "cp1252", None), (FRENCH, "cp1252", "utf-8"),
     (RUSSIAN, "koi8-r", None), (THAI, "cp874", None), (THAI, "cp874", "utf-8"), (HEBREW, "cp1255", None),
     ("Zażółć gęślą jaźń, powiedział burmistrz", "iso-8859-2", "iso-8859-2")],
)  # fmt: skip
def test_western_and_cyrillic_bytes_are_read_by_their_declaration(text: str, codec: str, declared: str | None) -> None:
    assert decode_bytes(text.encode(codec), declared).text == text


@pytest.mark.parametrize("headline", ["蜜蜂毒液能杀死癌细胞", "象甲书店", "襄汾饭店坍塌"])
def test_a_headline_of_rare_signs_is_no_western_text(headline: str) -> None:
    assert decode_bytes(headline.encode("gb18030")).text == headline


def test_the_declaration_is_found_in_meta_and_in_the_xml_head() -> None:
    assert sniff_declared(b'<META http-equiv=Content-Type content="text/html; CHARSET=GB2312">') == "gb18030"
    assert sniff_declared(b"<?xml version='1.0' encoding='big5'?>") == "big5"
    assert sniff_declared(b'<meta charset="utf-16">') == "utf-8"
    assert sniff_declared(b'<meta charset="rot13"><meta charset=gbk>') == "gb18030"
    assert sniff_declared(b"<p>charset=gbk</p>") is None


def test_a_codec_that_is_no_charset_is_no_label() -> None:
    assert [parse_label(label) for label in ("zlib", "rot13", "utf-7", "hex", "", None)] == [None] * 6
    assert parse_label(' "GB2312";') == "gb18030"


@given(st.binary(max_size=400), st.sampled_from(LIES))
def test_no_bytes_make_it_raise(body: bytes, declared: str | None) -> None:
    decoded = decode_bytes(body, declared)
    assert decoded.encoding
    assert decoded.text or not body.strip(b"\xff\xfe\xef\xbb\xbf")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_utf_8_without_a_declaration_comes_back_as_it_was(text: str) -> None:
    page = "<p>青桐市" + text
    assert decode_bytes(page.encode()).text == page


@given(st.text(st.sampled_from(HANS), min_size=12, max_size=80), st.sampled_from(LIES))
def test_any_words_of_a_simplified_text_survive_gb18030(text: str, declared: str | None) -> None:
    page = f"<title>{HANS}</title><p>{text}</p>"
    assert decode_bytes(page.encode("gb18030"), declared).text == page


@given(st.text(st.sampled_from(HANT), min_size=12, max_size=80), st.sampled_from(LIES))
def test_any_words_of_a_traditional_text_survive_big5(text: str, declared: str | None) -> None:
    page = f"<title>{HANT}</title><p>{text}</p>"
    assert decode_bytes(page.encode("big5hkscs"), declared).text == page


SCRIPTS = [
    (HANS, "gb18030"), (HANS, "gbk"), (HANT, "gb18030"), (HANT, "big5hkscs"), (JAPANESE, "cp932"),
    (JAPANESE, "euc_jp"), (KOREAN, "cp949"), (HANS, "utf-8"), (HANT, "utf-16"), (JAPANESE, "utf-32"),
]  # fmt: skip
SAYS = [*LIES, "gb2312", "shift_jis", "utf-16", "windows-1252"]


@given(st.sampled_from(SCRIPTS), st.integers(0, 20), st.integers(16, 60), st.sampled_from(SAYS), st.sampled_from(SAYS))
def test_sixteen_signs_are_enough_whatever_is_declared(
    script: tuple[str, str], start: int, length: int, header: str | None, inside: str | None
) -> None:
    text, codec = script
    declaration = f'<?xml version="1.0" encoding="{inside}"?>' if inside else ""
    page = f"{declaration}<rss><title>{text[start : start + length]}</title></rss>"
    assert decode_bytes(page.encode(codec), header).text == page


@given(st.sampled_from(SCRIPTS[:8]), st.integers(24, 40), st.sampled_from(LIES))
def test_a_sign_cut_in_two_at_the_end_costs_only_itself(
    script: tuple[str, str], length: int, declared: str | None
) -> None:
    text, codec = script
    body = f"<p>{text[:length]}".encode(codec)
    kept = decode_bytes(body[:-1], declared).text
    assert kept.startswith(f"<p>{text[: length - 1]}")


@pytest.mark.parametrize(("signs", "codec", "declared"), [
    ("镕喆堃", "gbk", "gb2312"), ("㐂䶮𠮷", "gb18030", "gbk"), ("㗎啲嘅咗", "big5hkscs", "big5"),
])  # fmt: skip
def test_signs_beyond_the_declared_set_are_read(signs: str, codec: str, declared: str) -> None:
    text = (HANT if codec == "big5hkscs" else HANS) + signs
    assert decode_bytes(text.encode(codec), declared).text == text
