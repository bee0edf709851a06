"""What a change of a specification or a template would change, before it is made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from dipeo.core.documents import decode, format_of
from dipeo.core.store import FileStore
from dipeo.errors import DipeoError, MissingDocument, UsageError
from dipeo.workspace import Workspace

from .documents import Places
from .perturb import (
    REMOVED,
    Path,
    at,
    changed,
    differing,
    leaves,
    parts,
    variants,
)
from .rehearse import Rehearsal, Task, rehearse, tasks

GONE = -1  # of a file that would not be made


@dataclass(frozen=True, slots=True)
class Target:
    """A document, and a part of it (`path`) or a line."""

    document: str
    path: Path | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a generated file."""

    path: str
    number: int
    text: str


def target(workspace: Workspace, text: str) -> Target:
    """`PATH#/pointer`, `PATH:LINE` or `PATH`. Raises UsageError for what is not there."""
    document, mark, inner = text.partition("#")
    line: int | None = None
    if not mark:
        head, colon, number = text.rpartition(":")
        if colon and number.isdecimal():
            document, line = head, int(number)
    store = FileStore(workspace.root)
    try:
        count = len(decode(store.read(document), document).splitlines())
    except MissingDocument as error:
        raise UsageError(str(error)) from None
    if line is not None and not 1 <= line <= count:
        raise UsageError(f"{document!r} has {count} lines, so there is no line {line}")
    is_data = format_of(document) in ("json", "yaml")
    if mark and not is_data:
        raise UsageError(f"{document!r} is no JSON: name a line, like {document}:1")
    if mark:
        return Target(document, _path(store, document, inner), None)
    if line is not None and is_data:
        return Target(document, _path_at(store, document, line), None)
    return Target(document, None, line)


def _path_at(store: FileStore, document: str, line: int) -> Path:
    """The innermost part that holds all that begins on a line. Raises UsageError where nothing does."""
    read = Places(store).document(document)
    found = [path for path in parts(read.data) if read.place(path).line == line]
    if not found:
        message = f"{document}:{line}: no part of the data begins on this line"
        raise UsageError(message)
    ends = zip(found[0], found[-1], strict=False)
    same = takewhile(lambda pair: pair[0] == pair[1], ends)
    return tuple(key for key, _ in same)


def _path(store: FileStore, document: str, inner: str) -> Path:
    data = Places(store).document(document).data
    path: Path = ()
    for step in inner.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        around = at(data, path)
        number = int(key) if isinstance(around, list) and key.isdecimal() else key
        path = (*path, number)
        try:
            at(data, path)
        except KeyError:
            raise UsageError(
                f"{document} has no part #{inner}: {key!r} is not there"
            ) from None
    return path


def impact(workspace: Workspace, wanted: Target) -> list[Line]:
    """The lines of generated files that would change. Raises UsageError where nothing was made yet, DipeoError."""
    known = tasks(workspace)
    if not known:
        raise UsageError("no run has made anything here yet: run a diagram first")
    _check_is_source(workspace, wanted.document)
    lines = [line for task in known for line in _of_task(workspace, task, wanted)]
    if not lines and not any(_reads(workspace, t, wanted.document) for t in known):
        raise UsageError(f"no run that has made something reads {wanted.document!r}")
    return sorted(set(lines), key=lambda line: (line.path, line.number))


def _check_is_source(workspace: Workspace, document: str) -> None:
    """Refuse what nothing can be told of. Raises UsageError."""
    if tasks(workspace, document):
        message = f"{document!r} is generated: `dipeo why {document}` says of what"
        raise UsageError(message)
    if document.endswith(".py"):
        raise UsageError(
            f"{document!r} is code, and what other code would do nobody knows before it"
            " is written: change it, then look with `dipeo run NAME --diff`"
        )


def _reads(workspace: Workspace, task: Task, document: str) -> bool:
    """Whether a run would read a document, or make something of a template there."""
    try:
        before = rehearse(workspace, task)
    except DipeoError:
        return False
    if document in before.origins.values():
        return True
    templates = map(before.template_of, before.made.values())
    return any(found and found.path == document for found in templates)


def _of_task(workspace: Workspace, task: Task, wanted: Target) -> Iterator[Line]:
    try:
        before = rehearse(workspace, task)
    except DipeoError as error:
        if task != tasks(workspace)[0]:
            return  # a diagram that runs no more: others tell
        raise error
    if format_of(wanted.document) in ("json", "yaml"):
        yield from _of_data(workspace, task, wanted, before)
    else:
        yield from _of_template(wanted, before)


def _of_template(wanted: Target, before: Rehearsal) -> Iterator[Line]:
    for path, made in before.made.items():
        template = before.template_of(made)
        if template is None or template.path != wanted.document:
            continue
        for number, content in enumerate(made.text.splitlines(), 1):
            if wanted.line is None or template.lines[number - 1] == wanted.line:
                yield Line(path, number, content)


def _of_data(
    workspace: Workspace, task: Task, wanted: Target, before: Rehearsal
) -> Iterator[Line]:
    if wanted.document not in before.origins.values():
        return
    data = Places(FileStore(workspace.root)).document(wanted.document).data
    refusal: DipeoError | None = None
    is_valid = False
    for tries in _changes(data, wanted.path or ()):
        for document in tries:
            content = json.dumps(document, ensure_ascii=False).encode()
            try:
                after = rehearse(workspace, task, {wanted.document: content})
            except DipeoError as error:
                refusal = refusal or error
                continue
            is_valid = True
            different = list(_different(before, after))
            yield from different
            if different:
                break
    if refusal is not None and not is_valid:
        message = f"nothing else is valid there: {refusal.problems[0]}"
        raise UsageError(message)


def _changes(data: object, path: Path) -> Iterator[Iterator[object]]:
    """For each part below a path the data with it otherwise; and the data without the part at the path."""
    part = at(data, path)
    for inner in leaves(part):
        yield variants(data, (*path, *inner))
    if path:
        yield iter([changed(data, path, REMOVED)])


def _different(before: Rehearsal, after: Rehearsal) -> Iterator[Line]:
    for path, made in before.made.items():
        new = after.made.get(path)
        if new is None:
            yield Line(path, GONE, "would not be made")
        elif new.text != made.text:
            written = made.text.split("\n")
            for number in differing(made.text, new.text):
                yield Line(path, number, written[number - 1])


def by_file(lines: list[Line]) -> Mapping[str, list[Line]]:
    """The lines of each file."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.path, []).append(line)
    return found
