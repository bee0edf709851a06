"""Whether a document is JSON that every language can hold: well-formed strings, finite numbers, a sane depth.

Its strings end up in generated files, on lines of their own too. There, `dipeo:keep` and `dipeo:end` mark what people
write, so no string may hold them: it would make a region, or end one.
"""

from __future__ import annotations

import json
import math
from typing import Any

from .languages.characters import is_well_formed
from .problems import Path, Problems, show

MAX_DEPTH = 200
_MARKS = ("dipeo:keep", "dipeo:end")


def check_document(document: Any, problems: Problems) -> None:
    """Note every value that is not such JSON."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, TypeError, RecursionError):
        _check(document, (), problems)
    else:
        if _mark(text):
            _check(document, (), problems)


def _check(value: Any, path: Path, problems: Problems) -> None:
    if len(path) > MAX_DEPTH:
        problems.add(path[:8], f"values are nested deeper than {MAX_DEPTH}")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                problems.add(path, f"the key {show(key)} is not a string")
            else:
                _check_text(key, path, "the key ", problems)
                _check(item, (*path, key), problems)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, (*path, index), problems)
    elif isinstance(value, str):
        _check_text(value, path, "", problems)
    elif isinstance(value, float):
        if not math.isfinite(value):
            problems.add(path, f"{value} is not a finite number")
    elif isinstance(value, int):
        if value.bit_length() > 1024:
            problems.add(path, "the number is larger than any double")
    elif value is not None:
        problems.add(path, f"{type(value).__name__} is not a JSON value")


def _check_text(text: str, path: Path, what: str, problems: Problems) -> None:
    if not is_well_formed(text):
        problems.add(
            path, f"{what}{show(text)} holds a lone surrogate, which no file can hold"
        )
    if mark := _mark(text):
        apart = mark.replace(":", ": ")
        problems.add(
            path,
            f"{what}{show(text)} holds {mark!r}, which marks what people write in"
            f" generated files; write {apart!r}",
        )


def _mark(text: str) -> str | None:
    return next((mark for mark in _MARKS if mark in text), None)
