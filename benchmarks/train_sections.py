"""Train src/yaowen/render/section_weights.tsv, and say how well it does on headlines it has not seen.

What it learns from (texts in ../shared/data, never in the repository):

- our own labels, `section_labels/*.tsv`: 1,300 headlines read by one person, `-` where a reader could not tell either;
- the sections that outlets themselves print in addresses and titles of stream_waimei (`/news/afe/`, `[財經]`);
- `section_labels/words.toml`: words a newsroom knows, each a text of its own;
- headlines of stream_titles_2025 that the model of the round before is very sure of, at a low weight.

Figures are five-fold cross-validation on our own labels; neither they nor texts with the same headline are trained on.

    .venv/bin/python benchmarks/train_sections.py [--no-cross-validation] [--data DIR]
"""

from __future__ import annotations

import argparse
import functools
import json
import lzma
import random
import re
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from yaowen.render.rules.section_words import SURE, features_of
from yaowen.render.rules.sections import SECTIONS, section_named

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yaowen" / "render" / "section_weights.tsv"
LABELS = Path(__file__).with_name("section_labels")
FOLDS = 5
SEED = 20261123
LEAST_TEXTS = 3
MOST_FEATURES = 12_000
PER_SOURCE = 700
UNLABELLED = 12_000
PSEUDO_SURE = 0.93
PSEUDO_WEIGHT = 0.25
OWN_WEIGHT, PRINTED_WEIGHT, WORD_WEIGHT = 3.0, 1.0, 2.0
RIDGE = 0.12
STEPS = 55
SMALLEST = 8
_CNA = {"acn": "china", "aipl": "china", "afe": "business", "ahel": "society", "asoc": "society", "aloc": "society",
        "aopl": "world", "aspt": "sport", "acul": "culture", "amov": "culture", "ait": "tech"}  # fmt: skip
_OTHERS = {
    "rfi": {"中国": "china", "港澳台": "china", "国际": "world", "亚洲": "world", "美洲": "world", "欧洲": "world",
            "中东": "world", "非洲": "world", "法国": "world", "经贸": "business", "科技与文化": "tech"},
    "bbc": {"world": "world", "uk": "world", "chinese-news": "china", "business": "business", "science": "tech",
            "sports": "sport"},
    "nyt": {"usa": "world", "asia-pacific": "world", "world": "world", "europe": "world", "china": "china",
            "technology": "tech", "business": "business", "culture": "culture", "style": "culture", "sports": "sport"},
    "rfa": {"gangtai": "china", "junshiwaijiao": "china", "zhengzhi": "china", "jingmao": "business"},
    "economist-en": {"united-states": "world", "asia": "world", "britain": "world", "europe": "world",
                     "middle-east-and-africa": "world", "the-americas": "world", "international": "world",
                     "china": "china", "business": "business", "finance-and-economics": "business",
                     "science-and-technology": "tech", "prospero": "culture", "books-and-arts": "culture"},
}  # fmt: skip
_PLACE = {"rfi": 1, "bbc": 2, "nyt": 0, "rfa": 2, "economist-en": 0}
_MARKETS = re.compile(r"stock|forex|economy|bond|metal|market|oil-|yuan|gdp|cpi|pmi|ipo|earnings")
Matrix = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True)
class Text:
    """A headline with its lead, the section it is filed under (empty: none), what it counts, and whether we read it."""

    id: str
    headline: str
    lead: str
    section: str
    weight: float
    own: bool = False


