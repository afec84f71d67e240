"""The sentence that is kept with a date is whole: its quotation marks come in pairs."""

from __future__ import annotations

import pytest

from yaowen.extract.fact_rows import sentence_around

TEXT = "方临说：“明天有车。”公司承诺后天照常。「前天停驶。昨天恢复。」他说。"


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("明天", "方临说：“明天有车。”"),
        ("后天", "公司承诺后天照常。"),
        ("前天", "「前天停驶。"),
        ("昨天", "昨天恢复。"),
    ],
)
def test_a_closing_mark_belongs_to_the_sentence_that_it_closes(date: str, sentence: str) -> None:
    at = TEXT.index(date)
    assert sentence_around(TEXT, (at, at + len(date))) == sentence
