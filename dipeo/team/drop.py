"""Dropping what is old from a team's history, with the values that nothing else needs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from dipeo.workspace import Workspace

from .place import Place
from .schema import prepare, tables

_AT_ONCE = 500
_DAY = 24 * 60 * 60
_REFERENCES = """
SELECT DISTINCT run, ran_in FROM nodes WHERE ran_in IS NOT NULL
UNION SELECT DISTINCT run, ran_in FROM cached_items
UNION SELECT id, same_as FROM runs WHERE same_as IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many runs and values went."""

    runs: int
    values: int


def drop_older(workspace: Workspace, days: int) -> Dropped:
    """Drop the runs that began more than so many days ago, but for those that younger ones refer to. Raises UsageError."""
    assert workspace.shared is not None
    place = Place(workspace.shared, workspace.root)
    try:
        with place.writing() as session:
            prepare(session)
            return _drop(session, time.time() - days * _DAY)
    finally:
        place.close()


def _drop(session: Any, before: float) -> Dropped:
    from sqlalchemy import delete, exists

    known = tables()
    old = _old(session, before)
    for at in range(0, len(old), _AT_ONCE):
        some = old[at : at + _AT_ONCE]
        session.execute(delete(known.runs).where(known.runs.c.id.in_(some)))
        for name in ("nodes", "items", "cached_items", "texts", "uses"):
            table = getattr(known, name)
            session.execute(delete(table).where(table.c.run.in_(some)))
    contents, uses = known.contents, known.uses
    is_used = exists().where(uses.c.digest == contents.c.digest)
    values = session.execute(delete(contents).where(~is_used)).rowcount if old else 0
    return Dropped(len(old), values)


def _old(session: Any, before: float) -> list[int]:
    """The runs that are older, and that no younger one leads to."""
    from sqlalchemy import select

    runs = tables().runs.c
    rows = session.execute(select(runs.id, runs.started))
    started = {row[0]: row[1] for row in rows}
    leads: dict[int, list[int]] = {}
    for run, earlier in session.exec_driver_sql(_REFERENCES):
        leads.setdefault(run, []).append(earlier)
    waiting = [run for run, at in started.items() if at >= before]
    kept = set(waiting)
    while waiting:
        for earlier in leads.get(waiting.pop(), ()):
            if earlier not in kept:
                kept.add(earlier)
                waiting.append(earlier)
    return sorted(started.keys() - kept)
