"""Values: what travels on connections. Each is JSON, and is named by its content."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

_encode = json.JSONEncoder(
    allow_nan=False, separators=(",", ":"), check_circular=True
).encode
_NOTHING: Any = object()


class ForgottenValue(BaseException):
    """A value that was kept is gone, or damaged. No node can help that: it ends the run, which is then done anew."""


class NotJson(ValueError):
    """A value that is not JSON; the message says where in it and why."""


class Value:
    """A JSON value, as data and as canonical text, each made from the other when it is first asked for.

    `data` is shared between nodes and must not be changed; `fresh()` is a copy that may be. `origin` is the path of
    the document that the value was read from, where it was; `maker` that of the function that made it.
    """

    __slots__ = ("_data", "_digest", "_load", "_text", "maker", "origin")

    def __init__(
        self,
        data: Any = _NOTHING,
        text: str | None = None,
        origin: str | None = None,
        digest: str | None = None,
        load: Callable[[str], str | None] | None = None,
    ) -> None:
        self._data = data
        self._text = text
        self._digest = digest
        self._load = load
        self.origin = origin
        self.maker: str | None = None

    @property
    def data(self) -> Any:
        if self._data is _NOTHING:
            self._data = json.loads(self.text)
        return self._data

    @property
    def text(self) -> str:
        """ASCII JSON, keys in their own order: `1`, `1.0`, `"1"` and `true` stay apart."""
        if self._text is None:
            self._text = self._kept() if self.is_kept else json_text(self._data)
        return self._text

    @property
    def is_kept(self) -> bool:
        """Whether the value is one that was kept by its digest, and is loaded when it is first looked at."""
        return self._load is not None

    def _kept(self) -> str:
        assert self._load is not None
        assert self._digest is not None
        text = self._load(self._digest)
        if text is None:
            raise ForgottenValue(self._digest)
        return text

    @property
    def digest(self) -> str:
        """BLAKE2b-128 of the text, 32 hexadecimal digits."""
        if self._digest is None:
            self._digest = blake2b(self.text.encode(), digest_size=16).hexdigest()
        return self._digest

    def fresh(self) -> Any:
        """The data as a copy that belongs to the caller."""
        if self._data is _NOTHING or isinstance(self._data, dict | list):
            return json.loads(self.text)
        return self._data

    def pick(self, key: str) -> Value:
        """One key of a mapping. Raises KeyError; TypeError when this is no mapping."""
        data = self.data
        if not isinstance(data, dict):
            raise TypeError
        value = Value(data[key])
        value.maker = self.maker
        return value


def value_of(result: Any) -> Value:
    """The value that a function's result is; tuples become lists. Raises NotJson.

    The result is taken as text at once, so that what the function does to it later changes nothing.
    """
    text = json_text(result)
    if isinstance(result, str):
        return Value(str.__str__(result), text)
    value = Value(text=text)
    if isinstance(result, dict | list | tuple) and value.data != result:
        _check_json(result, "")
    return value


def json_text(data: Any) -> str:
    """The canonical text of JSON data. Raises NotJson."""
    try:
        return _encode(data)
    except (TypeError, ValueError, RecursionError):
        _check_json(data, "")
        raise NotJson("it is nested too deeply or holds itself") from None


def _check_json(value: Any, path: str, depth: int = 0) -> None:
    """Raises NotJson for the first part that is not JSON."""
    where = f" at {path.removeprefix('.')}" if path else ""
    if depth > 400:
        raise NotJson("it is nested too deeply or holds itself")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotJson(f"the key {key!r} is not text{where}")
            _check_json(item, f"{path}.{key}", depth + 1)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check_json(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise NotJson(f"{value!r} is not a JSON number{where}")
    elif isinstance(value, int):
        _check_digits(value, where)
    elif value is not None and not isinstance(value, str | float):
        raise NotJson(f"a {type(value).__name__} is not JSON{where}")


def _check_digits(number: int, where: str) -> None:
    """Raises NotJson for a number that Python does not write in decimal digits."""
    try:
        str(int(number))
    except ValueError:
        most = sys.get_int_max_str_digits()
        raise NotJson(f"a number of more than {most:,} digits{where}") from None


def shorten(value: Any, width: int = 100) -> str:
    """A JSON value on one line, cut in the middle to what fits."""
    text = value.text if isinstance(value, Value) else json_text(value)
    if len(text) <= width:
        return text
    half = (width - 3) // 2
    return f"{text[:half]} … {text[-half:]}"
