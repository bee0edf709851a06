// Generated from files/codegen/specifications/nodes/condition.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const conditionFields = [
  {
    name: "expression",
    label: "Expression",
    input: "code",
    required: true,
    description:
      "A Jinja expression over the node's inputs; its truth picks the branch.",
    placeholder: "in.total > 0",
    rows: 2,
    language: "jinja",
  },
] as const satisfies readonly FieldConfig[];
