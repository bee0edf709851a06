"""Documents as data: JSON, YAML and TOML text to JSON values, with the place of every part.

YAML is read by the 1.2 core schema (`no` is a string) from the parser's events, never through a composer:
that bounds depth and size, refuses a key that stands twice, and cannot run anything.
"""

from __future__ import annotations

import json
import math
import re
import sys
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from dipeo.errors import DocumentError, Place

MAX_DEPTH = 200
MAX_NODES = 2_000_000
MAX_TEXT = 64_000_000  # characters, with what aliases stand for
TOO_DEEP = f"nested more than {MAX_DEPTH} deep"
FORMATS = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """Data with the place of each of its parts; `places` maps a path to where its key or item begins."""

    file: str
    data: Any
    places: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """The place of the part, or of the nearest part around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file))


def format_of(path: str) -> str:
    """`json`, `yaml`, `toml` or `text`, by the path's ending."""
    dot = path.rfind(".")
    return FORMATS.get(path[dot:].lower(), "text") if dot >= 0 else "text"


def decode(raw: bytes, file: str) -> str:
    """UTF-8 bytes as text, a byte order mark left out."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        message = f"byte {raw[error.start]:#04x} is not UTF-8 text"
        raise DocumentError.at(file, line, column, message) from None


def read(raw: bytes, file: str, format: str) -> Any:
    """The document's data: JSON values, or the text itself. Raises DocumentError."""
    text = decode(raw, file)
    if format == "text":
        return text
    if len(text) > MAX_TEXT:
        message = f"more than {MAX_TEXT:,} characters, which is too much for data"
        raise DocumentError.at(file, 0, 0, message)
    if format == "json":
        return read_json(text, file)
    if format == "toml":
        return read_toml(text, file)
    return read_yaml(text, file).data


# JSON ------------------------------------------------------------------------------------------------


def read_json(text: str, file: str) -> Any:
    """JSON as RFC 8259 has it, a name at most once in an object, numbers within an IEEE double."""
    if _has_too_many(text, ",[{"):
        raise DocumentError.at(file, 0, 0, f"more than {MAX_NODES:,} values")
    try:
        data = json.loads(
            text,
            object_pairs_hook=_unique_pairs,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        reason = error.msg.removesuffix(" at").removesuffix(" starting")
        message = f"broken JSON: {reason[0].lower()}{reason[1:]}"
        raise DocumentError.at(file, error.lineno, error.colno, message) from None
    except (RecursionError, ValueError):
        raise _refusal(text, file) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_deep(data):
        raise _refusal(text, file)
    return data


def _has_too_many(text: str, signs: str) -> bool:
    """Whether there are more values than are read: each has one of these signs before it."""
    if len(text) < MAX_NODES or sum(map(text.count, signs)) < MAX_NODES:
        return False
    bare = _QUOTED.sub("", text)
    return sum(map(bare.count, signs)) >= MAX_NODES


_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"', re.S)


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError
    return data


def _no_number(name: str) -> Any:
    raise ValueError


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError
    return number


def _is_deep(data: Any) -> bool:
    """Whether a part lies more than MAX_DEPTH deep."""
    layer = [data]
    for _ in range(MAX_DEPTH + 1):
        layer = [
            child
            for part in layer
            if isinstance(part, dict | list)
            for child in (part.values() if isinstance(part, dict) else part)
        ]
    return bool(layer)


def _refusal(text: str, file: str) -> DocumentError:
    """The error for the first part of a text that is JSON, but none that `read_json` takes."""
    names: set[Path] = set()
    for part in _json_parts(text):
        message = _number_problem(part.token)
        if len(part.path) > MAX_DEPTH:
            message = TOO_DEEP
        if part.is_name:
            twice = f"the name {part.path[-1]!r} stands twice in one object"
            message = twice if part.path in names else None
            names.add(part.path)
        if message is not None:
            line = text.count("\n", 0, part.at) + 1
            column = part.at - text.rfind("\n", 0, part.at)
            return DocumentError.at(file, line, column, message)
    return DocumentError.at(file, 1, 1, "this JSON cannot be read")


def _number_problem(token: str) -> str | None:
    if token in ("NaN", "Infinity", "-Infinity"):
        return f"{token} is not a JSON number"
    if token[0] not in "-0123456789":
        return None
    if not token.removeprefix("-").isdigit():
        fits = math.isfinite(float(token))
        return None if fits else f"the number {token[:40]} does not fit a double"
    return _digits_problem(token)


def _digits_problem(number: str) -> str | None:
    digits, most = len(number.lstrip("+-")), sys.get_int_max_str_digits()
    if not 0 < most < digits:
        return None
    return f"a number of {digits:,} digits; at most {most:,} are read"


class _Part(NamedTuple):
    """A value of a JSON text, or the name before one, with its first token and where that begins."""

    path: Path
    at: int
    token: str
    is_name: bool = False


_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.S)


