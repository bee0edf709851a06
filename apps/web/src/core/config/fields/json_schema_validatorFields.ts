// Generated from files/codegen/specifications/nodes/json_schema_validator.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const jsonSchemaValidatorFields = [
  {
    name: "schema",
    label: "Schema",
    input: "json",
    required: false,
    description:
      "The JSON Schema. Without it the schema arrives at the port `schema`.",
    rows: 12,
    collapsible: true,
    item: { input: "json" },
  },
] as const satisfies readonly FieldConfig[];
