"""The whole engine against SQL: whatever becomes of reads, stories and processes, it counts distinct readers.

Runs on the database of the test run: SQLite, or PostgreSQL through `tests/machine/with_postgres.py`.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rank.scene import Scene, read_of
from yaowen.group.models import Membership, Story
from yaowen.group.store import merge_stories, split_story
from yaowen.rank import stage
from yaowen.rank.hiding import hide_story, show_story
from yaowen.rank.log import append_reads
from yaowen.rank.models import FrozenRanking, HiddenStory, ReadLog
from yaowen.rank.recount import recount
from yaowen.rank.store import current_ranking
from yaowen.rank.verify import verify_kept

ARTICLES = (11, 12, 21, 22, 31)
K = 8
VOTES = """
SELECT story, sum(CASE WHEN crowd < %s THEN crowd ELSE %s END) FROM (
  SELECT home.story_id AS story, seen.network AS network, count(DISTINCT seen.reader) AS crowd
  FROM seen JOIN membership home ON home.article_id = seen.article
  WHERE seen.minute > %s AND seen.minute <= %s GROUP BY home.story_id, seen.network
) crowds GROUP BY story
"""
RING_SETS = """
SELECT stories, count(*) FROM (
  SELECT network, {join} AS stories, count(*) AS many FROM (
    SELECT DISTINCT seen.network AS network, home.story_id AS story
    FROM seen JOIN membership home ON home.article_id = seen.article
    WHERE seen.minute > %s AND seen.minute <= %s ORDER BY 1, 2
  ) each_read GROUP BY network
) sets GROUP BY stories
"""
JOIN = {"sqlite": "group_concat(story)", "postgresql": "string_agg(story::text, ',' ORDER BY story)"}


class EngineMachine(RuleBasedStateMachine):
    """Reads late, shuffled and doubled; rings; stories merged, split and hidden; midnights; clock steps; starts.

    Every read also goes into a plain table without salts or keys, which SQL counts. Readers share four networks, a ring
    has networks of its own. What rings lose is held against the recount, their sizes against SQL.
    """

    @initialize(hours=st.integers(0, 30))
    def begin(self, hours: int) -> None:
        self.atomic: Any = transaction.atomic()
        self.atomic.__enter__()
        self.folder = tempfile.TemporaryDirectory()
        self.scene = Scene(Path(self.folder.name))
        self.scene.forward(hours=hours)
        self.rings = 0
        self.seq: Counter[str] = Counter()
        for story in (1, 2, 3):
            self.scene.file(story, [one for one in ARTICLES if one // 10 == story])
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE seen (article bigint, reader bigint, network bigint, minute bigint)")
        self.scene.tick()

    def log(self, reads: list[tuple[int, int, int, int]], writer: str) -> None:
        """Put (article, reader, network, minute) into the log and into the table that SQL counts, and tick."""
        for minute, some in groupby(reads, lambda read: read[3]):
            made = [read_of(article, minute, reader, network) for article, reader, network, _ in some]
            self.seq[writer] = append_reads(writer, self.seq[writer], made)
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO seen VALUES (%s, %s, %s, %s)", reads)
        self.scene.tick()

    @rule(
        some=st.lists(
            st.tuples(
                st.sampled_from(ARTICLES), st.integers(0, 11), st.sampled_from([0, 0, 0, 1, 59, 700, 1439, 1440])
            ),
            max_size=6,
        ),
        writer=st.sampled_from("vw"),
    )
    def read(self, some: list[tuple[int, int, int]], writer: str) -> None:
        self.log([(article, who, who % 4, self.scene.minute - ago) for article, who, ago in some], writer)

    @rule(article=st.sampled_from(ARTICLES), readers=st.integers(7, 20))
    def crowd_one_network(self, article: int, readers: int) -> None:
        """More readers of one network than count."""
        self.log([(article, 100 + who, 50, self.scene.minute) for who in range(readers)], "v")

    @precondition(lambda self: self.rings < 4)
    @rule(networks=st.sampled_from([7, 8, 20]), articles=st.sampled_from([(11, 21), (11, 21, 31), (12, 31)]),
          ago=st.sampled_from([0, 3, 1400]))  # fmt: skip
    def attack(self, networks: int, articles: tuple[int, ...], ago: int) -> None:
        self.rings += 1
        who = [1000 * self.rings + one for one in range(networks)]
        self.log([(article, one, one, self.scene.minute - ago) for one in who for article in articles], "ring")

    @rule()
    def log_again(self) -> None:
        """The same rows once more, by another writer: an answer that never came, an import said twice."""
        for seq, row in enumerate(ReadLog.objects.exclude(writer__startswith="again").order_by("-seq")[:5]):
            again = f"again-{ReadLog.objects.count()}"
            ReadLog.objects.create(writer=again, seq=seq, minute=row.minute, n=row.n, data=bytes(row.data))
        self.scene.tick()

    @rule(minutes=st.sampled_from([1, 2, 59, 60, 719, 1439, 1441]))
    def wait(self, minutes: int) -> None:
        self.scene.forward(minutes=minutes)
        self.scene.tick()

    @rule()
    def wait_until_midnight(self) -> None:
        self.wait(1440 - self.scene.minute % 1440)

    @rule(minutes=st.sampled_from([1, 3, 61]))
    def step_the_clock_back_and_forth(self, minutes: int) -> None:
        """What a writer wrote before the step is from the future meanwhile; what it writes later waits behind it."""
        for by in (-minutes, minutes):
            self.scene.forward(minutes=by)
            self.scene.tick()

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        standing = sorted(Story.objects.exclude(state__in=("merged", "withdrawn")).values_list("pk", flat=True))
        if len(standing) > 1:
            merged, survivor = data.draw(st.permutations(standing))[:2]
            merge_stories(merged, survivor, "one event", at=self.scene.clock.now())
            self.wait(1)

    @rule(article=st.sampled_from(ARTICLES))
    def split(self, article: int) -> None:
        home = Membership.objects.get(article_id=article).story_id
        if Membership.objects.filter(story_id=home).count() > 1:
            split_story(home, [article], "two events", at=self.scene.clock.now())
            self.wait(1)

    @rule(article=st.sampled_from(ARTICLES))
    def hide_or_show(self, article: int) -> None:
        """A hidden story keeps its number and its place."""
        story, at = Membership.objects.get(article_id=article).story_id, self.scene.clock.now()
        if HiddenStory.objects.filter(story_id=story, shown_at=None).exists():
            show_story(story, by="desk", at=at)
        else:
            hide_story(story, by="desk", reason="tried", at=at)
        self.wait(1)

    @rule()
    def start_from_the_snapshot(self) -> None:
        self.scene.end()
        self.scene.tick()

    @rule()
    def die_and_start_from_an_older_snapshot_or_the_log(self) -> None:
        self.scene.start_again()
        self.scene.tick()

    @invariant()
    def counts_what_sql_counts(self) -> None:
        """Votes and what rings lost are SQL's numbers; the rings are those among the sets that SQL finds."""
        minute = self.scene.minute
        ranking = current_ranking()
        assert ranking.minute == minute
        row = FrozenRanking.objects.get(span="now", minute=minute)
        removed: Counter[int] = Counter()
        for stories, _, _, lost in row.rings or []:
            removed.update(dict(zip(stories, lost, strict=True)))
        listed = {each.story_id: each.readers + each.removed for each in ranking.standings if each.readers}
        expected = self.ask(VOTES, K, K, minute - 1440, minute)
        assert listed == {story: int(votes) for story, votes in expected.items() if votes > removed[story]}
        sets = self.ask(RING_SETS.format(join=JOIN[connection.vendor]), minute - 1440, minute)
        sizes = {tuple(sorted(map(int, stories.split(",")))): many for stories, many in sets.items()}
        assert all(sizes[tuple(stories)] == networks >= 8 for stories, networks, _, _ in row.rings or [])
        assert row.networks == sum(sizes.values())
        assert {tuple(stories): tuple(lost) for stories, _, _, lost in row.rings or []} == recount(minute, K).removed

    def ask(self, query: str, *args: int) -> dict[Any, Any]:
        with connection.cursor() as cursor:
            cursor.execute(query, args)
            return dict(cursor.fetchall())

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            try:
                assert all(check.differences == () for check in verify_kept())
            finally:
                transaction.set_rollback(True)
                self.atomic.__exit__(None, None, None)
                self.folder.cleanup()


@pytest.mark.django_db
def test_the_engine_counts_what_sql_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "LEASE_SECONDS", 3600.0)  # a machine that stands still for ten seconds decides nothing
    run_state_machine_as_test(
        EngineMachine,
        settings=settings(
            max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
