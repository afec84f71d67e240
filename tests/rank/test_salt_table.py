"""Salts that several machines share: a table, made once a day, destroyed on time, on PostgreSQL alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from yaowen.base.errors import Misconfigured
from yaowen.base.settings import Settings
from yaowen.rank.models import Salt
from yaowen.rank.salts import SaltFile, SaltTable, open_salts


def settings_with(folder: Path, place: str) -> Settings:
    return Settings({**django_settings.YAOWEN.values, "DATA": str(folder), "SALTS": place})


@pytest.mark.django_db(transaction=True)
def test_a_day_has_one_salt_on_every_machine(tmp_path: Path) -> None:
    def ask(_: int) -> tuple[bytes, bytes]:
        try:
            return SaltTable(tmp_path).pair(100)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        pairs = set(pool.map(ask, range(24)))
    ((today, before),) = pairs
    assert len({today, before}) == 2
    assert len(today) == len(before) == 32


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_salt_is_gone_and_the_snapshot_with_it(tmp_path: Path) -> None:
    salts = SaltTable(tmp_path)
    salts.pair(100)
    snapshot = tmp_path / "ranking-snapshot"
    snapshot.write_bytes(b"ids")
    assert salts.destroy_old(100) == 2
    assert snapshot.exists()
    assert salts.destroy_old(101) == 1
    assert list(Salt.objects.values_list("day", flat=True)) == [100]
    assert not snapshot.exists()
    assert salts.destroy_old(110) == 0


@pytest.mark.django_db
def test_salts_lie_in_the_file_unless_the_setting_says_otherwise(tmp_path: Path) -> None:
    assert isinstance(open_salts(settings_with(tmp_path, "file")), SaltFile)
    with pytest.raises(Misconfigured, match="YAOWEN_SALTS"):
        open_salts(settings_with(tmp_path, "nowhere"))


@pytest.mark.django_db
def test_a_table_of_salts_is_for_postgresql_alone(tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        assert isinstance(open_salts(settings_with(tmp_path, "database")), SaltTable)
    else:
        with pytest.raises(Misconfigured, match="give file"):
            open_salts(settings_with(tmp_path, "database"))
