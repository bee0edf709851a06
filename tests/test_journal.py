"""The journal: commits that are whole or nothing. `tests/faults` has the crashes themselves."""

from __future__ import annotations

import errno
import os
import resource
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dipeo.core import journal
from dipeo.errors import CommitError

CHANGES: dict[str, bytes | None] = {
    "a/replaced.txt": b"new",
    "a/removed.txt": None,
    "b/c/made.txt": b"new",
    "alone/removed.txt": None,
}
AFTER = {"a/replaced.txt": "new", "b/c/made.txt": "new"}


class Killed(BaseException):
    """What a test raises in the place of a system call."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path in ("a/replaced.txt", "a/removed.txt", "alone/removed.txt"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("old")
    (tmp_path / "a/replaced.txt").chmod(0o750)
    return tmp_path


def tree(root: Path) -> dict[str, str]:
    """The files of a workspace; a folder that is empty has its name and a slash."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.startswith(".dipeo"):
            continue
        if path.is_file():
            found[name] = path.read_text()
        elif not any(path.iterdir()):
            found[f"{name}/"] = ""
    return found


def lost(root: Path) -> list[str]:
    found = (root / ".dipeo/lost").rglob("*")
    return sorted(path.read_text() for path in found if path.is_file())


def instead(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    act: Callable[..., Any],
    when: Callable[..., bool] = lambda *args: True,
) -> None:
    """Do something else in the place of a function of `os`, where its arguments say so."""
    real = getattr(os, name)

    def call(*args: Any, **options: Any) -> Any:
        return (act if when(*args) else real)(*args, **options)

    monkeypatch.setattr(os, name, call)


