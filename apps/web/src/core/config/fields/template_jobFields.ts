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
] as const satisfies readonly FieldConfig[];
