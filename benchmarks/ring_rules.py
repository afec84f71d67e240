"""What the ring rule takes from honest crowds and from rings.

    python benchmarks/ring_rules.py [--days 1 2 9] [--seeds 2] [--globo ../shared/data/clicks_globo]

Honest crowds and rings are made up by `tests/rank/crowds.py`; a real portal's days are read where the folder is there.
Prints Markdown: of each honest crowd the share of all votes left out, of each ring how much more of its stories' votes
is left out than without it, as a share of what it brings; each the worst of the seeds.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from rank.crowds import (  # noqa: E402
    Random,
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
)  # fmt: skip
from yaowen.rank.rules.rings import (  # noqa: E402
    LEAST_NETWORKS,
    MOST_STORIES,
    Group,
    count_kept,
    count_removed,
    gather_rings,
    is_ring,
)

PER_NETWORK = 8
Maker = Callable[[Random], Reads]


@dataclass(frozen=True, slots=True)
class Sets:
    """Reads as sets: networks with each set, their votes for its stories, networks that read each story."""

    sizes: Counter[tuple[int, ...]]
    votes: dict[tuple[int, ...], Counter[int]]
    readers: Counter[int]
    networks: int
    all_votes: int

    def describe(self, stories: tuple[int, ...]) -> Group:
        """A group with who stands around it."""
        parts: list[tuple[int, ...]] = [()]
        for story in stories:
            parts += [(*part, story) for part in parts]
        return Group([self.sizes[part] for part in parts], [self.readers[each] for each in stories], self.networks)


def collect_sets(reads: Reads) -> Sets:
    """The sets of all networks."""
    seen = np.unique(reads[:, [2, 0, 1]], axis=0)
    pairs, crowds = np.unique(seen[:, :2], axis=0, return_counts=True)
    crowds = np.minimum(crowds, PER_NETWORK)
    starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    sizes: Counter[tuple[int, ...]] = Counter()
    votes: dict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(pairs)], strict=True):
        if end - start <= MOST_STORIES:
            stories = tuple(pairs[start:end, 1].tolist())
            sizes[stories] += 1
            votes[stories].update(dict(zip(stories, crowds[start:end].tolist(), strict=True)))
    readers = Counter(pairs[:, 1].tolist())
    return Sets(sizes, votes, readers, len(starts), int(crowds.sum()))


def count_lost(sets: Sets) -> Counter[int]:
    """Story → votes left out."""
    groups = {
        stories: sets.describe(stories)
        for stories, networks in sets.sizes.items()
        if networks >= LEAST_NETWORKS and len(stories) > 1
    }
    lost: Counter[int] = Counter()
    for parts in gather_rings({stories: group for stories, group in groups.items() if is_ring(group)}).values():
        networks, votes = sum(sets.sizes[part] for part in parts), Counter[int]()
        for part in parts:
            votes.update(sets.votes[part])
        kept = count_kept(networks)
        lost.update({story: count_removed(many, networks, kept) for story, many in votes.items()})
    return lost


def honest_crowds() -> dict[str, Maker]:
    """Makers of honest crowds by what they are."""
    made: dict[str, Maker] = {
        "20,000 readers by Zipf's law": lambda r: zipf_readers(r, 20_000, 3000, 2.5),
        "20,000 by a steep law (1.8)": lambda r: zipf_readers(r, 20_000, 300, 2.0, 1.8),
        "20,000 in 8,000 networks": lambda r: share_networks(r, zipf_readers(r, 20_000, 1000, 2.0), 2.5),
        "300 offices at lunch": lambda r: office_readers(r, 300, 200),
        "a village of 80 homes": lambda r: take_each(r, 80, {1 + n: 0.75 * 0.85**n for n in range(25)}),
        "breaking news, four stories": lambda r: beside(
            r, take_each(r, 8000, {901: 0.95, 902: 0.4, 903: 0.3, 904: 0.1})
        ),
        "ten topics of six stories": lambda r: topic_readers(r, 5000, 10, 6, 2.0),
        "200 topics of five stories": lambda r: topic_readers(r, 20_000, 200, 5, 2.0),
        "a list read from its top, 0.6 go on": lambda r: list_readers(r, 5000, 30, 0.6),
        "five shared links, 0.3 go on": lambda r: beside(
            r, *(link_followers(r, 1000, [[900 + n], [910 + n, 920 + n], [930 + n]], 0.3) for n in range(5))
        ),
    }  # fmt: skip
    for readers, stories in ((200, 10), (1000, 20), (2000, 30), (5000, 60)):
        made[f"{readers} readers, {stories} stories"] = lambda r, n=readers, s=stories: zipf_readers(r, n, s, 3.0)
    for chance in (0.3, 0.5, 0.7, 0.8, 0.9):
        three = dict.fromkeys((1, 2, 3), chance)
        made[f"5,000 take each of the top three with {chance}"] = lambda r, t=three: beside(r, take_each(r, 5000, t))
        letter = dict.fromkeys((911, 912, 913), chance)
        made[f"600 take each of a newsletter's three with {chance}"] = lambda r, t=letter: beside(
            r, take_each(r, 600, t)
        )
    for name, steps in CHAINS.items():
        for go_on in (0.05, 0.15, 0.3, 0.5, 0.7, 0.8, 0.9):
            made[f"6,000 behind a link, {name}, {go_on} go on"] = lambda r, s=steps, p=go_on: beside(
                r, link_followers(r, 6000, s, p)
            )
    return made


CHAINS: dict[str, Sequence[Sequence[int]]] = {
    "chain of 3": [[901], [902], [903]],
    "chain of 4": [[901], [902], [903], [904]],
    "chain of known stories": [[40], [120], [200]],
    "related ones": [[901], list(range(902, 907)), list(range(902, 907))],
}


def beside(random: Random, *crowds: Reads) -> Reads:
    """Crowds beside 4,000 readers by Zipf's law."""
    return join_crowds(zipf_readers(random, 4000, 300, 2.5), *crowds)


