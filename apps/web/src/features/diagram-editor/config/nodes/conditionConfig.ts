// Generated from files/codegen/specifications/nodes/condition.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const conditionConfig = {
  type: "condition",
  label: "Condition",
  category: "control",
  icon: "🔀",
  color: "#FF9800",
  description: "Sends what arrives down one of two branches, by an expression.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [
      { id: "true", label: "True", position: "right" },
      { id: "false", label: "False", position: "right" },
    ],
  },
  defaults: {},
  groups: [{ label: null, fields: ["expression"] }],
} as const satisfies NodeConfig;
