"""Packing reads into the bytes of a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.errors import BadInput
from yaowen.rank.rules.identity import Identity
from yaowen.rank.rules.packing import BYTES_PER_READ, Read, join_reads, pack_reads, unpack_reads

identities = st.builds(Identity, st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))
reads = st.builds(Read, st.integers(-(2**63), 2**63 - 1), st.just(29_000_000), identities, identities)


@given(st.lists(reads))
def test_what_is_packed_comes_out_again(some: list[Read]) -> None:
    found = unpack_reads(pack_reads(some), len(some))
    rows = zip(found.page, found.reader, found.network, found.reader_before, found.network_before, strict=True)
    wanted = [(r.page, r.now.reader, r.now.network, r.before.reader, r.before.network) for r in some]
    assert [tuple(map(int, row)) for row in rows] == wanted


@given(st.lists(reads, min_size=1), st.lists(reads, min_size=1))
def test_joined_rows_hold_the_reads_of_all(some: list[Read], more: list[Read]) -> None:
    parts = [unpack_reads(pack_reads(each), len(each)) for each in (some, more)]
    assert join_reads(parts).page.tolist() == [read.page for read in (*some, *more)]


@given(st.lists(reads))
def test_a_read_takes_thirty_two_bytes(some: list[Read]) -> None:
    assert len(pack_reads(some)) == 1 + BYTES_PER_READ * len(some)


def test_another_version_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="another version"):
        unpack_reads(b"\x02" + bytes(32), 1)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01" + bytes(31), b"\x01" + bytes(64)])
def test_a_row_of_the_wrong_length_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        unpack_reads(data, 1)
