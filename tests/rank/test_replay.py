"""Contract D: replayed rankings equal a plain recount."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from yaowen.base.errors import BadInput
from yaowen.cli.rank import app
from yaowen.rank.rules import replay
from yaowen.rank.rules.replay import Click, Place, Replay

names = st.sampled_from(["2", "10", "要", "a", "b", ""])
clicks = st.lists(st.builds(Click, st.integers(1000, 1040), names, names), max_size=60).map(
    lambda some: sorted(some, key=lambda click: click.minute)
)


def recount(some: list[Click], minute: int, span: int, size: int) -> list[Place]:
    pairs = {(click.item, click.reader) for click in some if minute - span < click.minute <= minute}
    counted = Counter(item for item, _ in pairs)
    return [Place(*each) for each in sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:size]]


@given(clicks, st.sets(st.integers(990, 1060)), st.integers(1, 20), st.integers(1, 4), st.booleans())
def test_replayed_rankings_equal_a_recount(
    some: list[Click], minutes: set[int], span: int, size: int, small: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if small:
            patch.setattr(replay, "BATCH_READS", 3)
            patch.setattr(replay, "SPARE_PAIRS", 0)
        found = list(Replay(span, size).rankings(some, sorted(minutes)))
    assert found == [(minute, recount(some, minute, span, size)) for minute in sorted(minutes)]


def test_what_has_run_out_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "BATCH_READS", 100)
    monkeypatch.setattr(replay, "SPARE_PAIRS", 100)
    run = Replay(10, 5)
    stream = (Click(1000 + number // 10, f"item {number // 50}", f"reader {number}") for number in range(20_000))
    assert len(list(run.rankings(stream, [2000, 2999]))) == 2
    assert run.held < 500


def run(lines: str, *options: str) -> tuple[int, list[dict[str, object]], str]:
    result = CliRunner().invoke(app, ["--replay", *options], input=lines)
    if isinstance(result.exception, BadInput):
        raise result.exception
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_the_window_is_open_at_its_beginning_and_closed_at_its_end() -> None:
    lines = "\n".join(json.dumps({"t": t, "item": "a", "reader": str(t)}) for t in (0, 1, 86400, 86401))
    code, found, _ = run(lines, "--at", "1970-01-02T00:00:00Z")
    assert (code, found) == (0, [{"at": "1970-01-02T00:00:00Z", "ranking": [{"item": "a", "readers": 2}]}])


def test_times_may_be_iso_and_ids_numbers_and_ties_go_by_item_as_text() -> None:
    lines = (
        '{"t": "2025-03-14T09:30:20+08:00", "item": 9, "reader": 1}\n'
        '{"t": "2025-03-14T01:30:40Z", "item": 10, "reader": 1}\n\n'
    )
    _, found, _ = run(lines, "--at", "2025-03-14T01:31Z,2025-03-14T01:30Z")
    assert [row["ranking"] for row in found] == [[], [{"item": "10", "readers": 1}, {"item": "9", "readers": 1}]]


@pytest.mark.parametrize("at", ["2025-03-14T09:30:20Z", "2025-03-14T09:30:00.5Z", "soon", ""])
def test_an_instant_that_is_no_whole_minute_is_refused(at: str) -> None:
    with pytest.raises(BadInput, match="--at"):
        run("", "--at", at)


def test_bad_lines_are_left_out_counted_and_named() -> None:
    bad = ["{", "[]", '{"t": 60}', '{"t": true, "item": "a", "reader": "b"}', '{"t": "x", "item": "a", "reader": "b"}']
    lines = "\n".join(['{"t": 60, "item": "a", "reader": "b"}', *bad])
    code, found, said = run(lines, "--at", "1970-01-01T00:01Z")
    assert (code, found[0]["ranking"]) == (1, [{"item": "a", "readers": 1}])
    assert "5 lines" in said
    assert "line 2" in said
