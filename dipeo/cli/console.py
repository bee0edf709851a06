"""How a run is told: plain lines, a live display on a terminal, every detail, or JSON lines."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import replace
from types import TracebackType
from typing import Any

from dipeo.cli.last_line import last_line
from dipeo.cli.more import more
from dipeo.core.events import (
    Event,
    ItemEnded,
    ItemsCached,
    NodeCached,
    NodeFailed,
    NodeFinished,
    NodeStarted,
    RunFinished,
    RunStarted,
    event_json,
)
from dipeo.core.item_log import events_of
from dipeo.core.values import Value, shorten
from dipeo.errors import DipeoError

SHOWN_ITEMS = 3  # how many failed items of a batch are named
IN_ITEM = re.compile(r"(.*)\[(\d+)\]")


class Reporter:
    """Tells nothing but what failed; the others add to it. Used as a context around the run."""

    owns_stdout = False

    def __init__(self, *, dry: bool = False, explain: bool = False) -> None:
        self.dry = dry
        self.explain = explain
        self.diagram = ""
        self.run: int | None = None
        self.is_shared = False  # by a team, to which the runs of here are -1, -2, …
        self._said: set[str] = set()
        self._pages: dict[str, None] = {}
        self._items: dict[str, set[str]] = {}

    def __enter__(self) -> Reporter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def emit(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self.diagram, self.run = event.diagram, event.run
        elif isinstance(event, NodeFailed):
            self.failed(event)
        elif isinstance(event, ItemEnded) and event.failed:
            for inside in events_of(event):
                if isinstance(inside, NodeFailed):
                    self.failed(inside)

    def failed(self, event: NodeFailed) -> None:
        """What went wrong, each thing once, and of each batch a few items: many may fail for one reason."""
        if not self._is_shown(event.node) or _is_told_inside(event):
            return
        problems = [p for p in event.problems if str(p) not in self._said]
        self._pages.update(dict.fromkeys(p.page for p in problems if p.page))
        new = [str(problem) for problem in problems]
        self._said.update(new)
        for text in new:
            self.error(f"error: {text}")
        if new and not all(f"{event.node!r}:" in text for text in new):
            self.error(f"    in {event.node}")
        for line in event.detail.splitlines() if new else ():
            self.error(f"    {line}")

    def _is_shown(self, node: str) -> bool:
        """Whether a node is in no batch, or in one of the first items of its batch that failed."""
        found = IN_ITEM.match(node)
        if found is None:
            return True
        batch, item = found.groups()
        items = self._items.setdefault(batch, set())
        if item not in items and len(items) >= SHOWN_ITEMS:
            return False
        items.add(item)
        return True

    def number(self, run: int | None) -> str:
        """The number of a run, as `dipeo show` takes it."""
        return f"-{run}" if self.is_shared else str(run)

    def error(self, text: str) -> None:
        print(text, file=sys.stderr)

    def note(self, text: str) -> None:
        """Something a person wants to know now, like why nothing happens."""
        print(text, file=sys.stderr)

    def conclude(self, finished: RunFinished) -> None:
        """The last word: where more is said of what failed."""
        if self._pages:
            self.error(more(*self._pages))

    def give_up(self, error: DipeoError, page: str) -> None:
        """The last word of a run that may not have begun. `page` is that of errors which have none."""


def _is_told_inside(event: NodeFailed) -> bool:
    """Whether a node failed only since nodes inside it did, which were told. Of an item it is told what it was."""
    return not event.node.endswith("]") and not any(p.place for p in event.problems)


class Plain(Reporter):
    """A line for each node that ends, batch items left out, and a last line."""

    def emit(self, event: Event) -> None:
        super().emit(event)
        if isinstance(event, NodeStarted) and event.reason and self.explain:
            print(f"{event.node}: runs because {event.reason}")
        elif isinstance(event, ItemsCached):
            print(_items_cached(event))
        elif isinstance(event, NodeFinished):
            print(f"{event.node}{_count(event)}  {event.seconds:.2f} s")
        elif isinstance(event, NodeCached) and self.explain:
            print(
                f"{event.node}{_count(event)}: holds since run {self.number(event.run)}"
            )

    def conclude(self, finished: RunFinished) -> None:
        super().conclude(finished)
        print(summary(finished, self.diagram, dry=self.dry))


class Debug(Plain):
    """Every node with what went in, what came out and how long it took, and the command that shows it whole."""

    def emit(self, event: Event) -> None:
        if isinstance(event, ItemEnded):
            for inside in events_of(event):
                self.emit(inside)
            return
        Reporter.emit(self, event)
        if isinstance(event, NodeFinished):
            print(f"{event.node}  ({event.type}, {event.seconds * 1000:.2f} ms)")
            for name, filled in event.props.items():
                print(f"    {name} = {json.dumps(filled)}")
            self.show_data(event)
        elif isinstance(event, NodeCached):
            print(f"{event.node}  ({event.type}, as in run {self.number(event.run)})")
            self.show_data(event)
        elif isinstance(event, ItemsCached):
            print(_items_cached(event))

    def show_data(self, event: NodeFinished | NodeCached) -> None:
        for port, value in event.inputs.items():
            print(f"    > {port}: {shorten(value)}")
        print(f"    < {shorten(event.output)}")
        quoted = event.node.replace("'", "'\\''")
        print(f"    dipeo show {self.number(self.run)} '{quoted}'")


def _items_cached(event: ItemsCached) -> str:
    are = "item is as it was" if event.count == 1 else "items are as they were"
    return f"{event.node}: {event.count:,} {are}"


class JsonLines(Reporter):
    """One event a line on standard output, and nothing else there."""

    owns_stdout = True
    _ended = False

    def emit(self, event: Event) -> None:
        super().emit(event)
        for each in events_of(event) if isinstance(event, ItemEnded) else (event,):
            print(json.dumps(event_json(each)))
        self._ended = isinstance(event, RunFinished)

    def give_up(self, error: DipeoError, page: str) -> None:
        if not self._ended:
            self.emit(
                RunFinished(
                    status="failed",
                    written=(),
                    unchanged=(),
                    removed=(),
                    outputs=Value({}),
                    seconds=0.0,
                    problems=tuple(
                        problem if problem.page else replace(problem, page=page)
                        for problem in error.problems
                    ),
                )
            )


class Live(Plain):
    """A terminal: what runs now, with bars for batches; finished nodes scroll by above."""

    def __enter__(self) -> Live:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
        )

        self._console = Console(highlight=False)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._tasks: dict[str, Any] = {}
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def emit(self, event: Event) -> None:
        if isinstance(event, NodeStarted):
            total = event.items
            self._tasks[event.node] = self._progress.add_task(event.node, total=total)
            return
        if isinstance(event, ItemsCached) and event.node in self._tasks:
            self._progress.advance(self._tasks[event.node], event.count)
        if isinstance(event, ItemEnded) and event.node in self._tasks:
            self._progress.advance(self._tasks[event.node])
        if isinstance(event, NodeFinished | NodeFailed) and event.node in self._tasks:
            self._progress.remove_task(self._tasks.pop(event.node))
        if isinstance(event, NodeFinished):
            text = f"[green]✓[/] [bold]{_escape(event.node)}[/]{_count(event)}"
            self._console.print(f"{text} [dim]{event.seconds:.2f} s[/]")
            return
        Reporter.emit(self, event)

    def error(self, text: str) -> None:
        self._console.print(text, style="red", markup=False, soft_wrap=True)

    def note(self, text: str) -> None:
        self._console.print(text, style="yellow", markup=False)


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _count(event: NodeFinished | NodeCached) -> str:
    """How many items a batch had."""
    return "" if event.items is None else f"  {event.items:,} items"


def reporter(options: argparse.Namespace, *, dry: bool) -> Reporter:
    """The reporter that the options and the terminal ask for."""
    kind: type[Reporter] = Plain
    if options.json:
        kind = JsonLines
    elif options.quiet:
        kind = Reporter
    elif options.debug:
        kind = Debug
    elif sys.stdout.isatty() and sys.stderr.isatty() and not options.explain:
        kind = Live
    return kind(dry=dry, explain=options.explain)


def summary(finished: RunFinished, diagram: str, *, dry: bool) -> str:
    """The last line of a run."""
    if finished.status != "ok":
        return f"{diagram}: failed, nothing was written, {finished.seconds:.2f} s"
    return last_line(
        diagram,
        finished.specifications,
        written=len(finished.written),
        unchanged=len(finished.unchanged),
        removed=len(finished.removed),
        seconds=finished.seconds,
        dry=dry,
        rows=tuple(finished.rows.values()),
    )
