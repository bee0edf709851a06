"""The specification as generators see it: frozen values, aliases resolved, every default made explicit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "enum",
    "const",
    "date",
    "datetime",
    "uuid",
    "object",
    "map",
    "array",
    "union",
    "ref",
    "any",
]
"""What a value is on the wire. The UI kinds `code`, `file_path` and `url` are the kind `string`."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """Bounds of a value; `None` means unbounded. String lengths count Unicode code points."""

    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value. Only the members that its `kind` uses are set."""

    kind: Kind
    nullable: bool = False
    constraints: Constraints = Constraints()
    values: tuple[str, ...] = ()  # enum: the allowed strings, in the author's order
    const: Any = None  # const: the one allowed JSON scalar
    fields: tuple[
        Field, ...
    ] = ()  # object: its properties; an object without fields is a map of any
    item: Type | None = None  # array: its items; map: its values
    variants: tuple[
        Type, ...
    ] = ()  # union: tried in this order, the first that fits wins
    discriminator: str | None = (
        None  # union of objects and refs: the property that names the variant
    )
    ref: str | None = None  # ref: the `type` of another specification

    @property
    def takes_null(self) -> bool:
        """Whether null is a value of the type; a `ref` takes none by itself."""
        if self.nullable or self.kind == "any":
            return True
        return any(variant.takes_null for variant in self.variants)

    def walk(self) -> tuple[Type, ...]:
        """This type and every type inside it, outermost first; refs are not followed."""
        if self.item is None and not self.fields and not self.variants:
            return (self,)
        inside = [own.type for own in self.fields]
        inside += [self.item] if self.item else []
        inside += self.variants
        return (self, *(found for child in inside for found in child.walk()))


@dataclass(frozen=True, slots=True)
class Ui:
    """How a form shows a field (`uiConfig`). Nothing here changes which values are valid."""

    input_type: str  # text, textarea, number, checkbox, select, code, file, url, json, group, list
    placeholder: str | None = None
    rows: int | None = None
    column: int | None = None
    language: str | None = None
    min: int | float | None = None
    max: int | float | None = None
    options: tuple[tuple[str, str], ...] = ()  # (value, label)
    collapsible: bool = False
    read_only: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Conditional:
    """A field is shown only while another field has one of these values (or, `not_in`, none of them)."""

    field: str
    values: tuple[Any, ...]
    operator: Literal["equals", "not_equals", "in", "not_in"]


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object. `name` is its key in JSON, kept letter for letter in every language."""

    name: str
    type: Type
    required: bool = False  # a required field must be present, whatever its default
    has_default: bool = False
    default: Any = None  # JSON; fills an absent optional field when has_default
    description: str = ""
    deprecated: str | None = None  # None: not deprecated; else what to use, possibly ''
    ui: Ui = Ui("text")
    conditional: Conditional | None = None


@dataclass(frozen=True, slots=True)
class Handle:
    """A port on the node's card."""

    id: str
    label: str
    position: Literal["left", "right", "top", "bottom"]


@dataclass(frozen=True, slots=True)
class Execution:
    """How the engine treats the node: `timeout` in seconds, `max_retries` attempts after the first."""

    timeout: int | float | None = None
    retryable: bool = False
    max_retries: int = 0
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spec:
    """One specification: a node type (`is_node`) or a shared domain type."""

    type: str  # snake_case, the name of the specification and of its file
    is_node: bool
    display_name: str
    category: str
    icon: str
    color: str
    description: str
    fields: tuple[Field, ...]
    inputs: tuple[Handle, ...] = ()
    outputs: tuple[Handle, ...] = ()
    output_types: Mapping[str, Any] = field(default_factory=dict)  # as written
    execution: Execution = Execution()
    examples: tuple[Any, ...] = ()  # each {name, description, configuration}
    source: str = ""  # where people edit it; without, the file of its type

    def types(self) -> tuple[Type, ...]:
        """Every type in the specification, in the author's order; refs are not followed."""
        return tuple(found for own in self.fields for found in own.type.walk())

    def refs(self) -> tuple[str, ...]:
        """The other specifications that this one names, sorted, without itself."""
        return tuple(
            sorted({found.ref for found in self.types() if found.ref} - {self.type})
        )
