"""The command line: arguments in, exit code out. Each command is a module, imported when it is called."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from dipeo.errors import DipeoError, did_you_mean

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
        if (
            reconfigure is not None
        ):  # a console that cannot show a character shows its number
            reconfigure(errors="backslashreplace")
    try:
        options = make_parser().parse_args(arguments)
        command = import_module(f"dipeo.cli.{options.module}")
        code: int = getattr(command, options.function)(options)
        sys.stdout.flush()
        return code
    except DipeoError as error:
        print_error(error)
        return error.exit_code
    except (KeyboardInterrupt, _Terminated, RuntimeError) as error:
        return _stopped(error)
    except BrokenPipeError:  # the reader, like `head`, has seen enough
        drop_output()
        return 0
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"error: {place}{error.strerror or error}", file=sys.stderr)
        return FAILED
    except MemoryError:
        print("error: there is not enough memory", file=sys.stderr)
        return FAILED


def print_error(error: DipeoError) -> None:
    """Each of its problems, and what an error of its kind has to show."""
    for problem in error.problems:
        print(f"error: {problem}", file=sys.stderr)
    print(getattr(error, "detail", ""), end="", file=sys.stderr)


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


def _terminate(number: int, frame: Any) -> NoReturn:
    raise _Terminated


class _Parser(argparse.ArgumentParser):
    """A parser whose messages look like the rest and suggest what was meant."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            command: _Parser = options.parser
            known = command._option_string_actions if unknown[0].startswith("-") else ()
            hint = did_you_mean(unknown[0], known)
            command.error(f"unknown argument {unknown[0]!r}{hint}")
        return options

    def error(self, message: str) -> NoReturn:
        print(f"error: {message}\n\n{self.format_usage().rstrip()}", file=sys.stderr)
        raise SystemExit(2)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            hint = did_you_mean(str(value), map(str, action.choices))
            raise argparse.ArgumentError(None, f"there is no {value!r}{hint}")


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = _Parser(
        prog="dipeo",
        description="Diagram-driven code generation.",
        epilog="`dipeo COMMAND --help` says more about a command.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    init = _command(
        commands, "init", "init", "init", "make a folder a workspace", root=False
    )
    init.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        help="the folder, which may be a project already (this one)",
    )
    init.add_argument("--yes", action="store_true", help="ask nothing")
    init.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be written, write nothing",
    )
    init.add_argument(
        "--update",
        action="store_true",
        help="merge the kit of this version into that of a workspace",
    )
    init.add_argument(
        "--target",
        action="append",
        metavar="NAME[=DIR]",
        help="a language to generate, and the folder for it; may be given again",
    )

    _add_new(commands)
    run = _command(commands, "run", "run", "run_diagram", "run a diagram")
    _add_what_runs(run)
    run.add_argument(
        "--debug", action="store_true", help="show what goes into and out of each node"
    )
    run.add_argument("--quiet", action="store_true", help="print errors only")
    run.add_argument(
        "--json", action="store_true", help="print events, one JSON object a line"
    )
    run.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit with 3 when a file would change",
    )
    run.add_argument(
        "--diff",
        action="store_true",
        help="write nothing; show how each file would change",
    )
    run.add_argument(
        "--executor",
        metavar="dask[://HOST:PORT]",
        help="run batches on a cluster of Dask; `dask` alone makes one of processes here",
    )
    run.add_argument(
        "--no-cache", action="store_true", help="run every node, changed or not"
    )
    run.add_argument(
        "--verify",
        action="store_true",
        help="read every file instead of trusting size, times and inode",
    )
    run.add_argument("--explain", action="store_true", help="say why each node runs")
    run.add_argument(
        "--no-verify",
        action="store_true",
        help="write outputs without parsing them first",
    )
    edits = run.add_mutually_exclusive_group()
    edits.add_argument(
        "--accept-theirs",
        action="store_true",
        help="keep files that were edited by hand, this once",
    )
    edits.add_argument(
        "--overwrite",
        action="store_true",
        help="write over files that were edited by hand",
    )

    watch = _command(
        commands, "watch", "watch", "watch", "run a diagram again after each change"
    )
    _add_what_runs(watch)
    watch.add_argument(
        "--overwrite",
        action="store_true",
        help="write over files that were edited by hand",
    )

    _command(commands, "list", "diagrams", "list_diagrams", "list the diagrams")
    validate = _command(
        commands, "validate", "diagrams", "validate", "check diagrams without running"
    )
    validate.add_argument("names", nargs="*", metavar="NAME", help="all, when none")
    graph = _command(commands, "graph", "diagrams", "graph", "draw a diagram")
    graph.add_argument("name", help="a diagram's name, or the path of its file")
    graph.add_argument("--format", choices=("mermaid", "dot", "svg"), default="mermaid")

    _add_conversions(commands)
    why = _command(
        commands, "why", "lineage", "why", "where a generated file or line comes from"
    )
    why.add_argument("place", metavar="PATH[:LINE]", help="a file that a run has made")
    why.add_argument("--json", action="store_true", help="print one JSON object")
    impact = _command(
        commands,
        "impact",
        "lineage",
        "show_impact",
        "which generated lines a change would change",
    )
    impact.add_argument(
        "target",
        metavar="PATH[#/POINTER|:LINE]",
        help="a specification, a part of it, a template or a line of it",
    )
    breaking = _command(
        commands,
        "breaking",
        "breaking",
        "breaking",
        "what a change of specifications breaks",
    )
    breaking.add_argument(
        "--against",
        metavar="git:REF|DIR",
        help="what it was before: a commit of Git, or the folder of another workspace",
    )
    breaking.add_argument(
        "--json", action="store_true", help="print changes, one JSON object a line"
    )
    breaking.add_argument("--rules", action="store_true", help="list the rules")

    completion = _command(
        commands,
        "completion",
        "complete",
        "print_script",
        "print what makes a shell complete commands and names",
        root=False,
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    complete = commands.add_parser("complete", allow_abbrev=False)
    complete.set_defaults(module="complete", function="complete", parser=complete)
    complete.add_argument("words", nargs=argparse.REMAINDER)

    runs = _command(commands, "runs", "history", "list_runs", "list past runs")
    runs.add_argument(
        "--slowest", type=int, metavar="RUN", help="where a run's time went, by node"
    )
    runs.add_argument("--limit", type=int, default=20, help="how many (20)")
    show = _command(commands, "show", "history", "show", "show a run or its data")
    show.add_argument("run", nargs="?", type=int, help="the last run, when none")
    show.add_argument("node", nargs="?", help="like 'Load Spec' or 'Batch[17] / Write'")
    cache = _command(
        commands, "cache", "cache", "show_cache", "show or prune what is kept of runs"
    )
    cache.add_argument(
        "--prune",
        action="store_true",
        help="drop what was used least recently, until the rest is within the limit",
    )
    cache.add_argument(
        "--limit",
        metavar="SIZE",
        help="like '500 MB'; else `[cache] limit` of dipeo.toml (1 GB)",
    )
    cache.add_argument(
        "--team",
        type=_count,
        metavar="DAYS",
        help="prune the history that a team shares: drop what is older",
    )
    only = show.add_mutually_exclusive_group()
    only.add_argument("--output", action="store_true", help="the node's output alone")
    only.add_argument("--inputs", action="store_true", help="the node's inputs alone")
    only.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="write the run to a page that opens without a server",
    )

    serve = _command(commands, "serve", "serve", "serve_page", "look at it on a page")
    serve.add_argument("--port", type=_port, default=8765, help="(8765); 0: any free")
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="where to listen (127.0.0.1, for this machine alone); another needs the"
        " token that is then printed",
    )
    serve.add_argument("--open", action="store_true", help="open it in a browser")
    return parser


