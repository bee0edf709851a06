"""`json_schema_validator`: what passes, and where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace import DIAGRAM, Done, db, failure, run_nodes

SCHEMA = """
    {"type": "object", "required": ["a"], "additionalProperties": false,
     "properties": {"a": {"type": "array", "items": {"type": "integer", "minimum": 1}}}}
"""


def validate(root: Path, data: str, schema: str = SCHEMA, ending: str = "json") -> Done:
    nodes = [
        db("read", f"data.{ending}"),
        "{label: S, type: db, operation: read, source_details: schema.json}",
        "{label: V, type: json_schema_validator}",
    ]
    files = {f"data.{ending}": data, "schema.json": schema.strip()}
    return run_nodes(root, nodes, ["D > V", "S > V.schema"], files)


def test_validator_lets_pass_what_fits(tmp_path: Path) -> None:
    assert validate(tmp_path, '{"a": [1, 2]}').outputs["V"] == {"a": [1, 2]}
    assert validate(tmp_path, "[]", "true").outputs["V"] == []


def test_validator_names_everything_that_does_not_fit(tmp_path: Path) -> None:
    data = '{\n  "b": 1,\n  "a": [2, 0, "x", 1, 1, 1, 1, 1, 1, 1, 1.5]\n}'
    said = [
        "{}: Additional properties are not allowed ('b' was unexpected)",
        "{}: a[1]: 0 is less than the minimum of 1",
        "{}: a[2]: 'x' is not of type 'integer'",
        "{}: a[10]: 1.5 is not of type 'integer'",
    ]
    for ending, places in (
        ("json", ("1:1", "3:12", "3:15", "3:41")),
        ("yaml", ("1:1", "3:12", "3:15", "3:41")),
    ):
        done = validate(tmp_path, data, ending=ending)
        lines = [
            f"error: {line.format(f'data.{ending}:{place}')}\n"
            for line, place in zip(said, places, strict=True)
        ]
        assert (done.code, done.err) == (2, "".join(lines) + "    in V\n")


def test_validator_may_hold_its_schema(tmp_path: Path) -> None:
    node = (
        "{label: V, type: json_schema_validator, schema: {type: string, maxLength: 2}}"
    )
    assert run_nodes(tmp_path, [node], inputs={"in": "ab"}).outputs["V"] == "ab"
    done = run_nodes(tmp_path, [node], inputs={"in": "abc"})
    assert (done.code, done.err) == (
        2,
        f"error: {DIAGRAM}:2:5: 'V': 'abc' is too long\n",
    )


def test_a_long_message_of_the_validator_is_cut(tmp_path: Path) -> None:
    node = "{label: V, type: json_schema_validator, schema: {type: array}}"
    done = run_nodes(tmp_path, [node], inputs={"in": "x" * 1000})
    begin, end = "'" + "x" * 149, "x" * 126 + "' is not of type 'array'"
    assert done.err == f"error: {DIAGRAM}:2:5: 'V': {begin} … {end}\n"


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            '{"type": "strng"}',
            "schema.json:1:10: the schema is no schema: type: 'strng' is not valid under"
            " any of the given schemas",
        ),
        (
            '{"properties": {"a": {"pattern": "("}}}',
            "schema.json:1:34: the schema is no schema: properties.a.pattern: '(' is not"
            " a 'regex'",
        ),
        (
            '{"$ref": "http://127.0.0.1:9/x.json"}',
            "{}: 'V': the schema refers to 'http://127.0.0.1:9/x.json', which is not in"
            " it",
        ),
        (
            '{"$ref": "#/$defs/a"}',
            "{}: 'V': the schema refers to '/$defs/a', which is not in it",
        ),
        ('{"$ref": "#"}', "{}: 'V': the schema, or the data, goes round in a circle"),
        ("[1]", "{}: 'V': a schema is a mapping, or true or false, not [1]"),
    ],
)
def test_validator_says_what_is_wrong_with_a_schema(
    tmp_path: Path, schema: str, message: str
) -> None:
    done = validate(tmp_path, "{}", schema)
    placed = message.format(f"{DIAGRAM}:4:5")
    after = "" if "'V'" in placed else "    in V\n"
    assert (done.code, done.err) == (2, f"error: {placed}\n{after}")


def test_validator_needs_a_schema_and_data(tmp_path: Path) -> None:
    node = "{label: V, type: json_schema_validator"
    assert failure(run_nodes(tmp_path, [f"{node}}}"], inputs={"in": 1})) == (
        f"error: {DIAGRAM}:2:5: 'V': a json_schema_validator needs a schema, as its prop or"
        " at 'schema'\n"
    )
    assert failure(run_nodes(tmp_path, [f"{node}, schema: {{}}}}"])) == (
        f"error: {DIAGRAM}:2:5: 'V': a json_schema_validator needs 'in'\n"
    )
