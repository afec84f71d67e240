"""The window at scale: taking reads in, a minute's tick, the top sixty, memory, the snapshot; and upserts beside it.

    python benchmarks/rank_window.py [--reads 1000000] [--upserts 1000000] [--reads-a-reader 8] [--readers-a-network 3]

Reads are spread over 24 hours and over stories by Zipf's law; ten rings of 200 networks are among them. With
`--reads-a-reader 3.3 --readers-a-network 1` there are at 1e7 reads three million networks that read few stories each:
the most that rings can be looked for among. The upserts go into SQLite in a scratch folder, a transaction for every
1,000 reads, the same for the packed rows, whose window is brought up to date every 50,000: a second of traffic or more.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from yaowen.rank.rules.packing import Numbers, Reads
from yaowen.rank.rules.window import Window, salt_day
from yaowen.rank.snapshot import Snapshot, SnapshotFile

STORIES = 20_000
RINGS = 10
RING_NETWORKS = 200
FLUSH_READS = 1000
MERGE_READS = 50_000
LAST_MINUTE = 29_000_160 + 720  # a minute at noon UTC, so that two salts are counted


@dataclass(frozen=True, slots=True)
class Sample:
    """Reads as columns, in order of time."""

    minutes: Numbers
    stories: Numbers
    reads: Reads

    def part(self, start: int, end: int) -> Sample:
        """Some of them."""
        some = self.reads
        columns = (some.page, some.reader, some.reader_before, some.network, some.network_before)
        return Sample(self.minutes[start:end], self.stories[start:end], Reads(*(each[start:end] for each in columns)))


def make_sample(count: int, reads_a_reader: float = 8, readers_a_network: int = 3) -> Sample:
    """Reads of the 24 hours before LAST_MINUTE."""
    random = np.random.default_rng(20250314)
    readers = random.integers(0, max(1, int(count / reads_a_reader)), count).astype(np.uint64)
    networks = readers // np.uint64(readers_a_network)
    stories = np.minimum(random.zipf(1.3, count), STORIES).astype(np.int64)
    if count > 100 * 3 * RINGS * RING_NETWORKS:
        where = random.choice(count, (RINGS * RING_NETWORKS, 3), replace=False)
        readers[where] = networks[where] = (1 << 30) + np.arange(len(where), dtype=np.uint64)[:, None]
        stories[where] = STORIES + np.arange(len(where))[:, None] // RING_NETWORKS * 3 + np.arange(3) + 1
    minutes = np.sort(random.integers(LAST_MINUTE - 1439, LAST_MINUTE + 1, count))
    days = salt_day(minutes)
    columns = (salted(each, days - ago) for each in (readers, networks) for ago in (0, 1))
    reader, before, network, network_before = columns
    narrow = (network.astype(np.uint32), network_before.astype(np.uint32))
    return Sample(minutes, stories, Reads(stories, reader, before, *narrow))


def salted(names: Numbers, days: Numbers) -> Numbers:
    """As random as a keyed hash, and as much the same within a day; the lower 32 bits too, for names as short."""
    return (names + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) ^ days.astype(np.uint64) * np.uint64(
        0xD1B54A32D192ED03
    )


def main() -> int:
    """Measure."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--reads", type=int, default=1_000_000)
    made.add_argument("--upserts", type=int, default=1_000_000)
    made.add_argument("--reads-a-reader", type=float, default=8)
    made.add_argument("--readers-a-network", type=int, default=3)
    args = made.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaowen.settings")
    sample = make_sample(args.reads, args.reads_a_reader, args.readers_a_network)
    print(json.dumps({"reads": args.reads, **measure_window(sample)}))
    if args.upserts:
        print(json.dumps({"reads": args.upserts, **measure_upserts(make_sample(args.upserts))}))
    return 0


def measure_window(sample: Sample) -> dict[str, float]:
    """Start from the log's columns, then tick, then start from a snapshot."""
    window = Window(8, LAST_MINUTE)
    before_bytes, early, most = psutil.Process().memory_info().rss, 0.0, 0.0
    begun = time.perf_counter()
    for start in range(0, len(sample.minutes), 100_000):
        part = sample.part(start, start + 100_000)
        window.merge(part.minutes, part.stories, part.reads)
        bytes_an_id = window.held_bytes / window.held
        early = early or bytes_an_id * (window.held >= 1_000_000)
        most = max(most, bytes_an_id * (2 * start >= len(sample.minutes)))
    start_seconds = time.perf_counter() - begun
    grown_bytes = psutil.Process().memory_info().rss - before_bytes
    ticks, busy, tops = measure_ticks(window, sample)
    return {
        "start_seconds": round(start_seconds, 2),
        "reads_a_second": round(len(sample.minutes) / start_seconds),
        "tick_ms": round(sorted(ticks)[5] * 1000, 2),
        "tick_processor_ms": round(sorted(busy)[5] * 1000, 2),
        "top_60_ms": round(sorted(tops)[5] * 1000, 3),
        "rings": len(window.rings()),
        "networks": window.networks,
        "ids_held": window.held,
        "bytes_an_id": round(window.held_bytes / window.held, 1),
        "bytes_an_id_at_most_in_the_second_half": round(most, 1),
        "bytes_an_id_at_a_million": round(early, 1),
        "process_bytes_an_id": round(grown_bytes / window.held, 1),
        **measure_snapshot(window),
    }


