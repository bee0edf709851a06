"""The system calls of a run that change its workspace, told by `strace`, and faults at them."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.faults.project import STEADY, Ended, run

MUTATING = (
    *("openat", "write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync"),
    *("mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat"),
    *("renameat2", "link", "linkat", "symlink", "symlinkat", "chmod", "fchmod"),
    *("fchmodat", "utimensat", "flock"),
)
ASIDE = ("records.db", "values", "lock", "memos", "code", "live")
"""What is in `.dipeo` and of no commit."""
KILL, STOP = "signal=KILL", "signal=STOP"
_CALL = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
_RESULT = re.compile(r"\) += [^)]*(\([^)]*\))?$")
_FILE = re.compile(r"[\"<](/?[a-z.][^\">]*|/[^\">]*)[\">]")
_NUMBER = re.compile(r"[0-9a-f]{6,}|[0-9]+")
_OPENS_TO_CHANGE = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC)")


class Point(NamedTuple):
    """The `number`th call of a kind in a run, from 1, and what it is about."""

    name: str
    number: int
    what: str

    def __str__(self) -> str:
        return f"{self.name} {self.number}: {self.what}"

    @property
    def is_aside(self) -> bool:
        """Whether it is about locks and records, and no part of a commit."""
        return any(f"/.dipeo/{name}" in self.what for name in ASIDE)

    @property
    def files(self) -> list[str]:
        """The files that it names, without the numbers that differ from run to run."""
        return [_NUMBER.sub("#", name) for name in _FILE.findall(self.what)]


@cache
def missing() -> str:
    """Why nothing can be traced here; nothing when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed: apt-get install strace"
    probe = ["strace", "-f", "--seccomp-bpf", "-e", "trace=openat", "true"]
    done = subprocess.run(probe, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"strace cannot be used: {done.stderr}"


def points(root: Path, *arguments: str) -> list[Point]:
    """Every call of a run that changes something in its workspace, in their order."""
    log = _log(root)
    ended = run(root, *arguments, before=_strace(log), module=STEADY)
    assert ended.code in (0, 3), ended.err
    return _read(log, root)


def inject(root: Path, point: Point, fault: str, *arguments: str) -> Ended:
    """A run with a fault, KILL or like `error=EIO` or `retval=1`, at a point.

    With `+` at its end, the fault stays: at every later call of the kind too.
    """
    log = _log(root)
    before = tracer(root, point, fault)
    ended = run(root, *arguments, before=before, module=STEADY)
    hit = [call for call in _read(log, root) if call[:2] == point[:2]]
    assert [call.files for call in hit] == [point.files], f"{point} was not hit: {hit}"
    killed = ended.code == -signal.SIGKILL
    assert killed == (fault == KILL), f"{point}: {ended}"
    assert killed or "(INJECTED)" in log.read_text(errors="replace"), point
    return ended


def tracer(root: Path, point: Point, fault: str) -> list[str]:
    """The command that runs a command with a fault at a point."""
    when = f"{point.number}+" if fault.endswith("+") else str(point.number)
    injection = f"inject={point.name}:{fault.rstrip('+')}:when={when}"
    return _strace(_log(root), "-e", injection)


def has_stopped(root: Path) -> bool:
    """Whether the run that is traced in a workspace stands at its point."""
    log = _log(root)
    return log.exists() and "stopped by SIGSTOP" in log.read_text(errors="replace")


def forget(root: Path) -> None:
    _log(root).unlink(missing_ok=True)


def _log(root: Path) -> Path:
    return root.with_name(f"{root.name}.trace")


def _strace(log: Path, *more: str) -> list[str]:
    # With --seccomp-bpf it does not stop at other calls, and does not inject signals.
    quick = () if any("signal=" in word for word in more) else ("--seccomp-bpf",)
    how = ("-f", "-y", "-qq", "-s", "0", "-o", str(log))
    return ["strace", *quick, *how, "-e", f"trace={','.join(MUTATING)}", *more]


def _read(log: Path, root: Path) -> list[Point]:
    """The calls of the first process in a log that change something below a folder."""
    found = []
    counts: Counter[str] = Counter()
    first = ""
    for line in log.read_text(errors="replace").splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        first = first or call["pid"]
        name, rest = call["name"], call["rest"]
        if call["pid"] != first or name not in MUTATING:
            continue
        counts[name] += 1
        if _changes(name, rest, root):
            what = _RESULT.sub("", rest.replace(str(root), ""))
            found.append(Point(name, counts[name], what))
    return found


def _changes(name: str, rest: str, root: Path) -> bool:
    if not re.search(re.escape(str(root)) + r'[/>"]', rest):
        return False
    return name != "openat" or bool(_OPENS_TO_CHANGE.search(rest))
