"""Specifications that may refer to each other, and everything that is generated of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests import kit

if TYPE_CHECKING:
    from files.codegen.code.shared.spec_model import Spec, Type

Document = dict[str, Any]
"""A specification as it is written, in JSON."""

_loader = kit.load("shared.spec_loader")
_generators = {
    "typescript": ("frontend", "typescript_model"),
    "pydantic": ("backend", "pydantic_model"),
    "static_nodes": ("backend", "static_nodes"),
    "graphql": ("backend", "graphql_schema"),
    "json_schema": ("shared", "json_schema"),
}
_PATTERNS = {
    "typescript": "nodes/{node_name}Node.ts",
    "pydantic": "models/{node_name}_model.py",
    "static_nodes": "nodes/{node_name}_node.py",
    "graphql": "schemas/{node_name}.graphql",
    "json_schema": "schemas/{node_name}.json",
}


@dataclass(frozen=True, slots=True)
class World:
    """What the judges need, each part by the type of a specification."""

    documents: list[Document]
    specs: dict[str, Spec]
    types: dict[str, Type]
    """The type of a specification's values."""
    made: dict[str, dict[str, dict[str, Any]]]
    """What the generator of a language returns for a specification."""

    def code(self, language: str) -> dict[str, str]:
        """The generated text of each specification."""
        return {
            type_: str(made["generated_code"])
            for type_, made in self.made[language].items()
        }


def make_world(documents: list[Document]) -> World:
    """Generate everything. The documents are what `check_together` accepts."""
    return World(
        documents=documents,
        specs={document["type"]: _loader.load_spec(document) for document in documents},
        types=value_types(documents),
        made={
            language: {
                document["type"]: _generate(language, document)
                for document in documents
            }
            for language in _generators
        },
    )


def value_types(documents: list[Document]) -> dict[str, Type]:
    """The types of the specifications' values."""
    specs = map(_loader.load_spec, documents)
    return {spec.type: _loader.value_type(spec) for spec in specs}


def _generate(language: str, document: Document) -> dict[str, Any]:
    side, name = _generators[language]
    inputs = {
        "spec_data": document,
        "template_content": kit.template(f"{side}/{name}.j2"),
        "output_pattern": _PATTERNS[language],
    }
    made: dict[str, Any] = kit.load(f"{side}.generators.{name}").main(inputs)
    return made
