"""What a handler may touch while it runs a node: documents, tables, code and other diagrams, all of it noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dipeo.errors import NodeError, Problem

from .database import KIND, Ask, Change
from .events import Emit
from .frame import Frame
from .memo import NEVER
from .memory import Trace
from .plan import Inputs
from .running import Scope
from .values import Value

MAX_NESTING = 50


class NodeRun:
    """The `Run` that a handler receives. It notes what the handler needs and writes."""

    __slots__ = ("_emit", "_frame", "_scope", "_trace")

    def __init__(self, scope: Scope, frame: Frame, trace: Trace, emit: Emit) -> None:
        self._scope = scope
        self._frame = frame
        self._trace = trace
        self._emit = emit

    @property
    def inputs(self) -> Mapping[str, Any]:
        return {key: value.data for key, value in self._scope.inputs.items()}

    def read(self, path: str) -> bytes:
        self._trace.needs.add(f"file:{path}")
        return self._scope.world.transaction.read(path, self._frame)

    def document(self, path: str, format: str) -> Value:
        return self._scope.world.parsed.value(path, format, self.read(path))

    def write(
        self,
        path: str,
        content: bytes,
        *,
        again: bool = False,
        maker: str | None = None,
    ) -> None:
        transaction = self._scope.world.transaction
        transaction.write(path, content, self._frame, again=again, maker=maker)
        self._trace.wrote.append(path)
        if transaction.changes(path):
            self._scope.world.note_changed(path)

    def find(self, pattern: str) -> list[str]:
        self._trace.needs.add(f"find:{pattern}")
        return self._scope.world.transaction.find(pattern)

    def delete(self, path: str) -> None:
        self.never_reuse()
        self._scope.world.transaction.delete(path, self._frame)
        self._scope.world.note_changed(path)

    def address(self, source: str, kind: str) -> str:
        return self._scope.world.transaction.address(source, kind)

    def select(self, ask: Ask, *, keep: bool = True) -> Value:
        world = self._scope.world
        if ask.changes:
            self._changes(ask.url)
            return world.databases.run(ask)
        value, digest = world.databases.select(ask)
        if keep:
            self._trace.needs.add(ask.need)
            world.transaction.note_answer(ask.need, digest)
        else:
            self.never_reuse()
        return value

    def change(self, change: Change) -> int:
        self._changes(change.url)
        return self._scope.world.databases.change(change)

    def _changes(self, url: str) -> None:
        """A database changes: what was read of it may not be reused from now on."""
        self.never_reuse()
        if self._scope.world.memory is not None:
            self._scope.world.memory.note_all_changed(f"{KIND}:{url} ")

    def load(
        self, path: str, function: str, *, pure: bool = True
    ) -> Callable[..., Any]:
        self._trace.needs.add(f"code:{path}")
        return self._scope.world.functions.load(path, function, pure=pure)

    def inline(
        self, code: str, function: str, *, pure: bool = True
    ) -> Callable[..., Any]:
        return self._scope.world.functions.inline(code, function, pure=pure)

    def never_reuse(self) -> None:
        self._trace.needs.add(NEVER)

    def diagram(self, name: str, inputs: Inputs) -> Value:
        if len(self._frame.frames()) >= MAX_NESTING:
            message = f"diagrams are nested more than {MAX_NESTING} deep"
            raise NodeError([Problem(message)])
        self._trace.needs.add(f"diagram:{name}")
        return self._scope.below(name, inputs, self._frame, self._trace, self._emit)
