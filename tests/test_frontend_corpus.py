"""What the front end's generators make of hostile specifications, under the tools of its languages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests import kit
from tests.backend_samples import Sampler
from tests.frontend_corpus import (
    REGISTRY,
    SEED,
    Project,
    clashing,
    extremes,
    paths,
    random_specs,
    write,
    write_project,
)

loader = kit.load("shared.spec_loader")
naming = kit.load("shared.naming")
problems = kit.load("shared.problems")
reference = kit.load("shared.value_check")
spec_model = kit.load("shared.spec_model")

# What a specification's own texts and names may say: `${x}` in a string, a field `then`.
OF_THE_AUTHOR = {"noTemplateCurlyInString", "noThenProperty"}
SAME = """import type * as z from "zod";
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
"""
READ = """
const answer = (modules) =>
  Promise.all(modules.map(async ([path, name]) => (await import(`./out/${path}`))[name]));
"""
JUDGE = """
const answer = (cases) =>
  Promise.all(
    cases.map(async ([path, name, text]) => {
      const result = (await import(`./out/${path}`))[name].safeParse(JSON.parse(text));
      return result.success ? [result.data] : [];
    }),
  );
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The specifications' files and, compiled beside them, a proof that types and schemas are the same."""
    specs = [*random_specs(60), *extremes(), *clashing()]
    found = write_project(tmp_path_factory.mktemp("project"), specs)
    for type_ in found.specs:
        name = naming.class_name(type_)
        path = paths(type_)["typescript_model"]
        proof = f"""{SAME}import type * as M from "./{type_}Node.js";
type S = typeof M.{name}Schema;
export const same: [Same<z.output<S>, M.{name}>, Same<z.input<S>, M.{name}Input>] = [true, true];
"""
        write(found.folder / path.replace("Node.ts", "Proof.ts"), proof)
    assert found.tool("tsc", "--project", ".") == ""
    return found


def compiled(path: str) -> str:
    return path.removesuffix(".ts") + ".js"


def test_prettier_would_change_nothing(project: Project) -> None:
    write(project.folder / ".prettierignore", "*Proof.ts\n")
    said = project.tool("prettier", "--log-level", "warn", "--check", "apps", "dipeo")
    assert said == ""


def test_biome_finds_nothing(project: Project) -> None:
    arguments = ("--max-diagnostics=none", "--reporter=json", "apps", "dipeo")
    found = re.findall(r"lint/\w+/(\w+)", project.tool("biome", "lint", *arguments))
    assert set(found) - OF_THE_AUTHOR == set()


def test_every_text_is_read_back_unchanged(project: Project) -> None:
    """From the cards and the forms; those of the models are judged with values."""
    nodes = project.nodes
    parts = {"Config": "node_config", "Fields": "field_config"}
    modules = [
        [
            compiled(paths(spec["type"])[generator]),
            naming.camel(naming.class_name(spec["type"])) + part,
        ]
        for part, generator in parts.items()
        for spec in nodes
    ]
    found = project.node(READ, modules)
    for spec, config in zip(nodes, found, strict=False):
        check_card(spec, config)
    for spec, fields in zip(nodes, found[len(nodes) :], strict=True):
        assert len(fields) == len(spec["fields"])
        for written, field in zip(spec["fields"], fields, strict=True):
            check_field(written, field)


def check_card(spec: dict[str, Any], config: dict[str, Any]) -> None:
    assert config["type"] == spec["type"]
    assert config["description"] == spec.get("description", "")
    for key in ("icon", "color", "category"):
        assert config[key] == spec.get(key, "")
    if "displayName" in spec:
        assert config["label"] == spec["displayName"]
    for written, port in zip(
        spec.get("handles", {}).get("inputs", []),
        config["handles"]["inputs"],
        strict=False,
    ):
        assert port == {**written, "position": "left"}
    names = [name for group in config["groups"] for name in group["fields"]]
    assert sorted(names) == sorted(field["name"] for field in spec["fields"])


def check_field(written: dict[str, Any], field: dict[str, Any]) -> None:
    ui = written.get("uiConfig", {})
    assert field["name"] == written["name"]
    assert field.get("description", "") == written.get("description", "")
    for key in ("placeholder", "language", "options", "rows"):
        if key in ui:
            assert field[key] == ui[key]
    if written["type"] == "enum" and "options" not in ui:
        values = [option["value"] for option in field["options"]]
        assert values == written["values"]
    if written["type"] == "any" and "defaultValue" in written:
        assert doubles(field["defaultValue"]) == doubles(written["defaultValue"])


def test_schemas_and_the_reference_agree_on_values(project: Project) -> None:
    cases = [
        (type_, value)
        for number, (type_, spec) in enumerate(project.specs.items())
        if type_ != "deep_map"  # the sampler would put two values into each map
        for value in instances(Sampler(SEED * 7919 + number), spec["fields"], 15)
    ]
    requests = [
        [
            compiled(paths(type_)["typescript_model"]),
            f"{naming.class_name(type_)}Schema",
            json.dumps(value),
        ]
        for type_, value in cases
    ]
    types = {type_: object_type(spec) for type_, spec in project.specs.items()}
    valid = 0
    for (type_, value), answer in zip(
        cases, project.node(JUDGE, requests), strict=True
    ):
        found = problems.Problems()
        made = reference.conform(value, types[type_], (), found, types.get)
        expected = [] if found.found else [made]
        assert doubles(answer) == doubles(expected), (type_, value)
        valid += len(expected)
    assert valid > len(cases) / 3


def instances(sampler: Sampler, fields: Any, count: int) -> list[Any]:
    values = [sampler.value(fields) for _ in range(count)]
    return [value for value in values if "Infinity" not in json.dumps(value)]


def object_type(spec: dict[str, Any]) -> Any:
    read = loader.load_spec(spec)
    own = [loader.type_field(read.type)] if read.is_node else []
    return spec_model.Type("object", fields=(*own, *read.fields))


def doubles(value: Any) -> Any:
    """The value with all numbers as doubles, so that 1 and 1.0 are one and 1 and true are two."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ("number", float(value) + 0.0)
    if isinstance(value, list):
        return [doubles(item) for item in value]
    if isinstance(value, dict):
        return {key: doubles(item) for key, item in value.items()}
    return value


def test_the_registry_has_every_node_type(project: Project) -> None:
    script = """
    const answer = async ([path]) =>
      Object.entries((await import(`./out/${path}`)).nodeRegistry).map(
        ([type, { config, fields, schema, handler, execution }]) =>
          [type, config.type, fields.length, typeof schema.safeParse, handler, execution],
      );
    """
    found = project.node(script, [compiled(REGISTRY)])
    expected = []
    for spec in sorted(project.nodes, key=lambda spec: str(spec["type"])):
        type_, settings = spec["type"], loader.load_spec(spec).execution
        execution = {
            "timeout": settings.timeout,
            "retryable": settings.retryable,
            "maxRetries": settings.max_retries,
            "requires": list(settings.requires),
        }
        handler = f"{naming.class_name(type_)}NodeHandler"
        size = len(spec["fields"])
        expected.append([type_, type_, size, "function", handler, execution])
    assert found == expected
