"""Where a generated file, or a line of it, comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dipeo.core import purity
from dipeo.core.claims import Claims
from dipeo.core.functions import USER_ERRORS, Functions
from dipeo.core.store import FileStore
from dipeo.core.values import value_of
from dipeo.errors import DipeoError, UsageError, did_you_mean
from dipeo.workspace import Workspace

from .documents import Part, Places, documents_in, value_at
from .perturb import Path, influenced, leaves
from .rehearse import Call, Made, Rehearsal, Task, rehearse, tasks


@dataclass(frozen=True, slots=True)
class Source:
    """A part of the data that a line depends on: `place` as people find it, the value, how many lines depend on it."""

    place: str
    value: Any
    reach: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from, and where a line of it does. `template` has its line, or 0."""

    task: Task
    made: Made
    template: tuple[str, int, str] | None
    sources: tuple[Source, ...]


def origin_of(workspace: Workspace, path: str, line: int | None) -> Origin:
    """Where a generated file, and one line of it, comes from. Raises UsageError, and DipeoError where a run fails."""
    known = tasks(workspace, path)
    if not known:
        raise UsageError(_unknown(workspace, path))
    task = known[0]
    found = rehearse(workspace, task)
    made = found.made.get(path)
    if made is None:
        message = f"{task.diagram!r} would not make {path!r} any more"
        raise UsageError(f"{message}: run it, and the file goes")
    count = made.text.count("\n") + (not made.text.endswith("\n"))
    if line is not None and not 1 <= line <= count:
        raise UsageError(f"{path!r} has {count} lines, so there is no line {line}")
    sources = _sources(workspace, made, found, line) if line else ()
    return Origin(task, made, _template(found, made, line), sources)


def _unknown(workspace: Workspace, path: str) -> str:
    known = {
        made for _, files in Claims(FileStore(workspace.root)).all() for made in files
    }
    if not known:
        return "no run has made anything here yet: run a diagram first"
    return f"no run has made {path!r}{did_you_mean(path, known)}"


def _template(
    found: Rehearsal, made: Made, line: int | None
) -> tuple[str, int, str] | None:
    """The template's path, its line, and the text there."""
    template = found.template_of(made)
    if template is None:
        return None
    path = template.path or "a template of its own"
    number = template.lines[line - 1] if line else 0
    return path, number, template.text.split("\n")[number - 1].strip() if number else ""


def _sources(
    workspace: Workspace, made: Made, found: Rehearsal, line: int
) -> tuple[Source, ...]:
    """What the line depends on, that on which the fewest lines depend first."""
    if made.call is None:
        return ()
    places = Places(FileStore(workspace.root))
    sources = [
        Source(
            places.show(part, inner),
            value_at(made.call.inputs, part, inner),
            len(lines),
        )
        for part, inner, lines in influences(workspace, made.call, made.text, found)
        if line in lines
    ]
    return tuple(sorted(sources, key=lambda source: source.reach))


def influences(
    workspace: Workspace, call: Call, text: str, found: Rehearsal
) -> list[tuple[Part, Path, set[int]]]:
    """Each part of a call's data with the lines of its text that depend on it."""
    remake = _Remake(workspace, call, text)
    made = []
    for part in documents_in(call.inputs, found.origins):
        data = value_at(call.inputs, part, ())
        for inner in leaves(data):
            whole = remake.whole(part)
            lines = influenced(
                call.inputs[part.port].data, (*part.path, *inner), text, whole
            )
            if lines:
                made.append((part, inner, lines))
    return made


class _Remake:
    """Calls the function again, with other data."""

    def __init__(self, workspace: Workspace, call: Call, text: str) -> None:
        functions = Functions(FileStore(workspace.root), workspace.code_roots)
        self.function = functions.load(call.file, call.function)
        self.call = call
        self.at = self._where(text)

    def _where(self, text: str) -> Path:
        """Where in the function's result the text is."""
        result = self._result({})
        for path in leaves(result):
            part = result
            for key in path:
                part = part[key]
            if part == text:
                return path
        return ("generated_code",)

    def _result(self, changes: Mapping[str, Any]) -> Any:
        given = {port: value.fresh() for port, value in self.call.inputs.items()}
        with purity.enforced():
            return value_of(self.function({**given, **changes})).data

    def whole(self, part: Part) -> Any:
        """A function from the data of a port to the text; None where the data is refused."""

        def make(data: Any) -> str | None:
            try:
                found = self._result({part.port: data})
                for key in self.at:
                    found = found[key]
            except (DipeoError, *USER_ERRORS):
                return None
            return found if isinstance(found, str) else None

        return make
