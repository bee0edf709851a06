// Generated from files/codegen/specifications/nodes/db.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const dbConfig = {
  type: "db",
  label: "Database",
  category: "data",
  icon: "💾",
  color: "#795548",
  description:
    "Reads, writes, appends to, lists and deletes documents of the workspace, objects and archives, rows of SQL tables, and reads revisions of Git. All input and output of a diagram goes through nodes of this type.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: { sub_type: "file", cache: "auto" },
  groups: [
    {
      label: null,
      fields: [
        "operation",
        "sub_type",
        "source_details",
        "format",
        "table",
        "query",
        "parameters",
        "key",
        "version",
        "cache",
      ],
    },
  ],
} as const satisfies NodeConfig;
