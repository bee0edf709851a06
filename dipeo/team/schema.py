"""The tables of a team's history. Each version is made of the one before it, a step each."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

from dipeo.errors import UsageError

from .place import SCHEMA


@cache
def tables() -> Any:
    """The tables by name. SQLAlchemy is imported when they are first asked for."""
    from sqlalchemy import (
        BigInteger,
        Column,
        Double,
        Integer,
        LargeBinary,
        MetaData,
        Table,
        Text,
    )
    from sqlalchemy.dialects.postgresql import TEXT

    text = Text().with_variant(TEXT(collation="C"), "postgresql")  # ordered by bytes
    big = BigInteger().with_variant(Integer(), "sqlite")
    data = MetaData()

    def table(called: str, keys: dict[str, Any], **others: Any) -> Any:
        columns = [
            Column(k, kind, primary_key=True, autoincrement=False)
            for k, kind in keys.items()
        ]
        columns += [Column(k, kind) for k, kind in others.items()]
        return Table(called, data, *columns)

    run, batch = {"run": big}, {"run": big, "address": text}
    node = dict.fromkeys(("inputs", "output", "props", "error"), text)
    return SimpleNamespace(
        data=data,
        history=table("history", {}, version=big, name=text, last=big),
        runs=table(
            "runs",
            {"id": big},
            **{"key": text, "author": text, "workspace": text, "diagram": text},
            **{"inputs": text, "started": Double(), "state": text},
            **{"seconds": Double(), "finished": text, "same_as": big},
        ),
        nodes=table(
            "nodes",
            batch,
            **{"type": text, "state": text, "started": Double(), "seconds": Double()},
            **{"items": big, **node, "ran_in": big, "reason": text},
        ),
        items=table(
            "items",
            {**batch, "item": big},
            state=text,
            started=Double(),
            log=LargeBinary(),
        ),
        cached_items=table(
            "cached_items",
            {**batch, "first": big},
            count=big,
            ran_in=big,
            first_there=big,
        ),
        texts=table("texts", {**run, "kind": text, "path": text}, digest=text),
        contents=table("contents", {"digest": text}, size=big, content=LargeBinary()),
        uses=table("uses", {**run, "digest": text}),
    )


def _first(session: Any) -> None:
    """Runs, what was in them, and the values by content, with who uses them."""
    tables().data.create_all(session)
    session.exec_driver_sql("CREATE UNIQUE INDEX runs_by_key ON runs (key)")
    session.execute(
        tables().history.insert(),
        {"version": 0, "name": secrets.token_hex(16), "last": 0},
    )


def _second(session: Any) -> None:
    """What finds the runs of a diagram, and who uses a value."""
    session.exec_driver_sql("CREATE INDEX runs_by_diagram ON runs (diagram, id)")
    session.exec_driver_sql("CREATE INDEX uses_by_digest ON uses (digest)")


STEPS: tuple[Callable[[Any], None], ...] = (_first, _second)
VERSION = len(STEPS)


def found(session: Any) -> tuple[int, str]:
    """The version of the history that is there, and its name; (0, "") where there is none. Raises UsageError for what is no
    history, and for one of a newer version.
    """
    if session.dialect.name == "postgresql":
        query = f"SELECT to_regclass('{SCHEMA}.history') IS NOT NULL"
        is_there, is_taken = bool(session.exec_driver_sql(query).scalar()), False
    else:
        names = {
            name
            for (name,) in session.exec_driver_sql("SELECT name FROM sqlite_master")
        }
        is_there, is_taken = "history" in names, bool(names)
    if not is_there:
        if is_taken:
            raise UsageError("this is a database of something else; name another file")
        return 0, ""
    version, name = session.exec_driver_sql("SELECT version, name FROM history").one()
    if version > VERSION:
        raise UsageError(
            f"the team's history is of version {version}, and this DiPeO knows {VERSION}:"
            " take a newer one"
        )
    return version, name


def prepare(session: Any) -> str:
    """Make the tables, or bring them to this version; the history's name. Raises UsageError, SQLAlchemyError."""
    version, name = found(session)
    if version < VERSION:
        if version == 0 and session.dialect.name == "postgresql":
            query = f"SELECT count(*) FROM pg_namespace WHERE nspname = '{SCHEMA}'"
            if not session.exec_driver_sql(query).scalar():
                session.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        for step in STEPS[version:]:
            step(session)
        session.execute(tables().history.update().values(version=VERSION))
        name = found(session)[1]
    return name
