// Generated from files/codegen/specifications/nodes/endpoint.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const endpointFields = [
  {
    name: "description",
    label: "Description",
    input: "textarea",
    required: false,
    description: "What the result is, for readers of the diagram.",
    rows: 2,
  },
] as const satisfies readonly FieldConfig[];
