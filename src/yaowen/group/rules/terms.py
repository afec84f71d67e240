"""An article as weighted terms: words of headline and lead, and the headline's character pairs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate, chain, islice, pairwise
from operator import itemgetter

import numpy as np

from yaowen.base.text.aliases import fold_names
from yaowen.base.text.script import fold_width, to_simplified
from yaowen.base.text.words import cut
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import Background, Weighed
from yaowen.group.rules.headline import find_lead, find_numbers, masked_key, plain_key, strip_headline
from yaowen.group.rules.tokens import find_word
from yaowen.group.rules.vocabulary import Whole

PAIR_MARK = "_"
PAIR_WEIGHT = 0.5
UNIT = 10_000
BODY_CHARS = 4_000

_LINES = re.compile(r"[\r\n]+")
_APART = "\x1e"
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
    return read_all([arrival], background)[0]


def read_all(arrivals: Sequence[Arrival], background: Background) -> list[Terms]:
    """The terms of several articles: the same as of each alone, in two thirds of the time."""
    texts = [fold_width(f"{_LINES.sub(' ', one.headline)}\n{one.text[:BODY_CHARS]}") for one in arrivals]
    halves = [folded.partition("\n")[::2] for folded in _map_joined(to_simplified, texts)]
    heads = [f"{strip_headline(headline)}\n{find_lead(body)}" for headline, body in halves]
    sketches = [_sketch(named, background) for named in _map_joined(fold_names, heads)]
    ends = list(accumulate([len(sketch.names) for sketch in sketches], initial=0))
    weights = _weigh(sketches, ends)
    return [
        _finish(sketch, weights[:, start:end], body)
        for sketch, (start, end), (_, body) in zip(sketches, pairwise(ends), halves, strict=True)
    ]


def _map_joined(change: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """A change of texts, made in one go where none of them holds the mark that keeps them apart."""
    if len(texts) < 2 or any(_APART in text for text in texts):
        return list(map(change, texts))
    return change(_APART.join(texts)).split(_APART)


@dataclass(frozen=True, slots=True)
class _Sketch:
    """An article before its terms are weighed to length 1: their weights with the lead and in the headline alone."""

    headline: str
    names: Sequence[str]
    idf: Sequence[float]
    pairs: int
    full: Sequence[float]
    head: Sequence[float]


def _sketch(text: str, background: Background) -> _Sketch:
    """Words and pairs of a headline and the lead on the next line, cut at once: no word reaches across a line's end."""
    headline = text[: text.index("\n")]
    tokens = cut(text)
    end = tokens.index("\n")
    found = list(map(background.known.__getitem__, tokens))
    in_head = _leave_out(background.everywhere, list(filter(None, found[:end])))
    in_lead = _leave_out(background.everywhere, list(filter(None, found[end:])))
    heads = dict(in_head)
    words = heads | dict(in_lead)
    pairs = find_pairs(headline)
    pair_weights = [PAIR_WEIGHT * idf for idf in background.weigh_all(pairs)]
    in_headline, in_text = Counter(map(_WORD, in_head)), Counter(map(_WORD, in_lead))
    times = [2 * count + in_text.get(word, 0) for word, count in in_headline.items()]
    times += [in_text[word] for word in islice(words, len(heads), None)]
    full = [_DAMPED[count] * idf for count, idf in zip(times, words.values(), strict=True)]
    head = [_DAMPED[count] * idf for count, idf in zip(in_headline.values(), heads.values(), strict=True)]
    return _Sketch(
        headline, [*words, *pairs], list(heads.values()), len(words), full + pair_weights, head + pair_weights
    )


def _weigh(sketches: Sequence[_Sketch], ends: Sequence[int]) -> Whole:
    """The weights of all terms of articles: a row for headline twice and lead, and one for the headline alone."""
    full = np.array(list(chain.from_iterable([one.full for one in sketches])))
    in_head = np.ones(len(full), dtype=bool)
    for one, start in zip(sketches, ends, strict=False):
        in_head[start + len(one.idf) : start + one.pairs] = False
    head = np.zeros(len(full))
    head[in_head] = list(chain.from_iterable([one.head for one in sketches]))
    both, lengths = np.stack((full, head)), np.diff(ends)
    with_terms = lengths > 0
    squares = np.add.reduceat(both * both, np.array(ends[:-1])[with_terms], axis=1) if len(full) else both
    squares[squares == 0.0] = 1.0
    scaled = np.rint(both * (UNIT / np.sqrt(squares)).repeat(lengths[with_terms], axis=1))
    np.maximum(scaled, 1.0, out=scaled)  # a term that tells nothing is in the vector all the same
    scaled[1, ~in_head] = 0.0
    weights: Whole = scaled.astype(np.int64)
    return weights


def _finish(sketch: _Sketch, weights: Whole, body: str) -> Terms:
    headline = sketch.headline
    return Terms(
        names=sketch.names,
        heads=len(sketch.idf),
        pairs=sketch.pairs,
        weights=weights[0],
        head_weights=weights[1],
        idf=sketch.idf,
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


def _leave_out(everywhere: Set[str], words: list[Weighed]) -> list[Weighed]:
    """Words without those that stand everywhere; all of them where there are no others."""
    return [word for word in words if word[0] not in everywhere] or words
