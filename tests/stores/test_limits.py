"""Much data, worker processes, and what is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from dipeo.stores import extras
from tests.faults.project import ROOT
from tests.stores.databases import Database, node, run
from tests.stores.places import Spot
from tests.workspace import DIAGRAM, dipeo, put

MANY = 100_000
MEASURE = """
import resource, sys
from dipeo.core.database import Ask
from dipeo.stores.sql import Databases
from dipeo.workspace import find_workspace

workspace = find_workspace()
databases = Databases(workspace.connections, str(workspace.root))
few = Ask(sys.argv[1], "SELECT * FROM many WHERE id < 2000")
databases.digest(few)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
databases.digest(Ask(sys.argv[1], table="many"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
databases.close()
"""


def test_many_rows(database: Database) -> None:
    """They are written in few statements, and looked at again without being held."""
    database.run("CREATE TABLE many (id INTEGER PRIMARY KEY, text TEXT)")
    code = f"def main(inputs): return [{{'id': i, 'text': 'x' * 400}} for i in range({MANY})]"
    put(database.root, {"m.py": code})
    make = "{label: M, type: code_job, source_details: m.py}"
    nodes = [make, node("append", "table: many")]
    done = run(database, nodes, ["M > D"])
    assert done.outputs["D"] == {"table": "many", "changed": MANY}
    assert database.rows("SELECT count(*), max(id) FROM many") == [(MANY, MANY - 1)]
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, database.url],
        cwd=database.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert measured.stderr == ""
    assert int(measured.stdout) < 12_000  # kilobytes, of 40,000 in the table


ITEM = """
nodes:
  - {{label: Q, type: db, {query}}}
  - {{label: C, type: code_job, source_details: slow.py}}
  - {{label: W, type: db, {write}}}
connections:
  - {{source: Q, target: C.rows}}
  - {{source: C.row, target: W}}
"""
SLOW = """
def main(inputs):
    total = sum(range(300000))
    (row,) = inputs["rows"]
    return {"row": {"name": row["name"], "category": str(total), "size": row["size"]}}
"""


def test_batches_use_the_transaction_of_the_run(specs: Database) -> None:
    """Worker processes have none: items that need it run where it is."""
    rows = ", ".join(f"('n{i:03}', 'x', {i})" for i in range(60))
    specs.run(f"INSERT INTO node_types (name, category, size) VALUES {rows}")
    query = (
        "sub_type: sql, operation: query, source_details: specs,"
        " query: 'SELECT name, size FROM node_types WHERE name = :name'"
    )
    write = "sub_type: sql, operation: write, source_details: specs, table: node_types"
    put(specs.root, {"item": ITEM.format(query=query, write=write), "slow.py": SLOW})
    items = [{"name": f"n{i:03}"} for i in range(60)]
    nodes = [
        "{label: E, type: code_job, source_details: e.py}",
        "{label: B, type: sub_diagram, batch: true, diagram_name: item}",
    ]
    done = run(specs, nodes, ["E.in > B"], {"in": items}, "--jobs", "2")
    assert done.outputs["B"]["successful"] == 60
    count = f"SELECT count(*) FROM node_types WHERE category = '{sum(range(300000))}'"
    assert specs.rows(count) == [(60,)]


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ("operation: list, source_details: 'sqlite:///files/x.db'",
         "this needs the package 'sqlalchemy', which is not installed: pip install"
         " 'dipeo[sql]'"),
        ("operation: read, source_details: 'memory://a/b'",
         "this needs the package 'fsspec', which is not installed: pip install"
         " 'dipeo[fsspec]'"),
    ],
)  # fmt: skip
def test_what_is_not_installed(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, props: str, message: str
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    put(tmp_path, {"d": f"nodes:\n- {{label: D, type: db, {props}}}"})
    done = dipeo(tmp_path, "run", "d")
    assert done.err.splitlines()[0] == f"error: {DIAGRAM}:2:3: 'D': {message}"


@pytest.mark.parametrize("changeable", ["file", "memory", "s3"], indirect=True)
def test_objects_in_batches(changeable: Spot) -> None:
    """Documents elsewhere are written by items on workers too."""
    spot = changeable
    item = f"nodes:\n- {spot.node('write', '{name}', 'W')}\n"
    put(spot.root, {"item": item})
    code = "def main(inputs): return [{'name': f'n{i}', 'generated_code': str(sum(range(90000 + i)))} for i in range(40)]"
    put(spot.root, {"m.py": code})
    nodes = [
        "{label: M, type: code_job, source_details: m.py}",
        "{label: B, type: sub_diagram, batch: true, diagram_name: item}",
    ]
    done = spot.run(nodes, ["M > B"], None, "--jobs", "2")
    assert done.outputs["B"]["successful"] == 40
    assert spot.read() == {f"n{i}": sum(range(90000 + i)) for i in range(40)}
