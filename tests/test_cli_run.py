"""`dipeo run`: every flag, what it prints and its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.commands import FILES, ITEMS, MAKE, printed
from tests.workspace import dipeo, put, tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return put(tmp_path, FILES)


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


def test_the_last_line_says_that_a_run_failed(root: Path) -> None:
    done = dipeo(root, "run", "deep/read", "--input-data", '{"path": "no"}')
    assert done.code == 1
    assert done.out == "deep/read: failed, nothing was written, 0.00 s\n"


def test_debug_shows_every_node_with_its_data(root: Path) -> None:
    expected = dedent(
        """\
        Items  (start, 0.00 ms)
            > items: [{"n":1,"name":"a"},{"n":2,"name":"b"}]
            < {"items":[{"n":1,"name":"a"},{"n":2,"name":"b"}]}
            dipeo show 1 'Items'
        Text[0]  (template_job, 0.00 ms)
            > in: {"n":1,"name":"a"}
            < "x = 1  # é\\n"
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
        "dry": False,
        "same_as": None,
        "rows": {},
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
