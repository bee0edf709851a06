// Generated from files/codegen/specifications/nodes/start.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const startConfig = {
  type: "start",
  label: "Start",
  category: "control",
  icon: "🚀",
  color: "#4CAF50",
  description:
    "Where a run begins: gives the run's inputs to the nodes behind it.",
  handles: {
    inputs: [],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: {},
  groups: [{ label: null, fields: ["defaults"] }],
} as const satisfies NodeConfig;
