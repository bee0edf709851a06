"""Specifications by artefacts: which generated file is fresh, stale, edited, missing or failing.

The memos of past runs say which file was made from which specification, by which batch; what has changed since then
decides the state. Nothing is run for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from dipeo.core import keep
from dipeo.core.chronicle import RunRow, Wanted
from dipeo.core.claims import FOLDER
from dipeo.core.digests import digest_of
from dipeo.core.documents import decode, read_json
from dipeo.core.memo import Unit
from dipeo.core.records import Records
from dipeo.engine import Engine
from dipeo.errors import DipeoError, MissingDocument
from dipeo.incremental import Past, look_back

from .addresses import label_of, outermost_item, split_item
from .answers import Data, problems_of
from .history import History
from .values import Values

SUFFIX = ".json"


def specification_files(engine: Engine) -> list[str]:
    """The paths of the workspace's specifications, sorted."""
    folder = engine.workspace.root / engine.workspace.specifications
    found = (path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())
    return sorted(path.relative_to(engine.workspace.root).as_posix() for path in found)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a diagram with its inputs has made: digests by path."""

    claim: str
    files: Mapping[str, str]

    @property
    def diagram(self) -> str:
        return self.claim.partition(" {")[0]

    @property
    def inputs(self) -> Any:
        return json.loads("{" + self.claim.partition(" {")[2])


class Artefacts:
    """The matrix of specifications and artefacts."""

    def __init__(self, engine: Engine, history: History, values: Values) -> None:
        self.engine = engine
        self.history = history
        self.values = values

    def matrix(self) -> Data:
        specifications = specification_files(self.engine)
        found: dict[tuple[str, str, str], Data] = {}
        is_shared = self.history.shared is not None
        with closing(Records(self.engine.workspace.private, own=is_shared)) as own:
            for claimed in self._claims(own):
                for artefact in self._of_claim(claimed, set(specifications), own):
                    key = artefact["specification"], artefact["kind"], artefact["path"]
                    found[key] = artefact
        kinds = dict.fromkeys(artefact["kind"] for artefact in found.values())
        return {
            "specifications": specifications,
            "kinds": [{"id": kind, "label": label_of(kind)} for kind in kinds],
            "artefacts": [found[key] for key in sorted(found)],
        }

    def _claims(self, own: Records) -> Iterator[Claimed]:
        """What past runs have made, the newest last."""
        store = self.engine.store
        claims = []
        for path in store.find(f"{FOLDER}/*.json"):
            try:
                document = json.loads(store.read(path))
                claims.append(Claimed(document["claim"], document["files"]))
            except (DipeoError, ValueError, LookupError, TypeError):
                continue  # a run says what to do about it
        last = {diagram: abs(run) for diagram, run in own.last_runs().items()}
        yield from sorted(claims, key=lambda claimed: last.get(claimed.diagram, 0))

    def _of_claim(
        self, claimed: Claimed, specifications: set[str], own: Records
    ) -> Iterator[Data]:
        plans = self.engine.plans()
        past = look_back(
            self.engine.workspace, claimed.claim, plans.sources(), trust_stat=True
        )
        if past.memo is None:
            return
        failing = self._failing(claimed, past.memo.run, own, specifications)
        judge = partial(self._artefact, claimed, past, failing)
        for address, unit in past.memo.units.items():
            for item in unit.items or ():
                read = specifications & _files(item.needs)
                for path in item.wrote:
                    for specification in sorted(read):
                        yield judge(specification, address, path, item)

    def _artefact(
        self,
        claimed: Claimed,
        past: Past,
        failing: Mapping[str, str],
        specification: str,
        kind: str,
        path: str,
        item: Unit,
    ) -> Data:
        state, reason = self._state(claimed, past, path, item)
        why = failing.get(path) or failing.get(specification)
        if why:
            state, reason = "FAILING", why
        return {
            "specification": specification,
            "kind": kind,
            "path": path,
            "state": state,
            "reason": reason,
            "run": self.history.number(item.run),
        }

    def _state(
        self, claimed: Claimed, past: Past, path: str, item: Unit
    ) -> tuple[str, str]:
        assert past.changed is not None
        if path in past.changed.paths:
            try:
                content = self.engine.store.read(path)
            except MissingDocument:
                return "MISSING", "the file is not there"
            if digest_of(keep.skeleton(content)) != claimed.files.get(path):
                return "EDITED", "the file was edited since it was generated"
        changed = sorted(past.changed.needs & set(item.needs))
        if changed:
            return "STALE", f"{changed[0].partition(':')[2]} changed"
        return "FRESH", ""

    def _failing(
        self, claimed: Claimed, made_by: int, own: Records, specifications: set[str]
    ) -> Mapping[str, str]:
        """The files that the last run could not make, and the specifications that it refused, with why."""
        for run in own.runs(20, Wanted(claimed.diagram)):
            if abs(run.id) <= made_by:
                break
            if run.inputs == claimed.inputs and run.state in ("ok", "failed"):
                if run.state == "failed":
                    return self._not_made(run, own, specifications)
                return {}
        return {}

    def _not_made(
        self, run: RunRow, own: Records, specifications: set[str]
    ) -> Mapping[str, str]:
        """By the items that failed: any text in one may be the path of its file. An item that is a specification's path
        stands for the specification; one that says more, of one of its files.
        """
        found: dict[str, str] = {}
        reason = ""
        for row in own.inside(run.id, state="failed"):
            problems = (row.error or {}).get("problems", ())
            if problems and not reason:  # the innermost comes first
                reason = str(problems[0]["message"])
            if outermost_item(row.address) != (split_item(row.address)):
                continue
            for digest in row.inputs.values():
                value = self.values.find(digest, run.id)
                data = value.data if value else None
                for text in _texts(data):
                    if text == data or text not in specifications:
                        found[text] = reason or "it failed"
            reason = ""
        return found


def _files(needs: Iterable[str]) -> set[str]:
    return {need.removeprefix("file:") for need in needs if need.startswith("file:")}


def _texts(item: Any) -> Iterator[str]:
    members = item.values() if isinstance(item, dict) else (item,)
    yield from (member for member in members if isinstance(member, str))


def specification_data(engine: Engine, file: str) -> Data:
    """A specification as far as it can be read; `problems` says what stands against that."""
    data: Any = {}
    source, problems = "", []
    try:
        content = engine.store.read(file)
        source = content.decode("utf-8", "replace")
        data = read_json(decode(content, file), file)
    except DipeoError as error:
        problems = problems_of(error)
    if not isinstance(data, dict):
        data = {}
    fields = data.get("fields")
    return {
        "file": file,
        "type": _text(data, "type", "nodeType"),
        "displayName": _text(data, "displayName", "display_name"),
        "category": _text(data, "category"),
        "description": _text(data, "description"),
        "fields": len(fields) if isinstance(fields, list) else 0,
        "source": source,
        "problems": problems,
    }


def _text(data: Mapping[str, Any], *keys: str) -> str | None:
    found = (data[key] for key in keys if isinstance(data.get(key), str))
    return next(found, None)


def cores() -> int:
    """How many worker processes a run uses by default."""
    return len(os.sched_getaffinity(0))
