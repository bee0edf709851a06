"""A smaller specification and instance about which the judges still disagree."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.agreement.instances import Raw, write
from tests.agreement.judges import Instance
from tests.agreement.specifications import problem_paths
from tests.agreement.worlds import Document

Path = tuple[Any, ...]
Case = tuple[list[Document], Instance]


def reduced(case: Case, still_fails: Callable[[Case], bool]) -> Case:
    """What is left of the case when nothing more can be taken out of it."""
    documents, (type_, text) = case

    def instance_fails(value: Any) -> bool:
        return still_fails((documents, (type_, write(value))))

    try:
        value = json.loads(text, parse_float=Raw, parse_int=Raw, parse_constant=Raw)
    except ValueError:
        value = Raw(text)
    if instance_fails(value):
        text = write(_without(value, instance_fails))

    def documents_fail(left: list[Document]) -> bool:
        if all(document.get("type") != type_ for document in left):
            return False
        return not problem_paths(left) and still_fails((left, (type_, text)))

    return _without(documents, documents_fail), (type_, text)


def _without(value: Any, still_fails: Callable[[Any], bool]) -> Any:
    """The value without the members and items that are not needed."""
    before = None
    while before != write(value):
        before = write(value)
        for path in [*_inner_paths(value, ())]:
            smaller = _removed(value, path)
            if smaller is not None and still_fails(smaller):
                value = smaller
    return value


def _inner_paths(value: Any, path: Path) -> Iterator[Path]:
    """Where something can be taken out: the outer places first, in lists the last items first."""
    keys: list[Any] = []
    if isinstance(value, dict):
        keys = [*value]
    elif isinstance(value, list):
        keys = [*range(len(value))][::-1]
    yield from ((*path, key) for key in keys)
    for key in keys:
        yield from _inner_paths(value[key], (*path, key))


def _removed(value: Any, path: Path) -> Any:
    """A copy of the value without what is at the path; None if that is gone already."""
    value = copy.deepcopy(value)
    inside = value
    try:
        for key in path[:-1]:
            inside = inside[key]
        del inside[path[-1]]
    except (KeyError, IndexError, TypeError):
        return None
    return value