def fail(*args: Any, **options: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def killed_at_the_end(
    root: Path, changes: Mapping[str, bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit that is cut off when all is in its place."""

    def die(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(journal, "undo", lambda commit: None)
        raise Killed

    with monkeypatch.context() as patch:
        instead(patch, "rename", die, lambda old, new: new == "journal.done")
        with pytest.raises(Killed):
            journal.apply(str(root), changes)
    monkeypatch.undo()


def test_a_commit_creates_replaces_and_removes(root: Path) -> None:
    journal.apply(str(root), CHANGES)
    assert tree(root) == AFTER
    assert (root / "a/replaced.txt").stat().st_mode & 0o777 == 0o750
    assert list((root / ".dipeo").iterdir()) == []


def test_nothing_to_do_leaves_nothing(tmp_path: Path) -> None:
    journal.apply(str(tmp_path), {})
    assert list(tmp_path.iterdir()) == []
    journal.apply(str(tmp_path), {"was/never/there.txt": None})
    assert tree(tmp_path) == {}
    assert journal.recover(str(tmp_path)) == []


@pytest.mark.parametrize("paths", [("x", "x/y/z"), ("x/y/z", "x"), ("x", "x/y")])
def test_a_file_is_no_folder_at_once(root: Path, paths: tuple[str, ...]) -> None:
    before = tree(root)
    with pytest.raises(CommitError) as error:
        journal.apply(str(root), dict.fromkeys(paths, b""))
    reason = "it would be a file and a folder at once; nothing was written"
    assert str(error.value) == f"x: {reason}"
    assert tree(root) == before


def test_folders_that_are_empty_go_and_others_stay(root: Path) -> None:
    (root / "alone/mine.txt").write_text("mine")
    journal.apply(str(root), CHANGES)
    assert tree(root) == {**AFTER, "alone/mine.txt": "mine"}


@pytest.mark.parametrize(
    ("name", "at", "message"),
    [
        ("fsync", 1, ".dipeo/journal"),
        ("mkdir", 3, "b"),
        ("rename", 2, "a/removed.txt"),
        ("write", 2, "a/replaced.txt"),
        ("write", 3, "b/c/made.txt"),
        ("rename", 5, ".dipeo/journal"),
    ],
)
def test_a_call_that_fails_leaves_all_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int, message: str
) -> None:
    before = tree(root)
    calls = iter(range(1, 1000))
    instead(monkeypatch, name, fail, lambda *args: next(calls) == at)
    with pytest.raises(CommitError) as error:
        journal.apply(str(root), CHANGES)
    reason = "No space left on device; nothing was written"
    assert str(error.value) == f"{message}: {reason}"
    assert tree(root) == before
    assert list((root / ".dipeo").iterdir()) in ([], [root / ".dipeo/journal.partial"])


MANY: dict[str, bytes | None] = {
    "a/removed.txt": None,
    "a/replaced.txt": b"new",
    **{f"many/{number % 90}/{number}.txt": b"new" for number in range(1200)},
}


def test_many_files_are_written_as_few_are(root: Path) -> None:
    journal.apply(str(root), MANY)
    after = {path: "new" for path, content in MANY.items() if content}
    assert tree(root) == {**after, "alone/removed.txt": "old"}
    assert list((root / ".dipeo").iterdir()) == []


@pytest.mark.parametrize("number", [3, 300, 900, 1199])
def test_one_of_many_files_that_fails_leaves_all_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = tree(root)
    instead(monkeypatch, "open", fail, lambda *args, **_: args[0] == f"{number}.txt")
    with pytest.raises(CommitError) as error:
        journal.apply(str(root), MANY)
    reason = "No space left on device; nothing was written"
    assert str(error.value) == f"many/{number % 90}/{number}.txt: {reason}"
    assert tree(root) == before


@pytest.mark.parametrize("number", [300, 900])
def test_a_signal_undoes_a_commit_of_many_files(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = tree(root)

    def interrupt(*args: Any, **options: Any) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        return real(*args, **options)

    real = os.open
    instead(monkeypatch, "open", interrupt, lambda *args: args[0] == f"{number}.txt")
    with pytest.raises(KeyboardInterrupt):
        journal.apply(str(root), MANY)
    if tree(root) != before:  # all was written, but for the other thread's last
        assert number > 600
        assert len(tree(root)) == len(MANY)


@pytest.mark.parametrize("number", [0, 450, 1100])
def test_a_commit_of_many_files_that_is_killed_is_undone(
    root: Path, number: int
) -> None:
    before = tree(root)
    child = os.fork()
    if child == 0:
        real = os.open

        def kill(*args: Any, **options: Any) -> int:
            if args[0] == f"{number}.txt":
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        os.open = kill
        journal.apply(str(root), MANY)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    assert journal.recover(str(root)) == []
    assert tree(root) == before


def test_a_write_that_says_more_than_it_did(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, "write", lambda handle, content: len(content))
    with pytest.raises(CommitError, match="not everything could be written"):
        journal.apply(str(root), CHANGES)


def test_undoing_that_fails_is_left_to_the_next_run(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(root)
    instead(monkeypatch, "write", fail, lambda handle, content: content == b"new")
    instead(monkeypatch, "link", fail)
    with pytest.raises(CommitError) as error:
        journal.apply(str(root), CHANGES)
    assert str(error.value) == (
        "a/replaced.txt: No space left on device; undoing what was written failed too"
        " (alone/removed.txt: No space left on device): the next run does it"
    )
    with pytest.raises(CommitError) as error:
        journal.recover(str(root))
    assert str(error.value) == (
        "alone/removed.txt: No space left on device; what an interrupted run left there"
        " cannot be put in order"
    )
    with pytest.raises(CommitError, match="an interrupted run is not undone yet"):
        journal.apply(str(root), {"x": b""})
    monkeypatch.undo()
    assert journal.recover(str(root)) == []
    assert tree(root) == before


def test_a_file_system_without_hard_links(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(root)

    def no_links(*args: Any, **options: Any) -> Any:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    killed_at_the_end(root, CHANGES, monkeypatch)
    instead(monkeypatch, "link", no_links)
    assert journal.recover(str(root)) == []
    assert tree(root) == before


def test_files_that_are_not_the_commits_own_are_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at_the_end(root, CHANGES, monkeypatch)
    for path in ("b/c/made.txt", "a/replaced.txt", "a/removed.txt"):
        (root / path).write_text(f"mine, {path}")
    (root / "b/mine.txt").write_text("mine")
    notes = journal.recover(str(root))
    (token,) = os.listdir(root / ".dipeo/lost")
    names = ["a_removed.txt", "a_replaced.txt", "b_c_made.txt"]
    said = "a file that was changed or cut off meanwhile is kept: .dipeo/lost"
    assert notes == [f"{said}/{token}/{name}" for name in names]
    assert lost(root) == [
        "mine, a/removed.txt",
        "mine, a/replaced.txt",
        "mine, b/c/made.txt",
    ]
    assert tree(root) == {
        "a/removed.txt": "old",
        "a/replaced.txt": "old",
        "alone/removed.txt": "old",
        "b/mine.txt": "mine",
    }


def test_a_folder_in_the_place_of_a_file_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at_the_end(root, CHANGES, monkeypatch)
    (root / "a/replaced.txt").unlink()
    (root / "a/replaced.txt").mkdir()
    (root / "a/replaced.txt/mine.txt").write_text("mine")
    assert len(journal.recover(str(root))) == 1
    assert (root / "a/replaced.txt").read_text() == "old"
    assert lost(root) == ["mine"]


def test_a_folder_that_a_person_deleted_comes_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(root)
    killed_at_the_end(root, CHANGES, monkeypatch)
    (root / "a/replaced.txt").unlink()
    (root / "a").rmdir()
    assert journal.recover(str(root)) == []
    assert tree(root) == before


def test_a_finished_commit_is_tidied(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        instead(patch, "rmdir", fail)
        journal.apply(str(root), CHANGES)
    assert tree(root) == {**AFTER, "alone/": ""}
    assert journal.recover(str(root)) == []
    assert tree(root) == AFTER
    assert list((root / ".dipeo").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"1 2\n{}", b"\xff" * 40, b"1 x y z\n[]"])
def test_a_damaged_journal_is_put_aside(
    root: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    killed_at_the_end(root, CHANGES, monkeypatch)
    (root / ".dipeo/journal").write_bytes(content)
    (note,) = journal.recover(str(root))
    (token,) = os.listdir(root / ".dipeo/lost")
    assert note == (
        ".dipeo/journal is damaged, so that an interrupted run cannot be undone: look"
        " over the generated files; their old versions are kept in"
        f" .dipeo/lost/{token}"
    )
    olds = [p.read_text() for p in (root / ".dipeo/lost").rglob("*.old")]
    assert olds == ["old"] * 3
    assert journal.recover(str(root)) == []
    journal.apply(str(root), {"x.txt": b"works"})


def test_a_journal_of_a_newer_version(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at_the_end(root, CHANGES, monkeypatch)
    before = tree(root)
    (root / ".dipeo/journal").write_bytes(b"2 x\n{}")
    with pytest.raises(CommitError) as error:
        journal.recover(str(root))
    assert str(error.value) == (
        ".dipeo/journal was written by a newer version of DiPeO (format 2): run that"
        " version once, it puts in order what an interrupted run left"
    )
    assert tree(root) == before


def test_many_folders_need_few_handles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    changes = {f"{n}/deep/{n}.txt": b"x" for n in range(400)}
    resource.setrlimit(resource.RLIMIT_NOFILE, (150, before[1]))
    try:
        journal.apply(str(tmp_path), changes)
        killed_at_the_end(tmp_path, dict.fromkeys(changes), monkeypatch)
        assert journal.recover(str(tmp_path)) == []
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert tree(tmp_path) == dict.fromkeys(changes, "x")
