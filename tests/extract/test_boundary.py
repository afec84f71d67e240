"""The linear model over lines: what a line is told by, and how the article's lines are chosen from what it says."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.extract.rules.body import find_body
from yaowen.extract.rules.boundary import LineModel, choose_lines, load_line_model, redraw_boundary
from yaowen.extract.rules.confidence import calibrate, load_steps
from yaowen.extract.rules.layout import Element, Layout, Line, lay_out
from yaowen.extract.rules.line_cues import cues_of, opens_list
from yaowen.extract.rules.line_features import (
    AFTER,
    BEFORE,
    ELEMENTS,
    SKIPPED,
    Context,
    gather_features,
    gather_groups,
    names_of,
    tokens_of,
)
from yaowen.extract.rules.page import parse_page

PROSE = (
    "青桐市气象台五月五日说，受山地云团影响，未来三天当地将有中到大雨，市民出行要注意安全。",
    "城北渡口已经停航，学校和医院照常开放，公共汽车的时间没有变化，渡船的乘客可以改乘汽车。",
    "市水务局在去年九月完成了河堤的加固，今年没有发生过险情，记者在现场看到了值守的人员。",
)
PAGE = (
    "<nav class=menu><a href=/>首页</a></nav><h1>渡口停航</h1><div class='article-content'>"
    + "".join(f"<p>{text}</p>" for text in PROSE)
    + "<p>责任编辑：许青</p></div>"
    "<div class='related-box'><h3>相关阅读</h3><ul><li><a href=/2>旧城改造开工</a></li></ul></div>"
)


def context_of(html: str, headline: str = "渡口停航", description: str = "") -> Context:
    layout = lay_out(parse_page(html))
    body = find_body(layout, headline)
    return Context(layout, body.hinted, body.lines, headline, description)


def features_of(html: str, text: str, **more: str) -> set[str]:
    """The features of the line of a text."""
    context = context_of(html, **more)
    rows = dict(gather_features(context))
    return set(next(rows[place] for place, line in enumerate(context.layout.lines) if line.text == text))


def flat_layout(*texts: str) -> Layout:
    lines = [Line(text, "p", 0, float(len(text)), 0.0) for text in texts]
    return Layout([Element("body", "", -1, 0.0, False, 0, len(lines))], lines)


LONG = "渡口因为大雨停航。" * 20


@pytest.mark.parametrize(
    ("logits", "chosen"),
    [
        ([2.0, 2.0, 2.0], [0, 1, 2]),
        ([-2.0, -2.0, -2.0], []),
        ([-2.0, 2.0, -2.0], [1]),
        ([2.0, -0.1, 2.0], [0, 1, 2]),
        ([-2.0, 0.1, -2.0], []),
        ([1e9, -1e9, 1e9], [0, 2]),
    ],
)
def test_lines_are_chosen_by_the_best_way_through_all_of_them(logits: list[float], chosen: list[int]) -> None:
    layout = flat_layout(*[LONG] * len(logits))
    assert choose_lines(layout, dict(enumerate(logits)), 0.3) == chosen


def test_a_change_that_costs_much_takes_all_or_nothing() -> None:
    layout = flat_layout(LONG, LONG, LONG)
    assert choose_lines(layout, {0: 1.0, 1: -1.0, 2: 1.0}, 50.0) == []
    assert choose_lines(layout, {0: 1.0, 1: -1.0, 2: 1.0}, 0.0) == [0, 2]


def test_a_short_line_counts_less_than_a_long_one() -> None:
    short, long = flat_layout(LONG, "短", LONG), flat_layout(LONG, LONG, LONG)
    logits = {0: 2.0, 1: -0.9, 2: 2.0}
    assert choose_lines(short, logits, 0.3) == [0, 1, 2]
    assert choose_lines(long, logits, 0.3) == [0, 2]


def test_no_lines_give_none() -> None:
    assert choose_lines(flat_layout(), {}, 0.3) == []


@given(st.lists(st.floats(-10, 10), max_size=40), st.floats(0, 3))
@settings(deadline=None)
def test_no_other_choice_of_lines_is_worth_more(logits: list[float], change: float) -> None:
    layout = flat_layout(*[LONG] * len(logits))
    chosen = set(choose_lines(layout, dict(enumerate(logits)), change))
    best = worth(logits, chosen, change)
    for place in range(len(logits)):
        assert worth(logits, chosen ^ {place}, change) <= best + 1e-6
    assert worth(logits, set(), change) <= best + 1e-6
    assert worth(logits, set(range(len(logits))), change) <= best + 1e-6


def worth(logits: list[float], chosen: set[int], change: float) -> float:
    """What the best way maximises: every line for or against its logit, less the changes; it begins outside."""
    total, inside = 0.0, False
    for place, logit in enumerate(logits):
        gain = max(-4.0, min(4.0, logit)) * 1.5 / 2
        total += gain if place in chosen else -gain
        if inside != (place in chosen):
            total -= change
        inside = place in chosen
    return total


def test_the_shipped_model_keeps_prose_and_drops_credits_and_lists() -> None:
    context = context_of(PAGE)
    taken, sure = redraw_boundary(context, load_line_model())
    assert [context.layout.lines[place].text for place in taken] == list(PROSE)
    assert 0.5 < sure <= 1


def test_a_model_that_would_drop_nearly_all_of_the_text_is_not_believed() -> None:
    context = context_of(PAGE)
    taken, _ = redraw_boundary(context, LineModel({"bias": -9.0}, 0.3))
    assert taken == tuple(context.kept)


def test_a_model_takes_in_lines_that_the_rules_left_out_but_no_furniture() -> None:
    page = PAGE.replace("<p>责任编辑", "<p>图为渡口</p><p>责任编辑")
    context = context_of(page)
    taken, _ = redraw_boundary(context, LineModel({"bias": 9.0}, 0.3))
    texts = [context.layout.lines[place].text for place in taken]
    assert set(PROSE) <= set(texts)
    assert "责任编辑：许青" not in texts


def test_weights_of_groups_say_what_the_sum_of_their_features_says() -> None:
    model, context = load_line_model(), context_of(PAGE)
    named = dict(gather_features(context))
    for _ in range(2):  # the second time from what is known
        for place, groups in gather_groups(context):
            if groups:
                told = sum(model.weights.get(name, 0.0) for name in named[place])
                assert math.isclose(model.judge(groups, {}), told, abs_tol=1e-9)
            else:
                assert named[place] == [SKIPPED]


def test_names_of_elements_are_not_kept_beyond_their_page() -> None:
    model, context = LineModel({"own article": 1.0}, 0.3), context_of(PAGE)
    of_page: dict[object, float] = {}
    for _, groups in gather_groups(context):
        model.judge(groups, of_page)  # type: ignore[arg-type]
    assert of_page
    assert all(group[0] != ELEMENTS for group in model._known)


def test_every_group_has_names_that_are_features() -> None:
    for _, groups in gather_groups(context_of(PAGE)):
        for group in groups:
            assert all(isinstance(name, str) and name for name in names_of(group))


def test_a_line_is_told_by_size_place_and_neighbours() -> None:
    found = features_of(PAGE, PROSE[1])
    assert {"bias", "kept", "tag p", "where in", "rel main", "prev prose", "next prose", "link0", "prev same"} <= found
    assert "own article" not in found, "the line's own element has no name"
    assert "near article" not in found, "nor do those around the whole text count for a line"


def test_the_first_and_last_lines_are_told_apart() -> None:
    assert "first0" in features_of(PAGE, PROSE[0])
    assert "last1" in features_of(PAGE, PROSE[2])
    assert "first0" not in features_of(PAGE, PROSE[2])


def test_the_headline_and_the_pages_own_summary_are_known_again() -> None:
    assert "is description" in features_of(PAGE, PROSE[0], description=PROSE[0])
    assert "is description" not in features_of(PAGE, PROSE[1], description=PROSE[0])
    assert "is headline" in features_of(PAGE, "渡口停航")


def test_what_follows_the_title_of_a_list_knows_it() -> None:
    page = PAGE.replace("<p>责任编辑：许青</p>", "<p>相关阅读</p><p>旧城改造开工</p><p>责任编辑：许青</p>")
    assert "list" in features_of(page, "相关阅读")
    assert "since list0" in features_of(page, "旧城改造开工")


def test_a_line_that_stands_there_twice_is_again() -> None:
    twice = "渡口的船期从周四起恢复，乘客可以在码头买票，也可以打电话问。"
    page = PAGE.replace("<p>责任编辑", f"<p>{twice}</p><p>{twice}</p><p>责任编辑")
    context = context_of(page)
    rows = dict(gather_features(context))
    told = ["again" in rows[place] for place, line in enumerate(context.layout.lines) if line.text == twice]
    assert told == [False, True]


def test_links_far_from_the_text_are_not_looked_at_closely() -> None:
    assert features_of(PAGE, "首页") == {SKIPPED}


def test_only_so_many_lines_around_the_text_are_looked_at() -> None:
    beside = "".join(f"<div>第{number}条</div>" for number in range(300))
    context = context_of(f"<div>{beside}</div>{PAGE}<div>{beside}</div>")
    places = [place for place, _ in gather_features(context)]
    assert places[0] >= context.kept[0] - BEFORE
    assert places[-1] <= context.kept[-1] + AFTER


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("article-body_main clearfix", ("article", "body", "clearfix", "main")),
        ("relatedStoriesBox", ("box", "related", "stories")),
        ("c3 item42 a", ()),
        ("x" * 500, ()),
        ("", ()),
    ],
)
def test_names_are_taken_apart_into_words(name: str, tokens: tuple[str, ...]) -> None:
    assert tokens_of(name) == tokens


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("图为渡口。许青 摄", "caption"), ("Photo: Ann Lee", "caption"), ("© 2031", "caption"),
        ("扫码关注公众号", "call"), ("Sign up for the newsletter", "call"), ("来源：青桐社", "credit"),
        ("By Ann Lee", "credit"), ("2031-05-06 09:30", "date"), ("3 hours ago", "date"), ("2031-05-06", "digits"),
        ("· 渡口", "bullet"), ("“渡口停航。”", "quote"), ("【延伸】渡口", "bracket"), ("相关：", "colon"),
        ("渡口开了吗？", "ask"), ("未完待续…", "dots"), ("https://a.example", "url"), ("a@b.example", "at"),
        ("首页 | 国际", "bar"), ("BREAKING", "upper"), ("read more", "lower"),
    ],
)  # fmt: skip
def test_the_words_and_signs_of_a_short_line_are_cues(text: str, cue: str) -> None:
    assert cue in set(cues_of(text))


def test_plain_prose_has_no_cues() -> None:
    assert list(cues_of("城北渡口已经停航，学校和医院照常开放。")) == []


@pytest.mark.parametrize("text", ["相关阅读", "Read more", "RELATED STORIES", "猜你喜欢", "网友评论", "Mehr zum Thema"])
def test_a_title_over_a_list_is_known(text: str) -> None:
    assert opens_list(text)


@pytest.mark.parametrize("text", ["渡口停航", "The ferry stops", "城北"])
def test_other_titles_open_no_list(text: str) -> None:
    assert not opens_list(text)


@given(st.text(min_size=1, max_size=300))
@settings(deadline=None)
def test_no_line_has_a_cue_twice(text: str) -> None:
    cues = list(cues_of(text))
    assert len(cues) == len(set(cues))


def test_what_the_reader_feels_is_set_against_what_was_right() -> None:
    steps = ((0.5, 0.4), (0.9, 0.95))
    assert calibrate(0.0, steps) == 0.0
    assert calibrate(0.25, steps) == 0.2
    assert calibrate(0.5, steps) == 0.4
    assert calibrate(0.7, steps) == 0.675
    assert calibrate(1.0, steps) == 0.95
    assert calibrate(0.7, ()) == 0.0


@given(st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None)
def test_who_feels_surer_is_never_believed_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= calibrate(low, load_steps()) <= calibrate(high, load_steps()) <= 1
