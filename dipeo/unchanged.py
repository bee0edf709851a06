"""A run that has nothing to do, found out and recorded with next to nothing imported.

It is what most runs of a build are, and has to take no longer than one look at each file. Whatever is not plain here is
left to the engine, which finds out what a change means and has the same result where it means nothing.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time

from dipeo.core import glance, lock
from dipeo.core.digests import digest_of
from dipeo.core.private import MEMOS, is_left_over
from dipeo.core.records_file import add_unchanged
from dipeo.root import PRIVATE, find_root

TYPE_CHECKING = False  # without the time that it takes to import `typing`
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dipeo.core.glance import Seen


def claim_of(diagram: str, inputs: Mapping[str, Any]) -> str:
    """What a run's files and memo are kept under: the diagram with its inputs, in whatever order these came."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"))
    return f"{diagram} {text}"


def memo_file(private: str | os.PathLike[str], claim: str) -> str:
    """Where the memo of a claim is kept."""
    return os.path.join(private, MEMOS, f"{digest_of(claim.encode())}.memo")


def nothing_changed(
    root: str | os.PathLike[str] | None,
    diagram: str,
    inputs: Mapping[str, Any],
    *,
    dry: bool,
    start: float,
) -> Seen | None:
    """What the last run of a diagram came to, where a run now would do nothing; it is recorded as one that did not.

    None where something may have changed. `start` is a `time.perf_counter()`. Raises UsageError where there is no
    workspace.
    """
    if diagram.endswith((".yaml", ".yml")):  # it has another name
        return None
    found = find_root(root)
    private = os.path.join(found, PRIVATE)
    try:
        memo = memo_file(private, claim_of(diagram, inputs))
        if not glance.exists(memo):
            return None
        with lock.held(private, wait=0):
            if any(map(is_left_over, os.listdir(private))):
                return None
            seen = glance.look(memo, found)
            if seen is not None:
                _record(private, diagram, inputs, seen, dry=dry, start=start)
            return seen
    except (OSError, ValueError, sqlite3.Error):
        return None
    except Exception as error:
        from dipeo.errors import LockError, UsageError

        if isinstance(error, LockError | UsageError):
            return None
        raise


def _record(
    private: str,
    diagram: str,
    inputs: Mapping[str, Any],
    seen: Seen,
    *,
    dry: bool,
    start: float,
) -> None:
    text = "{}"
    if inputs:
        from dipeo.core.values import json_text

        text = json_text(inputs)
    seconds = time.perf_counter() - start
    add_unchanged(
        private,
        diagram,
        text,
        same_as=seen.run,
        output=seen.output,
        specifications=seen.specifications,
        dry=dry,
        started=time.time() - seconds,
        seconds=seconds,
    )