def measure_ticks(window: Window, sample: Sample) -> tuple[list[float], list[float], list[float]]:
    """Ten minutes of reads and the window's movement: seconds, processor seconds, and seconds of the top sixty."""
    ticks, busy, tops = [], [], []
    a_minute = len(sample.minutes) // 1440
    for minute in range(LAST_MINUTE + 1, LAST_MINUTE + 11):
        part = sample.part(0, a_minute)
        begun, used = time.perf_counter(), time.process_time()
        window.merge(np.full(a_minute, minute), part.stories, part.reads)
        window.advance(minute)
        ticks.append(time.perf_counter() - begun)
        busy.append(time.process_time() - used)
        begun = time.perf_counter()
        window.leaders(60)
        tops.append(time.perf_counter() - begun)
    return ticks, busy, tops


def measure_snapshot(window: Window) -> dict[str, float]:
    """Write the snapshot, and start from it."""
    none = np.empty(0, np.int64)
    with tempfile.TemporaryDirectory(prefix="yaowen-rank-") as folder:
        file = SnapshotFile(Path(folder))
        begun = time.perf_counter()
        file.save(Snapshot("bench", 8, window.minute, 0, {}, {}, none, none, none, window.frozen()))
        saved_seconds = time.perf_counter() - begun
        size_bytes = file.path.stat().st_size
        begun = time.perf_counter()
        found = file.load()
        again = Window(8, window.minute)
        again.thaw(found.tallies if found else {})
        loaded_seconds = time.perf_counter() - begun
    if sorted(again.leaders(60)) != sorted(window.leaders(60)) or again.readers() != window.readers():
        raise SystemExit("the snapshot gives another ranking")
    return {
        "snapshot_mb": round(size_bytes / 1e6, 1),
        "snapshot_saved_seconds": round(saved_seconds, 2),
        "start_from_snapshot_seconds": round(loaded_seconds, 2),
    }


def measure_upserts(sample: Sample) -> dict[str, float]:
    """Packed rows and their window, against an upsert for every (story, reader): by a clock, and by the processor."""
    with tempfile.TemporaryDirectory(prefix="yaowen-rank-") as folder:
        packed, packed_busy = timed(write_packed, Path(folder) / "packed.sqlite3", sample)
        pairs, pairs_busy = timed(write_pairs, Path(folder) / "pairs.sqlite3", sample)
    return {
        "packed_seconds": round(packed, 2),
        "pairs_seconds": round(pairs, 2),
        "ratio": round(pairs / packed, 1),
        "packed_processor_seconds": round(packed_busy, 2),
        "pairs_processor_seconds": round(pairs_busy, 2),
        "processor_ratio": round(pairs_busy / packed_busy, 1),
    }


def timed(write: object, file: Path, sample: Sample) -> tuple[float, float]:
    """Seconds and processor seconds that one way of writing takes."""
    with closing(sqlite3.connect(file, isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        begun, used = time.perf_counter(), time.process_time()
        write(base, sample)  # type: ignore[operator]
        return time.perf_counter() - begun, time.process_time() - used


def write_packed(base: sqlite3.Connection, sample: Sample) -> None:
    """As the site does: a row a flush, and the window in memory."""
    base.execute("CREATE TABLE read_log (writer, seq, minute, n, data, PRIMARY KEY (writer, seq))")
    window = Window(8, LAST_MINUTE)
    for seq, part in enumerate(flushes(sample, FLUSH_READS)):
        data = b"".join(each.tobytes() for each in columns_of(part))
        base.execute("INSERT INTO read_log VALUES ('w', ?, 0, ?, ?)", (seq, len(part.minutes), data))
    for part in flushes(sample, MERGE_READS):
        window.merge(part.minutes, part.stories, part.reads)


def write_pairs(base: sqlite3.Connection, sample: Sample) -> None:
    """The usual way: a row a pair, moved to its last minute."""
    base.execute("CREATE TABLE pair (story, reader, network, minute, PRIMARY KEY (story, reader)) WITHOUT ROWID")
    upsert = (
        "INSERT INTO pair VALUES (?, ?, ?, ?) ON CONFLICT (story, reader) DO UPDATE SET minute = "
        "max(minute, excluded.minute)"
    )
    for part in flushes(sample, FLUSH_READS):
        readers = part.reads.reader.astype(np.int64).tolist()
        rows = zip(part.stories.tolist(), readers, part.reads.network.tolist(), part.minutes.tolist(), strict=True)
        base.execute("BEGIN IMMEDIATE")
        base.executemany(upsert, rows)
        base.execute("COMMIT")


def flushes(sample: Sample, size: int) -> Iterator[Sample]:
    """So many reads at a time."""
    for start in range(0, len(sample.minutes), size):
        yield sample.part(start, start + size)


def columns_of(part: Sample) -> tuple[Numbers, ...]:
    """Page, both readers, both networks."""
    reads = part.reads
    return reads.page, reads.reader, reads.reader_before, reads.network, reads.network_before


if __name__ == "__main__":
    sys.exit(main())
