"""A run as one HTML file that opens without a server: the page's own questions, asked beforehand, with the answers inside.

The page of such a file (`viewer/` of the built page) answers its questions from what the file holds. What is asked here
has to be what it asks, letter for letter. How much of everything is in `limits.json` beside the questions.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ariadne import load_schema_from_path
from graphql import parse, print_ast, separate_operations
from starlette.responses import Response

from dipeo.errors import UsageError
from dipeo.workspace import Workspace

from .answers import Data, NotFound, Refused
from .api import Api
from .asking import answer
from .page import NOT_BUILT, PAGE, Page
from .schema import PACKAGE, make_schema
from .values import WHOLE

PARTS = ("js", "css", "layout")  # of the viewer, by the endings of their names


def export_run(
    workspace: Workspace, run: int | None, viewer: Path = PAGE / "viewer"
) -> str:
    """The text of the file. Raises UsageError for a run that is not there, or a page that is not built."""
    try:
        paths = [viewer / f"viewer.{part}" for part in PARTS]
        parts = [path.read_text(encoding="utf-8") for path in paths]
    except OSError:
        raise UsageError(NOT_BUILT) from None
    api = Api(workspace)
    try:
        return exported(api, run, *parts)
    except NotFound as error:
        raise UsageError(str(error)) from None
    finally:
        api.history.close()


def exported(api: Api, run: int | None, script: str, style: str, layout: str) -> str:
    """The text of the file, of the viewer's parts. Raises NotFound."""
    number = api.history.run(run).id
    recording = _Recording(api, number)
    made = recording.made()
    data = json.dumps(made).replace("<", "\\u003c")
    title = html.escape(f"{made['title']}, run {number}")
    return _PAGE.format(
        title=title,
        style=style.replace("</style", "<\\/style"),
        data=data,
        layout=_LAYOUT.format(layout) if recording.is_unplaced else "",
        script=script.replace("</script", "<\\/script"),
    )


def exported_run(api: Api, page: Page, run: str) -> Response:
    """The file as a download, by the number of its run."""
    parts = [page.files.get(f"viewer/viewer.{part}", b"").decode() for part in PARTS]
    try:
        text = exported(api, _number(run), *parts)
    except Refused as error:
        return Response(f"{error}\n", 404, media_type="text/plain")
    # Whoever opens it here, and not from a folder, gets no script to run.
    headers = {
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": f'attachment; filename="run-{_number(run)}.html"',
        "cache-control": "no-store",
    }
    return Response(text, headers=headers, media_type="text/html")


def _number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise NotFound(f"a run has a number, and {text[:80]!r} is none")
    return int(text)


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
{layout}<script type="module">{script}</script>
</body>
</html>
"""
_LAYOUT = '<script type="text/plain" id="dipeo-layout">{}</script>\n'


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
        self.questions = _questions(load_schema_from_path(operations_folder()))
        self.limits = _limits()
        self.answers: Data = {}
        self.digests: dict[str, None] = {}
        self.is_unplaced = False  # whether cards are to be placed that no author has
        self.whole: set[str] = set()  # the items that are held with all that is in them
        self.others: list[tuple[str, int]] = []  # batches of which more may be held

    def made(self) -> Data:
        self.ask("Workspace")
        row = self.ask("Run", id=self.run)
        self.note(row["outputs"])
        self.ask("RunTimeline", id=self.run)
        self.ask("RunFailures", id=self.run, first=self.limits["failures"])
        self.scopes(deque([""]))
        self.files()
        values = self.values(self.digests)
        self.other_items(values)
        return {
            "run": self.run,
            "title": row["diagram"],
            "answers": self.answers,
            "values": values,
            "notice": self.notice(),
        }

    def ask(self, name: str, **variables: Any) -> Any:
        """The answer to one of the page's questions: its one field."""
        question = {
            "query": self.questions[name],
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

    def scopes(self, waiting: deque[str]) -> None:
        """Every diagram inside, those of items that failed too."""
        count = 0
        while waiting and count < self.limits["exportedScopes"]:
            within = waiting.popleft()
            count += 1
            graph = self.ask("RunGraph", id=self.run, within=within)
            nodes = self.ask("RunNodes", id=self.run, within=within)
            if graph is None or nodes is None:
                continue
            drawn = graph["graph"]["nodes"]
            self.is_unplaced |= not all(n["position"] for n in drawn)
            inner = {n["label"] for n in drawn if n["diagram"]}
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
        total = 0
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
            total = items["total"]
            failed += [i["address"] for i in items["items"] if i["state"] == "FAILED"]
            if not items["hasMore"]:
                break
        some = failed[: self.limits["exportedFailedItems"]]
        self.whole.update(some)
        self.others.append((batch, total))
        return [address for address in some if self.node(address)]

    def other_items(self, values: Data) -> None:
        """The first items of each batch in turn, with all that is in them, as long as there is room."""
        left, bytes_left = self.limits["exportedItems"], self.limits["exportedBytes"]
        batches = list(self.others)
        for number in range(max((total for _, total in batches), default=0)):
            for batch, total in batches:
                address = f"{batch}[{number}]"
                if number >= total or address in self.whole:
                    continue
                if left <= 0 or bytes_left <= 0:
                    return
                left, bytes_left = left - 1, bytes_left - self.item(address, values)

    def item(self, address: str, values: Data) -> int:
        """Keep an item with all that is in it; about how many bytes that took."""
        answers, digests = self.answers, self.digests
        self.answers, self.digests = {}, {}
        if self.node(address):
            self.scopes(deque([address]))
        new = [digest for digest in self.digests if digest not in values]
        found = self.values(new)
        size = len(json.dumps(self.answers)) + len(json.dumps(found))
        answers |= self.answers
        self.answers, self.digests = answers, {**digests, **self.digests}
        values |= found
        self.whole.add(address)
        return size

    def notice(self) -> str:
        """What is left out, in words; "" where nothing is."""
        total = sum(total for _, total in self.others)
        held = len(self.whole & {f"{b}[{n}]" for b, t in self.others for n in range(t)})
        if held >= total:
            return ""
        items = f"{held:,} of {total:,} items"
        return f"It holds all that is in {items}; `dipeo serve` shows the others"

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

    def values(self, digests: Iterable[str]) -> Data:
        """The values that are small enough to be held as a whole."""
        found = {}
        for digest in digests:
            self.ask("ValueHeadOf", digest=digest)
            value = self.api.values.find(digest, self.run)
            if value is not None and value.size <= WHOLE:
                found[digest] = value.data
        return found


def question_key(name: str, variables: Mapping[str, Any]) -> str:
    """As recording.ts of the page makes it: JavaScript's JSON of the sorted variables."""
    entries = [list(pair) for pair in sorted(variables.items())]
    text = json.dumps(entries, separators=(",", ":"), ensure_ascii=False)
    return f"{name} {text}"


def _questions(operations: str) -> Mapping[str, str]:
    """The operations by name, each with the fragments that it uses: others would be refused as unused."""
    separate = separate_operations(parse(operations))
    return {name: print_ast(document) for name, document in separate.items()}
