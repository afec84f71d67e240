"""What a Latin gloss tells: whether it spells a person, an organisation or something else, and how long it sounds."""

from __future__ import annotations

import re
import unicodedata

from yaowen.base.text.words import word_set

_LETTER = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_LATIN = re.compile(rf"[{_LETTER}][{_LETTER}0-9 .,'’&/+:!-]*[{_LETTER}0-9.!]")
_LABEL = re.compile(r"^(?:英[文语]名?|英译|原名|法[文语]|德[文语]|音译|又译|简称|英文简称|全名)[为是:]*\s*")
_NO_NAME = re.compile(
    r"(?:[A-Z]-?\d+[A-Za-z]?|https?:.*|www\..*|[a-z]|AFP|AP|REUTERS|Reuters|Getty.*|VOA|图.*|\w+@.*)$"
)
_BODY_WORDS_LIST = word_set(
    """
    Agency Party University College Institute Institution Bank Inc Corp Corporation Company Co Ltd Center
    Centre Group Times News Council Committee Commission Association Organi[sz]ation Foundation Union Ministry
    Department Office Bureau Board Court Service Services Society Federation League Club School Church Museum
    Hospital Forum Alliance Authority Administration Army Force Forces Front Movement Network Post Journal
    Press Daily Herald Tribune Guardian Airlines Airways Express Motors Systems Technologies Technology
    Partners Capital Fund Trust Watch House Senate Congress Parliament Lab Labs Laboratory Studios Pictures
    Magazine Radio Television International Global National United American European Research Media Brothers
    """
)
_BODY_WORDS = re.compile(r"\b(?:" + "|".join(sorted(_BODY_WORDS_LIST)) + r")\b" + r"|^[A-Z0-9]{1,6}\.[A-Z]{1,2}$")
_PLACE_WORDS_LIST = word_set(
    """
    City County Island Islands River Lake Mountain Mount Mt Bay Beach Square Street St Avenue Road Park Airport
    Bridge Tower Palace Province State Valley Sea Ocean Strait Monument Stadium Hotel Plaza Port Town Village
    District Mosque Synagogue Shrine Monastery Abbey Gate Desert Cape Gulf Peninsula Hill Hills Temple Cathedral
    Castle Canal
    """
)
_PLACE_WORDS = re.compile(r"\b(?:" + "|".join(sorted(_PLACE_WORDS_LIST)) + r")\b")
_BRANDS = word_set(
    """
    google facebook twitter apple microsoft amazon amazon.com uber tesla netflix alphabet intel nvidia huawei samsung
    sony toyota honda boeing airbus tiktok instagram whatsapp telegram youtube reddit line paypal visa starbucks nike
    adidas walmart pfizer moderna astrazeneca openai meta bloomberg reuters
    """
)
_JOINING = re.compile(r"(?<![\w-])(?:for|of|and|the|with|in|on|to)(?![\w-])")
"""Not the syllable of Moon Jae-in."""
_PARTICLES = word_set("de da di do dos das del der den van von bin ibn al el la le les du y e ter ten zu af av abu")
_SOUND = re.compile(
    r"(?:sch|tch|sh|ch|th|ph|kh|gh|ck|zh|ts|tz|dz|qu|[bcdfghjklmnpqrstvwxz])?[aeiouy]+(?:(?:ng|n|m)(?![aeiouy]))?"
    r"|sch|tch|sh|ch|th|ph|kh|gh|ck|zh|ts|tz|[bcdfgjklpqstvxz]"
)


def parse_gloss(inner: str) -> str | None:
    """The Latin name inside a pair of brackets, or None if something else stands there."""
    text = _LABEL.sub("", inner.strip())
    if not _LATIN.fullmatch(text) or _NO_NAME.match(text) or sum(map(str.isalpha, text)) < 2:
        return None
    return text


def is_acronym(latin: str) -> bool:
    """IMF, NATO, G20."""
    letters = [sign for sign in latin if sign.isalpha()]
    return " " not in latin and len(latin) <= 10 and sum(map(str.isupper, letters)) >= max(2, len(letters) - 1)


def is_body(latin: str) -> bool:
    """It holds a word that organisations have in their names."""
    return bool(_BODY_WORDS.search(latin)) or latin.lower() in _BRANDS


def is_site(latin: str) -> bool:
    """It holds a word that places have in their names."""
    return bool(_PLACE_WORDS.search(latin))


def is_personal(latin: str) -> bool:
    """One to six words, capitalised but for particles (van, bin), none of an organisation or a place."""
    words = latin.replace("-", " ").split()
    if any(word[0].islower() and word.partition("-")[0] not in _PARTICLES for word in latin.split()):
        return False
    capital = sum(word[0].isupper() for word in words if word[0].isalpha())
    return (
        1 <= len(words) <= 6
        and capital >= 1
        and not (_JOINING.search(latin) or is_body(latin) or is_site(latin) or is_acronym(latin))
    )


def count_sounds(word: str) -> int:
    """About how many characters a Chinese spelling of a Latin word takes: one a syllable or lone consonant."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word.lower()) if sign.isalpha())
    return max(1, len(_SOUND.findall(plain)))
