// Generated from files/codegen/specifications/nodes/user_response.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const userResponseConfig = {
  type: "user_response",
  label: "User Response",
  category: "interaction",
  icon: "💬",
  color: "#E91E63",
  description: "Asks a person and waits for the answer.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: { response_type: "text", timeout: 300 },
  groups: [
    {
      label: null,
      fields: [
        "prompt",
        "response_type",
        "choices",
        "default_response",
        "timeout",
      ],
    },
  ],
} as const satisfies NodeConfig;
