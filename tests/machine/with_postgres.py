"""Run a command with a real PostgreSQL of its own: a throw-away cluster on a free port of loopback.

    python tests/machine/with_postgres.py COMMAND [ARGUMENT ...]

The command finds the server's address in YAOWEN_DATABASE_URL.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    """Start the cluster, run the command, remove the cluster; returns the command's exit code."""
    folder = Path(tempfile.mkdtemp(prefix="yaowen-postgres-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        port = _free_port()
        _run("initdb", "-D", folder / "data", "-A", "trust", "-U", "yaowen", "--no-sync", "-E", "UTF8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _run("pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
        environment = {**os.environ, "YAOWEN_DATABASE_URL": f"postgresql://yaowen@127.0.0.1:{port}/postgres"}
        try:
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            _run("pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: object) -> None:
    """Run a program of PostgreSQL, as its own user where we are root (it refuses root)."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    if not found:
        raise SystemExit(f"{program} is not here; run tests/machine/prepare.sh, or: apt-get install postgresql")
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*as_user, str(found[-1]), *map(str, arguments)], check=False, text=True, cwd="/",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{program} failed: {done.stderr.strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
