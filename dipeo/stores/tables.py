"""Statements: what a question or a change says, in SQLAlchemy's terms. Values are bound, names come from the database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dipeo.core.database import Ask, Change, Row
from dipeo.core.sqltext import SqlProblem, Statement, statement_of
from dipeo.errors import NodeError, Problem, did_you_mean

from .rows import WrongCell, maker

Find = Callable[[str], Any]
Bound = tuple[Any, Any]  # a statement, and what is bound to it


def selection(find: Find, ask: Ask) -> Bound:
    """The rows of a query or a table. Raises SqlProblem, NodeError."""
    from sqlalchemy import select

    if ask.query is not None:
        statement = statement_of(ask.query)
        return _text(statement, _given(statement, ask.parameters, all_used=True))
    table = find(ask.table or "")
    ordered = select(table).where(*_equal(table, ask.parameters))
    return ordered.order_by(*table.primary_key.columns), {}


def version(find: Find, ask: Ask) -> Bound:
    """What changes when the rows do. Raises SqlProblem, NodeError."""
    from sqlalchemy import select, text

    asked = ask.version or ""
    if re.match(r"\s*(select|with)\b", asked, re.I):
        statement = statement_of(asked)
        if not statement.reads:
            raise SqlProblem("`version` must not change anything")
        return _text(statement, _given(statement, ask.parameters))
    expression = statement_of(f"SELECT {asked}")
    if ask.query is not None:
        inner = statement_of(ask.query)
        given = _given(inner, ask.parameters, all_used=True)
        over = f"{expression.text} FROM ({inner.text}\n) AS answer"
        return _text(Statement(over, inner.names, True), given)
    table = find(ask.table or "")
    column = text(expression.text.removeprefix("SELECT "))
    return select(column).select_from(table).where(*_equal(table, ask.parameters)), {}


def _given(
    statement: Statement, parameters: Mapping[str, Any], all_used: bool = False
) -> dict[str, Any]:
    """What is bound to the parameters of a statement."""
    missing = [name for name in statement.names if name not in parameters]
    if missing:
        hint = did_you_mean(missing[0], parameters)
        raise SqlProblem(
            f"nothing is given for :{missing[0]}{hint or '; give it in `parameters`'}"
        )
    unused = [name for name in parameters if name not in statement.names]
    if all_used and unused:
        hint = did_you_mean(unused[0], statement.names)
        raise SqlProblem(f"the query has no parameter :{unused[0]}{hint}")
    return {name: parameters[name] for name in statement.names}


def _text(statement: Statement, given: dict[str, Any]) -> Bound:
    from sqlalchemy import bindparam, text
    from sqlalchemy.types import NullType

    binds = []
    for name, value in given.items():
        if isinstance(value, dict):
            message = f":{name} is a mapping; give its parts, or its text"
            raise SqlProblem(message)
        several = isinstance(value, list)
        binds.append(bindparam(name, expanding=several, type_=NullType()))
    return text(statement.text).bindparams(*binds), given


def _equal(table: Any, wanted: Mapping[str, Any]) -> list[Any]:
    """Conditions: each column is equal to its value, or to one of several."""
    conditions = []
    for name, value in wanted.items():
        column = _column(table, name)
        make = _maker(column)
        if isinstance(value, list):
            found = [_made(make, item, column) for item in value]
            conditions.append(column.in_(found))
        elif value is None:
            conditions.append(column.is_(None))
        else:
            conditions.append(column == _made(make, value, column))
    return conditions


def _column(table: Any, name: str) -> Any:
    if name not in table.columns:
        hint = did_you_mean(name, table.columns.keys())
        message = f"the table {table.name!r} has no column {name!r}{hint}"
        raise NodeError([Problem(message)], page="db")
    return table.columns[name]


def _maker(column: Any) -> Callable[[Any], Any]:
    from sqlalchemy import JSON, Float, Integer, Interval

    if isinstance(column.type, JSON | Interval | Float):
        return lambda value: value
    if isinstance(column.type, Integer):
        return maker(int)
    try:
        return maker(column.type.python_type)
    except NotImplementedError:
        return maker(None)


def _made(make: Callable[[Any], Any], value: Any, column: Any, row: int = -1) -> Any:
    try:
        return make(value)
    except WrongCell as error:
        where = f"row {row}: " if row >= 0 else ""
        message = f"{where}the column {column.name!r} {error}"
        raise NodeError([Problem(message)], page="db") from None


# Changes ---------------------------------------------------------------------------------------------


def statements(find: Find, change: Change, chunk: int) -> Iterator[Bound]:
    """The statements of a change, each for many rows. Raises NodeError."""
    table = find(change.table)
    if change.kind == "delete":
        yield from _deletions(table, change, chunk)
        return
    key: tuple[str, ...] = ()
    if change.kind == "write":
        key = _key(table, change)
        _refuse_twins(change.rows, key)
    for names, rows in _alike(table, change.rows).items():
        statement = _insertion(table, names, key)
        makers = [(name, _maker(table.columns[name])) for name in names]
        for at in range(0, len(rows), chunk):
            yield (
                statement,
                [_cells(table, row, makers, at_) for at_, row in rows[at : at + chunk]],
            )


def _cells(
    table: Any, row: Row, makers: list[tuple[str, Callable[[Any], Any]]], at: int
) -> dict[str, Any]:
    return {
        name: _made(make, row[name], table.columns[name], at) for name, make in makers
    }


def _alike(
    table: Any, rows: Sequence[Row]
) -> dict[tuple[str, ...], list[tuple[int, Row]]]:
    """The rows with their numbers, by the columns that they give."""
    groups: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(tuple(sorted(row)), []).append((at, row))
    for names in groups:
        for name in names:
            _column(table, name)
        if not names:
            raise NodeError([Problem("a row is empty")], page="db")
    return groups


def _insertion(table: Any, names: tuple[str, ...], key: tuple[str, ...]) -> Any:
    """An insertion of rows; with a key, those that are there are changed where they differ."""
    from sqlalchemy import literal_column, or_
    from sqlalchemy.dialects import postgresql, sqlite

    kind = postgresql if table.info["postgresql"] else sqlite
    statement: Any = kind.insert(table)
    if key:
        missing = [name for name in key if name not in names]
        if missing:
            message = f"a row has no {missing[0]!r}, which is in the key"
            raise NodeError([Problem(message)], page="db")
        new = statement.excluded
        others = [name for name in names if name not in key]
        if others:
            statement = statement.on_conflict_do_update(
                index_elements=list(key),
                set_={name: new[name] for name in others},
                where=or_(*(_differs(table.columns[n], new[n]) for n in others)),
            )
        else:
            statement = statement.on_conflict_do_nothing(index_elements=list(key))
    return statement.returning(literal_column("1"))


def _differs(there: Any, new: Any) -> Any:
    from sqlalchemy import JSON, cast
    from sqlalchemy.dialects.postgresql import JSON as POSTGRES_JSON
    from sqlalchemy.dialects.postgresql import JSONB

    if isinstance(there.type, POSTGRES_JSON) and isinstance(there.type, JSON):
        there, new = cast(there, JSONB), cast(new, JSONB)  # JSON has no equality
    return there.is_distinct_from(new)


def _key(table: Any, change: Change) -> tuple[str, ...]:
    key = change.key or tuple(column.name for column in table.primary_key.columns)
    if not key:
        message = f"the table {table.name!r} has no primary key; name a unique `key`"
        raise NodeError([Problem(message)], page="db")
    for name in key:
        _column(table, name)
    return key


def _refuse_twins(rows: Sequence[Row], key: tuple[str, ...]) -> None:
    """Two rows with one key would overwrite each other."""
    seen: dict[str, int] = {}
    for at, row in enumerate(rows):
        text = json.dumps([row.get(name) for name in key])
        first = seen.setdefault(text, at)
        if first != at:
            message = f"rows {first} and {at} have the same key, {text}"
            raise NodeError([Problem(message)], page="db")


def _deletions(table: Any, change: Change, chunk: int) -> Iterator[Bound]:
    from sqlalchemy import delete, tuple_

    if change.where:
        yield delete(table).where(*_equal(table, change.where)), {}
        return
    key = _key(table, change)
    columns = [table.columns[name] for name in key]
    makers = [(name, _maker(table.columns[name])) for name in key]
    for at, row in enumerate(change.rows):
        missing = [name for name in key if row.get(name) is None]
        if missing:
            raise NodeError(
                [Problem(f"row {at} has no {missing[0]!r}, which is in the key")],
                page="db",
            )
    for at in range(0, len(change.rows), chunk):
        rows = [
            tuple(_cells(table, row, makers, at + n).values())
            for n, row in enumerate(change.rows[at : at + chunk])
        ]
        if len(columns) == 1:
            yield delete(table).where(columns[0].in_([row[0] for row in rows])), {}
        else:
            yield delete(table).where(tuple_(*columns).in_(rows)), {}
