// Generated from files/codegen/specifications/nodes/code_job.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const codeJobConfig = {
  type: "code_job",
  label: "Code Job",
  category: "compute",
  icon: "💻",
  color: "#9C27B0",
  description:
    "Calls a Python function with the node's inputs. The function is pure: it gets JSON and returns JSON, and reaches for nothing else.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: {
    code_type: "file",
    function: "main",
    language: "python",
    allow_io: false,
  },
  groups: [
    {
      label: null,
      fields: [
        "code_type",
        "source_details",
        "code",
        "function",
        "language",
        "allow_io",
      ],
    },
  ],
} as const satisfies NodeConfig;
