// Generated from files/codegen/specifications/nodes/template_job.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const templateJobConfig = {
  type: "template_job",
  label: "Template Job",
  category: "compute",
  icon: "📝",
  color: "#3F51B5",
  description: "Renders a Jinja template with the node's inputs, in a sandbox.",
  handles: {
    inputs: [
      { id: "in", label: "In", position: "left" },
      { id: "template_content", label: "Template Content", position: "left" },
    ],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: {},
  groups: [{ label: null, fields: ["template"] }],
} as const satisfies NodeConfig;
