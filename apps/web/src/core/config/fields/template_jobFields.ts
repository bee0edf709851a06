// Generated from files/codegen/specifications/nodes/template_job.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const templateJobFields = [
  {
    name: "template",
    label: "Template",
    input: "code",
    required: false,
    description:
      "The template. Without it the template arrives at the port `template_content`.",
    rows: 12,
    language: "jinja",
  },
  {
    name: "language",
    label: "Language",
    input: "select",
    required: false,
    description:
      "The language of the output. In all but `text` a printed value becomes a literal of the language.",
    defaultValue: "text",
    options: [
      { value: "text", label: "text" },
      { value: "python", label: "python" },
      { value: "typescript", label: "typescript" },
      { value: "graphql", label: "graphql" },
      { value: "json", label: "json" },
    ],
  },
] as const satisfies readonly FieldConfig[];
