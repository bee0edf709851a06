"""No edit leaves a stale file, and none makes anything run that need not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.incremental import from_scratch, make, outputs, run, settle
from tests.workspace import dipeo, put

Edit = Callable[[Path], None]
CODE = "files/codegen/code"


def replace(path: str, old: str, new: str, times: int = 1) -> Edit:
    def edit(root: Path) -> None:
        file = root / path
        text = file.read_text()
        assert text.count(old) == times
        file.write_text(text.replace(old, new))

    return edit


def same_size_same_time(root: Path) -> None:
    """Another content of the same size, with the times put back."""
    file = root / "files/item.j2"
    before = file.stat()
    file.write_text("{body}: {title}\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def restored_with_an_old_time(root: Path) -> None:
    file = root / "files/item.j2"
    file.write_text("{title} - {body}\n")
    os.utime(file, (1, 1))


def new_spec(root: Path) -> None:
    (root / "files/specs/d.json").write_text('{"title": "D", "body": "fourth"}')
    (root / "files/manifest.json").write_text('["a", "d", "b", "c"]')


def module_becomes_a_package(root: Path) -> None:
    """A folder with an `__init__.py` comes before a file of the same name."""
    package = root / CODE / "words/letters"
    package.mkdir()
    (package / "__init__.py").write_text("def upper(text):\n    return text.title()\n")


def all_outputs_deleted(root: Path) -> None:
    for path in (root / "out").iterdir():
        path.unlink()


def corrupt_memory(root: Path) -> None:
    for path in (root / ".dipeo/memos").iterdir():
        path.write_bytes(path.read_bytes()[:-1])


def new_module(root: Path) -> None:
    (root / CODE / "words/new.py").write_text("NEW = 1\n")


def touch(root: Path) -> None:
    for path in (root / "files").rglob("*"):
        os.utime(path)


CHANGES: dict[str, Edit] = {
    "the body of a node": replace(
        f"{CODE}/gen/item.py", "shout(text)", "shout(text) * 2"
    ),
    "a helper in the same module": replace(
        f"{CODE}/gen/item.py", "text + MARK", "MARK + text"
    ),
    "a constant of the module": replace(f"{CODE}/gen/item.py", '"!"', '"?"'),
    "a helper of an imported module": replace(
        f"{CODE}/words/shout.py", "upper(text)", 'upper(text) + "…"'
    ),
    "a helper two imports away": replace(
        f"{CODE}/words/letters.py", "upper()", "lower()"
    ),
    "a module that now is a package": module_becomes_a_package,
    "a template": replace("files/item.j2", ": ", " = "),
    "a template of the same size, its time put back": same_size_same_time,
    "a template restored with an old time": restored_with_an_old_time,
    "the template of one file": replace("files/index.j2", "Index", "List"),
    "a specification": replace("files/specs/b.json", "second", "next"),
    "what a specification tells the index": replace(
        "files/specs/b.json", '"B"', '"Bb"'
    ),
    "the manifest": replace("files/manifest.json", '"b", ', ""),
    "the order of the manifest": replace("files/manifest.json", '"a", "b"', '"b", "a"'),
    "a new specification": new_spec,
    "the tasks": replace(f"{CODE}/tasks.py", 'inputs["in"]', 'inputs["in"][1:]'),
    "an output's path": replace("files/diagrams/one.light.yaml", "out/", "out/more/"),
    "a path in the outer diagram": replace(
        "files/diagrams/all.light.yaml", "out/index.txt", "out/toc.txt", 2
    ),
    "a connection": replace(
        "files/diagrams/one.light.yaml", "title: Make.title", "title: Spec.body"
    ),
    "an output that was deleted": lambda root: (root / "out/a.txt").unlink(),
    "all outputs deleted": all_outputs_deleted,
    "a corrupt memory": corrupt_memory,
}


@pytest.mark.parametrize("edit", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_reaches_every_file(edit: Edit, tmp_path: Path) -> None:
    root = make(tmp_path / "here")
    settle(root)
    edit(root)
    expected = from_scratch(root, tmp_path / "scratch")
    run(root)
    assert outputs(root) == expected
    finished, ran = run(root)
    assert (finished["written"], finished["removed"], ran) == ([], [], [])


NO_CHANGES: dict[str, Edit] = {
    "nothing": lambda root: None,
    "a comment": replace(f"{CODE}/words/letters.py", "def", "# louder\ndef"),
    "layout": replace(
        f"{CODE}/words/shout.py",
        "return upper(text)",
        "return upper(\n        text\n    )",
    ),
    "a module that nothing imports": replace(f"{CODE}/words/unused.py", "1", "2"),
    "a new module that nothing imports": new_module,
    "a touch": touch,
    "a comment in a diagram": replace(
        "files/diagrams/one.light.yaml", "nodes:", "# hm\nnodes:"
    ),
    "where a node stands": replace(
        "files/diagrams/one.light.yaml",
        "{label: Make,",
        "{label: Make, position: {x: 1, y: 2},",
    ),
}


@pytest.mark.parametrize("edit", NO_CHANGES.values(), ids=NO_CHANGES.keys())
def test_what_changes_nothing_runs_nothing(edit: Edit, tmp_path: Path) -> None:
    root = make(tmp_path)
    first, _ = run(root)
    settle(root)
    before = {path: (root / path).stat().st_mtime_ns for path in outputs(root)}
    edit(root)
    finished, ran = run(root)
    assert ran == []
    assert finished["same_as"] == 1
    assert finished["unchanged"] == first["written"]
    assert finished["outputs"] == first["outputs"]
    assert before == {path: (root / path).stat().st_mtime_ns for path in outputs(root)}


def test_one_specification_runs_one_item(tmp_path: Path) -> None:
    root = make(tmp_path)
    run(root)
    replace("files/specs/b.json", "second", "next")(root)
    finished, ran = run(root)
    assert ran == [
        "Each",
        "Each[1]",
        *(f"Each[1] / {label}" for label in ("Spec", "Template", "Make", "Write")),
    ]
    assert finished["written"] == ["out/b.txt"]


def test_an_output_that_is_the_same_stops_the_wave(tmp_path: Path) -> None:
    """The tasks run again, give the same, and what follows them holds."""
    root = make(tmp_path)
    run(root)
    replace(f"{CODE}/tasks.py", '{"name": name}', "dict(name=name)")(root)
    _, ran = run(root)
    assert ran == ["Tasks"]


def test_a_run_without_the_cache_runs_everything(tmp_path: Path) -> None:
    root = make(tmp_path)
    _, first = run(root)
    _, again = run(root, "--no-cache")
    assert again == first


def test_a_deleted_folder_of_records_is_made_anew(tmp_path: Path) -> None:
    root = make(tmp_path)
    _, first = run(root)
    shutil.rmtree(root / ".dipeo")
    finished, again = run(root)
    assert again == first
    assert (finished["written"], len(finished["unchanged"])) == ([], 5)


HEAVY = {"pydantic", "jinja2", "rich", "yaml", "typing", "dataclasses", "dipeo.engine"}
NO_OP = """
import sys
from dipeo.cli import run_command
code = run_command(["run", "all", "--root", sys.argv[1]])
print(code, *sys.modules)
"""


def test_a_run_with_nothing_to_do_imports_next_to_nothing(tmp_path: Path) -> None:
    settle(make(tmp_path))
    command = [sys.executable, "-S", "-c", NO_OP, str(tmp_path)]
    paths = os.pathsep.join(sys.path)
    done = subprocess.run(
        command, capture_output=True, text=True, env={"PYTHONPATH": paths}
    )
    code, *modules = done.stdout.splitlines()[-1].split()
    assert (done.stderr, code, HEAVY.intersection(modules)) == ("", "0", set())


BEHIND = """
nodes:
  - {label: List, type: db, operation: read, source_details: list.json}
  - {label: Each, type: sub_diagram, batch: true, diagram_path: each}
  - {label: Read, type: db, operation: read, source_details: "out/0.txt"}
  - {label: Write, type: db, operation: write, source_details: copy.txt}
