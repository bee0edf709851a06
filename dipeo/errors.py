"""Every error that DiPeO raises, and how one is shown.

DipeoError
├── UsageError          a wrong command, workspace or setting
├── DocumentError       a document that cannot be read: broken YAML or JSON, a limit passed
├── DiagramError        a diagram that cannot run: all its problems at once
├── PathError           a path that is no place for a document of the workspace
├── MissingDocument     a path at which there is no document
├── NodeError           a node that failed, with the place, the input and the user's own traceback
├── PurityError         a function of a code_job reached for the world outside its inputs
├── EditedError         generated files that a person has edited are in the way
├── CommitError         a run's files could not be written; nothing was
└── LockError           another run holds the workspace
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file: path from the workspace's root, line and column from 1; 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.file, *numbers])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it. `page` says more: `dipeo help PAGE` shows it."""

    message: str
    place: Place | None = None
    page: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class DipeoError(Exception):
    """The root of all errors of this package. `page` is of the documentation; empty, it is that of the command."""

    exit_code = 2
    page = ""

    def __init__(self, message: str, *, page: str = "") -> None:
        super().__init__(message)
        self.page = page or self.page

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (Problem(str(self), page=self.page),)


class UsageError(DipeoError):
    """A wrong command, workspace or setting."""


class _Problems(DipeoError):
    """An error that is a list of problems."""

    def __init__(self, problems: Iterable[Problem], *, page: str = "") -> None:
        page = page or self.page
        self._problems = tuple(
            problem if problem.page else replace(problem, page=page)
            for problem in problems
        )
        super().__init__("\n".join(map(str, self._problems)), page=page)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


class DocumentError(_Problems):
    """A document that cannot be read."""

    page = "errors#documents"

    @classmethod
    def at(
        cls, file: str, line: int, column: int, message: str, *, page: str = ""
    ) -> DocumentError:
        return cls([Problem(message, Place(file, line, column))], page=page)


class DiagramError(_Problems):
    """A diagram that cannot run; `problems` holds everything that is wrong with it."""

    page = "diagrams"


class PathError(DipeoError):
    """A path that is no place for a document of the workspace."""

    exit_code = 1
    page = "errors#paths"


class MissingDocument(DipeoError):
    """There is no document at a path. `near` gives the paths around it, should somebody read the message."""

    exit_code = 1
    page = "errors#missing-files"

    def __init__(self, path: str, near: Callable[[], Iterable[str]]) -> None:
        super().__init__(path)
        self.path = path
        self._near = near

    def __str__(self) -> str:
        from difflib import get_close_matches

        found = [
            path
            for path in get_close_matches(self.path, sorted(self._near()), cutoff=0.6)
            if get_close_matches(_name(self.path), [_name(path)], cutoff=0.6)
        ]
        hint = f", did you mean {found[0]!r}?" if found else ""
        return f"there is no file {self.path!r}{hint}"


def _name(path: str) -> str:
    return path.rpartition("/")[2]


class PurityError(DipeoError):
    """A function of a code_job reached for the world outside its inputs."""

    exit_code = 1
    page = "errors#pure-functions"


class NodeError(_Problems):
    """A node failed. `detail` is what helps to mend it: the user's traceback, the input."""

    exit_code = 1
    page = "errors#failed-nodes"

    def __init__(
        self,
        problems: Iterable[Problem],
        detail: str = "",
        *,
        exit_code: int = 1,
        page: str = "",
    ) -> None:
        super().__init__(problems, page=page)
        self.detail = detail
        self.exit_code = exit_code


class EditedError(_Problems):
    """Generated files that a person has edited are in the way. `detail` shows what a run would change in them."""

    exit_code = 1
    page = "errors#edited-files"

    def __init__(self, problems: Iterable[Problem], detail: str) -> None:
        super().__init__(problems)
        self.detail = detail


class CommitError(DipeoError):
    """A run's files could not be written; the workspace is as it was."""

    exit_code = 1
    page = "errors#writing"


class LockError(DipeoError):
    """Another run holds the workspace."""

    exit_code = 1
    page = "errors#other-runs"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`, did you mean 'x'?` for the nearest known name, else `; known: 'a', 'b'`, else nothing."""
    from difflib import get_close_matches

    names = sorted(set(known))
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f", did you mean {near[0]!r}?"
    if not names:
        return ""
    shown = ", ".join(map(repr, names[:12]))
    return f"; known: {shown}" + (", …" if len(names) > 12 else "")
