"""Files of `.dipeo/` that are damaged from outside."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.faults import trace
from tests.faults.bench import Bench, Found
from tests.faults.errors import is_plain
from tests.faults.project import Ended, copied, run, tree
from tests.faults.trace import Point

Case = tuple[Path, str, str]
"""A workspace, a file of its `.dipeo/`, and what is done to it."""


def cases(workspaces: Iterable[Path], names: tuple[str, ...]) -> Iterator[Case]:
    """Every file of each workspace with each kind of damage."""
    for root in workspaces:
        for file in sorted((root / ".dipeo").rglob("*")):
            if file.is_file():
                path = file.relative_to(root).as_posix()
                yield from ((root, path, name) for name in names)
                if _future(file) is not None:
                    yield root, path, "future"


def workspaces(bench: Bench) -> Iterator[Path]:
    """One whose run went well, one whose run was killed before its commit, one after."""
    yield bench.project.root
    done = next(p for p in bench.commit if '"journal.done"' in p.what)
    after = bench.commit[bench.commit.index(done) + 1]
    for name, point in (("killed-before", done), ("killed-after", after)):
        yield _killed(bench, name, point)


def _killed(bench: Bench, name: str, point: Point) -> Path:
    root = bench.project.copy(bench.folder(name))
    trace.inject(root, point, trace.KILL)
    return root


def damage(bench: Bench, case: Case, root: Path) -> Found:
    """The next run works or says what to do; no file that it answers for is lost."""
    origin, path, name = case
    what = f"{path} of {origin.name} {name}"
    copied(origin, root)
    before = tree(root)
    _DAMAGES[name](root / path)
    done = run(root)
    found = Found()
    if done.code == 0:
        missing = bench.project.new.items() - tree(root).items()
        if missing:
            found.torn.append(f"{what}: {sorted(path for path, _ in missing)}")
    elif not _says_what_to_do(done):
        found.torn.append(f"{what}: {done.code}: {done.err}")
    gone = before.keys() - tree(root).keys() - _may_go(bench)
    if gone:
        found.lost.append(f"{what}: {sorted(gone)} are gone")
    for command in ("runs", "show") if _is_of_records(path) else ():
        shown = run(root, command)
        if not shown.is_clean or shown.code not in (0, 2):
            found.torn.append(f"{what}: {command}: {shown.err}")
    shutil.rmtree(root / ".dipeo")
    again = run(root)
    if again.code or bench.project.new.items() - tree(root).items():
        found.torn.append(f"{what}, and .dipeo deleted: {again.code}: {again.err}")
    return found


def _is_of_records(path: str) -> bool:
    return path.startswith((".dipeo/records.db", ".dipeo/values"))


def _says_what_to_do(done: Ended) -> bool:
    """Whether a run names the file that stops it, or shows the file that looks edited."""
    edited = "--overwrite" in done.err
    return done.is_clean and (edited or (is_plain(done) and ".dipeo/" in done.err))


def _may_go(bench: Bench) -> set[str]:
    """What a run removes, or undoing one."""
    return bench.project.old.keys() ^ bench.project.new.keys()


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def _noise(file: Path) -> None:
    draw = random.Random(file.name)
    file.write_bytes(draw.randbytes(max(60, file.stat().st_size)))


def _flips(file: Path) -> None:
    draw = random.Random(file.name)
    content = bytearray(file.read_bytes())
    for _ in range(8 if content else 0):
        content[draw.randrange(len(content))] ^= 0xFF
    file.write_bytes(content)


def _longer(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0more")


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _gone(file: Path) -> None:
    file.unlink()


def _to_future(file: Path) -> None:
    change = _future(file)
    assert change is not None
    change(file)


def _future(file: Path) -> Callable[[Path], None] | None:
    """What makes a file one of a version to come."""
    if file.name.startswith("journal"):
        return lambda file: _edit(file, lambda text: "9" + text[1:])
    if file.suffix == ".json":
        return lambda file: _edit(
            file, lambda text: json.dumps({**json.loads(text), "version": 99})
        )
    return _future_database if file.name == "records.db" else None


def _edit(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text()))


def _future_database(file: Path) -> None:
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 99")
    database.close()


_DAMAGES: dict[str, Callable[[Path], None]] = {
    "empty": _empty,
    "half": _half,
    "noise": _noise,
    "flips": _flips,
    "longer": _longer,
    "folder": _folder,
    "gone": _gone,
    "future": _to_future,
}
ALL = tuple(name for name in _DAMAGES if name != "future")
