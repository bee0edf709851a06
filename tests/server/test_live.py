"""Runs while they go on: started here or in a terminal, followed, cancelled, and found again by a server that is new."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.server.serving import (
    PATIENCE,
    Server,
    dipeo_process,
    following,
    serving,
)
from tests.server.workspaces import let_go
from tests.workspace import put

EVENTS = """subscription ($run: Int!, $within: [String!]! = [""], $after: String) {
    runEvents(run: $run, within: $within, after: $after) {
        run revision isWhole state isFinished nodes { address state }
        fileCounts { written } problems { message }
    }
}"""
CHANGES = "subscription ($diagram: String) { runChanges(diagram: $diagram) { run diagram state } }"


def states(update: Any) -> dict[str, str]:
    return {node["address"]: node["state"] for node in update["nodes"]}


async def until(events: AsyncIterator[Any], address: str, state: str) -> Any:
    """The update in which a node comes to a state."""
    async with asyncio.timeout(PATIENCE):
        async for update in events:
            if states(update).get(address) == state:
                return update
    raise AssertionError(f"{address} never was {state}")


def test_a_run_is_followed_from_its_start_to_its_end(
    server: Server, root: Path
) -> None:
    async def follow() -> None:
        run = server.start_run("waits")
        async with following(server, EVENTS, run=run) as events:
            waiting = await until(events, "Wait", "RUNNING")
            assert waiting["state"] == "RUNNING"
            await asyncio.to_thread(let_go, root)
            rest = [update async for update in events]
        told = {k: v for update in [waiting, *rest] for k, v in states(update).items()}
        assert told["Wait"] == "DONE"
        assert told["After"] == "DONE"
        last = rest[-1]
        assert (last["state"], last["isFinished"]) == ("OK", True)
        assert [update["isWhole"] for update in rest] == [False] * len(rest)

    asyncio.run(follow())


ITEMS = """query ($id: Int!) { run(id: $id) {
    nodes { address inputs { port } }
    items(batch: "Each") { items { state preview seconds } }
} }"""
COUNTS = """subscription ($run: Int!) { runEvents(run: $run) {
    isFinished nodes { address items { running done } }
} }"""


async def counted(events: AsyncIterator[Any], **wanted: int) -> None:
    """Wait until so many items are in these states."""
    seen = None
    async with asyncio.timeout(PATIENCE):
        async for update in events:
            for node in update["nodes"]:
                if node["address"] == "Each":
                    seen = node["items"]
            if seen == wanted:
                return
    raise AssertionError(f"it never was {wanted}; last it was {seen}")


def test_items_are_seen_while_they_run(server: Server, root: Path) -> None:
    def items(run: int) -> list[str]:
        found = server.ask(ITEMS, id=run)["run"]
        (inputs,) = (n["inputs"] for n in found["nodes"] if n["address"] == "Each")
        assert inputs == [{"port": "in"}]
        told = found["items"]["items"]
        assert [item["preview"] for item in told] == ["0", "1", "2", "3"]
        for item in told:
            assert (item["seconds"] is None) == (item["state"] == "WAITING")
        return [item["state"] for item in told]

    async def follow() -> None:
        run = server.start_run("one_by_one")
        async with following(server, COUNTS, run=run) as events:
            for item in range(4):
                await counted(events, running=1, done=item)
                rest = ["WAITING"] * (3 - item)
                assert items(run) == ["DONE"] * item + ["RUNNING"] + rest
                await asyncio.to_thread(let_go, root, item)
            async for _ in events:
                pass
        assert items(run) == ["DONE"] * 4

    asyncio.run(follow())


def test_items_on_worker_processes_are_seen_while_they_run(
    server: Server, root: Path
) -> None:
    async def follow() -> None:
        process = dipeo_process(root, "run", "side_by_side", "--jobs", "2")
        run = await asyncio.to_thread(_running, server, "side_by_side")
        async with following(server, COUNTS, run=run) as events:
            await counted(events, running=1, done=0)
            await asyncio.to_thread(let_go, root, 0)
            await counted(events, running=2, done=1)
            await asyncio.to_thread(let_go, root, 2)
            # What ends before its turn is told in its turn.
            await counted(events, running=3, done=1)
            await asyncio.to_thread(let_go, root, 1)
            await counted(events, running=1, done=3)
            await asyncio.to_thread(let_go, root, 3)
            async for _ in events:
                pass
        assert process.wait(PATIENCE) == 0

    asyncio.run(follow())


INSIDE = """
subscription ($run: Int!, $within: [String!]!) {
  runEvents(run: $run, within: $within) { nodes { label state inputs { port } output { digest } } }
}
"""


def test_what_is_inside_of_an_item_is_seen_while_it_runs(
    server: Server, root: Path
) -> None:
    async def states(
        events: Any, known: dict[str, Any], wanted: dict[str, str]
    ) -> None:
        """Follow what is known of the nodes, until their states are these."""
        async for event in events:
            known |= {node["label"]: node for node in event["nodes"]}
            if {label: node["state"] for label, node in known.items()} == wanted:
                return

    async def follow() -> None:
        process = dipeo_process(root, "run", "deep", "--jobs", "2")
        run = await asyncio.to_thread(_running, server, "deep")
        waits = {"Before": "DONE", "Wait": "RUNNING", "After": "WAITING"}
        ended = dict.fromkeys(waits, "DONE")
        # The first is run beside nothing else, the rest in processes of their own.
        for item in (0, 2, 1, 3):
            within, nodes = [f"Each[{item}]"], dict[str, Any]()
            async with following(server, INSIDE, run=run, within=within) as events:
                await states(events, nodes, waits)
                assert [node["output"] for node in nodes.values()] == [None] * 3
                await asyncio.to_thread(let_go, root, item)
                await states(events, nodes, ended)
        assert process.wait(PATIENCE) == 0
        assert not (root / ".dipeo/live").exists()

    asyncio.run(follow())


def _running(server: Server, diagram: str) -> int:
    """The number of a run of a diagram, once there is one."""
    query = (
        "query ($d: String) { runs(diagram: $d, states: [RUNNING]) { runs { id } } }"
    )
    while not (runs := server.ask(query, d=diagram)["runs"]["runs"]):
        pass
    number: int = runs[0]["id"]
    return number


def test_a_node_that_has_not_begun_waits(server: Server, root: Path) -> None:
    async def follow() -> None:
        run = server.start_run("waits")
        async with following(server, EVENTS, run=run) as events:
            first = await anext(events)
            assert first["isWhole"]
            assert set(states(first)) == {"Before", "Wait", "After"}
            assert states(first)["After"] == "WAITING"
            await asyncio.to_thread(let_go, root)
            async for _ in events:
                pass

    asyncio.run(follow())


def test_a_run_of_a_terminal_is_seen_while_it_goes_on(
    server: Server, root: Path
) -> None:
    async def follow() -> None:
        async with following(server, CHANGES, diagram="waits") as changes:
            known = await anext(changes)
            process = dipeo_process(root, "run", "waits")
            begun = await anext(changes)
            assert begun == {
                "run": begun["run"],
                "diagram": "waits",
                "state": "RUNNING",
            }
            assert begun["run"] > known["run"]
            async with following(server, EVENTS, run=begun["run"]) as events:
                await until(events, "Wait", "RUNNING")
            await asyncio.to_thread(let_go, root)
            ended = await anext(changes)
            assert ended == {**begun, "state": "OK"}
            assert process.wait(PATIENCE) == 0

    asyncio.run(follow())


def test_a_run_is_cancelled_and_writes_nothing(server: Server, root: Path) -> None:
    run = server.start_run("waits")
    _cancelled(server, run)


def test_a_run_of_a_terminal_can_be_cancelled(server: Server, root: Path) -> None:
    async def begin() -> tuple[Any, int]:
        async with following(server, CHANGES, diagram="waits") as changes:
            await anext(changes)
            process = dipeo_process(root, "run", "waits")
            return process, (await anext(changes))["run"]

    process, run = asyncio.run(begin())
    _cancelled(server, run)
    assert process.wait(PATIENCE) == 128 + signal.SIGTERM


def _cancelled(server: Server, run: int) -> None:
    async def follow() -> None:
        async with following(server, EVENTS, run=run) as events:
            await until(events, "Wait", "RUNNING")
            query = "mutation ($run: Int!) { cancelRun(run: $run) { run { id } problems { message } } }"
            given = await asyncio.to_thread(server.ask, query, run=run)
            assert given["cancelRun"] == {"run": {"id": run}, "problems": []}
            last = [update async for update in events][-1]
            assert (last["state"], last["isFinished"]) == ("INTERRUPTED", True)
            assert states(last).get("Wait") == "NEVER"

    asyncio.run(follow())
    again = server.ask(
        f"mutation {{ cancelRun(run: {run}) {{ problems {{ message }} }} }}"
    )
    assert again["cancelRun"]["problems"] == [
        {"message": f"run {run} has ended already"}
    ]
    none = server.ask(
        "mutation { cancelRun(run: 9999) { run { id } problems { message } } }"
    )
    assert none["cancelRun"]["run"] is None


def test_a_run_that_was_killed_is_told_as_dead(server: Server, root: Path) -> None:
    async def follow() -> None:
        async with following(server, CHANGES, diagram="waits") as changes:
            await anext(changes)
            process = dipeo_process(root, "run", "waits")
            run = (await anext(changes))["run"]
        async with following(server, EVENTS, run=run) as events:
            await until(events, "Wait", "RUNNING")
            process.kill()
            process.wait(PATIENCE)
            last = [update async for update in events][-1]
            assert (last["state"], last["isFinished"]) == ("DIED", True)

    asyncio.run(follow())


def test_what_is_known_already_is_not_told_again(server: Server) -> None:
    run = server.finish_run("asks", name="items", list=[1, 2])

    async def told(**variables: Any) -> list[Any]:
        async with following(server, EVENTS, run=run, **variables) as events:
            return [update async for update in events]

    (whole,) = asyncio.run(told())
    assert states(whole) == {"Read": "DONE", "Each": "DONE"}
    (again,) = asyncio.run(told(after=whole["revision"]))
    assert (again["revision"], again["isFinished"]) == (whole["revision"], True)
    (other,) = asyncio.run(told(within=["", "Each[0]"]))
    assert states(other) == states(whole)


def test_a_new_server_goes_on_where_the_last_one_was(root: Path) -> None:
    with serving(root) as first:
        run = first.start_run("waits")
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait(PATIENCE)
    with serving(root) as second:

        async def follow() -> None:
            async with following(second, EVENTS, run=run) as events:
                await until(events, "Wait", "RUNNING")
                query = "query ($run: Int!) { run(id: $run) { isCancellable } }"
                found = await asyncio.to_thread(second.ask, query, run=run)
                assert found["run"]["isCancellable"] is True
                await asyncio.to_thread(let_go, root)
                last = [update async for update in events][-1]
                assert last["state"] == "OK"

        asyncio.run(follow())


def test_a_run_goes_on_when_the_server_ends(root: Path) -> None:
    with serving(root) as server:
        run = server.start_run("waits")
        server.process.send_signal(signal.SIGINT)
        _, said = server.process.communicate(timeout=PATIENCE)
        assert said == f"run {run} goes on; `dipeo runs` says how it ends\n"
        assert server.process.returncode == 0
    let_go(root)
    with serving(root) as server:
        asyncio.run(server._end(run))
        found = server.ask("query ($run: Int!) { run(id: $run) { state } }", run=run)
        assert found["run"]["state"] == "OK"


def test_what_stands_against_a_run_is_told(server: Server) -> None:
    query = """mutation ($diagram: String!, $inputs: JSON!, $options: RunOptions!) {
        startRun(diagram: $diagram, inputs: $inputs, options: $options) {
            run { id } problems { message place { file line } }
        }
    }"""

    def refused(diagram: str, inputs: Any = None, **options: Any) -> list[Any]:
        started = server.ask(
            query, diagram=diagram, inputs=inputs or {}, options=options
        )["startRun"]
        assert started["run"] is None
        problems: list[Any] = started["problems"]
        return problems

    assert refused("broken")[1] == {
        "message": "'B': the prop 'operation' cannot be 'raed', did you mean 'read'?",
        "place": {"file": "files/diagrams/broken.light.yaml", "line": 3},
    }
    assert [p["message"] for p in refused("asks", {"name": "items", "lst": []})] == [
        "'Each' needs the input 'list', did you mean 'lst'?"
    ]
    assert server.refusal(query, diagram="nil", inputs={}, options={})[0] == "NOT_FOUND"
    assert server.refusal(query, diagram="top", inputs=[1], options={}) == (
        "WRONG_INPUT",
        "the inputs of a run are a JSON object",
    )
    assert server.refusal(query, diagram="top", inputs={}, options={"jobs": 0}) == (
        "WRONG_INPUT",
        "`jobs` is a number from 1 on, not 0",
    )


def test_a_dry_run_shows_what_it_would_write(server: Server, root: Path) -> None:
    put(
        root,
        {
            "dry": "nodes: [{label: W, type: db, operation: write, source_details: o.txt}]"
        },
    )
    query = """mutation { startRun(diagram: "dry", inputs: {in: "text\\n"}, options: {check: true}) { run { id } } }"""
    run = server.ask(query)["startRun"]["run"]["id"]
    asyncio.run(server._end(run))
    query = "query ($run: Int!) { run(id: $run) { isDry files { files { path isNew diff } } } }"
    found = server.ask(query, run=run)["run"]
    assert found == {
        "isDry": True,
        "files": {
            "files": [
                {
                    "path": "o.txt",
                    "isNew": True,
                    "diff": "--- /dev/null\n+++ b/o.txt\n@@ -0,0 +1 @@\n+text\n",
                }
            ]
        },
    }
    assert not (root / "o.txt").exists()
