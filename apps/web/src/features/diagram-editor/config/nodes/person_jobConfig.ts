// Generated from files/codegen/specifications/nodes/person_job.json and files/codegen/templates/frontend/node_config.j2; edit those.

import type { NodeConfig } from "../unifiedConfig.js";

export const personJobConfig = {
  type: "person_job",
  label: "Person Job",
  category: "ai",
  icon: "🤖",
  color: "#2196F3",
  description:
    "Gives a task to a person, an AI language model with a memory of its own.",
  handles: {
    inputs: [
      { id: "in", label: "In", position: "left" },
      { id: "first", label: "First", position: "left" },
    ],
    outputs: [{ id: "out", label: "Out", position: "right" }],
  },
  defaults: { max_iteration: 1, output_format: "text" },
  groups: [
    {
      label: null,
      fields: [
        "person",
        "first_only_prompt",
        "default_prompt",
        "max_iteration",
        "tools",
        "variables",
        "output_format",
        "response_schema",
      ],
    },
    { label: "Model", fields: ["llm"] },
    { label: "Memory", fields: ["memory_settings"] },
  ],
} as const satisfies NodeConfig;
