"""The command line: its commands, workspaces and settings, wrong commands, consoles."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from textwrap import dedent

import pytest

from tests.commands import FILES, ITEMS, MAKE, printed, refused
from tests.workspace import dipeo, put, run_nodes

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return put(tmp_path, FILES)


# --input-data and --root ----------------------------------------------------------------------------


def test_inputs_come_from_the_command_a_file_or_standard_input(root: Path) -> None:
    put(root, {"inputs.json": "\ufeff" + ITEMS})
    file = dipeo(root, "run", "make", "--quiet", "--input-data", "@inputs.json")
    assert printed(file) == ""
    stdin = dipeo(root, "run", "make", "--input-data", "-", stdin=ITEMS.encode())
    assert printed(stdin).endswith(" 2 unchanged, 0 removed, 0.00 s\n")
    in_another_order = json.dumps(dict(reversed(json.loads(ITEMS).items())))
    same = dipeo(root, "run", "make", "--input-data", in_another_order)
    assert printed(same).endswith(" 2 unchanged, 0 removed, 0.00 s\n")


@pytest.mark.parametrize(
    ("given", "stdin", "message"),
    [
        (
            '{"a": }',
            b"",
            "--input-data:1:7: broken JSON: expecting value",
        ),
        ('{"a": 1, "a": 2}', b"", "--input-data:1:10: the name 'a' stands twice in one"
         " object"),
        ('{"a": NaN}', b"", "--input-data:1:7: NaN is not a JSON number"),
        ("[1]", b"", "--input-data: inputs are a JSON object, not [1]"),
        ("-", b"\xff", "--input-data:1:1: byte 0xff is not UTF-8 text"),
        ("@missing.json", b"", "missing.json: No such file or directory"),
        ("@files", b"", "files: Is a directory"),
        ("@text.txt", b"", "text.txt:1:1: broken JSON: expecting value"),
        ('{"x": ' * 300 + "1" + "}" * 300, b"",
         "--input-data:1:1207: nested more than 200 deep"),
    ],
)  # fmt: skip
def test_inputs_that_cannot_be_read(
    root: Path, given: str, stdin: bytes, message: str
) -> None:
    done = dipeo(root, "run", "make", "--input-data", given, stdin=stdin)
    assert refused(done) == message


def test_the_workspace_is_the_nearest_folder_upwards(root: Path) -> None:
    inner = root / "files/diagrams/deep"
    given = ["--input-data", '{"path": "text.txt"}']
    run = dipeo(inner, "run", "deep/read", "--json", *given)
    assert run.outputs == {"Read": "text\n"}
    assert printed(dipeo(inner, "list")) == printed(dipeo(root, "list"))
    by_path = dipeo(inner, "run", "read.light.yaml", "--json", *given)
    assert by_path.events[0]["diagram"] == "deep/read"
    from_root = dipeo(
        root, "run", "files/diagrams/deep/read.light.yaml", "--json", *given
    )
    assert from_root.events[-1]["same_as"] == run.events[0]["run"]


def test_settings_make_a_workspace_too(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    assert refused(dipeo(tmp_path / "a/b", "list")).startswith(
        f"{str(tmp_path / 'a/b')!r}"
    )
    (tmp_path / "a/dipeo.toml").write_text("")
    assert printed(dipeo(tmp_path / "a/b", "list")) == ""


def test_root_names_the_workspace(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert printed(dipeo(elsewhere, "validate", "--root", str(root))) == (
        "2 diagrams can run\n"
    )
    assert (
        refused(dipeo(elsewhere, "list", "--root", "no")) == "there is no folder 'no'"
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("roots = [", "dipeo.toml: broken TOML: invalid value"),
        ("cod = 1", "dipeo.toml: unknown key 'cod', did you mean 'code'?"),
        (
            "[code]\nroot = 1",
            "dipeo.toml: [code] unknown key 'root', did you mean 'roots'?",
        ),
        ("code = 3", "dipeo.toml: [code] must be a table, not 3"),
        (
            "[code]\nroots = 'a'",
            "dipeo.toml: [code] roots must be a list of texts, not 'a'",
        ),
        (
            "[code]\nroots = ['../x']",
            "dipeo.toml: [code] roots: '../x' is no path for a document: '..' would leave"
            " the workspace or its folder",
        ),
        (
            "[specifications]\nfolder = 3",
            "dipeo.toml: [specifications] folder must be text, not 3",
        ),
    ],
)
def test_settings_that_are_wrong(root: Path, settings: str, message: str) -> None:
    (root / "dipeo.toml").write_text(settings)
    assert refused(dipeo(root, "list")) == message


def test_settings_name_code_roots_and_specifications(root: Path) -> None:
    put(
        root,
        {
            "dipeo.toml": "[code]\nroots = ['lib']\n[specifications]\nfolder = 'specs'\n",
            "lib/a/x.py": "from ..b import main",
            "lib/b.py": "def main(inputs): return 'from b'",
            "specs/one.json": "{}",
            "d": """
                nodes:
                  - {label: X, type: code_job, source_details: lib/a/x.py}
                  - {label: S, type: db, operation: read, source_details: specs/one.json}
            """,
        },
    )
    out = printed(dipeo(root, "run", "d"))
    assert out.splitlines()[-1].startswith("d: 1 spec, 0 files")


# list, validate, graph ------------------------------------------------------------------------------


def test_list_names_diagrams_with_their_inputs(root: Path) -> None:
    put(root, {"bad": "nodes: [{label: A, type: dbb}]", "broken": "nodes: ["})
    put(root, {"all": "nodes: [{label: A, type: start, batch: true}]"})
    assert printed(dipeo(root, "list")) == dedent(
        """\
        all  needs in
        bad  (cannot run: files/diagrams/bad.light.yaml:1:20: 'dbb' is no node type, did you mean 'db'?)
        broken  (cannot run: files/diagrams/broken.light.yaml:2:1: broken YAML: did not find expected node content)
        deep/read  needs path
        make  one file of each item
        """
    )


def test_validate_says_everything_that_is_wrong(root: Path) -> None:
    assert printed(dipeo(root, "validate")) == "2 diagrams can run\n"
    assert printed(dipeo(root, "validate", "make")) == "1 diagram can run\n"
    put(root, {"bad": "nodes: [{label: A, type: dbb}, {label: B, type: sub_diagram}]"})
    put(root, {"uses": "nodes: [{label: A, type: sub_diagram, diagram_path: bad}]"})
    file = "files/diagrams/bad.light.yaml"
    expected = (
        f"{file}:1:20: 'dbb' is no node type, did you mean 'db'?\n"
        f"error: {file}:1:32: 'B': a sub_diagram needs 'diagram_path' or 'diagram_name';"
        " it has neither"
    )
    assert refused(dipeo(root, "validate")) == expected
    assert refused(dipeo(root, "validate", "make", "uses")) == expected
    assert printed(dipeo(root, "validate", "make")) == "1 diagram can run\n"
    assert refused(dipeo(root, "validate", "mak", "mke", "bad")) == (
        "there is no diagram 'mak', did you mean 'make'?\n"
        f"error: there is no diagram 'mke', did you mean 'make'?\nerror: {expected}"
    )
    assert refused(dipeo(root, "validate", "mak")) == (
        "there is no diagram 'mak', did you mean 'make'?"
    )
    assert not (root / ".dipeo").exists()


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        ([], "flowchart LR"),
        (["--format", "mermaid"], "flowchart LR"),
        (["--format", "dot"], "digraph {"),
        (["--format", "svg"], '<svg xmlns="http://www.w3.org/2000/svg"'),
    ],
)
def test_graph_draws_a_diagram(root: Path, arguments: list[str], first: str) -> None:
    assert printed(dipeo(root, "graph", "make", *arguments)).startswith(first)


# Wrong commands -------------------------------------------------------------------------------------


def test_without_a_command_it_says_what_there_is(root: Path) -> None:
    done = dipeo(root)
    assert (done.code, done.out, done.more) == (2, "", ())
    assert done.err == dipeo(root, "--help").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rnu"], "there is no 'rnu', did you mean 'run'?"),
        (["run"], "the following arguments are required: name"),
        (["run", "mak"], "there is no diagram 'mak', did you mean 'make'?"),
        (["run", "x"], "there is no diagram 'x'; known: 'deep/read', 'make'"),
        (["run", "no.yaml"], "there is no diagram 'no.yaml'; known: 'deep/read', 'make'"),
        (["run", "make", "--chek"], "unknown argument '--chek', did you mean '--check'?"),
        (["run", "make", "extra"], "unknown argument 'extra'"),
        (["run", "make", "--jobs", "0"], "argument --jobs: '0' is not a number from 1 on"),
        (["run", "make", "--jobs", "x"], "argument --jobs: 'x' is not a number from 1 on"),
        (
            ["run", "make", "--overwrite", "--accept-theirs"],
            "argument --accept-theirs: not allowed with argument --overwrite",
        ),
        (["graph", "make", "--format", "png"], "there is no 'png'; known: 'dot', 'mermaid', 'svg'"),
        (["show", "x"], "argument run: 'x' is not a number from 1 on"),
        (["runs", "--limit", "-3"], "argument --limit: '-3' is not a number from 1 on"),
        (["list", "x"], "unknown argument 'x'"),
    ],
)  # fmt: skip
def test_a_wrong_command(root: Path, arguments: list[str], message: str) -> None:
    assert refused(dipeo(root, *arguments)) == message


def test_a_diagram_outside_the_workspace(root: Path, tmp_path: Path) -> None:
    (tmp_path.parent / "outside.yaml").write_text("nodes: []")
    for name in ("../outside.yaml", str(tmp_path.parent / "outside.yaml")):
        assert refused(dipeo(root, "run", name)) == (
            f"{name!r} lies outside the workspace {str(root)!r}"
        )
    said = refused(dipeo(root, "run", "../../../outside"))
    assert said.startswith("there is no diagram '../../../outside': ")


def test_help_and_version(root: Path) -> None:
    out = printed(dipeo(root, "--help"))
    for command in (
        "run",
        "watch",
        "list",
        "validate",
        "graph",
        "runs",
        "show",
        "cache",
    ):
        assert f"\n    {command} " in out
        assert printed(dipeo(root, command, "--help")).startswith("usage: dipeo")
    try:
        expected = version("dipeo")
    except PackageNotFoundError:
        return  # a checkout that is not installed has no version
    assert printed(dipeo(root, "--version")) == f"dipeo {expected}\n"


# A process of its own -------------------------------------------------------------------------------


def test_python_m_dipeo_is_the_command(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dipeo", "validate", "nothing"],
        cwd=root,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: there is no diagram 'nothing'")


def test_a_console_that_lacks_a_character_shows_its_number(root: Path) -> None:
    put(root, {"d": "nodes: [{label: é🙂, type: start}]"})
    done = subprocess.run(
        [sys.executable, "-m", "dipeo", "run", "d"],
        cwd=root,
        env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"\\xe9\\U0001f642  0.0")


def test_a_reader_that_has_seen_enough_is_no_error(root: Path) -> None:
    nodes = ", ".join(f"{{label: N{n}, type: start}}" for n in range(3000))
    put(root, {"d": f"nodes: [{nodes}]"})
    command = f"{sys.executable} -m dipeo graph d | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=root,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "flowchart LR\n", "")


def test_a_terminal_sees_nodes_as_they_end(root: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dipeo", *MAKE],
        cwd=root,
        env={**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "100"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait() == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode()).replace("\r", "")
    plain = re.sub(r"\d+\.\d\d s", "0.00 s", plain)
    for line in ("✓ Items 0.00 s", "✓ Text  2 items 0.00 s", "✓ Write  2 items 0.00 s"):
        assert line in plain
    last = "make: 2 files: 2 written, 0 unchanged, 0 removed, 0.00 s\n"
    assert plain.endswith(last)


IN_A_CLASS = """
import dataclasses, os, signal, sys
real = dataclasses.Field.__set_name__
def stop(field, owner, name):
    if owner.__name__ == "Document":
        os.kill(os.getpid(), signal.{signal})
    real(field, owner, name)