def _json_parts(text: str) -> Iterator[_Part]:
    """The parts of JSON in the order of the text, which may be broken behind the last one that is asked for."""
    path: list[Any] = []  # of the open lists and objects; None where a name comes next
    for found in _JSON_TOKEN.finditer(text):
        at, token = found.start(), found[0]
        if token in "]}":
            path.pop()
        elif token == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None
        elif path and path[-1] is None:
            path[-1] = json.loads(token)
            yield _Part(tuple(path), at, token, True)
        elif token != ":":
            yield _Part(tuple(path), at, token)
            if token in "[{":
                path.append(0 if token == "[" else None)


def json_document(text: str, file: str) -> Document:
    """Valid JSON with the place of every value. Slow: for messages, not for reading."""
    document = Document(file, json.loads(text))
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for part in _json_parts(text):
        if not part.is_name:
            line = bisect(starts, part.at)
            column = part.at - starts[line - 1] + 1
            document.places[part.path] = Place(file, line, column)
    return document


def json_place(text: str, file: str, path: Path) -> Place:
    """Where the value at a path begins in valid JSON; where it is missing, the nearest part around it."""
    return json_document(text, file).place(path)


# TOML ------------------------------------------------------------------------------------------------


def read_toml(text: str, file: str) -> Any:
    """TOML as JSON data; dates and times become ISO 8601 text."""
    import tomllib

    if _has_too_many(text, "=,[{"):
        raise DocumentError.at(file, 0, 0, f"more than {MAX_NODES:,} values")
    try:
        data = tomllib.loads(text)
        return json.loads(json.dumps(data, default=_moment, allow_nan=False))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (0, 0)
        reason = str(error).split(" (at")[0]
        message = f"broken TOML: {reason[0].lower()}{reason[1:]}"
        raise DocumentError.at(file, line, column, message) from None
    except ValueError:
        message = "a TOML document holds a number that is no JSON number"
        raise DocumentError.at(file, 0, 0, message) from None
    except RecursionError:
        message = "a TOML document is nested too deeply to read"
        raise DocumentError.at(file, 0, 0, message) from None


def _moment(value: datetime | date | time) -> str:
    return value.isoformat()


# YAML ------------------------------------------------------------------------------------------------