connections:
  - {from: List, to: Each}
  - {from: Each, to: Read, label: after}
  - {from: Read, to: Write}
"""
EACH = """
nodes:
  - {label: Text, type: db, operation: read, source_details: text.txt}
  - {label: Work, type: code_job, source_details: work.py}
  - {label: Write, type: db, operation: write, source_details: "out/{number}.txt"}
connections:
  - {from: Text, to: Work}
  - {from: Work, to: Write}
"""
WORK = "def main(inputs):\n    return [inputs['in'] for _ in range(200_000)][0]\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_an_item_writes_reaches_who_reads_it(tmp_path: Path, jobs: str) -> None:
    numbers = json.dumps([{"number": number} for number in range(200)])
    files = {"behind": BEHIND, "each": EACH, "work.py": WORK, "list.json": numbers}
    root = put(tmp_path, {**files, "text.txt": "one"})
    for text in ("one", "two"):
        (root / "text.txt").write_text(text)
        assert dipeo(root, "run", "behind", "--jobs", jobs).code == 0
        assert (root / "copy.txt").read_text() == text


BACK: dict[str, tuple[Edit, Edit]] = {
    "a template": (
        replace("files/item.j2", ": ", " = "),
        replace("files/item.j2", " = ", ": "),
    ),
    "a specification": (
        replace("files/specs/b.json", "second", "next"),
        replace("files/specs/b.json", "next", "second"),
    ),
    "a helper": (
        replace(f"{CODE}/words/letters.py", "upper()", "lower()"),
        replace(f"{CODE}/words/letters.py", "lower()", "upper()"),
    ),
    "a diagram": (
        replace("files/diagrams/one.light.yaml", "out/", "out/more/"),
        replace("files/diagrams/one.light.yaml", "out/more/", "out/"),
    ),
    "the manifest": (
        replace("files/manifest.json", '"b", ', ""),
        replace("files/manifest.json", '"a", ', '"a", "b", '),
    ),
}


@pytest.mark.parametrize(("there", "back"), BACK.values(), ids=BACK.keys())
def test_going_back_does_no_work_again(there: Edit, back: Edit, tmp_path: Path) -> None:
    root = make(tmp_path)
    run(root)
    made = outputs(root)
    there(root)
    run(root)
    assert outputs(root) != made
    back(root)
    _, ran = run(root)
    assert outputs(root) == made
    assert [node for node in ran if " / " in node] == []
    assert run(root)[1] == []


APPENDED = """
nodes:
  - {label: One, type: db, operation: read, source_details: one.txt}
  - {label: Two, type: db, operation: read, source_details: two.txt}
  - {label: Write, type: db, operation: write, source_details: both.txt}
  - {label: Append, type: db, operation: append, source_details: both.txt}
  - {label: Read, type: db, operation: read, source_details: both.txt}
  - {label: Copy, type: db, operation: write, source_details: copy.txt}
