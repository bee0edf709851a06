"""`dipeo help`, and the pages that errors name: every one is there, in the terminal and on the site."""

from __future__ import annotations

import ast
import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dipeo import errors
from dipeo.documentation import look_up, pages, read_page, sections
from tests.commands import FILES
from tests.kit import ROOT
from tests.workspace import dipeo, put

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type)
    and issubclass(kind, errors.DipeoError)
    and not kind.__name__.startswith("_")
]


def named_pages() -> Iterator[tuple[str, str]]:
    """Every page that the code names, with the file that does: `page="…"`, and what problems say third."""
    for path in sorted((ROOT / "dipeo").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value: ast.expr | None = None
            if (isinstance(node, ast.keyword) and node.arg == "page") or (
                isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "page"
            ):
                value = node.value
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem":
                value = node.args[2] if len(node.args) > 2 else None
            if isinstance(value, ast.Constant) and value.value:
                yield str(value.value), path.name


PAGES = dict(named_pages())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_the_code_names_is_there(page: str) -> None:
    assert look_up([page]).startswith("#")


def test_every_kind_of_error_is_on_the_page_of_errors() -> None:
    table = look_up(["errors", "for-those-who-call-the-engine"])
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d)", table, re.M))
    assert rows == {
        kind.__name__: str(kind.exit_code)
        for kind in KINDS
        if kind is not errors.DipeoError
    }
    named = {kind.page for kind in KINDS if kind.page}
    assert len(named) == len(KINDS) - 2  # the root, and what is about a command


def test_the_site_has_the_same_anchors(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir"]
    subprocess.run([*command, str(tmp_path)], cwd=ROOT, check=True)
    found = 0
    for path in pages().values():
        inside = path.relative_to(ROOT / "docs").with_suffix(".html")
        text = html.unescape((tmp_path / inside).read_text(encoding="utf-8"))
        ids = set(re.findall(r'<h[1-6] id="([^"]+)"', text))
        assert set(sections(read_page(path))) <= ids, path
        found += len(ids)
    assert found > 100


# The command -----------------------------------------------------------------------------------------


def test_without_a_topic_it_lists_all_pages(tmp_path: Path) -> None:
    done = dipeo(tmp_path, "help")
    assert (done.code, done.err) == (0, "")
    listed = [line.split("  ")[0] for line in done.out.split("\n\n")[0].splitlines()]
    assert listed == list(pages())
    assert re.search("^tutorial +From nothing to two typed sides$", done.out, re.M)


@pytest.mark.parametrize(
    ("topic", "first"),
    [
        (["errors", "edited-files"], "## Edited files"),
        (["errors#edited-files"], "## Edited files"),
        (["errors"], "# Errors"),
        (["commands"], "# Commands"),
        (["run"], "## dipeo run"),
        (["new", "spec"], "## dipeo new spec"),
        (["breaking"], "# Know what a change breaks"),
        (["db", "connections"], "## Connections"),
    ],
)
def test_a_topic(tmp_path: Path, topic: list[str], first: str) -> None:
    done = dipeo(tmp_path, "help", *topic)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == first
    level = first.partition(" ")[0]
    assert not re.search(rf"^{level} ", done.out.partition("\n")[2], re.M)


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (["erors"], "there is no page 'erors', did you mean 'errors'?"),
        (["rnu"], "there is no page 'rnu', did you mean 'run'?"),
        (
            ["errors", "edited"],
            "the page 'errors' has no section 'edited', did you mean 'edited-files'?",
        ),
    ],
)
def test_a_topic_that_is_not_there(tmp_path: Path, topic: list[str], said: str) -> None:
    done = dipeo(tmp_path, "help", *topic)
    assert (done.code, done.out, done.err) == (2, "", f"error: {said}\n")
    assert done.more == ("",)


# What errors name ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        (["run", "mak"], "diagrams"),
        (["run", "make"], "errors inputs"),
        (["run", "make", "--input-data", "[]"], "errors inputs"),
        (["run", "make", "--input-data", "@x"], "errors inputs"),
        (["run", "make", "--input-data", "{"], "errors documents"),
        (["run", "deep/read", "--input-data", '{"path": "x"}'], "errors missing-files"),
        (["run", "deep/read", "--input-data", '{"path": "../x"}'], "errors paths"),
        (["run", "impure"], "errors pure-functions"),
        (["run", "raises"], "errors failed-nodes"),
        (["run", "typo"], "node-types"),
        (["validate"], "node-types"),
        (["run", "make", "--executor", "ray"], "scale"),
        (["run", "make", "--chek"], "run"),
        (["show", "7"], "show"),
        (["why", "text.txt"], "lineage"),
        (["impact", "text.txt#/x"], "lineage"),
        (["breaking"], "breaking"),
        (["import", "nothing.json"], "import"),
        (["export", "nothing"], "import"),
        (["new", "spec", "1"], "new spec"),
        (["nwe"], ""),
    ],
)
def test_a_wrong_command_names_one_page(
    tmp_path: Path, arguments: list[str], page: str
) -> None:
    code_job = "nodes: [{label: C, type: code_job, source_details: %s.py}]"
    more = {
        "impure": code_job % "impure",
        "impure.py": "def main(inputs): return open('text.txt').read()",
        "raises": code_job % "raises",
        "raises.py": "def main(inputs): return inputs['x']",
        "typo": "nodes: [{label: D, type: db, operaton: read}]",
    }
    done = dipeo(put(tmp_path, {**FILES, **more}), *arguments)
    assert done.code in (1, 2)
    assert done.more == (page,)


def test_data_carries_the_page(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    done = dipeo(tmp_path, "run", "mak", "--json")
    assert [p["page"] for p in done.events[-1]["problems"]] == ["diagrams"]
    path = '{"path": "x"}'
    done = dipeo(tmp_path, "run", "deep/read", "--json", "--input-data", path)
    failed = next(e for e in done.events if e["event"] == "node_failed")
    assert [p["page"] for p in failed["problems"]] == ["errors#missing-files"]


def test_items_name_the_page_from_wherever_they_ran(tmp_path: Path) -> None:
    nodes = """
        nodes:
          - {label: S, type: start}
          - {label: C, type: code_job, source_details: impure.py, batch: true}
        connections:
          - {source: S.items, target: C}
    """
    impure = "def main(inputs): return open('text.txt').read()"
    put(tmp_path, {"d": nodes, "impure.py": impure})
    items = json.dumps({"items": [{}] * 50})
    for jobs in ("1", "2"):
        done = dipeo(tmp_path, "run", "d", "--jobs", jobs, "--input-data", items)
        assert (done.code, done.more) == (1, ("errors pure-functions",))


def test_a_run_names_each_page_once(tmp_path: Path) -> None:
    nodes = ["a", "b", "../c"]
    lines = "\n".join(
        f"- {{label: {n}, type: db, operation: read, source_details: '{n}'}}"
        for n in nodes
    )
    put(tmp_path, {"d": "nodes:\n" + lines})
    assert dipeo(tmp_path, "run", "d").more == ("errors missing-files", "errors paths")
