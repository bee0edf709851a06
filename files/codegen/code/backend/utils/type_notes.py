"""What a schema language without constraints says about a type in words."""

from __future__ import annotations

from ...shared.literals import json
from ...shared.naming import class_name
from ...shared.spec_model import Constraints, Field, Type

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
_FORMATS = {
    "date": "a date like 2024-02-29",
    "datetime": "a date and time like 2024-02-29T12:00:00Z",
    "uuid": "a UUID",
}


def type_notes(type_: Type) -> list[str]:
    """What the name of a GraphQL type does not say: phrases that start in lower case."""
    match type_.kind:
        case "date" | "datetime" | "uuid":
            return [_FORMATS[type_.kind]]
        case "const":
            return [f"always {json.literal(type_.const)}"]
        case "map" if type_.item and type_.item.kind == "any":
            return ["a JSON object"]
        case "map" | "union":
            return [f"JSON of the form {notation(type_)}"]
        case "array":
            inner = type_notes(type_.item) if type_.item else []
            notes = _size(
                type_.constraints.min_items, type_.constraints.max_items, "item"
            )
            notes += (
                ["no two items are equal"] if type_.constraints.unique_items else []
            )
            return notes + [f"each item: {note}" for note in inner]
        case _:
            return _limits(type_.constraints)


def notation(type_: Type) -> str:
    """A type with its constraints in one phrase: `{"kind": "circle", "r": number (more than 0)}`."""
    text = _bare_notation(type_)
    if type_.kind in ("string", "integer", "number"):
        notes = _limits(type_.constraints)
    elif type_.kind == "array":
        notes = _size(type_.constraints.min_items, type_.constraints.max_items, "item")
        notes += ["no two items are equal"] if type_.constraints.unique_items else []
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


def _limits(limits: Constraints) -> list[str]:
    notes = _size(limits.min_length, limits.max_length, "character")
    if limits.pattern is not None:
        notes.append(f"matches /{limits.pattern}/")
    if limits.minimum is not None:
        notes.append(f"at least {limits.minimum}")
    if limits.exclusive_minimum is not None:
        notes.append(f"more than {limits.exclusive_minimum}")
    if limits.maximum is not None:
        notes.append(f"at most {limits.maximum}")
    if limits.exclusive_maximum is not None:
        notes.append(f"less than {limits.exclusive_maximum}")
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
