"""`db` nodes on SQL: the same cases on SQLite and PostgreSQL."""

from __future__ import annotations

import gc
import json
import re
from pathlib import Path
from typing import Any

import pytest

from dipeo.stores import engines
from tests import servers
from tests.stores.databases import Database, node, run
from tests.workspace import DIAGRAM, Done, dipeo, put

ECHO = "{label: E, type: code_job, source_details: e.py}"
FAILS = (
    "{label: F, type: code_job, code_type: inline,"
    " code: 'def main(inputs): return 1 / 0'}"
)


def said(done: Done) -> str:
    """The message of a failed run, without what differs from database to database."""
    assert done.code in (1, 2)
    return re.sub(r"'(sqlite|postgresql)://[^']*'", "'URL'", done.err)


# Reading ---------------------------------------------------------------------------------------------


def test_tables_are_read_with_types(specs: Database) -> None:
    done = run(specs, [node("read", "table: node_types, parameters: {category: data}")])
    (row,) = done.outputs["D"]
    assert row.pop("updated_at")
    assert row == {"name": "db", "category": "data", "size": 2, "spec": {"a": 1}}


def test_tables_are_read_in_the_order_of_their_key(specs: Database) -> None:
    specs.run("INSERT INTO node_types (name, category) VALUES ('a', 'x')")
    done = run(specs, [node("read", "table: node_types")])
    assert [row["name"] for row in done.outputs["D"]] == ["a", "db", "hook"]


def test_several_values_and_null(specs: Database) -> None:
    more = "table: node_types, parameters: {name: [db, hook, x], size: null}"
    assert [r["name"] for r in run(specs, [node("read", more)]).outputs["D"]] == [
        "hook"
    ]


def test_tables_are_listed(specs: Database) -> None:
    specs.run("CREATE VIEW a_view AS SELECT 1 AS one")
    assert run(specs, [node("list")]).outputs["D"] == ["a_view", "node_types"]


def test_queries_take_values_as_parameters(specs: Database) -> None:
    query = node(
        "query", 'query: "SELECT name FROM node_types WHERE category = :category"'
    )
    hostile = "data' OR '1'='1'; DROP TABLE node_types; --"
    done = [
        run(specs, [query], inputs={"category": value}).outputs["D"]
        for value in ("data", hostile, "")
    ]
    assert done == [[{"name": "db"}], [], []]
    assert specs.rows("SELECT count(*) FROM node_types") == [(2,)]


def test_parameters_keep_their_types(specs: Database) -> None:
    more = (
        'query: "SELECT name FROM node_types WHERE size = :size AND name IN :names",'
        " parameters: {size: '{size}', names: '{in.names}'}"
    )
    inputs = {"size": 2, "in": {"names": ["db", "hook"]}}
    done = run(specs, [ECHO, node("query", more)], ["E.in > D"], inputs)
    assert done.outputs["D"] == [{"name": "db"}]


def test_a_table_may_be_named_by_an_input_and_no_more(specs: Database) -> None:
    nodes = [node("read", "table: '{table}'")]
    assert len(run(specs, nodes, inputs={"table": "node_types"}).outputs["D"]) == 2
    hostile = "node_types; DROP TABLE node_types"
    assert said(run(specs, nodes, inputs={"table": hostile})) == (
        f"error: {DIAGRAM}:2:5: 'D': there is no table {hostile!r}; known: 'node_types'\n"
    )
    assert specs.rows("SELECT count(*) FROM node_types") == [(2,)]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "SELECT * FROM t WHERE name = '{name}'",
            "{name} would be pasted into the SQL, where it could be anything: write"
            " :name without quotes, and give `parameters: {name: '{name}'}`",
        ),
        (
            "SELECT {in.what} FROM t",
            "{in.what} would be pasted into the SQL, where it could be anything: write"
            " :in_what without quotes, and give `parameters: {in_what: '{in.what}'}`",
        ),
        (
            "SELECT 1; COMMIT",
            "it holds more than one statement; a node runs one, and what belongs"
            " together is committed together anyway",
        ),
        (
            "COMMIT",
            "it begins with 'COMMIT', which no node may run, did you mean 'comment'?",
        ),
        (" -- nothing\n", "it begins with nothing, which no node may run; known: 'alter',"
         " 'comment', 'create', 'delete', 'drop', 'explain', 'insert', 'merge',"
         " 'replace', 'select', 'show', 'table', …"),
    ],
)  # fmt: skip
def test_sql_that_no_node_runs(database: Database, query: str, message: str) -> None:
    found = said(run(database, [node("query", f"query: {query!r}")]))
    assert found == f"error: {DIAGRAM}:2:5: 'D': `query`: {message}\n"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("query: SELECT :nmae AS x, parameters: {name: 1}",
         "'URL': nothing is given for :nmae, did you mean 'name'?"),
        ("query: SELECT :a AS x, parameters: {a: 1, b: 2}",
         "'URL': the query has no parameter :b; known: 'a'"),
        ("query: SELECT :a AS x, parameters: {a: {b: 1}}",
         "'URL': :a is a mapping; give its parts, or its text"),
        ("query: 'SELECT 1 AS x, 2 AS x'",
         "two columns are called 'x'; rename one with AS"),
    ],
)  # fmt: skip
def test_queries_that_cannot_be_asked(
    database: Database, more: str, message: str
) -> None:
    found = said(run(database, [node("query", more)]))
    assert found == f"error: {DIAGRAM}:2:5: 'D': {message}\n"


