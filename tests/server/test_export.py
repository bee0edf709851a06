"""A run as one HTML file: it holds the answers to what its page asks, and nothing in a value gets out of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from dipeo.errors import UsageError
from dipeo.server.export import export_run, question_key
from dipeo.workspace import find_workspace
from tests.server import workspaces
from tests.server.serving import PATIENCE, serving
from tests.workspace import dipeo, put

HOSTILE = "</script><script>alert(1)</script><!--"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with a run, and a page that is no more than its three files."""
    workspaces.make(tmp_path)
    viewer = {"js": "run('</script>')\n", "css": "a {}\n", "layout": "cGFja2Vk"}
    put(tmp_path, {f"viewer/viewer.{part}": text for part, text in viewer.items()})
    put(tmp_path, {"items.json": json.dumps([{"n": 1}, {"n": 2, "text": HOSTILE}])})
    assert dipeo(tmp_path, "run", "top").code == 0
    return tmp_path


def recording(text: str) -> Any:
    (data,) = re.findall(
        r'<script type="application/json" id="dipeo-run">(.*?)</script>', text
    )
    return json.loads(data)


def test_a_file_holds_what_its_page_asks(root: Path) -> None:
    text = export_run(find_workspace(root), 1, root / "viewer")
    found = recording(text)
    assert (found["run"], found["title"]) == (1, "top")
    answers = found["answers"]
    nodes = answers['RunNodes [["id",1],["within",""]]']["run"]["nodes"]
    assert [(n["label"], n["state"]) for n in nodes] == [
        ("Items", "DONE"),
        ("Each", "DONE"),
        ("Count", "DONE"),
    ]
    key = question_key(
        "Items",
        {
            **{"run": 1, "batch": "Each", "states": None, "changed": False},
            **{"search": "", "after": 0, "first": 100},
        },
    )
    assert answers[key]["run"]["items"]["total"] == 2
    file = answers['RunFile [["id",1],["path","o/2.py"]]']["run"]["file"]
    assert file["after"] == "x = 2  # é\n"
    output = answers['Execution [["address","Items"],["run",1]]']["run"]["node"][
        "output"
    ]
    assert found["values"][output["digest"]] == [{"n": 1}, {"n": 2, "text": HOSTILE}]


def test_items_are_held_with_all_that_is_in_them(root: Path) -> None:
    found = recording(export_run(find_workspace(root), 1, root / "viewer"))
    answers, values = found["answers"], found["values"]
    for item in ("Each[0]", "Each[1]"):
        scope = answers[question_key("RunNodes", {"id": 1, "within": item})]["run"]
        assert [node["label"] for node in scope["nodes"]] == ["Text", "Write"]
        address = f"{item} / Text"
        key = question_key("Execution", {"run": 1, "address": address})
        output = answers[key]["run"]["node"]["output"]
        assert values[output["digest"]].startswith("x = ")
    assert found["notice"] == ""


def test_what_there_is_no_room_for_is_told(root: Path) -> None:
    put(root, {"items.json": json.dumps([{"n": n} for n in range(305)])})
    assert dipeo(root, "run", "top").code == 0
    found = recording(export_run(find_workspace(root), 2, root / "viewer"))
    scopes = [key for key in found["answers"] if key.startswith("RunNodes ")]
    assert len(scopes) == 1 + 300
    assert found["notice"] == (
        "It holds all that is in 300 of 305 items; `dipeo serve` shows the others"
    )


def test_the_page_downloads_it(root: Path) -> None:
    with serving(root) as server:
        response = httpx.get(f"{server.url}export/1.html", timeout=PATIENCE)
        assert response.status_code == 200
        told = response.headers["content-disposition"]
        assert told == 'attachment; filename="run-1.html"'
        assert "sandbox" in response.headers["content-security-policy"]
        assert recording(response.text)["title"] == "top"
        for run, message in (
            ("9", "there is no run 9; `dipeo runs` lists those that there are\n"),
            ("x", "a run has a number, and 'x' is none\n"),
        ):
            response = httpx.get(f"{server.url}export/{run}.html", timeout=PATIENCE)
            assert (response.status_code, response.text) == (404, message)


def test_a_value_cannot_end_the_element_that_holds_it(root: Path) -> None:
    text = export_run(find_workspace(root), None, root / "viewer")
    assert "<script>alert" not in text
    assert text.count("</script>") == 3
    assert "run('<\\/script>')" in text


def test_what_lays_cards_out_is_there_where_an_author_has_not_placed_them(
    root: Path,
) -> None:
    layout = '<script type="text/plain" id="dipeo-layout">cGFja2Vk</script>'
    assert layout in export_run(find_workspace(root), 1, root / "viewer")
    placed = """
        nodes: [{label: One, type: template_job, template: x, position: {x: 1, y: 2}}]
    """
    put(root, {"placed": placed})
    assert dipeo(root, "run", "placed").code == 0
    assert "dipeo-layout" not in export_run(find_workspace(root), 2, root / "viewer")


def test_the_command(root: Path) -> None:
    done = dipeo(root, "show", "1", "Each", "--html", "run.html")
    assert done.err == "error: `--html` writes a whole run: leave out the node\n"
    with pytest.raises(UsageError, match="there is no run 9; `dipeo runs` lists"):
        export_run(find_workspace(root), 9, root / "viewer")
    with pytest.raises(UsageError, match="the page is not built: run `make web`"):
        export_run(find_workspace(root), 1, root / "none")
