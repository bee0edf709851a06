"""Constraints that admit less than they did."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..shared.read_constraints import SAFE_INTEGER
from ..shared.spec_model import Constraints, Type
from .breaking_rules import Change, Where

_LENGTHS = (
    ("min_length", "minLength", 1),
    ("max_length", "maxLength", -1),
    ("min_items", "minItems", 1),
    ("max_items", "maxItems", -1),
)
Bound = tuple[Fraction, bool]
"""A lower bound, and whether the bound itself is out. Upper bounds are told as lower bounds of what is negated."""


def tightened(before: Type, after: Type, where: Where) -> Iterator[Change]:
    """What the constraints of `after` refuse that those of `before` do not."""
    old, new = before.constraints, after.constraints
    at = where.at("validation")
    yield from _numbers(before, after, at)
    for attribute, key, sign in _LENGTHS:
        was, now = getattr(old, attribute), getattr(new, attribute)
        loose = 0 if sign > 0 else float("inf")
        if sign * (loose if now is None else now) > sign * (
            loose if was is None else was
        ):
            yield _tighter(key, was, now, at)
    if new.unique_items and not old.unique_items:
        message = "equal items were valid, now 'uniqueItems' refuses them"
        yield Change("BOUND_TIGHTENED", at.at("uniqueItems"), message)
    if new.pattern is not None and new.pattern != old.pattern:
        was = "absent" if old.pattern is None else repr(old.pattern)
        message = f"the pattern was {was} and is {new.pattern!r}"
        yield Change("PATTERN_CHANGED", at.at("pattern"), message)


def _numbers(before: Type, after: Type, at: Where) -> Iterator[Change]:
    for key, exclusive, sign in (
        ("min", "exclusiveMin", 1),
        ("max", "exclusiveMax", -1),
    ):
        was, now = _bound(before, sign), _bound(after, sign)
        if now is not None and (was is None or now > was):
            named = exclusive if now[1] and after.kind == "number" else key
            old = None if was is None else _shown(was, sign)
            yield _tighter(named, old, _shown(now, sign), at)
    old_step, new_step = before.constraints.multiple_of, after.constraints.multiple_of
    if new_step is not None and not _is_multiple(before, old_step, new_step):
        yield _tighter("multipleOf", old_step, new_step, at)


def _bound(type_: Type, sign: int) -> Bound | None:
    """The lower bound of the type's numbers (of the negated ones, where `sign` is negative)."""
    limits: Constraints = type_.constraints
    low = sign > 0
    inclusive = limits.minimum if low else limits.maximum
    exclusive = limits.exclusive_minimum if low else limits.exclusive_maximum
    found: list[Bound] = []
    if type_.kind == "integer":
        found.append((Fraction(-SAFE_INTEGER), False))
    if inclusive is not None:
        found.append((sign * Fraction(inclusive), False))
    if exclusive is not None:
        own = sign * Fraction(exclusive)
        found.append((own + 1, False) if type_.kind == "integer" else (own, True))
    return max(found) if found else None


def _shown(bound: Bound, sign: int) -> int | float:
    value = sign * bound[0]
    return int(value) if value.denominator == 1 else float(value)


def _is_multiple(before: Type, old: float | None, new: float) -> bool:
    """Whether every value of the old type is a multiple of the new step."""
    if old is None:
        return before.kind == "integer" and Fraction(1) % Fraction(new) == 0
    return Fraction(old) % Fraction(new) == 0


def _tighter(key: str, was: float | None, now: float | None, at: Where) -> Change:
    before = "absent" if was is None else was
    return Change("BOUND_TIGHTENED", at.at(key), f"{key} was {before} and is {now}")
