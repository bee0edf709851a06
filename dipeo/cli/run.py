"""`dipeo run`: at a glance where nothing has changed, else in full."""

from __future__ import annotations

import time

from dipeo.cli.inputs import read_inputs
from dipeo.cli.last_line import last_line
from dipeo.unchanged import nothing_changed

TYPE_CHECKING = False  # without the time that it takes to import `typing`
if TYPE_CHECKING:
    import argparse


def run_diagram(options: argparse.Namespace) -> int:
    """Run a diagram and report it."""
    start = time.perf_counter()
    inputs = None
    if not _tells_more(options):
        inputs = read_inputs(options.input_data)
        dry = options.check or options.diff
        seen = nothing_changed(options.root, options.name, inputs, dry=dry, start=start)
        if seen is not None:
            seconds = time.perf_counter() - start
            if not options.quiet:
                specs = seen.specifications
                print(last_line(options.name, specs, 0, seen.files, 0, seconds, dry))
            return 0
    from dipeo.cli.run_fully import run_fully

    return run_fully(options, inputs)


def _tells_more(options: argparse.Namespace) -> bool:
    """Whether more is asked for than a glance can tell."""
    told = options.json or options.debug or options.explain
    return bool(told or options.verify or options.no_cache)
