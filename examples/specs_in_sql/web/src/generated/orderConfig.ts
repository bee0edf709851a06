// Generated from node_types['order'] and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../config.js";

export const orderConfig = {
  type: "order",
  label: "Order",
  category: "",
  icon: "🧾",
  color: "#C2622D",
  description: "What somebody orders.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: { state: "open" },
  groups: [
    { label: null, fields: ["number", "state", "lines", "express", "note"] },
  ],
} as const satisfies NodeConfig;
