"""The page of a workspace whose team shares a history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.serving import Server, serving
from tests.stores.team import Team
from tests.workspace import dipeo, put


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    (tmp_path / "history").mkdir()
    found = Team(tmp_path, "")
    monkeypatch.setenv("TEAM_URL", found.url)
    return found


@pytest.fixture
def page(team: Team) -> Iterator[Server]:
    """Of the workspace `ben`, after two runs of `anna`."""
    anna = team.ran("anna")
    put(anna, {"in.json": '["zero", "one"]'})
    assert dipeo(anna, "run", "d").code == 0
    with serving(team.workspace("ben")) as server:
        yield server


RUNS = "query { runs { runs { id state author previous { id } } } }"
NODES = """
query ($id: Int!) {
  run(id: $id) {
    author diagram fileCounts { written }
    graph { nodes { label } }
    nodes { address state ranIn output { digest size } items { total done cached } }
    items(batch: "Each") { items { address state ranIn preview output { size } } }
    node(address: "Each[1]") { ranIn output { text { text } } compared { change } }
    file(path: "out/a.json") { before after diff }
    timeline { address }
    slowest { address }
  }
}
"""


def test_the_page_shows_what_others_ran(page: Server) -> None:
    runs = page.ask(RUNS)["runs"]["runs"]
    assert [(run["id"], run["state"]) for run in runs] == [(2, "OK"), (1, "OK")]
    assert all("@" in run["author"] for run in runs)
    assert runs[0]["previous"] == {"id": 1}
    run = page.ask(NODES, id=2)["run"]
    assert [node["label"] for node in run["graph"]["nodes"]] == ["In", "Each", "Out"]
    assert [(n["address"], n["state"]) for n in run["nodes"]] == [
        ("In", "DONE"),
        ("Each", "DONE"),
        ("Out", "DONE"),
    ]
    assert run["nodes"][1]["items"] == {"total": 2, "done": 1, "cached": 1}
    items = run["items"]["items"]
    assert [(i["state"], i["ranIn"], i["preview"]) for i in items] == [
        ("DONE", None, '"zero"'),
        ("CACHED", 1, '"one"'),
    ]
    assert run["node"]["ranIn"] == 1
    assert '"one"' in run["node"]["output"]["text"]["text"]
    assert '"three"' in run["file"]["before"]
    assert '"zero"' in run["file"]["after"]
    assert "zero" in run["file"]["diff"]
    assert run["fileCounts"] == {"written": 1}
    assert {entry["address"] for entry in run["timeline"]} == {"In", "Each", "Out"}


COMPARED = """
query ($before: Int!, $after: Int!) {
  compareRuns(before: $before, after: $after) { nodes { label change } files { path } }
}
"""


def test_a_run_of_the_page_is_seen_at_once_and_then_by_all(page: Server) -> None:
    run = page.finish_run("d")
    assert run == -1  # its number from its beginning
    assert page.ask(NODES, id=-1)["run"]["author"] is None
    runs = page.ask(RUNS)["runs"]["runs"]
    assert [run["id"] for run in runs] == [3, 2, 1]
    assert runs[0]["previous"] == {"id": 2}
    nodes = page.ask(COMPARED, before=2, after=-1)["compareRuns"]["nodes"]
    assert nodes == page.ask(COMPARED, before=2, after=3)["compareRuns"]["nodes"]
    assert {node["label"]: node["change"] for node in nodes}["In"] == "CHANGED"


TEAM_HISTORY = "query { teamHistory { away } }"
ARTEFACTS = "query { artefacts { artefacts { path state run } } }"


def test_a_history_that_answers_is_not_away(page: Server) -> None:
    assert page.ask(TEAM_HISTORY)["teamHistory"] == {"away": None}


def test_what_is_away_is_said_and_the_rest_is_shown(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = team.ran("ben")
    monkeypatch.setenv("TEAM_URL", f"sqlite:///{team.root}/unplugged/team.db")
    with serving(ben) as server:
        runs = server.ask(RUNS)["runs"]["runs"]
        assert [(run["id"], run["author"]) for run in runs] == [(-1, None)]
        assert server.ask(NODES, id=-1)["run"]["node"]["ranIn"] is None
        assert server.ask(ARTEFACTS)["artefacts"]["artefacts"] == []
        away = server.ask(TEAM_HISTORY)["teamHistory"]["away"]
        assert "there is no folder" in away
        code, message = server.refusal(NODES, id=1)
        assert "there is no folder" in message
        assert code in ("NOT_FOUND", "UNREADABLE")
