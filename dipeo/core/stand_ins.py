"""Stand-ins for the modules of Python that reach the world without an audit event: clocks, the environment, `stat`.

Users' modules get them when they import `time`, `os`, `datetime` and their like. In a pure function a guarded member
raises PurityError; outside one it is the real thing.
"""

from __future__ import annotations

import builtins
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from .guard import breach_of, state


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Modules of which only these functions and classes may be called in a pure function.
_ALLOWED: dict[str, frozenset[str]] = {
    "atexit": _names(""),
    "getpass": _names(""),
    "multiprocessing": _names(""),
    "os": _names("PathLike fsdecode fsencode fspath strerror"),
    "os.path": _names(
        "basename commonpath commonprefix dirname isabs join normcase normpath split"
        " splitdrive splitext splitroot"
    ),
    "platform": _names(""),
    "random": _names(""),
    "secrets": _names("compare_digest"),
    "shutil": _names(""),
    "signal": _names("Handlers Signals Sigmasks"),
    "socket": _names("htonl htons inet_aton inet_ntoa inet_ntop inet_pton ntohl ntohs"),
    "subprocess": _names("list2cmdline"),
    "tempfile": _names(""),
    "time": _names("strptime struct_time"),
}
_ALLOWED["posix"] = _ALLOWED["os"]
_ALLOWED["posixpath"] = _ALLOWED["os.path"]
# Modules of which these may not be called.
_FORBIDDEN: dict[str, frozenset[str]] = {
    "_thread": _names("start_new start_new_thread"),
    "asyncio": _names("Runner get_event_loop new_event_loop run"),
    "concurrent.futures": _names("ProcessPoolExecutor ThreadPoolExecutor"),
    "email.utils": _names("formatdate localtime make_msgid"),
    "pathlib": _names("Path PosixPath WindowsPath"),
    "threading": _names("Thread Timer"),
    "uuid": _names("getnode uuid1 uuid4"),
}
# What may not even be looked at.
_HIDDEN: dict[str, frozenset[str]] = {
    "os": _names("environ environb"),
    "posix": _names("environ"),
    "sys": _names(
        "__stdin__ __stdout__ argv executable modules orig_argv path stdin stdout"
    ),
}
# Classes with methods that ask the clock or the time zone.
_CLOCKS: dict[str, frozenset[str]] = {
    "datetime.date": _names("fromtimestamp today"),
    "datetime.datetime": _names("fromtimestamp now today utcnow"),
}
# What is pure when it is given so many arguments: a moment, a time zone, a seed.
_ENOUGH = {
    "datetime.datetime.fromtimestamp": 2,
    "random.Random": 1,
    "time.asctime": 1,
    "time.gmtime": 1,
    "time.strftime": 2,
}


def _check(name: str, arguments: int = 0) -> None:
    """Raise PurityError where a pure function may not call this with so many arguments."""
    if state.pure and arguments < _ENOUGH.get(name, sys.maxsize):
        raise breach_of(name)


class _Guarded:
    """A function or class that may not be called in a pure function; outside one it is the real thing."""

    def __init__(self, real: Any, name: str) -> None:
        self._real = real
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        _check(self._name, len(args) + len(kwargs))
        return self._real(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        return _Guarded(value, f"{self._name}.{name}") if callable(value) else value

    # what a class is used for beside being called

    def __getitem__(self, key: Any) -> Any:
        return self._real[key]

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

    def __eq__(self, other: Any) -> bool:
        return bool(self._real == getattr(other, "_real", other))

    def __hash__(self) -> int:
        return hash(self._real)

    def __repr__(self) -> str:
        return repr(self._real)


class _Clock(type):
    """Makes subclasses that stand in for a class: what is an instance of the one is one of the other."""

    def __instancecheck__(cls, instance: Any) -> bool:
        if "_real" in vars(cls):
            return isinstance(instance, vars(cls)["_real"])
        return super().__instancecheck__(instance)

    def __subclasscheck__(cls, subclass: type) -> bool:
        if "_real" in vars(cls):
            return issubclass(subclass, vars(cls)["_real"])
        return super().__subclasscheck__(subclass)


def _clock(real: Any, name: str) -> type:
    """A class like the real one whose methods that ask the clock may not be called in a pure function."""

    def guarded(method: str) -> Any:
        def call(cls: Any, *args: Any, **kwargs: Any) -> Any:
            _check(f"{name}.{method}", len(args) + len(kwargs))
            return getattr(super(stand_in, cls), method)(*args, **kwargs)

        return classmethod(call)

    def show(value: Any) -> str:
        shown = real.__repr__(value)
        return f"datetime.{shown}" if "_real" in vars(type(value)) else shown

    methods = {method: guarded(method) for method in _CLOCKS[name]}
    methods["__repr__"] = show
    members = {"__module__": real.__module__, "__doc__": real.__doc__, "_real": real}
    stand_in = _Clock(real.__name__, (real,), {**members, **methods})
    return stand_in


class _GuardedModule(ModuleType):
    """A module some of whose members are guarded."""

    def __init__(self, real: ModuleType, name: str) -> None:
        super().__init__(name, real.__doc__)
        self.__dict__["_real"] = real

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.__dict__["_real"], name)
        qualified = f"{self.__name__}.{name}"
        if name in _HIDDEN.get(self.__name__, ()):
            if state.pure:
                raise breach_of(qualified, "read")
            return value
        stand_in = _stand_in(value, qualified, self.__name__, name)
        if stand_in is not value:
            self.__dict__[name] = stand_in
        return stand_in


def _stand_in(value: Any, qualified: str, module: str, name: str) -> Any:
    """What a user's module sees as a member of a module."""
    if isinstance(value, ModuleType):
        name = qualified if qualified in _STOOD_IN else value.__name__
        return _guarded_module(value, name)
    if qualified in _REPLACED:
        return _REPLACED[qualified]
    if qualified in _CLOCKS:
        return _clock(value, qualified)
    if not callable(value) or _is_exception(value):
        return value
    allowed = _ALLOWED.get(module)
    hidden = allowed is not None and name not in allowed
    if hidden or name in _FORBIDDEN.get(module, ()):
        return _Guarded(value, qualified)
    return value


def _is_exception(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseException)


_modules: dict[str, ModuleType] = {}


def _guarded_module(real: ModuleType, name: str) -> ModuleType:
    """The stand-in of a module, or itself where it needs none."""
    if name not in _STOOD_IN:
        return real
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
    return _guarded_module(module, name if fromlist else name.partition(".")[0])


def _import_module(name: str, package: str | None = None) -> ModuleType:
    """`importlib.import_module` for users' modules."""
    return _guarded_module(import_module(name, package), name)


def _print(*values: object, file: Any = None, **options: Any) -> None:
    """`print` for users' modules goes to standard error: standard output belongs to the run's own report."""
    builtins.print(*values, file=file or sys.stderr, **options)


_REPLACED: dict[str, Any] = {
    "builtins.__import__": _import,
    "builtins.print": _print,
    "importlib.import_module": _import_module,
}
_STOOD_IN = {
    module
    for table in (_ALLOWED, _FORBIDDEN, _HIDDEN)
    for name in table
    for module in (name, name.partition(".")[0])
} | {"builtins", "datetime", "importlib"}


def user_builtins() -> dict[str, Any]:
    """The builtins that users' modules see."""
    return {**vars(builtins), "__import__": _import, "print": _print}