connections:
  - {from: One, to: Write}
  - {from: Two, to: Append}
  - {from: Write, to: Append, label: after}
  - {from: Append, to: Read, label: after}
  - {from: Read, to: Copy}
"""


def test_a_document_of_two_nodes_is_made_by_both_again(tmp_path: Path) -> None:
    root = put(tmp_path, {"appended": APPENDED, "one.txt": "1", "two.txt": "2"})
    for one, two in (("1", "2"), ("1", "3"), ("4", "3"), ("4", "3"), ("1", "2")):
        (root / "one.txt").write_text(one)
        (root / "two.txt").write_text(two)
        assert dipeo(root, "run", "appended").code == 0
        made = [(root / name).read_text() for name in ("both.txt", "copy.txt")]
        assert made == [one + two] * 2
    again = dipeo(root, "run", "appended").out
    assert "0 written, 2 unchanged" in again


LISTED = """
nodes:
  - {label: List, type: db, operation: list, source_details: "out/*.txt"}
  - {label: Tell, type: code_job, source_details: tell.py}
  - {label: Write, type: db, operation: write, source_details: out/1.txt}
connections:
  - {from: List, to: Tell}
  - {from: Tell, to: Write}
"""


def test_a_list_of_what_a_run_makes_is_that_of_the_run_before(tmp_path: Path) -> None:
    code = "def main(inputs):\n    return ' '.join(inputs['in'])\n"
    root = put(tmp_path, {"listed": LISTED, "tell.py": code})
    for told in ("", "out/1.txt", "out/1.txt", None, "", "out/1.txt", "out/1.txt"):
        if told is None:
            (root / "out/1.txt").unlink()
            continue
        assert dipeo(root, "run", "listed").code == 0
        assert (root / "out/1.txt").read_text() == told


EDITED_MEANWHILE = """
nodes:
  - {label: Code, type: code_job, source_details: code/a.py}
  - {label: Edit, type: code_job, source_details: edit.py, allow_io: true}
  - {label: Below, type: sub_diagram, diagram_name: below}
  - {label: Each, type: code_job, source_details: each/b.py, batch: true}
  - {label: Text, type: code_job, source_details: text.py}
  - {label: Write, type: db, operation: write, source_details: code.json}
  - {label: Write All, type: db, operation: write, source_details: all.txt}
connections:
  - {from: Code, to: Write}
  - {from: Text, to: Edit}
  - {from: Code, to: Each, label: in}
  - {from: Each, to: Text}
  - {from: Text, to: Write All}
"""
BELOW = """
nodes:
  - {label: Say, type: code_job, code_type: inline, code: "def main(inputs): return 'old'"}
  - {label: Write, type: db, operation: write, source_details: below.txt}
connections:
  - {from: Say, to: Write}
"""
EDIT = """
from pathlib import Path

def main(inputs):
    for name in ("code/a.py", "each/b.py", "files/diagrams/below.light.yaml"):
        path = Path(name)
        path.write_text(path.read_text().replace("old", "new"))
    return ""
"""
SLOW = """
def main(inputs):
    return [str(sum(range(60_000))) + "old" for _ in range(1)][0]
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_edited_while_a_run_goes_on_is_seen_by_the_next(
    tmp_path: Path, jobs: str
) -> None:
    """The run has read the code and the diagrams before; what it remembers is what it has read."""
    files = {
        "edited": EDITED_MEANWHILE,
        "below": BELOW,
        "code/a.py": "def main(inputs):\n    return ['old'] * 400\n",
        "each/b.py": SLOW,
        "edit.py": EDIT,
        "text.py": "def main(inputs):\n    return inputs['in']['results'][-1][-3:]\n",
    }
    root = put(tmp_path, files)
    assert dipeo(root, "run", "edited", "--jobs", jobs).code == 0
    for _ in range(2):
        assert dipeo(root, "run", "edited", "--jobs", jobs).code == 0
        made = [(root / name).read_text()[-3:] for name in ("below.txt", "all.txt")]
        assert made == ["new", "new"]
        assert (root / "code.json").read_text().count("new") == 400
