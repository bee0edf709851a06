"""The connection is lost while the database commits: the run finds out what became of it, or leaves that to the next."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores.conftest import filled, new_postgresql
from tests.stores.databases import Database, node, run
from tests.workspace import Done, dipeo

COMMIT = b"COMMIT"
NODES = [
    "{label: E, type: code_job, source_details: e.py}",
    node("append", "table: node_types"),
    "{label: O, type: db, operation: write, source_details: out.txt}",
]
EDGES = ["E.in > D", "E.text > O"]
INPUTS = {"in": [{"name": "x", "category": "y"}], "text": "new"}


class Proxy:
    """Stands before a server, and cuts the line when a commit comes by."""

    def __init__(self, address: str) -> None:
        host, _, port = address.partition(":")
        self._server = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.passes_it_on = True
        self.refuses_after = False
        self.refuses = False
        self.armed = True
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            if self.refuses:
                client.close()
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._server) as server:
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            while data := client.recv(65536):
                if self.armed and COMMIT in data:
                    self.armed = False
                    self._cut(client, server, data)
                    return
                server.sendall(data)

    def _cut(self, client: socket.socket, server: socket.socket, data: bytes) -> None:
        self.refuses = self.refuses_after
        client.shutdown(socket.SHUT_RDWR)
        if self.passes_it_on:
            server.sendall(data)
            server.shutdown(socket.SHUT_WR)
        else:
            server.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass


@pytest.fixture
def proxy(postgresql: str) -> Iterator[Proxy]:
    proxy = Proxy(postgresql)
    yield proxy
    proxy.close()


@pytest.fixture
def behind(
    proxy: Proxy, postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """A database as it is reached through the proxy."""
    database = filled(new_postgresql(postgresql, tmp_path, monkeypatch))
    url = database.url.replace(postgresql, proxy.address)
    return Database(tmp_path, "postgresql", url, database.name)


def lost(behind: Database, proxy: Proxy) -> Done:
    proxy.armed = True
    return run(behind, NODES, EDGES, INPUTS)


def rows(database: Database, proxy: Proxy, postgresql: str) -> int:
    direct = database.url.replace(proxy.address, postgresql)
    found = Database(database.root, "postgresql", direct, database.name).rows(
        "SELECT count(*) FROM node_types"
    )
    return int(found[0][0])


@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_it_had_committed(behind: Database, proxy: Proxy, postgresql: str) -> None:
    assert lost(behind, proxy).code == 0
    assert (behind.root / "out.txt").read_text() == "new"
    assert rows(behind, proxy, postgresql) == 3


@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_it_had_not_committed(behind: Database, proxy: Proxy, postgresql: str) -> None:
    proxy.passes_it_on = False
    done = lost(behind, proxy)
    assert done.code == 1
    assert "the connection was lost" in done.err
    assert done.err.endswith("; nothing was written\n")
    assert not (behind.root / "out.txt").exists()
    assert rows(behind, proxy, postgresql) == 2


@pytest.mark.parametrize("passes_it_on", [True, False])
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_nobody_can_tell(
    behind: Database, proxy: Proxy, postgresql: str, passes_it_on: bool
) -> None:
    """The journal stays open, until the server can be asked."""
    proxy.passes_it_on, proxy.refuses_after = passes_it_on, True
    done = lost(behind, proxy)
    later = "the next run asks again, and then undoes or keeps the files\n"
    assert done.code == 1
    assert done.err.endswith(later)
    again = dipeo(behind.root, "run", "d", "--check")
    assert again.code == 1
    assert again.err.endswith(later)
    proxy.refuses = False
    assert dipeo(behind.root, "run", "d", "--check").code == 1  # it has no inputs
    assert (behind.root / "out.txt").exists() == passes_it_on
    assert rows(behind, proxy, postgresql) == 2 + passes_it_on
    assert not (behind.root / ".dipeo/journal").exists()
