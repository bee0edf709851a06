"""The past runs that a command asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from dipeo.core.chronicle import Chronicle
from dipeo.core.records import Records
from dipeo.workspace import Workspace


@contextmanager
def past_runs(workspace: Workspace) -> Iterator[Chronicle]:
    """The workspace's own, or where a team shares its history, those of all."""
    runs: Chronicle
    if workspace.shared is None:
        runs = Records(workspace.private)
    else:
        from dipeo.team.both import Both, Shared

        shared = Shared(workspace)
        shared.send()
        if shared.away:
            message = "the team's history is away, these are the runs of this workspace"
            print(f"{message}: {shared.away}", file=sys.stderr)
        runs = Both(shared)
    try:
        yield runs
    finally:
        runs.close()
