"""`db`: what it reads, writes, appends to and lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.workspace import DIAGRAM, ECHO, db, failure, run_nodes, tree


@pytest.mark.parametrize(
    ("path", "format", "data"),
    [
        ("a.json", "", {"a": [1, None]}),
        ("a.yaml", "", {"a": "no"}),
        ("a.yml", "", {"a": "no"}),
        ("a.toml", "", {"a": 1}),
        ("a.txt", "", '{"é": 1}\n'),
        ("a.j2", "", "{{ x }}"),
        ("a.json", ", format: text", '{"a": [1, null]}'),
        ("a.txt", ", format: json", {"é": 1}),
    ],
)
def test_db_reads_by_ending_or_by_format(
    tmp_path: Path, path: str, format: str, data: Any
) -> None:
    files = {
        **{"a.json": '{"a": [1, null]}', "a.yaml": "a: no", "a.yml": "a: no"},
        **{"a.toml": "a = 1", "a.txt": '{"é": 1}\n', "a.j2": "{{ x }}"},
    }
    assert (
        run_nodes(tmp_path, [db("read", path, format)], files=files).outputs["D"]
        == data
    )


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("a.json", '{"a":\n nul}', "a.json:2:2: broken JSON: expecting value"),
        ("a.yaml", "a: 1\na: 2", "a.yaml:2:1: the key 'a' stands twice"),
        ("a.toml", "a = 1\nb = =", "a.toml:2:5: broken TOML: invalid value"),
    ],
)
def test_db_says_where_a_document_is_broken(
    tmp_path: Path, path: str, text: str, message: str
) -> None:
    done = run_nodes(tmp_path, [db("read", path)], files={path: text})
    assert (done.code, done.err) == (2, f"error: {message}\n    in D\n")


def test_db_says_what_is_missing_or_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    said = [
        failure(run_nodes(tmp_path, [db("read", p)])) for p in ("e.pi", "folder.json")
    ]
    assert said == [
        f"error: {DIAGRAM}:2:5: 'D': there is no file 'e.pi', did you mean 'e.py'?\n",
        f"error: {DIAGRAM}:2:5: 'D': 'folder.json' is not a file\n",
    ]


@pytest.mark.parametrize(
    ("path", "data", "written"),
    [
        ("o.txt", "text é 🙂\r\n", "text é 🙂\r\n"),
        ("o.txt", "", ""),
        ("o.py", {"generated_code": "x = 1\n", "filename": "y"}, "x = 1\n"),
        ("o.py", {"code": "x = 2\n"}, "x = 2\n"),
        ("o.py", {"code": "no", "generated_code": ""}, ""),
        (
            "o.json",
            [1, {"b": "é", "a": None}],
            '[\n  1,\n  {\n    "b": "é",\n    "a": null\n  }\n]\n',
        ),
        ("o.json", 0, "0\n"),
        ("o.json", '"as it is"', '"as it is"'),
    ],
)
def test_db_writes_text_artefacts_and_json(
    tmp_path: Path, path: str, data: Any, written: str
) -> None:
    done = run_nodes(
        tmp_path, [ECHO, db("write", path)], ["E.in > D"], inputs={"in": data}
    )
    assert done.outputs["D"] == {"path": path}
    assert (tmp_path / path).read_bytes().decode() == written


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        ("o.txt", [1], "can write text, or a mapping with 'generated_code' as text, or"
         " data to a .json path; not [1]"),
        ("o.txt", {"error": "x"}, "can write text, or a mapping with 'generated_code' as"
         ' text, or data to a .json path; not {"error":"x"}'),
        ("o.json", {"generated_code": None}, "'generated_code' must be text, not null"),
        ("o.txt", {"code": 3}, "'code' must be text, not 3"),
        ("o.txt", "a\nb\ud800", "line 2 of the text holds '\\ud800', half a character,"
         " which no file can"),
        ("o.json", ["\ud800"], "line 2 of the text holds '\\ud800', half a character,"
         " which no file can"),
    ],
)  # fmt: skip
def test_db_writes_nothing_else(
    tmp_path: Path, path: str, data: Any, message: str
) -> None:
    done = run_nodes(
        tmp_path, [ECHO, db("write", path)], ["E.in > D"], inputs={"in": data}
    )
    assert failure(done) == f"error: {DIAGRAM}:3:5: 'D': {message}\n"
    assert not (tmp_path / path).exists()


def test_db_needs_something_to_write(tmp_path: Path) -> None:
    said = failure(run_nodes(tmp_path, [ECHO, db("write", "o.txt")], ["E > D.content"]))
    assert said == f"error: {DIAGRAM}:3:5: 'D': nothing arrives at 'in' to be written\n"


def test_db_appends(tmp_path: Path) -> None:
    nodes = [
        ECHO,
        db("append", "log/o.txt"),
        "{label: D2, type: db, operation: append, source_details: log/o.txt}",
    ]
    connections = ["E.in > D", "E.in > D2", "D > D2.after"]
    for expected in ("one\none\n", "one\none\ntwo\ntwo\n"):
        text = expected.splitlines(keepends=True)[-1]
        done = run_nodes(tmp_path, nodes, connections, inputs={"in": text})
        assert done.outputs["D2"] == {"path": "log/o.txt"}
        assert tree(tmp_path, "log") == {"log/o.txt": expected}


def test_db_lists(tmp_path: Path) -> None:
    files = {"n/b.json": "", "n/a.json": "", "n/m/c.json": "", "n/d.txt": ""}
    done = run_nodes(tmp_path, [db("list", "n/**/*.json")], files=files)
    assert done.outputs["D"] == ["n/a.json", "n/b.json", "n/m/c.json"]
    assert run_nodes(tmp_path, [db("list", "nothing/*")]).outputs["D"] == []
    assert failure(run_nodes(tmp_path, [db("list", "../*")])) == (
        f"error: {DIAGRAM}:2:5: 'D': '../x' is no path for a document: '..' would leave"
        " the workspace or its folder\n"
    )
