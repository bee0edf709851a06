"""`dipeo list`, `dipeo validate` and `dipeo graph`."""

from __future__ import annotations

import argparse
import sys

from dipeo.cli import draw
from dipeo.cli.more import more
from dipeo.engine import Engine, open_engine
from dipeo.errors import DipeoError, Problem, UsageError


def list_diagrams(options: argparse.Namespace) -> int:
    """Every diagram with the inputs that it needs; what cannot be planned says so."""
    engine = open_engine(options.root)
    for name in _names(engine):
        try:
            plan = engine.plan(name)
        except DipeoError as error:
            print(f"{name}  (cannot run: {error.problems[0]})")
            continue
        needs = f"  needs {', '.join(plan.needs)}" if plan.needs else ""
        about = f"  {plan.diagram.description}" if plan.diagram.description else ""
        print(f"{name}{needs}{about}")
    return 0


def validate(options: argparse.Namespace) -> int:
    """Plan diagrams without running them; every problem of all of them."""
    engine = open_engine(options.root)
    names = options.names or _names(engine)
    problems: dict[Problem, None] = {}
    for name in names:
        try:
            problems.update(dict.fromkeys(engine.check(name)))
        except UsageError as error:
            problems.update(dict.fromkeys(error.problems))
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    if problems:
        pages = dict.fromkeys(problem.page or "diagrams" for problem in problems)
        print(more(*pages), file=sys.stderr)
        return 2
    print(f"{len(names)} diagram{'' if len(names) == 1 else 's'} can run")
    return 0


def graph(options: argparse.Namespace) -> int:
    """Draw a diagram as text that other tools render, or as SVG."""
    diagram = open_engine(options.root).diagram(options.name)
    draw_it = {"mermaid": draw.mermaid, "dot": draw.dot, "svg": draw.svg}
    print(draw_it[options.format](diagram), end="")
    return 0


def _names(engine: Engine) -> list[str]:
    workspace = engine.workspace
    return [workspace.diagram_name(file) for file in workspace.diagram_files()]
