"""`static_nodes`: how a node's class reads and what it refuses."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from tests.backend_corpus import load, run
from tests.backend_samples import NAMES, TEXTS


def code(spec: dict[str, Any]) -> str:
    return str(run("static_nodes", spec)["generated_code"])


SPEC: dict[str, Any] = {
    "type": "person_job",
    "displayName": "Person Job",
    "description": "Asks a person.",
    "fields": [
        {"name": "person", "type": "string", "required": True, "description": "Who."},
        {"name": "maxIteration", "type": "integer", "defaultValue": 1},
        {"name": "timeout", "type": "number"},
        {
            "name": "mode",
            "type": "enum",
            "values": ["prompt", "code"],
            "defaultValue": "code",
        },
        {
            "name": "tags",
            "type": "array",
            "validation": {"itemType": "string"},
            "defaultValue": ["a"],
        },
        {
            "name": "memory",
            "type": "object",
            "nestedFields": [{"name": "n", "type": "integer"}],
        },
    ],
    "execution": {
        "timeout": 60,
        "retryable": True,
        "maxRetries": 2,
        "requires": ["llm"],
    },
}


def test_a_node_reads_like_one_that_a_person_wrote() -> None:
    head = "# Generated from files/codegen/specifications/nodes/person_job.json and\n"
    head += "# files/codegen/templates/backend/static_nodes.j2; edit those."
    assert (
        code(SPEC)
        == head
        + '''
"""The static node of Person Job."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJobNode:
    """Asks a person."""

    type: ClassVar[Literal["person_job"]] = "person_job"
    HANDLER: ClassVar[str] = "PersonJobNodeHandler"
    REQUIRES: ClassVar[tuple[str, ...]] = ("llm",)
    TIMEOUT: ClassVar[float | None] = 60
    RETRYABLE: ClassVar[bool] = True
    MAX_RETRIES: ClassVar[int] = 2

    person: str
    """Who."""
    max_iteration: int = 1
    timeout: float | None = None
    mode: Literal["prompt", "code"] = "code"
    tags: list[str] = field(default_factory=lambda: ["a"])
    memory: dict[str, Any] | None = None
'''
    )


def test_a_node_is_frozen_slotted_and_has_its_settings() -> None:
    node_class = load(code(SPEC)).PersonJobNode
    node = node_class(person="p")
    assert (node.type, node.TIMEOUT, node.timeout, node.max_iteration) == (
        "person_job",
        60,
        None,
        1,
    )
    assert node.tags is not node_class(person="p").tags
    assert not hasattr(node, "__dict__")
    with pytest.raises(FrozenInstanceError):
        node.person = "other"


def test_where_none_is_null_absent_is_an_ellipsis() -> None:
    any_ = {"type": "any"}
    text = {"type": "string"}
    fields = [
        {"name": "text", **text, "nullable": True},
        {"name": "anything", **any_},
        {"name": "either", "type": "union", "variants": [text, any_]},
        {"name": "one", "type": "union", "variants": [text], "nullable": True},
        {"name": "plain", **text},
        {"name": "filled", **text, "nullable": True, "defaultValue": None},
        {"name": "given", **text, "nullable": True, "required": True},
    ]
    written = code({"type": "sample", "fields": fields})
    assert "from types import EllipsisType\n" in written
    assert (
        """\
    text: str | EllipsisType | None = ...
    anything: Any = ...
    either: Any = ...
    one: str | EllipsisType | None = ...
    plain: str | None = None
    filled: str | None = None
    given: str | None
"""
        in written
    )
    assert "EllipsisType" not in code({"type": "sample", "fields": fields[1:3]})


def test_the_summary_is_what_a_registry_needs() -> None:
    assert run("static_nodes", SPEC)["summary"] == {
        "is_node": True,
        "node": "PersonJobNode",
        "handler": "PersonJobNodeHandler",
        "timeout": 60,
        "retryable": True,
        "max_retries": 2,
        "requires": ["llm"],
    }


@pytest.mark.parametrize("name", [name for name in NAMES if name != "type"])
def test_any_name_is_an_attribute(name: str) -> None:
    fields: list[dict[str, Any]] = [
        {"name": name, "type": "string", "defaultValue": "a"},
        {"name": "other_name", "type": "array", "defaultValue": ["b"]},
    ]
    node = load(code({"type": "sample", "fields": fields})).SampleNode()
    assert "a" in [getattr(node, attribute) for attribute in node.__slots__]
    assert node.other_name == ["b"]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_kept(text: str) -> None:
    fields = [
        {"name": "note", "type": "string", "description": text, "defaultValue": text}
    ]
    spec: dict[str, Any] = {
        "type": "sample",
        "displayName": text,
        "description": text,
        "fields": fields,
    }
    spec["execution"] = {"requires": [text] if text else []}
    node = load(code(spec)).SampleNode()
    assert (node.note, node.REQUIRES) == (text, (text,) if text else ())
