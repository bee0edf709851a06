"""`dipeo why` and `dipeo impact`: where a line of a generated file comes from, and what a change would change."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from dipeo.core.chronicle import RunRow
from dipeo.core.records import Records
from dipeo.core.values import shorten
from dipeo.errors import UsageError
from dipeo.lineage.impact import GONE, by_file, impact, target
from dipeo.lineage.rehearse import Task
from dipeo.lineage.why import Origin, origin_of
from dipeo.workspace import Workspace, find_workspace

_RUNS = 1000  # how many of the last runs are looked through


def why(options: argparse.Namespace) -> int:
    """Say which diagram, node, generator, template and specification made a file, or a line of it."""
    workspace = find_workspace(options.root)
    path, line = _place(workspace, options.place)
    found = origin_of(workspace, path, line)
    if options.json:
        print(json.dumps(_data(found, path, line), ensure_ascii=False))
        return 0
    print(f"{path}:{line}" if line else path)
    if line:
        print(f"    {found.made.text.splitlines()[line - 1]}\n")
    if _is_stale(workspace, found):
        note = "the file is not what a run would make now, which is what this tells of"
        print(f"{path}: {note}", file=sys.stderr)
    rows = [
        ("diagram", found.task.diagram + _inputs(found.task)),
        ("run", _run(workspace, found.task, path)),
        ("node", found.made.node),
    ]
    if found.made.call is not None:
        call = found.made.call
        rows.append(("generator", f"{call.file} (in {call.node})"))
    if found.template is not None:
        template, number, text = found.template
        rows.append(
            ("template", f"{template}:{number}  {text}" if number else template)
        )
    for name, text in rows:
        print(f"{name:10} {text}")
    for source in found.sources:
        lines = "" if source.reach == 1 else f"  ({source.reach} lines)"
        print(f"{'data':10} {source.place} = {shorten(source.value, 60)}{lines}")
    return 0


def _is_stale(workspace: Workspace, found: Origin) -> bool:
    try:
        there = (workspace.root / found.made.path).read_bytes()
    except OSError:
        return True
    return there != found.made.text.encode()


def _place(workspace: Workspace, text: str) -> tuple[str, int | None]:
    """A path in the workspace, from its root or from the working folder, with the line behind a colon."""
    name, colon, number = text.rpartition(":")
    path, line = (name, int(number)) if colon and number.isdecimal() else (text, None)
    return _inside(workspace, path), line


def _inside(workspace: Workspace, path: str) -> str:
    if (workspace.root / path).exists() and not Path(path).is_absolute():
        return path
    try:
        return Path(path).resolve().relative_to(workspace.root).as_posix()
    except ValueError:
        raise UsageError(f"{path!r} lies outside the workspace") from None


def _inputs(task: Task) -> str:
    return f" with {json.dumps(task.inputs, ensure_ascii=False)}" if task.inputs else ""


def _run(workspace: Workspace, task: Task, path: str) -> str:
    """The run that wrote the file."""
    own = Records(workspace.private, own=workspace.shared is not None)
    for run in own.runs(_RUNS):
        if run.diagram == task.diagram and path in (run.finished or {}).get(
            "written", ()
        ):
            return f"{run.id}, {_clock(run)}"
    return "none that is kept wrote it"


def _clock(run: RunRow) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(run.started))


def _data(found: Origin, path: str, line: int | None) -> dict[str, object]:
    call, template = found.made.call, found.template
    return {
        "path": path,
        "line": line,
        "diagram": found.task.diagram,
        "inputs": dict(found.task.inputs),
        "node": found.made.node,
        "generator": call.file if call else None,
        "template": template[0] if template else None,
        "template_line": (template[1] or None) if template else None,
        "data": [
            {"place": source.place, "value": source.value, "lines": source.reach}
            for source in found.sources
        ],
    }


def show_impact(options: argparse.Namespace) -> int:
    """List the lines of generated files that a change would change."""
    workspace = find_workspace(options.root)
    document, mark, rest = options.target.partition("#")
    lines = impact(workspace, target(workspace, f"{document}{mark}{rest}"))
    files = by_file(lines)
    for path, found in files.items():
        for line in found:
            place = path if line.number == GONE else f"{path}:{line.number}"
            print(f"{place}: {line.text}" if line.text else f"{place}:")
    count = sum(line.number != GONE for line in lines)
    print(f"{_count(count, 'line')} in {_count(len(files), 'file')} would change")
    return 0


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
