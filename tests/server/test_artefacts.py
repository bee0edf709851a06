"""Specifications by artefacts: what is fresh, stale, edited, missing or failing."""

from __future__ import annotations

from pathlib import Path

from dipeo.server.api import Api
from dipeo.workspace import find_workspace
from tests.workspace import dipeo, put

FOLDER = "files/codegen/specifications"
FILES = {
    "all": """
        nodes:
          - {label: Tasks, type: db, operation: read, source_details: tasks.json}
          - {label: Make, type: sub_diagram, diagram_path: one, batch: true}
        connections: [{source: Tasks, target: Make}]
    """,
    "one": """
        nodes:
          - {label: Spec, type: db, operation: read, source_details: '{spec}'}
          - {label: Text, type: code_job, source_details: text.py}
          - {label: Write, type: db, operation: write, source_details: '{path}'}
        connections:
          - {source: Spec, target: Text}
          - {source: Text, target: Write}
    """,
    "text.py": "def main(inputs): return str(inputs['in']['name']['text'])\n",
    "tasks.json": str(
        [{"spec": f"{FOLDER}/{n}.json", "path": f"o/{n}.txt"} for n in "abcd"]
    ).replace("'", '"'),
    **{
        f"{FOLDER}/{n}.json": f'{{"type": "{n}", "name": {{"text": "{n}"}}}}'
        for n in "abcd"
    },
}


def states(root: Path) -> dict[str, tuple[str, str]]:
    matrix = Api(find_workspace(root)).artefacts.matrix()
    assert matrix["specifications"] == [f"{FOLDER}/{name}.json" for name in "abcd"]
    return {a["path"]: (a["state"], a["reason"]) for a in matrix["artefacts"]}


def test_what_has_become_of_each_artefact(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    assert states(tmp_path) == {}
    assert dipeo(tmp_path, "run", "all").code == 0
    matrix = Api(find_workspace(tmp_path)).artefacts.matrix()
    assert matrix["kinds"] == [{"id": "Make", "label": "Make"}]
    assert states(tmp_path) == {f"o/{name}.txt": ("FRESH", "") for name in "abcd"}
    put(tmp_path, {f"{FOLDER}/a.json": '{"name": {"text": "A"}}', "o/b.txt": "mine"})
    (tmp_path / "o/c.txt").unlink()
    assert states(tmp_path) == {
        "o/a.txt": ("STALE", f"{FOLDER}/a.json changed"),
        "o/b.txt": ("EDITED", "the file was edited since it was generated"),
        "o/c.txt": ("MISSING", "the file is not there"),
        "o/d.txt": ("FRESH", ""),
    }


def test_what_the_last_run_could_not_make(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    assert dipeo(tmp_path, "run", "all").code == 0
    put(tmp_path, {f"{FOLDER}/a.json": '{"name": null}'})
    assert dipeo(tmp_path, "run", "all").code == 1
    found = states(tmp_path)
    assert found["o/a.txt"] == (
        "FAILING",
        "TypeError: 'NoneType' object is not subscriptable",
    )
    assert found["o/b.txt"] == ("FRESH", "")


def test_a_specification_that_is_refused_is_failing(tmp_path: Path) -> None:
    """Before anything is made of it: the item that failed is its path alone."""
    checked = """
        nodes:
          - {label: Specs, type: code_job, source_details: specs.py}
          - {label: Check, type: code_job, source_details: check.py, batch: true}
          - {label: Tasks, type: db, operation: read, source_details: tasks.json}
          - {label: Make, type: sub_diagram, diagram_path: one, batch: true}
        connections:
          - {source: Specs, target: Check}
          - {source: Tasks, target: Make}
          - {source: Check, target: Make, label: after}
    """
    paths = [f"{FOLDER}/{name}.json" for name in "abcd"]
    check = f"""
        def main(inputs):
            if inputs["in"] == {paths[0]!r} and BROKEN:
                raise ValueError("it is broken")
    """
    specs = f"def main(inputs): return {paths!r}\n"
    put(tmp_path, {**FILES, "all": checked, "specs.py": specs})
    put(tmp_path, {"check.py": check.replace("BROKEN", "False")})
    assert dipeo(tmp_path, "run", "all").code == 0
    put(tmp_path, {"check.py": check.replace("BROKEN", "True")})
    assert dipeo(tmp_path, "run", "all").code == 1
    found = states(tmp_path)
    assert found["o/a.txt"] == ("FAILING", "ValueError: it is broken")
    assert found["o/b.txt"] == ("FRESH", "")


def test_specifications_that_cannot_be_read(tmp_path: Path) -> None:
    from dipeo.server.artefacts import specification_data

    put(tmp_path, {**FILES, f"{FOLDER}/a.json": "{"})
    engine = Api(find_workspace(tmp_path)).engine
    broken = specification_data(engine, f"{FOLDER}/a.json")
    assert (broken["type"], broken["source"], len(broken["problems"])) == (None, "{", 1)
    assert specification_data(engine, f"{FOLDER}/b.json")["type"] == "b"
