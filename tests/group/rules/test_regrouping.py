from __future__ import annotations

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.group.rules.regrouping import NEW, Change, Unions, decide_change

ARTICLES = st.integers(1, 25)


def take(change: Change, homes: dict[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """Homes after all steps, and story → the one it was merged into. New stories have the number of their group."""
    homes, merged = dict(homes), dict[int, int]()
    for step in change.steps:
        target = step.into if step.into is not None else step.group
        assert step.story not in merged
        assert target not in merged
        assert all(homes[article] == step.story for article in step.articles)
        for article in [one for one, home in homes.items() if home == step.story] if step.whole else step.articles:
            homes[article] = target
        if step.whole:
            merged[step.story] = target
    return homes, merged


def decide(
    groups: dict[int, int], homes: dict[int, int], *unions: tuple[int, int], held: tuple[int, ...] = ()
) -> Change:
    return decide_change(groups, homes, Counter(homes.values()), Unions(unions), set(held))


def test_where_nothing_differs_nothing_is_done() -> None:
    homes = {1: 10, 2: 10, 3: 11}
    assert not decide({1: NEW + 1, 2: NEW + 1, 3: NEW + 3}, homes).steps


def test_two_stories_that_are_one_become_one_under_the_address_of_the_larger() -> None:
    change = decide({1: NEW + 1, 2: NEW + 1, 3: NEW + 1}, {1: 10, 2: 11, 3: 11})
    homes, merged = take(change, {1: 10, 2: 11, 3: 11})
    assert set(homes.values()) == {11}
    assert merged == {10: 11}
    assert (change.merges, change.opened, change.moved) == (1, 0, 1)


def test_a_story_that_is_two_keeps_its_address_for_the_larger_part() -> None:
    groups = {1: NEW + 1, 2: NEW + 2, 3: NEW + 2}
    change = decide(groups, dict.fromkeys(groups, 10))
    homes, merged = take(change, dict.fromkeys(groups, 10))
    assert homes == {1: NEW + 1, 2: 10, 3: 10}
    assert not merged
    assert change.opened == 1


def test_a_story_all_of_whose_articles_leave_leads_to_where_most_of_them_went() -> None:
    homes = {1: 10, 2: 10, 3: 10, 4: 11, 5: 11, 6: 11, 7: 12, 8: 12, 9: 12}
    groups = dict.fromkeys((1, 2, 4, 5, 6), NEW + 4) | dict.fromkeys((3, 7, 8, 9), NEW + 7)
    after, merged = take(decide(groups, homes), homes)
    assert after == dict.fromkeys((1, 2, 4, 5, 6), 11) | dict.fromkeys((3, 7, 8, 9), 12)
    assert merged == {10: 11}


def test_a_story_with_articles_from_before_is_never_emptied() -> None:
    change = decide_change({1: NEW + 1, 2: 11}, {1: 10, 2: 11}, Counter({10: 5, 11: 1}), Unions([(NEW + 1, 11)]), set())
    assert [(step.story, step.into, step.whole) for step in change.steps] == [(10, 11, False)]


def test_stories_that_stood_before_and_became_one_in_between_are_merged_whole() -> None:
    homes = {1: 10, 2: 11, 3: 11}
    change = decide({1: 10, 2: 11, 3: 11}, homes, (10, 11))
    assert take(change, homes) == (dict.fromkeys(homes, 11), {10: 11})


def test_a_story_that_a_person_decided_on_keeps_its_address_before_a_larger_one() -> None:
    homes = {1: 10, 2: 11, 3: 11}
    change = decide({1: 10, 2: 11, 3: 11}, homes, (10, 11), held=(10,))
    assert take(change, homes) == (dict.fromkeys(homes, 10), {11: 10})


@settings(deadline=None)
@given(st.data())
def test_the_steps_lead_to_the_groups_and_no_address_is_lost(data: st.DataObject) -> None:
    homes = data.draw(st.dictionaries(ARTICLES, st.integers(100, 106), min_size=1))
    standing = data.draw(st.sets(st.sampled_from(sorted(set(homes.values())))))
    groups: dict[int, int] = {}
    for article in sorted(homes):
        known = sorted({*groups.values(), *standing, NEW + article})
        groups[article] = homes[article] if homes[article] in standing and data.draw(st.booleans()) else data.draw(
            st.sampled_from(known)
        )  # fmt: skip
    for story in standing:  # a story that stood before the plan begins has an article from before
        first = min(article for article, home in homes.items() if home == story)
        groups[first] = story
    names = sorted({*groups.values()})
    unions = Unions(data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=4)))
    change = decide_change(groups, homes, Counter(homes.values()), unions, set())
    after, merged = take(change, homes)
    meant: defaultdict[int, set[int]] = defaultdict(set)
    for article, group in groups.items():
        meant[unions.find(group)].add(article)
    made: defaultdict[int, set[int]] = defaultdict(set)
    for article, story in after.items():
        made[story].add(article)
    assert sorted(map(sorted, meant.values())) == sorted(map(sorted, made.values()))
    for story in set(homes.values()):
        assert story in made or merged[story] in made
    again = decide_change(groups, after, Counter(after.values()), unions, set())
    assert not again.steps
