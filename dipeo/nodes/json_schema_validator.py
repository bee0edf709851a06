"""`json_schema_validator`: lets data pass that fits a JSON Schema, and names everything that does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from dipeo.core.documents import format_of, json_place
from dipeo.core.plan import Inputs, Run
from dipeo.core.values import Value
from dipeo.errors import NodeError, Problem

from .code_job import show_path


class JsonSchemaValidatorNode(Protocol):
    """What this handler uses of the generated node."""

    @property
    def schema(self) -> Mapping[str, Any] | None: ...


def run_json_schema_validator(
    node: JsonSchemaValidatorNode, inputs: Inputs, run: Run
) -> Value:
    """The data at `in`, when it fits the schema of the node or of the port `schema`. Draft 2020-12 unless it says."""
    from jsonschema import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for

    schema: Any = inputs["schema"].data if "schema" in inputs else node.schema
    if schema is None or "in" not in inputs:
        missing = "a schema, as its prop or at 'schema'" if schema is None else "'in'"
        raise NodeError([Problem(f"a json_schema_validator needs {missing}")])
    kind = validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(schema)
    except SchemaError as error:
        raise NodeError(
            [Problem(f"the schema is no schema: {error.message}")]
        ) from None
    value = inputs["in"]
    errors = sorted(
        kind(schema).iter_errors(value.data), key=lambda e: list(map(str, e.path))
    )
    if errors:
        raise NodeError([_problem(error, value, run) for error in errors], exit_code=2)
    return value


def _problem(error: Any, value: Value, run: Run) -> Problem:
    path = tuple(error.absolute_path)
    where = show_path(path)
    message = f"{where}: {error.message}" if where else error.message
    if value.origin is None or format_of(value.origin) != "json":
        return Problem(message)
    text = run.read(value.origin).decode("utf-8-sig")
    return Problem(message, json_place(text, value.origin, path))
