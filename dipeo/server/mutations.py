"""How runs are started and cancelled."""

from __future__ import annotations

from typing import Any

from ariadne import MutationType

from dipeo.core.chronicle import RunRow

from .answers import Data, NotFound, Refused
from .api import asked

mutation = MutationType()
TYPES = (mutation,)


@mutation.field("startRun")
def resolve_start_run(
    _: Any, info: Any, diagram: str, inputs: Any, options: Data
) -> Data:
    api = asked(info).api
    if not isinstance(inputs, dict):
        raise Refused("the inputs of a run are a JSON object")
    name = api.graphs.current(diagram).name
    number, problems = api.processes.start(name, inputs, _arguments(options))
    found = None if number is None else _soon(info, number)
    return {"run": found, "problems": problems}


def _arguments(options: Data) -> list[str]:
    """The options as `dipeo run` takes them."""
    edits = {"KEEP": ["--accept-theirs"], "OVERWRITE": ["--overwrite"]}
    found = list(edits.get(options["edits"], ()))
    if options["check"]:
        found.append("--check")
    if options["noCache"]:
        found.append("--no-cache")
    jobs = options.get("jobs")
    if jobs is not None:
        if jobs < 1:
            raise Refused(f"`jobs` is a number from 1 on, not {jobs}")
        found.append(f"--jobs={jobs}")
    return found


def _soon(info: Any, number: int) -> RunRow:
    history = asked(info).api.history
    return history.run(history.number(number))


@mutation.field("cancelRun")
def resolve_cancel_run(_: Any, info: Any, run: int) -> Data:
    api = asked(info).api
    try:
        found = api.history.run(run)
    except NotFound as error:
        return {"run": None, "problems": [{"message": str(error), "place": None}]}
    problems: list[Data] = []
    if found.state != "running":
        problems = [{"message": f"run {run} has ended already", "place": None}]
    elif not api.processes.cancel(abs(run)):
        message = f"run {run} was started elsewhere, and ends by Ctrl-C there"
        problems = [{"message": message, "place": None}]
    return {"run": found, "problems": problems}