def main() -> None:
    """Read, cross-validate, train on everything, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--no-cross-validation", action="store_true")
    asked = parser.parse_args()
    own, printed, unlabelled = read_texts(asked.data)
    words = list(read_words())
    print(f"{len(own)} texts of our own labels, {len(printed)} that outlets filed, {len(words)} words")
    print("filed by outlets:", dict(Counter(text.section for text in printed)))
    if not asked.no_cross_validation:
        cross_validate(own, printed, words, unlabelled)
    model = train([text for text in own if text.section], printed, words, unlabelled)
    TARGET.write_text(model.lines(), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(model.vocabulary)} features, {TARGET.stat().st_size / 1024:.0f} KiB")


def read_texts(data: Path) -> tuple[list[Text], list[Text], list[Text]]:
    """Texts with our labels, texts that their outlets filed, and headlines without either."""
    labels = dict(
        line.split("\t") for file in sorted(LABELS.glob("*.tsv")) for line in file.read_text("utf-8").splitlines()
    )
    own: list[Text] = []
    filed: dict[tuple[str, str], list[Text]] = {}
    bare: list[Text] = []
    for row in read_rows(data):
        lead = "" if row["id"].startswith("t") else row["text"]
        if row["id"] in labels:
            section = labels[row["id"]].replace("-", "")
            own.append(Text(row["id"], row["title"], lead, section, OWN_WEIGHT, own=True))
        elif found := printed_section(row):
            filed.setdefault((row["outlet"], found), []).append(
                Text(row["id"], row["title"], lead, found, PRINTED_WEIGHT)
            )
        elif row["id"].startswith("t"):
            bare.append(Text(row["id"], row["title"], "", "", PSEUDO_WEIGHT))
    chance = random.Random(SEED)
    mine = {text.headline for text in own}
    printed = [
        text for group in filed.values() for text in chance.sample(group, min(PER_SOURCE, len(group)))
        if text.headline not in mine
    ]  # fmt: skip
    seen = {text.headline: text for text in bare if text.headline not in mine}
    return own, printed, chance.sample(list(seen.values()), min(UNLABELLED, len(seen)))


def read_rows(data: Path) -> Iterator[dict[str, Any]]:
    """The articles and headlines of both streams."""
    files = [*sorted((data / "stream_waimei").glob("*.xz")), data / "stream_titles_2025" / "titles.jsonl.xz"]
    for file in files:
        with lzma.open(file, "rt") as lines:
            yield from map(json.loads, lines)


def printed_section(row: dict[str, Any]) -> str:
    """The section that an outlet prints in an article's address or before its title; empty where it prints none."""
    outlet, path = row["outlet"], unquote(urlsplit(row.get("url") or "").path).strip("/")
    parts = path.split("/")
    if outlet == "cna":
        return _CNA.get(parts[1], "") if len(parts) > 1 else ""
    if outlet == "rti":
        tag = re.match(r"\[(.{2,4})\]", row["title"])
        return section_named(tag[1]) if tag else ""
    if outlet == "solidot":
        return "tech"
    if outlet == "reuters":
        return "business" if _MARKETS.search(path) else ""
    place = _PLACE.get(outlet, 99)
    return _OTHERS[outlet].get(re.sub(r"-\d+$", "", parts[place]), "") if place < len(parts) else ""


def read_words() -> Iterator[Text]:
    """The words of words.toml, each a text of its own."""
    for section, words in tomllib.loads((LABELS / "words.toml").read_text("utf-8")).items():
        for word in words.split():
            yield Text(word, word.replace("_", " "), "", section, WORD_WEIGHT)


