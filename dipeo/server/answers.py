"""What the API answers with: plain data by the names of the schema, and errors that say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dipeo.errors import DipeoError, Place, Problem

Data = dict[str, Any]  # an object of the schema, its fields by name


class Refused(Exception):
    """A question that cannot be answered as it was asked."""

    code = "WRONG_INPUT"


class NotFound(Refused):
    """There is no such thing."""

    code = "NOT_FOUND"


class Unreadable(Refused):
    """Something of the workspace cannot be read."""

    code = "UNREADABLE"


def place_data(place: Place | None) -> Data | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column}


def problem_data(problem: Problem) -> Data:
    place, page = place_data(problem.place), problem.page or None
    return {"message": problem.message, "place": place, "page": page}


def problems_of(error: DipeoError) -> list[Data]:
    return [problem_data(problem) for problem in error.problems]


def recorded_problem(problem: Mapping[str, Any]) -> Data:
    """A problem as records have it."""
    place = None
    if problem["file"]:
        keys = ("file", "line", "column")
        place = {key: problem[key] or 0 for key in keys}
        place["file"] = problem["file"]
    page = problem.get("page")
    return {"message": problem["message"], "place": place, "page": page}


def recorded_problems(problems: Iterable[Mapping[str, Any]]) -> list[Data]:
    return [recorded_problem(problem) for problem in problems]


def page_size(first: int, most: int = 1000) -> int:
    """How many to give. Raises Refused."""
    if not 0 <= first <= most:
        raise Refused(f"`first` and `limit` are from 0 to {most:,}, not {first:,}")
    return first


def page_start(after: int) -> int:
    """Raises Refused."""
    if after < 0:
        raise Refused(f"`after` and `offset` are from 0 on, not {after:,}")
    return after
