"""Rings: what the running tally finds equals what counting set by set finds; who is damped and who never."""

from __future__ import annotations

import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from yaowen.rank.recount import _recount_rings
from yaowen.rank.rules.rings import count_damped, decide_kept
from yaowen.rank.rules.tally import Tally

PER_NETWORK = 8
Seen = tuple[int, int, int, int]  # story, reader, network, minute


def tally_of(seen: Iterable[Seen], minute: int = 1440, leaf_rows: int = 500) -> Tally:
    tally = Tally(1440, PER_NETWORK, minute, leaf_rows=leaf_rows)
    merge(tally, seen)
    return tally


def merge(tally: Tally, seen: Iterable[Seen]) -> None:
    columns = np.array(list(seen), np.int64).reshape(-1, 4)
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


def votes(seen: Iterable[Seen]) -> Counter[int]:
    """Story → votes before any damping."""
    crowds = Counter({(story, network) for story, _, network, _ in set(seen)})
    many = Counter((story, network) for story, network in {(s, (n, r)) for s, r, n, _ in seen})
    per = Counter((story, pair[0]) for story, pair in many)
    assert set(per) == set(crowds)
    total: Counter[int] = Counter()
    for (story, _), n in per.items():
        total[story] += min(n, PER_NETWORK)
    return total


def lost_share(seen: list[Seen]) -> float:
    """Which share of all votes does not count."""
    return count_damped(tally_of(seen, leaf_rows=1 << 18).rings()).total() / votes(seen).total()


def zipf_sets(random: np.random.Generator, networks: int, stories: int, mean: float) -> list[Seen]:
    """Readers alone in their networks, who take stories by Zipf's law."""
    many = random.geometric(1 / mean, networks)
    who = np.repeat(np.arange(networks), many)
    what = np.minimum(random.zipf(1.3, len(who)), stories)
    at = random.integers(1, 1441, len(who))
    return [(int(s), int(w), int(w), int(m)) for s, w, m in zip(what, who, at, strict=True)]


def ring(stories: Iterable[int], networks: int, readers: int = PER_NETWORK, *, first: int = 10_000_000) -> list[Seen]:
    listed = list(stories)
    return [
        (story, (first + net) * 100 + reader, first + net, 700 + (net + reader) % 60)
        for net in range(networks)
        for reader in range(readers)
        for story in listed
    ]


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


@pytest.mark.parametrize(
    ("networks", "readers", "all_networks", "kept"),
    [
        (7, [7, 7], 1000, None),
        (8, [8, 8], 1000, 2),
        (200, [200, 200, 200], 5000, 14),
        (200, [200, 200, 200], 200, 14),
        (200, [1001, 4000], 50_000, None),
        (200, [1000, 1000], 50_000, 14),
        (200, [1000], 50_000, None),
        (200, [200] * 6, 50_000, None),
        (10, [40, 50], 60, None),
        (100, [500, 600], 30_000, 10),
        (1000, [2000, 2500], 20_000, 79),
    ],
)
def test_a_group_is_damped_by_the_stated_rule(
    networks: int, readers: list[int], all_networks: int, kept: int | None
) -> None:
    assert decide_kept(networks, readers, all_networks) == kept


@pytest.mark.parametrize("readers", [1, PER_NETWORK])
@pytest.mark.parametrize("pushed", [(5001, 5002, 5003), (40, 90, 400), (7, 12, 5001), (5001, 5002)])
def test_a_ring_of_200_networks_loses_nine_tenths_of_its_votes(pushed: tuple[int, ...], readers: int) -> None:
    """Stories nobody else reads, stories of the middle, and well-read ones that should hide the pushed one."""
    honest = zipf_sets(np.random.default_rng(5), 20_000, 3000, 2.5)
    attack = ring(pushed, 200, readers)
    lost = count_damped(tally_of(honest + attack, leaf_rows=1 << 18).rings())
    brought = votes(attack)
    assert all(lost[story] >= 0.9 * brought[story] for story in pushed)
    assert lost.total() - sum(brought.values()) <= 0.01 * votes(honest).total()


def test_two_rings_do_not_hide_each_other() -> None:
    honest = zipf_sets(np.random.default_rng(6), 3000, 500, 2.5)
    attack = ring((901, 902, 903), 200) + ring((901, 902, 904), 200, first=20_000_000)
    lost = count_damped(tally_of(honest + attack).rings())
    assert lost.total() >= 0.9 * votes(attack).total()


