"""The meaning of a type, in Python: which JSON values are valid, and what they become.

This is the reference that every generated checker agrees with. It checks defaults, examples and the values of
conditions while a specification is read.
"""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from typing import Any

from .languages.characters import is_well_formed
from .pattern_dialects import compiled
from .problems import Path, Problems, show
from .read_constraints import SAFE_INTEGER
from .spec_model import Constraints, Field, Type

Resolve = Callable[[str], Type | None]
"""A specification's type -> the object type of its values; None if it is not known here."""

_date = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_time = re.compile(
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
).fullmatch
_uuid = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}").fullmatch


def conform(
    value: Any, type_: Type, path: Path, problems: Problems, resolve: Resolve
) -> Any:
    """The value as the type makes it, with defaults filled in; what does not fit is noted."""
    if value is None and type_.nullable:
        return None
    if value is None and type_.kind not in ("any", "union"):
        problems.add(path, "null is not valid here, because the type is not nullable")
        return None
    return _CHECKS[type_.kind](value, type_, path, problems, resolve)


def fits(value: Any, type_: Type, resolve: Resolve) -> bool:
    """Whether the value is valid."""
    problems = Problems()
    conform(value, type_, (), problems, resolve)
    return not problems.found


def json_equal(left: Any, right: Any) -> bool:
    """Equality of JSON values: numbers by value, booleans apart from numbers, keys in any order."""
    return bool(_key(left) == _key(right))


def _key(value: Any) -> Any:
    if isinstance(value, dict):
        return ("object", frozenset((name, _key(item)) for name, item in value.items()))
    if isinstance(value, list | tuple):
        return ("array", tuple(map(_key, value)))
    if isinstance(value, bool):
        return ("boolean", value)
    return value


def _text(value: Any, what: str, path: Path, problems: Problems) -> str | None:
    if not isinstance(value, str):
        problems.add(path, f"{show(value)} is not {what}")
    elif not is_well_formed(value):
        problems.add(path, f"{show(value)} holds a lone surrogate")
    else:
        return value
    return None


def _string(value: Any, type_: Type, path: Path, problems: Problems, _: Resolve) -> Any:
    text = _text(value, "a string", path, problems)
    if text is None:
        return value
    limits = type_.constraints
    _size(len(text), limits.min_length, limits.max_length, "characters", path, problems)
    if limits.pattern is not None and not compiled(limits.pattern).search(text):
        problems.add(
            path, f"{show(value)} does not match the pattern {limits.pattern!r}"
        )
    return value


def _size(
    size: int,
    least: int | None,
    most: int | None,
    what: str,
    path: Path,
    problems: Problems,
) -> None:
    if least is not None and size < least:
        problems.add(path, f"{size} {what} are fewer than {least}")
    if most is not None and size > most:
        problems.add(path, f"{size} {what} are more than {most}")


def _integer(
    value: Any, type_: Type, path: Path, problems: Problems, _: Resolve
) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        problems.add(path, f"{show(value)} is not an integer")
    elif abs(value) > SAFE_INTEGER:
        problems.add(path, f"{show(value)} is not within ±(2^53 - 1)")
    else:
        _range(value, type_.constraints, path, problems)
    return value


def _number(value: Any, type_: Type, path: Path, problems: Problems, _: Resolve) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.add(path, f"{show(value)} is not a number")
        return value
    double = _double(value)
    if not math.isfinite(double):
        problems.add(path, f"{show(value)} is not a finite double")
        return value
    _range(double, type_.constraints, path, problems)
    return value if double == value else double


