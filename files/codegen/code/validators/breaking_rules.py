"""The rules by which a change of specifications breaks something, and a change as it is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..shared.problems import Path

RULES = {
    "SPEC_REMOVED": "both: a specification is gone",
    "SPEC_RENAMED": "both: a specification has another type",
    "SPEC_KIND_CHANGED": "both: a node type has become a shared type, or the other way round",
    "FIELD_REMOVED": "both: a field is gone: what holds it is refused, what reads it finds nothing",
    "FIELD_RENAMED": "both: a field has another name",
    "FIELD_REQUIRED": "writers: a field that could be absent is required",
    "FIELD_REQUIRED_ADDED": "writers: a new field is required",
    "FIELD_OPTIONAL": "readers: a field that was always there may be absent",
    "TYPE_CHANGED": "both: values of the old type are no values of the new one, nor the other way round",
    "TYPE_NARROWED": "writers: not every value of the old type is one of the new type",
    "TYPE_WIDENED": "readers: there are values that the old type did not have",
    "VARIANT_REMOVED": "writers: what fitted one variant of a union fits none",
    "NULLABLE_REMOVED": "writers: null was valid",
    "NULLABLE_ADDED": "readers: null was not valid",
    "ENUM_VALUE_REMOVED": "writers: a value of an enum is gone",
    "CONST_CHANGED": "both: another constant",
    "BOUND_TIGHTENED": "writers: a bound admits less",
    "PATTERN_CHANGED": "writers: a text has to match a pattern that it need not have matched",
    "DEFAULT_CHANGED": "both: an absent field becomes something else",
    "DEFAULT_REMOVED": "readers: an absent field stays absent",
    "PORT_REMOVED": "both: a port of a node type is gone",
}
"""Each rule with whom it breaks, writers of the data, its readers or both, and why."""


@dataclass(frozen=True, slots=True)
class Where:
    """A part of a specification: `path` in its document, `subject` as people write it (`order.lines[].item`)."""

    path: Path
    subject: str

    def at(self, *keys: str | int) -> Where:
        """A part of it that has no subject of its own."""
        return Where((*self.path, *keys), self.subject)

    def field(self, index: int, name: str) -> Where:
        """A field, by its place in the list of fields."""
        return Where((*self.path, index), f"{self.subject}.{name}")

    def inside(self, key: str, mark: str) -> Where:
        """The items of an array (`[]`), the values of a map (`{}`)."""
        return Where((*self.path, key), self.subject + mark)


@dataclass(frozen=True, slots=True)
class Change:
    """A change that breaks something."""

    rule: str
    where: Where
    message: str

    def json(self, spec: str) -> dict[str, Any]:
        """The change as data; `spec` is the specification that `where` is in."""
        return {
            "rule": self.rule,
            "breaks": RULES[self.rule].partition(":")[0],
            "spec": spec,
            "path": list(self.where.path),
            "subject": self.where.subject,
            "message": self.message,
        }