_PLAIN = re.compile(
    r"(?P<null>null|Null|NULL|~|)"
    r"|(?P<true>true|True|TRUE)|(?P<false>false|False|FALSE)"
    r"|(?P<int>[-+]?[0-9]+)|(?P<oct>0o[0-7]+)|(?P<hex>0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<odd>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_STRING_TAGS = ("!", "tag:yaml.org,2002:str")


def read_yaml(text: str, file: str) -> Document:
    """The one YAML document in the text, with places. Raises DocumentError."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _YamlReader(file, yaml.parse(text, Loader=loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message = f"broken YAML: {error.problem or error.context}"
        began = error.context_mark
        if began and mark and began.index != mark.index:
            place = f"{began.line + 1}:{began.column + 1}"
            message = f"{message}, {error.context} that begins at {place}"
        raise DocumentError.at(file, line, column, message) from None
    except yaml.reader.ReaderError as error:
        raise _odd_character(text, file, error.character) from None


def _odd_character(text: str, file: str, character: int) -> DocumentError:
    """The error for a character that YAML does not allow; the reader's own position counts bytes."""
    at = text.index(chr(character))
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    message = f"broken YAML: the character {character:#x} is not allowed"
    return DocumentError.at(file, line, column, message)


class _YamlReader:
    """Builds data from parser events, with an own stack: depth costs no recursion beyond MAX_DEPTH."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file = file
        self.events = events
        self.anchors: dict[str, Any] = {}
        self.sizes: dict[str, tuple[int, int, int]] = {}  # count, length and depth
        self.count = 0
        self.length = 0  # of all text
        self.deepest = 0
        self.result = Document(file, None)

    def document(self) -> Document:
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                if self.count:
                    raise self.error(event, "a second YAML document begins here")
                self.result.data = self.value(next(self.events), ())
        return self.result

    def error(self, event: Any, message: str) -> DocumentError:
        mark = event.start_mark
        return DocumentError.at(self.file, mark.line + 1, mark.column + 1, message)

    def value(self, event: Any, path: Path) -> Any:
        mark = event.start_mark
        self.result.places.setdefault(
            path, Place(self.file, mark.line + 1, mark.column + 1)
        )
        self.count += 1
        if self.count > MAX_NODES:
            raise self.error(event, f"more than {MAX_NODES:,} values")
        if len(path) > MAX_DEPTH:
            raise self.error(event, TOO_DEEP)
        if type(event).__name__ == "AliasEvent":
            return self.alias(event, path)
        self.deepest = max(self.deepest, len(path))
        return (self.anchored if event.anchor else self.data)(event, path)

    def data(self, event: Any, path: Path) -> Any:
        kind = type(event).__name__
        if kind == "SequenceStartEvent":
            return self.sequence(event, path)
        if kind == "MappingStartEvent":
            return self.mapping(event, path)
        self.length += len(event.value)
        return self.scalar(event)

    def anchored(self, event: Any, path: Path) -> Any:
        """The data that an anchor names, and what an alias for it will come to."""
        count, length, deepest = self.count, self.length, self.deepest
        self.deepest = len(path)
        data = self.data(event, path)
        self.anchors[event.anchor] = data
        added = self.count - count + 1, self.length - length
        self.sizes[event.anchor] = *added, self.deepest - len(path)
        self.deepest = max(self.deepest, deepest)
        return data

    def alias(self, event: Any, path: Path) -> Any:
        if event.anchor not in self.anchors:
            raise self.error(event, f"the alias *{event.anchor} stands for nothing")
        count, length, depth = self.sizes[event.anchor]
        self.count += count
        self.length += length
        self.deepest = max(self.deepest, len(path) + depth)
        if len(path) + depth > MAX_DEPTH:
            raise self.error(event, f"aliases make this {TOO_DEEP}")
        if self.count > MAX_NODES:
            message = f"aliases make this more than {MAX_NODES:,} values"
            raise self.error(event, message)
        if self.length > MAX_TEXT:
            message = f"aliases make this more than {MAX_TEXT:,} characters"
            raise self.error(event, message)
        return self.anchors[event.anchor]

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.tag is not None:
            if event.tag in _STRING_TAGS:
                return text
            raise self.error(event, _tagged(event.tag))
        found = _PLAIN.fullmatch(text) if event.implicit[0] else None
        if found is None:
            return text
        group = found.lastgroup
        if group == "odd" or (group == "float" and math.isinf(float(text))):
            raise self.error(event, f"{text} is not a JSON number")
        problem = _digits_problem(text) if group == "int" else None
        if group in ("oct", "hex"):
            problem = _digits_problem(text[2:] + "0" * (len(text) // 5))
        if problem is not None:
            raise self.error(event, problem)
        return _SCALARS[group or "null"](text)

    def sequence(self, event: Any, path: Path) -> list[Any]:
        self.plain_collection(event)
        items: list[Any] = []
        for child in self.events:
            if type(child).__name__ == "SequenceEndEvent":
                break
            items.append(self.value(child, (*path, len(items))))
        return items

    def mapping(self, event: Any, path: Path) -> dict[str, Any]:
        self.plain_collection(event)
        data: dict[str, Any] = {}
        for key_event in self.events:
            if type(key_event).__name__ == "MappingEndEvent":
                break
            if type(key_event).__name__ != "ScalarEvent":
                raise self.error(key_event, "a key must be text")
            key: str = key_event.value
            self.length += len(key)
            if key in data:
                raise self.error(key_event, f"the key {key!r} stands twice")
            mark = key_event.start_mark
            self.result.places[(*path, key)] = Place(
                self.file, mark.line + 1, mark.column + 1
            )
            data[key] = self.value(next(self.events), (*path, key))
        return data

    def plain_collection(self, event: Any) -> None:
        if event.tag is not None and not event.implicit:
            raise self.error(event, _tagged(event.tag))


def _tagged(tag: str) -> str:
    shown = tag.replace("tag:yaml.org,2002:", "!!")
    return f"the tag {shown} is not for plain data"


_SCALARS: dict[str, Any] = {
    "null": lambda text: None,
    "true": lambda text: True,
    "false": lambda text: False,
    "int": int,
    "oct": lambda text: int(text[2:], 8),
    "hex": lambda text: int(text[2:], 16),
    "float": float,
}
