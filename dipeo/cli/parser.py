"""The parser of the command line. Of the commands only the one that is called is told its arguments."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from dipeo.cli.more import more

TYPE_CHECKING = False  # without the time that it takes to import `typing`
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, NoReturn


class _Parser(argparse.ArgumentParser):
    """A parser whose messages look like the rest and suggest what was meant."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            command: _Parser = options.parser
            known = command._option_string_actions if unknown[0].startswith("-") else ()
            from dipeo.errors import did_you_mean

            hint = did_you_mean(unknown[0], known)
            command.error(f"unknown argument {unknown[0]!r}{hint}")
        return options

    def error(self, message: str) -> NoReturn:
        print(f"error: {message}\n\n{self.format_usage().rstrip()}", file=sys.stderr)
        name = self.prog.partition(" ")[2]
        print(more(_PAGES.get(name, name)), file=sys.stderr)
        raise SystemExit(2)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            from dipeo.errors import did_you_mean

            hint = did_you_mean(str(value), map(str, action.choices))
            raise argparse.ArgumentError(None, f"there is no {value!r}{hint}")


def make_parser(command: str | None = None) -> argparse.ArgumentParser:
    """The parser of the whole command line; where it begins with this `command`, of that alone."""
    parser = _Parser(
        prog="dipeo",
        description="Diagram-driven code generation.",
        epilog="`dipeo COMMAND --help` says more about a command.",
        allow_abbrev=False,
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(metavar="COMMAND", required=True, prog="dipeo")
    for name, add in _COMMANDS.items():
        if command == name or command not in _COMMANDS:
            add(commands)
    return parser


def _init(commands: Any) -> None:
    init = _command(commands, "init", "init", "init", "make a folder a workspace")
    init.add_argument(
        "folder",
        nargs="?",
        type=_path,
        default=".",
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


def _run(commands: Any) -> None:
    run = _in_workspace(commands, "run", "run", "run_diagram", "run a diagram")
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


def _watch(commands: Any) -> None:
    watch = _in_workspace(
        commands, "watch", "watch", "watch", "run a diagram again after each change"
    )
    _add_what_runs(watch)
    watch.add_argument(
        "--overwrite",
        action="store_true",
        help="write over files that were edited by hand",
    )


def _list(commands: Any) -> None:
    what = "list the diagrams"
    _in_workspace(commands, "list", "diagrams", "list_diagrams", what)


def _validate(commands: Any) -> None:
    what = "check diagrams without running"
    validate = _in_workspace(commands, "validate", "diagrams", "validate", what)
    validate.add_argument("names", nargs="*", metavar="NAME", help="all, when none")


def _graph(commands: Any) -> None:
    graph = _in_workspace(commands, "graph", "diagrams", "graph", "draw a diagram")
    graph.add_argument("name", help="a diagram's name, or the path of its file")
    graph.add_argument("--format", choices=("mermaid", "dot", "svg"), default="mermaid")


def _why(commands: Any) -> None:
    what = "where a generated file or line comes from"
    why = _in_workspace(commands, "why", "lineage", "why", what)
    why.add_argument("place", metavar="PATH[:LINE]", help="a file that a run has made")
    why.add_argument("--json", action="store_true", help="print one JSON object")


def _impact(commands: Any) -> None:
    what = "which generated lines a change would change"
    impact = _in_workspace(commands, "impact", "lineage", "show_impact", what)
    impact.add_argument(
        "target",
        metavar="PATH[#/POINTER|:LINE]",
        help="a specification, a part of it, a template or a line of it",
    )


def _breaking(commands: Any) -> None:
    what = "what a change of specifications breaks"
    breaking = _in_workspace(commands, "breaking", "breaking", "breaking", what)
    breaking.add_argument(
        "--against",
        metavar="git:REF|DIR",
        help="what it was before: a commit of Git, or the folder of another workspace",
    )
    breaking.add_argument(
        "--json", action="store_true", help="print changes, one JSON object a line"
    )
    breaking.add_argument("--rules", action="store_true", help="list the rules")


def _help(commands: Any) -> None:
    what = "show a page of the documentation"
    help = _command(commands, "help", "help", "show_help", what)
    help.add_argument(
        "topic",
        nargs="*",
        metavar="TOPIC",
        help="a page, and a section of it, or a command; without one, all pages",
    )


def _completion(commands: Any) -> None:
    what = "print what makes a shell complete commands and names"
    completion = _command(commands, "completion", "complete", "print_script", what)
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))


def _complete(commands: Any) -> None:
    complete = commands.add_parser("complete", allow_abbrev=False)
    defaults = {"module": "complete", "function": "complete", "page": ""}
    complete.set_defaults(parser=complete, **defaults)
    complete.add_argument("words", nargs=argparse.REMAINDER)


