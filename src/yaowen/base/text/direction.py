"""Signs that turn the direction of writing: strangers' texts may not turn what stands around them."""

from __future__ import annotations

import re

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def neutral(text: str) -> str:
    """A text without marks, embeddings, overrides and isolates of direction (Unicode, UAX 9, 2.1–2.4).

    Words of right-to-left scripts keep their own direction; only what could turn their surroundings is left out.
    """
    return _TURNING.sub("", text)
