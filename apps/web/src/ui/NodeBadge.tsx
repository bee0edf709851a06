import type { NodeState } from "../api/generated.js";
import { StateBadge } from "./StateBadge.js";
import { NODE_LOOKS } from "./states.js";

export function NodeBadge({ state }: { readonly state: NodeState }) {
  return <StateBadge state={state} look={NODE_LOOKS[state]} />;
}
