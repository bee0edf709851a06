"""`dipeo watch`: a diagram is run again whenever something that it reads has changed."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress

from dipeo.cli import INTERRUPTED, print_error
from dipeo.cli.console import SHOWN_ITEMS, Reporter, summary
from dipeo.cli.inputs import read_inputs
from dipeo.core.edits import Edits
from dipeo.core.events import Event, ItemEnded, NodeFailed, NodeStarted
from dipeo.core.item_log import SEPARATOR, events_of
from dipeo.engine import open_engine
from dipeo.errors import DiagramError, DipeoError, DocumentError
from dipeo.options import Options
from dipeo.root import SETTINGS
from dipeo.watch import (
    Files,
    Look,
    look_at_memo,
    look_everywhere,
    settled,
    wait_for_change,
)
from dipeo.workspace import find_workspace

SHOWN_CHANGES = 10


def watch(options: argparse.Namespace) -> int:
    """Run a diagram, and again after each change, until Ctrl-C."""
    try:
        watching = _Watching(options)
        look = watching.run(settled(watching.root), explain=False)
        while True:
            changes = wait_for_change(watching.root, look)
            before = settled(watching.root)
            _tell(look.changes() or changes)
            look = watching.run(before, explain=True)
    except KeyboardInterrupt:
        return INTERRUPTED


def _tell(changes: list[str]) -> None:
    print()
    for change in changes[:SHOWN_CHANGES]:
        print(change)
    if len(changes) > SHOWN_CHANGES:
        print(f"… {len(changes) - SHOWN_CHANGES:,} more changes")


class _Watching:
    """A diagram with its inputs, to be run again and again. Raises UsageError where there is none of that name."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        workspace = find_workspace(options.root)
        self.root = str(workspace.root)
        folders = ("files", workspace.specifications, *workspace.code_roots)
        self.inputs = (*(f"{folder}/" for folder in folders), SETTINGS)
        self.typed = read_inputs("-") if options.input_data == "-" else None
        with suppress(DocumentError, DiagramError):  # which a change may mend
            open_engine(options.root).diagram(options.name)

    def run(self, before: Files, *, explain: bool) -> Look:
        """Run it now, with the workspace's files as they were `before`; what tells of the next change."""
        report = _Reasons(explain=explain)
        try:
            look = self._run(report, before)
        except DipeoError as error:
            print_error(error, self.options.page)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            report.error(f"error: {place}{error.strerror or error}")
        else:
            if look is not None:
                return look
        print("nothing was written; watching for changes, until Ctrl-C")
        return look_everywhere(self.root, before, (), self.inputs)

    def _run(self, report: _Reasons, before: Files) -> Look | None:
        """What tells of the next change; None when the run failed."""
        options = self.options
        inputs = self.typed
        if inputs is None:
            inputs = read_inputs(options.input_data)
        engine = open_engine(options.root)
        edits = Edits.OVERWRITE if options.overwrite else Edits.STOP
        how = Options(edits=edits, jobs=options.jobs)
        result = engine.run(
            options.name, inputs, options=how, emit=report.emit, on_note=report.note
        )
        if result.exit_code:
            report.conclude(result.finished)
            return None
        finished = result.finished
        report.flush()
        print(summary(finished, report.diagram, dry=False))
        memo = engine.remembered(options.name, inputs)
        if memo is not None and memo.run in (report.run, finished.same_as):
            also = [SETTINGS, *self._inputs_file()]
            look = look_at_memo(self.root, before, memo, engine.store.find, also)
            print("watching for changes, until Ctrl-C")  # from here on, each is seen
            return look
        print("watching for changes, until Ctrl-C")
        made = {*finished.written, *finished.unchanged, *finished.removed}
        return look_everywhere(self.root, before, made, self.inputs)

    def _inputs_file(self) -> list[str]:
        """The file that `--input-data` names, as the workspace knows it."""
        text = self.options.input_data
        if text is None or not text.startswith("@"):
            return []
        path = os.path.abspath(text[1:])
        inside = path.removeprefix(self.root + os.sep)
        return [inside.replace(os.sep, "/") if inside != path else path]


class _Reasons(Reporter):
    """Tells what failed, and why things run: the innermost that began, and of each batch the first items."""

    def __init__(self, *, explain: bool) -> None:
        super().__init__(explain=explain)
        self._told: dict[str, int] = {}
        self._last: NodeStarted | None = None

    def emit(self, event: Event) -> None:
        if isinstance(event, NodeFailed):
            self.flush()
        super().emit(event)
        if isinstance(event, ItemEnded):
            self._tell_item(event)
        elif isinstance(event, NodeStarted):
            self._tell(event)

    def _tell_item(self, event: ItemEnded) -> None:
        count = self._told[event.node] = self._told.get(event.node, 0) + 1
        if self.explain and count <= SHOWN_ITEMS:
            first = next(iter(events_of(event)))
            if isinstance(first, NodeStarted):
                self._tell(first)
        elif self.explain and count == SHOWN_ITEMS + 1:
            self.flush()
            print(f"{event.node}: more items run")

    def _tell(self, event: NodeStarted) -> None:
        inside = self._last and event.node.startswith(
            (f"{self._last.node}{SEPARATOR}", f"{self._last.node}[")
        )
        if not inside:
            self.flush()
        self._last = event

    def flush(self) -> None:
        """Tell of the last, which nothing began inside of."""
        last, self._last = self._last, None
        if last is not None and last.reason and self.explain:
            print(f"{last.node}: runs because {last.reason}")
