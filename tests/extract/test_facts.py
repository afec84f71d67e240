"""All facts of an article at once: bounds, order, the command line, and the page that started the project."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.base.text.words import word_set
from yaowen.base.words import Facts
from yaowen.cli.facts import answer_lines
from yaowen.extract.rules.facts import find_facts
from yaowen.extract.rules.reading import fold_text, read_paragraph

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"
PIECES = [
    *sorted(
        word_set(
            "周岚 市长 他 她们 海讯社 《海港日报》 说 表示 称 指出 否认 承認 宣佈 警告说 报道 据 并 但 对 表示满意 "
            "， 。 ： ； 、 “ ” 「 」 ( ) （ ） 《 》 \" ' ‘ ’ 的 · — … -- \ue000 😀 e\u0301 𠮷 "
            "昨天 去年 上周五 当月 同日 2024年 13日 9月 32月 31日 2月30日 20年 8年前 九千年前 99999个月前 3:45 下午 "
            "至 民国 第 半 卅 廿 Masud Per F-16 GDP Reuters said, told that The mayor . , denied"
        )
    ),
    " ",
    "\n",
    "\u3000",
]
texts = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
datelines = st.one_of(
    st.none(),
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-12))])),
)


@settings(deadline=None)  # the first text loads the dictionaries
@given(st.lists(texts, max_size=4), datelines)
def test_any_text_is_read_and_every_span_lies_inside_its_paragraph(
    paragraphs: list[str], published: datetime | None
) -> None:
    found = find_facts("", paragraphs, published)
    for number, span in all_spans(found):
        assert 0 <= span[0] < span[1] <= len(paragraphs[number])
    for place, claim in enumerate(found.claims):
        assert claim.within is None or 0 <= claim.within < place
        assert 0 <= claim.confidence <= 1


@settings(deadline=None)
@given(texts)
def test_folding_and_covering_keep_the_length(text: str) -> None:
    reading = read_paragraph(0, text)
    assert len(fold_text(text)) == len(reading.open) == len(text)
    assert all(start < end for start, end in reading.sentences)
    joined = "".join(text[start:end] for start, end in reading.sentences)
    assert "".join(joined.split()) == "".join(text.split())


def all_spans(found: Facts) -> list[tuple[int, tuple[int, int]]]:
    spans = [(moment.paragraph, moment.span) for moment in found.moments]
    spans += [(name.paragraph, name.span) for name in found.names]
    for claim in found.claims:
        spans += [(claim.paragraph, span) for span in (claim.speaker, claim.cue, *claim.content) if span]
    return spans


@pytest.mark.parametrize(
    "sign",
    ["（", "「", "说，", "昨天", "据", "(A)", "他说“", "年", "·", "1", "-", "对", " said", "A. ", 'He said "no" '],
)
def test_long_rows_of_one_sign_are_read_in_linear_time(sign: str) -> None:
    find_facts("", [sign * (20_000 // len(sign))], datetime(2020, 7, 24, tzinfo=UTC))


def test_facts_come_in_the_order_of_the_text() -> None:
    found = find_facts(
        "",
        ["周岚说，昨天停电。林远(Lin Yuan)否认此事与他有关。", "他说，今天会修好。"],
        datetime(2020, 7, 24, tzinfo=UTC),
    )
    assert [claim.paragraph for claim in found.claims] == sorted(claim.paragraph for claim in found.claims)
    assert [moment.value for moment in found.moments] == ["2020-07-23", "2020-07-24"]
    assert found.claims[-1].resolved == "林远"


def test_the_command_answers_line_by_line_in_order_and_says_what_is_wrong_with_a_line() -> None:
    lines = [
        orjson.dumps(
            {"id": "a", "title": "", "published": "2020-07-24T08:00:00+08:00", "paragraphs": ["周岚昨天说，好。"]}
        ),
        b"no json",
        b"",
        orjson.dumps({"id": "b", "paragraphs": "text"}),
        orjson.dumps({"id": "c", "published": "soon", "paragraphs": []}),
        orjson.dumps([1]),
        orjson.dumps({"id": "d", "published": None, "paragraphs": []}),
    ]
    answers = [json.loads(line) for line in answer_lines(io.BytesIO(b"\n".join(lines)))]
    assert [answer["id"] for answer in answers] == ["a", None, "b", "c", None, "d"]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, False]
    assert answers[0]["claims"][0] | {"confidence": 0} == {
        "paragraph": 0, "speaker": [0, 2], "cue": [4, 5], "content": [[6, 7]], "stance": "say", "mode": "p",
        "resolved": None, "speaker_kind": "person", "within": None, "confidence": 0,
    }  # fmt: skip
    assert answers[0]["dates"] == [{"paragraph": 0, "span": [2, 4], "value": "2020-07-23"}]
    assert answers[-1] == {"id": "d", "claims": [], "dates": [], "names": []}


@pytest.mark.shared
def test_the_seed_page_is_read_whole() -> None:
    checklist = json.loads((SEED / "checklist.json").read_text(encoding="utf-8"))
    lines = (SEED / "page.txt").read_text(encoding="utf-8").splitlines()
    header = next(number for number, line in enumerate(lines) if "排行榜" in line)
    paragraphs = [line for line in lines[2:header] if line.strip()][1:]
    first = next(number for number, text in enumerate(paragraphs) if text.startswith(checklist["body"]["first"]))
    paragraphs = paragraphs[first:]
    found = find_facts(checklist["title"], paragraphs, datetime.fromisoformat(f"{checklist['published_local']}+08:00"))
    cues = {(claim.paragraph + 1, claim.cue): claim for claim in found.claims}
    for wanted in checklist["attributions"]:
        claim = cues[(wanted["para"], tuple(wanted["cue_span"]))]
        assert claim.speaker == (tuple(wanted["speaker_span"]) if wanted["speaker_span"] else None)
        assert claim.content == (tuple(wanted["content_span"]),)
    assert len(found.claims) == len(checklist["attributions"])
    said = {(moment.paragraph + 1, moment.span, moment.value) for moment in found.moments}
    assert said == {(row["para"], tuple(row["span"]), row["value"]) for row in checklist["dates"]}
    assert {(name.zh, name.latin) for name in found.names} >= {
        (row["zh"], row["latin"]) for row in checklist["name_glosses"]
    }
