// Generated from files/codegen/specifications/nodes/hook.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const hookConfig = {
  type: "hook",
  label: "Hook",
  category: "integration",
  icon: "🔔",
  color: "#607D8B",
  description:
    "Tells the world outside that the run has come here: calls a webhook, sends an event or runs a command.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: { when: ["succeeded"] },
  groups: [
    { label: null, fields: ["action", "payload", "when"] },
    { label: "Timing", fields: ["not_before", "idempotency_key"] },
  ],
} as const satisfies NodeConfig;
