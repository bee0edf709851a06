"""What the documentation of a field says beside its description: the constraints that its TypeScript type cannot."""

from __future__ import annotations

import textwrap
from typing import Any

from ...shared.literals import Code, typescript
from ...shared.spec_model import Constraints, Field, Type
from ...shared.type_notes import FORMATS, bounds, list_notes, text_notes
from .expressions import UNIT, WIDTH

_MAX_DEFAULT = 60


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
    """Sentences without their full stops."""
    return [note[0].upper() + note[1:] for note in _phrases(type_)]


def _phrases(type_: Type) -> list[str]:
    limits = type_.constraints
    match type_.kind:
        case "string":
            return text_notes(limits)
        case "integer":
            return [f"an integer{_bounds(limits)}"]
        case "number":
            found = _bounds(limits)
            return [f"a number{found}"] if found else []
        case "date" | "datetime" | "uuid":
            return [FORMATS[type_.kind]]
        case "array":
            return list_notes(limits) + _inner("each item", type_.item)
        case "map":
            return _inner("each value", type_.item)
        case _:
            return []


def _inner(what: str, item: Type | None) -> list[str]:
    return [f"{what}: {note}" for note in _phrases(item or Type("any"))]


def _bounds(limits: Constraints) -> str:
    """Words like ` from 1 to 100` or ` of at least 1`."""
    notes = bounds(limits)
    if not notes:
        return ""
    before = {"a": ", ", "at": " of "}.get(notes[0].split()[0], " ")
    return before + ", ".join(notes)
