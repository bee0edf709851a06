// Generated from files/codegen/specifications/nodes/start.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const startFields = [
  {
    name: "defaults",
    label: "Defaults",
    input: "json",
    required: false,
    description: "Values of inputs that the run does not bring.",
    collapsible: true,
    item: { input: "json" },
  },
] as const satisfies readonly FieldConfig[];
