// Generated from files/codegen/specifications/nodes/sub_diagram.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const subDiagramConfig = {
  type: "sub_diagram",
  label: "Sub-Diagram",
  category: "control",
  icon: "📊",
  color: "#8B5CF6",
  description:
    "Runs another diagram with the node's inputs and gives its results. In a batch it runs once for each item.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: {},
  groups: [{ label: null, fields: ["diagram_path", "diagram_name"] }],
} as const satisfies NodeConfig;
