"""The published schemas of specifications and manifests: editors and the kit accept the same keys."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from tests import kit
from tests.test_kit_manifests import BACKEND, FRONTEND
from tests.test_kit_specifications import DOCUMENTS, PUBLISHED

keys = kit.load("shared.keys")
read_type = kit.load("shared.read_type")
read_ui = kit.load("shared.read_ui")
loader = kit.load("shared.spec_loader")
table = kit.load("shared.generator_table")


def schema(name: str) -> dict[str, Any]:
    text = (kit.CODEGEN / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(found)
    return found


SPECIFICATION, MANIFEST = schema("specification"), schema("manifest")
PARTS = {**SPECIFICATION["properties"], **SPECIFICATION["$defs"]}


@pytest.mark.parametrize("document", [*DOCUMENTS, PUBLISHED])
def test_specifications_are_valid(document: dict[str, Any]) -> None:
    jsonschema.validate(document, SPECIFICATION)


@pytest.mark.parametrize("name", ["all", "backend", "frontend"])
def test_manifests_are_valid(name: str) -> None:
    path = kit.CODEGEN / "manifests" / f"{name}.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(document, MANIFEST)
    assert (path.parent / document["$schema"]).resolve().is_file()


def test_the_manifests_of_the_seed_are_valid() -> None:
    jsonschema.validate(FRONTEND, MANIFEST)
    jsonschema.validate(BACKEND, MANIFEST)


@pytest.mark.parametrize(
    ("part", "known"),
    [
        (SPECIFICATION, keys.SPEC),
        (PARTS["field"], keys.FIELD),
        (PARTS["type"], keys.TYPE),
        (PARTS["validation"], keys.VALIDATION),
        (PARTS["ui_config"], keys.UI),
        (PARTS["conditional"], keys.CONDITIONAL),
        (PARTS["handles"], keys.HANDLES),
        (PARTS["handle"]["anyOf"][1], keys.HANDLE),
        (PARTS["execution"], keys.EXECUTION),
        (PARTS["outputs"]["additionalProperties"], keys.OUTPUT),
        (PARTS["examples"]["items"], keys.EXAMPLE),
        (SPECIFICATION["properties"]["validation"], keys.SPEC_VALIDATION),
        (MANIFEST, keys.MANIFEST),
        (MANIFEST["$defs"]["generator"], keys.GENERATOR),
    ],
)
def test_the_keys_are_those_that_the_kit_reads(
    part: dict[str, Any], known: dict[str, str]
) -> None:
    assert part["properties"].keys() == known.keys()
    assert part["additionalProperties"] is False


def test_the_words_are_those_that_the_kit_reads() -> None:
    assert PARTS["field"]["properties"]["type"]["enum"] == list(read_type.KINDS)
    inputs = PARTS["ui_config"]["properties"]["inputType"]["enum"]
    assert sorted(inputs) == sorted(read_ui.INPUTS)
    generators = MANIFEST["properties"]["generators"]["properties"]
    assert set(generators) == {*table.FRONTEND, *table.BACKEND}


def test_the_documentation_shows_what_is_valid() -> None:
    page = (kit.ROOT / "docs" / "specification.md").read_text(encoding="utf-8")
    specification, manifest = map(
        json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    )
    jsonschema.validate(specification, SPECIFICATION)
    jsonschema.validate(manifest, MANIFEST)
    assert loader.load_spec(specification).type == "greeter"
    for known in (keys.SPEC, keys.FIELD, keys.VALIDATION, keys.UI):
        missing = [key for key in set(known.values()) if f"`{key}`" not in page]
        assert missing in ([], ["$schema"])
