"""Reading a JSON object whose keys are known: aliases resolved, every wrong value noted with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from .problems import Path, Problems, show

_Default = TypeVar("_Default")


class Members:
    """The members of one JSON object, by their canonical keys.

    `keys` maps each key that may be written to its canonical form. Every method that finds a value of the wrong
    type notes the problem and returns what an absent member gives.
    """

    __slots__ = ("_found", "_is_object", "_is_short", "_problems", "path", "what")

    def __init__(
        self,
        value: Any,
        path: Path,
        keys: Mapping[str, str],
        what: str,
        problems: Problems,
        short: str | None = None,
    ) -> None:
        """`short` is the key that a plain string stands for, where one may be written for the object."""
        self.path = path
        self.what = what
        self._problems = problems
        self._found: dict[str, tuple[str, Any]] = {}
        self._is_short = short is not None and isinstance(value, str)
        self._is_object = isinstance(value, dict)
        if self._is_short:
            self._found[str(short)] = (str(short), value)
        elif self._is_object:
            for key, member in value.items():
                self._keep(key, member, keys)
        else:
            problems.add(path, f"{what} must be an object, not {show(value)}")

    def __contains__(self, key: str) -> bool:
        return key in self._found

    def get(self, key: str) -> Any:
        """The value as written; None when absent."""
        return self._found[key][1] if key in self._found else None

    def at(self, key: str) -> Path:
        """The path of a member, or of this object when it is absent or short."""
        if self._is_short or key not in self._found:
            return self.path
        return (*self.path, self._found[key][0])

    def problem(self, key: str, message: str) -> None:
        """Note a problem with a member."""
        self._problems.add(self.at(key), message)

    def require(self, key: str) -> bool:
        """Whether the member is there; its absence is noted."""
        if key not in self._found and self._is_object:
            self._problems.add(self.path, f"{self.what} needs {key!r}")
        return key in self._found

    def text(self, key: str, default: str = "") -> str:
        """A string."""
        value = self.get(key)
        if isinstance(value, str):
            return value
        return self._wrong(key, "a string", default)

    def optional_text(self, key: str) -> str | None:
        """A string, None when absent."""
        return self.text(key) if key in self._found else None

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self.get(key)
        if isinstance(value, bool):
            return value
        return self._wrong(key, "true or false", default)

    def number(self, key: str) -> int | float | None:
        """A finite number."""
        value = self.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        return self._wrong(key, "a number", None)

    def count(self, key: str, least: int = 0) -> int | None:
        """A whole number of at least `least`, small enough for every language."""
        value = self.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and least <= value < 2**31:
            return int(value)
        return self._wrong(key, f"a whole number from {least} to 2147483647", None)

    def word(self, key: str, known: tuple[str, ...], default: str) -> str:
        """One of the known words."""
        value = self.get(key)
        if value in known:
            return str(value)
        if key in self._found:
            words = ", ".join(known)
            hint = self._problems.hint(value, known) or f"; it can be {words}"
            self.problem(key, f"{show(value)} is no {key}{hint}")
        return default

    def array(self, key: str) -> list[tuple[Any, Path]]:
        """The items of an array, each with its path; none when absent."""
        value = self.get(key)
        if isinstance(value, list):
            path = self.at(key)
            return [(item, (*path, index)) for index, item in enumerate(value)]
        return self._wrong(key, "an array", [])

    def texts(self, key: str) -> tuple[str, ...]:
        """The items of an array of strings."""
        return tuple(self._strings(key))

    def _strings(self, key: str) -> Iterator[str]:
        for item, path in self.array(key):
            if isinstance(item, str):
                yield item
            else:
                self._problems.add(path, f"must be a string, not {show(item)}")

    def _keep(self, key: Any, member: Any, keys: Mapping[str, str]) -> None:
        canonical = keys.get(key)
        if canonical is None:
            hint = self._problems.hint(key, keys)
            self._problems.add(
                (*self.path, key), f"{show(key)} is not a key of {self.what}{hint}"
            )
        elif canonical in self._found:
            first = self._found[canonical][0]
            self._problems.add(
                (*self.path, key), f"{key!r} says again what {first!r} says"
            )
        else:
            self._found[canonical] = (key, member)

    def _wrong(self, key: str, wanted: str, default: _Default) -> _Default:
        if key in self._found:
            self.problem(key, f"must be {wanted}, not {show(self.get(key))}")
        return default