BACKGROUNDS: dict[str, Maker] = {
    "a city": lambda r: zipf_readers(r, 20_000, 3000, 2.5),
    "a steep city": lambda r: zipf_readers(r, 20_000, 3000, 2.5, 1.3),
    "a town": lambda r: zipf_readers(r, 1000, 30, 2.5),
    "a link": lambda r: beside(r, link_followers(r, 6000, CHAINS["related ones"], 0.3)),
}


KINDS = ("unread", "half-way down", "of the upper tenth", "one well-read, else unread", "the most read",
         "two well-read, else unread")  # fmt: skip


def choose_pushed(crowd: Reads, count: int) -> dict[str, list[int]]:
    """Stories for a ring, by kind."""
    stories, read = np.unique(crowd[:, 0], return_counts=True)
    ordered, unread = stories[np.argsort(-read, kind="stable")].tolist(), [9_000_001 + n for n in range(count)]
    lists = (
        unread, ordered[len(ordered) // 2 :][:count], ordered[len(ordered) // 10 :][:count], ordered[:1] + unread[1:],
        ordered[:count], ordered[1:4:2] + unread[2:],
    )  # fmt: skip
    return dict(zip(KINDS, lists, strict=True))


def attacks(where: str) -> Iterator[tuple[str, Callable[[Reads], Reads]]]:
    """Rings upon a crowd: what they are called, and what makes their reads."""
    for count in (2, 3, 4, 5):
        for kind in KINDS[: len(KINDS) - (count == 2)]:
            yield f"{count} stories, {kind}", lambda crowd, c=count, k=kind: ring(choose_pushed(crowd, c)[k])  # type: ignore[misc]
    if where != "a city":
        return
    three = (5001, 5002, 5003)
    for networks, readers in ((20, 1), (50, 1), (100, 1), (200, 8), (1000, 1), (1000, 8)):
        yield f"{networks} networks of {readers} readers", lambda _, n=networks, r=readers: ring(three, n, r)  # type: ignore[misc]
    for missed in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4):
        yield f"3 stories, {missed} of the reads not made yet", lambda _, m=missed: thin_out(ring(three), m)  # type: ignore[misc]
    yield (
        "two rings that share two of 3 stories",
        lambda _: np.concatenate([ring(three), ring((5001, 5002, 5004), number=1)]),
    )


def thin_out(reads: Reads, share: float) -> Reads:
    """Without a share of the reads."""
    return reads[np.random.default_rng(11).random(len(reads)) >= share]


def print_table(head: str, rows: dict[str, float]) -> None:
    """As Markdown."""
    print(f"\n| {head} | left out |\n|---|---|")
    for name, share in rows.items():
        print(f"| {name} | {100 * share:.2f} % |")


def measure_honest(crowds: dict[str, Callable[[int], Reads]], seeds: int) -> dict[str, float]:
    """The worst of the seeds."""
    return {name: max(share_lost(collect_sets(maker(seed))) for seed in range(seeds)) for name, maker in crowds.items()}


def share_lost(sets: Sets) -> float:
    """Of all votes."""
    return count_lost(sets).total() / sets.all_votes


def measure_attacks(seeds: int) -> dict[str, float]:
    """Of a ring's votes those left out, beyond what honest ones lose without it; the worst of the seeds."""
    found: dict[str, float] = {}
    for where, maker in BACKGROUNDS.items():
        for seed in range(seeds):
            crowd = maker(np.random.default_rng(seed))
            for name, make_ring in attacks(where):
                share = share_of_ring(crowd, make_ring(crowd))
                found[f"{where}: {name}"] = min(share, found.get(f"{where}: {name}", share))
    return found


def share_of_ring(crowd: Reads, attack: Reads) -> float:
    """Of the votes of a ring among a crowd those left out."""
    before, after = count_lost(collect_sets(crowd)), count_lost(collect_sets(np.concatenate([crowd, attack])))
    pushed, brought = set(attack[:, 0].tolist()), collect_sets(attack).all_votes
    return sum(after[each] - before[each] for each in pushed) / brought


def main() -> int:
    """Measure."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--globo", type=Path, default=ROOT.parent / "shared/data/clicks_globo")
    made.add_argument("--days", type=int, nargs="*", default=range(1, 18))
    made.add_argument("--seeds", type=int, default=2)
    args = made.parse_args()
    honest = {name: lambda seed, m=maker: m(np.random.default_rng(seed)) for name, maker in honest_crowds().items()}
    print_table("honest crowd: votes lost", measure_honest(honest, args.seeds))
    print_table("200 networks, unless said otherwise: their votes left out", measure_attacks(args.seeds))
    days = {f"2017-10-{day:02d}": args.globo / f"clicks_2017-10-{day:02d}.tsv.xz" for day in args.days}
    real: dict[str, Callable[[int], Reads]] = {}
    for day, path in days.items():
        if path.exists():
            real[f"{day}, a network each"] = lambda _, p=path: read_day(p)
            real[f"{day}, three a network"] = lambda s, p=path: share_networks(np.random.default_rng(s), read_day(p), 3)
    print_table("a real day: votes lost", measure_honest(real, 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
