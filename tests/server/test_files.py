"""Long files of a run, which are given in pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.serving import Server, serving
from tests.workspace import put

FILES = {
    "copies": """
        nodes:
          - {label: In, type: db, operation: read, source_details: in.txt}
          - {label: Out, type: db, operation: write, source_details: out.txt}
        connections: [{source: In, target: Out}]
    """
}
LINES = 150_000
FILE = """
query ($run: Int!, $offset: Int! = 0, $limit: Int! = 100) {
  run(id: $run) { file(path: "out.txt") {
    isLong isNew before after diff note
    was: text(side: BEFORE, offset: $offset, limit: $limit) { text total lines }
    is: text(offset: $offset, limit: $limit) { text total lines }
    changes(offset: $offset, limit: $limit) { text offset total lines }
  } }
}
"""


def content(marked: int | None = None) -> str:
    return "".join(
        f"line {number}{' here' if number == marked else ''}\n"
        for number in range(LINES)
    )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    put(tmp_path, {**FILES, "in.txt": content()})
    with serving(tmp_path) as found:
        yield found


def test_a_long_file_is_given_in_pages(server: Server, tmp_path: Path) -> None:
    first = server.finish_run("copies")
    put(tmp_path, {"in.txt": content(140_000)})
    second = server.finish_run("copies")
    file = server.ask(FILE, run=second, offset=5, limit=10)["run"]["file"]
    whole = {"before": None, "after": None, "diff": None}
    assert file.items() >= {"isLong": True, "isNew": False, "note": "", **whole}.items()
    assert file["was"] == {
        "text": content()[5:15],
        "total": len(content()),
        "lines": LINES,
    }
    assert file["is"]["total"] == len(content(140_000))
    assert (file["changes"]["offset"], len(file["changes"]["text"])) == (5, 10)
    changes = server.ask(FILE, run=second, limit=1000)["run"]["file"]["changes"]
    assert changes["text"] == (
        "--- a/out.txt\n+++ b/out.txt\n@@ -139998,7 +139998,7 @@\n"
        " line 139997\n line 139998\n line 139999\n-line 140000\n+line 140000 here\n"
        " line 140001\n line 140002\n line 140003\n"
    )
    new = server.ask(FILE, run=first)["run"]["file"]
    assert (new["isNew"], new["was"]) == (True, None)
    assert new["is"]["text"] == content()[:100]
    assert new["changes"]["lines"] == LINES + 3


def test_a_page_is_no_longer_than_a_page(server: Server) -> None:
    run = server.finish_run("copies")
    query = """
        query ($run: Int!, $limit: Int!) {
          run(id: $run) { file(path: "out.txt") { changes(limit: $limit) { total } } }
        }
    """
    code, message = server.refusal(query, run=run, limit=1_000_001)
    assert code == "WRONG_INPUT"
    assert message == "`first` and `limit` are from 0 to 1,000,000, not 1,000,001"


def test_what_is_not_known_any_more_has_no_pages(
    server: Server, tmp_path: Path
) -> None:
    run = server.finish_run("copies")
    (tmp_path / "out.txt").unlink()
    file = server.ask(FILE, run=run)["run"]["file"]
    assert file["note"] == "the file has been deleted since"
    assert (file["isLong"], file["is"], file["changes"]) == (False, None, None)
