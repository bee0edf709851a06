/** How states are named and coloured. */

import type { NodeState, RunState } from "../api/generated.js";

export interface Look {
  readonly word: string;
  /** The CSS class that colours it. */
  readonly tone:
    "waiting" | "running" | "done" | "cached" | "failed" | "skipped";
}

export const NODE_LOOKS: Readonly<Record<NodeState, Look>> = {
  WAITING: { word: "Waiting", tone: "waiting" },
  RUNNING: { word: "Running", tone: "running" },
  DONE: { word: "Done", tone: "done" },
  CACHED: { word: "Cached", tone: "cached" },
  FAILED: { word: "Failed", tone: "failed" },
  SKIPPED: { word: "Skipped", tone: "skipped" },
  NEVER: { word: "Not run", tone: "waiting" },
};

export const RUN_LOOKS: Readonly<Record<RunState, Look>> = {
  RUNNING: { word: "Running", tone: "running" },
  OK: { word: "Done", tone: "done" },
  FAILED: { word: "Failed", tone: "failed" },
  INTERRUPTED: { word: "Cancelled", tone: "skipped" },
  DIED: { word: "Died", tone: "failed" },
};
