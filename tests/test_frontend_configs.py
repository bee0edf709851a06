"""`node_config`, `field_config` and `node_registry`: how they read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.frontend_corpus import main, paths, registry

SPEC = {
    "type": "ask_person",
    "displayName": "Ask Person",
    "category": "ai",
    "icon": "🤖",
    "color": "#2196F3",
    "description": "Asks a person, and waits for an answer as long as it takes to get it.",
    "handles": {
        "inputs": ["in", {"id": "first", "label": "First time"}],
        "outputs": ["out"],
    },
    "fields": [
        {
            "name": "mode",
            "type": "enum",
            "values": ["text", "choice"],
            "defaultValue": "text",
            "required": True,
        },
        {
            "name": "prompt",
            "type": "string",
            "description": "What is asked.",
            "uiConfig": {"inputType": "textarea", "rows": 4, "placeholder": "Why?"},
        },
        {
            "name": "choices",
            "type": "array",
            "items": {"type": "integer", "validation": {"min": 1}},
            "conditional": {"field": "mode", "values": ["choice"]},
            "uiConfig": {"group": "Choice"},
        },
        {
            "name": "limits",
            "type": "object",
            "nestedFields": [
                {
                    "name": "seconds",
                    "type": "number",
                    "defaultValue": 60,
                    "nullable": True,
                }
            ],
            "uiConfig": {"group": "Choice", "collapsible": True},
        },
        {
            "name": "answer",
            "type": "union",
            "discriminator": "kind",
            "variants": [
                {
                    "type": "object",
                    "nestedFields": [
                        {
                            "name": "kind",
                            "type": "string",
                            "const": "no",
                            "required": True,
                        }
                    ],
                },
                {"type": "ref", "ref": "yes"},
            ],
        },
    ],
}


def test_a_card() -> None:
    made = main("node_config", SPEC)
    assert made["filename"] == "ask_personConfig.ts"
    assert made["summary"] == {
        "config": "askPersonConfig",
        "fields": "askPersonFields",
        "schema": "AskPersonSchema",
    }
    assert made["generated_code"] == CARD


CARD = """// Generated from files/codegen/specifications/nodes/ask_person.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const askPersonConfig = {
  type: "ask_person",
  label: "Ask Person",
  category: "ai",
  icon: "🤖",
  color: "#2196F3",
  description:
    "Asks a person, and waits for an answer as long as it takes to get it.",
  handles: {
    inputs: [
      { id: "in", label: "In", position: "left" },
      { id: "first", label: "First time", position: "left" },
    ],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: { mode: "text" },
  groups: [
    { label: null, fields: ["mode", "prompt", "answer"] },
    { label: "Choice", fields: ["choices", "limits"] },
  ],
} as const satisfies NodeConfig;
"""


def test_a_form() -> None:
    made = main("field_config", SPEC)
    assert made["filename"] == "ask_personFields.ts"
    assert made["generated_code"] == FORM


FORM = """// Generated from files/codegen/specifications/nodes/ask_person.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const askPersonFields = [
  {
    name: "mode",
    label: "Mode",
    input: "select",
    required: true,
    defaultValue: "text",
    options: [
      { value: "text", label: "text" },
      { value: "choice", label: "choice" },
    ],
  },
  {
    name: "prompt",
    label: "Prompt",
    input: "textarea",
    required: false,
    description: "What is asked.",
    placeholder: "Why?",
    rows: 4,
  },
  {
    name: "choices",
    label: "Choices",
    input: "list",
    required: false,
    item: { input: "number", min: 1 },
    visibleWhen: { field: "mode", operator: "equals", values: ["choice"] },
  },
  {
    name: "limits",
    label: "Limits",
    input: "group",
    required: false,
    collapsible: true,
    fields: [
      {
        name: "seconds",
        label: "Seconds",
        input: "number",
        required: false,
        defaultValue: 60,
        nullable: true,
      },
    ],
  },
  {
    name: "answer",
    label: "Answer",
    input: "json",
    required: false,
    discriminator: "kind",
    variants: [
      {
        value: "no",
        fields: [
          { name: "kind", label: "Kind", input: "text", required: true },
        ],
      },
    ],
  },
] as const satisfies readonly FieldConfig[];
"""


def item(spec: dict[str, Any]) -> dict[str, Any]:
    own = paths(spec["type"])
    summary = main("node_config", spec)["summary"]
    return {
        "node_name": spec["type"],
        "path": own["node_config"],
        "paths": own,
        "summary": summary,
    }


def metadata(type_: str) -> dict[str, Any]:
    summary = {
        "handler": "AskPersonNodeHandler",
        "timeout": None,
        "retryable": True,
        "max_retries": 2,
        "requires": ["network"],
    }
    return {"node_name": type_, "summary": summary}


def test_the_registry() -> None:
    assert (
        registry([item(SPEC)], [metadata("ask_person"), metadata("other")]) == REGISTRY
    )


REGISTRY = """// Generated from files/codegen/templates/frontend/node_registry.j2 and every node type; edit those.

import { defineNode } from "./unifiedConfig.js";
import { askPersonConfig } from "./nodes/ask_personConfig.js";
import { askPersonFields } from "../../../core/config/fields/ask_personFields.js";
import { AskPersonSchema } from "../../../../../../dipeo/models/src/nodes/ask_personNode.js";

/** Every node type: its card, its form, the schema of its values, its handler. */
export const nodeRegistry = {
  ask_person: defineNode({
    config: askPersonConfig,
    fields: askPersonFields,
    schema: AskPersonSchema,
    handler: "AskPersonNodeHandler",
    execution: {
      timeout: null,
      retryable: true,
      maxRetries: 2,
      requires: ["network"],
    },
  }),
};

export type NodeType = keyof typeof nodeRegistry;
"""


def test_a_registry_without_node_types_is_laid_out_too() -> None:
    assert "export const nodeRegistry = {};\n" in registry([], [])


def test_a_card_without_a_node_is_an_error() -> None:
    with pytest.raises(
        ValueError, match=r"^no static node is generated for ask_person$"
    ):
        registry([item(SPEC)], [])


def test_a_long_name_is_exported_in_a_line_of_its_own() -> None:
    name = "x" * 64
    spec = {"type": name, "fields": []}
    card = main("node_config", spec)["generated_code"]
    assert "\nconst config = {\n" in card
    assert card.endswith(f"\nexport {{ config as {name}Config }};\n")
    form = main("field_config", spec)["generated_code"]
    assert form.endswith(f"\nexport {{ fields as {name}Fields }};\n")


def test_a_form_may_be_empty() -> None:
    form = main("field_config", {"type": "start", "fields": []})["generated_code"]
    assert form.endswith(
        "export const startFields = [] as const satisfies readonly FieldConfig[];\n"
    )
    form = main("field_config", {"type": "s" * 40, "fields": []})["generated_code"]
    assert " =\n  [] as const satisfies readonly FieldConfig[];\n" in form


def test_a_file_says_where_its_specification_is_kept() -> None:
    made = main("field_config", SPEC | {"source": "node_types['ask']\nimport 'x'"})
    first, second, _ = made["generated_code"].split("\n", 2)
    template = "files/codegen/templates/frontend/field_config.j2"
    assert first == (
        rf"// Generated from node_types['ask']\nimport 'x' and {template}; edit those."
    )
    assert second == ""
