"""Disks that are full, folders that cannot be written, things in the place of others."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.bench import Bench
from tests.faults.errors import is_plain
from tests.faults.project import RUN, Ended, Project, put, run, tree

CHECK = (*RUN, "--check")
OLD = {f"{name}/file.txt": "old\n" * 2000 for name in "abcdefghijklmnopqrst"}
NEW = dict.fromkeys(OLD, "new\n" * 3000)
# Root may write anything; without these it is as others are.
PLAIN_USER = (
    ("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner")
    if os.geteuid() == 0
    else ()
)


def _cannot_be_plain() -> str:
    probe = [*PLAIN_USER, "true"]
    try:
        done = subprocess.run(probe, capture_output=True, text=True)
    except FileNotFoundError:
        return "setpriv is not installed: apt-get install util-linux"
    return "" if done.returncode == 0 else f"root cannot be less here: {done.stderr}"


plain_user = pytest.mark.skipif(bool(_cannot_be_plain()), reason=_cannot_be_plain())


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    yield Project(tmp_path / "project", OLD, NEW)
    subprocess.run(["chmod", "-R", "u+rwX", str(tmp_path)], check=True)


def refused(ended: Ended, *words: str) -> None:
    assert (ended.code, ended.is_clean) == (1, True), ended
    assert is_plain(ended), ended.err
    assert all(word in ended.err for word in words), ended.err


@plain_user
def test_a_dry_run_needs_to_write_nothing(project: Project) -> None:
    read_only(project.root)
    before = tree(project.root)
    done = run(project.root, *CHECK, before=PLAIN_USER)
    assert (done.code, done.is_clean) == (3, True), done.err
    assert done.out.count("would write: ") == len(NEW)
    refused(run(project.root, before=PLAIN_USER), ".dipeo/lock: Permission denied")
    assert tree(project.root) == before


@plain_user
def test_a_dry_run_needs_no_private_folder(tmp_path: Path) -> None:
    project = Project(tmp_path / "project", OLD, NEW)
    subprocess.run(["rm", "-r", str(project.root / ".dipeo")], check=True)
    project.root.chmod(0o555)
    assert run(project.root, *CHECK, before=PLAIN_USER).code == 3
    refused(run(project.root, before=PLAIN_USER), ".dipeo: Permission denied")
    assert not (project.root / ".dipeo").exists()
    project.root.chmod(0o755)
    assert run(project.root).code == 0


@plain_user
def test_the_seventh_of_twenty_folders_cannot_be_written(project: Project) -> None:
    (project.root / "g").chmod(0o555)
    before = tree(project.root)
    refused(
        run(project.root, before=PLAIN_USER), "g/file.txt: Permission denied; nothing"
    )
    assert tree(project.root) == before
    (project.root / "g").chmod(0o755)
    assert run(project.root).code == 0
    assert project.state(project.root) == "new"


def test_a_folder_in_the_place_of_a_file(project: Project) -> None:
    (project.root / "g/file.txt").unlink()
    put(project.root, {"g/file.txt/mine.txt": "mine"})
    before = tree(project.root)
    done = run(project.root)
    assert done.code == 1
    assert done.is_clean
    assert "'g/file.txt' is not a file" in done.err
    assert tree(project.root) == before


def test_a_file_in_the_place_of_a_folder(project: Project) -> None:
    (project.root / "g/file.txt").unlink()
    (project.root / "g").rmdir()
    put(project.root, {"g": "mine"})
    before = tree(project.root)
    done = run(project.root)
    assert done.code == 1
    assert done.is_clean
    assert "'g/file.txt' cannot be read: Not a directory" in done.err
    assert tree(project.root) == before


def read_only(root: Path) -> None:
    subprocess.run(["chmod", "-R", "a-w", str(root)], check=True)


# A disk that is full -----------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.parametrize("room", [0, 48, 160])
def test_a_disk_with_little_room(small_disk: Path, room: int) -> None:
    """`room` is in kilobytes; the run needs some 300."""
    bench = Bench(Project(small_disk / "project", OLD, NEW))
    subprocess.run(["rm", "-r", f"{small_disk}/project-after"], check=True)
    root = bench.project.root
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        found = os.statvfs(small_disk)
        file.write(bytes(found.f_bavail * found.f_frsize - room * 1024))
    done = run(root)
    state = bench.project.state(root)
    assert (done.code, state) in ((0, "new"), (1, "old")), done.err
    assert is_plain(done), done.err
    ballast.unlink()
    assert bench.settle(root, f"{room} kB").wrong == []
