"""Reading `validation`: which constraints a type has, and whether any value can satisfy them."""

from __future__ import annotations

import math
import sys

from . import keys
from .members import Members
from .patterns import PatternError, check_pattern
from .problems import Problems, show
from .spec_model import Constraints, Kind

SAFE_INTEGER = 2**53 - 1
"""The integers from its negative to it are exact in every language."""

_BOUNDS = ("min", "max", "exclusiveMin", "exclusiveMax", "multipleOf")
_LENGTHS = ("minLength", "maxLength", "pattern", "allowedValues")
_ITEMS = ("minItems", "maxItems", "uniqueItems", "itemType", "allowedValues")
APPLIES: dict[Kind, tuple[str, ...]] = {
    "string": _LENGTHS,
    "integer": _BOUNDS,
    "number": _BOUNDS,
    "array": _ITEMS,
}
"""The constraints that a kind of value can have."""


def read_validation(owner: Members, kind: Kind, problems: Problems) -> Members:
    """The `validation` object of a field or type, with the constraints that do not apply noted."""
    found = Members(
        owner.get("validation") if "validation" in owner else {},
        owner.at("validation"),
        keys.VALIDATION,
        "validation",
        problems,
    )
    known = APPLIES.get(kind, ())
    for key in dict.fromkeys(keys.VALIDATION.values()):
        if key in found and key not in known:
            hint = f"; it can have {', '.join(known)}" if known else ""
            found.problem(key, f"{key!r} does not apply to {kind} values{hint}")
    return found


def read_constraints(found: Members, kind: Kind) -> Constraints:
    """The constraints in a `validation` object, checked against each other."""
    constraints = Constraints(
        minimum=_bound(found, "min", kind),
        maximum=_bound(found, "max", kind),
        exclusive_minimum=_bound(found, "exclusiveMin", kind),
        exclusive_maximum=_bound(found, "exclusiveMax", kind),
        multiple_of=_step(found, kind),
        min_length=found.count("minLength"),
        max_length=found.count("maxLength"),
        pattern=_pattern(found),
        min_items=found.count("minItems"),
        max_items=found.count("maxItems"),
        unique_items=found.flag("uniqueItems"),
    )
    _check_order(
        found, "minLength", constraints.min_length, "maxLength", constraints.max_length
    )
    _check_order(
        found, "minItems", constraints.min_items, "maxItems", constraints.max_items
    )
    if kind in ("integer", "number"):
        _check_range(found, constraints, kind)
    return constraints


def exact_number(value: int | float) -> int | float | None:
    """The number as every language holds it: whole ones as int; None when no double is equal to it."""
    try:
        double = float(value)
    except OverflowError:
        return None
    if not math.isfinite(double) or double != value:
        return None
    return (
        int(double) if abs(double) <= SAFE_INTEGER and double.is_integer() else double
    )


def _bound(found: Members, key: str, kind: Kind) -> int | float | None:
    written = found.number(key)
    if written is None:
        return None
    value = exact_number(written)
    if value is None:
        found.problem(
            key, f"{show(written)} is not exactly a double, so languages would differ"
        )
    elif kind == "integer" and not isinstance(value, int):
        found.problem(key, f"{show(written)} is no whole number within ±(2^53 - 1)")
        return None
    return value


def _step(found: Members, kind: Kind) -> int | float | None:
    value = _bound(found, "multipleOf", kind)
    if value is not None and value <= 0:
        found.problem("multipleOf", f"must be more than 0, not {show(value)}")
        return None
    return value


def _pattern(found: Members) -> str | None:
    pattern = found.optional_text("pattern")
    if pattern is not None:
        try:
            check_pattern(pattern)
        except PatternError as error:
            found.problem("pattern", str(error))
            return None
    return pattern


def _check_order(
    found: Members, low_key: str, low: int | None, high_key: str, high: int | None
) -> None:
    if low is not None and high is not None and low > high:
        found.problem(low_key, f"{low_key} {low} is more than {high_key} {high}")


def _check_range(found: Members, constraints: Constraints, kind: Kind) -> None:
    """Note bounds that leave no number between them."""
    limit = SAFE_INTEGER if kind == "integer" else math.inf
    low, low_open = max(
        _given(constraints.minimum, constraints.exclusive_minimum, -limit)
    )
    high, high_open = min(
        _given(constraints.maximum, constraints.exclusive_maximum, limit)
    )
    if kind == "integer":
        low, high, low_open, high_open = low + low_open, high - high_open, False, False
    if low > high or (low == high and (low_open or high_open)):
        key = next(key for key in _BOUNDS if key in found)
        found.problem(key, "no number is within these bounds")
        return
    step = constraints.multiple_of
    if step is None or math.isinf(low) or math.isinf(high):
        return
    if not _has_multiple(low, high, step):
        found.problem("multipleOf", f"no multiple of {show(step)} is within the bounds")


def _has_multiple(low: float, high: float, step: float) -> bool:
    """Whether a multiple may be within finite bounds; a quotient that overflows is none."""
    least = max(low / step, -sys.float_info.max)
    most = min(high / step, sys.float_info.max)
    if math.isinf(least) or math.isinf(most):
        return False
    return math.ceil(least) <= most * (1 + 1e-9) + 1e-9


def _given(
    inclusive: int | float | None, exclusive: int | float | None, limit: float
) -> list[tuple[float, bool]]:
    """The bounds on one side, each with whether it is exclusive."""
    bounds: list[tuple[float, bool]] = [(limit, False)]
    bounds += [] if inclusive is None else [(inclusive, False)]
    bounds += [] if exclusive is None else [(exclusive, True)]
    return bounds
