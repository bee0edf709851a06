"""The lock of a workspace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dipeo.core import lock
from dipeo.errors import LockError

HOLD = """
import sys, time
from pathlib import Path
from dipeo.core import lock
with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the lock until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_one_holds_and_others_wait(tmp_path: Path) -> None:
    said: list[str] = []
    with holder(tmp_path / "p") as process:
        with (
            pytest.raises(LockError) as error,
            lock.held(tmp_path / "p", wait=0.1, on_wait=said.append),
        ):
            pass
        process.kill()
    who = f"another run (process {process.pid})"
    assert str(error.value) == f"{who} holds this workspace; waited 0 s"
    assert said == [f"waiting for {who}"]


def test_a_lock_whose_holder_died_is_free(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
    assert (tmp_path / "lock").read_text().strip() == str(process.pid)
    with lock.held(tmp_path, wait=0):
        assert (tmp_path / "lock").read_text().strip() == str(os.getpid())


@pytest.mark.parametrize("content", [b"", b"99999999", b"\xff\0\n" * 1000])
def test_what_the_file_says_does_not_matter(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lock").write_bytes(content)
    with lock.held(tmp_path, wait=0):
        pass


def test_a_lock_that_is_deleted_is_no_lock(tmp_path: Path) -> None:
    with lock.held(tmp_path, wait=0):
        (tmp_path / "lock").unlink()
        with lock.held(tmp_path, wait=0):
            pass


def test_a_forked_process_does_not_hold_it(tmp_path: Path) -> None:
    with lock.held(tmp_path):
        reader, writer = os.pipe()
        is_up, says_up = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(writer)
            os.write(says_up, b"1")  # what a fork runs in its child has run
            os.read(reader, 1)
            os._exit(0)
        os.read(is_up, 1)
    with lock.held(tmp_path, wait=0):
        pass
    os.close(writer)
    os.waitpid(child, 0)
    for handle in (reader, is_up, says_up):
        os.close(handle)


def test_where_there_can_be_no_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(LockError) as error, lock.held(tmp_path):
        pass
    assert str(error.value) == (
        f"{tmp_path}/lock: Is a directory; a run needs a file there that it can write"
        " and lock"
    )
    with lock.held(tmp_path, dry=True):
        pass


@pytest.mark.parametrize("name", ["lock", "values", ""])
def test_a_link_is_not_followed(tmp_path: Path, name: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/precious").write_text("precious")
    folder = tmp_path / ".dipeo"
    if name:
        folder.mkdir()
    target = "precious" if name == "lock" else ""
    (folder / name).symlink_to(tmp_path / "other" / target)
    with pytest.raises(LockError) as error, lock.held(folder):
        pass
    message = "is a symbolic link, which it may not be"
    assert str(error.value) == f"{folder / name} {message}"
    assert os.listdir(tmp_path / "other") == ["precious"]
    assert (tmp_path / "other/precious").read_text() == "precious"
