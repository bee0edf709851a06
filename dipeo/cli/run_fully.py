"""`dipeo run`, where there may be something to do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from dipeo.cli import drop_output
from dipeo.cli.console import Reporter, reporter
from dipeo.cli.inputs import read_inputs
from dipeo.core.edits import Edits
from dipeo.core.events import Emit, Event, RunFinished
from dipeo.diff import Change, unified_diff
from dipeo.engine import open_engine
from dipeo.errors import DipeoError
from dipeo.options import Options, read_cluster

CHANGED = 3


def run_fully(options: argparse.Namespace, inputs: Mapping[str, Any] | None) -> int:
    """Run a diagram and report it. Where `inputs` have not been read, the options say what they are."""
    written = _Written()
    try:
        return _run(options, inputs, written)
    except BaseException as error:  # a signal, perhaps after all was done
        if written.is_done and not hasattr(error, "__notes__"):
            error.add_note("the files had been written")
        raise


def _run(
    options: argparse.Namespace, inputs: Mapping[str, Any] | None, written: _Written
) -> int:
    dry = options.check or options.diff
    how = Options(
        dry=dry,
        verify=not options.no_verify,
        edits=_edits(options),
        jobs=options.jobs,
        cache=not options.no_cache,
        trust_stat=not options.verify,
        each=options.debug or options.explain,
        cluster=read_cluster(options.executor) if options.executor else None,
    )
    report = reporter(options, dry=dry)
    with report:
        try:
            if inputs is None:
                inputs = read_inputs(options.input_data)
            engine = open_engine(options.root)
            report.is_shared = engine.workspace.shared is not None
            result = engine.run(
                options.name,
                inputs,
                options=how,
                emit=written.noted(_whoever_listens(report.emit)),
                on_note=report.note,
            )
        except DipeoError as error:
            report.give_up(error, options.page)
            raise
    if result.exit_code:
        report.conclude(result.finished)
        return result.exit_code
    if options.diff:
        _show(report, "".join(map(unified_diff, result.changes)))
    elif options.check:
        _show(report, "".join(map(_would, result.changes)))
    report.conclude(result.finished)
    return CHANGED if options.check and result.changes else 0


class _Written:
    """Whether the run has changed files or tables, as its events say it."""

    def __init__(self) -> None:
        self.is_done = False

    def noted(self, emit: Emit) -> Emit:
        def tell(event: Event) -> None:
            if isinstance(event, RunFinished) and event.status == "ok":
                changed = event.written or event.removed or event.rows
                self.is_done = not event.dry and bool(changed)
            emit(event)

        return tell


def _whoever_listens(emit: Emit) -> Emit:
    """Tells events, and lets the run go on when nobody reads them any more."""

    def tell(event: Event) -> None:
        try:
            emit(event)
        except BrokenPipeError:
            drop_output()

    return tell


def _edits(options: argparse.Namespace) -> Edits:
    if options.accept_theirs:
        return Edits.KEEP
    return Edits.OVERWRITE if options.overwrite else Edits.STOP


def _show(report: Reporter, text: str) -> None:
    stream = sys.stderr if report.owns_stdout else sys.stdout
    print(text, end="", file=stream)


def _would(change: Change) -> str:
    verb = "remove" if change.after is None else "write"
    return f"would {verb}: {change.path}\n"
