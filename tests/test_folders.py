"""Folders that are opened without following a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dipeo.core.folders import Folders, split


def test_folders_and_what_lies_in_them(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c.txt").touch()
    with Folders(str(tmp_path)) as folders:
        assert os.listdir(folders.handle("a")) == ["b"]
        assert folders.names("a/b") == ["c.txt"]
        assert folders.names("") == ["a"]
        assert folders.names("a/nothing/there") == []
        assert folders.handle("a/b") == folders.handle("a/b")


@pytest.mark.parametrize("path", ["link", "link/b", "a/inner", "a/file"])
def test_links_and_files_are_no_folders(tmp_path: Path, path: str) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/file").touch()
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "a/inner").symlink_to("b")
    with Folders(str(tmp_path)) as folders, pytest.raises(NotADirectoryError):
        folders.handle(path)


def test_handles_do_not_pile_up(tmp_path: Path) -> None:
    def handles() -> int:
        return len(os.listdir("/proc/self/fd"))

    before = handles()
    with Folders(str(tmp_path)) as folders:
        for number in range(300):
            (tmp_path / f"{number}").mkdir()
            folders.trim()
            assert folders.names(f"{number}") == []
            assert handles() < before + 70
    assert handles() == before


def test_a_path_in_two() -> None:
    assert split("a/b/c.txt") == ("a/b", "c.txt")
    assert split("c.txt") == ("", "c.txt")
