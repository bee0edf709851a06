"""Users' functions: a Python file of the workspace and a name, to something that can be called.

A file belongs to a code root (`files/codegen/code`), which is loaded as a package of its own (`core/sources.py`).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from inspect import iscoroutinefunction
from pathlib import PurePosixPath
from types import MappingProxyType, ModuleType
from typing import Any

from dipeo.errors import (
    DipeoError,
    DocumentError,
    NodeError,
    Place,
    Problem,
    did_you_mean,
)

from . import purity
from .digests import blake2b
from .interrupts import stop_in
from .memo import File
from .paths import check_path
from .sources import (
    Closure,
    Kept,
    SourceLoader,
    Sources,
    compile_source,
    without_package_names,
)
from .store import Store

INLINE = "<code>"


class Functions:
    """The functions that the files of a store define, loaded when first asked for."""

    def __init__(
        self,
        store: Store,
        roots: Sequence[str] = (),
        kept: Mapping[str, Kept] = MappingProxyType({}),
    ) -> None:
        self._store = store
        self._kept = kept
        self._roots = roots
        self._sources: dict[tuple[str, bool], Sources] = {}
        self._loaded: dict[tuple[str, str, bool], Callable[..., Any]] = {}

    def keep(self) -> dict[str, Kept]:
        """What is worth keeping of the code that was used, for `kept` of another time."""
        return {
            k: v for found in self._sources.values() for k, v in found.keep().items()
        }

    def seen(self) -> dict[str, File]:
        """What the files of code were when they were read."""
        return {k: v for found in self._sources.values() for k, v in found.seen.items()}

    def load(self, path: str, name: str, *, pure: bool = True) -> Callable[..., Any]:
        """The function `name` of a Python file. Where it is not `pure`, neither need be what the file does on import.

        Raises MissingDocument, PathError, PurityError, NodeError for a file that cannot be imported or has no such
        function.
        """
        found = self._loaded.get((path, name, pure))
        if found is None:
            found = self._function(path, name, pure)
            self._loaded[path, name, pure] = found
        return found

    def inline(self, code: str, name: str, *, pure: bool = True) -> Callable[..., Any]:
        """The function `name` that a Python text defines. Raises PurityError, NodeError."""
        digest = blake2b(code.encode("utf-8", "surrogatepass"), digest_size=8)
        module = ModuleType(f"{purity.PACKAGE_PREFIX}inline_{digest.hexdigest()}")
        module.__dict__["__builtins__"] = purity.user_builtins()
        with _user_errors(INLINE):
            compiled = compile_source(code, INLINE)
            with purity.enforced() if pure else nullcontext():
                exec(compiled, module.__dict__)
        return _member(module, name, INLINE)

    def closure(self, path: str) -> Closure:
        """What decides what the functions of a file do. Raises MissingDocument, DocumentError."""
        self._store.read(path)
        return self._root(path, pure=True).closure(path)

    def _function(self, path: str, name: str, pure: bool) -> Callable[..., Any]:
        self._store.read(check_path(path))  # a missing file is said before all else
        if not path.endswith(".py") or "." in PurePosixPath(path).stem:
            message = "a file of functions is called like `name.py`"
            raise NodeError([Problem(message, Place(path))])
        with _user_errors(path):
            module = self._root(path, pure=pure).load(path)
        return _member(module, name, path)

    def _root(self, path: str, *, pure: bool) -> Sources:
        """The sources of the code root that a file belongs to: a configured one, else the file's folder."""
        inside = (root for root in self._roots if path.startswith(f"{root}/"))
        root = next(inside, path.rpartition("/")[0])
        if (root, pure) not in self._sources:
            self._sources[root, pure] = Sources(
                self._store, root, pure=pure, kept=self._kept
            )
        return self._sources[root, pure]


def _member(module: ModuleType, name: str, path: str) -> Callable[..., Any]:
    function = getattr(module, name, None)
    if iscoroutinefunction(function):
        message = f"{name!r} is async; write a plain function"
        raise NodeError([Problem(message, Place(path))])
    if callable(function):
        found: Callable[..., Any] = function
        return found
    known = [
        key
        for key, value in vars(module).items()
        if callable(value) and not key.startswith("_")
    ]
    message = f"it has no function {name!r}{did_you_mean(name, known)}"
    raise NodeError([Problem(message, Place(path))])


class _user_errors:
    """Turns what goes wrong while a user's file is imported into a NodeError with the user's own traceback."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, _: Any) -> None:
        if isinstance(error, DocumentError):  # its code is broken
            raise NodeError(error.problems) from error
        if isinstance(error, DipeoError):
            return
        if isinstance(error, USER_ERRORS):
            if (stop := stop_in(error)) is not None:
                raise stop from None
            raise user_error(error, self.file) from error


# Errors of users' code -------------------------------------------------------------------------------


def user_frames(error: BaseException) -> list[traceback.FrameSummary]:
    """The frames of an error's traceback that lie in users' code or in a template, outermost first."""
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        name = frame.f_globals.get("__name__") or ""
        file = frame.f_code.co_filename
        if name.startswith(purity.PACKAGE_PREFIX) or file == "<template>":
            source = ""
            loader = frame.f_globals.get("__loader__")
            if isinstance(loader, SourceLoader):
                source = _line(loader.get_source(name), line)
            frames.append(
                traceback.FrameSummary(
                    file, line, frame.f_code.co_name, lookup_line=False, line=source
                )
            )
    return frames


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


USER_ERRORS = (Exception, SystemExit)
"""What a user's function may raise by mistake, `sys.exit` included."""
_FRAMES = 6  # how many are shown at either end of a long traceback


def user_error(error: BaseException, file: str) -> NodeError:
    """A NodeError for an exception of a user's function, with the traceback of the user's files alone."""
    frames = user_frames(error)
    last = frames[-1] if frames else None
    place = Place(last.filename, last.lineno or 0) if last else Place(file)
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    text = without_package_names(text)
    return NodeError([Problem(text, place)], format_frames(frames))


def format_frames(frames: Sequence[traceback.FrameSummary]) -> str:
    lines = []
    for number, frame in enumerate(frames):
        if _FRAMES <= number < len(frames) - _FRAMES:
            if number == _FRAMES:
                lines.append(f"… {len(frames) - 2 * _FRAMES} more calls …")
            continue
        lines.append(f"{frame.filename}:{frame.lineno} in {frame.name}")
        if frame.line:
            lines.append(f"    {frame.line}")
    return "\n".join(lines)
