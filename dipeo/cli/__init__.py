"""The command line: arguments in, exit code out. Each command is a module, imported when it is called."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence

from dipeo.cli.more import more

TYPE_CHECKING = False  # without the time that it takes to import `typing`
if TYPE_CHECKING:
    import argparse
    from sys import UnraisableHookArgs
    from typing import Any, NoReturn

    from dipeo.errors import DipeoError

FAILED = 1
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM


class _Terminated(BaseException):
    """SIGTERM arrived."""


def run_command(arguments: Sequence[str]) -> int:
    """Run `dipeo` with arguments. The exit code: 0 done, 1 a node failed, 2 a wrong command, diagram or
    specification, 3 `--check` found a difference, 4 `breaking` found a change, 130 interrupted, 143 terminated."""
    signal.signal(signal.SIGTERM, _terminate)
    gc.set_threshold(
        100_000, 20, 50
    )  # what a run makes is kept to its end, and holds no circles
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A console that cannot show a character shows its number, and who reads from a pipe has each line at once.
            reconfigure(errors="backslashreplace", line_buffering=True)
    page = ""
    try:
        from dipeo.cli.parser import make_parser

        if not arguments:
            make_parser().print_help(sys.stderr)
            return 2
        options = make_parser(arguments[0]).parse_args(arguments)
        page = options.page
        code = _called(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader, like `head`, has seen enough
        drop_output()
        return 0
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"error: {place}{error.strerror or error}", file=sys.stderr)
        print(more("errors#writing"), file=sys.stderr)
        return FAILED
    except MemoryError:
        print("error: there is not enough memory", file=sys.stderr)
        return FAILED
    except (KeyboardInterrupt, _Terminated, RuntimeError) as error:
        return _stopped(error)
    except Exception as error:
        from dipeo.errors import DipeoError

        if not isinstance(error, DipeoError):
            raise
        print_error(error, page)
        return error.exit_code


def _called(options: argparse.Namespace) -> int:
    """Do what the arguments say."""
    from importlib import import_module

    command = import_module(f"dipeo.cli.{options.module}")
    code: int = getattr(command, options.function)(options)
    return code


def print_error(error: DipeoError, page: str) -> None:
    """Each of its problems, what an error of its kind has to show, and where more is said, `page` if nowhere else."""
    for problem in error.problems:
        print(f"error: {problem}", file=sys.stderr)
    print(getattr(error, "detail", ""), end="", file=sys.stderr)
    pages = dict.fromkeys(problem.page or page for problem in error.problems)
    print(more(*pages), file=sys.stderr)


def drop_output() -> None:
    """Let what is still said go nowhere: its reader is gone, like `head` that has seen enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stopped(error: BaseException) -> int:
    """Say what was stopped by a signal. Any other RuntimeError is raised again."""
    from dipeo.core.interrupts import stop_in

    how = stop_in(error)
    if isinstance(how, KeyboardInterrupt):
        print(f"interrupted; {_outcome(error)}", file=sys.stderr)
        return INTERRUPTED
    if isinstance(how, _Terminated):
        print(f"terminated; {_outcome(error)}", file=sys.stderr)
        return TERMINATED
    raise error


def _outcome(error: BaseException) -> str:
    """What an interrupted command has done, which the engine notes at the error."""
    return "; ".join(getattr(error, "__notes__", ["nothing was written"]))


def raise_again(unraisable: UnraisableHookArgs) -> None:
    """A hook for `sys.unraisablehook`: what a signal has raised in a place that ignores it, like a callback of a weak
    reference inside `import`, is raised once more a moment later.
    """
    raised = {KeyboardInterrupt: signal.SIGINT, _Terminated: signal.SIGTERM}
    number = raised.get(unraisable.exc_type)
    if number is None:
        sys.__unraisablehook__(unraisable)
        return
    signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(number))
    signal.setitimer(signal.ITIMER_REAL, 0.001)


def _terminate(number: int, frame: Any) -> NoReturn:
    raise _Terminated
