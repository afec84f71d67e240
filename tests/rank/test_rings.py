"""Rings: what the running tally finds equals what counting set by set finds; who is damped and who never."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rank.crowds import (
    Reads,
    join_crowds,
    link_followers,
    list_readers,
    office_readers,
    read_day,
    ring,
    share_networks,
    take_each,
    topic_readers,
    zipf_readers,
)
from yaowen.rank.recount import _recount_rings
from yaowen.rank.rules.columns import Numbers
from yaowen.rank.rules.leaves import Leaves
from yaowen.rank.rules.read_sets import mark_stories
from yaowen.rank.rules.ring_finder import are_explained
from yaowen.rank.rules.rings import Group, count_damped, count_kept, gather_rings, is_ring
from yaowen.rank.rules.tally import Tally

PER_NETWORK = 8
Seen = tuple[int, int, int, int]  # story, reader, network, minute


def tally_of(seen: Iterable[Seen] | Reads, minute: int = 1440, leaf_rows: int = 500) -> Tally:
    tally = Tally(1440, PER_NETWORK, minute, leaf_rows=leaf_rows)
    merge(tally, seen)
    return tally


def merge(tally: Tally, seen: Iterable[Seen] | Reads) -> None:
    columns = seen if isinstance(seen, np.ndarray) else np.array(list(seen), np.int64).reshape(-1, 4)
    tally.merge(columns[:, 0], columns[:, 1].astype(np.uint64), columns[:, 2].astype(np.uint64), columns[:, 3])


def counted(seen: Iterable[Seen], minute: int) -> dict[tuple[int, ...], tuple[int, ...]]:
    """The rings of what was seen, one network after another."""
    latest: dict[tuple[int, int, int], int] = {}
    for story, reader, network, at in seen:
        latest[story, reader, network] = max(at, latest.get((story, reader, network), 0))
    crowds: dict[int, Counter[int]] = defaultdict(Counter)
    for (story, _, network), at in latest.items():
        if minute - 1440 < at:
            crowds[story][network] += 1
    capped = {story: {one: min(n, PER_NETWORK) for one, n in crowd.items()} for story, crowd in crowds.items()}
    return dict(_recount_rings(capped))


def found(tally: Tally) -> dict[tuple[int, ...], tuple[int, ...]]:
    return {ring.stories: ring.removed for ring in tally.rings()}


def lost_of(reads: Reads) -> Counter[int]:
    return count_damped(tally_of(reads, leaf_rows=1 << 18).rings())


def votes(reads: Reads) -> int:
    """Votes before any damping, over all stories."""
    pairs = np.unique(reads[:, :3], axis=0)
    _, crowds = np.unique(pairs[:, [0, 2]], axis=0, return_counts=True)
    return int(np.minimum(crowds, PER_NETWORK).sum())


def lost_share(reads: Reads) -> float:
    """Which share of all votes does not count."""
    return lost_of(reads).total() / votes(reads)


@pytest.mark.parametrize("seed", range(8))
def test_the_running_tally_finds_what_counting_set_by_set_finds(seed: int) -> None:
    """Reads late and doubled, stories forgotten and taken in again, days that pass: always the same rings."""
    random = np.random.default_rng(seed)
    minute, seen, rings = 1440, list[Seen](), 0
    tally = tally_of([], minute)
    for step in range(30):
        few = random.choice([40, 4000])
        new: list[Seen] = []
        for _ in range(int(random.integers(1, 40))):
            stories = random.choice(12, random.integers(1, 5), replace=False) + 1
            count = int(random.integers(1, 14))
            at = minute - int(random.choice([0, 5, 600, 1439, 1500]))
            for network in random.integers(0, few, count).tolist():
                new += [(int(story), network * 3 + int(random.integers(3)), network, at) for story in stories]
        seen += new
        merge(tally, new)
        if step % 4 == 3:
            minute += int(random.choice([1, 300, 1440]))
            tally.advance(minute)
        if step % 5 == 4:
            gone = int(random.integers(1, 13))
            tally.drop_stories([gone])
            merge(tally, [each for each in seen if each[0] == gone])
        assert found(tally) == counted(seen, minute)
        rings += len(tally.rings())
    assert rings > 0


@given(
    sizes=st.dictionaries(
        st.sets(st.integers(1, 6), min_size=1, max_size=6).map(lambda each: tuple(sorted(each))),
        st.integers(1, 20) | st.sampled_from([40, 80]),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=50, deadline=None)
def test_two_who_count_any_sets_agree_to_the_vote(sizes: dict[tuple[int, ...], int]) -> None:
    """Sets of few stories that hold each other, in any numbers: every trail there can be."""
    ends = np.cumsum(list(sizes.values())).tolist()
    seen = [
        (story, network, network, 700)
        for (stories, size), end in zip(sizes.items(), ends, strict=True)
        for network in range(end - size, end)
        for story in stories
    ]
    assert found(tally_of(seen)) == counted(seen, 1440)


def group(sizes: dict[str, int], others: Sequence[int], all_networks: int) -> Group:
    """A group of stories a, b, c …: how many networks read exactly which of them; how many others each."""
    letters = max(sizes, key=len)
    parts = [""]
    for letter in letters:
        parts += [part + letter for part in parts]
    readers = [
        sum(many for part, many in sizes.items() if letter in part) + more
        for letter, more in zip(letters, others, strict=True)
    ]
    return Group([sizes.get(part, 0) for part in parts], readers, all_networks)


@pytest.mark.parametrize(
    ("sizes", "others", "all_networks", "kept"),
    [
        pytest.param({"ab": 7}, [0, 0], 1000, None, id="too few"),
        pytest.param({"ab": 8}, [0, 0], 1000, 1, id="the fewest"),
        pytest.param({"abc": 200}, [0, 0, 0], 5000, 14, id="a ring"),
        pytest.param({"abc": 200}, [0, 0, 0], 200, 14, id="a ring alone"),
        pytest.param({"a": 200}, [0], 5000, None, id="one story"),
        pytest.param({"abcdef": 200}, [0] * 6, 5000, None, id="six stories"),
        pytest.param({"ab": 50}, [490, 590], 1000, None, id="a pair that chance explains"),
        pytest.param({"ab": 50, "a": 10}, [0, 0], 1000, 5, id="a pair with a trail of a fifth"),
        pytest.param({"ab": 50, "a": 11}, [0, 0], 1000, None, id="a pair with a clearer trail"),
        pytest.param({"ab": 50, "a": 5}, [50, 50], 9000, 5, id="a pair others read, with a trail of a tenth"),
        pytest.param({"ab": 50, "a": 6}, [50, 50], 9000, None, id="a pair others read, with a clearer trail"),
        pytest.param({"a": 700, "ab": 210, "abc": 90}, [0, 0, 0], 9000, None, id="readers of a chain"),
        pytest.param({"a": 400, "b": 300, "ab": 60, "abc": 200}, [2000, 2000, 0], 9000, 14, id="behind two well-read"),
        pytest.param({"ab": 60, "abc": 200}, [2000, 2000, 0], 9000, None, id="a chain of two well-read ones"),
        pytest.param({"a": 60, "b": 60, "ab": 120}, [0, 0], 9000, 10, id="half done, without an entrance"),
        pytest.param({"a": 61, "b": 60, "ab": 120}, [0, 0], 9000, None, id="less than half done"),
        pytest.param({"a": 61, "b": 6, "ab": 120}, [0, 0], 9000, None, id="with an entrance"),
        pytest.param({"a": 60, "b": 60, "ab": 120}, [0, 0], 599, None, id="a fifth of the site"),
        pytest.param(
            {"a": 40, "b": 40, "c": 40, "ab": 160, "ac": 160, "bc": 160, "abc": 640}, [900] * 3, 9000, None,
            id="four of five take each of the first three",
        ),
        pytest.param(
            {"a": 900, "b": 500, "c": 300, "ab": 70, "ac": 40, "bc": 20, "abc": 200}, [3000] * 3, 9000, 14,
            id="a ring among the most read",
        ),
    ],
)  # fmt: skip
def test_a_group_is_damped_by_the_stated_rule(
    sizes: dict[str, int], others: Sequence[int], all_networks: int, kept: int | None
) -> None:
    judged = group(sizes, others, all_networks)
    assert (count_kept(judged.networks) if is_ring(judged) else None) == kept


@given(
    rows=st.lists(
        st.tuples(st.lists(st.integers(0, 60) | st.integers(0, 3000), min_size=31, max_size=31),
                  st.lists(st.integers(0, 400), min_size=5, max_size=5)), min_size=1, max_size=20,
    ),
    stories=st.integers(2, 5), more=st.integers(0, 3000),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_no_ring_is_taken_for_explained_at_a_glance(
    rows: list[tuple[list[int], list[int]]], stories: int, more: int
) -> None:
    exactly = np.array([[0, *parts[: (1 << stories) - 1]] for parts, _ in rows])
    inside = [[sum(row[part] for part in range(1 << stories) if part >> place & 1) for place in range(stories)]
              for row in exactly.tolist()]  # fmt: skip
    readers = np.array(inside) + np.array([others[:stories] for _, others in rows])
    everyone = int(max(readers.max(), exactly.sum(axis=1).max())) + more
    explained = are_explained([*exactly.T], readers, everyone)
    judged = [is_ring(Group(*row, everyone)) for row in zip(exactly.tolist(), readers.tolist(), strict=True)]
    assert not any(at_a_glance and ring for at_a_glance, ring in zip(explained.tolist(), judged, strict=True))


def test_what_is_no_ring_is_mostly_seen_at_a_glance() -> None:
    assert are_explained([*np.array([[0], [500], [400], [30]])], np.array([[900, 800]]), 9000).all()


def test_stragglers_go_with_the_largest_ring_that_they_are_part_of() -> None:
    few = group({"abc": 60, "ab": 10, "a": 9}, [0, 0, 0], 9000)
    many = group({"abc": 90, "ab": 10, "a": 9}, [0, 0, 0], 9000)
    assert gather_rings({(1, 2, 3): few, (1, 2, 4): many}) == {(1, 2, 4): [(1, 2, 4), (1, 2)], (1, 2, 3): [(1, 2, 3)]}
    assert gather_rings({(1, 2, 4): few, (1, 2, 3): few})[1, 2, 3] == [(1, 2, 3), (1, 2)]


@pytest.mark.parametrize(
    ("sizes", "others", "stragglers"),
    [
        pytest.param({"abc": 60, "ab": 30, "ac": 31}, [0, 0, 0], ["ab"], id="more than half as many"),
        pytest.param({"abc": 60, "ab": 20, "bc": 20}, [900, 900, 0], ["bc"], id="of stories that many others read"),
        pytest.param({"abc": 60, "ab": 20}, [15, 14, 0], ["ab"], id="of a story that others read hardly"),
        pytest.param({"abc": 60, "ab": 20}, [15, 15, 0], [], id="of stories that others read"),
        pytest.param({"abc": 60, "a": 20}, [0, 0, 0], [], id="of one story"),
    ],
)
def test_stragglers_are_few_and_read_what_hardly_anybody_else_reads(
    sizes: dict[str, int], others: Sequence[int], stragglers: list[str]
) -> None:
    own, *parts = gather_rings({(1, 2, 3): group(sizes, others, 9000)})[1, 2, 3]
    assert own == (1, 2, 3)
    assert parts == [tuple("abc".index(letter) + 1 for letter in each) for each in stragglers]


@pytest.mark.parametrize("seed", range(6))
def test_rings_and_their_stragglers_are_counted_alike(seed: int) -> None:
    random = np.random.default_rng(seed)
    rings = [
        ring((random.choice(6, 4, replace=False) + 1).tolist(), int(random.integers(20, 90)), 2, number=n)
        for n in range(4)
    ]
    reads = np.concatenate([zipf_readers(random, 300, 40, 2.0), *rings])
    reads = reads[random.random(len(reads)) < 0.9]
    assert found(tally_of(reads))
    assert found(tally_of(reads)) == counted(reads.tolist(), 1440)


def test_marks_are_made_with_a_secret_of_each_tally() -> None:
    """Who knew them could find sets of stories with one and the same sum."""
    one, other = (tally_of(ring((1, 2, 3), 20)).frozen() for _ in range(2))
    assert one.secret != other.secret
    assert set(one.sets[1].tolist()).isdisjoint({*other.sets[1].tolist()} - {0})
    assert mark_stories([1, 2], b"a").tolist() != mark_stories([1, 2], b"b").tolist()


def test_a_tally_made_of_anothers_parts_goes_on_with_its_secret() -> None:
    first = tally_of(ring((1, 2, 3), 60))
    second = Tally(1440, PER_NETWORK, 1440)
    second.thaw(first.frozen())
    more = np.concatenate([ring((1, 2, 3), 40, number=1), ring((2, 5), 30, number=2)])
    merge(second, more)
    assert found(second) == counted([*ring((1, 2, 3), 60).tolist(), *more.tolist()], 1440)


def test_the_stories_of_new_groups_are_worked_out_without_a_pass_over_all_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(4)
    reads = np.concatenate([zipf_readers(random, 3000, 60, 2.5), ring((71, 72, 73), 40), ring((71, 74), 40, number=1)])
    reads = reads[np.argsort(reads[:, 3], kind="stable")]
    tally, passes = tally_of([], 1440), 0

    def look_up(pairs: Leaves, networks: Numbers, horizon: int) -> Numbers:
        nonlocal passes
        passes += 1
        return keys_inside(pairs, networks, horizon)

    keys_inside = Leaves.keys_inside
    monkeypatch.setattr(Leaves, "keys_inside", look_up)
    for some in np.array_split(reads, 300):
        merge(tally, some)
        tally.rings()
    tally.advance(2000)
    assert found(tally) == counted(reads.tolist(), 2000)
    assert passes < 30


def pushed_of(crowd: Reads, kind: str, count: int) -> list[int]:
    """Stories for a ring of three: by how much the others read them."""
    stories, read = np.unique(crowd[:, 0], return_counts=True)
    ordered: list[int] = stories[np.argsort(-read, kind="stable")].tolist()
    unread = [5_000_001 + number for number in range(count)]
    places = {"middle": 0.1, "lower": 0.5, "least": 0.9}
    if kind in places:
        start = min(int(places[kind] * len(ordered)), len(ordered) - count)
        return ordered[start : start + count]
    well_read = {"unread": 0, "behind one": 1, "behind two": 2}[kind]
    return ordered[3 : 3 + well_read] + unread[well_read:]


CROWDS = {
    "a city": zipf_readers(np.random.default_rng(5), 20_000, 3000, 2.5),
    "a steep city": zipf_readers(np.random.default_rng(5), 20_000, 3000, 2.5, 1.3),
    "a town": zipf_readers(np.random.default_rng(5), 1000, 30, 2.5),
    "a link": join_crowds(
        zipf_readers(np.random.default_rng(5), 4000, 300, 2.5),
        link_followers(np.random.default_rng(6), 6000, [[901], [902, 903], [902, 903, 904]], 0.3),
    ),
    "offices": share_networks(
        np.random.default_rng(6), zipf_readers(np.random.default_rng(5), 20_000, 1000, 2.0), 4
    ),
}  # fmt: skip


@pytest.mark.parametrize("crowd", CROWDS)
@pytest.mark.parametrize("readers", [1, PER_NETWORK])
@pytest.mark.parametrize("kind", ["unread", "least", "lower", "middle", "behind one", "behind two"])
def test_a_ring_of_200_networks_and_three_stories_loses_nine_tenths_of_its_votes(
    crowd: str, kind: str, readers: int
) -> None:
    honest = CROWDS[crowd]
    pushed = pushed_of(honest, kind, 3)
    attack = ring(pushed, 200, readers)
    before, after = lost_of(honest), lost_of(np.concatenate([honest, attack]))
    brought = 200 * readers
    assert all(after[story] - before[story] >= 0.9 * brought for story in pushed)
    assert after.total() - 3 * brought <= 0.01 * votes(honest)


@pytest.mark.parametrize("networks", [100, 200, 1000])
@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("minutes", [(700, 703), (1, 1441)])
def test_rings_of_two_to_five_stories_lose_nine_tenths_of_their_votes(
    networks: int, count: int, minutes: tuple[int, int]
) -> None:
    honest = CROWDS["a city"]
    attack = ring(pushed_of(honest, "lower", count), networks, minutes=minutes)
    lost = lost_of(np.concatenate([honest, attack]))
    assert lost.total() >= 0.9 * votes(attack)


@pytest.mark.parametrize(("missed", "at_least"), [(0.02, 0.9), (0.05, 0.9), (0.1, 0.9), (0.2, 0.85), (0.3, 0.78)])
def test_a_ring_that_has_not_made_all_its_reads_is_damped(missed: float, at_least: float) -> None:
    """What it has not read yet looks like a trail, but one without an entrance; its single stories count."""
    honest, attack = CROWDS["a city"], ring((5001, 5002, 5003), 200)
    attack = attack[np.random.default_rng(7).random(len(attack)) >= missed]
    assert lost_of(np.concatenate([honest, attack])).total() >= at_least * votes(attack)


def test_two_rings_do_not_hide_each_other() -> None:
    honest = zipf_readers(np.random.default_rng(6), 3000, 500, 2.5)
    attack = np.concatenate([ring((901, 902, 903), 200), ring((901, 902, 904), 200, number=1)])
    assert lost_of(np.concatenate([honest, attack])).total() >= 0.9 * votes(attack)


def test_a_ring_alone_on_a_new_site_is_damped() -> None:
    attack = ring((1, 2, 3), 200)
    assert lost_of(attack).total() >= 0.9 * votes(attack)


def test_what_a_ring_pushes_behind_a_well_read_story_is_no_more_than_a_vote_a_network() -> None:
    """{P, X} is let through where many read P alone: to read X alone, which is never damped, gives X as much."""
    honest = CROWDS["a city"]
    pushed = pushed_of(honest, "behind one", 2)
    for stories in (pushed, pushed[1:]):
        crowd = np.concatenate([honest, ring(stories, 200)])
        score = dict(tally_of(crowd, leaf_rows=1 << 18).leaders(10_000))[pushed[1]]
        assert score - lost_of(crowd)[pushed[1]] == 200


def honest_crowds() -> dict[str, Reads]:
    """Honest readers of many kinds."""
    random = np.random.default_rng(17)
    base = zipf_readers(random, 4000, 300, 2.5)
    made = {
        "by Zipf's law": zipf_readers(random, 40_000, 3000, 3.4),
        "by a steep law": zipf_readers(random, 20_000, 300, 2.0, 1.8),
        "two or three readers a network": share_networks(random, zipf_readers(random, 20_000, 1000, 2.0), 2.5),
        "only a link": join_crowds(base, link_followers(random, 6000, [[901]], 0)),
        "five links": join_crowds(
            base, *(link_followers(random, 1000, [[900 + n], [910 + n, 920 + n], [930 + n]], 0.3) for n in range(5))
        ),
        "breaking news": join_crowds(base, take_each(random, 8000, {901: 0.95, 902: 0.4, 903: 0.3, 904: 0.1})),
        "topics": topic_readers(random, 5000, 10, 6, 2.0),
        "many topics": topic_readers(random, 20_000, 200, 5, 2.0),
        "a newsletter of three": join_crowds(base, take_each(random, 600, {911: 0.6, 912: 0.6, 913: 0.6})),
        "a list from its top": list_readers(random, 5000, 30, 0.6),
        "offices at lunch": office_readers(random, 300, 200),
        "a village": take_each(random, 80, {1 + n: 0.75 * 0.85**n for n in range(25)}),
        "a site of three stories": take_each(random, 500, {1: 0.6, 2: 0.4, 3: 0.3}),
    }
    for readers, stories in ((200, 10), (1000, 20), (5000, 60), (2000, 30)):
        made[f"{readers} of {stories} stories"] = zipf_readers(random, readers, stories, 3.0)
    for chance in (0.3, 0.5, 0.7, 0.8):
        top = take_each(random, 5000, dict.fromkeys((1, 2, 3), chance))
        made[f"the top three, {chance}"] = join_crowds(zipf_readers(random, 5000, 300, 2.5), top)
        made[f"the top three alone, {chance}"] = top
    for go_on in (0.05, 0.15, 0.3, 0.5, 0.7):
        for name, steps in {
            "a chain of 3": [[901], [902], [903]],
            "a chain of 4": [[901], [902], [903], [904]],
            "a chain among others": [[40], [120], [200]],
            "related ones": [[901], list(range(902, 907)), list(range(902, 907))],
            "what stands first": [[901], [1, 1, 1, 2, 2, 3], [1, 2, 3, 4, 5, 6]],
        }.items():
            made[f"a link, {go_on} go on to {name}"] = join_crowds(base, link_followers(random, 6000, steps, go_on))
    return made


HONEST = honest_crowds()


@pytest.mark.parametrize("crowd", HONEST)
def test_an_honest_crowd_loses_under_one_percent(crowd: str) -> None:
    assert lost_share(HONEST[crowd]) <= 0.01


@pytest.mark.parametrize("crowd", [name for name in HONEST if "a link, 0.3" in name or "top three, 0.5" in name])
def test_a_ring_beside_readers_who_go_on_is_damped_and_they_are_not(crowd: str) -> None:
    attack = ring((5001, 5002, 5003), 200)
    lost = lost_of(np.concatenate([HONEST[crowd], attack]))
    assert sum(lost[story] for story in (5001, 5002, 5003)) >= 0.9 * votes(attack)
    assert lost.total() - votes(attack) <= 0.01 * votes(HONEST[crowd])


def test_a_set_is_judged_whatever_the_order_of_its_stories() -> None:
    """Story numbers decide nothing: the same crowd with other numbers loses as much."""
    crowd = join_crowds(HONEST["a newsletter of three"], ring((7001, 12, 7003), 60))
    lost = lost_of(crowd)
    stories = np.unique(crowd[:, 0])
    others = dict(zip(stories.tolist(), np.random.default_rng(3).permutation(stories).tolist(), strict=True))
    renamed = crowd.copy()
    renamed[:, 0] = [others[story] for story in crowd[:, 0].tolist()]
    assert {others[story]: n for story, n in lost.items()} == dict(lost_of(renamed))


GLOBO = Path(__file__).parents[3] / "shared/data/clicks_globo"


@pytest.mark.shared
@pytest.mark.parametrize("day", [2, 9, 16])
def test_a_real_days_readers_lose_under_one_percent_and_a_ring_among_them_nine_tenths(day: int) -> None:
    """Every user of a real portal a network of their own, 24 hours of a day; then rings beside them."""
    honest = read_day(GLOBO / f"clicks_2017-10-{day:02d}.tsv.xz")
    assert lost_share(honest) <= 0.01
    before = lost_of(honest)
    for kind in ("middle", "lower", "behind one"):
        some = pushed_of(honest, kind, 3)
        after = lost_of(np.concatenate([honest, ring(some, 200)]))
        assert sum(after[story] - before[story] for story in some) >= 0.9 * 600
