"""The classes of a Pydantic module: annotations with their constraints, and the names that they need."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...shared import naming
from ...shared.languages.characters import width as columns
from ...shared.literals import Code, python
from ...shared.reserved import CLASS_NAMES
from ...shared.spec_model import Field, Spec, Type
from .field_arguments import (
    constraint_arguments,
    default_arguments,
    documentation_arguments,
    size_arguments,
)
from .python_expressions import (
    STEP,
    WIDTH,
    Either,
    Expression,
    call,
    flat,
    laid_out,
    named,
    subscript,
    text,
)
from .python_mapper import (
    NODE_ATTRIBUTES,
    about,
    assignment,
    attributes,
    declaration,
    docstring,
    literal_type,
    union,
)

ALIASES = {
    "integer": "Integer",
    "date": "Date",
    "datetime": "DateTime",
    "uuid": "Uuid",
    "any": "Json",
}
"""Kind -> the alias for it, which the template defines."""

_BASES = {"string": "str", "number": "float", "boolean": "bool"} | ALIASES
_TEXT_KINDS = frozenset({"string", "enum", "date", "datetime", "uuid"})
_CONST_VALIDATORS = {bool: "BeforeValidator(_boolean)", int: "BeforeValidator(_number)"}
_MAX_TAG = 32
_LEFT_TO_RIGHT = named("union_mode=", '"left_to_right"')


class Annotation(NamedTuple):
    """A type, null aside: what it is, what `Field` says of it, and the validators around it."""

    base: Expression
    arguments: tuple[Expression, ...] = ()
    validators: tuple[Expression, ...] = ()


class Attribute(NamedTuple):
    """A line of a class: `head = default`, or `head = Field(…)` with an argument a line; `default` may be ''."""

    head: Code
    default: Code
    arguments: tuple[Code, ...]


class Model(NamedTuple):
    """A class: its `class` line, its docstring and its attributes."""

    head: Code
    docstring: Code
    attributes: list[Attribute]


class Place(NamedTuple):
    """Where a type is written: the class and the field in it, and what the field is for."""

    owner: str
    name: str
    description: str


class Module:
    """The classes of a specification, inner ones first, and the names that they use."""

    def __init__(self, spec: Spec) -> None:
        name = naming.class_name(spec.type)
        imported = map(naming.class_name, spec.refs())
        self.models: list[Model] = []
        self.uses: set[str] = {"Literal"} if spec.is_node else set()
        self._names = naming.Scope([name, *imported])
        own = [self._type(spec.type)] if spec.is_node else []
        self._add(name, about(spec), spec.fields, attributes(spec), own)

    def _add(
        self,
        name: str,
        description: str,
        fields: tuple[Field, ...],
        names: dict[str, str],
        lines: list[Attribute],
    ) -> None:
        lines += [self._attribute(name, names[field.name], field) for field in fields]
        head = laid_out(call(f"class {name}", ["BaseModel"], comma=""), 0, 0, 1)
        self.models.append(Model(Code(f"{head}:"), docstring(description, STEP), lines))

    def _type(self, spec_type: str) -> Attribute:
        """The attribute that tells a node's type."""
        tag = text(spec_type)
        return self._assigned(
            "type", literal_type([spec_type]), [named("default=", tag)]
        )

    def _attribute(self, owner: str, name: str, field: Field) -> Attribute:
        place = Place(owner, field.name, field.description)
        found = self._annotation(field.type, place)
        others = _null(field.type)
        if not field.required and not field.has_default:
            others.append("MISSING")
            self.uses.add("MISSING")
        arguments = [*default_arguments(field)]
        if name != field.name:
            arguments.append(named("alias=", text(field.name)))
        if others or found.validators:
            annotation = union([self._annotated(found), *others])
        else:
            annotation = found.base
            arguments += found.arguments
        arguments += documentation_arguments(field)
        return self._assigned(name, annotation, arguments)

    def _assigned(
        self, name: str, annotation: Expression, arguments: list[Expression]
    ) -> Attribute:
        """`name: annotation = …`, on one line if it fits, else as ruff breaks it."""
        if not arguments:
            return Attribute(declaration(name, annotation, STEP), Code(""), ())
        head = f"{name}: {flat(annotation)}"
        used = STEP + columns(head) + len(" = ")
        plain = _plain_default(arguments)
        if plain and used + columns(plain) <= WIDTH:
            return Attribute(Code(head), Code(plain), ())
        self.uses.add("Field")
        field = call("Field", arguments)
        if used + columns(field.flat) <= WIDTH:
            return Attribute(Code(head), Code(field.flat), ())
        if used + len(field.opening) > WIDTH:
            return Attribute(assignment(name, annotation, field, STEP), Code(""), ())
        inner = 2 * STEP
        lines = [Code(laid_out(item, inner, inner, 1)) for item in arguments]
        return Attribute(Code(head), Code(""), tuple(lines))

    def _nested(self, type_: Type, place: Place) -> Expression:
        """The whole annotation of a type that is inside another."""
        return union([self._annotated(self._annotation(type_, place)), *_null(type_)])

    def _annotated(self, found: Annotation) -> Expression:
        if not found.arguments and not found.validators:
            return found.base
        self.uses.add("Annotated")
        items = [found.base, *found.validators]
        if found.arguments:
            self.uses.add("Field")
            items.insert(1, call("Field", found.arguments))
        return subscript("Annotated", *items)

    def _annotation(self, type_: Type, place: Place) -> Annotation:
        kind = type_.kind
        if kind in _BASES:
            return self._scalar(type_)
        if kind == "enum":
            self.uses.add("Literal")
            return Annotation(literal_type(type_.values))
        if kind == "const":
            return self._const(type_.const)
        if kind == "ref":
            assert type_.ref is not None
            self.uses.add("references")
            return Annotation(naming.class_name(type_.ref))
        if kind == "object":
            return Annotation(self._class(type_, place))
        if kind == "union":
            return self._union(type_, place)
        assert type_.item is not None
        item = self._nested(type_.item, place)
        if kind == "map":
            return Annotation(subscript("dict", "str", item))
        return self._array(type_, item)

    def _scalar(self, type_: Type) -> Annotation:
        base = _BASES[type_.kind]
        self.uses.add(base)
        constraints = type_.constraints
        validators: tuple[Expression, ...] = ()
        if type_.kind == "number" and constraints.multiple_of is not None:
            self.uses.add("_multiple_of")
            validators = (
                call("_multiple_of", [python.number(constraints.multiple_of)]),
            )
        arguments = tuple(constraint_arguments(constraints, type_.kind))
        return Annotation(base, arguments, validators)

    def _const(self, const: Any) -> Annotation:
        self.uses.add("Literal")
        validator = _CONST_VALIDATORS.get(const.__class__)
        if validator is None:
            return Annotation(literal_type([const]))
        self.uses.update(("BeforeValidator", validator))
        return Annotation(literal_type([const]), (), (validator,))

    def _array(self, type_: Type, item: Expression) -> Annotation:
        assert type_.item is not None
        limits = type_.constraints
        arguments = tuple(size_arguments(limits.min_items, limits.max_items))
        base = subscript("list", item)
        if not limits.unique_items:
            return Annotation(base, arguments)
        texts = type_.item.kind in _TEXT_KINDS and not type_.item.nullable
        check = "_distinct_texts" if texts else "_distinct"
        self.uses.update((check, "AfterValidator"))
        return Annotation(base, arguments, (f"AfterValidator({check})",))

    def _class(self, type_: Type, place: Place) -> str:
        """The name of the class of an object, after the class itself is there."""
        wanted = naming.member_class_name(place.owner, place.name)
        if wanted in CLASS_NAMES:
            wanted += "Type"
        name = self._names.take(wanted, "")
        names = naming.python_attributes([field.name for field in type_.fields])
        what = place.description.strip() or f"The {place.name} of {place.owner}."
        self._add(name, what, type_.fields, names, [])
        return name

    def _union(self, type_: Type, place: Place) -> Annotation:
        found: dict[Any, Expression] = {}
        for variant in type_.variants:
            key = _same(variant)
            if key not in found:
                tag = _tag(variant, type_.discriminator)
                inside = place._replace(name=f"{place.name} {tag}".strip())
                found[key] = self._annotated(self._annotation(variant, inside))
        base = union(found.values())
        if not isinstance(base, Either):
            return Annotation(base)
        attribute = _discriminator(type_)
        if attribute is None:
            return Annotation(base, (_LEFT_TO_RIGHT,))
        return Annotation(base, (named("discriminator=", text(attribute)),))


