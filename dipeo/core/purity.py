"""Purity, enforced: while a pure function runs, nothing may reach the world outside its inputs.

Two guards work together. An audit hook (PEP 578) stops what the interpreter reports: files, sockets, processes,
threads, native libraries. What raises no audit event (clocks, the environment, `stat`, randomness) is stopped by
stand-ins that the user's modules get when they import `time`, `os`, `datetime` and their like. A call that is stopped
is remembered, so that a function which swallows the error fails all the same.

This catches mistakes. It is no prison for hostile Python: a workspace's generators are its owner's own code.
"""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

from dipeo.errors import PurityError

PACKAGE_PREFIX = "dipeo_code_"  # the modules of users' code are called so

_BLOCKED_EVENTS = {
    "open",
    "mmap.__new__",
    "sqlite3.connect",
    "time.sleep",
    "urllib.Request",
    "webbrowser.open",
    "builtins.input",
    "builtins.breakpoint",
    "_thread.start_new_thread",
    "_thread.start_joinable_thread",
    "sys.addaudithook",
}
_BLOCKED_FAMILIES = {
    "ctypes",
    "fcntl",
    "ftplib",
    "glob",
    "http",
    "imaplib",
    "os",
    "pathlib",
    "pty",
    "resource",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "subprocess",
    "syslog",
    "tempfile",
    "winreg",
}

_EVERYTHING = frozenset({"*"})


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GUARDED: dict[str, frozenset[str]] = {
    "time": _names(
        "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time"
        " process_time_ns thread_time thread_time_ns clock_gettime clock_gettime_ns"
        " localtime gmtime ctime asctime strftime sleep"
    ),
    "os": _names(
        "environ environb getenv getenvb putenv unsetenv getcwd getcwdb getpid getppid"
        " getuid geteuid getgid getlogin uname times cpu_count urandom getrandom stat"
        " lstat statvfs access readlink get_terminal_size"
    ),
    "os.path": _names(
        "exists lexists isfile isdir islink ismount getsize getmtime getatime getctime"
        " abspath realpath expanduser expandvars samefile relpath"
    ),
    "pathlib": _names("Path PosixPath WindowsPath"),
    "random": _EVERYTHING,  # but for Random itself, which takes a seed
    "secrets": _EVERYTHING,
    "uuid": _names("uuid1 uuid4 getnode"),
    "platform": _EVERYTHING,
    "getpass": _EVERYTHING,
    "socket": _EVERYTHING,
    "tempfile": _EVERYTHING,
}
_GUARDED_METHODS = {
    "datetime": {
        "datetime": frozenset({"now", "utcnow", "today"}),
        "date": frozenset({"today"}),
    }
}


class _State(threading.local):
    """What this thread is doing."""

    pure = False
    breach: PurityError | None = None


_state = _State()


@contextmanager
def enforced() -> Iterator[None]:
    """While this is open, this thread runs a pure function. Raises PurityError for a breach, even a swallowed one."""
    _install()
    outer = (_state.pure, _state.breach)
    _state.pure, _state.breach = True, None
    try:
        yield
    finally:
        breach = _state.breach
        _state.pure, _state.breach = outer
        if breach is not None:
            raise breach from None


_installed = False


def _install() -> None:
    global _installed
    if not _installed:
        _installed = True
        sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _state.pure:
        return
    if event not in _BLOCKED_EVENTS and event.split(".")[0] not in _BLOCKED_FAMILIES:
        return
    if not _importing(sys._getframe(1)):
        first = repr(arguments[0]) if arguments else ""
        raise _breach(f"{event}({first})")


def _importing(frame: FrameType | None) -> bool:
    """Whether the import system, not the user's code, is nearest on the stack."""
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(PACKAGE_PREFIX):
            return False
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _breach(call: str) -> PurityError:
    """The error for a call, remembered. It is raised with the guard down, so that reporting it is not a breach."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not frame.f_globals.get("__name__", "").startswith(
        PACKAGE_PREFIX
    ):
        frame = frame.f_back
    where = f" at {frame.f_code.co_filename}:{frame.f_lineno}" if frame else ""
    error = PurityError(
        f"a pure function called {call}{where}; data comes in by connections and goes"
        " out by the return value, and files are read and written by db nodes"
        " (`allow_io: true` on the node lifts this)"
    )
    if _state.breach is None:
        _state.breach = error
    return error


# Stand-ins for modules -------------------------------------------------------------------------------


class _Guarded:
    """A callable or class that may not be used in a pure function; outside one it is the real thing."""

    def __init__(self, real: Any, name: str, methods: frozenset[str] | None) -> None:
        self._real = real
        self._name = name
        self._methods = methods  # None: every use is guarded

    def _check(self, name: str) -> None:
        if _state.pure:
            raise _breach(name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._methods is None:
            self._check(self._name)
        return self._real(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        if self._methods is not None and name not in self._methods:
            return value
        if callable(value):
            return _Guarded(value, f"{self._name}.{name}", None)
        self._check(f"{self._name}.{name}")
        return value

    def __getitem__(self, key: Any) -> Any:
        self._check(f"{self._name}[{key!r}]")
        return self._real[key]

    def __contains__(self, key: Any) -> bool:
        self._check(f"{key!r} in {self._name}")
        return key in self._real

    def __iter__(self) -> Iterator[Any]:
        self._check(self._name)
        return iter(self._real)

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, self._real)

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(subclass, self._real)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self._real,)

    def __or__(self, other: Any) -> Any:
        return self._real | other

    def __ror__(self, other: Any) -> Any:
        return other | self._real


class _GuardedModule(ModuleType):
    """A module some of whose members are guarded."""

    def __init__(self, real: ModuleType, name: str) -> None:
        super().__init__(name, real.__doc__)
        self.__dict__["_real"] = real

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.__dict__["_real"], name)
        qualified = f"{self.__name__}.{name}"
        if qualified in _GUARDED:
            return _guarded_module(value, qualified)
        names = _GUARDED.get(self.__name__, frozenset())
        methods = _GUARDED_METHODS.get(self.__name__, {}).get(name)
        if methods is not None:
            return _Guarded(value, qualified, methods)
        hidden = names == _EVERYTHING and not name.startswith("_") and callable(value)
        seeded = qualified == "random.Random"
        if name in names or (hidden and not seeded):
            return _Guarded(value, qualified, None)
        return value


_modules: dict[str, _GuardedModule] = {}


def _guarded_module(real: ModuleType, name: str) -> ModuleType:
    if name not in _modules:
        _modules[name] = _GuardedModule(real, name)
    return _modules[name]


def _import(
    name: str,
    globals: Any = None,
    locals: Any = None,
    fromlist: Any = (),
    level: int = 0,
) -> ModuleType:
    """`__import__` for users' modules: the real one, with stand-ins for what has guarded members."""
    module = builtins.__import__(name, globals, locals, fromlist, level)
    if level:
        return module
    shown = name if fromlist else name.partition(".")[0]
    if shown in _GUARDED or shown in _GUARDED_METHODS:
        return _guarded_module(module, shown)
    return module


def _print(*values: object, file: Any = None, **options: Any) -> None:
    """`print` for users' modules goes to standard error: standard output belongs to the run's own report."""
    builtins.print(*values, file=file or sys.stderr, **options)


def user_builtins() -> dict[str, Any]:
    """The builtins that users' modules see."""
    guarded: dict[str, Callable[..., Any]] = {"__import__": _import, "print": _print}
    return {**vars(builtins), **guarded}
