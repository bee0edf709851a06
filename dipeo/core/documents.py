"""Documents as data: JSON, YAML and TOML text to JSON values, with the place of every part.

YAML is read by the 1.2 core schema (`no` is a string) from the parser's events, never through a composer:
that bounds depth and size, refuses a key that stands twice, and cannot run anything.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dipeo.errors import DocumentError, Place

MAX_DEPTH = 200
MAX_NODES = 2_000_000
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
    if format == "json":
        return read_json(text, file)
    if format == "toml":
        return read_toml(text, file)
    return read_yaml(text, file).data


# JSON ------------------------------------------------------------------------------------------------


def read_json(text: str, file: str) -> Any:
    """JSON as RFC 8259 has it, a name at most once in an object, numbers within an IEEE double."""
    try:
        data = json.loads(
            text,
            object_pairs_hook=_unique_pairs,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        message = f"broken JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise DocumentError.at(file, error.lineno, error.colno, message) from None
    except RecursionError:
        raise DocumentError.at(file, 1, 1, "nested too deeply to read") from None
    except _JsonRefused as error:
        place = _find_json(text, file, error.token)
        raise DocumentError.at(file, place.line, place.column, error.message) from None
    except ValueError as error:  # an integer of more digits than Python converts
        raise DocumentError.at(file, 1, 1, f"broken JSON: {error}") from None
    return data


class _JsonRefused(ValueError):
    def __init__(self, message: str, token: str) -> None:
        self.message, self.token = message, token


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        seen: set[str] = set()
        twice = next(k for k, _ in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        raise _JsonRefused(f"the name {twice!r} stands twice in one object", twice)
    return data


def _no_constant(name: str) -> Any:
    raise _JsonRefused(f"{name} is not a JSON number", name)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _JsonRefused(f"the number {digits} does not fit a double", digits)
    return number


def _find_json(text: str, file: str, token: str) -> Place:
    """The last place of a token: exact for a name that stands twice, near enough for the rest."""
    quoted = text.rfind(json.dumps(token, ensure_ascii=False))
    at = quoted if quoted >= 0 else max(text.rfind(token), 0)
    return Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def json_document(text: str, file: str) -> Document:
    """Valid JSON with the place of every part. Slow: for messages, not for reading."""
    document = Document(file, json.loads(text))
    scan_string: Callable[[str, int], tuple[str, int]] = json.decoder.scanstring  # type: ignore[attr-defined]
    space = re.compile(r"[ \t\r\n]*")
    scalar = re.compile(r"[^,\]}\s]+")

    def place(at: int) -> Place:
        return Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))

    def skip(at: int) -> int:
        return space.match(text, at).end()  # type: ignore[union-attr]

    def value(at: int, path: Path) -> int:
        at = skip(at)
        document.places.setdefault(path, place(at))
        if text[at] == '"':
            return scan_string(text, at + 1)[1]
        if text[at] not in "[{":
            return scalar.match(text, at).end()  # type: ignore[union-attr]
        close = "]" if text[at] == "[" else "}"
        index, at = 0, skip(at + 1)
        while text[at] != close:
            key: str | int = index
            if close == "}":
                start = at
                key, at = scan_string(text, at + 1)
                document.places[(*path, key)] = place(start)
                at = skip(skip(at) + 1)
                document.places[(*path, key, "")] = place(at)
            at = skip(value(at, (*path, key)))
            index += 1
            if text[at] == ",":
                at = skip(at + 1)
        return at + 1

    value(0, ())
    return document


def json_place(text: str, file: str, path: Path) -> Place:
    """Where the value at a path begins in valid JSON; where it is missing, the nearest part around it."""
    document = json_document(text, file)
    return document.places.get((*path, "")) or document.place(path)


# TOML ------------------------------------------------------------------------------------------------


def read_toml(text: str, file: str) -> Any:
    try:
        return json.loads(json.dumps(tomllib.loads(text), default=str, allow_nan=False))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (0, 0)
        message = f"broken TOML: {str(error).split(' (at')[0].lower()}"
        raise DocumentError.at(file, line, column, message) from None
    except (ValueError, RecursionError) as error:
        raise DocumentError.at(file, 1, 1, f"TOML is no JSON data: {error}") from None


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
        raise DocumentError.at(file, line, column, message) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line = before.count("\n") + 1
        message = f"broken YAML: the character {error.character:#x} is not allowed"
        raise DocumentError.at(
            file, line, error.position - before.rfind("\n"), message
        ) from None


class _YamlReader:
    """Builds data from parser events, with an own stack: depth costs no recursion beyond MAX_DEPTH."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file = file
        self.events = events
        self.anchors: dict[str, Any] = {}
        self.sizes: dict[str, int] = {}
        self.count = 0
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
            raise self.error(event, f"nested more than {MAX_DEPTH} deep")
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self.alias(event)
        before = self.count
        if kind == "ScalarEvent":
            data = self.scalar(event)
        elif kind == "SequenceStartEvent":
            data = self.sequence(event, path)
        else:
            data = self.mapping(event, path)
        if event.anchor:
            self.anchors[event.anchor] = data
            self.sizes[event.anchor] = self.count - before + 1
        return data

    def alias(self, event: Any) -> Any:
        if event.anchor not in self.anchors:
            raise self.error(event, f"the alias *{event.anchor} stands for nothing")
        self.count += self.sizes[event.anchor]
        if self.count > MAX_NODES:
            message = f"aliases make this more than {MAX_NODES:,} values"
            raise self.error(event, message)
        return self.anchors[event.anchor]

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.tag is not None:
            if event.tag in _STRING_TAGS:
                return text
            raise self.error(event, f"the tag {event.tag} is not for plain data")
        found = _PLAIN.fullmatch(text) if event.implicit[0] else None
        if found is None:
            return text
        group = found.lastgroup
        if group == "odd" or (group == "float" and math.isinf(float(text))):
            raise self.error(event, f"{text} is not a JSON number")
        try:
            return _SCALARS[group or "null"](text)
        except ValueError as error:
            raise self.error(event, str(error)) from None

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
            raise self.error(event, f"the tag {event.tag} is not for plain data")


_SCALARS: dict[str, Any] = {
    "null": lambda text: None,
    "true": lambda text: True,
    "false": lambda text: False,
    "int": int,
    "oct": lambda text: int(text[2:], 8),
    "hex": lambda text: int(text[2:], 16),
    "float": float,
}
