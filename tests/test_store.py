"""Stores: documents by path, read and changed all or none, and nothing outside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from dipeo.core.store import FileStore, MemoryStore, Store
from dipeo.errors import CommitError, DipeoError, MissingDocument, PathError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    (root / "in").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / ".git/config").write_text("private")
    (root / "in/a.txt").write_text("a")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("secret")
    return root


def refusal(store: Store, changes: Mapping[str, bytes | None]) -> str:
    with pytest.raises(DipeoError) as error:
        store.apply(changes)
    return str(error.value)


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".dipeo" not in path.parts
    }


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_documents_are_read_found_and_changed(kind: str, tmp_path: Path) -> None:
    store: Store = MemoryStore() if kind == "memory" else FileStore(tmp_path)
    store.apply({"a/one.txt": b"1", "a/b/two.txt": b"2", "three.md": b"3"})
    assert store.read("a/b/two.txt") == b"2"
    assert store.find("**/*.txt") == ["a/b/two.txt", "a/one.txt"]
    assert store.find("a/*") == ["a/one.txt"]
    store.apply({"a/one.txt": b"new", "a/b/two.txt": None})
    assert store.read("a/one.txt") == b"new"
    assert store.find("**") == ["a/one.txt", "three.md"]
    with pytest.raises(MissingDocument, match=r"'a/on\.txt', did you"):
        store.read("a/on.txt")


def test_what_identified_a_document(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    assert store.stat("a.txt") is None
    (tmp_path / "a.txt").write_text("abc")
    store.read("a.txt")
    found = (tmp_path / "a.txt").stat()
    expected = (3, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    assert store.stat("a.txt") == expected


def test_links_may_lead_elsewhere_in_the_workspace(root: Path) -> None:
    (root / "link").symlink_to("in")
    (root / "in/link.txt").symlink_to("a.txt")
    (root / "soon.txt").symlink_to("in/soon.txt")
    store = FileStore(root)
    assert store.read("link/a.txt") == b"a"
    store.apply({"link/b.txt": b"b", "in/link.txt": b"A", "soon.txt": b"soon"})
    assert (root / "in/link.txt").is_symlink()
    assert tree(root / "in") == {
        "a.txt": "A",
        "b.txt": "b",
        "link.txt": "A",
        "soon.txt": "soon",
    }


LINKS = {
    "folder": ("../outside", "folder/secret.txt", "leads out of the workspace"),
    "file": ("../outside/secret.txt", "file", "leads out of the workspace"),
    "far": ("/etc", "far/hostname", "leads out of the workspace"),
    "git": (".git", "git/config", "leads into '.git'"),
    "nested": ("folder", "nested/secret.txt", "leads out of the workspace"),
}


@pytest.mark.parametrize("name", LINKS)
def test_links_do_not_lead_out(root: Path, name: str) -> None:
    for link, (target, _, _) in LINKS.items():
        (root / link).symlink_to(target)
    _, path, reason = LINKS[name]
    store = FileStore(root)
    before = tree(root), tree(root.parent / "outside")
    message = f"{path!r} {reason} by a symbolic link"
    if os.path.exists(root / path):
        with pytest.raises(PathError) as error:
            store.read(path)
        assert str(error.value) == message
    assert refusal(store, {"in/a.txt": b"changed", path: b"x"}) == message
    with pytest.raises(PathError):
        store.check({path: b"x"})
    assert (tree(root), tree(root.parent / "outside")) == before
    assert store.find(f"{path.split('/')[0]}/**") == []
    assert "secret" not in str(store.find("**/*"))


def test_a_folder_that_becomes_a_link_leads_nowhere(root: Path) -> None:
    store = FileStore(root)
    assert store.read("in/a.txt") == b"a"
    shutil.rmtree(root / "in")
    (root / "in").symlink_to("../outside")
    with pytest.raises(PathError, match="leads out of the workspace"):
        store.read("in/secret.txt")
    assert refusal(store, {"in/new.txt": b""}).startswith("'in/new.txt' leads out")


def test_what_is_no_file_is_not_read(root: Path) -> None:
    os.mkfifo(root / "pipe")
    (root / "loop").symlink_to("loop")
    store = FileStore(root)
    reasons = {
        "pipe": "'pipe' is not a file",
        "in": "'in' is not a file",
        "in/a.txt/b": "'in/a.txt/b' cannot be read: Not a directory",
        "loop": "'loop' cannot be read: Too many levels of symbolic links",
    }
    for path, reason in reasons.items():
        with pytest.raises(PathError) as error:
            store.read(path)
        assert str(error.value) == reason


def test_twins_of_what_is_there_are_refused(root: Path) -> None:
    (root / "in/cafe\u0301").write_text("")
    store = FileStore(root)

    def twins(one: str, other: str) -> str:
        return (
            f"{one} and {other}, which is there, are one where neither case nor"
            " composition counts: rename or delete one"
        )

    assert refusal(store, {"in/A.txt": b""}) == twins("'in/A.txt'", "'in/a.txt'")
    assert refusal(store, {"IN/new": b""}) == twins("'IN/new'", "'in'")
    found = refusal(store, {"in/caf\u00e9": b""})
    assert found == twins("'in/caf\\xe9'", "'in/cafe\\u0301'")
    store.apply({"in/A.txt": b"A", "in/a.txt": None})
    assert tree(root / "in") == {"A.txt": "A", "cafe\u0301": ""}


def test_two_paths_of_one_file(root: Path) -> None:
    (root / "link").symlink_to("in")
    found = refusal(FileStore(root), {"in/b": b"1", "link/b": b"2"})
    assert found == "'link/b' is, by a symbolic link, written twice"


def test_nothing_is_written_where_something_changed(root: Path) -> None:
    store = FileStore(root)
    store.read("in/a.txt")
    found = {"in/a.txt": store.stat("in/a.txt"), "in/b.txt": None}
    changes: dict[str, bytes | None] = {"in/a.txt": b"mine", "in/b.txt": b"mine"}
    (root / "in/b.txt").write_text("appeared")
    with pytest.raises(CommitError) as error:
        store.apply(changes, found)
    reason = "it appeared while the run was going on; nothing was written"
    assert str(error.value) == f"in/b.txt: {reason}"
    (root / "in/b.txt").unlink()
    (root / "in/a.txt").write_text("edited")
    with pytest.raises(CommitError) as error:
        store.apply(changes, found)
    reason = "it changed while the run was going on; nothing was written"
    assert str(error.value) == f"in/a.txt: {reason}"
    assert tree(root / "in") == {"a.txt": "edited"}
    (root / "in/a.txt").unlink()
    with pytest.raises(CommitError, match=r"in/a\.txt: it changed"):
        store.apply(changes, found)
