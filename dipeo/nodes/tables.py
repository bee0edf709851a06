"""`db` nodes of SQL: rows of tables and of queries, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dipeo.core.database import Ask, Change, Row
from dipeo.core.plan import Inputs, Run
from dipeo.core.sqltext import SqlProblem, statement_of
from dipeo.core.values import shorten
from dipeo.errors import NodeError, Problem

PROPS = ("table", "query", "parameters", "key", "version")


class SqlNode(Protocol):
    """What this handler uses of the generated node."""

    @property
    def operation(self) -> str: ...
    @property
    def source_details(self) -> str: ...
    @property
    def table(self) -> str | None: ...
    @property
    def query(self) -> str | None: ...
    @property
    def parameters(self) -> Mapping[str, Any] | None: ...
    @property
    def key(self) -> Sequence[str] | None: ...
    @property
    def version(self) -> str | None: ...
    @property
    def cache(self) -> str: ...


def run_sql(node: SqlNode, inputs: Inputs, run: Run) -> Any:
    """Read and query: rows as a list of mappings. List: the names of the tables. Write, append, delete: `{"table",
    "changed"}`."""
    url = run.address(node.source_details, "sql")
    if node.operation in ("read", "query", "list"):
        return run.select(_ask(node, inputs, url), keep=node.cache == "auto")
    assert node.table is not None
    change = Change(
        url,
        node.table,
        node.operation,
        rows=() if node.parameters else _rows(inputs, node.operation),
        key=tuple(node.key or ()),
        where=node.parameters or {},
    )
    return {"table": node.table, "changed": run.change(change)}


def _ask(node: SqlNode, inputs: Inputs, url: str) -> Ask:
    if node.operation == "list":
        return Ask(url)
    if node.query is None:
        parameters = node.parameters or {}
        return Ask(url, None, node.table, parameters, node.version)
    parameters = _parameters(node.query, node.parameters or {}, inputs)
    return Ask(url, node.query, None, parameters, node.version)


def _parameters(query: str, given: Mapping[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Those that the node names, then ports, then keys of what arrives at `in`."""
    arrived = inputs["in"].data if "in" in inputs else None
    keys = arrived if isinstance(arrived, dict) else {}
    found = dict(given)
    for name in statement_of(query).names:
        if name not in found and name in inputs:
            found[name] = inputs[name].data
        elif name not in found and name in keys:
            found[name] = keys[name]
    return found


def _rows(inputs: Inputs, operation: str) -> Sequence[Row]:
    if "in" not in inputs:
        what = "deleted" if operation == "delete" else "written"
        remedy = "; `parameters` say which, too" if operation == "delete" else ""
        raise NodeError(
            [Problem(f"nothing arrives at 'in' to be {what}{remedy}")], page="db"
        )
    data = inputs["in"].data
    rows = [data] if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        message = (
            f"rows are a list of mappings, or one; not {shorten(inputs['in'], 60)}"
        )
        raise NodeError([Problem(message)], page="db")
    return rows


def problems_of_sql(node: SqlNode) -> list[str]:
    """What is wrong with the props together."""
    if node.operation == "query":
        if node.query is None:
            return ["`query` is missing: the SQL to run"]
        try:
            statement = statement_of(node.query)
        except SqlProblem as error:
            return [f"`query`: {error}"]
        if node.version is not None and not statement.reads:
            return ["`version` is for what only reads"]
        return []
    found = []
    if node.query is not None:
        found.append("`query` is for the operation query")
    if node.table is None and node.operation != "list":
        found.append("`table` is missing: which table of the database")
    if node.operation in ("write", "append") and node.parameters:
        found.append("`parameters` are not for what is written: rows arrive at 'in'")
    if node.version is not None and node.operation != "read":
        found.append("`version` is for the operations read and query")
    if node.key is not None and node.operation not in ("write", "delete"):
        found.append("`key` is for the operations write and delete")
    return found
