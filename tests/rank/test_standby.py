"""Two rankers on one database: one publishes, the other follows in memory and takes over without counting again."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from rank.scene import Scene
from yaowen.base.clock import anchor_real_time, real_now
from yaowen.base.words import Ranking
from yaowen.belt.conveyor import hold_lease
from yaowen.belt.models import Lease
from yaowen.rank import ranker as ranker_module
from yaowen.rank import stage
from yaowen.rank.models import FrozenRanking, ReadLog
from yaowen.rank.recount import rank_window
from yaowen.rank.stage import LEASE_NAME, RankTick
from yaowen.rank.store import current_ranking, frozen_minutes, ranking_at
from yaowen.rank.verify import verify, verify_kept


class Crew:
    """Rankers of several processes, in one test."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.stages = {name: RankTick(look_seconds=0) for name in ("first", "second")}

    def tick(self, name: str) -> int:
        """One step of one of them; whether it still has the lease is asked at every step."""
        self.stages[name]._renew_at = 0.0
        return self.stages[name].step(replace(self._scene.context(), holder=name))


@pytest.fixture
def crew(scene: Scene) -> Crew:
    scene.file(1, [11])
    scene.file(2, [21])
    return Crew(scene)


def kill(name: str) -> None:
    """Its lease runs out."""
    Lease.objects.filter(holder=name).update(until=real_now())


@pytest.mark.django_db
def test_the_standby_takes_over_what_it_has_followed_without_reading_the_log_again(scene: Scene, crew: Crew) -> None:
    scene.read((11, 1), (21, 1), (21, 2))
    crew.tick("first")
    crew.tick("second")
    assert current_ranking().standings[0].readers == 2
    ReadLog.objects.update(data=b"\x01", n=0)  # nobody could count from the log again
    scene.forward(minutes=1)
    kill("first")
    crew.tick("second")
    assert current_ranking().minute == scene.minute
    assert scene.listed() == [(2, 2), (1, 1)]


@pytest.mark.django_db
def test_the_standby_publishes_nothing(scene: Scene, crew: Crew) -> None:
    crew.tick("first")
    before = list(FrozenRanking.objects.order_by("pk").values())
    scene.read((11, 1))
    scene.forward(minutes=90)
    assert crew.tick("second") == 0
    assert list(FrozenRanking.objects.order_by("pk").values()) == before
    assert [file.name for file in scene.folder.iterdir() if "snapshot" in file.name] == []


@pytest.mark.django_db
def test_an_hour_that_ended_before_it_took_over_is_frozen_as_it_stood(scene: Scene, crew: Crew) -> None:
    scene.read((11, 1))
    crew.tick("first")
    crew.tick("second")
    for _ in range(3):
        scene.forward(minutes=50)
        scene.read((11, scene.minute))
        crew.tick("second")
    kill("first")
    crew.tick("second")
    assert len(frozen_minutes("hour")) == 3
    assert all(check.differences == () for check in verify_kept())


@pytest.mark.django_db
def test_reads_that_came_late_while_nobody_published_reach_their_hour(scene: Scene, crew: Crew) -> None:
    scene.read((11, 1))
    crew.tick("first")
    scene.forward(minutes=40)
    crew.tick("first")
    crew.tick("second")
    kill("first")
    (hour,) = frozen_minutes("hour")
    scene.read((11, 2), minute=hour, writer="late")
    crew.stages["first"] = RankTick(look_seconds=0)
    assert hold_lease(LEASE_NAME, "nobody", seconds=1000)
    crew.tick("second")  # sees them as a standby
    kill("nobody")
    crew.tick("second")
    kept = ranking_at(hour)
    assert kept is not None
    assert kept.standings[0].readers == 2
    assert verify(hour).differences == ()


@pytest.mark.django_db
def test_who_lost_the_lease_in_the_middle_of_a_step_publishes_nothing(
    scene: Scene, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew.tick("first")
    scene.forward(minutes=1)
    counted = rank_window

    def slow(*given: Any) -> Ranking:
        kill("first")
        assert hold_lease(LEASE_NAME, "second", seconds=1000)
        return counted(*given)

    monkeypatch.setattr(ranker_module, "rank_window", slow)
    crew.tick("first")
    assert current_ranking().minute == scene.minute - 1


@pytest.mark.django_db
def test_a_publisher_that_comes_back_finds_its_place_taken_and_follows(scene: Scene, crew: Crew) -> None:
    for name in ("first", "second"):
        crew.tick(name)
    kill("first")
    scene.read((11, 1))
    crew.tick("second")
    scene.read((11, 2))
    scene.forward(minutes=1)
    assert crew.tick("first") == 0
    crew.tick("second")
    kill("second")
    scene.forward(minutes=1)
    scene.read((11, 3))
    crew.tick("first")
    assert scene.listed()[0] == (1, 3)
    assert verify(scene.minute).differences == ()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_publishes_and_after_its_end_another_within_the_lease(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_RENEW_SECONDS", 0.05)
    monkeypatch.setattr(stage, "LEASE_SECONDS", 600.0)
    scene.file(1, [11])
    scene.read((11, 1))
    published: list[str] = []
    stop = {name: threading.Event() for name in "abc"}

    def run(name: str) -> None:
        mine = RankTick(look_seconds=0.02)
        context = replace(scene.context(), holder=name)
        try:
            while not stop[name].is_set():
                mine.step(context)
                if mine._publishes:
                    published.append(name)
                time.sleep(0.02)
        finally:
            connection.close()

    threads = {name: threading.Thread(target=run, args=(name,)) for name in "abc"}
    for thread in threads.values():
        thread.start()
    holders: list[str] = []
    deadline = time.monotonic() + 120
    while len(holders) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
        if published and published[-1] not in holders and Lease.objects.filter(holder=published[-1]).exists():
            name = published[-1]
            holders.append(name)
            stop[name].set()  # without winding down: killed, as far as the others can see
            threads[name].join()
            anchor_real_time(real_now() + timedelta(seconds=601), time.monotonic())
    anchor_real_time(None)
    for name, thread in threads.items():
        stop[name].set()
        thread.join()
    assert sorted(holders) == ["a", "b", "c"]
    turns = [name for place, name in enumerate(published) if place == 0 or published[place - 1] != name]
    assert turns == holders  # each had one turn: none published while another did
    assert scene.listed() == [(1, 1)]
