"""The features that arrays give are those that a plain reading of the words gives."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group.stories import BRIDGE, ORCHARD, arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.features import HEADS, Near, measure, measure_all
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.question import FINE, SMOOTHED_STORIES, ask
from yaowen.group.rules.terms import UNIT
from yaowen.group.rules.vocabulary import ID_BITS, WEIGHT_BITS, WEIGHT_MASK, read_entries
from yaowen.group.rules.window import LiveArticle

HEADLINES = [
    "柳湾大桥发现两米裂缝 已全面封闭", "柳湾大桥裂缝检测三天出结论", "Liuwan bridge closed", "Liuwan",
    "两岸公交改走新渡桥", "雪花梨增产一成 首批装车南下", "雪花梨首批八千箱装车", "!?", "柳湾大桥",
]  # fmt: skip
STREAMS = st.lists(
    st.tuples(st.sampled_from(HEADLINES), st.sampled_from(["", BRIDGE[:90], BRIDGE[50:], ORCHARD]), st.integers(0, 5)),
    min_size=3, max_size=14,
)  # fmt: skip


class Plain:
    """An article's vectors as words and weights."""

    def __init__(self, grouper: Grouper, article: LiveArticle) -> None:
        entries = read_entries(article.vector).tolist()
        names = grouper.window.vocabulary.name([entry >> ID_BITS for entry in entries])
        self.full = {name: entry & WEIGHT_MASK for name, entry in zip(names, entries, strict=True)}
        self.head = {name: entry >> WEIGHT_BITS & WEIGHT_MASK for name, entry in zip(names, entries, strict=True)}
        self.words = names[: article.heads]
        self.pairs = set(names[article.pairs :]) or set(self.words)


def fine(weight: int, rarity: float) -> float:
    """A weight times rarity, as a whole number."""
    return float(round(FINE * weight * rarity))


def expect(grouper: Grouper, article: LiveArticle, near: Near) -> dict[str, float]:
    """The features that need the vocabulary, by plain reading."""
    window, idf = grouper.window, load_background().weigh
    every = {serial: Plain(grouper, one) for serial, one in window.articles.items()}
    new, story = every[article.serial], near.story
    stories = [{name for serial in one.members for name in every[serial].full} for one in window.stories.values()]
    spread = Counter(name for names in stories for name in names)
    count = len(stories) + SMOOTHED_STORIES
    rarity = {name: math.log(count / max(2, spread[name] + 1)) / math.log(count / 2) for name in new.full}
    own = {word: idf(word) * rarity[word] for word in new.words}
    members = [every[serial] for serial in story.members]
    asked = [every[one.serial] for _, one in near.found[:HEADS]]
    heads = [sum(fine(w, rarity[n]) * one.head.get(n, 0) for n, w in new.head.items()) for one in asked]
    nearest = asked[heads.index(max(heads))]
    total = Counter[str]()
    for one in members:
        total.update(one.full)
    length = math.sqrt(sum(weight * weight for weight in total.values()))
    held = Counter(word for one in members for word in one.words)
    live_with = Counter(word for one in every.values() for word in one.words)
    mass, shared = sum(own.values()) or 1.0, len(new.pairs & nearest.pairs)
    there = [word for word in new.words if word in held]
    full = [sum(fine(w, rarity[n]) * one.full.get(n, 0) for n, w in new.full.items()) for one in asked]
    return {
        "best": max(full) / FINE / UNIT**2,
        "centroid": sum(fine(w, rarity[n]) * total[n] for n, w in new.full.items()) / FINE / UNIT / (length or 1.0),
        "cohesion": length / UNIT / len(members),
        "head": max(heads) / FINE / UNIT**2,
        "told": sum(own[word] for word in own if word in nearest.full) / mass,
        "told_all": sum(own[word] for word in own if word in total) / mass,
        "pairs": shared / (len(new.pairs | nearest.pairs) or 1),
        "covered": sum(own[word] for word in there) / mass,
        "covers": sum(idf(w) * rarity[w] for w in nearest.words if w in new.full)
        / (sum(map(idf, nearest.words)) or 1.0),
        "affinity": sum(idf(w) * held[w] / live_with[w] for w in there) / (sum(map(idf, new.words)) or 1.0),
    }


def find_questions(grouper: Grouper) -> Iterator[tuple[LiveArticle, list[Near]]]:
    """Every article of the window with its near stories, its own among them."""
    for article in list(grouper.window.articles.values()):
        home, article.story = article.story, 0
        nears = grouper.find_near(article)
        article.story = home
        if nears:
            yield article, nears


@settings(max_examples=40, deadline=None)
@given(STREAMS)
def test_features_of_arrays_are_those_of_plain_words(stream: list[tuple[str, str, int]]) -> None:
    grouper = Grouper()
    for key, (headline, text, hours) in enumerate(stream):
        grouper.add(arrival(key, headline, text, outlet=f"o{hours}", hours=key * 7 + hours))
    for article, nears in find_questions(grouper):
        question = ask(article, grouper.window)
        together = measure_all(question, nears)
        for near, features in zip(nears, together, strict=True):
            assert measure(ask(article, grouper.window), near) == features
            expected = expect(grouper, article, near)
            assert {name: features[name] for name in expected} == pytest.approx(expected, abs=1e-9)
