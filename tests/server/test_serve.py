"""The command `dipeo serve`: what it says, where it listens, how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.kit import ROOT
from tests.server.serving import PATIENCE, Server, serving
from tests.workspace import dipeo, ended, put


def test_it_says_where_it_is_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    put(tmp_path, {})
    with serving(tmp_path) as server:
        assert server.said == f"{tmp_path} is at {server.url} (Ctrl-C ends it)\n"
        server.process.send_signal(signal.SIGINT)
        _, errors = server.process.communicate(timeout=PATIENCE)
        assert (server.process.returncode, errors) == (0, "")


def test_it_ends_while_pages_are_open(tmp_path: Path) -> None:
    put(tmp_path, {})
    with (
        serving(tmp_path) as server,
        httpx.Client() as client,
        socket.create_connection(("127.0.0.1", server.port)),
    ):
        client.post(f"{server.url}graphql", json={"query": "{ workspace { name } }"})
        server.process.send_signal(signal.SIGTERM)
        _, errors = server.process.communicate(timeout=PATIENCE)
        assert "Traceback" not in errors


def test_a_port_that_is_taken(server: Server, root: Path) -> None:
    done = dipeo(root, "serve", "--port", str(server.port))
    assert (done.code, done.out, done.err) == (
        2,
        "",
        f"error: port {server.port} is in use; take another: `dipeo serve --port"
        f" {server.port + 1}`, or `--port 0` for any that is free\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "http"], "argument --port: 'http' is not a port, 0 to 65535"),
        (["--port", "65536"], "argument --port: '65536' is not a port, 0 to 65535"),
        (["--prt", "1"], "unknown argument '--prt', did you mean '--port'?"),
    ],
)
def test_wrong_arguments(root: Path, arguments: list[str], message: str) -> None:
    done = dipeo(root, "serve", *arguments)
    assert (done.code, done.err.split("\n\n")[0]) == (2, f"error: {message}")


def test_a_host_that_is_not_here(root: Path) -> None:
    done = dipeo(root, "serve", "--host", "no.such.host.invalid")
    assert done.code == 2
    assert done.err.startswith("error: 'no.such.host.invalid' is no host here: ")


def test_beyond_this_machine_the_address_holds_a_token(tmp_path: Path) -> None:
    put(tmp_path, {})
    with serving(tmp_path, "--host", "0.0.0.0") as server:
        base, _, token = server.url.partition("?token=")
        assert len(token) >= 32
        question = {"query": "{ workspace { name } }"}
        assert httpx.post(f"{base}graphql", json=question).status_code == 401
        headers = {"authorization": f"Bearer {token}"}
        answer = httpx.post(f"{base}graphql", json=question, headers=headers)
        assert answer.json()["data"]["workspace"]["name"] == tmp_path.name


def test_it_opens_a_browser_when_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {})
    browser, told = tmp_path / "browser", tmp_path / "told"
    os.mkfifo(told)
    browser.write_text(f'#!/bin/sh\necho "$1" > {told}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    with serving(tmp_path, "--open") as server:
        assert told.read_text() == f"{server.url}\n"


def test_without_its_packages_it_says_which_to_install(tmp_path: Path) -> None:
    put(tmp_path, {})
    code = (
        "import sys; sys.modules['ariadne'] = None\n"
        "from dipeo.cli import run_command\n"
        "sys.exit(run_command(['serve']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, ended(done).err) == (
        2,
        "error: `dipeo serve` and `--html` need the package 'ariadne': install it with"
        " `pip install 'dipeo[serve]'`\n",
    )


def test_other_commands_load_nothing_of_it(root: Path) -> None:
    code = (
        "import sys\n"
        "from dipeo.cli import run_command\n"
        "run_command(['list'])\n"
        "found = {'ariadne', 'starlette', 'uvicorn', 'anyio', 'asyncio'} & sys.modules.keys()\n"
        "print(sorted(found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_wheel_holds_all_that_it_serves(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    subprocess.run([*build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    package = tmp_path / "installed"
    with ZipFile(wheel) as archive:
        archive.extractall(package)
    root = put(tmp_path / "workspace", {"d": "nodes: [{label: A, type: endpoint}]"})
    with serving(root, package=package) as server:
        found = server.ask(
            "{ diagrams { name } nodeTypes { name } helpPages { name } }"
        )
        assert found["diagrams"] == [{"name": "d"}]
        assert {"name": "errors"} in found["helpPages"]
    operations = {path.name for path in (package / "dipeo/server/operations").iterdir()}
    assert "runs.graphql" in operations


def test_records_that_cannot_be_read(tmp_path: Path) -> None:
    put(tmp_path, {})
    (tmp_path / ".dipeo/values").mkdir(parents=True)
    with serving(tmp_path) as server:
        query = "{ runs { runs { id } } }"
        assert server.ask(query) == {"runs": {"runs": []}}
        path = tmp_path / ".dipeo/records.db"
        path.write_text("no database " * 1000)
        code, message = server.refusal(query)
        assert code == "UNREADABLE"
        assert message.startswith(f"{path} cannot be read (")
        path.unlink()
        assert server.ask(query) == {"runs": {"runs": []}}
