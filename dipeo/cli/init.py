"""`dipeo init`: makes a folder, empty or a project already, a workspace that owns its kit."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

from dipeo.core.paths import check_path
from dipeo.errors import PathError, UsageError, did_you_mean
from dipeo.kit.base import BASE, pack, unpack
from dipeo.kit.place import Placing, compare, place
from dipeo.kit.project import recognise
from dipeo.kit.starter import DIAGRAM, starter, with_base
from dipeo.kit.targets import TARGETS
from dipeo.kit.update import CONFLICT, KEPT, updates
from dipeo.root import SETTINGS
from dipeo.workspace import read_settings, wrong_setting

_FIRST = ("python", "typescript")
"""What an empty folder gets: a back end and a front end."""


def init(options: argparse.Namespace) -> int:
    """Copy the kit into a folder, after saying what that means."""
    folder: Path = options.folder
    root = folder.resolve()
    if root.exists() and not root.is_dir():
        raise UsageError(f"{str(folder)!r} is not a folder")
    if options.update:
        return update(root, options)
    if (root / SETTINGS).exists():
        message = f"{str(folder / SETTINGS)!r} says that this is a workspace already"
        raise UsageError(f"{message}; `dipeo init --update` merges a newer kit into it")
    found = recognise(root) if root.exists() else {}
    folders = _asked(options.target, found)
    if not options.yes and options.target is None:
        folders = _ask(folders, found)
    files = with_base(starter(folders))
    placing = compare(root, files)
    _show(root, files, placing, found)
    if placing.differ:
        _refuse(placing.differ)
    if options.dry_run:
        print("\nnothing was written: this was a dry run")
        return 0
    if not options.yes and not _agreed(len(placing.new)):
        print("nothing was written")
        return 0
    root.mkdir(parents=True, exist_ok=True)
    new = {path: files[path] for path in placing.new}
    place(root, new, lambda message: print(message, file=sys.stderr))
    _say_what_next(folder, folders)
    return 0


def update(root: Path, options: argparse.Namespace) -> int:
    """Merge the kit of this installation into that of a project; 1 when there are conflicts to resolve."""
    base = unpack(root)
    kit = read_settings(root).get("kit", {})
    folders = dict(kit.get("targets", {}))
    _check_targets(folders)
    folders |= _asked(options.target, folders) if options.target else {}
    files = starter(folders)
    versions = (str(kit.get("version", "an older version")), version("dipeo"))
    found = updates(root, base, files, versions)
    for one in found:
        note = f"  ({one.note})" if one.note else ""
        print(f"  {one.what:8}  {one.path}{note}")
    if base == files:
        print("nothing to do: this is the kit of this version")
        return 0
    if options.dry_run:
        print("\nnothing was written: this was a dry run")
        return 0
    if not options.yes and not _agreed(len(found)):
        print("nothing was written")
        return 0
    changes = {one.path: one.content for one in found if one.what != KEPT}
    changes[BASE] = pack(files)
    place(root, changes, lambda message: print(message, file=sys.stderr))
    conflicts = [one.path for one in found if one.what == CONFLICT]
    if conflicts:
        marks = "<<<<<<< and >>>>>>>"
        print(f"\nresolve what is between {marks} in {', '.join(conflicts)}")
        return 1
    print(f"\nthe kit is that of {versions[1]} now; next: dipeo run {DIAGRAM} --diff")
    return 0


def _check_targets(folders: Mapping[str, str]) -> None:
    for name in folders:
        if name not in TARGETS:
            hint = did_you_mean(name, TARGETS)
            raise wrong_setting(f"[kit.targets]: there is no target {name!r}{hint}")


def _asked(targets: list[str] | None, found: Mapping[str, str]) -> dict[str, str]:
    """The folder of each target: as the command line has it, else as the folder suggests. Raises UsageError."""
    if targets is None:
        return dict(found) or {name: TARGETS[name].folder for name in _FIRST}
    return dict(_target(text, found) for text in targets)


def _target(text: str, found: Mapping[str, str]) -> tuple[str, str]:
    name, _, folder = text.partition("=")
    if name not in TARGETS:
        hint = did_you_mean(name, TARGETS)
        raise UsageError(f"there is no target {name!r}{hint}")
    folder = folder.rstrip("/") or found.get(name, TARGETS[name].folder)
    try:
        return name, check_path(folder.removeprefix("./"))
    except PathError as error:
        raise UsageError(f"the folder of {name}: {error}") from None


# Questions -------------------------------------------------------------------------------------------


def _ask(folders: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    known = ", ".join(TARGETS)
    answer = _answer(f"Which languages ({known})?", ", ".join(folders))
    names = [name.strip() for name in answer.split(",") if name.strip()]
    chosen = [f"{name}={folders[name]}" if name in folders else name for name in names]
    folders = _asked(chosen, found)
    shown = ", ".join(f"{name}={folder}" for name, folder in folders.items())
    answer = _answer("Where do the files of each go?", shown)
    return {**folders, **_asked([part.strip() for part in answer.split(",")], found)}


def _agreed(count: int) -> bool:
    return _answer(f"Write these {count} files?", "yes").lower() in ("y", "yes")


def _answer(question: str, default: str) -> str:
    try:
        return input(f"{question} [{default}] ").strip() or default
    except EOFError:
        print()
        message = "standard input has ended: `--yes` takes the answers in brackets"
        raise UsageError(message) from None


# What is said ----------------------------------------------------------------------------------------


def _show(
    root: Path, files: Iterable[str], placing: Placing, found: Mapping[str, str]
) -> None:
    kinds = ", ".join(found) or "no Python or TypeScript"
    print(f"{root}: {kinds} found\n")
    for folder, count in sorted(_counts(placing.new).items()):
        print(f"  new   {folder}{f'  ({count} files)' if count > 1 else ''}")
    if placing.same:
        print(f"  same  {len(placing.same)} files that are there already")


def _counts(paths: Iterable[str]) -> dict[str, int]:
    """The paths, those of a folder of the kit told as one."""
    counts: dict[str, int] = {}
    for path in paths:
        parts = path.split("/")
        deep = len(parts) > 3 and parts[:2] == ["files", "codegen"]
        shown = "/".join(parts[:3]) + "/" if deep else path
        shown = path if "/specifications/" in path else shown
        counts[shown] = counts.get(shown, 0) + 1
    return counts


def _refuse(paths: tuple[str, ...]) -> None:
    listed = "".join(f"\n  {path}" for path in paths)
    raise UsageError(
        f"files are there that the kit would write otherwise, so nothing was written:{listed}\n"
        "rename or remove them, or run `dipeo init` in another folder"
    )


def _say_what_next(folder: Path, folders: Mapping[str, str]) -> None:
    print(f"\n{SETTINGS} and files/ are yours from now on. Next:\n")
    if folder != Path():
        print(f"  cd {shlex.quote(str(folder))}")
    print(f"  dipeo run {DIAGRAM}\n")
    print("which generates, from files/codegen/specifications/types:")
    for target, place_ in folders.items():
        print(f"  {place_}/  {target}")
    needs = [TARGETS[target].needs for target in folders if TARGETS[target].needs]
    print("".join(f"\n{line}" for line in needs))