def test_what_only_reads_cannot_change_anything(served: Database) -> None:
    """The database sees to that, whatever a statement looks like."""
    served.run(
        "CREATE FUNCTION evil() RETURNS int LANGUAGE sql AS"
        " 'DELETE FROM node_types; SELECT 1'"
    )
    found = said(run(served, [node("query", "query: SELECT evil() AS x")]))
    assert "cannot execute DELETE in a read-only transaction" in found
    assert served.rows("SELECT count(*) FROM node_types") == [(2,)]


# Writing ---------------------------------------------------------------------------------------------


def written(database: Database, more: str, rows: Any, operation: str = "write") -> Done:
    nodes = [ECHO, node(operation, more)]
    return run(database, nodes, ["E.in > D"], {"in": rows})


def test_rows_are_written_by_key(specs: Database) -> None:
    rows: list[Any] = [
        {"name": "db", "category": "data", "size": 3, "spec": {"a": 1}},
        {"name": "start", "category": "flow", "size": None, "spec": None},
        {"name": "hook", "category": "logic", "size": None, "spec": None},
    ]
    changed = [
        written(specs, "table: node_types", rows).outputs["D"]["changed"]
        for _ in range(2)
    ]
    assert changed == [2, 0]
    found = specs.rows("SELECT name, category, size FROM node_types ORDER BY name")
    assert found == [
        ("db", "data", 3),
        ("hook", "logic", None),
        ("start", "flow", None),
    ]
    assert specs.rows("SELECT count(*) FROM node_types WHERE spec IS NULL") == [(2,)]


def test_rows_with_different_columns(specs: Database) -> None:
    rows = [{"name": "a", "category": "x", "size": 1}, {"name": "b", "category": "y"}]
    assert written(specs, "table: node_types", rows, "append").outputs["D"] == {
        "table": "node_types",
        "changed": 2,
    }
    done = written(specs, "table: node_types", {"name": "b", "category": "z"})
    assert done.outputs["D"]["changed"] == 1
    found = specs.rows("SELECT name, category, size FROM node_types ORDER BY name")
    assert found[:2] == [("a", "x", 1), ("b", "z", None)]


def test_rows_are_deleted_by_key(specs: Database) -> None:
    rows = [{"name": "db", "other": 1}, {"name": "not there"}]
    done = written(specs, "table: node_types", rows, "delete")
    assert done.outputs["D"] == {"table": "node_types", "changed": 1}
    pairs = [{"name": "hook", "category": "logic"}, {"name": "db", "category": "x"}]
    done = written(specs, "table: node_types, key: [name, category]", pairs, "delete")
    assert done.outputs["D"] == {"table": "node_types", "changed": 1}
    assert specs.rows("SELECT count(*) FROM node_types") == [(0,)]


