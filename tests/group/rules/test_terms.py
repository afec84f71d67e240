from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from group.stories import BRIDGE, arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.terms import UNIT, Terms, read_all, read_terms


def read(headline: str, text: str = "") -> Terms:
    return read_terms(arrival(1, headline, text), load_background())


def weight_of(terms: Terms, name: str) -> int:
    return int(terms.weights[list(terms.names).index(name)])


@given(st.text(max_size=60), st.text(max_size=300))
def test_vectors_have_unit_length_and_each_term_once(headline: str, text: str) -> None:
    terms = read(headline, text)
    assert len(set(terms.names)) == len(terms.names) == len(terms.weights) == len(terms.head_weights)
    for vector in (terms.weights, terms.head_weights):
        length = math.sqrt(sum(weight * weight for weight in vector.tolist()))
        assert not vector.any() or abs(length - UNIT) < 20
    assert terms.weights.all()
    assert len(terms.idf) == terms.heads <= terms.pairs <= len(terms.names)


@given(st.text(max_size=60), st.text(max_size=300))
def test_only_terms_of_the_headline_have_a_weight_in_it_and_stand_around_those_of_the_lead(
    headline: str, text: str
) -> None:
    terms = read(headline, text)
    bare = read(headline)
    ours = [*terms.names[: terms.heads], *terms.names[terms.pairs :]]
    assert ours == list(bare.names)
    assert [name for name, weight in zip(terms.names, terms.head_weights.tolist(), strict=True) if weight] == ours


def test_the_same_text_reads_the_same_whatever_was_read_before() -> None:
    first = read("青禾市柳湾大桥发现裂缝", BRIDGE)
    for number in range(200):
        read(f"青禾市第{number}座大桥 bridge{number}", BRIDGE)
    again = read("青禾市柳湾大桥发现裂缝", BRIDGE)
    assert (again.names, again.weights.tolist()) == (first.names, first.weights.tolist())


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=120)), max_size=6))
def test_articles_read_together_read_as_each_alone(texts: list[tuple[str, str]]) -> None:
    arrivals = [arrival(number, headline, text) for number, (headline, text) in enumerate([*texts, ("雾泽岛", BRIDGE)])]
    for made, terms in zip(arrivals, read_all(arrivals, load_background()), strict=True):
        alone = read_terms(made, load_background())
        assert terms.weights.tolist() == alone.weights.tolist()
        assert terms.head_weights.tolist() == alone.head_weights.tolist()
        fields = ("names", "heads", "pairs", "idf", "numbers", "plain", "masked", "body")
        assert [getattr(terms, name) for name in fields] == [getattr(alone, name) for name in fields]


def test_nothing_is_read_of_no_articles_and_the_mark_between_texts_may_stand_in_one() -> None:
    assert read_all([], load_background()) == []
    marked = [arrival(1, "柳湾大桥\x1e裂缝", BRIDGE), arrival(2, "霧澤島發生地震", "首相府宣布")]
    assert [terms.plain for terms in read_all(marked, load_background())] == ["柳湾大桥裂缝", "雾泽岛发生地震"]


def test_a_word_of_the_headline_outweighs_the_same_word_in_the_lead() -> None:
    both = read("柳湾大桥裂缝", "记者从青禾市获悉,梨园丰收。")
    assert weight_of(both, "裂缝") > weight_of(both, "丰收")


def test_both_scripts_and_widths_read_the_same() -> None:
    one, other = read("霧澤島發生6.1級地震", "首相府宣布"), read("雾泽岛发生６.１级地震", "首相府宣布")
    assert one.names == other.names
    assert (one.plain, one.masked, one.numbers) == (other.plain, other.masked, other.numbers)


def test_a_line_break_in_a_headline_leaves_the_body_whole() -> None:
    assert read("柳湾大桥\n封闭", BRIDGE).body == read("柳湾大桥封闭", BRIDGE).body


def test_function_words_are_no_terms_but_where_there_are_no_others() -> None:
    terms = read_terms(arrival(1, "The port of Yungang moves on", "It is the first of its kind."), load_background())
    assert {"the", "of", "on", "it", "is"}.isdisjoint(terms.names)
    assert {"port", "yungang", "move"} <= set(terms.names)
    assert set(read_terms(arrival(2, "To be and to have"), load_background()).names) == {"to", "be", "and", "have"}


def test_numbers_in_english_words_are_no_terms() -> None:
    terms = read("Port moves four million boxes, ten per cent more").names
    assert {"four", "million", "ten", "per", "cent"}.isdisjoint(terms)
    assert {"port", "move"} <= set(terms)
