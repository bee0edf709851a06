"""Random JSON for a type: mostly valid values, and mutations of them that are nearly valid."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests import hostile, kit
from tests.agreement.patterns import matches
from tests.backend_samples import NAMES

if TYPE_CHECKING:
    from files.codegen.code.shared.spec_model import Constraints, Field, Type

_check = kit.load("shared.value_check")
_python_attribute = kit.load("shared.naming").python_attribute
_graphql_name = kit.load("shared.naming").graphql_name

SAFE = 2**53 - 1
DEEPEST = 5
"""Values of types that refer to themselves are drawn this deep."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A part of a JSON text as it is written, valid or not."""

    text: str


def write(value: Any) -> str:
    """The JSON text of a value with raw parts; only ASCII is in it."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        members = (f"{json.dumps(key)}:{write(item)}" for key, item in value.items())
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(write, value))}]"
    return json.dumps(value)


DATES = [
    *("2024-02-29", "0001-01-01", "9999-12-31", "2000-02-29", "2023-04-30"),
    *("2023-02-29", "1900-02-29", "0000-01-01", "2024-13-01", "2024-00-10", "2024-1-1"),
    *("2024-04-31", "2024-01-00", "2024-01-32", "20240229", "2024-W09-4", "2024-060"),
    *("12024-01-01", "-2024-01-01", "+2024-01-01", "2024-02-29\n", " 2024-02-29"),
    *("２０２４-02-29", "2024-02-29T00:00:00Z", "2024/02/29", "", "2024-02"),
]
TIMES = [
    *(
        "T00:00:00Z",
        "T23:59:59.123456789+23:59",
        "T12:34:56.7-00:00",
        "T01:02:03+14:00",
    ),
    *("T24:00:00Z", "T00:00:60Z", "T23:59:60Z", "t00:00:00z", "T00:00Z", "T00:00:00"),
    *("T00:00:00.Z", "T00:00:00.1234567890Z", "T00:00:00,5Z", "T00:00:00+24:00"),
    *(" 00:00:00Z", "T00:00:00Z\n", "T00:00:00+0100", "T00:00:00+01", "T00:60:00Z"),
    *("T00:00:00+01:60", "T0:00:00Z", "T00:00:00 Z", "T00:00:00.1234567+01:00"),
]
UUIDS = [
    "123e4567-e89b-12d3-a456-426614174000",
    "123E4567-E89B-12D3-A456-426614174000",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "123e4567-e89b-92d3-0456-42661417400a",
    "123e4567e89b12d3a456426614174000",
    "{123e4567-e89b-12d3-a456-426614174000}",
    "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
    "123e4567-e89b-12d3-a456-42661417400g",
    "123e4567-e89b-12d3-a456-426614174000\n",
    "123e4567-e89b-12d3-a456-42661417400",
    "123e4567-e89b-12d3-a456-4266141740000",
    "１23e4567-e89b-12d3-a456-426614174000",
]
_numbers = st.one_of(
    st.integers(-3, 9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.5, -0.0, 1e16, 1e21, 5e-324, 1.7976931348623157e308, 0.1, 0.3]),
    st.sampled_from([SAFE, -SAFE, SAFE + 1, SAFE + 2, 2**31 - 1, 2**31, -(2**31) - 1]),
)
_json = st.recursive(
    st.none() | st.booleans() | _numbers | hostile.texts,
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(hostile.texts | st.sampled_from(NAMES), part, max_size=3)
    ),
    max_leaves=5,
)
_keys = hostile.texts | st.sampled_from(
    ["a", "b", "__proto__", "constructor", "toString", "hasOwnProperty", "$a", "1", "0"]
)
_dates = st.dates().map(str) | st.sampled_from(DATES[:5])
_times = st.sampled_from(TIMES[:4])
_datetimes = st.builds("{}{}".format, _dates, _times)
_uuids = st.uuids().map(str) | st.sampled_from(UUIDS[:5])


@st.composite
def instances(draw: st.DrawFn, type_: Type, types: Mapping[str, Type]) -> Any:
    """A value that mostly is valid."""
    return draw(_value(type_, types, DEEPEST))


@st.composite
def texts(draw: st.DrawFn, type_: Type, types: Mapping[str, Type]) -> str:
    """The JSON text of a value that is valid, or that was before it was mutated."""
    value = draw(instances(type_, types))
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 1, 2]))):
        value = draw(_mutated(value, type_, types))
    return write(value)


@st.composite
def _value(draw: st.DrawFn, type_: Type, types: Mapping[str, Type], depth: int) -> Any:
    if type_.nullable and (depth <= 0 or draw(st.integers(0, 3)) == 0):
        return None
    if type_.kind in ("string", "enum", "date", "datetime", "uuid"):
        return draw(_text(type_))
    if type_.kind in ("integer", "number"):
        return draw(_number(type_))
    if type_.kind == "object":
        return draw(_object(type_, types, depth))
    if type_.kind == "ref":
        target = types.get(type_.ref or "")
        return {} if target is None else draw(_value(target, types, depth - 1))
    if type_.kind == "union":
        return draw(_value(draw(st.sampled_from(type_.variants)), types, depth))
    if type_.kind == "array" and type_.item is not None:
        return draw(_array(type_, type_.item, types, depth))
    if type_.kind == "map" and type_.item is not None:
        inner = _value(type_.item, types, depth - 1)
        most = 3 if depth > 0 else 0
        return draw(st.dictionaries(_keys, inner, max_size=most))
    if type_.kind == "const":
        return type_.const
    plain: st.SearchStrategy[Any] = _json
    if type_.kind == "boolean":
        plain = st.booleans()
    return draw(plain)


def _text(type_: Type) -> st.SearchStrategy[str]:
    limits = type_.constraints
    if limits.pattern is not None:
        return matches(limits.pattern)
    if type_.kind == "enum":
        return st.sampled_from(type_.values)
    if type_.kind == "date":
        return _dates
    if type_.kind == "datetime":
        return _datetimes
    if type_.kind == "uuid":
        return _uuids
    least, most = limits.min_length or 0, limits.max_length
    if most is None or most > 30:
        most = least + 10
    return hostile.texts.map(lambda text: _cut(text, least, most))


def _cut(text: str, least: int, most: int) -> str:
    return (text[:most] + "🤖" * least)[: max(len(text[:most]), least)]


@st.composite
def _number(draw: st.DrawFn, type_: Type) -> Any:
    limits = type_.constraints
    whole = type_.kind == "integer"
    low, high = _range(limits)
    step = limits.multiple_of
    if step is not None:
        factor = draw(st.integers(-3, 9))
        if low is not None and abs(low / step) < SAFE:
            factor = math.ceil(low / step) + draw(st.integers(0, 3))
        elif high is not None and abs(high / step) < SAFE:
            factor = math.floor(high / step) - draw(st.integers(0, 3))
        found = factor * step
        return int(found) if whole else found
    near = [bound for bound in (low, high) if bound is not None]
    if bool(near) and draw(st.booleans()):
        bound = draw(st.sampled_from(near))
        sign = -1 if bound == high else 1
        return bound + sign * draw(st.integers(0, 3))
    if whole:
        low, high = (-SAFE if low is None else low), (SAFE if high is None else high)
        return draw(st.integers(math.ceil(low), max(math.ceil(low), math.floor(high))))
    if low is not None and high is not None:
        return draw(st.floats(low, max(low, high)))
    found = draw(_numbers)
    if low is not None and found < low:
        return low + 1
    return high - 1 if high is not None and found > high else found


def _range(limits: Constraints) -> tuple[Any, Any]:
    low = [b for b in (limits.minimum, limits.exclusive_minimum) if b is not None]
    high = [b for b in (limits.maximum, limits.exclusive_maximum) if b is not None]
    return max(low, default=None), min(high, default=None)


@st.composite
def _object(
    draw: st.DrawFn, type_: Type, types: Mapping[str, Type], depth: int
) -> dict[str, Any]:
    made = {}
    for field in type_.fields:
        if field.required or (depth > 0 and draw(st.integers(0, 2))):
            made[field.name] = draw(_value(field.type, types, depth - 1))
    if len(made) > 1 and draw(st.booleans()):
        return dict(reversed(made.items()))
    return made


@st.composite
def _array(
    draw: st.DrawFn, type_: Type, item: Type, types: Mapping[str, Type], depth: int
) -> list[Any]:
    limits = type_.constraints
    least = limits.min_items or 0
    most = least if depth <= 0 else least + 2
    if limits.max_items is not None:
        most = min(most, limits.max_items)
    inner = _value(item, types, depth - 1)
    if not limits.unique_items:
        return draw(st.lists(inner, min_size=least, max_size=max(least, most)))
    found: list[Any] = []
    for value in draw(st.lists(inner, min_size=least, max_size=most + 2)):
        if len(found) < most and not any(_check.json_equal(value, o) for o in found):
            found.append(value)
    return found


# Mutations.

_LEAVES = frozenset(
    {
        "string",
        "integer",
        "number",
        "date",
        "datetime",
        "uuid",
        "enum",
        "boolean",
        "array",
    }
)
_Place = tuple[tuple[str | int, ...], "Type | None"]


@st.composite
def _mutated(
    draw: st.DrawFn, value: Any, type_: Type, types: Mapping[str, Type]
) -> Any:
    """The value with one place in it changed."""
    places = [*_places(value, type_, types, ())]
    leaves = [place for place in places if place[1] and place[1].kind in _LEAVES]
    if bool(leaves) and draw(st.integers(0, 2)):
        places = leaves
    path, found = draw(st.sampled_from(places))
    inside = value
    for key in path:
        inside = inside[key]
    change = draw(st.sampled_from([*_changes(inside, found)]))
    new = draw(change)
    if not path:
        return new
    value = copy.deepcopy(value)
    owner = value
    for key in path[:-1]:
        owner = owner[key]
    owner[path[-1]] = new
    return value


def _places(
    value: Any, type_: Type | None, types: Mapping[str, Type], path: tuple[Any, ...]
) -> Iterator[_Place]:
    """Every place in a value, with its type where it has one."""
    while type_ is not None and type_.kind in ("ref", "union"):
        type_ = _target(value, type_, types)
    yield path, type_
    if isinstance(value, dict):
        fields: dict[str, Field] = {}
        if type_ is not None:
            fields = {field.name: field for field in type_.fields}
        item = type_.item if type_ is not None and type_.kind == "map" else None
        for key, inner in value.items():
            inner_type = fields[key].type if key in fields else item
            yield from _places(inner, inner_type, types, (*path, key))
    elif isinstance(value, list):
        item = type_.item if type_ is not None and type_.kind == "array" else None
        for at, inner in enumerate(value):
            yield from _places(inner, item, types, (*path, at))


def _target(value: Any, type_: Type, types: Mapping[str, Type]) -> Type | None:
    if type_.kind == "ref":
        return types.get(type_.ref or "")
    for variant in type_.variants:
        if not _has_raw(value) and _check.fits(value, variant, types.get):
            return variant
    return None


def _has_raw(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_raw, value.values()))
    if isinstance(value, list):
        return any(map(_has_raw, value))
    return isinstance(value, Raw)


_WRONG: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.5, "", "a", "1", "true", "null", [], {}, [[]]),
    *([None], {"": None}, {"__proto__": None}, [0], ["a"], {"a": 1}, "__proto__"),
]
_RAW_NUMBERS = [
    *("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e-400", "-0", "-0.0", "0e9"),
    *("1.0", "1e0", "10e-1", "0.1e1", "9007199254740991.0", "9007199254740992"),
    *("9007199254740993", "-9007199254740992", "9007199254740991", "1" + "0" * 308),
    *("1" + "0" * 309, "9" * 5000, "0." + "3" * 30, "1E5", "4.35", "2.675", "1e23"),
    *("2147483647", "2147483648", "-2147483648", "-2147483649", "01", "1.", ".5", "+1"),
]
_SUFFIXES = ["\n", "\r", "\u2028", " ", "\ud800", "\udfff", "🤖", "\u0301", "\x00", "a"]
_CHARACTERS = ["a", "🤖", "é", "\u0301", "\x00", "\U0010ffff", "ﬁ", "\ud83e"]


def _changes(value: Any, type_: Type | None) -> Iterator[st.SearchStrategy[Any]]:
    """What may be put in the place of a value; what it is given twice is drawn twice as often."""
    yield st.sampled_from(_WRONG)
    yield _json
    if isinstance(value, str):
        yield from [_strings(value, type_)] * 3
    elif isinstance(value, dict):
        yield from [_objects(value, type_)] * 4
    elif isinstance(value, list):
        yield from [_lists(value, type_)] * 4
    elif isinstance(value, int | float):
        yield from [_near(value, type_)] * 3
        yield st.sampled_from(_RAW_NUMBERS).map(Raw)
    if type_ is not None and type_.kind in ("any", "map"):
        yield st.integers(1, 80).map(_deep)
    if type_ is not None and type_.kind == "any":
        yield hostile.values(hostile.broken_texts)


def _deep(depth: int) -> Any:
    value: Any = {}
    for level in range(depth):
        value = {"a": value} if level % 3 else [value]
    return value


def _strings(value: str, type_: Type | None) -> st.SearchStrategy[Any]:
    found: list[st.SearchStrategy[Any]] = [
        st.sampled_from(_SUFFIXES).map(lambda end: value + end),
        st.sampled_from(_SUFFIXES).map(lambda start: start + value),
        st.sampled_from(
            [value[1:], value[:-1], value.swapcase(), f" {value}", [value]]
        ),
    ]
    if type_ is None:
        return st.one_of(found)
    limits = type_.constraints
    lengths = [n for n in (limits.min_length, limits.max_length) if n is not None]
    if lengths:
        found += [_lengths(lengths)] * 3
    if limits.pattern is not None:
        found += [matches(limits.pattern)] * 3
    if type_.kind == "date":
        found += [st.sampled_from(DATES)] * 6
    if type_.kind == "datetime":
        found += [st.builds("{}{}".format, _dates, st.sampled_from(TIMES))] * 6
        found.append(st.builds("{}{}".format, st.sampled_from(DATES), _times))
    if type_.kind == "uuid":
        found += [st.sampled_from(UUIDS)] * 6
    return st.one_of(found)


@st.composite
def _lengths(draw: st.DrawFn, lengths: list[int]) -> str:
    """A text of about a length at a bound, of characters that languages count differently."""
    length = draw(st.sampled_from(lengths)) + draw(st.integers(-1, 1))
    character = draw(st.sampled_from(_CHARACTERS))
    return character * min(max(length, 0), 40)


def _near(value: float, type_: Type | None) -> st.SearchStrategy[Any]:
    """Numbers near a number, at the bounds of its type, and near its multiples."""
    kind = "any" if type_ is None else type_.kind
    marks = [value, SAFE, -SAFE] if kind == "integer" else [value]
    if type_ is not None:
        limits = type_.constraints
        bounds = (*_range(limits), limits.minimum, limits.maximum)
        marks += [bound for bound in bounds if bound is not None] * 2
        marks += [] if limits.multiple_of is None else [limits.multiple_of]
    found = [variation for mark in marks for variation in _variations(mark)]
    return st.sampled_from(found)


def _variations(mark: float) -> list[Any]:
    """The number itself in other words, its neighbours, and what is nearly it."""
    found: list[Any] = [mark, mark + 1, mark - 1, -mark, bool(mark), str(mark)]
    try:
        double = float(mark)
    except OverflowError:
        return found
    if math.isfinite(double):
        found += [double, math.nextafter(double, math.inf), double / 2]
        found += [math.nextafter(double, -math.inf), Raw(f"{double:.20e}")]
        if abs(double) < 1e21 and double.is_integer():
            found += [Raw(f"{int(double)}.0"), Raw(f"{int(double)}0e-1")]
    return [number for number in found if not _is_endless(number)]


def _is_endless(number: Any) -> bool:
    return isinstance(number, float) and not math.isfinite(number)


def _objects(value: dict[str, Any], type_: Type | None) -> st.SearchStrategy[Any]:
    found: list[st.SearchStrategy[Any]] = [
        st.builds(lambda key, item: value | {key: item}, _keys, _json),
        st.just(dict(reversed(value.items()))),
        st.just([value]),
    ]
    if value:
        keys = st.sampled_from([*value])
        found += [
            keys.map(lambda key: {k: v for k, v in value.items() if k != key})
        ] * 2
        found.append(keys.map(lambda key: value | {key: None}))
        found.append(st.builds(lambda key, item: _twice(value, key, item), keys, _json))
        found.append(keys.flatmap(lambda key: _respelled(value, key)))
        found.append(st.just({**{f"{key}\ud800": 1 for key in value}, **value}))
    if type_ is not None and type_.fields:
        names = st.sampled_from([field.name for field in type_.fields])
        found.append(names.map(lambda name: value | {name: None}))
        others = names.map(_other_spelling)
        found.append(st.builds(lambda key, item: value | {key: item}, others, _json))
    return st.one_of(found)


def _twice(value: dict[str, Any], key: str, item: Any) -> Raw:
    """The object as a text in which the key is there twice: of two, the last one counts."""
    others = {k: v for k, v in value.items() if k != key}
    first, rest = write({key: item})[:-1], write(others | {key: value[key]})[1:]
    return Raw(f"{first},{rest}")


def _respelled(value: dict[str, Any], key: str) -> st.SearchStrategy[dict[str, Any]]:
    other = _other_spelling(key)
    return st.just({(other if k == key else k): v for k, v in value.items()})


def _other_spelling(key: str) -> str:
    """What the key is called in another language, or another key that looks like it."""
    for other in (_python_attribute(key), _graphql_name(key), key.swapcase()):
        if other != key:
            return str(other)
    return f"{key}_"


def _lists(value: list[Any], type_: Type | None) -> st.SearchStrategy[Any]:
    found: list[st.SearchStrategy[Any]] = [
        _json.map(lambda item: [*value, item]),
        st.sampled_from([value[1:], value[::-1], value + value, [*value, None], {}]),
    ]
    if value:
        copies = st.sampled_from(value).map(lambda item: [*value, _same(item)])
        found += [
            copies,
            st.sampled_from(value).map(lambda item: [*value, item]),
            copies,
        ]
        found.append(st.sampled_from(value))
    return st.one_of(found)


def _same(item: Any) -> Any:
    """An equal value that is written otherwise, if there is one; else one that Python finds equal."""
    if isinstance(item, bool):
        return int(item)
    if isinstance(item, int) and abs(item) <= SAFE:
        return float(item)
    if isinstance(item, float) and item.is_integer():
        return int(item) or Raw("-0.0")
    if isinstance(item, dict):
        return {key: _same(inner) for key, inner in reversed(item.items())}
    return [*map(_same, item)] if isinstance(item, list) else item