def _add_what_runs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="a diagram's name, or the path of its file")
    parser.add_argument(
        "--input-data",
        metavar="JSON|@FILE|-",
        help="the run's inputs: JSON, the file that holds it, or - for standard input",
    )
    parser.add_argument(
        "--light", action="store_true", help="the diagram is light YAML (the default)"
    )
    parser.add_argument(
        "--jobs",
        type=_count,
        metavar="N",
        help="worker processes for batches (the cores that this process may use)",
    )


def _add_new(commands: Any) -> None:
    new = commands.add_parser(
        "new",
        help="make a specification, a generator or a diagram",
        description="Make a specification, a generator or a diagram.",
        allow_abbrev=False,
    )
    kinds = new.add_subparsers(metavar="KIND", required=True)
    spec = _command(kinds, "spec", "new", "new_spec", "make a specification")
    spec.add_argument("name", help="words like order_line")
    spec.add_argument("--node", action="store_true", help="of a node type")
    generator = _command(
        kinds, "generator", "new", "new_generator", "make a generator with its template"
    )
    generator.add_argument("name", help="words like sql_tables")
    generator.add_argument(
        "--target", metavar="EXT", required=True, help="the ending of its files"
    )
    generator.add_argument(
        "--output",
        metavar="PATTERN",
        help="where its files go (generated/EXT/{node_name}.EXT); without a name in"
        " braces, all specifications make one file",
    )
    diagram = _command(kinds, "diagram", "new", "new_diagram", "make a diagram")
    diagram.add_argument("name", help="like reports/monthly")


def _add_conversions(commands: Any) -> None:
    read = _command(
        commands,
        "import",
        "convert",
        "import_specs",
        "make specifications from what you have",
    )
    read.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a file (JSON Schema, OpenAPI, a published node specification), a Pydantic"
        " model (module:Model), or a database (postgresql://…, sqlite:///…)",
    )
    read.add_argument(
        "--format",
        choices=("json-schema", "openapi", "pydantic", "sql", "node-spec"),
        help="what the sources are, where that cannot be seen",
    )
    read.add_argument("--schema", metavar="NAME", help="of the database's tables")
    read.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be written, write nothing",
    )
    read.add_argument(
        "--overwrite", action="store_true", help="write over specifications"
    )
    write = _command(
        commands, "export", "convert", "export_specs", "write specifications otherwise"
    )
    write.add_argument("names", nargs="*", metavar="NAME", help="all, when none")
    write.add_argument(
        "--format",
        choices=("json-schema",),
        default="json-schema",
        help="(the default)",
    )
    write.add_argument(
        "--output", type=Path, metavar="DIR", help="a folder; else standard output"
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _command(
    commands: Any, name: str, module: str, function: str, help: str, root: bool = True
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help,
        description=help[0].upper() + help[1:] + ".",
        allow_abbrev=False,
    )
    parser.set_defaults(module=module, function=function, parser=parser)
    if root:
        parser.add_argument(
            "--root",
            type=Path,
            metavar="DIR",
            help="the workspace; else the nearest folder upwards with files/ or dipeo.toml",
        )
    return parser


class _Version(argparse.Action):
    """`--version`, read from the installed package when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version")

    def __call__(self, parser: Any, *arguments: Any) -> NoReturn:
        from importlib.metadata import version

        print(f"dipeo {version('dipeo')}")
        raise SystemExit(0)
