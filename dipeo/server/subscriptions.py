"""What happens, as it happens: told from the records, so that a reload or a restart of the server loses nothing."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from ariadne import SubscriptionType

from dipeo.core.chronicle import RunRow
from dipeo.core.digests import digest_of

from .answers import Data, NotFound, Refused, recorded_problems
from .api import Api, Asked
from .files import file_counts
from .run_fields import run_seconds

subscription = SubscriptionType()
TYPES = (subscription,)

EVERY = 0.2  # seconds between looks at the records, at least
LOOK_ANEW = 1.0  # seconds after which a run may have died unseen
PATIENCE = 10  # how many times longer than a look takes is waited for the next
MAX_SCOPES = 50

T = TypeVar("T")


@subscription.source("runEvents")
async def run_events(
    _: Any, info: Any, run: int, within: Sequence[str], after: str | None = None
) -> AsyncGenerator[Data, None]:
    """Updates of a run, the first whole, each later one what has changed."""
    asked: Asked = info.context
    if len(within) > MAX_SCOPES:
        raise Refused(f"at most {MAX_SCOPES} scopes can be followed at once")
    known: dict[str, str] = {}
    is_first = True
    api = asked.api
    version = partial(api.history.looks, run)
    async for update in _looks(version, partial(_update, api, run, within)):
        told = {node["address"]: _lasting(node) for node in update["nodes"]}
        is_known = is_first and update["revision"] == after
        if not is_known or update["isFinished"]:
            nodes = [
                n
                for n in update["nodes"]
                if known.get(n["address"]) != told[n["address"]]
            ]
            yield {**update, "nodes": nodes, "isWhole": is_first}
        known, is_first = told, False
        if update["isFinished"]:
            return


@subscription.source("runChanges")
async def run_changes(
    _: Any, info: Any, diagram: str | None = None
) -> AsyncGenerator[Data, None]:
    """The newest run, then every run that begins or ends."""
    asked: Asked = info.context
    known: dict[int, str] = {}
    is_first = True
    api = asked.api
    look = partial(_last_states, api, diagram, known)
    async for runs in _looks(api.history.version, look):
        news = [found for found in runs if known.get(found.id) != found.state]
        known.clear()
        known.update((found.id, found.state) for found in runs)
        some = news[:1] if is_first else news[::-1]
        is_first = False
        for found in some:
            yield {
                "run": found.id,
                "diagram": found.diagram,
                "state": found.state.upper(),
                "started": found.started,
                "seconds": run_seconds(found),
            }


@subscription.field("runEvents")
@subscription.field("runChanges")
def resolve_itself(update: Data, info: Any, **arguments: Any) -> Data:
    return update


async def _looks(
    version: Callable[[], object], look: Callable[[], T]
) -> AsyncGenerator[T, None]:
    """What a look finds, whenever there is another version, and when a run may have died."""
    mark: object = None
    looked = 0.0
    while True:
        now = await anyio.to_thread.run_sync(version)
        pause = EVERY
        if now != mark or time.monotonic() - looked > LOOK_ANEW:
            mark, looked = now, time.monotonic()
            yield await anyio.to_thread.run_sync(look)
            pause = max(EVERY, PATIENCE * (time.monotonic() - looked))
        await anyio.sleep(pause)


def _update(api: Api, number: int, within: Sequence[str]) -> Data:
    """A run as it is now, with the nodes of the scopes. Raises NotFound."""
    run = api.history.run(number)
    nodes: dict[str, Data] = {}
    for scope in within:
        try:
            found = api.nodes.in_scope(run, scope)
        except NotFound:  # the run has not come there yet
            continue
        nodes.update((node["address"], node) for node in found)
    problems = (run.finished or {}).get("problems", ())[:100]
    told = [run.state, *map(_lasting, nodes.values())]
    return {
        "run": run.id,
        "revision": digest_of(json.dumps(told).encode()),
        "state": run.state.upper(),
        "seconds": run_seconds(run),
        "nodes": list(nodes.values()),
        "fileCounts": file_counts(run),
        "problems": recorded_problems(problems),
        "isFinished": run.state != "running",
    }


def _lasting(node: Data) -> str:
    """A node without what a clock alone changes."""
    if node["state"] == "RUNNING":
        node = {**node, "seconds": None}
    return json.dumps(node)


def _last_states(
    api: Api, diagram: str | None, known: Mapping[int, str]
) -> list[RunRow]:
    """The newest runs, the newest first: all since the last look, and those that were running then."""
    newest = api.history.runs(diagram, limit=20)
    ids = {run.id for run in newest}
    running = [id for id, state in known.items() if state == "running"]
    return newest + [api.history.run(id) for id in sorted(set(running) - ids)]
