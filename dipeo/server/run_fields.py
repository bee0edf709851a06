"""How each field of a run, and of its files, is answered."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ariadne import ObjectType

from dipeo.core.chronicle import RunRow

from . import items, times
from .answers import Data, page_size, recorded_problems
from .api import asked
from .executions import Execution
from .files import RunFile, file_counts
from .graphs import Graph
from .values import Recorded, text_page

run = ObjectType("Run")
run_file = ObjectType("RunFile")
TYPES = (run, run_file)


@run.field("graph")
def resolve_graph(found: RunRow, info: Any, within: str) -> Graph:
    return asked(info).api.graphs.of_run(found.id, within)


@run.field("state")
def resolve_state(found: RunRow, info: Any) -> str:
    return found.state.upper()


@run.field("author")
def resolve_author(found: RunRow, info: Any) -> str | None:
    return found.author or None


@run.field("seconds")
def resolve_seconds(found: RunRow, info: Any) -> float:
    return run_seconds(found)


def run_seconds(found: RunRow) -> float:
    """How long a run took, or has taken; 0 for one that died, of which nobody knows."""
    if found.seconds is not None:
        return found.seconds
    return max(0.0, time.time() - found.started) if found.state == "running" else 0.0


@run.field("outputs")
def resolve_outputs(found: RunRow, info: Any) -> Recorded | None:
    digest = (found.finished or {}).get("outputs")
    return asked(info).api.values.find(digest) if digest else None


@run.field("sameAs")
def resolve_same_as(found: RunRow, info: Any) -> int | None:
    return found.same_as


@run.field("isDry")
def resolve_is_dry(found: RunRow, info: Any) -> bool:
    return bool((found.finished or {}).get("dry"))


@run.field("specifications")
def resolve_run_specifications(found: RunRow, info: Any) -> int:
    return int((found.finished or {}).get("specifications", 0))


@run.field("isCancellable")
def resolve_is_cancellable(found: RunRow, info: Any) -> bool:
    is_running = found.state == "running"
    return (
        is_running and asked(info).api.processes.process_of(abs(found.id)) is not None
    )


@run.field("problems")
def resolve_run_problems(found: RunRow, info: Any) -> list[Data]:
    return recorded_problems((found.finished or {}).get("problems", ())[:100])


@run.field("fileCounts")
def resolve_file_counts(found: RunRow, info: Any) -> Data:
    return file_counts(found)


@run.field("files")
def resolve_files(
    found: RunRow,
    info: Any,
    search: str,
    after: int,
    first: int,
    kinds: Sequence[str] | None = None,
) -> Data:
    return asked(info).api.files.page(found, kinds, search, after, first)


@run.field("file")
def resolve_file(found: RunRow, info: Any, path: str) -> RunFile:
    return asked(info).api.files.file(found, path)


@run.field("nodes")
def resolve_run_nodes(found: RunRow, info: Any, within: str) -> list[Data]:
    return asked(info).api.nodes.in_scope(found, within)


@run.field("node")
def resolve_node(found: RunRow, info: Any, address: str) -> Execution:
    return asked(info).api.executions.get(found, address)


@run.field("search")
def resolve_run_search(found: RunRow, info: Any, text: str, first: int) -> list[Data]:
    return asked(info).api.nodes.search(found, text, page_size(first))


@run.field("failures")
def resolve_failures(found: RunRow, info: Any, after: int, first: int) -> Data:
    return asked(info).api.nodes.failures(found, after, page_size(first))


@run.field("items")
def resolve_items(
    found: RunRow,
    info: Any,
    batch: str,
    changed: bool,
    search: str,
    after: int,
    first: int,
    states: Sequence[str] | None = None,
) -> Data:
    wanted = items.Wanted(states, changed, search, after, first)
    return asked(info).api.items.page(found, batch, wanted)


@run.field("timeline")
def resolve_timeline(found: RunRow, info: Any) -> list[Data]:
    return times.timeline(asked(info).api.history, found)


@run.field("slowest")
def resolve_slowest(found: RunRow, info: Any, first: int) -> list[Data]:
    return times.slowest(asked(info).api.history, found, first)


@run.field("previous")
def resolve_previous(found: RunRow, info: Any) -> RunRow | None:
    return asked(info).api.history.previous(found)


# RunFile


@run_file.field("isLong")
def resolve_is_long(found: RunFile, info: Any) -> bool:
    return asked(info).api.files.is_long(found)


@run_file.field("before")
def resolve_before(found: RunFile, info: Any) -> str | None:
    return asked(info).api.files.whole(found, "BEFORE")


@run_file.field("after")
def resolve_after(found: RunFile, info: Any) -> str | None:
    return asked(info).api.files.whole(found, "AFTER")


@run_file.field("diff")
def resolve_diff(found: RunFile, info: Any) -> str | None:
    return asked(info).api.files.diff(found)


@run_file.field("text")
def resolve_file_text(
    found: RunFile, info: Any, side: str, offset: int, limit: int
) -> Data | None:
    text = asked(info).api.files.side(found, side).text
    return None if text is None else text_page(text, offset, limit)


@run_file.field("changes")
def resolve_changes(found: RunFile, info: Any, offset: int, limit: int) -> Data | None:
    text = asked(info).api.files.changes(found)
    return None if text is None else text_page(text, offset, limit)


@run_file.field("note")
def resolve_note(found: RunFile, info: Any) -> str:
    return asked(info).api.files.note(found)
