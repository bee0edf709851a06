// Generated from files/codegen/specifications/nodes/api_job.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const apiJobConfig = {
  type: "api_job",
  label: "API Job",
  category: "integration",
  icon: "🌐",
  color: "#00BCD4",
  description: "Calls an HTTP API, again when it fails for a moment.",
  handles: {
    inputs: [{ id: "in", label: "In", position: "left" }],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: {
    method: "GET",
    timeout: 30,
    max_retries: 2,
    retry_delay: 0.5,
    format: "json",
  },
  groups: [
    {
      label: null,
      fields: [
        "url",
        "method",
        "headers",
        "params",
        "body",
        "expect_status",
        "format",
      ],
    },
    { label: "Reliability", fields: ["timeout", "max_retries", "retry_delay"] },
  ],
} as const satisfies NodeConfig;
