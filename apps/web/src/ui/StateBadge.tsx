import type { NodeState, RunState } from "../api/generated.js";
import { StateIcon } from "./StateIcon.js";
import type { Look } from "./states.js";

interface StateBadgeProps {
  readonly state: NodeState | RunState;
  readonly look: Look;
}

/** A state as an icon and a word. */
export function StateBadge({ state, look }: StateBadgeProps) {
  return (
    <span className={`badge tone-${look.tone}`}>
      <StateIcon state={state} size={12} />
      {look.word}
    </span>
  );
}
