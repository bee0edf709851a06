// Generated from node_types['customer'] and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../config.js";

export const customerConfig = {
  type: "customer",
  label: "Customer",
  category: "",
  icon: "🧑",
  color: "#3B6FD4",
  description: "Who orders.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: { kind: "private" },
  groups: [{ label: null, fields: ["name", "email", "kind", "tax_number"] }],
} as const satisfies NodeConfig;
