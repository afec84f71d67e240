"""No address of a reader is in any file that a site writes, nor in a backup made as the docs say."""

from __future__ import annotations

import http.client
import ipaddress
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from soak.reading import ORIGIN, RANKERS, ReadCrew
from whole_site.running import BROWSER, scratch_database

ADDRESSES = ("203.0.113.77", "198.51.100.201", "2001:db8:77:1234:89ab:cdef:1:2", "::ffff:192.0.2.33")


def forms_of(address: str) -> Iterator[bytes]:
    """How an address could be written: as text, in hexadecimal, and as packed bytes of either order."""
    parsed = ipaddress.ip_address(address)
    bare = (parsed.ipv4_mapped if parsed.version == 6 else None) or parsed
    for each in {parsed, bare}:
        yield each.compressed.encode()
        yield each.exploded.encode()
        yield each.packed.hex().encode()
        yield each.packed
        yield each.packed[::-1]
        yield str(int(each)).encode()
    if bare.version == 6:
        yield bare.packed[:8]
    else:
        yield ".".join(bare.compressed.split(".")[:3]).encode() + b"."


def files_below(*folders: Path) -> list[Path]:
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadCrew]:
    """A site that four addresses have read from, behind a proxy, and that was ended."""
    folder = tmp_path_factory.mktemp("addresses")
    with scratch_database() as database_url:
        crew = ReadCrew(folder / "data", database_url)
        crew.open()
        try:
            crew.wait_until(lambda: post(crew.site.port, "127.0.0.9") == 204, 60)
            for address in ADDRESSES:
                assert post(crew.site.port, address) == 204
                assert get(crew.site.port, address) in {200, 503}
            crew.wait_until(lambda: crew.counted().get(1) == len(ADDRESSES) + 1, 60)
            yield crew
        finally:
            crew.end()


def post(port: int, address: str) -> int:
    headers = {"Origin": ORIGIN, "User-Agent": BROWSER, "X-Forwarded-For": address}
    return ask(port, "POST", "/_/read", b"s1", headers)


def get(port: int, address: str) -> int:
    return ask(port, "GET", "/zh-hans/", b"", {"X-Forwarded-For": address, "User-Agent": BROWSER})


def ask(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, headers)
        return connection.getresponse().status
    except OSError:
        return 0  # not up yet
    finally:
        connection.close()


def find_addresses(contents: bytes, name: str) -> list[str]:
    """Where addresses stand. Four bytes come about by chance: two addresses or more must be found in that form."""
    found = [(address, form) for address in ADDRESSES for form in forms_of(address) if form in contents]
    packed = {address for address, form in found if len(form) == 4}
    return [f"{address} as {form!r} in {name}" for address, form in found if len(form) > 4 or len(packed) > 1]


def test_the_search_finds_what_it_looks_for() -> None:
    for address in ADDRESSES:
        assert all(find_addresses(b"x" + form + b"y", "") for form in forms_of(address) if len(form) > 4)
    both = b"".join(ipaddress.ip_address(address).packed for address in ADDRESSES[:2])
    assert len(find_addresses(both, "")) == 2


def test_no_file_of_a_running_or_ended_site_holds_an_address(site: ReadCrew) -> None:
    running = files_below(site.site.data.parent)
    found = [hit for file in running for hit in find_addresses(file.read_bytes(), file.name)]
    for name in RANKERS:
        site.processes[name].terminate()
        site.processes[name].wait(60)
    ended = files_below(site.site.data.parent)
    assert "ranking-snapshot" in {file.name for file in ended}
    found += [hit for file in ended for hit in find_addresses(file.read_bytes(), file.name)]
    assert found == []


def test_a_backup_holds_no_address_no_salt_and_no_snapshot(site: ReadCrew, tmp_path: Path) -> None:
    salts = [bytes.fromhex(line.split()[1]) for line in (site.site.data / "salts").read_text("ascii").splitlines()]
    copy = back_up(site, tmp_path / "backup")
    assert len(copy) > 1000
    assert find_addresses(copy, "the backup") == []
    assert not any(salt in copy or salt.hex().encode() in copy for salt in salts)


def back_up(site: ReadCrew, file: Path) -> bytes:
    """As docs/how-to/back-up.md says."""
    if site.database_url:
        command = ["pg_dump", "--exclude-table-data=salt", f"--file={file}", site.database_url]
    else:
        command = ["sqlite3", str(site.site.data / "yaowen.sqlite3"), f"VACUUM INTO '{file}'"]
        if not any((Path(folder) / "sqlite3").exists() for folder in os.get_exec_path()):
            site.query(f"VACUUM INTO '{file}'")
            return file.read_bytes()
    subprocess.run(command, check=True)
    return file.read_bytes()
