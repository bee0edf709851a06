"""Rows as JSON and back. docs/db.md has the table of the forms."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from dipeo.core.values import NotJson, json_text


def cell(value: Any) -> Any:
    """A value of a column as JSON. Raises NotJson for what has no form in it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJson(f"{value!r} is not a JSON number")
        return value
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else _no_number(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {str(key): cell(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cell(item) for item in value]
    return str(value)  # UUIDs, network addresses, ranges: as the database writes them


def _no_number(value: Decimal) -> Any:
    raise NotJson(f"{value} is not a number")


def duration(value: timedelta) -> str:
    """ISO 8601, in days and seconds: `P1DT2.5S`, `-P1D`."""
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    seconds = f"{value.seconds}.{value.microseconds:06}".rstrip("0").rstrip(".")
    days = f"{value.days}D" if value.days else ""
    time_part = f"T{seconds}S" if seconds != "0" or not days else ""
    return f"{sign}P{days}{time_part}"


def texts(names: Iterable[str], rows: Iterable[Any]) -> Iterator[str]:
    """The JSON text of each row. Raises NotJson, with the column."""
    heads = [f"{json.dumps(name)}:" for name in names]
    for number, row in enumerate(rows):
        members = []
        for head, value in zip(heads, row, strict=True):
            try:
                members.append(head + json_text(cell(value)))
            except NotJson as error:
                raise NotJson(f"row {number}, column {head[:-1]}: {error}") from None
        yield "{" + ",".join(members) + "}"


# From JSON -------------------------------------------------------------------------------------------


class WrongCell(ValueError):
    """A JSON value that a column cannot take; the message says what it takes."""


def maker(kind: type | None) -> Callable[[Any], Any]:
    """What makes of a JSON value that which a column of this Python type takes. It raises WrongCell."""
    found = _MAKERS.get(kind)
    if found is None:
        return lambda value: value
    make, takes = found

    def convert(value: Any) -> Any:
        if value is None:
            return None
        try:
            return make(value)
        except (ValueError, TypeError, InvalidOperation, binascii.Error):
            raise WrongCell(f"takes {takes}, not {json.dumps(value)[:60]}") from None

    return convert


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError
    return number


def _boolean(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise TypeError


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


_MAKERS: Mapping[Any, tuple[Callable[[Any], Any], str]] = {
    bool: (_boolean, "true or false"),
    int: (_integer, "a whole number"),
    Decimal: (_decimal, 'a number, exact as text: "12.30"'),
    datetime: (
        lambda v: datetime.fromisoformat(_text(v)),
        "a date and time in ISO form",
    ),
    date: (lambda v: date.fromisoformat(_text(v)), "a date in ISO form, 2026-01-31"),
    time: (lambda v: time.fromisoformat(_text(v)), "a time in ISO form, 12:30:00"),
    bytes: (lambda v: base64.b64decode(_text(v), validate=True), "bytes in base64"),
    UUID: (lambda v: UUID(_text(v)), "a UUID"),
    str: (_text, "text"),
}
