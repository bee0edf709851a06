"""Runs that the page starts. Each is a process of its own, which a crash of the server does not hurt."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import IO, Any

from dipeo.workspace import Workspace

from .answers import Data, recorded_problems

KEPT_LINES = 200  # of what a process says to its standard error


class Processes:
    """The processes that run diagrams for the page."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._lock = Lock()

    def start(
        self, diagram: str, inputs: Mapping[str, Any], options: Sequence[str]
    ) -> tuple[int | None, list[Data]]:
        """Start a run, and wait until it has a number: that, or what stands against it."""
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "dipeo", "run", "--json"),
                *("--root", str(self.workspace.root), "--input-data", "-"),
                *(*options, "--", diagram),
            ],
            cwd=self.workspace.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C for the server is not for its runs
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        said: deque[str] = deque(maxlen=KEPT_LINES)
        listener = Thread(target=_listen, args=(process.stderr, said), daemon=True)
        listener.start()
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(json.dumps(dict(inputs)).encode())
        return self._begun(process, process.stdout, listener, said)

    def _begun(
        self,
        process: subprocess.Popen[bytes],
        events: IO[bytes],
        listener: Thread,
        said: deque[str],
    ) -> tuple[int | None, list[Data]]:
        for line in events:
            event = json.loads(line)
            if event["event"] == "run_started" and event["run"] is not None:
                run: int = event["run"]
                with self._lock:
                    self._running[run] = process
                follower = Thread(
                    target=self._follow, args=(run, process, events), daemon=True
                )
                follower.start()
                return run, []
            if event["event"] == "run_finished" and event["problems"]:
                Thread(target=_end, args=(process, events), daemon=True).start()
                return None, recorded_problems(event["problems"])
        process.wait()
        listener.join(1)
        text = "\n".join(said).removeprefix("error: ").strip()
        message = text or f"the run ended with exit code {process.returncode}"
        return None, [{"message": message, "place": None}]

    def _follow(
        self, run: int, process: subprocess.Popen[bytes], events: IO[bytes]
    ) -> None:
        """Read on, so that the run never waits for a reader."""
        _end(process, events)
        with self._lock:
            self._running.pop(run, None)

    def process_of(self, run: int) -> int | None:
        """The process of a run that goes on, wherever it was started; None where it cannot be told."""
        with self._lock:
            process = self._running.get(run)
        if process is not None and process.poll() is None:
            return process.pid
        pack = self.workspace.private / "values" / f"{run}.pack"
        return next(_holders(pack), None) if pack.exists() else None

    def cancel(self, run: int) -> bool:
        """Interrupt a run; whether there was one. SIGTERM is heard even by what runs in the background."""
        pid = self.process_of(run)
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGTERM)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def running(self) -> list[int]:
        """The runs that were started here and go on."""
        with self._lock:
            return sorted(self._running)


def _holders(pack: Path) -> Iterator[int]:
    """The processes of this user that write a run's pack, where the system tells (Linux)."""
    try:
        wanted = os.stat(pack)
        processes = [name for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return
    for name in processes:
        with suppress(OSError):
            for handle in os.scandir(f"/proc/{name}/fd"):
                if os.path.samestat(wanted, os.stat(handle.path)) and _writes(
                    name, handle.name
                ):
                    yield int(name)


def _writes(process: str, handle: str) -> bool:
    """Whether a handle is open for writing, as that of the run itself is."""
    text = Path(f"/proc/{process}/fdinfo/{handle}").read_text()
    flags = next(line for line in text.splitlines() if line.startswith("flags:"))
    return int(flags.split()[1], 8) & os.O_ACCMODE != os.O_RDONLY


def _listen(stream: IO[bytes], said: deque[str]) -> None:
    with stream:
        for line in stream:
            said.append(line.decode("utf-8", "replace").rstrip("\n"))


def _end(process: subprocess.Popen[bytes], events: IO[bytes]) -> None:
    with events:
        deque(events, maxlen=0)
    process.wait()
