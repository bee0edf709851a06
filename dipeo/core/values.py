"""Values: what travels on connections. Each is JSON, and is named by its content.

A value's text is canonical: JSON without white space, keys in their own order, `1`, `1.0`, `"1"` and `true` apart. orjson
writes and reads it. What that cannot take (whole numbers of more than 64 bits, half a surrogate pair) is left to the
standard library; such a text, and every text that it becomes a part of, begins with a space.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from . import interrupts
from .digests import digest_of

_encode = json.JSONEncoder(
    allow_nan=False, separators=(",", ":"), check_circular=True
).encode
_NOTHING: Any = object()
LARGE = (
    200_000  # characters: data and text of a value are not both made where one serves
)


class ForgottenValue(BaseException):
    """A value that was kept is gone, or damaged. No node can help that: it ends the run, which is then done anew."""


class NotJson(ValueError):
    """A value that is not JSON; the message says where in it and why."""


class Value:
    """A JSON value, as data and as canonical text, each made from the other when it is first asked for.

    `data` is shared between nodes and must not be changed; `fresh()` is a copy that may be. `origin` is the path of
    the document that the value was read from, where it was; `maker` that of the function that made it. `parts` is where
    in its text the values of a mapping are, if that is known.
    """

    __slots__ = ("_data", "_digest", "_load", "_text", "maker", "origin", "parts")

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
        self.parts: dict[str, slice] | None = None

    @property
    def data(self) -> Any:
        if self._data is _NOTHING:
            self._data = data_of(self.text)
        return self._data

    @property
    def text(self) -> str:
        """The canonical text."""
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
            self._digest = text_digest(self.text)
        return self._digest

    def fresh(self) -> Any:
        """The data as a copy that belongs to the caller."""
        if self._data is _NOTHING or isinstance(self._data, dict | list):
            return data_of(self.text)
        return self._data

    def pick(self, key: str) -> Value:
        """One key of a mapping. Raises KeyError; TypeError when this is no mapping."""
        value = self._cut(self.parts[key]) if self.parts else self._parse(key)
        value.maker = self.maker
        return value

    def _cut(self, part: slice) -> Value:
        return Value(text=self.text[part])

    def _parse(self, key: str) -> Value:
        is_made = self._data is not _NOTHING or len(self.text) <= LARGE
        data = self.data if is_made else data_of(self.text)  # which is not kept
        if not isinstance(data, dict):
            raise TypeError
        return Value(data[key])

    def members(self) -> Mapping[str, Value]:
        """The values of a mapping; none when this is no mapping."""
        if self.parts:
            return {key: self._cut(part) for key, part in self.parts.items()}
        data = self.data if isinstance(self.data, dict) else {}
        return {key: Value(item) for key, item in data.items()}


def put_together(members: Mapping[str, Value]) -> Value:
    """The mapping of these values."""
    texts = {key: value.text for key, value in members.items()}
    value = Value(text=mapping_text(texts))
    value.parts = _places(value.text, texts)
    return value


def _places(text: str, members: Mapping[str, str]) -> dict[str, slice]:
    """Where in the text of a mapping the texts of its members are."""
    places = {}
    end = text.index("{")
    for key, member in members.items():
        start = end + len(json_text(key)) + len(",:")
        end = start + len(member)
        places[key] = slice(start, end)
    return places


def value_of(result: Any) -> Value:
    """The value that a function's result is; tuples become lists. Raises NotJson.

    The result is taken as text at once, so that what the function does to it later changes nothing.
    """
    text = json_text(result)
    if isinstance(result, str):
        return Value(str.__str__(result), text)
    value = Value(text=text)
    if len(text) > LARGE and _is_plain(result):  # the data can wait
        if type(result) is dict and not _is_odd(text):
            texts = {key: json_text(item) for key, item in result.items()}
            value.parts = _places(text, texts)
        return value
    if value.data != result:  # a tuple, or what is no JSON
        _check_json(result, "")
    return value


def _is_plain(data: Any) -> bool:
    """Whether data is of no other types than its text gives back."""
    if type(data) is dict:
        return all(map(_is_plain, data.values()))
    if type(data) is list:
        return all(map(_is_plain, data))
    if type(data) is float:
        return math.isfinite(data)
    return data is None or type(data) in (str, int, bool)


def text_digest(text: str) -> str:
    """BLAKE2b-128 of a value's text, 32 hexadecimal digits."""
    return digest_of(text.encode())


def json_text(data: Any) -> str:
    """The canonical text of JSON data. Raises NotJson for what is none in its own right; enumerations and such pass."""
    orjson = _orjson()
    text: str
    try:
        text = orjson.dumps(data, option=_exactly()).decode()
    except TypeError:
        odd = _odd_text(data)
        try:
            text = orjson.dumps(json.loads(odd)).decode()  # there were subclasses in it
        except TypeError:
            text = " " + odd
    return text


@cache
def _orjson() -> Any:
    """The library, imported when it is first needed. It crashes where a signal raises something while it is imported."""
    with interrupts.deferred():
        import orjson

    return orjson


@cache
def _exactly() -> int:
    """No type of Python's own is turned into JSON but by itself."""
    orjson = _orjson()
    option: int = (
        orjson.OPT_PASSTHROUGH_SUBCLASS
        | orjson.OPT_PASSTHROUGH_DATACLASS
        | orjson.OPT_PASSTHROUGH_DATETIME
    )
    return option


def data_of(text: str) -> Any:
    """The data of a canonical text."""
    return json.loads(text) if _is_odd(text) else _orjson().loads(text)


def list_text(items: Iterable[str]) -> str:
    """The text of a list, from those of its items."""
    items = list(items)
    inner = ",".join(items)
    return f" [{inner}]" if any(map(_is_odd, items)) else f"[{inner}]"


def mapping_text(members: Mapping[str, str]) -> str:
    """The text of a mapping, from the texts of its values."""
    pieces = []
    for key, text in members.items():
        pieces += [",", json_text(key), ":", text]  # joined once: they may be large
    is_odd = any(map(_is_odd, pieces))
    return "".join([" " * is_odd, "{", *pieces[1:], "}"])


def _is_odd(text: str) -> bool:
    """Whether it is, or holds, what orjson does not take."""
    return text[0] == " "


def _odd_text(data: Any) -> str:
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
    """A JSON value on one line, cut in the middle to what fits. What a terminal would not show is escaped."""
    text = value.text if isinstance(value, Value) else json_text(value)
    text = text.strip(" ")
    if len(text) > width:
        half = (width - 3) // 2
        text = f"{text[:half]} … {text[-half:]}"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
