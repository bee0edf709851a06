"""Documents and batches made to be too much: a clear error or a result, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.crowd import batch, limited
from tests.faults.project import put, tree

DEEP = 40_000
READ = """\
nodes:
  - {{label: Read, type: db, operation: read, source_details: {path}}}
  - {{label: Write, type: db, operation: write, source_details: out.json}}
connections:
  - {{from: Read, to: Write}}
"""
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
LONG_ALIAS = f"a: &a '{'x' * 1_000_000}'\nb: [{'*a , ' * 99_999}*a ]\n"
DEEP_ALIAS = f"a: &a {'[' * 150}{']' * 150}\nb: {'[' * 150}*a {']' * 150}\n"
BIG = 50_000_000


def data(path: str, text: str) -> dict[str, str]:
    return {"files/diagrams/d.light.yaml": READ.format(path=path), path: text}


def diagram(text: str) -> dict[str, str]:
    return {"files/diagrams/d.light.yaml": text}


YAML, JSON, TOML = "x.yaml", "x.json", "x.toml"
DIAGRAM = "files/diagrams/d.light.yaml"
REFUSED: dict[str, tuple[Callable[[], dict[str, str]], str]] = {
    "aliases in a diagram": (
        lambda: diagram(LAUGHS),
        f"{DIAGRAM}:7:15: aliases make this more than 2,000,000 values",
    ),
    "aliases in data": (
        lambda: data(YAML, LAUGHS),
        "x.yaml:7:15: aliases make this more than 2,000,000 values",
    ),
    "aliases of a long text": (
        lambda: data(YAML, LONG_ALIAS),
        "x.yaml:2:315: aliases make this more than 64,000,000 characters",
    ),
    "aliases of a deep list": (
        lambda: data(YAML, DEEP_ALIAS),
        "x.yaml:2:154: aliases make this nested more than 200 deep",
    ),
    "a deep diagram": (
        lambda: diagram("[" * DEEP),
        f"{DIAGRAM}:1:202: nested more than 200 deep",
    ),
    "a deep diagram in blocks": (
        lambda: diagram("- " * DEEP),
        f"{DIAGRAM}:1:403: nested more than 200 deep",
    ),
    "deep YAML": (
        lambda: data(YAML, "{a: " * DEEP + "}" * DEEP),
        "x.yaml:1:805: nested more than 200 deep",
    ),
    "deep JSON": (
        lambda: data(JSON, "[" * DEEP + "]" * DEEP),
        "x.json:1:202: nested more than 200 deep",
    ),
    "deep TOML": (
        lambda: data(TOML, "x = " + "[" * DEEP + "]" * DEEP),
        "x.toml: a TOML document is nested too deeply to read",
    ),
    "a key twice": (
        lambda: data(YAML, "a: 1\na: 2\n"),
        "x.yaml:2:1: the key 'a' stands twice",
    ),
    "a name twice": (
        lambda: data(JSON, '{"a": 1,\n "a": 2}'),
        "x.json:2:2: the name 'a' stands twice in one object",
    ),
    "NaN": (lambda: data(JSON, "[NaN]"), "x.json:1:2: NaN is not a JSON number"),
    "nan": (lambda: data(YAML, "- .nan"), "x.yaml:1:3: .nan is not a JSON number"),
    "1e400": (
        lambda: data(JSON, "[1e400]"),
        "x.json:1:2: the number 1e400 does not fit a double",
    ),
    "a long number": (
        lambda: data(JSON, f"[1{'0' * 5000}]"),
        "x.json:1:2: a number of 5,001 digits; at most 4,300 are read",
    ),
    "a long hexadecimal number": (
        lambda: data(YAML, f"0x{'f' * 500_000}"),
        "x.yaml:1:1: a number of 600,000 digits; at most 4,300 are read",
    ),
    "50 MB of values": (
        lambda: data(JSON, f"[{'[],' * (BIG // 3)}[]]"),
        "x.json: more than 2,000,000 values",
    ),
    "70 MB": (
        lambda: data(JSON, f'"{"x" * 70_000_000}"'),
        "x.json: more than 64,000,000 characters, which is too much for data",
    ),
    "a diagram in itself": (
        lambda: diagram("nodes: [{label: S, type: sub_diagram, diagram_path: d}]"),
        f"{DIAGRAM}:1:9: a diagram runs itself: 'd' -> 'd'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_too_much_is_refused(tmp_path: Path, name: str) -> None:
    files, message = REFUSED[name]
    put(tmp_path, files())
    before = tree(tmp_path)
    done = limited(tmp_path)
    assert (done.code, done.err.splitlines()[:1]) == (2, [f"error: {message}"])
    assert done.is_clean
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (JSON, f"[1{'0' * 400}]"),
        (YAML, f"- 1{'0' * 400}"),
        (JSON, f'["{"x" * BIG}"]'),
        (JSON, json.dumps([{"name": f"field {n}", "n": n} for n in range(300_000)])),
    ],
    ids=["10^400 in JSON", "10^400 in YAML", "50 MB of text", "900,000 values"],
)
def test_what_is_much_is_read(tmp_path: Path, path: str, text: str) -> None:
    put(tmp_path, data(path, text))
    done = limited(tmp_path)
    assert done.code == 0, done.err
    written = json.loads((tmp_path / "out.json").read_text())
    assert written == json.loads(
        text.removeprefix("- ").join("[]") if path == YAML else text
    )


def test_a_diagram_that_finds_itself_while_it_runs(tmp_path: Path) -> None:
    put(
        tmp_path, diagram("nodes: [{label: S, type: sub_diagram, diagram_path: '{x}'}]")
    )
    done = limited(tmp_path, "run", "d", "--input-data", '{"x": "d"}')
    assert done.code == 1
    assert done.is_clean
    assert "diagrams are nested more than 50 deep" in done.err


def test_a_file_of_holes(tmp_path: Path) -> None:
    put(tmp_path, data(JSON, ""))
    with (tmp_path / JSON).open("wb") as file:
        file.truncate(50 << 30)
    done = limited(tmp_path)
    assert done.code == 1
    assert "'x.json' is larger than 256,000,000 bytes" in done.err
    assert done.is_clean


def test_yaml_runs_nothing(tmp_path: Path) -> None:
    text = "!!python/object/apply:os.mkdir [made]"
    put(tmp_path, data(YAML, text))
    done = limited(tmp_path)
    assert done.code == 2
    assert "is not for plain data" in done.err
    assert not (tmp_path / "made").exists()


def test_a_batch_of_many(tmp_path: Path) -> None:
    assert batch(tmp_path, 10_000).wrong == []
