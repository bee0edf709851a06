"""What a language that cannot say it in types says about a type in words."""

from __future__ import annotations

from .literals import json
from .naming import class_name
from .spec_model import Constraints, Field, Type

_WORDS = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "date and time",
    "uuid": "UUID",
    "any": "any value",
}
FORMATS = {
    "date": "a date like 2024-02-29",
    "datetime": "a date and time like 2024-02-29T12:00:00Z",
    "uuid": "a UUID",
}


def type_notes(type_: Type) -> list[str]:
    """What the name of a GraphQL type does not say: phrases that start in lower case."""
    match type_.kind:
        case "date" | "datetime" | "uuid":
            return [FORMATS[type_.kind]]
        case "const":
            return [f"always {json.literal(type_.const)}"]
        case "map" if type_.item and type_.item.kind == "any":
            return ["a JSON object"]
        case "map" | "union":
            return [f"JSON of the form {notation(type_)}"]
        case "array":
            inner = type_notes(type_.item) if type_.item else []
            notes = list_notes(type_.constraints)
            return notes + [f"each item: {note}" for note in inner]
        case _:
            return _limits(type_)


def notation(type_: Type) -> str:
    """A type with its constraints in one phrase: `{"kind": "circle", "r": number (above 0)}`."""
    text = _bare_notation(type_)
    if type_.kind in ("string", "integer", "number"):
        notes = _limits(type_)
    elif type_.kind == "array":
        notes = list_notes(type_.constraints)
    else:
        notes = []
    if notes:
        text += f" ({', '.join(notes)})"
    return f"{text} | null" if type_.nullable else text


def _bare_notation(type_: Type) -> str:
    match type_.kind:
        case "enum":
            return " | ".join(map(json.literal, type_.values))
        case "const":
            return str(json.literal(type_.const))
        case "array" if type_.item:
            return f"[{notation(type_.item)}, …]"
        case "map" if type_.item:
            return f"{{key: {notation(type_.item)}, …}}"
        case "object":
            return "{" + ", ".join(map(_member, type_.fields)) + "}"
        case "union":
            return " | ".join(map(notation, type_.variants))
        case "ref" if type_.ref:
            return class_name(type_.ref)
        case _:
            return _WORDS[type_.kind]


def _member(field: Field) -> str:
    optional = "" if field.required else "?"
    default = f" = {json.literal(field.default)}" if field.has_default else ""
    return f"{json.literal(field.name)}{optional}: {notation(field.type)}{default}"


def _limits(type_: Type) -> list[str]:
    return [*text_notes(type_.constraints), *bounds(type_.constraints)]


def text_notes(limits: Constraints) -> list[str]:
    """What a string may be: `1 to 80 characters`, `matches /^a/`."""
    notes = _size(limits.min_length, limits.max_length, "character")
    if limits.pattern is not None:
        notes.append(f"matches /{limits.pattern}/")
    return notes


def list_notes(limits: Constraints) -> list[str]:
    """What a list may be: `at least 1 item`, `no two items are equal`."""
    notes = _size(limits.min_items, limits.max_items, "item")
    return notes + (["no two items are equal"] if limits.unique_items else [])


def bounds(limits: Constraints) -> list[str]:
    """What a number may be: `from 1 to 100`, or `above 0`, `at most 2`, `a multiple of 5`."""
    notes: list[str] = []
    if limits.exclusive_minimum is not None:
        notes.append(f"above {limits.exclusive_minimum}")
    if limits.exclusive_maximum is not None:
        notes.append(f"below {limits.exclusive_maximum}")
    if limits.minimum is not None and limits.maximum is not None:
        notes.append(f"from {limits.minimum} to {limits.maximum}")
    elif limits.minimum is not None:
        notes.append(f"at least {limits.minimum}")
    elif limits.maximum is not None:
        notes.append(f"at most {limits.maximum}")
    if limits.multiple_of is not None:
        notes.append(f"a multiple of {limits.multiple_of}")
    return notes


def _size(least: int | None, most: int | None, what: str) -> list[str]:
    if least and most is not None:
        return [f"{least} to {most} {what}s" if least < most else _count(least, what)]
    if most is not None:
        return [f"at most {_count(most, what)}"]
    return [f"at least {_count(least, what)}"] if least else []


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
