/** What states of nodes mean, in a sentence. */

import type { NodeState } from "../../api/generated.js";

const WORDS: Readonly<Record<NodeState, string>> = {
  WAITING: "The run has not come to it yet.",
  RUNNING: "It is running.",
  DONE: "It ran.",
  CACHED: "Nothing that it needs has changed since it ran: its result holds.",
  FAILED: "It failed.",
  SKIPPED: "It was skipped.",
  NEVER: "The run ended before it came to it.",
};

export function stateSentence(state: NodeState): string {
  return WORDS[state];
}
