"""Interface words for stances and modes of a claim."""

from __future__ import annotations

from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Mode, Stance
from yaowen.render.rules.phrases import marked, phrase

STANCES: dict[Stance, str] = {
    "say": marked("says"),
    "believe": marked("believes"),
    "condemn": marked("condemns"),
    "praise": marked("praises"),
    "call": marked("calls for"),
    "announce": marked("announces"),
    "deny": marked("denies"),
    "admit": marked("admits"),
    "confirm": marked("confirms"),
    "refuse": marked("refuses"),
    "warn": marked("warns"),
    "ask": marked("asks"),
    "promise": marked("promises"),
}
MODES: dict[Mode, str] = {
    "q": marked("in their own words"),
    "p": marked("paraphrased"),
    "m": marked("partly in their own words"),
}


def stance_label(language: PathLanguage, stance: Stance) -> str:
    """说, 否认, 证实 … in a language."""
    return phrase(language, STANCES[stance])


def mode_label(language: PathLanguage, mode: Mode) -> str:
    """原话 or 转述 in a language."""
    return phrase(language, MODES[mode])