class Model:
    """Weights over a vocabulary; texts become rows of 1/√n, as at run time."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = list(vocabulary)
        self._place = {feature: place for place, feature in enumerate(vocabulary)}
        self.weights = np.zeros((len(vocabulary), len(SECTIONS)))
        self.bias = np.zeros(len(SECTIONS))

    def matrix(self, texts: Sequence[Text]) -> Matrix:
        """Row, column and value of what is not zero. One with a lead is read twice: with it and by its headline."""
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, text in enumerate(texts):
            found = [self._place[one] for one in features(text.headline, text.lead) if one in self._place]
            rows += [row] * len(found)
            columns += found
            values += [1 / np.sqrt(max(1, len(found)))] * len(found)
        return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), np.array(values)

    def shares(self, matrix: Matrix, texts: int) -> NDArray[np.float64]:
        """How likely each section is for each text."""
        rows, columns, values = matrix
        scores = np.tile(self.bias, (texts, 1))
        for place in range(len(SECTIONS)):
            scores[:, place] += np.bincount(rows, values * self.weights[columns, place], minlength=texts)
        scores -= scores.max(axis=1, keepdims=True)
        shares: NDArray[np.float64] = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        return shares

    def fit(self, texts: Sequence[Text]) -> None:
        """Multinomial logistic regression with a ridge, by Adam over all texts at once; sections weigh evenly."""
        matrix = rows, columns, values = self.matrix(texts)
        gold = np.array([SECTIONS.index(text.section) for text in texts])
        weight = np.array([text.weight for text in texts])
        mass = np.bincount(gold, weight, minlength=len(SECTIONS))
        weight = weight * (mass.mean() / mass[gold]) ** 0.5
        wanted = np.eye(len(SECTIONS))[gold]
        adam = Adam(self.weights.shape), Adam(self.bias.shape)
        for _ in range(STEPS):
            wrong = (self.shares(matrix, len(texts)) - wanted) * weight[:, None]
            slope = np.stack([
                np.bincount(columns, values * wrong[rows, place], minlength=len(self.vocabulary))
                for place in range(len(SECTIONS))
            ], axis=1)  # fmt: skip
            self.weights -= adam[0].step(slope + RIDGE * self.weights)
            self.bias -= adam[1].step(wrong.sum(axis=0))

    def rounded(self) -> None:
        """As the file holds it: hundredths, features without weight left out."""
        self.weights = np.round(self.weights * 100) / 100
        kept = np.abs(self.weights).max(axis=1) * 100 >= SMALLEST
        self.vocabulary = [one for one, keep in zip(self.vocabulary, kept, strict=True) if keep]
        self._place = {feature: place for place, feature in enumerate(self.vocabulary)}
        self.weights, self.bias = self.weights[kept], np.round(self.bias * 100) / 100

    def lines(self) -> str:
        """The file."""
        head = f"# Made by benchmarks/train_sections.py. Hundredths, in the order: {' '.join(SECTIONS)}\n"
        rows = sorted([("*", self.bias), *zip(self.vocabulary, self.weights, strict=True)], key=lambda row: row[0])
        return head + "".join(
            f"{feature}\t{' '.join(str(round(one * 100)) for one in numbers)}\n" for feature, numbers in rows
        )


class Adam:
    """Adam's steps (Kingma and Ba 2015)."""

    def __init__(self, shape: tuple[int, ...], rate: float = 0.4) -> None:
        self._mean, self._square = np.zeros(shape), np.zeros(shape)
        self._rate, self._times = rate, 0

    def step(self, slope: NDArray[np.float64]) -> NDArray[np.float64]:
        """What to take off."""
        self._times += 1
        self._mean = 0.9 * self._mean + 0.1 * slope
        self._square = 0.999 * self._square + 0.001 * slope**2
        mean, square = self._mean / (1 - 0.9**self._times), self._square / (1 - 0.999**self._times)
        taken: NDArray[np.float64] = self._rate * mean / (np.sqrt(square) + 1e-8)
        return taken * min(1.0, 2 * (1 - self._times / (STEPS + 1)))


@functools.cache
def features(headline: str, lead: str) -> frozenset[str]:
    """`features_of`, remembered: every fold asks for the same texts."""
    return frozenset(features_of(headline, lead))


def train(own: Sequence[Text], printed: Sequence[Text], words: Sequence[Text], bare: Sequence[Text]) -> Model:
    """Learn from labels; then once more with the headlines that this first model is very sure of."""
    first = fit_to([*own, *as_headlines([*own, *printed]), *words])
    shares = first.shares(first.matrix(bare), len(bare))
    sure = [
        Text(text.id, text.headline, "", SECTIONS[row.argmax()], PSEUDO_WEIGHT)
        for text, row in zip(bare, shares, strict=True) if row.max() >= PSEUDO_SURE
    ]  # fmt: skip
    model = fit_to([*own, *as_headlines([*own, *printed]), *words, *sure])
    model.rounded()
    return model


