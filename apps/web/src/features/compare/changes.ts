/** How changes between two runs are named and coloured. */

import type { Change } from "../../api/generated.js";
import type { Look } from "../../ui/states.js";

export const CHANGE_LOOKS: Readonly<Record<Change, Look>> = {
  SAME: { word: "Same", tone: "waiting" },
  CHANGED: { word: "Changed", tone: "running" },
  ADDED: { word: "Added", tone: "done" },
  REMOVED: { word: "Removed", tone: "failed" },
  SLOWER: { word: "Slower", tone: "skipped" },
  FASTER: { word: "Faster", tone: "cached" },
};
