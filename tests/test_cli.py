"""The command line: every command and flag, what it prints and its exit code."""

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

from tests.workspace import Done, dipeo, put, tree

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
FILES = {
    "make": """
        description: one file of each item
        nodes:
          - {label: Items, type: start}
          - {label: Text, type: template_job, template: "x = {{ n }}  # é\\n", batch: true}
          - {label: Pair, type: code_job, source_details: pair.py}
          - {label: Write, type: db, operation: write, source_details: 'o/{name}.py', batch: true}
        connections:
          - {source: Items.items, target: Text}
          - {source: Items.items, target: Pair.items}
          - {source: Text.results, target: Pair.texts}
          - {source: Pair, target: Write}
    """,
    "pair.py": """
        def main(inputs):
            pairs = zip(inputs["items"], inputs["texts"])
            return [{"name": item["name"], "code": text} for item, text in pairs]
    """,
    "deep/read": "nodes: [{label: Read, type: db, operation: read, source_details: '{path}'}]",
    "text.txt": "text\n",
}
ITEMS = '{"items": [{"n": 1, "name": "a"}, {"n": 2, "name": "b"}]}'
MAKE = ["run", "make", "--input-data", ITEMS]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return put(tmp_path, FILES)


def printed(done: Done) -> str:
    """What a command printed that did what it should."""
    assert (done.code, done.err) == (0, "")
    return done.out


def refused(done: Done) -> str:
    """What a wrong command said, without the usage."""
    assert (done.code, done.out) == (2, "")
    return done.err.split("\n\nusage: ")[0].removeprefix("error: ").rstrip("\n")


# run -------------------------------------------------------------------------------------------------


def test_a_run_prints_a_line_for_each_node_and_a_last_line(root: Path) -> None:
    assert printed(dipeo(root, *MAKE)) == dedent(
        """\
        Items  0.00 s
        Text  2 items  0.00 s
        Pair  0.00 s
        Write  2 items  0.00 s
        make: 2 files: 2 written, 0 unchanged, 0 removed, 0.00 s
        """
    )
    assert tree(root, "o") == {"o/a.py": "x = 1  # é\n", "o/b.py": "x = 2  # é\n"}


def test_a_run_with_nothing_to_do_prints_the_last_line(root: Path) -> None:
    dipeo(root, *MAKE)
    before = (root / "o/a.py").stat()
    assert printed(dipeo(root, *MAKE, "--light")) == (
        "make: 2 files: 0 written, 2 unchanged, 0 removed, 0.00 s\n"
    )
    assert (root / "o/a.py").stat() == before


def test_what_is_no_longer_made_is_removed(root: Path) -> None:
    files = {
        "d": """
            nodes:
              - {label: Read, type: db, operation: read, source_details: items.json}
              - {label: Write, type: db, operation: write, source_details: 'o/{n}.txt', batch: true}
            connections: [{source: Read, target: Write}]
        """,
        "items.json": '[{"n": 1, "code": "x"}, {"n": 2, "code": "x"}]',
    }
    put(root, files)
    dipeo(root, "run", "d")
    put(root, {"items.json": '[{"n": 1, "code": "y"}]'})
    checked = dipeo(root, "run", "d", "--check", "--quiet")
    assert (checked.code, checked.out) == (
        3,
        "would write: o/1.txt\nwould remove: o/2.txt\n",
    )
    assert printed(dipeo(root, "run", "d")).splitlines()[-1] == (
        "d: 1 file: 1 written, 0 unchanged, 1 removed, 0.00 s"
    )
    assert tree(root, "o") == {"o/1.txt": "y"}


def test_the_last_line_counts_specifications(root: Path) -> None:
    for name in ("a", "b"):
        put(root, {f"files/codegen/specifications/nodes/{name}.json": "{}"})
    node = "{label: R%s, type: db, operation: read, source_details: files/codegen/specifications/nodes/%s.json}"
    for names, counted in (("a", "1 spec, "), ("ab", "2 specs, ")):
        nodes = ", ".join(node % (name, name) for name in names)
        put(root, {"d": f"nodes: [{nodes}]"})
        last = printed(dipeo(root, "run", "d")).splitlines()[-1]
        assert last == f"d: {counted}0 files: 0 written, 0 unchanged, 0 removed, 0.00 s"


def test_quiet_prints_errors_only(root: Path) -> None:
    assert printed(dipeo(root, *MAKE, "--quiet")) == ""
    done = dipeo(root, "run", "deep/read", "--quiet", "--input-data", '{"path": "no"}')
    assert (done.code, done.out, done.err) == (
        1,
        "",
        "error: files/diagrams/deep/read.light.yaml:1:9: 'Read': there is no file 'no'\n",
    )


