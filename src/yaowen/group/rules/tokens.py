"""What can tell something among the pieces a cutter gives: Chinese words of two characters or more, Latin stems."""

from __future__ import annotations

import re

from yaowen.base.text.script import is_han

_CHINESE = re.compile(r"[㐀-鿿]{2,}")
_LATIN = re.compile(r"[a-z][a-z0-9'’.&-]*", re.IGNORECASE)
_NUMBER_WORD = re.compile(
    r"two|three|five|ten|eleven|twelve|thirteen|fifteen|eighteen|(?:four|six|seven|nine)(?:teen)?|eight|twenty|thirty"
    r"|forty|fifty|(?:six|seven|nine)ty|eighty|hundred|thousand|[mb]illion|trillion|per|cent|percent"
)


def find_word(token: str) -> str:
    """The word that a piece of a folded text stands for; empty for one that tells nothing.

    Numbers are compared apart, also those in English words: as terms the dates of a day would join all of that day.
    """
    if _CHINESE.fullmatch(token):
        return token
    token = token.strip().casefold()
    if len(token) < 2 or _NUMBER_WORD.fullmatch(token) or not any(map(str.isalpha, token)):
        return ""
    if _LATIN.fullmatch(token):
        return _stem(token)
    return token if any(map(is_han, token)) or token.isalnum() else ""


def _stem(word: str) -> str:
    """English inflections off, lightly: names stay as they are."""
    word = word.removesuffix("'s").removesuffix("’s").strip(".'’-&")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