@pytest.mark.parametrize(
    ("more", "rows", "message"),
    [
        ("table: node_type", [{}],
         "there is no table 'node_type', did you mean 'node_types'?"),
        ("table: node_types", [{"name": "x", "catgory": 1}],
         "the table 'node_types' has no column 'catgory', did you mean 'category'?"),
        ("table: node_types, key: [nme]", [{"name": "x"}],
         "the table 'node_types' has no column 'nme', did you mean 'name'?"),
        ("table: node_types", [{"category": "x"}],
         "a row has no 'name', which is in the key"),
        ("table: node_types", [{"name": "x", "size": "many"}],
         "row 0: the column 'size' takes a whole number, not \"many\""),
        ("table: node_types", [{"name": 7, "category": "x"}],
         "row 0: the column 'name' takes text, not 7"),
        ("table: node_types", [{"name": "x"}, {"name": "y"}, {"name": "x"}],
         'rows 0 and 2 have the same key, ["x"]'),
        ("table: node_types", "text",
         "rows are a list of mappings, or one; not \"text\""),
        ("table: node_types", [1],
         "rows are a list of mappings, or one; not [1]"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_written(
    specs: Database, more: str, rows: Any, message: str
) -> None:
    found = said(written(specs, more, rows))
    assert found == f"error: {DIAGRAM}:3:5: 'D': {message}\n"
    assert specs.rows("SELECT count(*) FROM node_types") == [(2,)]


def test_a_key_must_be_unique(specs: Database) -> None:
    rows = [{"name": "x", "category": "y", "size": 1}]
    found = said(written(specs, "table: node_types, key: [category]", rows))
    assert found.endswith(
        "; `write` needs a `key` that is unique in the table: give it a unique index\n"
    )


def test_statements_change_something_too(specs: Database) -> None:
    nodes = [
        node(
            "query",
            "query: 'UPDATE node_types SET size = :size', parameters: {size: 9}",
        ),
        node("query", "query: SELECT sum(size) AS total FROM node_types", "S"),
    ]
    done = run(specs, nodes, ["D > S.after"])
    assert done.outputs == {"S": [{"total": 18}]}
    assert specs.rows("SELECT size FROM node_types") == [(9,), (9,)]


def test_all_of_a_run_is_one_transaction(specs: Database) -> None:
    """With the files: what fails anywhere undoes all."""
    rows = [{"name": "db", "category": "new"}]
    out = "{label: O, type: db, operation: write, source_details: out.txt}"
    nodes = [ECHO, node("write", "table: node_types"), out]
    edges = ["E.in > D", "E.text > O"]
    inputs = {"in": rows, "text": "new"}
    failed = run(specs, [*nodes, FAILS], [*edges, "O > F"], inputs)
    assert failed.code == 1
    assert not (specs.root / "out.txt").exists()
    assert specs.rows("SELECT category FROM node_types WHERE name = 'db'") == [
        ("data",)
    ]

    assert run(specs, nodes, edges, inputs).code == 0
    assert (specs.root / "out.txt").read_text() == "new"
    (specs.root / "out.txt").write_text("edited by hand")
    inputs = {"in": [{"name": "db", "category": "newer"}], "text": "new"}
    again = run(specs, nodes, edges, inputs)
    assert "edited by hand since it was generated" in again.err
    assert specs.rows("SELECT category FROM node_types WHERE name = 'db'") == [("new",)]


def test_what_the_database_refuses_at_the_end_undoes_the_files(
    database: Database,
) -> None:
    """Constraints that are put off are checked before, or while, the files are committed."""
    database.run(
        "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
        "CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER"
        " REFERENCES parents(id) DEFERRABLE INITIALLY DEFERRED)",
    )
    out = "{label: O, type: db, operation: write, source_details: out.txt}"
    nodes = [ECHO, node("append", "table: children"), out]
    inputs = {"in": [{"id": 1, "parent": 7}], "text": "new"}
    done = run(database, nodes, ["E.in > D", "E.text > O"], inputs)
    assert "foreign key constraint" in done.err.lower()
    assert "nothing was written" in done.err
    assert not (database.root / "out.txt").exists()
    assert database.rows("SELECT count(*) FROM children") == [(0,)]


def test_one_database_is_written_to(specs: Database) -> None:
    (specs.root / "files/other.db").parent.mkdir(exist_ok=True)
    (specs.root / "files/other.db").touch()
    other = (
        "{label: X, type: db, operation: query, sub_type: sql,"
        " source_details: 'sqlite:///files/other.db', query: CREATE TABLE t (a)}"
    )
    nodes = [ECHO, node("append", "table: node_types"), other]
    inputs = {"in": [{"name": "x", "category": "y"}]}
    done = run(specs, nodes, ["E.in > D", "D > X.after"], inputs)
    assert said(done) == (
        f"error: {DIAGRAM}:4:5: 'X': this run writes to 'URL' already, and a run can"
        " commit to one database only: write to the other in a run of its own\n"
    )
    assert specs.rows("SELECT count(*) FROM node_types") == [(2,)]


# Caching ---------------------------------------------------------------------------------------------


def reason(done: Done, label: str = "D") -> str:
    """Why a node ran; '' where it did not."""
    for event in done.events:
        if event["event"] == "node_started" and event["node"] == label:
            return str(event["reason"]) or "first"
    return ""


def test_a_version_is_asked_for_instead_of_the_rows(specs: Database) -> None:
    nodes = [node("read", "table: node_types, version: count(*)")]
    run(specs, nodes)
    specs.run("UPDATE node_types SET size = 77 WHERE name = 'db'")
    unseen = run(specs, nodes)
    specs.run("INSERT INTO node_types (name, category) VALUES ('x', 'y')")
    seen = run(specs, nodes)
    assert unseen.events[-1]["same_as"] == 1
    assert reason(seen) == f"{specs.url} node_types changed"
    assert len(seen.outputs["D"]) == 3


@pytest.mark.parametrize(
    "version",
    ["max(size), count(*)", "SELECT max(size) FROM node_types WHERE size > :low"],
)
def test_versions_of_queries(specs: Database, version: str) -> None:
    query = "SELECT name, size FROM node_types WHERE size > :low -- more"
    more = f"query: '{query}', parameters: {{low: 1}}, version: '{version}'"
    run(specs, [node("query", more)])
    assert run(specs, [node("query", more)]).events[-1]["same_as"] == 1
    specs.run("UPDATE node_types SET size = 77 WHERE name = 'db'")
    assert run(specs, [node("query", more)]).outputs["D"] == [
        {"name": "db", "size": 77}
    ]


def test_what_follows_runs_when_the_rows_differ(specs: Database) -> None:
    nodes = [node("query", "query: SELECT count(*) AS n FROM node_types"), ECHO]
    run(specs, nodes, ["D > E.in"])
    specs.run("UPDATE node_types SET size = 5")
    assert run(specs, nodes, ["D > E.in"]).events[-1]["same_as"] == 1
    specs.run("DELETE FROM node_types")
    again = run(specs, nodes, ["D > E.in"], None, "--debug")
    assert again.outputs == {"in": [{"n": 0}], "E": {"in": [{"n": 0}]}}


def test_a_reader_after_a_writer_is_not_reused(specs: Database) -> None:
    """What the last run read is stale as soon as this run writes."""
    nodes = [
        ECHO,
        node("write", "table: node_types", "W"),
        node("query", "query: SELECT max(size) AS most FROM node_types"),
    ]
    for size in (5, 6, 6, 7):
        row = {"name": "db", "category": "data", "size": size}
        put(specs.root, {"f.json": "{}"})
        done = run(specs, nodes, ["E.in > W", "W > D.after"], {"in": [row]})
        assert done.outputs["D"] == [{"most": size}]


# Forms -----------------------------------------------------------------------------------------------


def test_the_forms_of_values(database: Database) -> None:
    """docs/db.md has them as a table."""
    own = database.kind == "postgresql"
    database.run(
        "CREATE TABLE forms (id INTEGER PRIMARY KEY, t TEXT, i BIGINT, f DOUBLE PRECISION,"
        " b BOOLEAN, d DATE, tm TIME, "
        + (
            "n NUMERIC(20,10), ts TIMESTAMP, tz TIMESTAMPTZ, by BYTEA, u UUID, j JSON,"
            " jb JSONB, a INTEGER[], iv INTERVAL)"
            if own
            else "n NUMERIC, ts TIMESTAMP, by BLOB, j JSON)"
        )
    )
    row = {
        **{"id": 1, "t": "é'\"\\", "i": 2**62, "f": 0.1, "b": True},
        **{"d": "2026-11-24", "tm": "12:30:15.5", "ts": "2026-11-24T12:30:15.000001"},
        **{"by": "AAH/", "j": {"a": [1, None, "x"]}},
    }
    given = {**row, "n": "12.30" if own else 12.5}
    if own:
        given |= {"tz": "2026-11-24T12:30:15+02:00", "jb": [1, {"b": None}]}
        given |= {
            "u": "12345678-1234-5678-1234-567812345678",
            "a": [3, 1],
            "iv": "P1DT2H",
        }
    written(database, "table: forms", [given])
    found = run(database, [node("read", "table: forms")]).outputs["D"]
    expected: dict[str, Any] = {**given, "tm": "12:30:15.500000"}
    if own:
        expected |= {"n": "12.3000000000", "iv": "P1DT7200S"}
        expected |= {"tz": "2026-11-24T10:30:15+00:00"}
    assert found == [expected]
    nulls = {name: None for name in given if name != "id"}
    written(database, "table: forms", [{"id": 1, **nulls}])
    assert run(database, [node("read", "table: forms")]).outputs["D"] == [
        {"id": 1, **nulls}
    ]
    assert written(database, "table: forms", found).outputs["D"]["changed"] == 1
    assert written(database, "table: forms", found).outputs["D"]["changed"] == 0


@pytest.mark.parametrize(
    ("column", "value", "takes"),
    [
        ("d DATE", "24.11.2026", "a date in ISO form, 2026-01-31"),
        ("d TIME", 5, "a time in ISO form, 12:30:00"),
        ("d TIMESTAMP", "now", "a date and time in ISO form"),
        ("d BOOLEAN", 1, "true or false"),
        ("d INTEGER", 1.5, "a whole number"),
    ],
)
def test_values_of_another_form(
    database: Database, column: str, value: Any, takes: str
) -> None:
    database.run(f"CREATE TABLE forms (id INTEGER PRIMARY KEY, {column})")
    found = said(written(database, "table: forms", [{"id": 1, "d": value}]))
    assert f"row 0: the column 'd' takes {takes}, not " in found


# What goes wrong -------------------------------------------------------------------------------------


def test_secrets_are_never_shown_or_kept(
    served: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = [node("read", "table: node_types"), node("read", "table: nope", "N")]
    runs = [run(served, nodes), run(served, nodes, [], None, "--debug")]
    monkeypatch.setenv("SPECS_PASSWORD", wrong := "wrong+secret/1")
    runs.append(run(served, nodes))
    assert "password authentication failed" in runs[-1].err
    kept = b"".join(
        p.read_bytes() for p in (served.root / ".dipeo").rglob("*") if p.is_file()
    )
    shown = "".join(done.out + done.err for done in runs).encode() + kept
    assert b"node_types" in shown
    for secret in (servers.PASSWORD, wrong, served.url_with_password.partition("@")[0]):
        assert secret.encode() not in shown


def test_a_password_in_a_diagram_or_in_the_settings_is_refused(tmp_path: Path) -> None:
    url = "postgresql://me:s3cret@localhost/specs"
    diagram = (
        f"nodes:\n- {{label: D, type: db, operation: list, source_details: '{url}'}}"
    )
    put(tmp_path, {"d": diagram})
    done = dipeo(tmp_path, "run", "d")
    assert done.err.splitlines()[0] == (
        f"error: {DIAGRAM}:2:3: 'D': 'postgresql://me:***@localhost/specs' holds a"
        " password, which would be recorded: name the place in dipeo.toml, with"
        ' password = { env = "NAME" }'
    )
    put(tmp_path, {"dipeo.toml": f"[connections.specs]\nurl = '{url}'"})
    assert dipeo(tmp_path, "run", "d").err == (
        "error: dipeo.toml: [connections.specs] a password does not belong into a file;"
        ' write password = { env = "NAME" }\n'
    )


def test_a_database_that_nothing_allows(tmp_path: Path) -> None:
    url = "postgresql://localhost/specs"
    diagram = (
        f"nodes:\n- {{label: D, type: db, operation: list, source_details: '{url}'}}"
    )
    put(tmp_path, {"d": diagram})
    assert dipeo(tmp_path, "run", "d").err.startswith(
        f"error: {DIAGRAM}:2:3: 'D': '{url}' may not be reached: name it as a connection"
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///../x.db", "'sqlite:///../x.db' may not hold '.' or '..'"),
        ("sqlite:////tmp/x.db", "'sqlite:////tmp/x.db': '/tmp/x.db' is not relative to"
         " the workspace; write sqlite:///files/specs.db"),
        ("sqlite:///.dipeo/records.db", "'sqlite:///.dipeo/records.db': "
         "'.dipeo/records.db' is no path for a document: diagrams may not touch"
         " '.dipeo'; write sqlite:///files/specs.db"),
        ("sqlite:///files/link.db", "'sqlite:///files/link.db' leads out of the"
         " workspace by a symbolic link"),
        ("sqlite:///files/none.db", "there is no database 'files/none.db'; a node makes"
         " none, a migration does, for example sqlite3 files/none.db < schema.sql"),
    ],
)  # fmt: skip
def test_sqlite_files_lie_in_the_workspace(
    tmp_path: Path, url: str, message: str
) -> None:
    diagram = (
        f"nodes:\n- {{label: D, type: db, operation: list, source_details: '{url}'}}"
    )
    root = put(tmp_path / "workspace", {"d": diagram})
    (tmp_path / "outside.db").touch()
    (root / "files/link.db").symlink_to(tmp_path / "outside.db")
    done = dipeo(root, "run", "d")
    assert done.err.splitlines()[0] == f"error: {DIAGRAM}:2:3: 'D': {message}"


def test_the_last_line_counts_rows(specs: Database) -> None:
    drop = node("delete", "table: node_types, parameters: {name: hook}", "X")
    nodes = [ECHO, node("write", "table: node_types"), drop]
    rows = [{"name": name, "category": "y"} for name in ("db", "new", "more")]
    run(specs, nodes, ["E.in > D", "D > X.after"], {"in": rows})
    put(specs.root, {"in.json": json.dumps({"in": rows[:1]})})
    specs.run("UPDATE node_types SET category = 'other'")
    done = dipeo(specs.root, "run", "d", "--input-data", "@in.json", "--check")
    assert done.out.endswith(
        ": 0 files: 0 would be written, 0 unchanged, 0 would be removed,"
        " 1 row would be changed, 0.00 s\n"
    )
    done = dipeo(specs.root, "run", "d", "--input-data", "@in.json")
    assert done.out.endswith("0 removed, 1 row changed, 0.00 s\n")
    told = dipeo(specs.root, "show").out
    assert f"rows changed: 1 in {specs.url} node_types\n" in told
    done = dipeo(specs.root, "run", "d", "--input-data", "@in.json")
    assert done.out.endswith(" 0 removed, 0.00 s\n")


@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_a_connection_that_is_lost_undoes_all(served: Database) -> None:
    out = "{label: O, type: db, operation: write, source_details: out.txt}"
    kill = node(
        "query", "query: SELECT pg_terminate_backend(pg_backend_pid()) AS x", "K"
    )
    nodes = [ECHO, node("append", "table: node_types"), out, kill]
    inputs = {"in": [{"name": "x", "category": "y"}], "text": "new"}
    edges = ["E.in > D", "E.text > O", "D > K.after"]
    found = said(run(served, nodes, edges, inputs))
    gc.collect()
    assert found.startswith(f"error: {DIAGRAM}:5:5: 'K': 'URL': ")
    assert found.endswith(
        "; the connection was lost, and with it all that this run had changed there\n"
    )
    assert not (served.root / "out.txt").exists()
    assert served.rows("SELECT count(*) FROM node_types") == [(2,)]
    assert run(served, nodes[:3], edges[:2], inputs).code == 0


def test_a_lock_that_another_holds(
    specs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    monkeypatch.setattr(engines, "LOCK_SECONDS", 1)
    nodes = [ECHO, node("append", "table: node_types")]
    inputs = {"in": [{"name": "x", "category": "y"}]}
    if specs.kind == "sqlite":
        holder: Any = sqlite3.connect(specs.root / "files/specs.db")
        holder.execute("BEGIN EXCLUSIVE")
    else:
        holder = specs.connect()
        holder.execute("LOCK TABLE node_types")
    done = run(specs, nodes, ["E.in > D"], inputs)
    holder.close()
    assert "; another program holds a lock on it; waited 1 s" in done.err
    assert run(specs, nodes, ["E.in > D"], inputs).code == 0


def test_what_another_changed_meanwhile(served: Database) -> None:
    """The run has seen a row that is another one by now: it must not write over it."""
    other = served.url.replace("postgresql://", "")
    meanwhile = "{label: M, type: code_job, source_details: m.py, allow_io: true}"
    host, _, port = other.partition("@")[2].partition("/")[0].partition(":")
    code = f"""
        import os, psycopg

        def main(inputs):
            with psycopg.connect(
                "host={host} port={port} user=postgres dbname={served.name}",
                password=os.environ["SPECS_PASSWORD"],
            ) as connection:
                connection.execute("UPDATE node_types SET size = 100 WHERE name = 'db'")
            return []
    """
    put(served.root, {"m.py": code})
    update = node("query", "query: UPDATE node_types SET size = 1", "U")
    nodes = [node("read", "table: node_types"), meanwhile, update]
    found = said(run(served, nodes, ["D > M", "M > U.after"]))
    assert "another changed it while the run was going on: run again" in found
    assert served.rows("SELECT size FROM node_types WHERE name = 'db'") == [(100,)]
