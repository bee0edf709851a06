"""What the documentation of a field says beside its description: the constraints that its TypeScript type cannot."""

from __future__ import annotations

import textwrap
from typing import Any

from ...shared.literals import Code, typescript
from ...shared.spec_model import Constraints, Field, Type
from .expressions import UNIT, WIDTH

_MAX_DEFAULT = 60
_FORMATS = {
    "date": "A date like 2024-02-29",
    "datetime": "A date and time like 2024-02-29T12:00:00Z",
    "uuid": "A UUID",
}


def field_doc(field: Field) -> Code | None:
    """The documentation comment of a member of an interface; None when there is nothing to say."""
    notes = _notes(field.type)
    if field.has_default and field.type.kind != "const":
        notes += _default_notes(field.default)
    text = field.description
    if notes:
        added = ". ".join(notes) + "."
        text = f"{text}\n\n{added}" if "\n" in text else f"{text} {added}".lstrip()
    if field.deprecated is not None:
        tags = [("deprecated", field.deprecated)]
        return typescript.jsdoc(_wrapped(text, 1), len(UNIT), tags)
    return doc(text, 1) if text else None


def doc(text: str, level: int = 0) -> Code:
    """A documentation comment at a level of indentation."""
    indent = len(UNIT) * level
    if "\n" not in text and len(text) <= WIDTH - indent - len("/**  */"):
        return typescript.jsdoc(text, indent)
    return typescript.jsdoc(_wrapped(text, level), indent)


def _wrapped(text: str, level: int) -> str:
    """The text with its long lines in lines that fit; the others as they are."""
    room = WIDTH - len(UNIT) * level - len(" * ")
    lines: list[str] = []
    for line in text.split("\n"):
        if len(line) <= room:
            lines.append(line)
            continue
        margin = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line,
            room,
            subsequent_indent=margin,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _default_notes(default: Any) -> list[str]:
    text = typescript.literal(default)
    return [f"Default: {text}"] if len(text) <= _MAX_DEFAULT else ["Has a default"]


def _notes(type_: Type) -> list[str]:
    limits = type_.constraints
    match type_.kind:
        case "string":
            notes = _size("character", limits.min_length, limits.max_length)
            if limits.pattern is not None:
                notes.append(f"Matches /{limits.pattern}/")
            return notes
        case "integer":
            return [f"An integer{_bounds(limits)}"]
        case "number":
            bounds = _bounds(limits)
            return [f"A number{bounds}"] if bounds else []
        case "date" | "datetime" | "uuid":
            return [_FORMATS[type_.kind]]
        case "array":
            notes = _size("item", limits.min_items, limits.max_items)
            notes += ["No two items are equal"] if limits.unique_items else []
            return notes + _inner("Each item", type_.item)
        case "map":
            return _inner("Each value", type_.item)
        case _:
            return []


def _inner(what: str, item: Type | None) -> list[str]:
    return [
        f"{what}: {note[0].lower()}{note[1:]}" for note in _notes(item or Type("any"))
    ]


def _size(what: str, least: int | None, most: int | None) -> list[str]:
    if least and most is not None:
        return [f"{least} to {most} {what}s" if least < most else _count(least, what)]
    if most is not None:
        return [f"At most {_count(most, what)}"]
    return [f"At least {_count(least, what)}"] if least else []


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _bounds(limits: Constraints) -> str:
    """Words like ` from 1 to 100` or ` above 0, at most 2`."""
    phrases: list[str] = []
    if limits.exclusive_minimum is not None:
        phrases.append(f"above {limits.exclusive_minimum}")
    if limits.exclusive_maximum is not None:
        phrases.append(f"below {limits.exclusive_maximum}")
    if limits.minimum is not None and limits.maximum is not None:
        phrases.append(f"from {limits.minimum} to {limits.maximum}")
    elif limits.minimum is not None:
        phrases.append(f"at least {limits.minimum}")
    elif limits.maximum is not None:
        phrases.append(f"at most {limits.maximum}")
    if limits.multiple_of is not None:
        phrases.append(f"in steps of {limits.multiple_of}")
    if not phrases:
        return ""
    return (" of " if phrases[0].startswith("at ") else " ") + ", ".join(phrases)
