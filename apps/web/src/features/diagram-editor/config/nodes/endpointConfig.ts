// Generated from files/codegen/specifications/nodes/endpoint.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const endpointConfig = {
  type: "endpoint",
  label: "End",
  category: "control",
  icon: "🏁",
  color: "#F44336",
  description:
    "Where a branch of a run ends: what arrives is a result of the diagram.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [],
  },
  defaults: {},
  groups: [{ label: null, fields: ["description"] }],
} as const satisfies NodeConfig;
