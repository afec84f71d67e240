"""An article as weighted terms: words of headline and lead, and the headline's character pairs."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from yaowen.base.text.aliases import fold_names
from yaowen.base.text.script import fold_width, to_simplified
from yaowen.base.text.words import cut
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import Background, KnownWords
from yaowen.group.rules.headline import find_lead, find_numbers, masked_key, plain_key, strip_headline
from yaowen.group.rules.tokens import find_word
from yaowen.group.rules.vocabulary import Real, Whole, rank_in_runs

PAIR_MARK = "_"
PAIR_WEIGHT = 0.5
UNIT = 10_000
BODY_CHARS = 4_000

_LINES = re.compile(r"[\r\n]+")
_APART = "\x1e"
_HAN_PAIR = re.compile(r"(?=([㐀-鿿]{2}))")
NUMBER_BITS = 32


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
    if not arrivals:
        return []
    texts = [fold_width(f"{_LINES.sub(' ', one.headline)}\n{one.text[:BODY_CHARS]}") for one in arrivals]
    halves = [folded.partition("\n")[::2] for folded in _map_joined(to_simplified, texts)]
    heads = [f"{strip_headline(headline)}\n{find_lead(body)}" for headline, body in halves]
    named = _map_joined(fold_names, heads)
    headlines = [text[: text.index("\n")] for text in named]
    words = _count_words(list(map(cut, named)), background.known)
    pairs = list(map(find_pairs, headlines))
    weights, bounds = _weigh(words, pairs, background)
    return [
        Terms(
            names=[*words.names[first:last], *own_pairs],
            heads=heads,
            pairs=last - first,
            weights=weights[0, start:end],
            head_weights=weights[1, start:end],
            idf=words.idf[first : first + heads],
            numbers=find_numbers(headline),
            plain=plain_key(headline),
            masked=masked_key(headline),
            body=body,
        )
        for headline, own_pairs, heads, (first, last), (start, end), (_, body) in zip(
            headlines, pairs, words.heads, pairwise(words.bounds), pairwise(bounds), halves, strict=True
        )
    ]


def _map_joined(change: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """A change of texts, made in one go where none of them holds the mark that keeps them apart."""
    if len(texts) < 2 or any(_APART in text for text in texts):
        return list(map(change, texts))
    return change(_APART.join(texts)).split(_APART)


@dataclass(frozen=True, slots=True)
class _Words:
    """The different words of several articles: each one's in the order of the text, the headline's first.

    Attributes:
        bounds: where each article's begin and end; `heads`: how many of them are the headline's.
        full, head: weight with the lead, the headline counting twice, and in the headline alone.
        in_lead: whether it stands in the lead alone.
    """

    names: Sequence[str]
    idf: Sequence[float]
    bounds: Sequence[int]
    heads: Sequence[int]
    full: Real
    head: Real
    in_lead: NDArray[np.bool_]


def _count_words(pieces: Sequence[Sequence[str]], known: KnownWords) -> _Words:
    """The words of articles cut into pieces; the headline ends with the first line, no word reaches across its end."""
    count = len(pieces)
    lengths = np.array(list(map(len, pieces)), dtype=np.int64)
    first_ends = np.cumsum(lengths) - lengths + [its.index("\n") for its in pieces]
    numbers = np.array(list(map(known.__getitem__, chain.from_iterable(pieces))), dtype=np.int64)
    parts = 2 * np.arange(count).repeat(lengths) + (np.arange(len(numbers)) >= first_ends.repeat(lengths))
    numbers, parts = _leave_out(numbers, parts, known.everywhere)
    keys = (parts >> 1) << NUMBER_BITS | numbers
    order = keys.argsort(kind="stable")
    starts = (rank_in_runs(keys[order]) == 0).nonzero()[0]
    by_text = order[starts].argsort()
    firsts = order[starts][by_text]
    all_times = np.diff(starts, append=len(order))[by_text]
    head_times = np.add.reduceat(1 - (parts[order] & 1), starts)[by_text] if len(starts) else all_times
    numbers, owners = numbers[firsts], parts[firsts] >> 1
    idf, damped = known.idf[numbers], _damp(int(all_times.max(initial=0)) * 2)
    return _Words(
        names=list(map(known.words.__getitem__, numbers.tolist())),
        idf=idf.tolist(),
        bounds=[0, *np.bincount(owners, minlength=count).cumsum().tolist()],
        heads=np.bincount(owners[head_times > 0], minlength=count).tolist(),
        full=damped[head_times + all_times] * idf,
        head=damped[head_times] * idf,
        in_lead=head_times == 0,
    )


def _leave_out(numbers: Whole, parts: Whole, everywhere: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """Words without those that stand everywhere, but where a headline or a lead has no others."""
    kept = numbers.nonzero()[0]
    numbers, parts = numbers.take(kept), parts.take(kept)
    telling = ~everywhere[numbers]
    has_telling = np.zeros(int(parts.max(initial=0)) + 1, dtype=bool)
    has_telling[parts[telling]] = True
    stays = (telling | ~has_telling[parts]).nonzero()[0]
    return numbers.take(stays), parts.take(stays)


@functools.lru_cache(8)
def _damp(most: int) -> Real:
    """How much a term counts that stands so many times, from 0 on: sublinear term frequency."""
    return np.array([0.0, *(1.0 + math.log(times) for times in range(1, most + 1))])


def _weigh(words: _Words, pairs: Sequence[Sequence[str]], background: Background) -> tuple[Whole, Sequence[int]]:
    """The weights of all terms of articles and where each one's begin and end.

    A row is for headline twice and lead, and one for the headline alone.
    """
    counts, pair_counts = np.diff(words.bounds), np.array(list(map(len, pairs)), dtype=np.int64)
    lengths = counts + pair_counts
    ends = lengths.cumsum()
    is_pair = np.array([False, True] * len(pairs)).repeat(np.stack((counts, pair_counts), 1).ravel())
    both = np.zeros((2, len(is_pair)))
    both[0, ~is_pair], both[1, ~is_pair] = words.full, words.head
    both[:, is_pair] = PAIR_WEIGHT * np.array(background.weigh_all(chain.from_iterable(pairs)), dtype=np.float64)
    absent = (~is_pair).nonzero()[0][words.in_lead]
    with_terms = lengths > 0
    squares = np.add.reduceat(both * both, (ends - lengths)[with_terms], axis=1) if len(is_pair) else both
    squares[squares == 0.0] = 1.0
    scaled = np.rint(both * (UNIT / np.sqrt(squares)).repeat(lengths[with_terms], axis=1))
    np.maximum(scaled, 1.0, out=scaled)  # a term that tells nothing is in the vector all the same
    scaled[1, absent] = 0.0
    weights: Whole = scaled.astype(np.int64)
    return weights, [0, *ends.tolist()]


def find_words(text: str) -> list[str]:
    """The words of a folded text that can tell something."""
    return list(filter(None, map(find_word, cut(text))))


def find_pairs(headline: str) -> list[str]:
    """The different neighbouring Chinese characters of a folded headline in order, each marked `_`."""
    return [PAIR_MARK + pair for pair in dict.fromkeys(_HAN_PAIR.findall(headline))]