def test_debug_shows_every_node_with_its_data(root: Path) -> None:
    expected = dedent(
        """\
        Items  (start, 0.00 ms)
            > items: [{"n":1,"name":"a"},{"n":2,"name":"b"}]
            < {"items":[{"n":1,"name":"a"},{"n":2,"name":"b"}]}
            dipeo show 1 'Items'
        Text[0]  (template_job, 0.00 ms)
            > in: {"n":1,"name":"a"}
            < "x = 1  # \\u00e9\\n"
            dipeo show 1 'Text[0]'
        """
    )
    out = printed(dipeo(root, *MAKE, "--debug"))
    assert out.startswith(expected)
    assert '\nWrite[1]  (db, 0.00 ms)\n    source_details = "o/b.py"\n' in out
    assert out.endswith(
        "    dipeo show 1 'Write'\n"
        "make: 2 files: 2 written, 0 unchanged, 0 removed, 0.00 s\n"
    )
    # each line names the command that shows the whole
    assert dipeo(root, "show", "1", "Text[1]", "--output").out == "x = 2  # é\n"
    again = printed(dipeo(root, *MAKE, "--debug"))
    assert again.startswith(
        'Items  (start, as in run 1)\n    > items: [{"n":1,"name":"a"}'
    )
    assert "    dipeo show 2 'Items'\n" in again


def test_debug_quotes_labels_for_the_shell(root: Path) -> None:
    put(root, {"d": 'nodes: [{label: "it\'s", type: start}]'})
    assert "    dipeo show 1 'it'\\''s'\n" in printed(
        dipeo(root, "run", "d", "--debug")
    )


def test_debug_shortens_data_that_does_not_fit(root: Path) -> None:
    done = dipeo(
        root, "run", "deep/read", "--debug", "--input-data", '{"path": "long"}'
    )
    assert done.code == 1
    put(root, {"long.txt": "x" * 5000})
    given = '{"path": "long.txt"}'
    out = printed(dipeo(root, "run", "deep/read", "--debug", "--input-data", given))
    shown = f'    < "{"x" * 47} … {"x" * 47}"'
    assert shown in out.splitlines()


def test_explain_says_why_each_node_runs(root: Path) -> None:
    first = printed(dipeo(root, *MAKE, "--explain")).splitlines()
    assert first[:2] == ["Items: runs because it has not run before", "Items  0.00 s"]
    again = printed(dipeo(root, *MAKE, "--explain")).splitlines()
    assert again[:2] == ["Items: holds since run 1", "Text  2 items: holds since run 1"]
    put(root, {"pair.py": "def main(inputs): return []"})
    changed = printed(dipeo(root, *MAKE, "--explain")).splitlines()
    assert "Pair: runs because pair.py changed" in changed
    assert changed[-1] == "make: 0 files: 0 written, 0 unchanged, 2 removed, 0.00 s"


def test_no_cache_runs_every_node(root: Path) -> None:
    dipeo(root, *MAKE)
    out = printed(dipeo(root, *MAKE, "--no-cache"))
    assert out.splitlines()[0] == "Items  0.00 s"
    assert out.endswith("make: 2 files: 0 written, 2 unchanged, 0 removed, 0.00 s\n")


def test_json_prints_events_and_nothing_else(root: Path) -> None:
    done = dipeo(root, *MAKE, "--json")
    assert (done.code, done.err) == (0, "")
    kinds = [event["event"] for event in done.events]
    assert kinds[0] == "run_started"
    assert kinds[-1] == "run_finished"
    assert set(kinds[1:-1]) == {"node_started", "node_finished"}
    last = done.events[-1]
    assert last.pop("seconds") > 0
    assert last == {
        "event": "run_finished",
        "status": "ok",
        "written": ["o/a.py", "o/b.py"],
        "unchanged": [],
        "removed": [],
        "outputs": {
            "Write": done.outputs["Write"],
            **{"results": [{"path": "o/a.py"}, {"path": "o/b.py"}]},
            **{"total": 2, "successful": 2, "failed": 0, "errors": []},
        },
        "problems": [],
        "specifications": 0,
        "same_as": None,
    }
    started = done.events[0]
    assert (started["run"], started["diagram"]) == (1, "make")
    assert started["inputs"] == json.loads(ITEMS)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run", "nothing"], 2),
        (["run", "deep/read"], 2),
        (["run", "deep/read", "--input-data", "{"], 2),
        (["run", "deep/read", "--input-data", '{"path": "no"}'], 1),
    ],
)
def test_json_ends_with_run_finished_whatever_happens(
    root: Path, arguments: list[str], code: int
) -> None:
    done = dipeo(root, *arguments, "--json")
    assert done.code == code
    last = done.events[-1]
    assert (last["event"], last["status"]) == ("run_finished", "failed")
    said = [line.removeprefix("error: ") for line in done.err.splitlines()]
    for problem, line in zip(last["problems"], said, strict=True):
        place = [problem["file"], problem["line"], problem["column"]]
        where = ":".join(str(part) for part in place if part)
        assert line == f"{where}: {problem['message']}".removeprefix(": ")


