// Generated from files/codegen/specifications/nodes/db.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const dbConfig = {
  type: "db",
  label: "Database",
  category: "data",
  icon: "💾",
  color: "#795548",
  description:
    "Reads, writes, appends to and lists documents of the workspace. All input and output of a diagram goes through nodes of this type.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: { sub_type: "file" },
  groups: [
    {
      label: null,
      fields: ["operation", "sub_type", "source_details", "format"],
    },
  ],
} as const satisfies NodeConfig;
