"""A specification's JSON, read once into the model that generators see."""

from __future__ import annotations

import marshal
from functools import lru_cache
from typing import Any

from . import keys
from .document_check import check_document
from .members import Members
from .naming import title
from .problems import Problems, SpecError, did_you_mean, show
from .read_field import read_fields
from .read_node import read_execution, read_handles, read_output_types
from .read_type import Context, is_spec_type
from .references import required_refs
from .spec_model import Field, Spec, Type
from .value_check import conform

__all__ = ["SpecError", "load_spec", "read_spec", "type_field", "value_type"]

MAX_TYPE = 64
_NODE_ONLY = ("handles", "outputs", "execution")
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
_TAKEN = dict.fromkeys(
    _DEVICES, "a device on Windows, where no file can have this name"
) | {"scalars": "the file of the scalars in the GraphQL schema"}


def load_spec(spec_data: dict[str, Any]) -> Spec:
    """The specification, complete and checked. Raises SpecError with all problems.

    The same content is read once in a process, however many generators load it.
    """
    try:
        content = marshal.dumps(spec_data, 2)
    except ValueError:  # not JSON, or nested too deeply: reading it says where
        return read_spec(spec_data)
    return _load(content)


@lru_cache(maxsize=4096)
def _load(content: bytes) -> Spec:
    return read_spec(marshal.loads(content))


def read_spec(spec_data: Any) -> Spec:
    """The specification, read and checked without a cache. Raises SpecError with all problems."""
    problems = Problems()
    check_document(spec_data, problems)
    problems.raise_if_any()
    spec = _read(
        Members(spec_data, (), keys.SPEC, "a specification", problems), problems
    )
    problems.raise_if_any()
    return spec


def _read(found: Members, problems: Problems) -> Spec:
    spec_type = _spec_type(found)
    is_node = found.word("kind", ("node", "type"), "node") == "node"
    fields = read_fields(found.array("fields"), Context(problems, read_fields))
    if spec_type in (refs := required_refs(fields)):
        path = (*found.at("fields"), *refs[spec_type])
        problems.add(path, f"no finite value fits: {spec_type} requires itself")
    if is_node:
        _check_node_fields(found, fields, problems)
        inputs, outputs = read_handles(found, problems)
    else:
        _check_no_node_keys(found)
        inputs, outputs = (), ()
    return Spec(
        type=spec_type,
        is_node=is_node,
        display_name=found.text("displayName", title(spec_type)),
        category=found.text("category"),
        icon=found.text("icon"),
        color=found.text("color"),
        description=_description(found, fields, problems),
        fields=fields,
        inputs=inputs,
        outputs=outputs,
        output_types=read_output_types(found, problems),
        execution=read_execution(found, problems),
        examples=_examples(found, _value_type(spec_type, is_node, fields), problems),
        source=found.text("source"),
    )


def _spec_type(found: Members) -> str:
    if not found.require("type"):
        return ""
    name = found.text("type")
    if isinstance(found.get("type"), str) and not is_spec_type(name):
        found.problem(
            "type", f"{show(name)} is not a type: write words like person_job"
        )
    elif len(name) > MAX_TYPE:
        found.problem(
            "type",
            f"a type has at most {MAX_TYPE} characters, this one has {len(name)}",
        )
    elif name in _TAKEN:
        found.problem("type", f"{name!r} is {_TAKEN[name]}")
    return name


def _check_node_fields(
    found: Members, fields: tuple[Field, ...], problems: Problems
) -> None:
    for field, (_, path) in zip(fields, found.array("fields"), strict=False):
        if field.name == "type":
            problems.add(
                (*path, "name"),
                "a node's own type is its key 'type', so no field has this name",
            )


def _check_no_node_keys(found: Members) -> None:
    for key in _NODE_ONLY:
        if key in found:
            found.problem(key, f"{key!r} is for node types; this is a shared type")


def _description(found: Members, fields: tuple[Field, ...], problems: Problems) -> str:
    """The description, with what `validation` of a published specification asks for named in it."""
    text = found.text("description")
    if "validation" not in found:
        return text
    rules = Members(
        found.get("validation"),
        found.at("validation"),
        keys.SPEC_VALIDATION,
        "validation",
        problems,
    )
    names = rules.texts("requiresOneOf")
    known = [field.name for field in fields]
    for name, path in rules.array("requiresOneOf"):
        if name not in known:
            problems.add(
                path, f"no field is named {show(name)}{did_you_mean(name, known)}"
            )
    note = f"Expects one of: {', '.join(names)}." if names else ""
    return f"{text}\n\n{note}".strip() if note else text


def _examples(found: Members, value: Type, problems: Problems) -> tuple[Any, ...]:
    """The examples as `{name, description, configuration}`, their configurations checked."""
    read = []
    for written, path in found.array("examples"):
        example = Members(written, path, keys.EXAMPLE, "an example", problems)
        if not example.require("configuration"):
            continue
        configuration = example.get("configuration")
        conform(configuration, value, example.at("configuration"), problems, _unknown)
        read.append(
            {
                "name": example.text("name"),
                "description": example.text("description"),
                "configuration": configuration,
            }
        )
    return tuple(read)


def _unknown(ref: str) -> None:
    """Values of other specifications are checked when all are at hand."""


def value_type(spec: Spec) -> Type:
    """The type of a specification's values: an object, a node's with its `type`."""
    return _value_type(spec.type, spec.is_node, spec.fields)


def _value_type(spec_type: str, is_node: bool, fields: tuple[Field, ...]) -> Type:
    own = (type_field(spec_type),) if is_node else ()
    return Type("object", fields=(*own, *fields))


def type_field(spec_type: str) -> Field:
    """The key `type` of a node's value: its specification's type, filled in when absent."""
    return Field(
        "type", Type("const", const=spec_type), has_default=True, default=spec_type
    )
