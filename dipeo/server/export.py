"""A run as one HTML file that opens without a server: the page's own questions, asked beforehand, with the answers inside.

The page of such a file (`viewer/` of the built page) answers its questions from what the file holds. What is asked here
has to be what it asks, letter for letter: features/export/collect.ts of the page does the same in a browser. How much
of everything is in `limits.json` beside the questions, for both.
"""

from __future__ import annotations

import html
import json
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ariadne import load_schema_from_path
from graphql import parse, print_ast, separate_operations

from dipeo.errors import UsageError
from dipeo.workspace import Workspace

from .answers import Data, NotFound
from .api import Api
from .asking import answer
from .page import NOT_BUILT, PAGE
from .schema import PACKAGE, make_schema
from .values import WHOLE

GAP_X, GAP_Y = 320, 130  # between cards whose author has not placed them


def export_run(
    workspace: Workspace, run: int | None, viewer: Path = PAGE / "viewer"
) -> str:
    """The text of the file. Raises UsageError for a run that is not there, or a page that is not built."""
    try:
        script = (viewer / "viewer.js").read_text(encoding="utf-8")
        style = (viewer / "viewer.css").read_text(encoding="utf-8")
    except OSError:
        raise UsageError(NOT_BUILT) from None
    api = Api(workspace)
    try:
        number = api.history.run(run).id
    except NotFound as error:
        raise UsageError(str(error)) from None
    recording = _Recording(api, number).made()
    api.history.close()
    data = json.dumps(recording).replace("<", "\\u003c")
    title = html.escape(f"{recording['title']}, run {number}")
    return _PAGE.format(
        title=title,
        style=style.replace("</style", "<\\/style"),
        data=data,
        script=script.replace("</script", "<\\/script"),
    )


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="dipeo-run">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def operations_folder() -> Path:
    """The page's questions: in an installed package its own, in a checkout those of the page."""
    own = PACKAGE / "operations"
    found = PACKAGE.parents[1] / "apps/web/src/api/operations"
    return own if own.is_dir() else found


def _limits() -> Mapping[str, int]:
    """How much the page asks for at once, and how much an exported run holds."""
    text = (operations_folder() / "limits.json").read_text(encoding="utf-8")
    found: Mapping[str, int] = json.loads(text)
    return found


