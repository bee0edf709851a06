"""Users' functions: a Python file of the workspace and a name, to something that can be called.

A file belongs to a code root (`files/codegen/code`), which is loaded as a package of its own under a made-up name that
holds the digest of all its code. So relative imports work without touching `sys.path`, an edit is a fresh import, and
two workspaces, or two versions of one, live side by side in a process. Sources come from the store, like all documents.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import PurePosixPath
from types import ModuleType
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
from .documents import decode
from .store import Store

DEFAULT_ROOTS = ("files/codegen/code",)
INLINE = "<code>"


class Functions:
    """The functions that the files of a store define, loaded when first asked for."""

    def __init__(self, store: Store, roots: Sequence[str] = DEFAULT_ROOTS) -> None:
        self._store = store
        self._roots = roots
        self._packages: dict[str, str] = {}
        self._loaded: dict[tuple[str, str], Callable[..., Any]] = {}

    def load(self, path: str, name: str) -> Callable[..., Any]:
        """The function `name` of a Python file.

        Raises MissingDocument, DocumentError for a syntax error, NodeError for a file that cannot be imported or has
        no such function.
        """
        found = self._loaded.get((path, name))
        if found is None:
            found = self._loaded[path, name] = self._function(path, name)
        return found

    def inline(self, code: str, name: str) -> Callable[..., Any]:
        """The function `name` that a Python text defines."""
        digest = blake2b(code.encode("utf-8", "surrogatepass"), digest_size=8)
        module = ModuleType(f"{purity.PACKAGE_PREFIX}inline_{digest.hexdigest()}")
        module.__dict__["__builtins__"] = purity.user_builtins()
        with _user_errors(INLINE), purity.enforced():
            exec(compile_source(code, INLINE), module.__dict__)
        return _member(module, name, INLINE)

    def _function(self, path: str, name: str) -> Callable[..., Any]:
        self._store.read(path)  # a missing file is said before anything else
        root = self._root(path)
        inside = PurePosixPath(path).relative_to(root).with_suffix("")
        module_name = ".".join([self._package(root), *inside.parts])
        with _user_errors(path), purity.enforced():
            module = import_module(module_name)
        return _member(module, name, path)

    def _root(self, path: str) -> str:
        for root in self._roots:
            if path.startswith(f"{root}/"):
                return root
        return str(PurePosixPath(path).parent)

    def _package(self, root: str) -> str:
        """The name of the package that a root is loaded as; it is made known to the import system."""
        if root not in self._packages:
            sources = {
                path: self._store.read(path)
                for path in self._store.find(f"{root}/**/*.py")
            }
            digest = blake2b(digest_size=12)
            for path, source in sources.items():
                digest.update(f"{path}\0{len(source)}\0".encode() + source)
            digest.update(self._store.locate(root).encode())
            package = purity.PACKAGE_PREFIX + digest.hexdigest()
            if package not in _finder.packages:
                _finder.packages[package] = _Sources(
                    root, sources, self._store.locate(root)
                )
            self._packages[root] = package
        return self._packages[root]


def _member(module: ModuleType, name: str, path: str) -> Callable[..., Any]:
    function = getattr(module, name, None)
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


# The import system -----------------------------------------------------------------------------------


class _Sources:
    """The Python sources below a root, by path."""

    def __init__(self, root: str, sources: dict[str, bytes], location: str) -> None:
        self.root = root
        self.location = location
        self.sources = sources
        self.folders = {
            str(parent) for path in sources for parent in PurePosixPath(path).parents
        }


class _Finder(MetaPathFinder):
    """Finds the modules of users' packages. Folders need no `__init__.py`."""

    def __init__(self) -> None:
        self.packages: dict[str, _Sources] = {}

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> ModuleSpec | None:
        package, *inside = fullname.split(".")
        sources = self.packages.get(package)
        if sources is None:
            return None
        base = "/".join([sources.root, *inside])
        for file, is_package in ((f"{base}/__init__.py", True), (f"{base}.py", False)):
            if file in sources.sources:
                loader = _SourceLoader(file, sources.sources[file], is_package)
                break
        else:
            if base not in sources.folders:
                return None
            loader = _SourceLoader(f"{base}/__init__.py", b"", True)
        spec = ModuleSpec(fullname, loader, origin=loader.file, is_package=is_package)
        if base in sources.folders and not is_package:
            spec.submodule_search_locations = []
        return spec


class _SourceLoader(InspectLoader):
    """Runs one source with users' builtins."""

    def __init__(self, file: str, source: bytes, is_package: bool) -> None:
        self.file = file
        self.source = source
        self._is_package = is_package

    def is_package(self, fullname: str) -> bool:
        return self._is_package

    def get_source(self, fullname: str) -> str:
        return decode(self.source, self.file)

    def exec_module(self, module: ModuleType) -> None:
        code = compile_source(self.get_source(module.__name__), self.file)
        module.__file__ = self.file
        module.__dict__["__builtins__"] = purity.user_builtins()
        exec(code, module.__dict__)


_finder = _Finder()
sys.meta_path.append(_finder)


def compile_source(text: str, file: str) -> Any:
    """The compiled text. Raises DocumentError at the place of a syntax error."""
    try:
        return compile(text, file, "exec", dont_inherit=True)
    except SyntaxError as error:
        message = f"broken Python: {error.msg}"
        raise DocumentError.at(
            file, error.lineno or 0, error.offset or 0, message
        ) from None
    except ValueError as error:  # a NUL in the source
        raise DocumentError.at(file, 1, 1, f"broken Python: {error}") from None


class _user_errors:
    """Turns what goes wrong while a user's file is imported into a NodeError with the user's own traceback."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, _: Any) -> None:
        if error is None or not isinstance(error, Exception):
            return
        if isinstance(error, DipeoError):
            return
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
            if isinstance(loader, _SourceLoader):
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


def user_error(error: Exception, file: str) -> NodeError:
    """A NodeError for an exception of a user's function, with the traceback of the user's files alone."""
    frames = user_frames(error)
    last = frames[-1] if frames else None
    place = Place(last.filename, last.lineno or 0) if last else Place(file)
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return NodeError([Problem(text, place)], format_frames(frames))


def format_frames(frames: Iterable[traceback.FrameSummary]) -> str:
    lines = []
    for frame in frames:
        lines.append(f"{frame.filename}:{frame.lineno} in {frame.name}")
        if frame.line:
            lines.append(f"    {frame.line}")
    return "\n".join(lines)
