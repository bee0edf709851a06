"""Users' Python sources: a code root as a package of its own, and what the code of each file depends on.

A root is loaded under a made-up name that holds the digest of all its code. So relative imports work without touching
`sys.path`, an edit is a fresh import, and two workspaces, or two versions of one, live side by side in a process. The
sources come from the store, like all documents.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import PurePosixPath
from types import CodeType, MappingProxyType, ModuleType
from typing import Any

from dipeo.errors import DocumentError

from . import purity
from .digests import blake2b, digest_of
from .documents import decode
from .memo import File
from .store import Store

_OPAQUE = {"exec", "eval", "compile", "__import__", "importlib", "runpy", "pkgutil"}


@dataclass(frozen=True, slots=True)
class Closure:
    """What decides what the code of a file does: a digest of the meaning of all of it, the files that hold it, and the
    pattern whose listing says which file an import finds. Installed packages are absolute paths.
    """

    digest: str
    files: tuple[str, ...]
    pattern: str


Kept = tuple[bytes, bytes, "list[Import]"]
"""What is worth keeping of a source: its marshalled code, the digest of its meaning, its imports."""


class Source:
    """A Python file: its code, and what it imports. `kept` is what another process has kept of the same source."""

    def __init__(self, path: str, content: bytes, kept: Kept | None = None) -> None:
        self.path = path
        self.content = content
        self.kept = kept

    @cached_property
    def text(self) -> str:
        return decode(self.content, self.path)

    @cached_property
    def code(self) -> CodeType:
        """Raises DocumentError."""
        if self.kept is not None:
            code: CodeType = marshal.loads(self.kept[0])
            return code
        return compile_source(self.text, self.path)

    @cached_property
    def meaning(self) -> bytes:
        """A digest of the code without positions: comments and layout do not count."""
        if self.kept is not None:
            return self.kept[1]
        digest = blake2b(digest_size=16)
        if self.is_broken:
            digest.update(self.content)
            return digest.digest()
        for part in _code_parts(self.code):
            digest.update(part.encode("utf-8", "surrogatepass"))
        return digest.digest()

    @cached_property
    def is_broken(self) -> bool:
        """Whether it is no Python."""
        try:
            return self.code is None
        except DocumentError:
            return True

    @cached_property
    def imports(self) -> list[Import]:
        """None, where the source is broken: whoever runs it says so."""
        if self.kept is not None:
            return self.kept[2]
        return [] if self.is_broken else [*_imports(self.text)]

    @property
    def is_opaque(self) -> bool:
        """Whether it may load code that no import statement names."""
        return any(module.partition(".")[0] in _OPAQUE for _, module, _ in self.imports)


Import = tuple[int, str, tuple[str, ...]]
"""How many dots, the module, the names taken from it."""


def _imports(text: str) -> Iterator[Import]:
    """Each import of a source; a built-in that loads code counts as one of its own name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield 0, alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            yield node.level, node.module or "", names
        elif isinstance(node, ast.Name) and node.id in _OPAQUE:
            yield 0, node.id, ()


def _key(path: str, content: bytes) -> str:
    """A compiled source knows its path, so that counts."""
    return digest_of(path.encode() + b"\0" + content)


def _code_parts(code: CodeType) -> Iterator[str]:
    """Everything of a code object but where it stands."""
    yield repr(
        (
            *(code.co_name, code.co_code, code.co_names, code.co_varnames),
            *(code.co_freevars, code.co_cellvars, code.co_flags, code.co_argcount),
            *(code.co_posonlyargcount, code.co_kwonlyargcount),
        )
    )
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _code_parts(constant)
        elif isinstance(constant, frozenset):
            yield repr(sorted(map(repr, constant)))
        else:
            yield repr(constant)