def _double(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _range(
    value: int | float, limits: Constraints, path: Path, problems: Problems
) -> None:
    shown = show(value)
    if limits.minimum is not None and value < limits.minimum:
        problems.add(path, f"{shown} is less than {limits.minimum}")
    if limits.maximum is not None and value > limits.maximum:
        problems.add(path, f"{shown} is more than {limits.maximum}")
    if limits.exclusive_minimum is not None and value <= limits.exclusive_minimum:
        problems.add(path, f"{shown} is not more than {limits.exclusive_minimum}")
    if limits.exclusive_maximum is not None and value >= limits.exclusive_maximum:
        problems.add(path, f"{shown} is not less than {limits.exclusive_maximum}")
    step = limits.multiple_of
    if step is not None and not _is_multiple(float(value), float(step)):
        problems.add(path, f"{shown} is not a multiple of {step}")


def _is_multiple(value: float, step: float) -> bool:
    """Number.isInteger(value / step), with JavaScript's overflow to infinity."""
    try:
        return (value / step).is_integer()
    except OverflowError:
        return False


def _boolean(
    value: Any, type_: Type, path: Path, problems: Problems, _: Resolve
) -> Any:
    if not isinstance(value, bool):
        problems.add(path, f"{show(value)} is not true or false")
    return value


def _enum(value: Any, type_: Type, path: Path, problems: Problems, _: Resolve) -> Any:
    if not isinstance(value, str) or value not in type_.values:
        hint = problems.hint(value, type_.values)
        problems.add(path, f"{show(value)} is not one of the values{hint}")
    return value


def _const(value: Any, type_: Type, path: Path, problems: Problems, _: Resolve) -> Any:
    if not json_equal(value, type_.const):
        problems.add(path, f"{show(value)} is not {show(type_.const)}")
    return type_.const


def _calendar_date(
    value: Any, type_: Type, path: Path, problems: Problems, _: Resolve
) -> Any:
    if not isinstance(value, str) or not _is_date(value):
        problems.add(path, f"{show(value)} is not a date like 2024-02-29")
    return value


def _datetime(
    value: Any, type_: Type, path: Path, problems: Problems, _: Resolve
) -> Any:
    if not isinstance(value, str) or not (_is_date(value[:10]) and _time(value[10:])):
        problems.add(
            path, f"{show(value)} is not a date and time like 2024-02-29T12:00:00Z"
        )
    return value


def _is_date(text: str) -> bool:
    found = _date(text)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _uuid_text(
    value: Any, type_: Type, path: Path, problems: Problems, _: Resolve
) -> Any:
    if not isinstance(value, str) or not _uuid(value):
        problems.add(path, f"{show(value)} is not a UUID")
    return value


def _any(
    value: Any, type_: Type, path: Path, problems: Problems, resolve: Resolve
) -> Any:
    if isinstance(value, dict):
        return _map(value, Type("map", item=type_), path, problems, resolve)
    if isinstance(value, list):
        return [
            _any(item, type_, (*path, at), problems, resolve)
            for at, item in enumerate(value)
        ]
    if isinstance(value, str):
        _text(value, "a string", path, problems)
    elif isinstance(value, bool) or value is None:
        return value
    else:
        return _number(value, Type("number"), path, problems, resolve)
    return value


def _map(
    value: Any, type_: Type, path: Path, problems: Problems, resolve: Resolve
) -> Any:
    if not isinstance(value, dict):
        problems.add(path, f"{show(value)} is not an object")
        return value
    assert type_.item is not None
    for key in value:
        _text(key, "a key", (*path, key), problems)
    return {
        key: conform(item, type_.item, (*path, key), problems, resolve)
        for key, item in value.items()
    }


def _array(
    value: Any, type_: Type, path: Path, problems: Problems, resolve: Resolve
) -> Any:
    if not isinstance(value, list):
        problems.add(path, f"{show(value)} is not an array")
        return value
    assert type_.item is not None
    limits = type_.constraints
    _size(len(value), limits.min_items, limits.max_items, "items", path, problems)
    items = [
        conform(item, type_.item, (*path, at), problems, resolve)
        for at, item in enumerate(value)
    ]
    if limits.unique_items and len(set(map(_key, items))) < len(items):
        problems.add(path, "two items are equal")
    return items


def _object(
    value: Any, type_: Type, path: Path, problems: Problems, resolve: Resolve
) -> Any:
    if not isinstance(value, dict):
        problems.add(path, f"{show(value)} is not an object")
        return value
    fields = {field.name: field for field in type_.fields}
    for key in value:
        if key not in fields:
            problems.add(
                (*path, key), f"{show(key)} is not a field{problems.hint(key, fields)}"
            )
    return _filled(value, fields, path, problems, resolve)


def _filled(
    value: Mapping[str, Any],
    fields: Mapping[str, Field],
    path: Path,
    problems: Problems,
    resolve: Resolve,
) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for name, field in fields.items():
        if name in value:
            filled[name] = conform(
                value[name], field.type, (*path, name), problems, resolve
            )
        elif field.required:
            problems.add(path, f"the field {name!r} is required")
        elif field.has_default:
            filled[name] = field.default
    return filled


def _union(
    value: Any, type_: Type, path: Path, problems: Problems, resolve: Resolve
) -> Any:
    attempts = []
    for variant in type_.variants:
        attempt = Problems()
        made = conform(value, variant, path, attempt, resolve)
        if not attempt.found:
            return made
        attempts.append(attempt)
    if len(attempts) == 1:
        problems.found += attempts[0].found
    else:
        problems.add(path, f"{show(value)} fits no variant of the union")
    return value


def _ref(
    value: Any, type_: Type, path: Path, problems: Problems, resolve: Resolve
) -> Any:
    assert type_.ref is not None
    target = resolve(type_.ref)
    return value if target is None else conform(value, target, path, problems, resolve)


_Check = Callable[[Any, Type, Path, Problems, Resolve], Any]
_CHECKS: dict[str, _Check] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "enum": _enum,
    "const": _const,
    "date": _calendar_date,
    "datetime": _datetime,
    "uuid": _uuid_text,
    "object": _object,
    "map": _map,
    "array": _array,
    "union": _union,
    "ref": _ref,
    "any": _any,
}
