// Generated from files/codegen/specifications/nodes/json_schema_validator.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const jsonSchemaValidatorConfig = {
  type: "json_schema_validator",
  label: "JSON Schema Validator",
  category: "validation",
  icon: "✅",
  color: "#8BC34A",
  description:
    "Lets data through that a JSON Schema accepts, and fails with every problem otherwise.",
  handles: {
    inputs: [
      { id: "in", label: "In", position: "left" },
      { id: "schema", label: "Schema", position: "left" },
    ],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: {},
  groups: [{ label: null, fields: ["schema"] }],
} as const satisfies NodeConfig;
