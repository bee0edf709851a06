"""The documentation over the API: the pages that `dipeo help` prints."""

from __future__ import annotations

from pathlib import Path

from tests.server.serving import Server
from tests.workspace import dipeo

PAGE = """
query ($name: String!) {
  helpPage(name: $name) { name title text sections { anchor level title text } }
}
"""


def test_a_page_is_what_the_command_prints(server: Server, tmp_path: Path) -> None:
    page = server.ask(PAGE, name="errors")["helpPage"]
    assert (page["name"], page["title"]) == ("errors", "Errors")
    assert page["text"] == dipeo(tmp_path, "help", "errors").out
    headings = [f"{'#' * s['level']} {s['title']}\n" for s in page["sections"]]
    texts = [section["text"] for section in page["sections"]]
    assert "".join(map("".join, zip(headings, texts, strict=True))) == page["text"]
    records = next(s for s in page["sections"] if s["anchor"] == "records")
    assert records["level"] == 2
    printed = dipeo(tmp_path, "help", "errors#records").out
    assert printed == f"## {records['title']}\n{records['text'].rstrip()}\n"


def test_all_pages_are_listed_as_the_command_lists_them(
    server: Server, tmp_path: Path
) -> None:
    pages = server.ask("{ helpPages { name title } }")["helpPages"]
    listed = dipeo(tmp_path, "help").out.split("\n\n")[0].splitlines()
    assert [(p["name"], p["title"]) for p in pages] == [
        tuple(line.split(None, 1)) for line in listed
    ]


def test_a_page_that_is_not_there(server: Server) -> None:
    assert server.refusal(PAGE, name="erors") == (
        "NOT_FOUND",
        "there is no page 'erors', did you mean 'errors'?",
    )
