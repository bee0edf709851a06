"""A run that writes nothing, told in full: which node made which file, of what, and what Jinja rendered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from dipeo.attempt import Attempt
from dipeo.core.claims import Claims
from dipeo.core.events import Event, ItemEnded, NodeFinished
from dipeo.core.item_log import events_of
from dipeo.core.records import Records
from dipeo.core.store import FileStore
from dipeo.core.values import Value
from dipeo.errors import DiagramError, DipeoError, NodeError
from dipeo.nodes import node_types
from dipeo.options import Job, Options
from dipeo.plans import Plans
from dipeo.workspace import Workspace

from .overlay import Overlay
from .renders import Render, watched


@dataclass(frozen=True, slots=True)
class Task:
    """A diagram with its inputs: what a run was asked for."""

    diagram: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A node that called a function: `file` is the code's."""

    node: str
    file: str
    function: str
    inputs: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Made:
    """A file as the run would write it; `call` made its text, where a function did."""

    path: str
    text: str
    node: str
    call: Call | None


@dataclass(frozen=True, slots=True)
class Template:
    """A template's text, the document that it is, where it is one, and its line for each line of what it gave."""

    path: str | None
    text: str
    lines: tuple[int, ...]


@dataclass(slots=True)
class Rehearsal:
    """What a run would do. `origins` names the document that a value, by its digest, was read from."""

    made: dict[str, Made] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    renders: list[Render] = field(default_factory=list)

    def template_of(self, made: Made) -> Template | None:
        """The template that gave a file's text, with its line for each of the text's; None where none did."""
        render = next((r for r in self.renders if r.text == made.text), None)
        if render is None:
            return None
        inputs = made.call.inputs if made.call else {}
        known = [
            text
            for port, value in inputs.items()
            for text in _templates(value.data, port)
        ]
        source = render.template or next(iter(known), None)
        if source is None:
            return None
        path = self.origins.get(Value(source).digest)
        return Template(path, source, render.lines(source))


def tasks(workspace: Workspace, path: str | None = None) -> list[Task]:
    """What earlier runs were asked for; with a path, those that made the file there."""
    found = []
    for claim, files in Claims(FileStore(workspace.root)).all():
        if path is None or path in files:
            name, _, inputs = claim.partition(" {")
            found.append(Task(name, json.loads("{" + inputs)))
    return sorted(found, key=lambda task: (task.diagram, str(task.inputs)))


def rehearse(
    workspace: Workspace, task: Task, documents: Mapping[str, bytes] | None = None
) -> Rehearsal:
    """Run without writing, with some documents replaced. Raises DipeoError where the run fails."""
    store = Overlay(FileStore(workspace.root), documents or {})
    plans = Plans(workspace, store, node_types, None)
    problems = plans.problems(task.diagram)
    if problems:
        raise DiagramError(problems)
    how = Options(dry=True, cache=False, jobs=1, each=True)
    job = Job(task.diagram, Value(dict(task.inputs)), how, time.perf_counter())
    told: list[NodeFinished] = []

    def listen(event: Event) -> None:
        inside = events_of(event) if isinstance(event, ItemEnded) else (event,)
        told.extend(found for found in inside if isinstance(found, NodeFinished))

    with watched() as renders:
        attempt = Attempt(job, plans, Records(workspace.private), None, None, listen)
        result = attempt.result()
    if result.exit_code:
        raise NodeError(result.finished.problems, exit_code=result.exit_code)
    contents = _contents(attempt)
    return _Story(told, contents, renders).rehearsal()


def _contents(attempt: Attempt) -> dict[str, str]:
    """The text of every file that the run would write."""
    found = {}
    for path in attempt.transaction.paths:
        with suppress(DipeoError, UnicodeDecodeError):
            found[path] = attempt.transaction.content(path).decode()
    return found


class _Story:
    """What happened, put together: writes with the calls whose output they wrote."""

    def __init__(
        self, told: list[NodeFinished], contents: dict[str, str], renders: list[Render]
    ) -> None:
        self.told = told
        self.contents = contents
        self.renders = renders
        self.calls: dict[str, Call] = {}

    def rehearsal(self) -> Rehearsal:
        found = Rehearsal(renders=self.renders)
        for event in self.told:
            if event.type == "code_job":
                self.keep_call(event)
            elif event.type == "db":
                self.keep_document(event, found)
        return found

    def keep_call(self, event: NodeFinished) -> None:
        if event.items is not None or event.output.maker is None:
            return
        call = Call(event.node, event.output.maker, "main", event.inputs)
        for value in _parts(event.output):
            self.calls[value.digest] = call

    def keep_document(self, event: NodeFinished, found: Rehearsal) -> None:
        output = event.output
        if output.origin is not None:
            found.origins[output.digest] = output.origin
            return
        data = output.data
        path = data.get("path") if isinstance(data, dict) else None
        if isinstance(path, str) and path in self.contents and "in" in event.inputs:
            call = self.calls.get(event.inputs["in"].digest)
            found.made[path] = Made(path, self.contents[path], event.node, call)


def _parts(output: Value) -> Iterator[Value]:
    """A call's output, and the parts of it that a connection may bring."""
    yield output
    if isinstance(output.data, dict):
        for part in output.data.values():
            yield Value(part)
            if isinstance(part, list):
                yield from map(Value, part)


def _templates(data: Any, key: str) -> Iterator[str]:
    """The texts among a call's inputs that are called templates."""
    if isinstance(data, str) and key in ("template_content", "template"):
        yield data
    elif isinstance(data, dict):
        for own, value in data.items():
            yield from _templates(value, own)
