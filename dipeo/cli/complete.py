"""Completion: the script for a shell, and the words that may stand where the cursor is."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dipeo.cli.parser import make_parser
from dipeo.documentation import pages
from dipeo.errors import DipeoError
from dipeo.workspace import Workspace, find_workspace

_SCRIPTS = {
    "bash": """\
# eval "$(dipeo completion bash)"
_dipeo() {
  local IFS=$'\\n'
  COMPREPLY=($(dipeo complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _dipeo dipeo
""",
    "zsh": """\
#compdef dipeo
# eval "$(dipeo completion zsh)"
_dipeo() {
  local -a found
  found=("${(@f)$(dipeo complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
}
compdef _dipeo dipeo
""",
    "fish": """\
# dipeo completion fish | source
function _dipeo
  set -l found (dipeo complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)
  if test -n "$found"
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c dipeo -f -a '(_dipeo)'
""",
}


def print_script(options: argparse.Namespace) -> int:
    """Print what a shell has to read."""
    print(_SCRIPTS[options.shell], end="")
    return 0


def complete(options: argparse.Namespace) -> int:
    """Print the words that complete the last one, one a line; none where a file's name may be."""
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    for word in sorted(set(candidates(words or [""]))):
        print(word)
    return 0


def candidates(words: list[str]) -> Iterator[str]:
    """What the last word may become."""
    *before, last = words
    parser: argparse.ArgumentParser = make_parser()
    position, waiting = 0, None
    for word in before:
        below = _subcommands(parser).get(word)
        if waiting is not None:
            waiting = None
        elif below is not None:
            parser, position = below, 0
        elif word.startswith("-"):
            waiting = _with_value(parser, word)
        else:
            position += 1
    yield from (
        word
        for word in _possible(parser, position, waiting, last)
        if word.startswith(last)
    )


def _possible(
    parser: argparse.ArgumentParser,
    position: int,
    waiting: argparse.Action | None,
    last: str,
) -> Iterable[str]:
    if waiting is not None:
        return map(str, waiting.choices or ())
    if last.startswith("-"):
        return [name for name in parser._option_string_actions if name.startswith("--")]
    below = _subcommands(parser)
    if below:
        return (name for name in below if name != "complete")
    places = [action for action in parser._actions if not action.option_strings]
    if not places:
        return ()
    action = places[min(position, len(places) - 1)]
    if position >= len(places) and action.nargs not in ("*", "+"):
        return ()
    if action.choices:
        return map(str, action.choices)
    if action.dest == "topic":
        return pages() if position == 0 else ()
    names = _NAMES.get((parser.prog.rpartition(" ")[2], action.dest))
    return _known(names) if names else ()


def _subcommands(
    parser: argparse.ArgumentParser,
) -> dict[str, argparse.ArgumentParser]:
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found.update(action.choices)
    return found


def _with_value(parser: argparse.ArgumentParser, word: str) -> argparse.Action | None:
    """The option that a word is, where its value comes next."""
    action = parser._option_string_actions.get(word)
    return action if action is not None and action.nargs != 0 else None


def _known(names: Callable[[Workspace], Iterable[str]]) -> Iterable[str]:
    try:
        return list(names(find_workspace()))
    except DipeoError:
        return ()


def _diagrams(workspace: Workspace) -> Iterable[str]:
    return map(workspace.diagram_name, workspace.diagram_files())


def _specifications(workspace: Workspace) -> Iterable[str]:
    folder = workspace.root / workspace.specifications
    return (path.stem for path in folder.glob("*/*.json"))


def _targets(workspace: Workspace) -> Iterable[str]:
    for folder in (workspace.specifications, "files/codegen/templates"):
        for path in sorted(Path(workspace.root, folder).rglob("*.*")):
            yield path.relative_to(workspace.root).as_posix()


_NAMES: dict[tuple[str, str], Callable[[Workspace], Iterable[str]]] = {
    ("run", "name"): _diagrams,
    ("watch", "name"): _diagrams,
    ("graph", "name"): _diagrams,
    ("validate", "names"): _diagrams,
    ("export", "names"): _specifications,
    ("impact", "target"): _targets,
}
"""What is named at a place of a command."""