class _Recording:
    """Gathers all that an exported run shows."""

    def __init__(self, api: Api, run: int) -> None:
        self.api = api
        self.run = run
        self.schema = make_schema()
        self.operations = load_schema_from_path(operations_folder())
        self.limits = _limits()
        self.answers: Data = {}
        self.digests: dict[str, None] = {}
        self.layouts: dict[str, list[tuple[str, float, float]]] = {}

    def made(self) -> Data:
        self.ask("Workspace")
        row = self.ask("Run", id=self.run)
        self.note(row["outputs"])
        self.ask("RunTimeline", id=self.run)
        self.ask("RunFailures", id=self.run, first=self.limits["failures"])
        self.scopes()
        self.files()
        return {
            "run": self.run,
            "title": row["diagram"],
            "answers": self.answers,
            "values": self.values(),
            "layouts": self.layouts,
        }

    def ask(self, name: str, **variables: Any) -> Any:
        """The answer to one of the page's questions: its one field."""
        question = {
            "query": _used(self.operations, name),
            "operationName": name,
            "variables": variables,
        }
        result = answer(self.schema, self.api, question)
        if "errors" in result:
            return None
        self.answers[question_key(name, variables)] = result["data"]
        (found,) = result["data"].values()
        return found

    def note(self, value: Mapping[str, Any] | None) -> None:
        if value is not None:
            self.digests[value["digest"]] = None

    def scopes(self) -> None:
        """Every diagram inside, those of items that failed too."""
        waiting, count = deque([""]), 0
        while waiting and count < self.limits["exportedScopes"]:
            within = waiting.popleft()
            count += 1
            graph = self.ask("RunGraph", id=self.run, within=within)
            nodes = self.ask("RunNodes", id=self.run, within=within)
            if graph is None or nodes is None:
                continue
            self.layout(graph["graph"])
            inner = {n["label"] for n in graph["graph"]["nodes"] if n["diagram"]}
            for node in nodes["nodes"]:
                for ref in (*node["inputs"], node["output"]):
                    self.note(ref)
                self.node(node["address"])
                if node["items"]:
                    waiting += self.items(node["address"])
                elif node["label"] in inner:
                    waiting.append(node["address"])

    def node(self, address: str) -> bool:
        """Keep a node in full; whether a diagram is inside."""
        found = self.ask("Execution", run=self.run, address=address)
        if found is None:
            return False
        node = found["node"]
        for value in (node["output"], *(port["value"] for port in node["inputs"])):
            self.note(value)
        return node["diagram"] is not None

    def items(self, batch: str) -> list[str]:
        """Keep the items of a batch; those that failed and have a diagram inside."""
        failed: list[str] = []
        size = self.limits["itemPage"]
        for page in range(self.limits["exportedItemPages"]):
            found = self.ask(
                "Items",
                run=self.run,
                batch=batch,
                states=None,
                changed=False,
                search="",
                after=page * size,
                first=size,
            )
            if found is None:
                break
            items = found["items"]
            failed += [i["address"] for i in items["items"] if i["state"] == "FAILED"]
            if not items["hasMore"]:
                break
        some = failed[: self.limits["exportedFailedItems"]]
        return [address for address in some if self.node(address)]

    def files(self) -> None:
        files: list[Data] = []
        after, size = 0, self.limits["filePage"]
        while True:
            found = self.ask(
                "RunFiles",
                id=self.run,
                kinds=None,
                search="",
                first=size,
                after=after,
            )
            page = found["files"]
            files += page["files"]
            after += size
            if len(files) >= page["total"] or not page["files"]:
                break
        shown = [file["path"] for file in files if file["kind"] != "UNCHANGED"]
        for path in shown[: self.limits["exportedFiles"]]:
            self.ask("RunFile", id=self.run, path=path)

    def values(self) -> Data:
        """The values that are small enough to be held as a whole."""
        found = {}
        for digest in self.digests:
            self.ask("ValueHeadOf", digest=digest)
            value = self.api.values.find(digest, self.run)
            if value is not None and value.size <= WHOLE:
                found[digest] = value.data
        return found

    def layout(self, graph: Mapping[str, Any]) -> None:
        """Where cards are that the author has not placed: by how many connections lead to them."""
        if all(node["position"] for node in graph["nodes"]):
            return
        columns = _columns([n["label"] for n in graph["nodes"]], graph["edges"])
        rows: dict[int, int] = {}
        places = []
        for label, column in columns.items():
            rows[column] = rows.get(column, -1) + 1
            places.append((label, float(column * GAP_X), float(rows[column] * GAP_Y)))
        self.layouts[graph["digest"]] = places


def _columns(
    labels: Iterable[str], edges: Iterable[Mapping[str, Any]]
) -> dict[str, int]:
    """How many connections lead to each node, at most."""
    columns = dict.fromkeys(labels, 0)
    ends = [(edge["source"]["node"], edge["target"]["node"]) for edge in edges]
    for _ in columns:
        for source, target in ends:
            columns[target] = max(columns[target], columns[source] + 1)
    return columns


def question_key(name: str, variables: Mapping[str, Any]) -> str:
    """As recording.ts of the page makes it: JavaScript's JSON of the sorted variables."""
    entries = [list(pair) for pair in sorted(variables.items())]
    text = json.dumps(entries, separators=(",", ":"), ensure_ascii=False)
    return f"{name} {text}"


def _used(operations: str, name: str) -> str:
    """The operation with this name and the fragments that it uses: others would be refused as unused."""
    return print_ast(separate_operations(parse(operations))[name])