dataclasses.Field.__set_name__ = stop
sys.argv = ["dipeo", "run", "d"]
from dipeo.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("signal", "code", "said"),
    [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "terminated")],
)
def test_a_signal_while_a_class_is_made(
    root: Path, signal: str, code: int, said: str
) -> None:
    """Up to Python 3.11, what it raises there arrives inside a RuntimeError."""
    script = IN_A_CLASS.format(signal=signal)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (code, f"{said}; nothing was written\n")


STOPPING = """\
import os, signal
class Stop:
    def __set_name__(self, owner, name):
        os.kill(os.getpid(), signal.SIGTERM)
{module}
def main(inputs):
    {function}
    return {{}}
"""


@pytest.mark.parametrize(
    "where",
    [
        {"module": "class A:\n    a = Stop()", "function": "pass"},
        {"module": "", "function": "type('A', (), {'a': Stop()})"},
    ],
)
def test_a_signal_while_a_user_s_class_is_made(
    tmp_path: Path, where: dict[str, str]
) -> None:
    node = {"label": "A", "type": "code_job", "source_details": "stop.py"}
    (tmp_path / "stop.py").write_text(STOPPING.format(**where))
    done = run_nodes(tmp_path, [json.dumps({**node, "allow_io": True})])
    assert (done.code, done.err) == (143, "terminated; nothing was written\n")