def test_check_writes_nothing_and_exits_with_3_where_something_would_change(
    root: Path,
) -> None:
    before = tree(root)
    done = dipeo(root, *MAKE, "--check")
    assert (done.code, done.err) == (3, "")
    assert done.out.splitlines()[-3:] == [
        "would write: o/a.py",
        "would write: o/b.py",
        "make: 2 files: 2 would be written, 0 unchanged, 0 would be removed, 0.00 s",
    ]
    assert tree(root) == before
    dipeo(root, *MAKE)
    assert printed(dipeo(root, *MAKE, "--check")) == (
        "make: 2 files: 0 would be written, 2 unchanged, 0 would be removed, 0.00 s\n"
    )
    (root / "o/a.py").write_text("edited\n")
    done = dipeo(root, *MAKE, "--check", "--quiet")
    assert (done.code, done.out) == (3, "would write: o/a.py\n")
    assert (root / "o/a.py").read_text() == "edited\n"


def test_diff_shows_what_would_change(root: Path) -> None:
    dipeo(root, *MAKE)
    put(root, {"o/a.py": "x = 1  # é\nmore", "o/b.py": "x = 2  # é\n"})
    diff = dedent(
        """\
        --- a/o/a.py
        +++ b/o/a.py
        @@ -1,2 +1 @@
         x = 1  # é
        -more
        \\ No newline at end of file
        """
    )
    assert printed(dipeo(root, *MAKE, "--diff", "--quiet")) == diff
    both = dipeo(root, *MAKE, "--diff", "--check", "--quiet")
    assert (both.code, both.out) == (3, diff)
    as_json = dipeo(root, *MAKE, "--diff", "--json")
    assert (as_json.code, as_json.err) == (0, diff)
    assert as_json.events[-1]["written"] == ["o/a.py"]


def test_a_file_that_a_person_edited_stops_the_run(root: Path) -> None:
    dipeo(root, *MAKE)
    put(root, {"o/a.py": "mine\n"})
    new = [*MAKE, "--quiet"]
    done = dipeo(root, *new)
    assert (done.code, done.out) == (1, "")
    assert done.err == dedent(
        """\
        error: o/a.py: edited by hand since it was generated: `--accept-theirs` keeps the edit this once, `--overwrite` drops it, a kept region (`dipeo:keep NAME` … `dipeo:end`) in the template gives it a place
        --- a/o/a.py
        +++ b/o/a.py
        @@ -1 +1 @@
        -mine
        +x = 1  # é
        """
    )
    assert printed(dipeo(root, *new, "--accept-theirs")) == ""
    assert (root / "o/a.py").read_text() == "mine\n"
    assert dipeo(root, *new).code == 1
    assert printed(dipeo(root, *new, "--overwrite")) == ""
    assert (root / "o/a.py").read_text() == "x = 1  # é\n"


def test_no_verify_writes_what_does_not_parse(root: Path) -> None:
    broken = FILES["pair.py"].replace('"code": text', '"code": text + ")"')
    put(root, {"pair.py": broken})
    done = dipeo(root, *MAKE, "--quiet")
    assert (done.code, done.err) == (
        1,
        "error: o/a.py:2:1: broken Python: unmatched ')' (made by pair.py); nothing was"
        " written\n"
        "error: o/b.py:2:1: broken Python: unmatched ')' (made by pair.py); nothing was"
        " written\n",
    )
    assert not (root / "o").exists()
    assert printed(dipeo(root, *MAKE, "--quiet", "--no-verify")) == ""
    assert (root / "o/a.py").read_text() == "x = 1  # é\n)"


# --input-data and --root ------------------------------------------------------------------------------


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


# list, validate, graph --------------------------------------------------------------------------------


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


# Wrong commands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
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
        (["show", "x"], "argument run: invalid int value: 'x'"),
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
    for command in ("run", "list", "validate", "graph", "runs", "show"):
        assert f"\n    {command} " in out
        assert printed(dipeo(root, command, "--help")).startswith("usage: dipeo")
    try:
        expected = version("dipeo")
    except PackageNotFoundError:
        return  # a checkout that is not installed has no version
    assert printed(dipeo(root, "--version")) == f"dipeo {expected}\n"


# A process of its own ---------------------------------------------------------------------------------


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
