"""What a judge says about an instance."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests import kit

_json_equal = kit.load("shared.value_check").json_equal
_double_limit = 2**53


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an instance is valid, and what it becomes, where the judge makes something of it."""

    valid: bool
    value: Any = None
    why: str = ""
    """Why it is refused, in the judge's words."""

    def __str__(self) -> str:
        if self.valid:
            return f"valid: {json.dumps(self.value)}"
        return f"refused: {' '.join(self.why.split())[-600:]}"


def valid(value: Any = None) -> Verdict:
    """The instance is valid and becomes the value."""
    return Verdict(True, value)


def refused(why: object) -> Verdict:
    """The instance is not valid."""
    return Verdict(False, why=str(why))


def agree(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts are one, values as JSON."""
    if one.valid and other.valid:
        return bool(_json_equal(one.value, other.value))
    return one.valid == other.valid


def read_json(text: str) -> Any:
    """JSON as every reader of doubles reads it. Raises ValueError."""
    return json.loads(text, parse_int=_whole, parse_constant=_refuse)


def has_twins(text: str) -> bool:
    """Whether a key is twice in one object of a JSON text."""
    found = False

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        made = dict(pairs)
        found = found or len(made) < len(pairs)
        return made

    try:
        json.loads(text, object_pairs_hook=note)
    except ValueError:
        return False
    return found


def _whole(digits: str) -> int | float:
    value = int(digits)
    try:
        return value if abs(value) <= _double_limit else float(value)
    except OverflowError:
        return float("-inf" if value < 0 else "inf")


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