def test_a_ring_alone_on_a_new_site_is_damped() -> None:
    attack = ring((1, 2, 3), 200)
    assert count_damped(tally_of(attack).rings()).total() >= 0.9 * votes(attack).total()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("networks", "stories", "mean"), [(200, 30, 3.0), (5000, 300, 2.0), (40_000, 3000, 3.4)])
def test_readers_by_zipfs_law_lose_under_one_percent(seed: int, networks: int, stories: int, mean: float) -> None:
    assert lost_share(zipf_sets(np.random.default_rng(seed), networks, stories, mean)) <= 0.01


def test_a_crowd_behind_one_shared_link_loses_nothing() -> None:
    """Thousands of networks, one story each, in an hour."""
    crowd = [(77, 5_000_000 + who, 5_000_000 + who, 900 + who % 60) for who in range(6000)]
    honest = zipf_sets(np.random.default_rng(7), 4000, 300, 2.5)
    assert count_damped(tally_of(honest + crowd).rings())[77] == 0


def test_a_shared_link_that_many_read_on_from_loses_under_one_percent() -> None:
    """Of 6,000 who came for one story a third go on to what stands first beside it, some further."""
    random = np.random.default_rng(8)
    beside = [place for place in range(1, 61) for _ in range(60 // place)]
    crowd = [(77, 5_000_000 + who, 5_000_000 + who, 900 + who % 60) for who in range(6000)]
    on = [(78, r, n, m) for _, r, n, m in crowd if random.random() < 0.33]
    further = [(int(random.choice(beside)), r, n, m) for _, r, n, m in on if random.random() < 0.5]
    honest = zipf_sets(np.random.default_rng(9), 4000, 300, 2.5)
    assert lost_share(honest + crowd + on + further) <= 0.01


@pytest.mark.parametrize("seed", range(5))
def test_a_small_town_loses_under_one_percent(seed: int) -> None:
    """80 homes, 25 stories, everybody reads from the top of the same list."""
    random = np.random.default_rng(seed)
    chance = 0.75 * 0.85 ** np.arange(25)
    town = [
        (story + 1, home * 10 + one, home, int(random.integers(1, 1441)))
        for home in range(80)
        for one in range(int(random.integers(1, 4)))
        for story in range(25)
        if random.random() < chance[story]
    ]
    assert lost_share(town) <= 0.01


@pytest.mark.parametrize("seed", range(3))
def test_offices_at_lunch_lose_under_one_percent(seed: int) -> None:
    """300 offices of 2 to 30 colleagues each, who read one to four stories between noon and half past."""
    random = np.random.default_rng(seed)
    lunch = [
        (int(min(random.zipf(1.4), 200)), office * 100 + one, office, 720 + int(random.integers(30)))
        for office in range(300)
        for one in range(int(random.integers(2, 31)))
        for _ in range(int(random.integers(1, 5)))
    ]
    assert lost_share(lunch) <= 0.01


GLOBO = Path(__file__).parents[3] / "shared/data/clicks_globo"


@pytest.mark.shared
@pytest.mark.parametrize("day", [2, 9, 16])
def test_a_real_days_readers_lose_under_one_percent_and_a_ring_among_them_nine_tenths(day: int) -> None:
    """Every user of a real portal a network of their own, 24 hours of a day; then a ring beside them."""
    honest = read_globo(GLOBO / f"clicks_2017-10-{day:02d}.tsv.xz")
    assert lost_share(honest) <= 0.01
    some = sorted({story for story, *_ in honest})[:: len(honest) // 3 % 997 + 50][:3]
    before = count_damped(tally_of(honest, leaf_rows=1 << 18).rings())
    after = count_damped(tally_of(honest + ring(some, 200), leaf_rows=1 << 18).rings())
    brought = votes(ring(some, 200)).total()
    assert sum(after[story] - before[story] for story in some) >= 0.9 * brought


def read_globo(path: Path) -> list[Seen]:
    users: dict[str, int] = {}
    seen = []
    with lzma.open(path, "rt") as source:
        rows = (row.split("\t") for row in source)
        for at, article, user, *_ in rows:
            if at.isdecimal():
                who = users.setdefault(user, len(users))
                seen.append((int(article), who, who, int(at) // 60 % 1440 + 1))
    return seen
