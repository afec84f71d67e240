"""The whole engine against SQL: whatever becomes of reads, stories and processes, it counts distinct readers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from rank.scene import Scene
from yaowen.group.models import Membership, Story
from yaowen.group.store import merge_stories, split_story
from yaowen.rank.models import ReadLog
from yaowen.rank.store import current_ranking
from yaowen.rank.verify import verify_kept

ARTICLES = (11, 12, 21, 22, 31)
COUNT = (
    "SELECT home.story_id, count(DISTINCT seen.reader) FROM seen "
    "JOIN membership home ON home.article_id = seen.article "
    "WHERE seen.minute > %s AND seen.minute <= %s GROUP BY home.story_id"
)


class EngineMachine(RuleBasedStateMachine):
    """Reads late, shuffled and doubled; stories merged and split; midnights; clock steps; starts from log and snapshot.

    Every read also goes into a plain table, which SQL counts. Each reader has a network of their own and too few of
    them read the same for a ring.
    """

    @initialize(hours=st.integers(0, 30))
    def begin(self, hours: int) -> None:
        self.atomic: Any = transaction.atomic()
        self.atomic.__enter__()
        self.folder = tempfile.TemporaryDirectory()
        self.scene = Scene(Path(self.folder.name))
        self.scene.forward(hours=hours)
        for story in (1, 2, 3):
            self.scene.file(story, [one for one in ARTICLES if one // 10 == story])
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE seen (article bigint, reader bigint, minute bigint)")
        self.scene.tick()

    @rule(
        some=st.lists(
            st.tuples(st.sampled_from(ARTICLES), st.integers(0, 6), st.sampled_from([0, 0, 0, 1, 59, 700, 1439, 1440])),
            max_size=6,
        ),
        writer=st.sampled_from("vw"),
    )
    def read(self, some: list[tuple[int, int, int]], writer: str) -> None:
        for article, reader, ago in some:
            minute = self.scene.minute - ago
            self.scene.read((article, reader), minute=minute, writer=writer)
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO seen VALUES (%s, %s, %s)", [article, reader, minute])
        self.scene.tick()

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
        minute = self.scene.minute
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [minute - 1440, minute])
            expected = dict(cursor.fetchall())
        ranking = current_ranking()
        assert ranking.minute == minute
        assert {each.story_id: each.readers for each in ranking.standings if each.readers} == expected

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            try:
                assert all(check.differences == () for check in verify_kept())
            finally:
                transaction.set_rollback(True)
                self.atomic.__exit__(None, None, None)
                self.folder.cleanup()


@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_the_engine_counts_what_sql_counts() -> None:
    run_state_machine_as_test(
        EngineMachine,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