class Sources:
    """The sources below a code root, known to the import system as a package; of the workspace's own folder, which is
    "", only those right in it. What pure functions are made of is loaded apart from what may do as it likes.
    """

    def __init__(
        self,
        store: Store,
        root: str,
        *,
        pure: bool = True,
        kept: Mapping[str, Kept] = MappingProxyType({}),
    ) -> None:
        self.root = root
        self.pure = pure
        self.pattern = f"{root}/**/*.py" if root else "*.py"
        self.files: dict[str, Source] = {}
        self.seen: dict[str, File] = {}
        for path in store.find(self.pattern):
            content = store.read(path)
            self.seen[path] = store.stat(path), digest_of(content)
            self.files[path] = Source(path, content, kept.get(_key(path, content)))
        self.folders = {
            _join(str(parent))
            for path in self.files
            for parent in PurePosixPath(path).parents
        }
        digest = blake2b(store.locate(root).encode(), digest_size=12)
        for path, source in self.files.items():
            head = f"{path}\0{len(source.content)}\0"
            digest.update(head.encode() + source.content)
        kind = "" if pure else "io_"
        self.package = f"{purity.PACKAGE_PREFIX}{kind}{digest.hexdigest()}"
        self._closures: dict[str, Closure] = {}
        _finder.packages.setdefault(self.package, self)

    def keep(self) -> dict[str, Kept]:
        """What is worth keeping of the sources that were used."""
        return {
            _key(path, source.content): source.kept
            or (marshal.dumps(source.code), source.meaning, source.imports)
            for path, source in self.files.items()
            if source.kept or "code" in vars(source)
        }

    def module_name(self, path: str) -> str:
        """The name by which a file below the root is imported."""
        inside = PurePosixPath(path).relative_to(self.root).with_suffix("")
        return ".".join([self.package, *inside.parts])

    def load(self, path: str) -> ModuleType:
        """The module that a file is. One that failed is forgotten, so that it fails again when it is loaded again."""
        loaded = set(sys.modules)
        try:
            with nullcontext() if not self.pure else purity.enforced():
                return import_module(self.module_name(path))
        except BaseException:
            for name in sys.modules.keys() - loaded:
                if name.partition(".")[0] == self.package:
                    del sys.modules[name]
            raise

    def closure(self, path: str) -> Closure:
        """The file with all that it imports, followed through imports."""
        if path not in self._closures:
            self._closures[path] = self._closure(path)
        return self._closures[path]

    def _closure(self, path: str) -> Closure:
        local: dict[str, Source] = {}
        foreign: set[str] = set()
        waiting = [path]
        while waiting:
            source = self.files[waiting.pop()]
            if source.path in local:
                continue
            local[source.path] = source
            if source.is_opaque:
                waiting += self.files
            for level, module, names in source.imports:
                if level:
                    waiting += self._found(source.path, level, module, names)
                else:
                    foreign.add(module.partition(".")[0])
        digest = blake2b(digest_size=16)
        for name in sorted(local):
            digest.update(name.encode() + b"\0" + local[name].meaning)
        installed = sorted(filter(None, map(_installed_file, foreign)))
        for file in installed:
            with open(file, "rb") as opened:
                digest.update(file.encode() + opened.read())
        return Closure(digest.hexdigest(), (*sorted(local), *installed), self.pattern)

    def _found(
        self, path: str, level: int, module: str, names: tuple[str, ...]
    ) -> Iterator[str]:
        """The files that a relative import runs: the module, the names that are modules, each `__init__` on the way."""
        base = PurePosixPath(path)
        for _ in range(level):
            base = base.parent
        parts = module.split(".") if module else []
        targets = [parts, *([*parts, name] for name in names)]
        for target in targets:
            for count in range(len(target) + 1):
                place = _join(str(base), *target[:count])
                for file in (f"{place}/__init__.py", f"{place}.py"):
                    if file in self.files:
                        yield file


def _join(*parts: str) -> str:
    """A path of these parts; the workspace's own folder adds nothing."""
    return "/".join(part for part in parts if part not in ("", "."))


def _installed_file(name: str) -> str | None:
    """The file of a package that is neither the standard library's nor the user's."""
    if name in sys.stdlib_module_names:
        return None
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
    return spec.origin if spec and spec.origin and spec.has_location else None


# The import system -----------------------------------------------------------------------------------


class _Finder(MetaPathFinder):
    """Finds the modules of users' packages. Folders need no `__init__.py`."""

    def __init__(self) -> None:
        self.packages: dict[str, Sources] = {}

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> ModuleSpec | None:
        package, *inside = fullname.split(".")
        sources = self.packages.get(package)
        if sources is None:
            return None
        base = _join(sources.root, *inside)
        for file, is_package in ((f"{base}/__init__.py", True), (f"{base}.py", False)):
            if file in sources.files:
                loader = SourceLoader(sources.files[file], is_package)
                break
        else:
            if base not in sources.folders:
                return None
            loader = SourceLoader(Source(f"{base}/__init__.py", b""), True)
        return ModuleSpec(
            fullname, loader, origin=loader.source.path, is_package=loader.is_a_package
        )


class SourceLoader(InspectLoader):
    """Runs one source with users' builtins."""

    def __init__(self, source: Source, is_package: bool) -> None:
        self.source = source
        self.is_a_package = is_package

    def is_package(self, fullname: str) -> bool:
        return self.is_a_package

    def get_source(self, fullname: str) -> str:
        return self.source.text

    def exec_module(self, module: ModuleType) -> None:
        code = self.source.code
        module.__file__ = self.source.path
        module.__dict__["__builtins__"] = purity.user_builtins()
        exec(code, module.__dict__)


def without_package_names(text: str) -> str:
    """A message with the made-up names of packages replaced by the folders that they are loaded from."""

    def folder(found: re.Match[str]) -> str:
        sources = _finder.packages.get(found[0])
        return sources.root or "." if sources else found[0]

    return re.sub(rf"{purity.PACKAGE_PREFIX}\w+", folder, text)


_finder = _Finder()
sys.meta_path.append(_finder)


def compile_source(text: str, file: str) -> CodeType:
    """The compiled text. Raises DocumentError at the place of a syntax error."""
    try:
        code: CodeType = compile(text, file, "exec", dont_inherit=True)
    except SyntaxError as error:
        message = f"broken Python: {error.msg}"
        raise DocumentError.at(
            file, error.lineno or 0, error.offset or 0, message
        ) from None
    except ValueError as error:  # a NUL in the source
        raise DocumentError.at(file, 0, 0, f"broken Python: {error}") from None
    return code
