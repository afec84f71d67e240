from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from group.stories import BRIDGE, arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.terms import FOUND_BY, UNIT, Terms, Vector, read_terms


def read(headline: str, text: str = "") -> Terms:
    return read_terms(arrival(1, headline, text), load_background())


def weight_of(vector: Vector, term: str) -> int:
    return int(vector.weights[list(vector.terms).index(term)])


@given(st.text(max_size=60), st.text(max_size=300))
def test_vectors_have_unit_length_and_each_term_once(headline: str, text: str) -> None:
    terms = read(headline, text)
    for vector in (terms.full, terms.head):
        assert len(set(vector.terms)) == len(vector.terms) == len(vector.weights)
        length = math.sqrt(sum(weight * weight for weight in vector.weights.tolist()))
        assert not vector.terms or abs(length - UNIT) < 20
        assert set(vector.terms) <= set(terms.full.terms)
    assert {*terms.words, *terms.pairs} <= set(terms.full.terms)
    assert terms.telling == min(FOUND_BY, len(terms.full.terms))


def test_the_most_telling_terms_stand_first() -> None:
    weights = read("青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE).full.weights.tolist()
    assert weights == sorted(weights, reverse=True)


def test_a_word_of_the_headline_outweighs_the_same_word_in_the_lead() -> None:
    both = read("柳湾大桥裂缝", "记者从青禾市获悉,梨园丰收。")
    assert weight_of(both.full, "裂缝") > weight_of(both.full, "丰收")


def test_both_scripts_and_widths_read_the_same() -> None:
    one, other = read("霧澤島發生6.1級地震", "首相府宣布"), read("雾泽岛发生６.１级地震", "首相府宣布")
    assert dict(one.words) == dict(other.words)
    assert (one.plain, one.masked, one.numbers) == (other.plain, other.masked, other.numbers)


def test_a_line_break_in_a_headline_leaves_the_body_whole() -> None:
    assert read("柳湾大桥\n封闭", BRIDGE).body == read("柳湾大桥封闭", BRIDGE).body


def test_function_words_are_no_terms_but_where_there_are_no_others() -> None:
    terms = read_terms(arrival(1, "The port of Yungang moves on", "It is the first of its kind."), load_background())
    assert {"the", "of", "on", "it", "is"}.isdisjoint(terms.full.terms)
    assert {"port", "yungang", "move"} <= set(terms.words)
    assert set(read_terms(arrival(2, "To be and to have"), load_background()).words) == {"to", "be", "and", "have"}


def test_numbers_in_english_words_are_no_terms() -> None:
    terms = read("Port moves four million boxes, ten per cent more").words
    assert {"four", "million", "ten", "per", "cent"}.isdisjoint(terms)
    assert {"port", "move"} <= set(terms)
