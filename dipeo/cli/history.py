"""`dipeo runs` and `dipeo show`: past runs and their data."""

from __future__ import annotations

import argparse
import json
import re
import time
from itertools import chain, islice
from typing import Any

from dipeo.core.chronicle import NodeRow, RunRow
from dipeo.core.item_log import SEPARATOR
from dipeo.core.records import Records
from dipeo.core.values import Value
from dipeo.errors import UsageError, did_you_mean
from dipeo.spent import time_by_node
from dipeo.workspace import find_workspace

ITEM = re.compile(r"\[\d+\](?= / |$)")
FAILED_ITEMS = 10  # how many a run shows


def list_runs(options: argparse.Namespace) -> int:
    """Past runs, the newest first, or where one run's time went."""
    records = Records(find_workspace(options.root).private)
    if options.slowest is not None:
        return _slowest(records, records.run(options.slowest))
    rows = [("run", "state", "began", "seconds", "written", "unchanged", "removed")]
    names = ["diagram"]
    for run in records.runs(options.limit):
        rows.append((str(run.id), run.state, _clock(run.started), *_figures(run)))
        names.append(run.diagram)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, name in zip(rows, names, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join([*cells, name]))
    return 0


def _figures(run: RunRow) -> tuple[str, str, str, str]:
    seconds = "" if run.seconds is None else f"{run.seconds:.2f}"
    finished = run.finished or {}
    counts = [
        str(len(finished.get(k, ()))) for k in ("written", "unchanged", "removed")
    ]
    return (seconds, *counts) if run.finished else (seconds, "", "", "")  # type: ignore[return-value]


def _clock(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def _slowest(records: Records, run: RunRow) -> int:
    spent = time_by_node(chain(records.nodes(run.id), records.inside(run.id)))
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
    records = Records(find_workspace(options.root).private)
    run = records.run(options.run)
    if options.node is None:
        if options.output:
            _print_value(_load(records, (run.finished or {}).get("outputs"), "run"))
        elif options.inputs:
            _print_value(run.inputs)
        else:
            _show_run(records, run)
        return 0
    node = _find(records, run, options.node)
    if options.output:
        _print_value(_load(records, node.output))
    elif options.inputs:
        inputs = {port: _load(records, d) for port, d in node.inputs.items()}
        _print_value(inputs)
    else:
        _show_node(records, run, node)
    return 0


def _show_run(records: Records, run: RunRow) -> None:
    seconds = f", {run.seconds:.2f} s" if run.seconds is not None else ""
    print(f"run {run.id}: {run.diagram}, {run.state}{seconds}, {_clock(run.started)}")
    print(f"inputs: {json.dumps(run.inputs)}")
    for kind in ("written", "removed"):
        for path in (run.finished or {}).get(kind, ()):
            print(f"{kind}: {path}")
    same_as = run.same_as
    if same_as is not None:
        print(f"nothing had changed since run {same_as}")
    run_id = same_as or run.id
    for node in records.nodes(run_id):
        _print_node(node, "cached" if same_as is not None else node.state)
        if node.items and node.state == "failed":
            _show_failed_items(records, run_id, node)


def _print_node(node: NodeRow, state: str) -> None:
    items = f"  {node.items:,} items" if node.items is not None else ""
    took = f"  {node.seconds:.3f} s" if node.seconds is not None else ""
    print(f"{state:8} {node.address}  ({node.type}){items}{took}")
    _print_error(node)


def _show_failed_items(records: Records, run: int, batch: NodeRow) -> None:
    inside = records.inside(run, batch.address, state="failed")
    failed = (node for node in inside if node.state == "failed")
    for node in islice(failed, FAILED_ITEMS):
        _print_node(node, node.state)
    more = sum(1 for _ in failed)
    if more:
        print(f"… {more:,} more that failed in items")


def _show_node(records: Records, run: RunRow, node: NodeRow) -> None:
    took = f", {node.seconds:.4f} s" if node.seconds is not None else ""
    print(f"run {run.id}, {node.address} ({node.type}): {node.state}{took}")
    _print_error(node)
    for name, value in node.props.items():
        print(f"\n{name} = {json.dumps(value, ensure_ascii=False)}")
    for port, digest in node.inputs.items():
        print(f"\n> {port}")
        _print_value(_load(records, digest))
    if node.output is not None:
        print("\n< output")
        _print_value(_load(records, node.output))


def _print_error(node: NodeRow) -> None:
    if node.error is None:
        return
    for problem in node.error["problems"]:
        place = [problem["file"], problem["line"], problem["column"]]
        where = ":".join(str(part) for part in place if part)
        print(f"    {where}{': ' if where else ''}{problem['message']}")
    for line in node.error["detail"].splitlines():
        print(f"    {line}")


def _find(records: Records, run: RunRow, wanted: str) -> NodeRow:
    """The node with this address, or the only one whose address ends so. Raises UsageError."""
    node = records.node(run.id, wanted)
    if node is not None:
        return node
    addresses = records.addresses(run.id)
    ends = [a for a in addresses if a.endswith(SEPARATOR + wanted)]
    if len(ends) > 1:
        shown = "".join(f"\n  {address}" for address in ends[:10])
        raise UsageError(f"{wanted!r} could be any of {len(ends)} nodes:{shown}")
    node = records.node(run.id, ends[0]) if ends else None
    if node is None:
        last = {address.rpartition(SEPARATOR)[2] for address in addresses}
        hint = did_you_mean(wanted, [*addresses, *last])
        raise UsageError(f"run {run.id} has no node {wanted!r}{hint}")
    return node


def _load(records: Records, digest: str | None, what: str = "node") -> Any:
    if digest is None:
        raise UsageError(f"the {what} gave no output")
    text = records.text(digest)
    if text is None:
        raise UsageError(f"the value {digest} is no longer kept")
    return Value(text=text).data


def _print_value(data: Any) -> None:
    """Text as it is, other data as JSON."""
    if isinstance(data, str):
        print(data, end="" if data.endswith("\n") else "\n")
    else:
        print(json.dumps(data, indent=2, ensure_ascii=False))