def _null(type_: Type) -> list[Expression]:
    """`None` for a type that takes null, unless its annotation says so by itself."""
    return ["None"] if _takes_null(type_) else []


def _takes_null(type_: Type) -> bool:
    if type_.kind == "any":
        return False
    return type_.nullable or any(map(_takes_null, type_.variants))


def _plain_default(arguments: list[Expression]) -> str:
    """The default where nothing but one is said; '' for a list or an object, whose type mypy infers in `Field`."""
    if len(arguments) != 1:
        return ""
    written = flat(arguments[0])
    plain = written.removeprefix("default=")
    return "" if plain == written or plain[0] in "[{" else plain


def _discriminator(type_: Type) -> str | None:
    """The attribute that tells the variants of a union, if it is called the same in the classes of all."""
    name = type_.discriminator
    if name is None:
        return None
    attribute = naming.python_attribute(name)
    if attribute != name and attribute in NODE_ATTRIBUTES:
        return None
    for variant in type_.variants:
        names = naming.python_attributes([field.name for field in variant.fields])
        if names.get(name, attribute) != attribute:
            return None
    return attribute


def _tag(variant: Type, discriminator: str | None) -> str:
    """What tells the class of a variant from those of the others, if it makes a name; '' if not."""
    for field in variant.fields:
        if field.name == discriminator and len(field.type.const) <= _MAX_TAG:
            return str(field.type.const)
    return ""


def _same(type_: Type) -> Any:
    """Equal for types whose annotations `typing` holds equal, null aside: it drops all but one from a union."""
    if type_.kind == "object":
        return id(type_)  # a class of its own
    if len(type_.variants) == 1:
        return _same(type_.variants[0])
    return (
        type_.kind,
        type_.constraints,
        frozenset(type_.values),
        (type_.const.__class__, type_.const),
        type_.ref,
        type_.item and (_same(type_.item), _takes_null(type_.item)),
        tuple(map(_same, type_.variants)),
    )
