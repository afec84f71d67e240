"""The salts: made once, shared, kept to the owner, destroyed on time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from yaowen.base.errors import Misconfigured
from yaowen.rank.salts import SaltFile


def test_a_day_has_one_salt_in_every_process(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        pairs = list(pool.map(lambda _: SaltFile(tmp_path).pair(100), range(40)))
    assert len(set(pairs)) == 1
    today, before = pairs[0]
    assert len({today, before}) == 2
    assert len(today) == len(before) == 32


def test_a_salt_serves_its_day_and_the_next_and_no_longer(tmp_path: Path) -> None:
    salts = SaltFile(tmp_path)
    first, _ = salts.pair(100)
    assert salts.pair(101)[1] == first
    salts.pair(102)
    assert salts.pair(101)[1] != first


def test_a_destroyed_salt_is_in_no_file(tmp_path: Path) -> None:
    salts = SaltFile(tmp_path)
    kept = salts.pair(100)
    assert salts.destroy_old(101) == 1
    assert salts.destroy_old(102) == 0
    text = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not any(salt in text or salt.hex().encode() in text for salt in kept)


def test_a_salt_of_tomorrow_made_by_a_faster_clock_stays(tmp_path: Path) -> None:
    fast, slow = SaltFile(tmp_path), SaltFile(tmp_path)
    made = fast.pair(101)
    slow.destroy_old(100)
    assert SaltFile(tmp_path).pair(101) == made


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    SaltFile(tmp_path).pair(100)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "salts").write_text("nonsense\n")
    with pytest.raises(Misconfigured, match=r"salts.*delete it"):
        SaltFile(tmp_path).pair(100)
