"""`dipeo runs` and `dipeo show`: past runs and their data."""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from dipeo.cli.past import past_runs
from dipeo.core.chronicle import Chronicle, NodeRow, RunRow
from dipeo.core.item_log import SEPARATOR
from dipeo.core.values import Value
from dipeo.errors import UsageError, did_you_mean
from dipeo.spent import time_by_node
from dipeo.workspace import find_workspace

ITEM = re.compile(r"\[\d+\](?= / |$)")
FAILED_ITEMS = 10  # how many a run shows


def list_runs(options: argparse.Namespace) -> int:
    """Past runs, the newest first, or where one run's time went."""
    workspace = find_workspace(options.root)
    with past_runs(workspace) as runs:
        if options.slowest is not None:
            return _slowest(runs, runs.run(options.slowest))
        found = runs.runs(options.limit)
    rows = [("run", "state", "began", "seconds", "written", "unchanged", "removed")]
    rest = [("by", "diagram")]
    for run in found:
        rows.append((str(run.id), run.state, _clock(run.started), *_figures(run)))
        rest.append((run.author or "not sent yet", run.diagram))
    shown = [pair if workspace.shared else pair[1:] for pair in rest]
    for line in columns([(*row, *more) for row, more in zip(rows, shown, strict=True)]):
        print(line)
    return 0


def columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows as lines, what is below each other beginning at one place."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths[-1] = 0
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join(cells)


def _figures(run: RunRow) -> tuple[str, str, str, str]:
    seconds = "" if run.seconds is None else f"{run.seconds:.2f}"
    finished = run.finished or {}
    counts = [
        str(len(finished.get(k, ()))) for k in ("written", "unchanged", "removed")
    ]
    return (seconds, *counts) if run.finished else (seconds, "", "", "")  # type: ignore[return-value]


def _clock(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def _slowest(runs: Chronicle, run: RunRow) -> int:
    spent = time_by_node(chain(runs.nodes(run.id), runs.inside(run.id)))
    print(f"run {run.id}, {run.diagram}, {run.state}")
    print(f"{'own s':>8}  {'total s':>8}  {'times':>6}  node")
    for name, item in sorted(spent.items(), key=lambda pair: -pair[1].own)[:25]:
        print(f"{item.own:8.3f}  {item.seconds:8.3f}  {item.times:6}  {name}")
    return 0


def show(options: argparse.Namespace) -> int:
    """A run, or one of its nodes in full."""
    if options.html is not None:
        from dipeo.cli.serve import write_run

        return write_run(options)
    with past_runs(find_workspace(options.root)) as runs:
        _show(runs, options)
    return 0


def _show(runs: Chronicle, options: argparse.Namespace) -> None:
    run = runs.run(options.run)
    if options.node is None:
        if options.output:
            _print_value(_load(runs, (run.finished or {}).get("outputs"), "run"))
        elif options.inputs:
            _print_value(run.inputs)
        else:
            _show_run(runs, run)
        return
    node = _find(runs, run, options.node)
    if options.output:
        _print_value(_load(runs, node.output))
    elif options.inputs:
        inputs = {port: _load(runs, d) for port, d in node.inputs.items()}
        _print_value(inputs)
    else:
        _show_node(runs, run, node)


def _show_run(runs: Chronicle, run: RunRow) -> None:
    seconds = f", {run.seconds:.2f} s" if run.seconds is not None else ""
    by = f", by {run.author}" if run.author else ""
    when = f"{_clock(run.started)}{by}"
    print(f"run {run.id}: {run.diagram}, {run.state}{seconds}, {when}")
    print(f"inputs: {json.dumps(run.inputs)}")
    for kind in ("written", "removed"):
        for path in (run.finished or {}).get(kind, ()):
            print(f"{kind}: {path}")
    for table, count in (run.finished or {}).get("rows", {}).items():
        print(f"rows changed: {count:,} in {table}")
    same_as = run.same_as
    if same_as is not None:
        print(f"nothing had changed since run {same_as}")
    run_id = same_as or run.id
    for node in runs.nodes(run_id):
        _print_node(node, "cached" if same_as is not None else node.state)
        if node.items and node.state == "failed":
            _show_failed_items(runs, run_id, node)


def _print_node(node: NodeRow, state: str) -> None:
    items = f"  {node.items:,} items" if node.items is not None else ""
    took = f"  {node.seconds:.3f} s" if node.seconds is not None else ""
    print(f"{state:8} {node.address}  ({node.type}){items}{took}")
    _print_error(node)


def _show_failed_items(runs: Chronicle, run: int, batch: NodeRow) -> None:
    inside = runs.inside(run, batch.address, state="failed")
    failed = (node for node in inside if node.state == "failed")
    for node in islice(failed, FAILED_ITEMS):
        _print_node(node, node.state)
    more = sum(1 for _ in failed)
    if more:
        print(f"… {more:,} more that failed in items")


def _show_node(runs: Chronicle, run: RunRow, node: NodeRow) -> None:
    took = f", {node.seconds:.4f} s" if node.seconds is not None else ""
    print(f"run {run.id}, {node.address} ({node.type}): {node.state}{took}")
    _print_error(node)
    for name, value in node.props.items():
        print(f"\n{name} = {json.dumps(value, ensure_ascii=False)}")
    for port, digest in node.inputs.items():
        print(f"\n> {port}")
        _print_value(_load(runs, digest))
    if node.output is not None:
        print("\n< output")
        _print_value(_load(runs, node.output))


def _print_error(node: NodeRow) -> None:
    if node.error is None:
        return
    for problem in node.error["problems"]:
        place = [problem["file"], problem["line"], problem["column"]]
        where = ":".join(str(part) for part in place if part)
        print(f"    {where}{': ' if where else ''}{problem['message']}")
    for line in node.error["detail"].splitlines():
        print(f"    {line}")


def _find(runs: Chronicle, run: RunRow, wanted: str) -> NodeRow:
    """The node with this address, or the only one whose address ends so. Raises UsageError."""
    node = runs.node(run.id, wanted)
    if node is not None:
        return node
    addresses = runs.addresses(run.id)
    ends = [a for a in addresses if a.endswith(SEPARATOR + wanted)]
    if len(ends) > 1:
        shown = "".join(f"\n  {address}" for address in ends[:10])
        raise UsageError(f"{wanted!r} could be any of {len(ends)} nodes:{shown}")
    node = runs.node(run.id, ends[0]) if ends else None
    if node is None:
        last = {address.rpartition(SEPARATOR)[2] for address in addresses}
        hint = did_you_mean(wanted, [*addresses, *last])
        raise UsageError(f"run {run.id} has no node {wanted!r}{hint}")
    return node


def _load(runs: Chronicle, digest: str | None, what: str = "node") -> Any:
    if digest is None:
        raise UsageError(f"the {what} gave no output")
    text = runs.text(digest)
    if text is None:
        raise UsageError(f"the value {digest} is no longer kept")
    return Value(text=text).data


def _print_value(data: Any) -> None:
    """Text as it is, other data as JSON."""
    if isinstance(data, str):
        print(data, end="" if data.endswith("\n") else "\n")
    else:
        print(json.dumps(data, indent=2, ensure_ascii=False))