def as_headlines(texts: Iterable[Text]) -> Iterator[Text]:
    """Texts with their lead, and those that have one once more by their headline alone."""
    for text in texts:
        if not text.own:
            yield text
        if text.lead:
            yield Text(text.id, text.headline, "", text.section, text.weight / 2, text.own)


def fit_to(texts: Sequence[Text]) -> Model:
    """A model over the features that stand in at least three texts, those that tell most."""
    counts: dict[str, NDArray[np.float64]] = {}
    totals = np.zeros(len(SECTIONS))
    seen: Counter[str] = Counter()
    for text in texts:
        place = SECTIONS.index(text.section)
        totals[place] += text.weight
        given = 1 if text.weight != WORD_WEIGHT or text.lead else LEAST_TEXTS
        for one in features(text.headline, text.lead):
            counts.setdefault(one, np.zeros(len(SECTIONS)))[place] += text.weight
            seen[one] += given
    base = totals / totals.sum()
    telling = {
        one: float(np.sum(row * np.log((row + 0.5 * base) / ((row.sum() + 0.5) * base))))
        for one, row in counts.items() if seen[one] >= LEAST_TEXTS
    }  # fmt: skip
    model = Model(sorted(sorted(telling, key=lambda one: (-telling[one], one))[:MOST_FEATURES]))
    model.fit(texts)
    return model


def cross_validate(own: Sequence[Text], printed: Sequence[Text], words: Sequence[Text], bare: Sequence[Text]) -> None:
    """Print how the model does on labelled texts left out of its training."""
    order = list(own)
    random.Random(SEED).shuffle(order)
    results: list[tuple[Text, str, float]] = []
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        taught = [text for place, text in enumerate(order) if place % FOLDS != fold and text.section]
        model = train(taught, printed, words, bare)
        shares = model.shares(model.matrix(held), len(held))
        results += [(text, SECTIONS[row.argmax()], float(row.max())) for text, row in zip(held, shares, strict=True)]
    for name, chosen in (("all", results), *(
        (stream, [one for one in results if one[0].id[0] == stream[0]]) for stream in ("titles", "waimei")
    )):  # fmt: skip
        report(name, chosen)


def report(name: str, results: Sequence[tuple[Text, str, float]]) -> None:
    """Print precision and recall a section, and what sureness buys."""
    judged = [one for one in results if one[0].section]
    right = sum(text.section == found for text, found, _ in judged)
    print(f"\n{name}: {len(judged)} texts with a section, {right / len(judged):.3f} right where all are decided")
    for sure in (0.0, 0.5, SURE, 0.7, 0.8):
        told = [one for one in judged if one[2] >= sure]
        idle = [one for one in results if not one[0].section]
        good = sum(text.section == found for text, found, _ in told)
        kept = sum(one[2] < sure for one in idle)
        print(f"  sure ≥ {sure}: {len(told) / len(judged):.3f} decided, {good / max(1, len(told)):.3f} of them right; "
              f"{kept / max(1, len(idle)):.3f} of {len(idle)} without a section left so")  # fmt: skip
    for section in SECTIONS:
        told = [one for one in judged if one[1] == section and one[2] >= SURE]
        there = [one for one in judged if one[0].section == section]
        good = sum(text.section == section for text, _, _ in told)
        print(f"  {section:9} {len(there):4} labelled, precision {good / max(1, len(told)):.3f}, "
              f"recall {good / max(1, len(there)):.3f} at {SURE}")  # fmt: skip


if __name__ == "__main__":
    started = time.process_time()
    main()
    print(f"{time.process_time() - started:.0f} s of processor time")