def _runs(commands: Any) -> None:
    runs = _in_workspace(commands, "runs", "history", "list_runs", "list past runs")
    runs.add_argument(
        "--slowest",
        type=_run_number,
        metavar="RUN",
        help="where a run's time went, by node",
    )
    runs.add_argument("--limit", type=_count, default=20, help="how many (20)")


def _show(commands: Any) -> None:
    show = _in_workspace(commands, "show", "history", "show", "show a run or its data")
    show.add_argument(
        "run", nargs="?", type=_run_number, help="the last run, when none"
    )
    show.add_argument("node", nargs="?", help="like 'Load Spec' or 'Batch[17] / Write'")
    only = show.add_mutually_exclusive_group()
    only.add_argument("--output", action="store_true", help="the node's output alone")
    only.add_argument("--inputs", action="store_true", help="the node's inputs alone")
    only.add_argument(
        "--html",
        type=_path,
        metavar="FILE",
        help="write the run to a page that opens without a server",
    )


def _cache(commands: Any) -> None:
    what = "show or prune what is kept of runs"
    cache = _in_workspace(commands, "cache", "cache", "show_cache", what)
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


def _serve(commands: Any) -> None:
    what = "look at it on a page"
    serve = _in_workspace(commands, "serve", "serve", "serve_page", what)
    serve.add_argument("--port", type=_port, default=8765, help="(8765); 0: any free")
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="where to listen (127.0.0.1, for this machine alone); another needs the"
        " token that is then printed",
    )
    serve.add_argument("--open", action="store_true", help="open it in a browser")


def _new(commands: Any) -> None:
    new = commands.add_parser(
        "new",
        help="make a specification, a generator or a diagram",
        description="Make a specification, a generator or a diagram.",
        allow_abbrev=False,
        formatter_class=_formatter,
    )
    kinds = new.add_subparsers(metavar="KIND", required=True)
    spec = _in_workspace(kinds, "spec", "new", "new_spec", "make a specification")
    spec.add_argument("name", help="words like order_line")
    spec.add_argument("--node", action="store_true", help="of a node type")
    generator = _in_workspace(
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
    diagram = _in_workspace(kinds, "diagram", "new", "new_diagram", "make a diagram")
    diagram.add_argument("name", help="like reports/monthly")


def _import(commands: Any) -> None:
    read = _in_workspace(
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


def _export(commands: Any) -> None:
    write = _in_workspace(
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
        "--output", type=_path, metavar="DIR", help="a folder; else standard output"
    )


_COMMANDS: dict[str, Callable[[Any], None]] = {
    "init": _init,
    "new": _new,
    "run": _run,
    "watch": _watch,
    "list": _list,
    "validate": _validate,
    "graph": _graph,
    "import": _import,
    "export": _export,
    "why": _why,
    "impact": _impact,
    "breaking": _breaking,
    "help": _help,
    "completion": _completion,
    "complete": _complete,
    "runs": _runs,
    "show": _show,
    "cache": _cache,
    "serve": _serve,
}


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


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _run_number(text: str) -> int:
    """Below 0 it is one of this workspace, where a team shares its history."""
    number = _count(text.removeprefix("-"))
    return -number if text.startswith("-") else number


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """It makes lines as long as the terminal's. argparse asks for one with each argument, and would import `shutil`."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        columns = 80
    return argparse.HelpFormatter(prog, width=max(columns, 40) - 2)


def _command(
    commands: Any, name: str, module: str, function: str, help: str
) -> argparse.ArgumentParser:
    """A command that `function` of `dipeo.cli.MODULE` does."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help,
        description=help[0].upper() + help[1:] + ".",
        allow_abbrev=False,
        formatter_class=_formatter,
    )
    page = _PAGES.get(name, parser.prog.partition(" ")[2])
    parser.set_defaults(module=module, function=function, parser=parser, page=page)
    return parser


def _in_workspace(
    commands: Any, name: str, module: str, function: str, help: str
) -> argparse.ArgumentParser:
    """A command for the workspace that `--root` or the working folder says."""
    parser = _command(commands, name, module, function, help)
    parser.add_argument(
        "--root",
        type=_path,
        metavar="DIR",
        help="the workspace; else the nearest folder upwards with files/ or dipeo.toml",
    )
    return parser


_PAGES = {
    "why": "lineage",
    "impact": "lineage",
    "export": "import",
    "serve": "studio",
    "help": "",
}
"""The page of a command that has none of its name; of others, their part of the page of commands serves."""


class _Version(argparse.Action):
    """`--version`, read from the installed package when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version")

    def __call__(self, parser: Any, *arguments: Any) -> NoReturn:
        from importlib.metadata import version

        print(f"dipeo {version('dipeo')}")
        raise SystemExit(0)
