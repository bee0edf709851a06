"""`json_schema_validator`: lets data pass that fits a JSON Schema, and names everything that does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from dipeo.core.documents import Document
from dipeo.core.plan import Inputs, Run
from dipeo.core.values import Value
from dipeo.errors import NodeError, Problem

from .origins import document_of, show_path

MESSAGE = 300  # the length from which a message is cut in the middle


class JsonSchemaValidatorNode(Protocol):
    """What this handler uses of the generated node."""

    @property
    def schema_(self) -> Mapping[str, Any] | None: ...


def run_json_schema_validator(
    node: JsonSchemaValidatorNode, inputs: Inputs, run: Run
) -> Value:
    """The data at `in`, when it fits the schema of the node or of the port `schema`. Draft 2020-12 unless it says."""
    value, given = inputs.get("in"), inputs.get("schema")
    schema = given.data if given is not None else node.schema_
    if schema is None or value is None:
        missing = "a schema, as its prop or at 'schema'" if schema is None else "'in'"
        raise NodeError([Problem(f"a json_schema_validator needs {missing}")])
    problems = _problems_of_schema(schema, document_of(given, run))
    if not problems:
        problems = _problems_of_data(value.data, schema, document_of(value, run))
    if problems:
        raise NodeError(problems, exit_code=2)
    return value


def _problems_of_schema(schema: Any, document: Document | None) -> list[Problem]:
    from jsonschema import SchemaError

    if not isinstance(schema, dict | bool):
        return [Problem(f"a schema is a mapping, or true or false, not {schema!r}")]
    kind = _kind_of(schema)
    try:
        kind.check_schema(schema, format_checker=kind.FORMAT_CHECKER)
    except SchemaError as error:
        return [_problem(error, document, "the schema is no schema: ")]
    return []


def _problems_of_data(
    data: Any, schema: Any, document: Document | None
) -> list[Problem]:
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    validator = _kind_of(schema)(schema, registry=Registry())  # asks no other machine
    try:
        errors = sorted(validator.iter_errors(data), key=_position)
    except Unresolvable as error:
        return [Problem(f"the schema refers to {error.ref!r}, which is not in it")]
    except RecursionError:
        return [Problem("the schema, or the data, goes round in a circle")]
    return [_problem(error, document) for error in errors]


def _kind_of(schema: Any) -> Any:
    from jsonschema.validators import Draft202012Validator, validator_for

    return validator_for(schema, default=Draft202012Validator)


def _position(error: Any) -> list[tuple[bool, Any]]:
    return [(isinstance(part, str), part) for part in error.absolute_path]


def _problem(error: Any, document: Document | None, what: str = "") -> Problem:
    path = tuple(error.absolute_path)
    where = show_path(path)
    text = error.message
    if len(text) > MESSAGE:  # it shows the data
        text = f"{text[: MESSAGE // 2]} … {text[-MESSAGE // 2 :]}"
    message = f"{what}{where}: {text}" if where else f"{what}{text}"
    return Problem(message, document.place(path) if document is not None else None)
