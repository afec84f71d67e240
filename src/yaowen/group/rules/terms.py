"""An article as weighted terms: words of headline and lead, and the headline's character pairs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

import numpy as np

from yaowen.base.text.aliases import fold_names
from yaowen.base.text.words import cut
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import Background, Weighed
from yaowen.group.rules.headline import find_lead, find_numbers, fold_text, masked_key, plain_key, strip_headline
from yaowen.group.rules.tokens import find_word
from yaowen.group.rules.vocabulary import Whole

PAIR_MARK = "_"
PAIR_WEIGHT = 0.5
UNIT = 10_000
BODY_CHARS = 4_000

_LINES = re.compile(r"[\r\n]+")
_HAN_RUN = re.compile(r"[㐀-鿿]+")
_WORD: Callable[[Weighed], str] = itemgetter(0)


class _Damped(dict[int, float]):
    """How much a term counts that stands so many times: sublinear term frequency."""

    def __missing__(self, count: int) -> float:
        found = self[count] = 1.0 + math.log(count)
        return found


_DAMPED = _Damped()


@dataclass(frozen=True, slots=True)
class Terms:
    """What an article is compared by.

    Attributes:
        names: different terms in the order of the text: the headline's words, the lead's others, the headline's
            character pairs.
        heads: how many of them are the headline's words; `pairs`: from which place on they are pairs.
        weights: of the terms, headline twice and lead; `head_weights`: of headline alone, 0 for the lead's words.
            Both are × 10,000 and of length 10,000; whole numbers, so that adding and taking away again is exact.
        idf: of the headline's words.
        body: the folded body, at most 4,000 characters.
    """

    names: Sequence[str]
    heads: int
    pairs: int
    weights: Whole
    head_weights: Whole
    idf: Sequence[float]
    numbers: frozenset[str]
    plain: str
    masked: str
    body: str


def read_terms(arrival: Arrival, background: Background) -> Terms:
    """The terms of an article."""
    headline, _, body = fold_text(f"{_LINES.sub(' ', arrival.headline)}\n{arrival.text[:BODY_CHARS]}").partition("\n")
    headline = fold_names(strip_headline(headline))
    in_head, in_lead = _cut_both(headline, fold_names(find_lead(body)), background)
    heads = dict(in_head)
    pairs = find_pairs(headline)
    names = [*(heads | dict(in_lead)), *pairs]
    weights, head_weights = _weigh(in_head, in_lead, [PAIR_WEIGHT * idf for idf in background.weigh_all(pairs)])
    return Terms(
        names=names,
        heads=len(heads),
        pairs=len(names) - len(pairs),
        weights=weights,
        head_weights=head_weights,
        idf=list(heads.values()),
        numbers=find_numbers(headline),
        plain=plain_key(headline),
        masked=masked_key(headline),
        body=body,
    )


def find_words(text: str) -> list[str]:
    """The words of a folded text that can tell something."""
    return list(filter(None, map(find_word, cut(text))))


def find_pairs(headline: str) -> list[str]:
    """The different neighbouring Chinese characters of a folded headline in order, each marked `_`."""
    runs = _HAN_RUN.findall(headline)
    return list(dict.fromkeys([PAIR_MARK + run[place : place + 2] for run in runs for place in range(len(run) - 1)]))


def _cut_both(headline: str, lead: str, background: Background) -> tuple[list[Weighed], list[Weighed]]:
    """The weighed words of both, cut at once: no word reaches across a line's end."""
    tokens = cut(f"{headline}\n{lead}")
    end = tokens.index("\n")
    found = list(map(background.known.__getitem__, tokens))
    in_head, in_lead = list(filter(None, found[:end])), list(filter(None, found[end:]))
    return _leave_out(background.everywhere, in_head), _leave_out(background.everywhere, in_lead)


def _leave_out(everywhere: Set[str], words: list[Weighed]) -> list[Weighed]:
    """Words without those that stand everywhere; all of them where there are no others."""
    return [word for word in words if word[0] not in everywhere] or words


def _weigh(in_head: Sequence[Weighed], in_lead: Sequence[Weighed], pairs: list[float]) -> Whole:
    """Weights of the words and pairs: a row for headline twice and lead, and one for the headline alone."""
    heads, counts = Counter(map(_WORD, in_head)), Counter(map(_WORD, in_lead))
    words = dict(in_head) | dict(in_lead)
    times = [2 * count + counts.get(word, 0) for word, count in heads.items()]
    times += [counts[word] for word in islice(words, len(heads), None)]
    full = [_DAMPED[count] * idf for count, idf in zip(times, words.values(), strict=True)]
    head = [_DAMPED[count] * idf for count, idf in zip(heads.values(), words.values(), strict=False)]
    both = np.array([*full, *pairs, *head, *[0.0] * (len(full) - len(head)), *pairs]).reshape(2, -1)
    scaled = np.rint(both * [[UNIT / (math.sqrt(row @ row) or 1.0)] for row in both])
    np.maximum(scaled, 1.0, out=scaled)  # a term that tells nothing is in the vector all the same
    scaled[1, len(head) : len(full)] = 0.0
    weights: Whole = scaled.astype(np.int64)
    return weights
