"""Functions of the kit for commands: the workspace's own, else those of the kit that this installation brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dipeo.core import purity
from dipeo.core.functions import USER_ERRORS, Functions, user_error
from dipeo.core.store import FileStore
from dipeo.core.values import value_of
from dipeo.errors import DipeoError
from dipeo.workspace import Workspace

from .source import CODE, home

Main = Callable[[dict[str, Any]], Any]


class Refused(Exception):
    """A function of the kit refuses its input: `problems` are `{"path", "message"}`, `input` names it."""

    def __init__(self, problems: list[dict[str, Any]], input: str) -> None:
        super().__init__(input)
        self.problems = problems
        self.input = input


def kit_function(workspace: Workspace, path: str, name: str = "main") -> Main:
    """A function of a file of the kit's code. What it raises comes as Refused or NodeError."""
    file = f"{CODE}/{path}"
    own = (workspace.root / file).is_file()
    root = workspace.root if own else home()
    function = Functions(FileStore(root), (CODE,)).load(file, name)

    def call(inputs: dict[str, Any]) -> Any:
        try:
            with purity.enforced():
                return value_of(function(inputs)).data
        except DipeoError:
            raise
        except USER_ERRORS as error:
            problems = getattr(error, "problems", None)
            if isinstance(problems, list):
                raise Refused(problems, getattr(error, "input", "in")) from error
            raise user_error(error, file) from error

    return call
