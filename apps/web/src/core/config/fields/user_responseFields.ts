// Generated from files/codegen/specifications/nodes/user_response.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const userResponseFields = [
  {
    name: "prompt",
    label: "Prompt",
    input: "textarea",
    required: true,
    description:
      "What the person is asked. Names in braces are filled in from the node's inputs.",
    placeholder: "Generate {total} files?",
    rows: 4,
  },
  {
    name: "response_type",
    label: "Response Type",
    input: "select",
    required: false,
    description: "What kind of answer is expected.",
    defaultValue: "text",
    options: [
      { value: "text", label: "text" },
      { value: "choice", label: "choice" },
      { value: "confirm", label: "confirm" },
    ],
  },
  {
    name: "choices",
    label: "Choices",
    input: "list",
    required: false,
    description: "The answers to choose from.",
    item: {
      input: "group",
      fields: [
        {
          name: "value",
          label: "Value",
          input: "text",
          required: true,
          description: "What the node gives when it is chosen.",
        },
        {
          name: "label",
          label: "Label",
          input: "text",
          required: false,
          description: "What the person reads; without it the value.",
        },
      ],
    },
    visibleWhen: {
      field: "response_type",
      operator: "equals",
      values: ["choice"],
    },
  },
  {
    name: "default_response",
    label: "Default Response",
    input: "text",
    required: false,
    description:
      "The answer when none comes in time; null fails the node then.",
    nullable: true,
  },
  {
    name: "timeout",
    label: "Timeout",
    input: "number",
    required: false,
    description: "Seconds to wait for the answer.",
    defaultValue: 300,
    min: 1,
    max: 86400,
  },
] as const satisfies readonly FieldConfig[];
